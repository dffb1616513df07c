"""
Whatever HTML somebody sends, as it may be stored and shown.

One pass reads the text into a tree of what may stand in it (``policy``), one writes it, and nh3, which reads HTML as
browsers do, looks at what was written: what it would not let through is never stored. Each step costs its length, as
the tree is never deeper than ``DEEPEST`` and nothing is looked for twice.
"""

import re
from collections import Counter
from functools import lru_cache
from html import unescape
from itertools import groupby
from urllib.parse import parse_qs, urlsplit

import nh3
from django.conf import settings

from articles.richtext.policy import (
    ATTRIBUTES,
    BESIDE_PARAGRAPHS,
    BLOCKS,
    BOX,
    DEEPEST,
    ELEMENTS,
    EMPHASIS,
    FRAMES,
    INLINE,
    LINES,
    RENAMED,
    SEVERAL,
    SWALLOWED,
    TABLE_PARTS,
    TOKENS,
    VOID,
    WIDTHS,
)
from articles.text import is_blank, sound

OPEN_AT_ONCE = 200  # elements, those included that leave nothing behind; what is deeper is words alone
HOPS = 50  # addresses in each other that only lead on
ROUNDS = 3  # the first makes the text, the second finds nothing to change

_LINK = re.compile(r"(?:https?://|mailto:|tel:|#|/(?![/\\]))", re.IGNORECASE)
WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_ID = re.compile(r"[1-9][0-9]{0,17}\Z")
_NUMBER = re.compile(r"[0-9]{1,4}\Z")
# Addresses that only lead on, and where they do so.
_LEADING_ON = re.compile(
    r"https?://(?:www\.)?google\.[a-z.]+/url\?|https?://[a-z0-9.-]+\.safelinks\.protection\.outlook\.com/|"
    r"https?://lm?\.facebook\.com/l\.php\?",
    re.IGNORECASE,
)
_GONE = re.compile(r"display:\s*none|mso-hide:\s*all|mso-(?:element|special-character):\s*comment", re.IGNORECASE)


def _straight(address):
    """Return where ``address`` leads, past what Google and others put before it; unchanged if that has no end."""
    sent = address
    for hop in range(HOPS + 1):
        if not _LEADING_ON.match(address):
            break
        if hop == HOPS:
            return sent
        try:
            query = parse_qs(urlsplit(address).query)
        except ValueError:
            break
        targets = (query[name][0] for name in ("q", "url", "u") if name in query)
        target = next(filter(WEB.match, targets), None)
        if target is None:
            break
        address = target
    return address


def _attribute(tag, name, value):
    """Return the value that may stay, or None to drop the attribute."""
    if name in {"href", "src", "cite", "data-embed"}:
        value = value.replace("\n", "").replace("\t", "")  # as browsers do
    match name:
        case "href":
            return _straight(value.strip()) if _LINK.match(value.strip()) else None
        case "src":
            own = value.startswith(settings.MEDIA_URL) and ".." not in value and "\\" not in value
            return value if own else None
        case "cite" | "data-embed":
            return value if WEB.match(value) else None
        case "data-image" | "data-see-also" | "data-citation":
            return value if _ID.match(value) else None
        case "data-pair" | "data-gallery":
            return _several(value, *SEVERAL[name])
        case "data-width":
            return value if value in WIDTHS else None
        case "data-box":
            return value if value == BOX[2] else None
        case "width" | "height" | "colspan" | "rowspan" | "start" | "value":
            return value if _NUMBER.match(value) else None
        case "dir":
            return value.lower() if value.lower() in {"ltr", "rtl", "auto"} else None
        case "loading":
            return value if value in {"lazy", "eager"} else None
        case "scope":
            return value if value in {"row", "col", "rowgroup", "colgroup"} else None
        case _:
            return value


def _several(value, least, most):
    """Return the ids of ``value`` (str, between spaces), each once; None if too few, too many or no ids."""
    ids = list(dict.fromkeys(value.replace(",", " ").split()))
    return " ".join(ids) if least <= len(ids) <= most and all(map(_ID.match, ids)) else None


