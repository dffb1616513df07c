"""
What may stand in the text of a story: the one list. Cleaning, the editor, what is pasted into it (``for_scripts``) and
``articles.diffs`` are made from it.
"""

# The four tokens: elements that stand for a record and are empty in storage.
TOKENS = {"figure": "data-image", "aside": "data-see-also", "sup": "data-citation", "div": "data-embed"}

# Element → the attributes that it may have (space-separated), besides those of TOKENS.
INLINE = {
    "a": "href title hreflang",
    "abbr": "title",
    "b": "",
    "bdi": "dir",
    "bdo": "dir",
    "cite": "",
    "code": "",
    "del": "",
    "em": "",
    "i": "",
    "ins": "",
    "kbd": "",
    "q": "cite",
    "rp": "",
    "rt": "",
    "ruby": "",
    "s": "",
    "small": "",
    "strong": "",
    "sub": "",
    "sup": "",
    "time": "datetime",
    "u": "",
}
BLOCKS = {
    "p": "dir",
    "h2": "dir",
    "h3": "dir",
    "h4": "dir",
    "pre": "dir",
    "blockquote": "cite dir",
    "ul": "dir",
    "ol": "start dir",
    "li": "value dir",
    "figure": "",
    "figcaption": "dir",
    "table": "dir",
    "caption": "dir",
    "thead": "",
    "tbody": "",
    "tfoot": "",
    "tr": "",
    "th": "scope colspan rowspan dir",
    "td": "colspan rowspan dir",
}
VOID = {"br": "", "hr": "", "img": "src alt width height loading"}
ELEMENTS = INLINE | BLOCKS | VOID
ATTRIBUTES = {
    tag: {*attributes.split(), *filter(None, [TOKENS.get(tag)])}
    for tag, attributes in (ELEMENTS | dict.fromkeys(TOKENS.keys() - ELEMENTS.keys(), "")).items()
}

# What other programs write, and what it is here. A story has one h1: its headline.
RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4", "strike": "s", "rtc": "rt"}
# Elements of a page's frame, no parts of a text: each is a paragraph, or falls into those that stand in it.
FRAMES = set(
    "address article aside center dd details dir div dl dt fieldset footer form header hgroup legend main nav section "
    "summary".split()
)
# Elements whose content is no text of the story either.
SWALLOWED = set(
    "script style template iframe object noscript svg math xml xmp noembed noframes textarea select title".split()
)
# They say the same: strong is what a story has for b, em for i.
EMPHASIS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
# Where words stand in a line, and no block among them.
LINES = {"p", "h2", "h3", "h4", "pre", "caption", "ruby"}
TABLE_PARTS = ("caption", "thead", "tbody", "tfoot", "tr", "td", "th")
# What stands beside a paragraph, never in one.
BESIDE_PARAGRAPHS = set(BLOCKS) - {*TABLE_PARTS, "figcaption"} | {"hr", "aside", "div"}

DEEPEST = 30  # elements in each other; what is deeper loses its tags and keeps its words
LONGEST = 1_000_000  # characters of one text, markup included: some 150,000 words


def for_scripts():
    """The list as the editor's scripts take it (JSON-ready dict)."""
    return {
        "tokens": TOKENS,
        "blocks": sorted(set(BLOCKS) | FRAMES | {"hr"}),
        "frames": sorted(FRAMES),
        "renamed": RENAMED,
        "emphasis": EMPHASIS,
        "swallowed": sorted(SWALLOWED),
    }


def allowed_content():
    """The list as CKEditor's ``allowedContent`` writes it: an exclamation mark is before what an element needs."""
    plain = (f"{tag}[{','.join(attributes.split())}]" if attributes else tag for tag, attributes in ELEMENTS.items())
    return "; ".join([*plain, *(f"{tag}[!{name}]" for tag, name in TOKENS.items() if tag not in ELEMENTS)])
