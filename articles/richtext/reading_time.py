"""How long a text is: words, characters of scripts without spaces, minutes of reading; and making it shorter."""

import re
import unicodedata
from typing import NamedTuple

from articles.richtext.policy import LONGEST
from articles.richtext.reading import text

WORDS_A_MINUTE = 230
CHARACTERS_A_MINUTE = 500  # of scripts without spaces
# Thai, Lao, Burmese, Khmer, Chinese, Japanese and scripts beside them, with their own punctuation, as a class of a
# regular expression. Each character counts as a word, as word processors have it. (Korean is written with spaces.)
WITHOUT_SPACES = "".join(
    f"{chr(first)}-{chr(last)}"
    for first, last in (
        (0x0E00, 0x0EFF),
        (0x1000, 0x109F),
        (0x1780, 0x17FF),
        (0x1950, 0x19FF),
        (0x1A20, 0x1AAF),
        (0x2E80, 0x2FDF),
        (0x3001, 0x312F),
        (0x31A0, 0x9FFF),
        (0xA9E0, 0xA9FF),
        (0xAA60, 0xAADF),
        (0xF900, 0xFAFF),
        (0xFE30, 0xFE4F),
        (0xFF01, 0xFF9F),
        (0x1B000, 0x1B16F),
        (0x20000, 0x3FFFD),
    )
)
_WITHOUT_SPACES = re.compile(f"[{WITHOUT_SPACES}]")


def too_long(html):
    """Sentence on a text (as it was sent) that is longer than any may be, or ""."""
    return (
        f"The text has {len(html):,} characters with its markup; {LONGEST:,} are the most. Make several stories of it."
        if len(html) > LONGEST
        else ""
    )


class Length(NamedTuple):
    """``words`` between spaces, and ``characters`` of scripts that have none."""

    words: int
    characters: int

    @property
    def total(self):
        return self.words + self.characters

    @property
    def minutes(self):
        """Reading time in whole minutes, at least 1."""
        return max(1, round(self.words / WORDS_A_MINUTE + self.characters / CHARACTERS_A_MINUTE))


def length(plain):
    """Return the ``Length`` of plain text. static/js/desk/counts.js counts in the same way."""
    words = plain.split()
    characters = 0
    if _WITHOUT_SPACES.search(plain):
        characters = len(_WITHOUT_SPACES.findall(plain))
        # Of a run with such characters, what is left counts if it is more than a mark: “20” in 在20年, “ in “我.
        left = (_WITHOUT_SPACES.split(run) for run in words)
        words = [part for parts in left for part in parts if len(parts) == 1 or any(map(str.isalnum, part))]
    return Length(len(words), characters)


def length_of(html):
    """Return the ``Length`` of what ``html`` says, without how words are read."""
    return length(text(html, readings=False))


SUMMARY = 300  # characters of a summary at most


def shortened(plain, most=SUMMARY):
    """Return plain text on one line of at most ``most`` characters, cut between words, with “…” where it was cut."""
    plain = " ".join(plain.split())
    if len(plain) <= most:
        return plain
    end = most - 1
    space = plain.rfind(" ", 0, end + 1)
    if not _WITHOUT_SPACES.match(plain[end]) and space > 0 and not _WITHOUT_SPACES.search(plain, space, end):
        end = space
    else:  # within no character that is put together of several, and before no mark that ends something
        while end > most // 2 and (_goes_on(plain[end]) or plain[end - 1] == "\u200d"):
            end -= 1
    return plain[:end].rstrip(" ,;:–—、，；：") + "…"


def _goes_on(character):
    return unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf", "Sk", "Po", "Pe", "Pf"}