def _token(tag, attributes):
    """Return what a token of these ``attributes`` (dict) is written with: list of pairs, empty for no token."""
    for name, of in TOKENS.items():
        if of == tag and name in attributes and (value := _attribute(tag, name, attributes[name])):
            width = _attribute(tag, "data-width", attributes.get("data-width", "")) if name == "data-image" else None
            return [(name, value), *([("data-width", width)] if width else [])]
    return []


guard = nh3.Cleaner(
    tags=set(ELEMENTS) | set(TOKENS.values()),
    attributes=ATTRIBUTES,
    clean_content_tags=SWALLOWED,
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
).clean


def _meant(style):
    """Return what a style means for the words it is on (set of str)."""
    if _GONE.search(style):
        return {"gone"}
    pairs = (declaration.lower().partition(":") for declaration in style.split(";"))
    rules = {name.strip(): value.strip() for name, _, value in pairs}
    weight, slant = rules.get("font-weight", ""), rules.get("font-style", "")
    words = []
    if weight:
        words.append("strong" if weight.startswith("bold") or weight[:3] in {"600", "700", "800", "900"} else "light")
    if slant:
        words.append("em" if slant in {"italic", "oblique"} else "upright")
    if "line-through" in rules.get("text-decoration", ""):
        words.append("s")
    words += {"super": ["sup"], "sub": ["sub"]}.get(rules.get("vertical-align"), [])
    words += [f"dir:{rules['direction']}"] if "direction" in rules else []
    return dict.fromkeys(words)


# -- Reading what was sent, tag by tag --

# Elements of HTML that hold nothing, and those whose content is no HTML.
_EMPTY = set("area base br col embed frame hr img input link meta param source track wbr".split())
_RAW = set("script style xmp iframe noembed noframes noscript textarea title".split())
_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_PAIR = re.compile(r"""[\s/]*(=?[^\s/>=]+|=)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"'][^\s>]*|(?=>)))?""")
_TAG_END = re.compile(r"[\s/]*(>|\Z)")
_COMMENT_END = re.compile(r"--!?>")
_BY_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_SPACES = " \t\n\r\f"


def _decoded(text):
    return unescape(_BY_NUMBER.sub(_if_it_is_one, text)) if "&" in text else text


def _if_it_is_one(reference):
    """A character by its number, or "" for numbers that no character has."""
    digits = (reference[1] or reference[2]).lstrip("0")
    number = int(digits or "0", 16 if reference[1] else 10) if len(digits) < 8 else 0
    return reference[0] if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else ""


def tags(html):
    """
    Yield what ``html`` consists of: (words, "", None), ("", name, dict of attributes) for a start, ("", "/name", None)
    for an end. An element closed at once, as XML has it, has the attribute "/". Comments and programs are left out.
    """
    at, length = 0, len(html)
    while at < length:
        begins = html.find("<", at)
        if begins < 0:
            yield _decoded(html[at:]), "", None
            return
        name = _NAME.match(html, begins)
        if not name and html[begins + 1 : begins + 2] not in {"!", "/", "?"}:
            begins += 1  # a sign of the text
            yield _decoded(html[at:begins]), "", None
            at = begins
            continue
        if begins > at:
            yield _decoded(html[at:begins]), "", None
        if not name:
            if html.startswith("<!--", begins):
                end = _COMMENT_END.search(html, begins + 2)
                at = end.end() if end else length
            else:
                at = html.find(">", begins) + 1 or length
            continue
        attributes, at = _attributes(html, name.end())
        if at < 0:  # the text ends within the tag
            return
        if html[begins + 1] == "/":
            yield "", f"/{name[1].lower()}", None
            continue
        yield "", name[1].lower(), attributes
        if name[1].lower() in _RAW:
            end = re.compile(rf"(?=</{name[1]}[\s/>])", re.IGNORECASE).search(html, at)
            at = end.end() if end else length


