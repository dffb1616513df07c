"""Which block became which: what stayed, moved, was split, came and went."""

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from typing import NamedTuple

from articles.diffs.blocks import HEADINGS, Block
from articles.diffs.words import Effort, ascending, matches

ALIKE = 0.35  # share of telling words from which a block counts as another version of the one in its place
ALIKE_ELSEWHERE = 0.6  # … of one in another place
COMMON = 32  # a word in more blocks than this tells nothing about which is which


class Step(NamedTuple):
    """Old blocks ``i1``–``i2`` became new ones ``j1``–``j2`` (one of the two ranges may be empty)."""

    i1: int
    i2: int
    j1: int
    j2: int
    moved: str = ""


def layout(old: Sequence[Block], new: Sequence[Block], effort: Effort) -> list[Step]:
    """
    Return which block became which, in the order to show them: that of the new version, what was taken out where
    it stood. Each block is in one step. A paragraph that was split, or put together of two, is one step.
    """
    origin, exact = _pairs(old, new, effort)
    order = sorted(origin)
    in_order = {order[k] for k in ascending([origin[j] for j in order])}
    for j in order:
        if j not in in_order and j not in exact and _alike(old[origin[j]], new[j]) < ALIKE_ELSEWHERE:
            del origin[j]
    _pair_by_place(old, new, origin, in_order)
    steps = _grown(old, new, origin)
    kept = {step for step in steps if any(j in in_order for j in range(step.j1, step.j2))}
    return laid_out(steps, kept, len(old), len(new))


def laid_out(steps, kept, old_count, new_count):
    """Return pairs (``Step``) with what came and went between them. ``kept``: those that kept their place."""
    gone = set(range(old_count)).difference(*(range(step.i1, step.i2) for step in steps))
    came = set(range(new_count)).difference(*(range(step.j1, step.j2) for step in steps))
    steps = sorted([*steps, *(Step(old_count, old_count, j, j + 1) for j in came)], key=lambda step: step.j1)
    before, nexts = old_count, []  # the place in the old version that each step stands before
    for step in reversed(steps):
        if step in kept:
            before = step.i1
        nexts.append(before)
    waiting = deque(sorted(gone))
    laid = []
    for step, before in zip(steps, reversed(nexts), strict=True):
        while waiting and waiting[0] < before:
            i = waiting.popleft()
            laid.append(Step(i, i + 1, step.j1, step.j1))
        moved = "" if step in kept or step.i1 == step.i2 else "up" if step.i1 >= before else "down"
        laid.append(step._replace(moved=moved))
    return laid + [Step(i, i + 1, new_count, new_count) for i in waiting]


def _pairs(old, new, effort):
    """Return dict of new → old position of blocks that are the same or alike, and the set of new ones the same."""
    origin = {j: i for i, j in matches([block.key for block in old], [block.key for block in new], effort)}
    spare = defaultdict(deque)
    used = set(origin.values())
    for i, block in enumerate(old):
        if i not in used:
            spare[block.key].append(i)
    for j, block in enumerate(new):
        if j not in origin and spare[block.key]:
            origin[j] = spare[block.key].popleft()
    exact, used = set(origin), set(origin.values())

    holders = defaultdict(list)
    for i, block in enumerate(old):
        if i not in used and not block.token:
            for word, count in block.telling.items():
                holders[word].append((i, count))
    scores = []
    for j, block in enumerate(new):
        if j in origin or block.token:
            continue
        shared: Counter = Counter()
        for word, count in block.telling.items():
            if len(holders[word]) <= COMMON:
                for i, held in holders[word]:
                    shared[i] += min(count, held)
        for i, _ in shared.most_common(3):
            if (score := _alike(old[i], block)) >= ALIKE:
                scores.append((-score, abs(i - j), j, i))
    for _, _, j, i in sorted(scores):
        if j not in origin and i not in used:
            origin[j] = i
            used.add(i)
    return origin, exact


def _alike(a, b):
    size = a.telling.total() + b.telling.total()
    return 2 * (a.telling & b.telling).total() / size if size else 0


def _pair_by_place(old, new, origin, in_order):
    """Pair what is left between blocks that kept their place: short ones and tokens that took each other's."""
    used = set(origin.values())
    after, nexts = len(old), []
    for j in reversed(range(len(new))):
        nexts.append(after)
        after = origin[j] if j in in_order else after
    i = 0
    for j, after in enumerate(reversed(nexts)):
        if j in in_order:
            i = origin[j] + 1
        if j in origin:
            continue
        for candidate in range(i, min(after, i + 12)):
            if candidate not in used and _same_part(old[candidate], new[j]):
                origin[j], i = candidate, candidate + 1
                used.add(candidate)
                in_order.add(j)
                break


def _same_part(old, new):
    if old.kind != new.kind:
        return False
    if old.token or old.kind in HEADINGS:
        return True
    size = old.words.total() + new.words.total()
    return size <= 40 and 2 * (old.words & new.words).total() >= 0.4 * size


def _grown(old, new, origin):
    """Return the pairs as steps; one whose missing words went into its neighbours takes these in."""
    free_old = set(range(len(old))) - set(origin.values())
    free_new = set(range(len(new))) - set(origin)
    steps = []
    for j, i in sorted(origin.items()):
        i1, i2, j1, j2 = i, i + 1, j, j + 1
        if not old[i].token and old[i].text != new[j].text:
            was, now = old[i].words, new[j].words
            j1, j2 = _taken_in(was - now, new, j1, j2, old[i].kind, free_new)
            if j2 - j1 == 1:
                i1, i2 = _taken_in(now - was, old, i1, i2, new[j].kind, free_old)
        steps.append(Step(i1, i2, j1, j2))
    return steps


def _taken_in(missing, blocks, start, end, kind, free):
    """Widen ``start``–``end`` by free neighbours that are made of the words that are ``missing``."""

    def made_of(at):
        if at not in free or blocks[at].kind != kind:
            return False
        words = blocks[at].words
        if words.total() < 3 or (words & missing).total() < 0.75 * words.total():
            return False
        missing.subtract(words)
        free.discard(at)
        return True

    while made_of(end):
        end += 1
    while made_of(start - 1):
        start -= 1
    return start, end
