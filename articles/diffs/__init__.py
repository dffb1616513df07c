"""
What changed between two versions of a story, in words a journalist reads, and how two changes come together.

Works on documents of the shape of ``Article.content()`` and on nothing else: no query, and text only (every
string in a result is plain text for a template to escape). ``compare()`` says everything, ``summary()`` says it in
one line, ``merge()`` joins what two people made of the same story.

``words`` compares two texts, ``blocks`` and ``layout`` find which paragraph became which, ``bodies``, ``lists`` and
``comparing`` say what differs (a ``comparison``), ``merging`` joins.

**Size.** Words are compared with ``difflib`` where that is quick, else between the words that both versions hold
once. One comparison may spend ``words.EFFORT`` steps on words; beyond that a changed block is shown as taken out
and put in again whole. Nothing grows with the square of the text.
"""

from articles.diffs.blocks import Block, blocks
from articles.diffs.comparing import NO_CHANGE, compare, summary
from articles.diffs.comparison import Comparison, FieldChange, Part, Piece, Row
from articles.diffs.merging import both, merge
from articles.diffs.words import Effort

__all__ = [
    "NO_CHANGE",
    "Block",
    "Comparison",
    "Effort",
    "FieldChange",
    "Part",
    "Piece",
    "Row",
    "blocks",
    "both",
    "compare",
    "merge",
    "summary",
]