def _attributes(html, at):
    """Return the attributes (dict) that begin at ``at``, and where their tag ends (-1 if it does not)."""
    found = {}
    while not (end := _TAG_END.match(html, at)):
        pair = _PAIR.match(html, at)
        value = pair[2] or ""
        if value[:1] in {'"', "'"}:
            value = value[1:-1]
        found.setdefault(pair[1].lower(), sound(_decoded(value)))
        at = pair.end()
    if html[end.end() - 2 : end.end()] == "/>":
        found["/"] = ""
    return found, end.end() if end[1] else -1


# -- What may stand in a text, as a tree --


class _Node:
    """An element with its ``children`` (nodes, str, and ``BREAK``)."""

    def __init__(self, tag, attributes=""):
        self.tag = tag
        self.attributes = attributes  # as they are written, each with a space before it
        self.children = []
        self.is_token = False
        self.goes_on = False  # a mark that was closed around its beginning
        self.is_block = False  # it stands beside paragraphs, or something in it does
        self.is_empty = False  # nobody sees it


BREAK = _Node("")  # where one paragraph ends and another begins, if there are words on both sides

_ROWS = ("table", "thead", "tbody", "tfoot", "tr")
_HEADINGS = ("h2", "h3", "h4")
_BLOCK_NAMES = {*BLOCKS, *FRAMES}
# Text of the story, never what a token shows: such a token was not closed.
_NEVER_IN_TOKENS = set("p h2 h3 h4 ul ol li blockquote table pre hr".split())
_GONE_IF_EMPTY = {"p", "figure", "figcaption", "blockquote", BOX[0]}
_NOTHING_IN_THEMSELVES = {*_GONE_IF_EMPTY, *"strong em b i u s".split()}
_OVERLAID = re.compile("\\A\u0338+")  # behind a tag, it would make one sign of it with ">"


class _Open:
    """
    An element that is open: its ``name`` as it was sent, and the ``node`` that takes what stands in it. ``line``: the
    place of the outermost line that is open in the same container, or 0. ``direction``: of the paragraphs in it, as it
    is written, for one that is none itself.
    """

    def __init__(self, name, node, *, kind="", line=0, direction=""):
        self.name = name
        self.node = node
        self.kind = kind  # "": it has a node of its own; "through": none; "part": of the one below; or what is silent
        self.line = line
        self.direction = direction


