"""
The only place that trusts HTML: cleaning what the editor sends, resolving the tokens in it, rendering it.

Stored text is the output of ``clean()``. Besides plain markup it may hold four tokens, elements that stand for
a record and are empty in storage::

    <figure data-image="ID">  <aside data-see-also="ARTICLE">  <sup data-citation="ID">  <div data-embed="URL">
"""

import re
from collections import Counter
from html import escape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import nh3
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from articles.richtext import captions, embeds

# SAFETY 22: what may be in a story.
TAGS = set(
    "p br h2 h3 h4 strong em b i u s sub sup small del ins abbr cite q blockquote ul ol li a img figure figcaption "
    "table caption thead tbody tfoot tr th td pre code kbd hr time aside div".split()
)
ATTRIBUTES = {
    "*": {"style"},  # as far as it means something (_meant), and only on the way
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "aside": {"data-see-also"},
    "blockquote": {"cite"},
    "div": {"data-embed"},
    "figure": {"data-image"},
    "img": {"src", "alt", "width", "height", "loading"},
    "li": {"value"},
    "ol": {"start"},
    "q": {"cite"},
    "sup": {"data-citation"},
    "td": {"colspan", "rowspan"},
    "th": {"scope", "colspan", "rowspan"},
    "time": {"datetime"},
}
TOKENS = {"figure": "data-image", "aside": "data-see-also", "sup": "data-citation", "div": "data-embed"}
# Elements whose content is no text of the story either.
SWALLOWED = set(
    "script style template iframe object noscript svg math xml xmp noembed noframes textarea select title".split()
)
# What office programs write, and what it is here. A story has one h1: its headline.
RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4", "strike": "s"}
# Blocks of a page's frame, no parts of a text: each is a paragraph, or falls into those that stand in it.
FRAMES = set(
    "address article aside center dd details dir div dl dt fieldset footer form header hgroup legend main nav section "
    "summary".split()
)
EMPHASIS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
BLOCKS = set("p h1 h2 h3 h4 h5 h6 ul ol li blockquote figcaption table caption tr td th pre hr br".split()) | FRAMES
# Text of the story, never what a token shows: such a token was not closed.
PARTS = set("p h2 h3 h4 ul ol li blockquote table pre hr".split())
# What a paragraph stands beside, never around.
BESIDE = PARTS | (TOKENS.keys() - {"sup"})
# Where a line can't hold paragraphs.
LINES = {"</h2>", "</h3>", "</h4>", "</caption>", "</pre>"}
VOID = {"br", "hr", "img"}

# Taking tags away can make the parser see the rest anew; that settles in two or three rounds.
ROUNDS = 8

