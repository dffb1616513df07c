"""Authors, tags, sources, related links and the words of pictures compared: added, removed, moved, changed in place."""

from collections import Counter, defaultdict, deque
from typing import NamedTuple

from articles.diffs.comparison import FieldChange, Part, Piece, Row, folded, pieces
from articles.diffs.layout import Step, laid_out
from articles.diffs.names import Names
from articles.diffs.words import ascending, differences


class _Item(NamedTuple):
    """``keys``: what it is known by, best first. ``details``: dict of label → text."""

    keys: tuple
    title: str
    details: dict[str, str]


LISTS = {
    "bylines": ("author", "authors"),
    "tags": ("tag", "tags"),
    "citations": ("source", "sources"),
    "related": ("related link", "related links"),
    "picture_words": ("wording of a picture", "wordings of pictures"),
}


def _items(name, content, names):
    rows = content.get(name) or []
    match name:
        case "picture_words":
            return [
                _Item(
                    (pk,),
                    names.image(int(pk)),
                    {
                        "Alternative text here": rows[pk].get("alt", ""),
                        "Caption here": rows[pk].get("caption", ""),
                        "Decorative here": "yes" if rows[pk].get("decorative") else "",
                    },
                )
                for pk in sorted(rows or {}, key=int)
            ]
        case "bylines":
            return [_Item((row["author"] or row["name"],), row["name"], {}) for row in rows]
        case "tags":
            return [_Item((tag,), tag, {}) for tag in rows]
        case "citations":
            return [
                _Item(
                    (row.get("id") and ("citation", row["id"]), ("source", row["source"])),
                    row.get("name") or f"source {row['source']}",
                    {
                        "Kind": row.get("kind") or "",
                        "Who or what": row.get("description") or "",
                        "Its address": row.get("source_url") or "",
                        "Statement": row.get("statement") or "",
                        "Quotation": row.get("quote") or "",
                        "Address": row.get("url") or "",
                        "Archived copy": row.get("archive_url") or "",
                        "Read on": row.get("accessed_on") or "",
                    },
                )
                for row in rows
            ]
    return [
        _Item(
            (
                ("story", row["target"]) if row.get("target") else ("address", row.get("url")),
                ("title", row.get("title")),
            ),
            names.article(row["target"]) if row.get("target") else row.get("title") or row.get("url") or "",
            {"Label": row.get("label") or "", "Address": row.get("url") or ""},
        )
        for row in rows
    ]


def compare_lists(name, label, old_content, new_content, names, effort):
    old, new = _items(name, old_content, names), _items(name, new_content, names)
    rows = []
    for step in _list_layout(old, new):
        was = old[step.i1] if step.i1 < step.i2 else None
        now = new[step.j1] if step.j1 < step.j2 else None
        places = (step.i1 if was else None, step.j1 if now else None)
        if was and now:
            parts = [Part("", pieces(was.title, now.title, differences(was.title, now.title, effort)))]
            for detail, text in now.details.items():
                if text != was.details[detail]:
                    spans = differences(was.details[detail], text, effort)
                    parts.append(Part(detail, pieces(was.details[detail], text, spans)))
            rows.append(Row("equal" if was == now else "change", "", tuple(parts), (), step.moved, *places))
        else:
            op, item = ("insert", now) if now else ("delete", was)
            texts = [("", item.title), *((detail, text) for detail, text in item.details.items() if text)]
            parts = [Part(detail, (Piece(op, text),)) for detail, text in texts]
            rows.append(Row(op, "", tuple(parts), (), "", *places))
    notes = ("Only what a reader does not see was changed.",) if all(row.quiet for row in rows) else ()
    return FieldChange(name, label, "list", folded(rows), notes, LISTS[name][1])


def _list_layout(old, new):
    origin: dict[int, int] = {}
    used: set[int] = set()
    for rank in range(max((len(item.keys) for item in (*old, *new)), default=0)):
        spare = defaultdict(deque)
        for i, item in enumerate(old):
            if i not in used:
                spare[item.keys[rank]].append(i)
        for j, item in enumerate(new):
            if j not in origin and item.keys[rank] and spare[item.keys[rank]]:
                origin[j] = spare[item.keys[rank]].popleft()
                used.add(origin[j])
    order = sorted(origin)
    steps = [Step(origin[j], origin[j] + 1, j, j + 1) for j in order]
    return laid_out(steps, {steps[k] for k in ascending([origin[j] for j in order])}, len(old), len(new))


def list_in_short(name, old_content, new_content):
    names = Names({}, old_content, new_content)
    old, new = _items(name, old_content, names), _items(name, new_content, names)
    steps = _list_layout(old, new)
    counts = Counter(
        "added"
        if step.i1 == step.i2
        else "removed"
        if step.j1 == step.j2
        else "changed"
        if old[step.i1] != new[step.j1]
        else ""
        for step in steps
    )
    one, several = LISTS[name]
    phrases = [
        f"{counts[what]} {several if counts[what] > 1 else one} {what}"
        for what in ("added", "removed", "changed")
        if counts[what]
    ]
    if any(step.moved for step in steps) or not phrases:
        phrases.append(f"order of {several}")
    return phrases
