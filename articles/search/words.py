"""
The words of a text as they are looked up, the same when a story is kept and when somebody asks for it: without case,
accents and endings. A script that puts no space between words is cut into pairs of letters.

Accents go before endings do, so that a word is found without them whatever its language.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer
from django.conf import settings
from django.utils.module_loading import import_string

LONGEST = 40  # letters of one word that count
MOST_BYTES = 800_000  # of the words of one record: PostgreSQL takes no more than a megabyte

# Thai, Lao, Burmese, Khmer, kana, Han; Korean, whose words carry their particles with them.
CONTINUOUS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u3096\u3099-\u309a\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003134f"
)
_HALF_WIDTH = re.compile("[\uff66-\uff9f]")
_IS_CONTINUOUS = re.compile(f"[{CONTINUOUS}]")
# Signs on letters, which Python counts as no part of a word; soft hyphens and joiners, which are inside of one.
_MARKS = "\xad\u200c\u200d" + "".join(
    char
    for char in map(chr, range(0x300, 0x1F000))
    if unicodedata.category(char) in {"Mn", "Mc"} and not _IS_CONTINUOUS.match(char)
)
_WORD = re.compile(f"([{CONTINUOUS}]+)|((?:[^\\W_{CONTINUOUS}]|[{_MARKS}])+)")

# Accents of Latin, Greek and Cyrillic (but “й” is a letter of its own), vowel signs of Arabic and Hebrew, and what
# shows nothing.
_ACCENTS = re.compile(
    "(?<!\u0438)\u0306|[\u0300-\u0305\u0307-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670\xad\u200c\u200d]"
)
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
_lock = threading.Lock()  # a stemmer holds the word that it works on


class Word(NamedTuple):
    """``text`` as it is looked up, and where it stands: ``start`` and ``end`` in the text that it was found in."""

    text: str
    start: int
    end: int


def language():
    """The language (code) whose endings are taken off, as ``SEARCH_LANGUAGE`` says. 1 query."""
    return import_string(settings.SEARCH_LANGUAGE)()


def words(text: str, language: str) -> Iterator[Word]:
    """
    The words of ``text`` in their order, endings taken off as in ``language`` (code; none for one we have no rules of).
    A run of letters without spaces gives a pair at each letter, and its last letter.
    """
    rules = STEMMERS.get(language.partition("-")[0].lower(), "")
    for found in _WORD.finditer(text):
        run, start, end = found[1], found.start(), found.end()
        if run is None:
            if word := _stem(found[2], rules):
                yield Word(word, start, end)
        else:
            letters = unicodedata.normalize("NFKC" if _HALF_WIDTH.search(run) else "NFC", run)
            for place in range(len(letters)):
                yield Word(letters[place : place + 2], min(start + place, end - 1), min(start + place + 2, end))


def kept(text: str, language: str) -> list[str]:
    """The words (list of str) of ``text`` that are kept of a record: the first ``MOST_BYTES`` of them."""
    left, found = MOST_BYTES, []
    for word in words(text, language):
        left -= len(word.text.encode()) + 8
        if left < 0:
            break
        found.append(word.text)
    return found


def is_continuous(word: str) -> bool:
    """Whether ``word`` is of a script without spaces between words."""
    return bool(_IS_CONTINUOUS.match(word))


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """``word`` without case and accents, with its ending."""
    word = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", word)).translate(_LETTERS)[:LONGEST]


@lru_cache(maxsize=50_000)
def _stem(word: str, rules: str) -> str:
    word = plain(word)
    if not rules or not word:
        return word
    with _lock:
        return _stemmer(rules).stemWord(word) or word


@lru_cache(maxsize=8)
def _stemmer(rules: str):
    return snowballstemmer.stemmer(rules)
