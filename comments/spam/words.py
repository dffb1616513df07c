"""Words and phrases that moderators gave points (``WordRule``), found on word boundaries."""

from dataclasses import dataclass
from functools import lru_cache

from comments.models import WordRule
from comments.spam.post import signal
from comments.spam.tokens import folded_words, words_of


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
    Return the places (list of ``Hit``, in order) where ``rules`` (tuple of phrase and points) stand in ``text``.

    Time grows with the text and the longest phrase, not with the number of rules.
    """
    tree, found = _compiled(rules), []
    words = words_of(text)
    for first, word in enumerate(words):
        node = tree
        for last in range(first, len(words)):
            node = node.get(words[last].folded)
            if node is None:
                break
            for phrase, points in node.get(None, ()):
                found.append(Hit(phrase, points, word.start, words[last].end))
    return found


@lru_cache(maxsize=4)  # the rules as they are now, and what is tried out at the desk
def _compiled(rules):
    """Return the rules as a tree: dict of word → dict of the next; under None, the rules that end there."""
    tree = {}
    for phrase, points in rules:
        node = tree
        for word in folded_words(phrase):
            node = node.setdefault(word, {})
        if node is not tree:
            node.setdefault(None, []).append((phrase, points))
    return tree
