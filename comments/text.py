"""What people type into the form, made plain; and plain text made into paragraphs for a page."""

import re
import unicodedata

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.text import is_web_address

MAX_LINKS = 2
LINK_REL = "nofollow ugc noopener noreferrer"
LINE_BREAK = SafeString("<br>")

# Control, format (bidi, zero-width), surrogate and private characters, and letters that show nothing.
UNSEEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co"}
UNSEEN_LETTERS = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")

# Letters of other scripts that look like a Latin one, each before it. A capital may look like another than the small
# one does. Squares and circles with a letter in them, which no normal form takes out, come by their place.
_SMALL = (
    "аa вb еe кk мm нh оo рp сc тt уy хx ѕs іi јj һh ԁd ԍg ԛq ԝw ґr єe αa βb εe ζz ηn ιi κk μm νv οo ρp σs τt υu χx γy "
    "ıi ɑa ɡg ɩi łl øo đd ħh ŧt ʟl ɴn ʀr"
)
_CAPITALS = "Ηh Νn Υy"
_LETTERS_IN_BOXES = {
    first + number: chr(ord("a") + number)
    for first in (0x1F150, 0x1F170, 0x1F1E6)  # white on black circles and squares, flags
    for number in range(26)
}
_LIKE_SMALL = {ord(pair[0]): pair[1] for pair in _SMALL.split()} | _LETTERS_IN_BOXES
_LIKE_CAPITALS = {ord(pair[0]): pair[1] for pair in _CAPITALS.split()}
_LATIN = re.compile("[A-Za-z]")
_MARKS = re.compile("([A-Za-z\u0370-\u03ff\u0400-\u052f])[\u0300-\u036f]+")

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def one_line(text):
    """Return ``text`` (a name, say) in NFC on one line, without characters that are not seen."""
    words = " ".join(text.split())
    seen = (
        char for char in words if unicodedata.category(char) not in UNSEEN_CATEGORIES and char not in UNSEEN_LETTERS
    )
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())


def plain(text):
    """
    Return ``text`` in NFC, its lines ended by ``\\n``, with no control characters but that and the tab; "" for one in
    which nothing is seen.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = (char for char in lines if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", "".join(seen)).strip() if one_line(text) else ""


def fold(text, *, shapes=False):
    """
    Return ``text`` as it is compared, never shown: small letters without accents, look-alike letters of other scripts
    as the Latin ones they pass for, nothing that is not seen, one space where there was any. What is alike for the eye
    is the same string then; digits stay digits. Words that are written in another script as a whole stay one word,
    whether in capitals or not; with ``shapes`` their capitals count as what they look like (Greek “ΝΙΝΑ” is “nina”).
    """
    seen = "".join(
        char
        for char in text
        if char.isspace() or (unicodedata.category(char) not in UNSEEN_CATEGORIES and char not in UNSEEN_LETTERS)
    )
    bare = _MARKS.sub(r"\1", unicodedata.normalize("NFKD", seen))
    return " ".join(_folded(word, shapes or _LATIN.search(word)) for word in bare.split())


def _folded(word, by_shape):
    if by_shape:
        word = word.translate(_LIKE_CAPITALS)
    return unicodedata.normalize("NFC", word.casefold().translate(_LIKE_SMALL))


def to_html(text):
    """Return plain ``text`` escaped, in paragraphs, its first web addresses (``MAX_LINKS``) as links."""
    left = MAX_LINKS
    paragraphs = []
    for paragraph in _BLANK_LINES.split(text.strip()):
        lines = []
        for line in paragraph.split("\n"):
            html, left = _linked(line, left)
            lines.append([html])
        paragraphs.append([format_html_join(LINE_BREAK, "{}", lines)])
    return format_html_join("\n", '<p dir="auto">{}</p>', paragraphs) if text.strip() else ""


def _linked(line, left):
    """Return ``line`` as HTML with at most ``left`` links, and how many links are left then."""
    pieces, end = [], 0
    for found in _WEB_ADDRESS.finditer(line):
        url = _without_trailing(found.group())
        if left and is_web_address(url):
            pieces += [
                format_html("{}", line[end : found.start()]),
                format_html('<a href="{}" rel="{}">{}</a>', url, LINK_REL, url),
            ]
            end = found.start() + len(url)
            left -= 1
    pieces.append(format_html("{}", line[end:]))
    return format_html_join("", "{}", ([piece] for piece in pieces)), left


def _without_trailing(url):
    """Leave out the punctuation of the sentence around ``url``; a bracket stays when it has its pair."""
    while url[-1] in ".,;:!?…'’*_" or (url[-1] == ")" and url.count(")") > url.count("(")):
        url = url[:-1]
    return url
