"""Which words of two texts are the same, told as whole words and phrases instead of confetti."""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

EFFORT = 6_000_000  # steps that one comparison may spend on words; about a second at the very worst
AT_ONCE = 600_000  # steps that difflib may spend on one pair of blocks
DEPTH = 12  # how often a long pair is divided before the rest of it counts as replaced
FAR = 400  # characters that a change may slide to where it reads best

_MARKS = (
    "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code))[0] == "M") + "\u200c\u200d"
)
# Scripts written without spaces: each letter, with what is put on it, is a word.
_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
TOKEN = re.compile(
    rf"\[(?:Source|Picture): [^\[\]\n]*\]"
    rf"|[{_DENSE}][{_MARKS}]*"
    rf"|(?:(?![{_DENSE}])[\w{_MARKS}])+(?:(?:['’\-‐‑·]|(?<=\d)[.,:])(?=\w)(?:(?![{_DENSE}])[\w{_MARKS}])+)*"
    rf"|[\U0001f1e6-\U0001f1ff]{{2}}"
    rf"|\.{{2,}}|-{{2,}}"
    rf"|[^\w\s](?:[{_MARKS}\U0001f3fb-\U0001f3ff]|(?<=\u200d)[^\w\s])*"
)
_SENTENCE_ENDS = re.compile(r"(?:[.!?…][\"'’”»)\]]*\s|[。！？][」』）]*)\Z")
_CLAUSE_ENDS = re.compile(r"[,;:–—،؛、，；][\"'’”»)]*\s?\Z")


class Effort:
    """What is left to spend on words in one comparison."""

    def __init__(self):
        self.left = EFFORT

    def allows(self, steps):
        if steps > min(self.left, AT_ONCE):
            return False
        self.left -= steps
        return True


class Span(NamedTuple):
    """Old characters (or blocks) ``i1``–``i2`` against new ones ``j1``–``j2``."""

    equal: bool
    i1: int
    i2: int
    j1: int
    j2: int


