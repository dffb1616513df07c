"""Letters used to deceive: scripts mixed within a word, letters that are not seen, and shouting."""

import re
import unicodedata

from comments.spam.post import signal, times
from comments.spam.tokens import words_of

SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")  # those with letters that look alike
FEWEST_LETTERS = 3  # of a word: "μm", "Δt" and the like are honest

# Seen nowhere, and of no use between letters of these scripts; Persian needs U+200C, emoji need U+200D.
_UNSEEN = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\u180e\u115f\u1160\u3164\uffa0]")
_UNSEEN_IN_WORD = re.compile(r"(?<=[A-Za-zА-Яа-яΑ-Ωα-ω])[\u200c\u200d](?=[A-Za-zА-Яа-яΑ-Ωα-ω])")
_TURNED = re.compile("[\u202a-\u202e]")
_STACKED = re.compile("[\u0300-\u036f\u1dc0-\u1dff\u20d0-\u20ff]{5,}")
_RUN = re.compile(r"([!?$€£])(?:\s?\1){5,}")


def signals(post):
    """No query."""
    comment, found = post.comment, []
    text = f"{comment.name}\n{comment.body}"
    if mixed := _mixed_words(text):
        shown = ", ".join(f"“{word}”" for word in mixed[:2])
        words = f"look-alike letters in {times(len(mixed), 'word')} ({shown})"
        found.append(signal("look-alikes", words, min(5, 1 + len(mixed))))
    if fancy := sum(_is_fancy(char) for char in text):
        found.append(signal("fancy letters", f"{times(fancy, 'letter')} from the mathematicians' alphabets", 2))
    unseen = len(_UNSEEN.findall(text)) + len(_UNSEEN_IN_WORD.findall(text))
    if unseen > 2:
        found.append(signal("unseen", f"{times(unseen, 'character')} that nobody sees", 2))
    if _TURNED.search(text) or _STACKED.search(text):
        found.append(signal("distorted", "characters that distort the text around them", 2))
    cased = [char for char in comment.body if char.isupper() or char.islower()]
    if len(cased) >= 20 and sum(map(str.isupper, cased)) > 0.7 * len(cased):
        found.append(signal("shouting", "mostly capitals", 1))
    if _RUN.search(comment.body):
        found.append(signal("exclamation", "six or more !, ? or $ in a row", 0.5))
    return found


def _mixed_words(text):
    """Return the words (list of str, each once) of ``text`` that mix scripts whose letters look alike."""
    found = []
    for word in words_of(text):
        written = text[word.start : word.end]
        if written.isascii():
            continue
        scripts = [_script(char) for char in written if char.isalpha()]
        if len(scripts) >= FEWEST_LETTERS and len(set(filter(None, scripts))) > 1:
            found.append(written)
    return list(dict.fromkeys(found))


def _script(char):
    name = unicodedata.name(char, "")
    return next((script for script in SCRIPTS if name.startswith(script)), None)


def _is_fancy(char):
    return "\U0001d400" <= char <= "\U0001d7ff"