class _Tree:
    """Reads HTML into a tree in which elements stand only where browsers leave them when they read it again."""

    def __init__(self, html):
        self.root = _Node("")
        self.open = [_Open("", self.root)]
        self.names = Counter()  # of the open elements
        self.too_deep = Counter()  # names of elements beyond OPEN_AT_ONCE
        self.depth = 0
        self.silent = []  # the open elements whose words are left out
        for words, tag, attributes in tags(html):
            if not tag:
                self.words(words)
            elif tag[0] == "/":
                self.end(tag[1:])
            else:
                self.start(tag, attributes)

    # -- The open elements --

    @property
    def node(self):
        return self.open[-1].node

    def add(self, child):
        """Put ``child`` where it belongs: words and blocks that stand between the cells of a table, before it."""
        node = self.node
        belongs = child.strip(_SPACES) == "" if isinstance(child, str) else child is BREAK or child.tag in TABLE_PARTS
        if node.tag in _ROWS and not belongs:
            table = len(self.open) - 1
            while self.open[table].kind or self.open[table].node.tag != "table":
                table -= 1
            self.open[table - 1].node.children.insert(-1, child)
        else:
            node.children.append(child)

    def push(self, name, node=None, *, kind="", direction=""):
        below = self.open[-1]
        line = below.line
        if node:
            self.depth += 1
            if node.tag in LINES:
                line = line or len(self.open)
            elif node.tag in BLOCKS:
                line = 0
        if kind in {"swallowed", "token", "hidden"}:
            self.silent.append(kind)
        self.names[name] += 1
        direction = direction or ("" if node else below.direction)
        self.open.append(_Open(name, node or below.node, kind=kind, line=line, direction=direction))

    def pop(self):
        closed = self.open.pop()
        self.names[closed.name] -= 1
        if closed.kind in {"swallowed", "token", "hidden"}:
            self.silent.pop()
        elif closed.kind in {"", "part"}:
            self.depth -= 1
            self.too_deep.clear()
        return closed

    def pop_to(self, place):
        """Close the open elements from ``place`` on."""
        while len(self.open) > place:
            self.pop()

    def nearest(self, *names):
        """Return the place of the innermost open element of these names, or 0."""
        if not any(self.names[name] for name in names):
            return 0
        place = len(self.open) - 1
        while self.open[place].name not in names:
            place -= 1
        return place

    def end_line(self):
        if line := self.open[-1].line:
            self.pop_to(line)

    def is_in_line(self):
        """Whether no paragraph can begin here: in a heading, preformatted words, a caption."""
        return self.open[self.open[-1].line].node.tag in LINES - {"p", "ruby"}

    # -- What comes in --

    def words(self, words):
        if not self.silent:
            self.add(words)

    def start(self, tag, attributes):
        if tag in SWALLOWED:
            self.enter(tag, kind="swallowed", at_once=tag in {"svg", "math"} and "/" in attributes)
            return
        if "swallowed" in self.silent:
            self.enter(tag, kind="through")
            return
        token = _token(tag, attributes)
        tag = RENAMED.get(tag, tag)
        if self.silent and self.silent[-1] == "token" and (token or tag in _NEVER_IN_TOKENS):
            while self.silent and self.silent[-1] == "token":  # nobody closed it
                self.pop()
        meaning = _meant(attributes.get("style", ""))
        if token:
            self.start_token(tag, token, at_once="/" in attributes)
        elif self.silent:
            self.enter(tag, kind="through")
        elif "gone" in meaning:
            self.enter(tag, kind="hidden")
        elif tag in TABLE_PARTS:
            self.start_part(tag, attributes, meaning)
        elif tag == BOX[0] and attributes.get(BOX[1]) == BOX[2] and self.is_beside_paragraphs():
            self.start_block(tag, attributes, meaning)
        elif tag in FRAMES or (tag == "figcaption" and self.node.tag != "figure"):
            self.start_frame(tag, attributes, meaning)
        elif tag in BLOCKS:
            self.start_block(tag, attributes, meaning)
        elif tag in VOID:
            self.start_void(tag, attributes)
        else:
            self.start_inline(tag, attributes, meaning)

    def enter(self, tag, kind, at_once=False, direction=""):
        """Open an element that has no node of its own, unless it has no end or too many are open."""
        if tag in _EMPTY or at_once:
            return
        if len(self.open) < OPEN_AT_ONCE:
            self.push(tag, kind=kind, direction=direction)
        else:
            self.too_deep[tag] += 1

    def is_beside_paragraphs(self):
        """Whether what begins here stands in nothing but paragraphs, which end."""
        return all(one.kind != "" or not one.node.tag or one.node.tag == "p" for one in self.open)

    def start_token(self, tag, token, at_once):
        written = _Node(tag, "".join(_written(name, value) for name, value in token))
        written.is_token = True
        hidden = self.silent and [place for place, one in enumerate(self.open) if one.kind == "hidden"][0]
        if hidden:
            self.open[hidden - 1].node.children.append(written)
        else:
            if tag != "sup":
                self.end_line()
            self.add(written)
        self.enter(tag, kind="token", at_once=at_once)

    def start_part(self, tag, attributes, meaning):
        """A part of a table, with the parts around it that HTML takes for granted."""
        table = self.nearest("table")
        if not table or self.open[table].kind:
            self.add(BREAK)
            self.enter(tag, kind="through")
            return
        around = {"tr": ("tbody",), "td": ("tbody", "tr"), "th": ("tbody", "tr")}.get(tag, ())
        place = table + 1
        for part in around:
            there = self.open[place].node.tag if place < len(self.open) and not self.open[place].kind else ""
            if there != part and not (part == "tbody" and there in {"thead", "tfoot"}):
                self.pop_to(place)
                self.enter_node(part, part, "")
            place += 1
        self.pop_to(place)
        self.enter_node(tag, tag, self.attributes(tag, attributes, meaning))

    def start_frame(self, tag, attributes, meaning):
        """An element that is a paragraph, until one begins in it."""
        if self.is_in_line():
            self.add("\n")
            self.enter(tag, kind="through")
            return
        self.end_line()
        direction = self.attributes("p", attributes, meaning)
        self.enter(tag, kind="through", direction=direction)
        if self.depth < DEEPEST:
            self.enter_node("p", "p", direction)
        else:
            self.add(BREAK)

    def start_block(self, tag, attributes, meaning):
        if tag == "p" and self.is_in_line():
            self.add("\n")
            self.enter(tag, kind="through")
            return
        self.end_line()
        if tag == "li":
            place = len(self.open) - 1
            while place and (self.open[place].kind or self.open[place].node.tag in INLINE):
                place -= 1
            if self.open[place].node.tag == "li":
                self.pop_to(place)
        if tag == "table" and self.node.tag in _ROWS:
            self.pop_to(self.nearest("table"))
        room = 4 if tag == "table" else 1  # for a row and its cells
        if self.depth + room > DEEPEST:
            self.add(BREAK)
            self.enter(tag, kind="through")
        else:
            self.enter_node(tag, tag, self.attributes(tag, attributes, meaning))

    def enter_node(self, name, tag, attributes, kind=""):
        """Open an element of the text."""
        node = _Node(tag, attributes)
        self.add(node)
        self.push(name, node, kind=kind)

    def start_void(self, tag, attributes):
        written = self.attributes(tag, attributes, ())
        if tag == "hr":
            self.end_line()
        if tag != "img" or " src=" in written:
            self.add(_Node(tag, written))

    def start_inline(self, tag, attributes, meaning):
        if tag in {"rt", "rp"}:
            ruby = self.nearest("ruby")
            if not ruby or self.line_of(ruby):
                self.add("(" if tag == "rt" else "")
                self.enter(tag, kind="through")
                return
            self.pop_to(ruby + 1)
        written = self.attributes(tag, attributes, meaning)
        names = [tag] if tag in INLINE else []
        if tag == "a" and (" href=" not in written or self.names["a"]):
            names = []
        if tag in {"span", *EMPHASIS}:
            same = EMPHASIS.get(tag)
            if {"strong": "light", "em": "upright"}.get(same) in meaning:
                names = []
            names += [word for word in meaning if word in INLINE and word != same]
        if not names or self.depth + len(names) > DEEPEST or len(self.open) + len(names) > OPEN_AT_ONCE:
            self.enter(tag, kind="through")
            return
        self.enter_node(tag, names[0], written if names[0] == tag else "")
        for name in names[1:]:
            self.enter_node("", name, "", kind="part")

    def line_of(self, ruby):
        """Whether a block has begun in the ``ruby`` that stands at this place."""
        return any(one.kind == "" and one.node.tag in BLOCKS for one in self.open[ruby:])

    def attributes(self, tag, attributes, meaning):
        """Return the attributes of an element as they are written."""
        allowed = ATTRIBUTES.get(tag, ())
        if "dir" in allowed and "dir" not in attributes:
            said = next((word[4:] for word in meaning if word.startswith("dir:")), "")
            attributes = {**attributes, "dir": said} if said else attributes
        values = ((name, _attribute(tag, name, value)) for name, value in attributes.items() if name in allowed)
        written = "".join(_written(name, value) for name, value in values if value is not None)
        if "dir" in allowed and " dir=" not in written:
            written += self.open[-1].direction  # a frame around it says it for all of its paragraphs
        return written

    def end(self, name):
        name = RENAMED.get(name, name)
        if self.too_deep[name]:
            self.too_deep[name] -= 1
            if not self.silent and name in _BLOCK_NAMES:
                self.add(BREAK)
            return
        place = self.nearest(*(_HEADINGS if name in _HEADINGS else [name]))
        if place and not self.is_in_reach(name, place):
            return
        if not place:
            if name == "br" and not self.silent:
                self.add(_Node("br"))
            elif name in _BLOCK_NAMES and not self.silent:
                self.add(BREAK)
            return
        one = self.open[place]
        if one.kind == "through" and name not in _BLOCK_NAMES:
            if name in {"rt", "rtc"} and not self.silent:
                self.add(")")
            one.name = ""
            self.names[name] -= 1
            if place == len(self.open) - 1:
                self.pop()
        elif one.kind == "through":
            between = "\n" if self.is_in_line() else BREAK
            self.pop_to(place)
            if not self.silent:
                self.add(between)
        elif one.kind == "" and one.node.tag in INLINE:
            self.end_inline(place)
        else:
            self.pop_to(place)

    def is_in_reach(self, name, place):
        """Whether an end may close the element at ``place``: from within a cell it can't close what is around it."""
        walls = {"table"} if name in TABLE_PARTS else {"td", "th", "caption", "table"} - {name}
        if not any(self.names[wall] for wall in walls):
            return True
        return not any(one.kind == "" and one.name in walls for one in self.open[place + 1 :])

    def end_inline(self, place):
        """Close a mark. Marks that were opened in it go on behind it; a block that was opened in it keeps it open."""
        last = place + 1
        while last < len(self.open) and self.open[last].kind == "part":
            last += 1
        above = self.open[last:]
        if any(one.kind == "" and one.node.tag in BLOCKS for one in above):
            return
        self.pop_to(place)
        for one in above:
            if one.kind == "through":
                self.push(one.name, kind=one.kind, direction=one.direction)
            elif one.kind in {"", "part"}:
                self.enter_node(one.name, one.node.tag, one.node.attributes, kind=one.kind)
                self.node.goes_on = True


