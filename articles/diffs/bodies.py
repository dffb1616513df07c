"""Two texts compared, block by block and word by word."""

from collections import Counter
from dataclasses import replace
from functools import lru_cache

from django.utils.text import capfirst

from articles.diffs.blocks import BLOCKS, NO_MARKS, Block, Run, blocks
from articles.diffs.comparison import FieldChange, Part, Piece, Row, folded, pieces
from articles.diffs.formatting import formatting, in_words, mark_changes
from articles.diffs.layout import layout
from articles.diffs.words import Effort, Span, differences


def _joined(blocks):
    """Several blocks as one text, a line each."""
    if len(blocks) == 1:
        return blocks[0]
    runs, offset = [], 0
    for block in blocks:
        runs += [Run(run.end + offset, run.marks) for run in block.runs]
        offset += len(block.text) + 1
        runs.append(Run(offset, NO_MARKS))
    return replace(blocks[0], text="\n".join(block.text for block in blocks), runs=tuple(runs[:-1]))


def compare_bodies(old_html, new_html, names, effort):
    old, new = blocks(old_html, names), blocks(new_html, names)
    rows = []
    for step in layout(old, new, effort):
        was, now = old[step.i1 : step.i2], new[step.j1 : step.j2]
        if not was or not now:
            op, block = ("insert", now[0]) if now else ("delete", was[0])
            nothing = Block(block.kind, "")
            span = Span(False, 0, 0 if now else len(block.text), 0, len(block.text) if now else 0)
            notes = formatting(nothing, block, [span]) if now else formatting(block, nothing, [span])
            parts = (Part("", (Piece(op, block.text),)),)
            old_at, new_at = (None, step.j1) if now else (step.i1, None)
            rows.append(Row(op, block.label, parts, notes, old_at=old_at, new_at=new_at))
            continue
        before, after = _joined(was), _joined(now)
        op = "equal" if before.text == after.text else "change"
        spans = differences(before.text, after.text, effort)
        notes = []
        if len(was) != len(now):
            notes.append(f"Split into {len(now)}" if len(now) > len(was) else f"Put together from {len(was)}")
        if before.kind != after.kind:
            notes.append(f"Was: {BLOCKS[before.kind][0].lower()}, now: {BLOCKS[after.kind][0].lower()}")
        if before.token != after.token and before.text == after.text:
            notes.append("Another one of the same name")
        notes += [capfirst(in_words(*change)) for change in mark_changes(before.marks, after.marks)]
        notes += formatting(before, after, spans)
        parts = (Part("", pieces(before.text, after.text, spans)),)
        rows.append(Row(op, after.label, parts, tuple(notes), step.moved, step.i1, step.j1))
    notes = ()
    if all(row.quiet for row in rows):
        notes = ("Only spaces or marks that a reader does not see were changed.",)
    return FieldChange("body", "Text", "text", folded(rows), notes, "paragraphs")


@lru_cache(maxsize=8)
def _nameless_blocks(html):
    """The blocks for a line of the list of revisions, where each text is asked for twice in a row."""
    return blocks(html)


def body_in_short(old_html, new_html):
    old, new = _nameless_blocks(old_html), _nameless_blocks(new_html)
    if not old or not new:
        return ["text added" if new else "text removed"]
    counts: Counter = Counter()
    formatted = False
    for step in layout(old, new, Effort()):
        noun = BLOCKS[(new[step.j1] if step.j1 < step.j2 else old[step.i1]).kind][1:]
        if step.i1 == step.i2:
            counts["added", noun] += 1
        elif step.j1 == step.j2:
            counts["removed", noun] += 1
        elif step.moved:
            counts["moved", noun] += 1
        elif [block.key for block in old[step.i1 : step.i2]] != [block.key for block in new[step.j1 : step.j2]]:
            counts["", noun] += 1
        elif old[step.i1 : step.i2] != new[step.j1 : step.j2]:
            formatted = True
    phrases = [
        f"{count} {noun[count > 1]} {what}".strip()
        for what in ("", "added", "removed", "moved")
        for noun in dict.fromkeys((one, several) for _, one, several in BLOCKS.values())
        if (count := counts[what, noun])
    ]
    if formatted:
        phrases.append("formatting")
    return phrases  # none for white space that no reader sees, such as the editor puts between paragraphs
