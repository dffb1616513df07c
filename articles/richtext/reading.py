"""
What is in a text: its words, what its tokens name, where its links lead.

Each function takes stored text, and anything else as ``clean`` would store it.
"""

import re
from html import unescape

from articles.richtext.cleaning import TOKEN, WEB, as_stored
from articles.richtext.policy import BLOCKS, SEVERAL, TOKENS
from articles.text import is_blank

_PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|[^<]+")
# White space that no reader sees: around blocks, and beyond one space within them. An editor writes it in its own way.
_AROUND_BLOCKS = re.compile(
    rf"[ \t\n]*(</?(?:{'|'.join(sorted({*BLOCKS, *TOKENS.values(), 'section'} - {'sup'}))}|br)\b[^>]*>)[ \t\n]*"
)
_RUN = re.compile(r"[ \t\n]+")
_HREF = re.compile(r' href="([^"]*)"')


def tokens(html):
    """
    Return what the tokens in ``html`` name: dict of attribute → list of values (str) in order. The pictures of a
    gallery and of a pair are pictures of the text as others are.
    """
    found = {name: [] for name in TOKENS if name not in SEVERAL}
    for _, name, value, *_ in TOKEN.findall(as_stored(html)):
        if name in SEVERAL:
            found["data-image"] += value.split()
        else:
            found[name].append(unescape(value))
    return found


def pictures(html):
    """Ids (set) of the pictures that ``html`` shows."""
    names = ("data-image", *SEVERAL)
    return {int(pk) for pk in tokens(html)["data-image"]} if any(name in html for name in names) else set()


def links(html):
    """Return the web addresses (list of str, in order) that links in ``html`` lead to; none of the site's own paths."""
    found = (_HREF.search(piece[3]) for piece in _PIECE.finditer(as_stored(html)) if piece[2] == "a" and not piece[1])
    return [address for href in found if href and WEB.match(address := unescape(href[1]))]


def text(html, readings=True):
    """
    Return the words of ``html`` that a reader would see, as plain text, blocks on lines of their own; "" where nothing
    is seen. How a word is read, above it in ruby, stands behind it in brackets, or is left out without ``readings``.
    """
    out, around = [], ""
    for piece in _PIECE.finditer(as_stored(html)):
        is_end, tag = piece[1], piece[2]
        if tag in {"rt", "rp"}:
            around = "" if is_end else tag
            if tag == "rt" and readings:
                out.append(")" if is_end else "(")
        elif tag in BLOCKS or tag in {"br", "hr"}:
            out.append("\n")
        elif not tag and around != "rp" and (readings or around != "rt"):
            out.append(unescape(piece[0]))
    lines = (" ".join(line.split()) for line in "".join(out).splitlines())
    return "\n".join(line for line in lines if not is_blank(line))


def reads_the_same(one, other):
    """Whether two texts differ in nothing but white space that no reader sees."""
    if "<pre" in one:  # where white space is seen
        return one == other
    one, other = (_RUN.sub(" ", _AROUND_BLOCKS.sub(r"\1", as_stored(html))).strip() for html in (one, other))
    return one == other