def ascending(numbers: Sequence[int]) -> list[int]:
    """Return the positions of a longest ascending run through ``numbers`` (distinct)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for place, number in enumerate(numbers):
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
        ends[at : at + 1] = [place]
        before.append(ends[at - 1] if at else None)
    chosen = []
    position: int | None = ends[-1] if ends else None
    while position is not None:
        chosen.append(position)
        position = before[position]
    return chosen[::-1]


def matches(a: Sequence, b: Sequence, effort: Effort) -> list[tuple[int, int]]:
    """Return pairs of positions (ascending in both) at which ``a`` and ``b`` hold the same."""
    found = []
    ranges = [(0, len(a), 0, len(b), 0)]
    while ranges:
        i1, i2, j1, j2, depth = ranges.pop()
        while i1 < i2 and j1 < j2 and a[i1] == b[j1]:
            found.append((i1, j1))
            i1, j1 = i1 + 1, j1 + 1
        while i1 < i2 and j1 < j2 and a[i2 - 1] == b[j2 - 1]:
            i2, j2 = i2 - 1, j2 - 1
            found.append((i2, j2))
        if i1 == i2 or j1 == j2:
            continue
        old, new = Counter(a[i1:i2]), Counter(b[j1:j2])
        pairs = sum(count * new[item] for item, count in old.items() if item in new)
        if not pairs:
            continue
        # What difflib does at worst: each of its rounds may settle one pair and look at the rest anew.
        if effort.allows(int(pairs**1.5 / 3) + i2 - i1 + j2 - j1):
            matcher = SequenceMatcher(None, a[i1:i2], b[j1:j2], autojunk=False)
            for i, j, size in matcher.get_matching_blocks():
                found.extend((i1 + i + k, j1 + j + k) for k in range(size))
        elif depth < DEPTH:
            places = {b[j]: j for j in range(j1, j2)}
            once = [i for i in range(i1, i2) if old[a[i]] == 1 == new.get(a[i])]
            kept = [once[k] for k in ascending([places[a[i]] for i in once])]
            if kept:
                ends = [(i, places[a[i]]) for i in kept]
                found.extend(ends)
                edges = [(i1 - 1, j1 - 1), *ends, (i2, j2)]
                ranges.extend((i + 1, k, j + 1, m, depth + 1) for (i, j), (k, m) in pairwise(edges))
    return sorted(found)


def differences(old: str, new: str, effort: Effort) -> list[Span]:
    """Return spans that cover both texts (characters), same and changed in turn."""
    if old == new:
        return [Span(True, 0, len(old), 0, len(new))]
    old_words, new_words = list(TOKEN.finditer(old)), list(TOKEN.finditer(new))
    spans: list[Span] = []

    def say(equal, i1, i2, j1, j2):
        if i1 == i2 and j1 == j2:
            return
        if spans and spans[-1].equal == equal:
            spans[-1] = spans[-1]._replace(i2=i2, j2=j2)
        else:
            spans.append(Span(equal, i1, i2, j1, j2))

    def between(i1, i2, j1, j2):
        """What stands between two words that are the same: the space at either end of it may be so too."""
        if old[i1:i2] == new[j1:j2]:
            say(True, i1, i2, j1, j2)
            return
        start = 0
        while i1 + start < i2 and j1 + start < j2 and old[i1 + start] == new[j1 + start] and old[i1 + start].isspace():
            start += 1
        end = 0
        while (
            i2 - end > i1 + start
            and j2 - end > j1 + start
            and old[i2 - end - 1] == new[j2 - end - 1]
            and old[i2 - end - 1].isspace()
        ):
            end += 1
        say(True, i1, i1 + start, j1, j1 + start)
        say(False, i1 + start, i2 - end, j1 + start, j2 - end)
        say(True, i2 - end, i2, j2 - end, j2)

    i = j = 0
    for left, right in matches([word[0] for word in old_words], [word[0] for word in new_words], effort):
        a, b = old_words[left], new_words[right]
        between(i, a.start(), j, b.start())
        say(True, a.start(), a.end(), b.start(), b.end())
        i, j = a.end(), b.end()
    between(i, len(old), j, len(new))
    return _readable(old, new, spans)


def _readable(old, new, spans):
    """Mark words and phrases instead of confetti, and let what was put in or taken out begin where a sentence does."""
    joined: list[Span] = []
    for span in spans:
        joined.append(span)
        while len(joined) > 2 and not joined[-1].equal and _confetti(old, *joined[-3:]):
            joined[-3:] = [Span(False, joined[-3].i1, joined[-1].i2, joined[-3].j1, joined[-1].j2)]
    same = sum(span.i2 - span.i1 for span in joined if span.equal)
    if joined and same < 0.25 * max(len(old), len(new)) and sum(not span.equal for span in joined) > 1:
        return [Span(False, 0, len(old), 0, len(new))]
    for index in range(1, len(joined) - 1):
        if not joined[index].equal:
            joined[index - 1 : index + 2] = _at_the_best_place(old, new, *joined[index - 1 : index + 2])
    return [span for span in joined if span.i1 < span.i2 or span.j1 < span.j2]


def _confetti(old, left, same, right):
    """Whether ``same``, between two changes, is so short beside them that the eye would stumble over it."""
    if left.i1 == left.i2 and right.i1 == right.i2 or left.j1 == left.j2 and right.j1 == right.j2:
        return False  # only put in, or only taken out: each is clear by itself
    words = old[same.i1 : same.i2]
    if "\n" in words:
        return False
    letters = sum(character.isalnum() for character in words)
    if not letters:
        return True
    sizes = [max(span.i2 - span.i1, span.j2 - span.j1) for span in (left, right)]
    return len(TOKEN.findall(words)) <= 3 and letters <= 12 and letters * 2 <= min(sizes) + max(sizes) // 4


def _at_the_best_place(old, new, before, change, after):
    """Slide words that were only put in (or only taken out) along equal ones to where they read best."""
    if change.i1 == change.i2:
        text, start, end, first, last = new, change.j1, change.j2, before.j1, after.j2
    elif change.j1 == change.j2:
        text, start, end, first, last = old, change.i1, change.i2, before.i1, after.i2
    else:
        return before, change, after
    low = high = 0
    while low > max(first - start, -FAR) and text[start + low - 1] == text[end + low - 1]:
        low -= 1
    while high < min(last - end, FAR) and text[start + high] == text[end + high]:
        high += 1
    by = max(range(low, high + 1), key=lambda k: (_edge(text, start + k) + _edge(text, end + k), -abs(k)))
    return (
        before._replace(i2=before.i2 + by, j2=before.j2 + by),
        Span(False, change.i1 + by, change.i2 + by, change.j1 + by, change.j2 + by),
        after._replace(i1=after.i1 + by, j1=after.j1 + by),
    )


def _edge(text, at):
    """How well a change may begin or end at ``at``: after a sentence, after a clause, at a word, or within one."""
    if at in (0, len(text)):
        return 5
    before, character = text[max(0, at - 6) : at], text[at]
    if before[-1] == "\n":
        return 5
    if _SENTENCE_ENDS.search(before):
        return 4
    if unicodedata.combining(character) or character in _MARKS:
        return -9
    if before[-1].isalnum() and character.isalnum() and not re.match(f"[{_DENSE}]", character):
        return -9
    if _CLAUSE_ENDS.search(before) and not character.isspace():
        return 2
    return 1 if before[-1].isspace() else 0