_LINK = re.compile(r"(?:https?://|mailto:|tel:|#|/(?![/\\]))", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_ID = re.compile(r"[1-9][0-9]{0,17}\Z")
_NUMBER = re.compile(r"[0-9]{1,4}\Z")
_BLANK_LINE = re.compile(r"[^\S\n]*\n\s*\n\s*")
_LINE_END = re.compile(r"(?:<br>)?[^\S\n]*\n\s*")
_EMPTY_PARAGRAPHS = re.compile(r"(?:<p>(?:\s|&nbsp;|<br>|</?(?:strong|em|b|i|u|s)>)*</p>\s*)+")
# A parser leaves the first line end of these out: each round would take one more.
_FIRST_LINE_ENDS = re.compile(r"(?<=<pre>)\n+")
# Words, or what stands in a line, at the beginning or behind a block: they may be outside of every paragraph.
_BLOCK = "|".join(BESIDE | set("figcaption caption thead tbody tfoot tr td th".split()))
_BARE = re.compile(rf"(?:\A|</(?:{_BLOCK})>|<hr>)\s*(?:[^\s<]|<(?!/|(?:{_BLOCK})\b))")
_CLOSED_AT_ONCE = re.compile(rf"<({'|'.join(TOKENS)})(\s[^<>]*[\s\"'])/>", re.IGNORECASE)
# Addresses that only lead on, and where they do so.
_LEADING_ON = re.compile(
    r"https?://(?:www\.)?google\.[a-z.]+/url\?|https?://[a-z0-9.-]+\.safelinks\.protection\.outlook\.com/|"
    r"https?://lm?\.facebook\.com/l\.php\?",
    re.IGNORECASE,
)
_GONE = re.compile(r"display:\s*none|mso-hide:\s*all|mso-(?:element|special-character):\s*comment", re.IGNORECASE)


def _meant(style):
    """Return what a style means for the words it is on (str of space-separated words, "" if nothing)."""
    if _GONE.search(style):
        return "gone"
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
    return " ".join(words)


def _straight(address):
    """Return where ``address`` leads, past what Google and others put before it."""
    while _LEADING_ON.match(address):
        query = parse_qs(urlsplit(address).query)
        targets = (query[name][0] for name in ("q", "url", "u") if name in query)
        target = next(filter(_WEB.match, targets), None)
        if target is None:
            break
        address = target
    return address


def _attribute(tag, name, value):
    """Return the value that may stay, or None to drop the attribute (called by nh3 for each one it allows)."""
    match name:
        case "href":
            return _straight(value.strip()) if _LINK.match(value.strip()) else None
        case "style":
            return _meant(value) or None
        case "src":
            own = value.startswith(settings.MEDIA_URL) and ".." not in value and "\\" not in value
            return value if own else None
        case "cite" | "data-embed":
            return value if _WEB.match(value) else None
        case "data-image" | "data-see-also" | "data-citation":
            return value if _ID.match(value) else None
        case "width" | "height" | "colspan" | "rowspan" | "start" | "value":
            return value if _NUMBER.match(value) else None
        case "loading":
            return value if value in {"lazy", "eager"} else None
        case "scope":
            return value if value in {"row", "col", "rowgroup", "colgroup"} else None
        case _:
            return value


_cleaner = nh3.Cleaner(
    tags=TAGS | RENAMED.keys() | FRAMES | {"span"},
    attributes=ATTRIBUTES,
    clean_content_tags=SWALLOWED,
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


class _Copier(HTMLParser):
    """Copies cleaned HTML piece by piece to ``out``, character references as they are written."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.out = []

    def rewrite(self, html):
        self.feed(html)
        self.close()
        return "".join(self.out)

    def handle_entityref(self, name):
        self.handle_data(f"&{name};")

    def handle_charref(self, name):
        self.handle_data(f"&#{name};")


class _Rewriter(_Copier):
    """
    Copies cleaned HTML, calling ``token(name, value) -> str`` for each token in place of it and its content. Other
    tokens and parts of the text that are found in one stand after it.

    Elements that mean nothing without their attribute lose their tags: ``a`` without an address, ``img`` without a
    source. ``FRAMES``, ``aside`` and ``div`` without a token among them, become paragraphs, which the next round of
    parsing ends where others begin. What a style means becomes an element.
    """

    def __init__(self, token):
        super().__init__()
        self.token = token
        self.open = []  # what ends each of the open elements (str)
        self.inside = 0  # how many are open in and with the one whose content is being left out, or 0
        self.is_gone = False  # that content goes, whatever is in it

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = TOKENS.get(tag)
        if self.inside and not self.is_gone and (name in attrs or tag in PARTS):
            self.inside = 0
        start = end = ""
        if name in attrs:
            start = self.token(name, attrs[name] or "")
            if not self.inside:
                self.inside, self.is_gone = len(self.open) + 1, False
        elif not self.inside and attrs.get("style") != "gone":
            start, end = self.tags(tag, attrs)
        elif not self.inside and tag not in VOID:
            self.inside, self.is_gone = len(self.open) + 1, True
        self.out.append(start)
        if tag not in VOID:
            self.open.append(end)

    def tags(self, tag, attrs):
        """Return the tags (two str) that are written for an element."""
        style = attrs.get("style", "")
        words = style.split()
        start = self.get_starttag_text().replace(f' style="{style}"', "") if style else self.get_starttag_text()
        end = f"</{tag}>"
        if tag == "span" or (tag == "a" and "href" not in attrs):
            start = end = ""
        elif tag in FRAMES:
            start, end = ("\n", "\n") if LINES.intersection(self.open) else ("<p>", "</p>")
        elif tag == "img" and "src" not in attrs:
            start = ""
        elif tag in RENAMED:
            start, end = f"<{RENAMED[tag]}>", f"</{RENAMED[tag]}>"
        elif {"strong": "light", "em": "upright"}.get(EMPHASIS.get(tag)) in words:
            start = end = ""
        if tag in {"span", *EMPHASIS}:
            for word in words:
                if word in TAGS and word != EMPHASIS.get(tag):
                    start, end = f"{start}<{word}>", f"</{word}>{end}"
        return start, end

    def handle_endtag(self, tag):
        end = self.open.pop()
        if len(self.open) < self.inside:
            self.inside = 0
        self.out.append(end)

    def handle_data(self, data):
        if not self.inside:
            self.out.append(data)


class _Paragraphs(_Copier):
    """Copies cleaned HTML, with a paragraph around what stands outside of every block; a blank line begins another."""

    def __init__(self):
        super().__init__()
        self.run = []  # what stands outside, as far as it is read: (HTML, whether it is plain words)
        self.element = []  # the outermost element that is open
        self.depth = 0
        self.is_block = False

    def close(self):
        super().close()
        self.end_run()

    def handle_starttag(self, tag, attrs):
        if not self.depth:
            self.element, self.is_block = [], False
        self.element.append(self.get_starttag_text())
        self.is_block |= tag in BESIDE
        if tag not in VOID:
            self.depth += 1
        elif not self.depth:
            self.end_element()

    def handle_endtag(self, tag):
        self.element.append(f"</{tag}>")
        self.depth -= 1
        if not self.depth:
            self.end_element()

    def end_element(self):
        html = "".join(self.element)
        if self.is_block:
            self.end_run()
            self.out.append(html)
        else:
            self.run.append((html, False))

    def end_run(self):
        html = "".join(words if is_words else words.replace("\n", " ") for words, is_words in self.run)
        if html.strip():
            lines = (_LINE_END.sub("<br>", words) for words in _BLANK_LINE.split(html.strip()))
            html = "\n".join(f"<p>{line}</p>" for line in lines)
        self.out.append(html)
        self.run = []

    def handle_data(self, data):
        if self.depth:
            self.element.append(data)
        else:
            self.run.append((data, True))


class _Text(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out = []

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self.out.append("\n")

    handle_endtag = lambda self, tag: self.handle_starttag(tag, [])  # noqa: E731

    def handle_data(self, data):
        self.out.append(data)


def _stored_token(name, value):
    tag = next(tag for tag, attribute in TOKENS.items() if attribute == name)
    return f'<{tag} {name}="{escape(value)}"></{tag}>'


def _without_empty_paragraphs(html):
    def gap(match):  # the words around may stand in no paragraph
        return "" if html[match.start() - 1 : match.start()].isspace() else "\n"

    return _EMPTY_PARAGRAPHS.sub(gap, html).strip()


def clean(html):
    """
    Return ``html`` (str, whatever the editor sent) as it may be stored and shown: only what SAFETY 22–23 allow,
    tokens empty and beside each other, words in paragraphs, empty paragraphs gone, office programs' ways to say bold,
    heading or hidden understood. Plain words are read as they are typed: a blank line begins a paragraph, the end of a
    line is one. Cleaning twice changes nothing.
    """
    html = _CLOSED_AT_ONCE.sub(r"<\1\2></\1>", html)  # as XML has it; HTML sees an element that never ends
    for _ in range(ROUNDS):
        cleaned = _without_empty_paragraphs(_Rewriter(_stored_token).rewrite(_cleaner.clean(html)))
        cleaned = _FIRST_LINE_ENDS.sub("", cleaned)
        if _BARE.search(cleaned):
            cleaned = _Paragraphs().rewrite(cleaned)
        if cleaned == html:
            break
        html = cleaned
    return html


def tokens(html):
    """Return what the tokens in ``html`` name: dict of attribute → list of values (str) in order."""
    found = {name: [] for name in TOKENS.values()}

    def note(name, value):
        found[name].append(value)
        return ""

    _Rewriter(note).rewrite(_cleaner.clean(html))
    return found


def pictures(html):
    """Ids (set) of the pictures that ``html`` shows."""
    return {int(value) for value in tokens(html)["data-image"]} if "data-image" in html else set()


class _Links(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []

    def handle_starttag(self, tag, attrs):
        href = dict(attrs).get("href") or ""
        if tag == "a" and _WEB.match(href):
            self.found.append(href)


def links(html):
    """Return the web addresses (list of str, in order) that links in ``html`` lead to; none of the site's own paths."""
    parser = _Links()
    parser.feed(_cleaner.clean(html))
    parser.close()
    return parser.found


def with_citations(html, numbers):
    """Return stored text whose citation marks name ``numbers[id]`` (dict of int → int) instead; others go."""

    def renumber(name, value):
        if name == "data-citation":
            value = numbers.get(int(value))
        return _stored_token(name, str(value)) if value else ""

    return _Rewriter(renumber).rewrite(clean(html))


def text(html):
    """Return the words of ``html`` that a reader would see, as plain text, blocks on lines of their own."""
    parser = _Text()
    parser.feed(_cleaner.clean(html))
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.out).splitlines())
    return "\n".join(line for line in lines if line)


