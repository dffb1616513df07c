"""
What may stand in the text of a story: the one list. Cleaning, the editor, what is pasted into it (``for_scripts``) and
``articles.diffs`` are made from it.
"""

# The tokens: elements that stand for records and are empty in storage. Attribute → its element.
TOKENS = {
    "data-image": "figure",
    "data-pair": "figure",
    "data-gallery": "figure",
    "data-see-also": "aside",
    "data-citation": "sup",
    "data-embed": "div",
}
# Those that stand for several pictures, in order: how many, at least and at most. A picture stands in one once.
SEVERAL = {"data-pair": (2, 2), "data-gallery": (2, 20)}
# How wide the picture of a token is, where that is not the column of the text.
WIDTHS = ("wide", "full")
# A part of a text in a box of its own, beside its paragraphs and in nothing else: element → attribute and its value.
BOX = ("section", "data-box", "facts")

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
    BOX[0]: "",
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
    tag: {*attributes.split(), *(name for name, of in TOKENS.items() if of == tag)}
    for tag, attributes in (ELEMENTS | dict.fromkeys(set(TOKENS.values()) - ELEMENTS.keys(), "")).items()
}
ATTRIBUTES["figure"].add("data-width")
ATTRIBUTES[BOX[0]].add(BOX[1])

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
        "widths": WIDTHS,
        "box": BOX,
        "blocks": sorted(set(BLOCKS) | FRAMES | {"hr"}),
        "frames": sorted(FRAMES),
        "renamed": RENAMED,
        "emphasis": EMPHASIS,
        "swallowed": sorted(SWALLOWED),
    }


def allowed_content():
    """The list as CKEditor's ``allowedContent`` writes it: an exclamation mark is before what an element needs."""
    element, *attribute = BOX[:2]
    plain = (
        f"{tag}[{','.join(attributes.split())}]" if attributes else tag
        for tag, attributes in ELEMENTS.items()
        if tag != element
    )
    tokens = (f"{tag}[!{name}]" for name, tag in TOKENS.items() if tag not in ELEMENTS)
    return "; ".join([*plain, *tokens, f"{element}[!{','.join(attribute)}]"])
