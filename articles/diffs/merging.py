"""What two people made of the same story, put together where they did not touch the same things."""

from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

from articles.diffs.blocks import STRUCTURE
from articles.diffs.comparing import fields
from articles.diffs.words import Effort, matches
from articles.richtext import policy

# What a blind reader hears of a picture and what stands under it belong to that picture and no other.
PICTURE = ("lead_image", "lead_image_alt", "lead_image_caption")
_ABSENT: Any = object()


def merge(
    base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """
    Join what two people made of ``base`` and return the content and the names of fields that need a person to choose.

    A field that one side changed is that side's. A field that both changed, and not to the same, is a conflict:
    ``theirs`` stands in the content then, and the caller still holds ``mine``. Texts (cleaned) that were changed in
    different blocks, neighbours too, are put together, and so are words for different pictures in the text. Picture,
    alternative text and caption are one thing: where both sides changed some of it and the pictures differ, all of it
    that differs is a conflict.
    """
    content: dict[str, Any] = {}
    conflicts = []
    versions = (base, theirs, mine)

    def changed(version, names=PICTURE):
        return any(version.get(name, _ABSENT) != base.get(name, _ABSENT) for name in names)

    torn = changed(theirs) and changed(mine) and theirs.get("lead_image") != mine.get("lead_image")
    for name, *_ in fields(*versions):
        was, their, my = (version.get(name, _ABSENT) for version in versions)
        value = their
        if their != my and torn and name in PICTURE:
            conflicts.append(name)
        elif their == was:
            value = my
        elif their != my != was:
            merged = None
            if name == "body" and was is not _ABSENT:
                merged = _merge_bodies(was, their, my)
            elif name == "picture_words":
                merged = _merge_words(*({} if words is _ABSENT else words for words in (was, their, my)))
            if merged is None:
                conflicts.append(name)
            else:
                value = merged
        if value is not _ABSENT:
            content[name] = value
    return content, conflicts


class _Chunks(HTMLParser):
    """Cuts cleaned HTML where one top-level element ends and the next begins: ``"".join(chunks)`` is the HTML."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.chunks: list[list[str]] = []
        self.open: list[str] = []
        self.fresh = True  # the next thing begins a chunk, unless it is white space

    def write(self, text):
        if not self.chunks or (self.fresh and text.strip()):
            self.chunks.append([])
            self.fresh = False
        self.chunks[-1].append(text)

    def handle_starttag(self, tag, attrs):
        block = tag in STRUCTURE or tag == "hr" or (tag in policy.TOKENS.values() and tag != "sup")
        if not self.open and block:
            self.fresh = True
        self.write(self.get_starttag_text())
        if tag not in policy.VOID:
            self.open.append(tag)
        elif not self.open and block:
            self.fresh = True

    def handle_endtag(self, tag):
        self.write(f"</{tag}>")
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if not self.open and (tag in STRUCTURE or tag in ("aside", "div")):
            self.fresh = True

    def handle_data(self, data):
        self.write(data)

    def handle_entityref(self, name):
        self.write(f"&{name};")

    def handle_charref(self, name):
        self.write(f"&#{name};")


def cut(html):
    parser = _Chunks()
    parser.feed(html)
    parser.close()
    return ["".join(chunk) for chunk in parser.chunks]


def both(base, theirs, mine):
    """
    Return the text (HTML) with what each side made of ``base``: every paragraph that one of them wrote once, those that
    one of them changed or took out in that one's words. Where both changed the same place, theirs comes first.
    """
    return _joined(_together(base, theirs, mine)[0])


def _merge_bodies(base, theirs, mine):
    """Return the text with both sides' changes, or None where they changed the same or a part would stand twice."""
    chunks, is_clear = _together(base, theirs, mine)
    return _joined(chunks) if is_clear else None


def _joined(chunks):
    return "".join(chunk if chunk[-1:].isspace() else f"{chunk}\n" for chunk in chunks).strip()


def _together(base, theirs, mine):
    """Return what ``both`` says as a list of chunks, and whether no person has to look at it."""
    base, theirs, mine = cut(base), cut(theirs), cut(mine)
    places: list[list] = []  # lists of regions, theirs first, that overlap or put something in at the same point
    regions = [(start, end, side, chunks) for side in (theirs, mine) for start, end, chunks in _regions(base, side)]
    end = -1
    for region in sorted(regions, key=lambda region: region[:2]):
        if places and (region[0] < end or region[:2] == places[-1][-1][:2]):
            places[-1].append(region)
        else:
            places.append([region])
        end = max(end, region[1])
    merged, at, is_clear = [], 0, True
    for place in places:
        start, end = place[0][0], max(region[1] for region in place)
        their, my = ([chunk for *_, by, chunks in place if by is side for chunk in chunks] for side in (theirs, mine))
        if len({(*region[:2], *_stripped(region[3])) for region in place}) > 1:
            is_clear = False
        merged += [*base[at:start], *their, *(chunk for chunk in my if chunk.strip() not in _stripped(their))]
        at = end
    merged += base[at:]
    left = Counter(_stripped(base)) | Counter(_stripped(theirs)) | Counter(_stripped(mine))
    once = []
    for chunk in merged:
        left[chunk.strip()] -= 1
        if left[chunk.strip()] >= 0:
            once.append(chunk)
    return once, is_clear and len(once) == len(merged)


def _merge_words(base, theirs, mine):
    """Return the words for pictures with both sides' changes, or None where they touch the same picture."""
    merged = {}
    for pk in sorted({*theirs, *mine}, key=int):
        was, their, my = base.get(pk), theirs.get(pk), mine.get(pk)
        if their != my and was not in (their, my):
            return None
        if words := my if their == was else their:
            merged[pk] = words
    return merged


def _stripped(chunks):
    return [chunk.strip() for chunk in chunks]


def _regions(base, version):
    """
    Yield what ``version`` changed: start and end in ``base``, and the list of chunks that stand there now. Where as
    many stand there as before, each is a change of its own.
    """
    same = matches(_stripped(base), _stripped(version), Effort())
    for (i, j), (k, m) in pairwise([(-1, -1), *same, (len(base), len(version))]):
        if k - i == m - j:
            yield from ((i + n, i + n + 1, [version[j + n]]) for n in range(1, k - i))
        elif k - i > 1 or m - j > 1:
            yield i + 1, k, version[j + 1 : m]
