"""The text of a story as blocks without tags: paragraphs, headings, list items, and the tokens in it."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from itertools import pairwise
from typing import NamedTuple

from articles import richtext
from articles.diffs.names import Names
from articles.diffs.words import TOKEN
from articles.richtext import policy

# Kinds of blocks: what a row of that kind is called, and the nouns that count one and several.
BLOCKS = {
    "p": ("Paragraph", "paragraph", "paragraphs"),
    "h2": ("Sub-heading", "sub-heading", "sub-headings"),
    "h3": ("Sub-heading, second level", "sub-heading", "sub-headings"),
    "h4": ("Sub-heading, third level", "sub-heading", "sub-headings"),
    "blockquote": ("Quotation", "quotation", "quotations"),
    "ul": ("List item", "list item", "list items"),
    "ol": ("Numbered item", "list item", "list items"),
    "tr": ("Table row", "table row", "table rows"),
    "caption": ("Caption", "caption", "captions"),
    "pre": ("Preformatted text", "preformatted text", "preformatted texts"),
    "figure": ("Picture", "picture in the text", "pictures in the text"),
    "pull": ("Pull quote", "pull quote", "pull quotes"),
    "hr": ("Line across", "line across", "lines across"),
    "data-image": ("Picture", "picture in the text", "pictures in the text"),
    "data-pair": ("Two pictures", "pair of pictures", "pairs of pictures"),
    "data-gallery": ("Gallery", "gallery", "galleries"),
    "data-see-also": ("See also", "see-also link", "see-also links"),
    "data-embed": ("Embedded", "embed", "embeds"),
}
HEADINGS = {"h2", "h3", "h4"}

NO_MARKS: frozenset = frozenset()
STATES = {
    "abbr": "an abbreviation",
    "bdi": "set apart in its direction",
    "bdo": "in a direction of its own",
    "b": "bold",
    "cite": "the title of a work",
    "code": "code",
    "del": "marked as deleted",
    "em": "italic",
    "i": "italic",
    "ins": "marked as inserted",
    "kbd": "a key to press",
    "q": "in quotation marks",
    "rt": "how a word is read",
    "ruby": "with how it is read",
    "s": "struck through",
    "small": "small print",
    "strong": "bold",
    "sub": "subscript",
    "sup": "superscript",
    "u": "underlined",
}
ADDRESSES = {
    ("a", "href"): "link",
    ("a", "hreflang"): "language of the link",
    ("a", "title"): "title of the link",
    ("abbr", "title"): "meaning",
    ("img", "src"): "file of the picture",
    ("q", "cite"): "source of the quotation",
    ("time", "datetime"): "date",
}
# What is said of a block as a whole; of a list or a long quotation, with its first block.
NUMBERS = {
    "cite": "source of the quotation",
    "dir": "direction of writing",
    "start": "first number",
    "value": "number",
}
STRUCTURE = set(policy.BLOCKS) - {"thead", "tbody", "tfoot", "td", "th"}


class Run(NamedTuple):
    """Formatting up to (not including) character ``end``: ``marks`` are pairs of a name and a value or ""."""

    end: int
    marks: frozenset


@dataclass(frozen=True)
class Block:
    """
    A paragraph, heading, list item, table row … or a token of the text, without tags.

    ``kind``: a key of ``BLOCKS``. ``marks``: pairs of what else is said of it ("level", "2"). ``token``: what a
    token names; its ``text`` is then words for that.
    """

    kind: str
    text: str
    runs: tuple[Run, ...] = ()
    marks: frozenset = NO_MARKS
    token: str = ""

    @property
    def key(self):
        return (self.kind, self.token) if self.token else self.text

    @property
    def label(self) -> str:
        return "" if self.kind == "p" else BLOCKS[self.kind][0]

    @cached_property
    def words(self) -> Counter:
        return Counter(match[0].casefold() for match in TOKEN.finditer(self.text) if match[0][0].isalnum())

    @cached_property
    def telling(self) -> Counter:
        """The words that tell one block from another: long ones, and pairs of letters of dense scripts."""
        telling = Counter({word: count for word, count in self.words.items() if len(word) > 3 or word[0].isdigit()})
        letters = [match[0] for match in TOKEN.finditer(self.text) if len(match[0]) == 1]
        telling.update(a + b for a, b in pairwise(letters) if a.isalpha() and b.isalpha())
        return telling if len(telling) > 2 else self.words


class _Blocks(HTMLParser):
    def __init__(self, names):
        super().__init__(convert_charrefs=True)
        self.names = names
        self.blocks: list[Block] = []
        self.around: list[str] = []  # open elements that make blocks
        self.states: list[tuple] = []  # open elements that format: tag, marks
        self.silent: list[str] = []  # open tags within something that is no text
        self.begin()

    def begin(self):
        self.text, self.runs, self.length, self.space = [], [], 0, False
        self.block_marks = set()

    def flush(self):
        if self.length:
            marks = frozenset(self.block_marks | self.depth())
            self.blocks.append(Block(self.kind(), "".join(self.text), tuple(self.runs), marks))
            self.begin()

    def kind(self):
        for tag in reversed(self.around):
            match tag:
                case "li":
                    lists = [tag for tag in self.around if tag in ("ul", "ol")]
                    return lists[-1] if lists else "ul"
                case "figcaption":
                    return "caption"
                case "blockquote" if "figure" in self.around:
                    return "pull"
                case "h2" | "h3" | "h4" | "blockquote" | "caption" | "pre" | "tr" | "figure":
                    return tag
        return "p"

    def depth(self):
        lists = sum(tag in ("ul", "ol") for tag in self.around)
        quotes = self.around.count("blockquote")
        depths = {(name, str(depth)) for name, depth in (("level of the list", lists), ("level", quotes)) if depth > 1}
        return depths | ({("in a fact box", "")} if policy.BOX[0] in self.around else set())

    def write(self, text, *marks):
        marks = frozenset(marks).union(*(marks for _, marks in self.states))
        if self.space and self.length and self.text[-1] != "\n":
            text = f" {text}"
        self.space = False
        self.text.append(text)
        self.length += len(text)
        if self.runs and self.runs[-1].marks == marks:
            self.runs.pop()
        self.runs.append(Run(self.length, marks))

    def handle_starttag(self, tag, attrs):
        if self.silent:
            if tag not in policy.VOID:
                self.silent.append(tag)
            return
        attributes = {name: value or "" for name, value in attrs}
        name = next((name for name, of in policy.TOKENS.items() if of == tag and name in attributes), "")
        if name:
            self.token(name, attributes[name], attributes.get("data-width", ""))
            self.silent.append(tag)
        elif tag == "rp" or tag in policy.SWALLOWED:
            self.silent.append(tag)
        elif tag == "br":
            self.space = False
            if self.length:
                self.write("\n")
        elif tag == "hr":
            self.flush()
            self.blocks.append(Block("hr", "* * *", (Run(5, NO_MARKS),)))
        elif tag == "img":
            address = {("file of the picture", attributes.get("src", ""))}
            self.write(f"[Picture: {_in_brackets(attributes.get('alt', ''))}]", *address)
        elif tag in ("td", "th"):
            self.space = False
            if "cells" in (marks := dict(self.block_marks)):
                self.write(" | ")
            cell = " ".join([tag, *(f"{name} {value}" for name, value in sorted(attributes.items()))])
            self.block_marks = {("cells", f"{marks['cells']}, {cell}" if "cells" in marks else cell)}
        elif tag in STRUCTURE:
            if "tr" in self.around and tag != "tr":
                self.space = True
                return
            self.flush()
            self.around.append(tag)
            self.block_marks |= {(NUMBERS[name], value) for name, value in attributes.items() if name in NUMBERS}
        else:
            marks = {(STATES[tag], "")} if tag in STATES else set()
            marks |= {(ADDRESSES[tag, name], value) for name, value in attributes.items() if (tag, name) in ADDRESSES}
            self.states.append((tag, marks))
            if tag == "rt":
                self.write("(")

    def handle_endtag(self, tag):
        if self.silent:
            if tag in self.silent:
                while self.silent.pop() != tag:
                    pass
        elif tag in self.around and ("tr" not in self.around or tag == "tr" or tag == "table"):
            self.flush()
            if tag in ("li", "tr"):
                self.begin()
            while self.around.pop() != tag:
                pass
        elif tag in STRUCTURE:
            self.space = True
        else:
            for index in range(len(self.states) - 1, -1, -1):
                if self.states[index][0] == tag:
                    if tag == "rt":
                        self.write(")")
                    del self.states[index]
                    break

    def token(self, name, value, width=""):
        if name == "data-citation":
            self.write(f"[Source: {_in_brackets(self.names.citation(value))}]", ("source mark", value))
            return
        self.flush()
        if name == "data-image" or name in policy.SEVERAL:
            words = ", ".join(self.names.image(int(pk)) for pk in value.split())
        else:
            words = self.names.article(int(value)) if name == "data-see-also" else value
        marks = self.depth() | ({("width", width)} if width else set())
        self.blocks.append(Block(name, words, (Run(len(words), NO_MARKS),), frozenset(marks), token=value))

    def handle_data(self, data):
        if self.silent:
            return
        if "pre" in self.around:
            if data:
                self.write(data)
            return
        if not data.strip():
            self.space = self.space or bool(data)
            return
        self.space = self.space or data[0].isspace()
        self.write(" ".join(data.split()))
        self.space = data[-1].isspace()


def _in_brackets(words):
    return " ".join(words.replace("[", "(").replace("]", ")").split())


def blocks(html: str, names: Names | None = None) -> tuple[Block, ...]:
    """Return the text (cleaned HTML) as blocks, white space as a reader sees it."""
    parser = _Blocks(names or Names({}))
    parser.feed(richtext.as_stored(html))
    parser.close()
    parser.flush()
    return tuple(parser.blocks)
