"""The words of a text, folded so that spelling tricks make no difference, with the places where they stand."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from comments.text import UNSPACED, fold

# Where Unicode has marks and characters that are not seen: its first two planes, and the tags.
WITH_MARKS = range(0x20000), range(0xE0000, 0xE0200)


@dataclass(frozen=True)
class Word:
    """``folded`` stands for what is written from ``start`` to ``end``."""

    start: int
    end: int
    folded: str


def words_of(text):
    """Return the words (list of ``Word``) of ``text``. Linear in its length."""
    found = []
    for match in _pattern().finditer(text):
        folded = _folded(match.group())
        if folded:
            found.append(Word(match.start(), match.end(), folded))
    return found


def folded_words(text):
    return [word.folded for word in words_of(text)]


@lru_cache(maxsize=4096)
def _folded(word):
    return fold(word)


@cache
def _pattern():
    """
    A word: letters and digits of any script, with the marks above and below them and with what is not seen at all,
    which would otherwise cut a word in two for us and not for readers. Of scripts without spaces each letter is a word,
    and a phrase of them is found wherever it stands.
    """
    marks = (number for number in chain(*WITH_MARKS) if unicodedata.category(chr(number)) in {"Mn", "Mc", "Me", "Cf"})
    inside = "".join(map(_range, _runs(marks)))
    return re.compile(rf"[{UNSPACED}][{inside}]*|(?:(?![{UNSPACED}])[^\W_])(?:(?![{UNSPACED}])[^\W_]|[{inside}])*")


def _runs(numbers):
    """Yield (first, last) of each run of successive numbers."""
    first = last = next(numbers)
    for number in numbers:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


def _range(run):
    return "-".join(f"\\U{number:08x}" for number in dict.fromkeys(run))
