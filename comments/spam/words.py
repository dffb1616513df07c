"""Words and phrases that moderators gave points (``WordRule``), found on word boundaries."""

import re
from dataclasses import dataclass
from functools import lru_cache

from comments.models import WordRule
from comments.spam.post import signal
from comments.spam.tokens import Word, folded_words, words_of


@dataclass(frozen=True)
class Hit:
    """A rule's ``phrase`` stands in the text from ``start`` to ``end``."""

    phrase: str
    points: float
    start: int
    end: int


def signals(post):
    """One a rule, however often it hits. 1 query."""
    rules = tuple(WordRule.objects.filter(is_active=True).order_by("phrase").values_list("phrase", "points"))
    text = f"{post.comment.name}\n{post.comment.body}"
    numbers = {}
    for hit in hits(text, rules):
        numbers[hit.phrase, hit.points] = numbers.get((hit.phrase, hit.points), 0) + 1
    return [
        signal("words", f"“{phrase}”{f', {number} times' if number > 1 else ''}", points)
        for (phrase, points), number in numbers.items()
    ]


def hits(text, rules):
    """
    Return the places (list of ``Hit``, in order) where ``rules`` (tuple of phrase and points) stand in ``text``, also
    with digits and signs in place of letters: “v1agra”, “c@sino”.

    Time grows with the text and the longest phrase, not with the number of rules.
    """
    plain, lookalike = _compiled(rules)
    words = words_of(text)
    found = _hits(plain, words)
    read, disguised = _read(text, words)
    if disguised:
        known = {(hit.phrase, hit.start) for hit in found}
        more = [hit for hit in _hits(lookalike, read) if any(hit.start <= at < hit.end for at in disguised)]
        found = sorted([*found, *(hit for hit in more if (hit.phrase, hit.start) not in known)], key=_place)
    return found


def _hits(tree, words):
    found = []
    for first, word in enumerate(words):
        node = tree
        for last in range(first, len(words)):
            node = node.get(words[last].folded)
            if node is None:
                break
            for phrase, points in node.get(None, ()):
                found.append(Hit(phrase, points, word.start, words[last].end))
    return found


def _place(hit):
    return hit.start, hit.end


@lru_cache(maxsize=4)  # the rules as they are now, and what is tried out at the desk
def _compiled(rules):
    """
    Return the rules as two trees, dicts of word → dict of the next; under None, the rules that end there. The second
    one has those without digits, as ``_read`` reads words.
    """
    plain, lookalike = {}, {}
    for phrase, points in rules:
        words = folded_words(phrase)
        _grow(plain, words, (phrase, points))
        if all(map(str.isalpha, words)):
            _grow(lookalike, [word.translate(_LIKE_LETTERS) for word in words], (phrase, points))
    return plain, lookalike


def _grow(tree, words, rule):
    node = tree
    for word in words:
        node = node.setdefault(word, {})
    if node is not tree:
        node.setdefault(None, []).append(rule)


# -- Digits and signs in place of letters --

# 1 stands for i as for l: both are read as l, in rules too.
_LIKE_LETTERS = str.maketrans("013457@$i", "oleastasl")
_SIGNS = re.compile("[@$]{1,2}")
FEWEST = 4  # characters of such a word: "A4s" and the like are honest
# Between two letters; two digits are alike, which those of "l10n" are not.
_DISGUISED = re.compile(r"[^\W\d_](?:([013457])\1?|[013457]?[@$]{1,2}[013457]?)(?=[^\W\d_])")


def _read(text, words):
    """
    Return ``words`` (list of Word, of ``text``) as they are read when digits and signs pass for letters, and where
    the words begin in which some do. “1st”, “4x4”, “A4s”, “iPhone5”, “10am” are left alone: they are short, or their
    digits stand at an end, or are as many as the letters.
    """
    read, disguised = [], []
    for word in words:
        before = read[-1] if read else None
        if before and _SIGNS.fullmatch(text, before.end, word.start):
            sign = text[before.end : word.start]
            read[-1] = Word(before.start, word.end, f"{before.folded}{sign}{word.folded}")
        else:
            read.append(word)
    for number, word in enumerate(read):
        if not word.folded.isalpha():
            if not _is_disguised(word.folded):
                continue
            disguised.append(word.start)
        read[number] = Word(word.start, word.end, word.folded.translate(_LIKE_LETTERS))
    return read, disguised


def _is_disguised(word):
    letters = sum(map(str.isalpha, word))
    is_long = len(word) >= FEWEST and 2 * letters > len(word)
    return is_long and word.translate(_LIKE_LETTERS).isalpha() and bool(_DISGUISED.search(word))
