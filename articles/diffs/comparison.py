"""What a comparison says: fields, their rows, and the pieces of text in these. Plain text throughout."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from articles.diffs.words import Span

CONTEXT = 1  # unchanged rows shown beside a change


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text. ``op``: "equal", "insert" or "delete"."""

    op: str
    text: str

    @property
    def shown(self) -> str:
        """The text for a page: a line break that came or went is a sign of its own."""
        if self.op == "insert":
            return self.text.replace("\n", "¶\n")
        return self.text.replace("\n", "¶ ") if self.op == "delete" else self.text


@dataclass(frozen=True, slots=True)
class Part:
    """A text of a row. ``label`` is empty but for the details of a list's item ("Statement")."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """
    A block of the text, an item of a list, or a whole short field.

    ``op``: "equal", "insert", "delete", "change", or "fold": ``hidden`` rows without a change.
    ``moved``: "", "up" or "down". ``notes``: sentences (str) about what words don't show. ``old_at``,
    ``new_at``: its place in the old and the new version, or None.
    """

    op: str
    label: str = ""
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    moved: str = ""
    old_at: int | None = None
    new_at: int | None = None
    hidden: tuple["Row", ...] = ()

    @property
    def quiet(self) -> bool:
        return self.op == "equal" and not self.moved and not self.notes


@dataclass(frozen=True, slots=True)
class FieldChange:
    """
    One field that differs. ``kind``: "text" (rows are blocks), "list" (rows are items) or "value" (one row).
    ``unit``: what rows are called in the plural. ``notes``: sentences (str) about the field as a whole.
    """

    name: str
    label: str
    kind: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The fields that differ, in editorial order; false if none does. ``language``: of the text, for ``lang``."""

    changes: tuple[FieldChange, ...] = ()
    language: str = ""

    def __iter__(self) -> Iterator[FieldChange]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)


def pieces(old: str, new: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    pieces = []
    for equal, i1, i2, j1, j2 in spans:
        if equal:
            pieces.append(Piece("equal", new[j1:j2]))
        else:
            pieces += [Piece(op, text) for op, text in (("delete", old[i1:i2]), ("insert", new[j1:j2])) if text]
    return tuple(pieces)


def folded(rows):
    """Rows with long stretches that say nothing new put away."""
    near = {k for index, row in enumerate(rows) if not row.quiet for k in range(index - CONTEXT, index + CONTEXT + 1)}
    shown: list[Row] = []
    away: list[Row] = []

    def put_away():
        shown.extend([Row("fold", hidden=tuple(away))] if len(away) > 1 else away)
        away.clear()

    for index, row in enumerate(rows):
        if index in near:
            put_away()
            shown.append(row)
        else:
            away.append(row)
    put_away()
    return tuple(shown)
