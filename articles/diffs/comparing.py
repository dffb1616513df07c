"""Two versions of a story, field by field: everything that differs, or one line of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst

from articles.content import FIELDS, LABELS, Field
from articles.diffs.bodies import body_in_short, compare_bodies
from articles.diffs.comparison import Comparison, FieldChange, Part, Piece, Row, pieces
from articles.diffs.lists import compare_lists, list_in_short
from articles.diffs.names import Names
from articles.diffs.words import Effort, differences

PHRASES = 6  # in one line
NO_CHANGE = "No change"


def compare(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    names: Mapping[str, Mapping[int, str]] | None = None,
    effort: Effort | None = None,
) -> Comparison:
    """
    Return what differs from ``old`` to ``new``, field by field. ``effort``: where several comparisons share one.

    ``names``: dict of "section", "image" and "article" → dict of id → name, title or headline; an
    id without a name is shown as a number.
    """
    words = Names(names or {}, old, new)
    effort = effort or Effort()
    changes = []
    for name, label, kind, _ in fields(old, new):
        was, now = old.get(name) or "", new.get(name) or ""
        if was == now:
            continue
        if name == "body":
            change = compare_bodies(was, now, words, effort)
        elif kind == "list":
            change = compare_lists(name, label, old, new, words, effort)
        elif kind == "text":
            change = _whole(name, label, kind, pieces(was, now, differences(was, now, effort)))
        else:
            sides = (("delete", words.value(name, was)), ("insert", words.value(name, now)))
            change = _whole(name, label, kind, tuple(Piece(op, text) for op, text in sides if text))
        changes.append(change)
    return Comparison(tuple(changes), new.get("language") or "")


def _whole(name, label, kind, pieces):
    return FieldChange(name, label, kind, (Row("change", parts=(Part("", pieces),), old_at=0, new_at=0),))


def summary(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> str:
    """Return what changed in one line: "Headline, 3 paragraphs, 2 sources added", or ``NO_CHANGE`` to see."""
    if old is None:
        return "First version"
    phrases = []
    for name, label, kind, _ in fields(old, new):
        was, now = old.get(name) or "", new.get(name) or ""
        if was == now:
            continue
        if name == "body":
            phrases += body_in_short(was, now)
        elif kind == "list":
            phrases += list_in_short(name, old, new)
        else:
            phrases.append(label[0].lower() + label[1:])
    if len(phrases) > PHRASES:
        phrases[PHRASES - 1 :] = [f"{len(phrases) - PHRASES + 1} more changes"]
    return capfirst(", ".join(phrases)) or NO_CHANGE


def fields(*contents):
    """The fields these documents have, in order; one that nobody here knows comes last, as a value."""
    strange = sorted({name for content in contents for name in content} - set(LABELS))
    return (*FIELDS, *(Field(name, capfirst(name.replace("_", " ")), "value") for name in strange))
