"""What changed about words that stayed: bold, italic, the address of a link. In sentences, as words don't show it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from articles.diffs.blocks import Block, Run
from articles.diffs.words import Span

EXCERPT = 60  # characters quoted of words whose formatting changed


def formatting(old: Block, new: Block, spans: Iterable[Span]) -> tuple[str, ...]:
    """Return sentences about what changed on words that stayed, and links that came or went with words."""
    if all(not run.marks for run in (*old.runs, *new.runs)):
        return ()
    places: dict[tuple, list[list[int]]] = defaultdict(list)

    def note(text, change, start, end):
        found = places[text, *change]
        if found and not text[found[-1][1] : start].strip():
            found[-1][1] = end
        else:
            found.append([start, end])

    links = [{value for run in block.runs for name, value in run.marks if name == "link"} for block in (old, new)]
    for equal, i1, i2, j1, j2 in spans:
        if equal:
            offset = i1 - j1
            ends = {end for end, _ in _runs(old, i1, i2)} | {end + offset for end, _ in _runs(new, j1, j2)}
            start = i1
            for end in sorted(ends):
                was, now = _marks_at(old, start), _marks_at(new, start - offset)
                for change in mark_changes(was, now):
                    note(new.text, change, start - offset, end - offset)
                start = end
            continue
        for block, start, end, others, way in ((old, i1, i2, links[1], 0), (new, j1, j2, links[0], 1)):
            for stop, marks in _runs(block, start, end):
                for name, value in marks:
                    if name == "link" and value not in others:
                        note(block.text, (name, None, value) if way else (name, value, None), start, stop)
                start = stop
    sentences = []
    for (text, *change), found in places.items():
        excerpts = [_excerpt(text[start:end]) for start, end in found if text[start:end].strip()]
        if excerpts:
            more = f" and {len(excerpts) - 4} more" if len(excerpts) > 5 else ""
            where = ", ".join(excerpts[:4] if more else excerpts) + more
            sentences.append(f"{where}: {in_words(*change)}")
    return tuple(sentences)


def _runs(block, start, end):
    """The runs of formatting within ``start``–``end``, cut to it."""
    at = bisect_right(block.runs, start, key=lambda run: run.end)
    while start < end:
        run = block.runs[at]
        start, at = min(run.end, end), at + 1
        yield Run(start, run.marks)


def _marks_at(block, at):
    return block.runs[bisect_right(block.runs, at, key=lambda run: run.end)].marks


def mark_changes(was, now):
    if was == now:
        return []
    was, now = dict(was), dict(now)
    return [(name, was.get(name), now.get(name)) for name in sorted(was | now) if was.get(name) != now.get(name)]


def in_words(name, was, now):
    if name == "source mark":
        if was and now:
            return "marks another citation"
        return "now a source mark" if now else "no longer a source mark"
    if "" in (was, now) and None in (was, now):
        return f"now {name}" if was is None else f"no longer {name}"
    if was is None:
        return f"{name} added: {now}"
    return f"{name} removed: {was}" if now is None else f"{name} changed to {now or 'none'} (was {was or 'none'})"


def _excerpt(text):
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= EXCERPT else f"“{text[:EXCERPT].rsplit(' ', 1)[0]} …”"