def render(html, *, images, editions, numbers=None, words=None, base="", page=""):
    """
    Return the text for readers (SafeString), cleaned anew, its tokens resolved. No query.

    ``images``: dict of image id → Image; ``editions``: dict of article id → the live Edition; ``numbers``: dict of
    citation id → the number of its source; ``words``: what pictures say in this text (``picture_words``). A token whose
    target is not there renders as nothing, and so does a second one for the same story. For feeds, ``base`` (the site's
    address) makes links to the site itself absolute, and marks lead to the sources box on ``page``.
    """
    marks, told = Counter(), set()

    def resolve(name, value):
        if name == "data-citation" and (number := (numbers or {}).get(int(value))):
            marks[value] += 1
            if page:
                return f'<sup><a href="{escape(page)}#source-{number}">[{number}]</a></sup>'
            return (
                f'<sup class="cite"><a id="cite-{value}-{marks[value]}" href="#source-{number}" role="doc-noteref"'
                f' aria-label="Source {number}">{number}</a></sup>'
            )
        if name == "data-image" and (image := images.get(int(value))):
            alt, caption = captions.alt(image, words or {}), captions.caption(image, words or {})
            return render_to_string("articles/_text_picture.html", {"image": image, "alt": alt, "caption": caption})
        if name == "data-see-also" and value not in told and (edition := editions.get(int(value))):
            told.add(value)
            return render_to_string("articles/_see_also.html", {"edition": edition})
        if name == "data-embed":
            return embeds.render(value, plain=bool(base))
        return ""

    html = _without_empty_paragraphs(_Rewriter(resolve).rewrite(clean(html)))
    if base:
        html = re.sub(r'(?<= href=")/|(?<= src=")/', f"{escape(base)}/", html)
        html = re.sub(r'(?<= srcset=")[^"]*', lambda srcset: re.sub(r"(^|, ?)/", rf"\1{base}/", srcset[0]), html)
    return mark_safe(html)  # noqa: S308 (clean() above, and templates that escape)
