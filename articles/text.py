"""What people type, made sound: words that every database keeps, every page, feed and mail can say, and people see."""

import re
import unicodedata
from urllib.parse import urlsplit

# Ends of lines besides the usual ones: Word's soft line end, a page's end, U+0085 and Unicode's own two.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What no text has: control characters but tab and line end, halves of pairs (surrogates), and the code points that
# Unicode will never give a meaning. XML can't hold them, or PostgreSQL, or UTF-8.
_UNSOUND = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
# Marks on one letter beyond what any language has: putting them in order costs the square of their number. (Unicode's
# stream-safe text format, UAX #15, has the same 30.)
_MARKS = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
_TOO_MANY_MARKS = re.compile(f"[{_MARKS}][{_MARKS}]{{29}}[{_MARKS}]+")
_SOME_MARKS = re.compile(
    f"[{''.join(mark for mark in _MARKS if mark < chr(0x10000))}]|[{chr(0x10000)}-{chr(0x10FFFF)}]"
)
# Letters and marks that show nothing, beside the format characters (category Cf): fillers, selectors of a variant,
# and what Unicode keeps free for more of them (Default_Ignorable_Code_Point in its DerivedCoreProperties).
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U0001d159\U00016fe4\U000e0000-\U000e0fff]"
)
# Letters that are sorted as others, and that Unicode takes for letters of their own.
SORTED_AS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "th"})
LONGEST_KEY = 400  # characters: twice what any name has, and what an index takes

_SPACES = re.compile("[^\\S\xa0\u202f]+")  # no-break spaces are typed on purpose
_OPENING = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def sound(text):
    """
    Return ``text`` (str) in NFC, its lines ended by ``\\n``, without what no text has. What has a meaning stays: the
    signs of direction and the joiners that Persian and emoji are written with, and private characters, which an own
    typeface may show.
    """
    text = _UNSOUND.sub("", _LINE_ENDS.sub("\n", text))
    if _SOME_MARKS.search(text):
        text = _TOO_MANY_MARKS.sub(lambda marks: marks[0][:30], text)
    return unicodedata.normalize("NFC", text)


def all_sound(value):
    """Return ``value`` (a string, or a list or dict with strings in it, as of JSON) with every string in it sound."""
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, list):
        return [all_sound(entry) for entry in value]
    if isinstance(value, dict):
        return {all_sound(key): all_sound(entry) for key, entry in value.items()}
    return value


def lines(text):
    """Return ``text`` sound, without white space around it; "" when nothing of it is seen."""
    text = "\n".join(map(_closed, sound(text).split("\n"))).strip()
    return "" if is_blank(text) else text


def line(text):
    """Return ``text`` sound and on one line, one space between words; "" when nothing of it is seen."""
    text = _SPACES.sub(" ", _closed(sound(text).replace("\n", " "))).strip()
    return "" if is_blank(text) else text


def name(text):
    """Return ``text`` (what somebody or something is called) as ``line`` does, with nothing in it that is not seen."""
    seen = (char for char in " ".join(sound(text).split()) if is_seen(char) and unicodedata.category(char) != "Co")
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())


def folded(text):
    """
    Return ``text`` (a name) as it is compared and never shown: names that differ in case, in how a letter is encoded
    ("ß" and "SS", "é" as one character or two, "ﬁ", full-width letters) or in spaces are one (Unicode's compatibility
    caseless match, D146). Of one folded before, the same. At most ``LONGEST_KEY`` characters.
    """
    once = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", name(text)).casefold())
    return " ".join(unicodedata.normalize("NFKC", once.casefold()).split())[:LONGEST_KEY].strip()


def sort_key(text):
    """
    Return where ``text`` (a name) stands in a list, as text to sort by: “Ärla” beside “Arla”, on every database, then
    in the order of its ``folded`` letters. Languages that have a letter after “z” for it sort otherwise. At most
    ``LONGEST_KEY`` characters.
    """
    letters = unicodedata.normalize("NFKD", folded(text))
    plain = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return plain.translate(SORTED_AS)[:LONGEST_KEY]


def is_web_address(url):
    """Whether ``url`` (str) is http or https with a host, and without a user name that could pass for the host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def is_blank(text):
    """Whether nothing of ``text`` (str) is seen."""
    return not any(is_seen(char) and not char.isspace() for char in text)


def is_seen(char):
    """Whether ``char`` takes part in what is seen, if only as a space."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs"} and not _UNSEEN.match(char)


def _closed(line):
    """Return ``line`` with each change of direction ended in it, so that it never turns the words around it."""
    if not _DIRECTION.search(line):
        return line
    kept, open_signs = [], []
    for char in line:
        if char in _OPENING:
            open_signs.append(_OPENING[char])
        elif char in "\u202c\u2069":
            if not open_signs or open_signs[-1] != char:
                continue
            open_signs.pop()
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept + open_signs[::-1]))