# -- The tree made tidy, and written --


def _tidy(node):
    """Take out empty paragraphs, join words, and settle where a line ends between words of two blocks."""
    items = []
    for is_words, group in groupby(node.children, key=lambda child: isinstance(child, str)):
        if is_words:
            items.append(_OVERLAID.sub("", sound("".join(group))))
            continue
        for child in group:
            if child is not BREAK:
                _tidy(child)
            if child.is_empty and child.tag in _GONE_IF_EMPTY:
                child = BREAK
            if child.children or not (child.goes_on or child.tag in {"rt", "rp"}):
                items.append(child)
    children = []
    for is_gap, group in groupby(items, key=_is_gap):
        group = list(group)
        if is_gap and BREAK in group:
            spaces = [child for child in group if child is not BREAK][:1]
            group = [*spaces, BREAK]
        children += group
    if node.tag and node.tag != BOX[0]:
        last = len(children) - 1
        for at, child in enumerate(children):
            if child is BREAK:
                is_between = 0 < at < last and not _is_block(children[at - 1]) and not _is_block(children[at + 1])
                children[at] = "\n" if is_between else ""
    if node.tag == "pre" and children and isinstance(children[0], str):
        children[0] = children[0].lstrip("\n")  # a parser leaves the first out
    node.children = children if node.tag != BOX[0] else _in_paragraphs(children)
    node.is_block = node.tag in BESIDE_PARAGRAPHS or any(map(_is_block, children))
    node.is_empty = node.tag == "br" or (
        node.tag in _NOTHING_IN_THEMSELVES
        and not node.is_token
        and all(_is_unseen(child) if isinstance(child, str) else child.is_empty for child in children)
    )


