"""Words of comments as they are compared, and plain text made into paragraphs for a page."""

import re
import unicodedata

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.text import is_web_address, name

MAX_LINKS = 2
LINK_REL = "nofollow ugc noopener noreferrer"
LINE_BREAK = SafeString("<br>")

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

# Written without spaces between words, as ranges for a regular expression.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_NO_PART_OF_AN_ADDRESS = set('<>"`|\\^')
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_AT_THE_END = ".,;:!?'*_~"  # punctuation of the sentence around an address
# What may follow an address without a space: Korean particles, wide Latin letters and rare ideographs too.
_RUNS_ON = re.compile(f"[{UNSPACED}\u1100-\u11ff\uac00-\ud7af\uff21-\uff9f\U00020000-\U0003ffff]")
_LABEL_GOES_ON = re.compile(r"[\w-]{1,63}\.\w")  # of a host: it is not the last one
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def fold(text, *, shapes=False):
    """
    Return ``text`` as it is compared, never shown: small letters without accents, look-alike letters of other scripts
    as the Latin ones they pass for, nothing that is not seen, one space where there was any. What is alike for the eye
    is the same string then; digits stay digits. Words that are written in another script as a whole stay one word,
    whether in capitals or not; with ``shapes`` their capitals count as what they look like (Greek “ΝΙΝΑ” is “nina”).
    """
    bare = _MARKS.sub(r"\1", unicodedata.normalize("NFKD", name(text)))
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
    pieces, done, at = [], 0, 0
    while left and (found := _SCHEME.search(line, at)):
        end, at = end_of_address(line, found.end())
        url = line[found.start() : end]
        if is_web_address(url):
            pieces += [
                format_html("{}", line[done : found.start()]),
                format_html('<a href="{}" rel="{}">{}</a>', url, LINK_REL, url),
            ]
            done = end
            left -= 1
    pieces.append(format_html("{}", line[done:]))
    return format_html_join("", "{}", ([piece] for piece in pieces)), left


def end_of_address(text, host):
    """
    Return where the web address in ``text`` ends whose host begins at ``host`` (int), and where to read on from: what
    was looked at need not be looked at again, so that finding all addresses is linear in the length of ``text``.

    Letters of all scripts may be part of it, in the host too. It ends at quotes, brackets without a pair, and all
    punctuation and signs beyond ASCII. Scripts that know no spaces follow it at once: a letter of theirs is part of it
    only where a part of the address begins (“/wiki/北京”), or after others that are (“/路径2页”).
    """
    at, opened, in_host, has_run_on = host, [], True, False
    while at < len(text) and _may_be_in_address(text, at, has_run_on):
        char = text[at]
        if char in "/?#":
            in_host = False
        elif char in "([{":
            opened.append(at)
        elif char in _BRACKETS:
            if not opened or text[opened[-1]] != _BRACKETS[char]:
                break
            opened.pop()
        elif _RUNS_ON.match(char):
            follows = at > host and text[at - 1].isascii() and text[at - 1].isalnum()
            if follows and not (_LABEL_GOES_ON.match(text, at) if in_host else has_run_on):
                break
            has_run_on = True
        at += 1
    end = opened[0] if opened else at
    while end > host and text[end - 1] in _AT_THE_END:
        end -= 1
    return end, at


def _may_be_in_address(text, at, has_run_on):
    char = text[at]
    if char.isascii():
        return char.isprintable() and char != " " and char not in _NO_PART_OF_AN_ADDRESS
    if unicodedata.category(char)[0] in "LMN":
        return True
    before, after = text[at - 1], text[at + 1 : at + 2]
    if char == "·":  # of Catalan, which hosts may hold between two l alone (RFC 5892)
        return before in "lL" and after in ("l", "L")
    is_between = after.isalpha() and not (before.isascii() or after.isascii())
    return is_between and (char in "\u200c\u200d" or (char == "・" and has_run_on))