def _is_unseen(words):
    return not words or words.isspace() or is_blank(words)


def _is_gap(child):
    return child is BREAK or (isinstance(child, str) and not child.strip(_SPACES))


def _is_block(child):
    return not isinstance(child, str) and child.is_block


def _in_paragraphs(children):
    """Return ``children`` with a paragraph around what stands outside of every block; a blank line begins another."""
    found, run = [], []
    for child in [*children, BREAK]:
        if child is BREAK or _is_block(child):
            found += _paragraphs(run) if not all(map(_is_gap, run)) else run
            found += [] if child is BREAK else [child]
            run = []
        else:
            run.append(child)
    return found


def _paragraphs(run):
    """Return the paragraphs of a run of words and marks: words as they are typed, lines ended by a line break."""
    lines = [[]]
    for child in run:
        if isinstance(child, str):
            first, *others = child.split("\n")
            lines[-1].append(first)
            lines += [[line] for line in others]
        else:
            _on_one_line(child)
            lines[-1].append(child)
    paragraphs = []
    for is_blank_line, group in groupby(map(_stripped, lines), key=lambda line: not line):
        if is_blank_line:
            continue
        paragraph = _Node("p")
        for line in group:
            before = paragraph.children
            if before and getattr(before[-1], "tag", "") != "br":
                before.append(_Node("br"))
            before += line
        _tidy(paragraph)
        if not paragraph.is_empty:
            paragraphs += ["\n", paragraph] if paragraphs else [paragraph]
    return paragraphs


def _stripped(line):
    """``line`` (list of str and nodes) without white space at its ends."""
    if line and isinstance(line[0], str):
        line[0] = line[0].lstrip(_SPACES)
    if line and isinstance(line[-1], str):
        line[-1] = line[-1].rstrip(_SPACES)
    return [child for child in line if child != ""]


def _on_one_line(node):
    node.attributes = node.attributes.replace("\n", " ")
    for at, child in enumerate(node.children):
        if isinstance(child, str):
            node.children[at] = child.replace("\n", " ")
        else:
            _on_one_line(child)


def _escaped(words):
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


def _written(name, value):
    """An attribute as it is written, with a space before it."""
    return f' {name}="{_escaped(value).replace(chr(34), "&quot;")}"'


def _html(children, out):
    for child in children:
        if isinstance(child, str):
            out.append(_escaped(child))
            continue
        out.append(f"<{child.tag}{child.attributes}>")
        if child.tag not in VOID:
            _html(child.children, out)
            out.append(f"</{child.tag}>")
    return out


def clean(html):
    """
    Return ``html`` (str, whatever the editor sent) as it may be stored and shown: only what ``policy`` names, tokens
    empty and beside each other, words in paragraphs, empty paragraphs gone, office programs' ways to say bold, heading
    or hidden understood. Plain words are read as they are typed: a blank line begins a paragraph, the end of a line is
    one. Cleaning twice changes nothing.
    """
    for _ in range(ROUNDS):
        root = _Tree(html).root
        _tidy(root)
        cleaned = guard("".join(_html(_in_paragraphs(root.children), []))).strip()
        if cleaned == html:
            break
        html = cleaned
    return html


_BOX = f'<{BOX[0]} {BOX[1]}="{BOX[2]}">'
_ELEMENT = re.compile(r"<(/?)(?!br\b|hr\b|img\b)[a-z]")
# A token as it is stored: tag, attribute, value, width ("" or as an attribute), end.
TOKEN = re.compile(
    rf'<({"|".join(set(TOKENS.values()))}) ({"|".join(TOKENS)})="([^"]*)"((?: data-width="[a-z]+")?)>(</\1>)?'
)


def as_stored(html):
    """
    Return ``html`` as ``clean`` would leave it, at the cost of one look by the guard where it is stored text already:
    what somebody wrote into the database by hand is cleaned, what was cleaned when it was saved is not again.
    """
    return html if _is_stored(html) else clean(html)


@lru_cache(maxsize=32)  # one page asks for several things of one text
def _is_stored(html):
    depth = 0
    for element in _ELEMENT.finditer(html):
        depth += -1 if element[1] else 1
        if depth > DEEPEST + 1:  # a token stands in the deepest
            return False
    tokens = list(TOKEN.finditer(html))
    boxes = html.count(_BOX)
    if html.count(" data-") > boxes + sum(1 + bool(token[4]) for token in tokens) or html.count(_BOX[:8]) > boxes:
        return False  # in words, or of what is no token or box
    return all(token[5] for token in tokens) and sound(html) == html and guard(html) == html
