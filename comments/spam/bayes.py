"""
Naive Bayes over words, learned from this newsroom's own decisions and nothing else.

A comment that a person approved teaches what is good, one that a person called spam what is bad; an undone decision is
unlearned. A rejected comment teaches nothing: it broke a rule, which is not the same as advertising.
"""

import math

from django.db import transaction
from django.db.models import F, Q

from comments.models import Comment, Word
from comments.spam import links
from comments.spam.post import signal
from comments.spam.tokens import folded_words

GOOD, BAD = "good", "bad"
MOST_TOKENS = 250  # of one comment
FEWEST = 20  # examples of each sort before it says anything
TELLING = 15  # words of one comment that count: those that say most
MOST, LEAST = 5.0, -1.0  # points


def tokens(comment):
    """Return what is learned of a comment: a sorted list of words and, with "@", sites; each once."""
    text = f"{comment.name}\n{links.without_addresses(comment.body)}"
    words = [word for word in folded_words(text) if 1 < len(word) <= 40 or not word.isascii()]
    sites = [f"@{site}"[:40] for site in links.sites_in(comment)]
    return sorted(list(dict.fromkeys([*sites, *words]))[:MOST_TOKENS])


def signals(post):
    """1 query."""
    found = tokens(post.comment)
    rows = {word: (good, bad) for word, good, bad in Word.objects.filter(word__in=["", *found]).values_list()}
    good, bad = rows.pop("", (0, 0))
    if min(good, bad) < FEWEST:
        return []
    points = points_of(rows.values(), good, bad)
    if points >= 0.5:
        return [signal("bayes", "reads like earlier spam", points)]
    if points <= -0.5:
        return [signal("bayes", "reads like earlier comments that were approved", points)]
    return []


def points_of(counts, good, bad):
    """
    Return points for a text whose known words stand in ``counts`` (pairs: in how many good, in how many bad ones), of
    ``good`` and ``bad`` examples in all.
    """
    weights = sorted((weight(*count, good, bad) for count in counts), key=abs, reverse=True)[:TELLING]
    return max(LEAST, min(MOST, sum(weights) / 3))


def weight(in_good, in_bad, good, bad):
    """Return how much a word tells: the logarithm of how much more often it stands in bad texts than in good ones."""
    return math.log((in_bad + 0.5) / (bad + 1)) - math.log((in_good + 0.5) / (good + 1))


# -- Learning --


def follow(comment, before, by):
    """Learn what a person decided, unlearn what is no longer so; see ``comment_moved``. At most 5 queries."""
    if before is None and by is None:
        return
    statuses = {Comment.Status.APPROVED: GOOD, Comment.Status.SPAM: BAD}
    learn(comment, statuses.get(comment.status, "") if by and not comment.is_staff else "")


def learn(comment, sort):
    """Count ``comment`` as ``GOOD``, ``BAD`` or, with "", as neither, whatever it was counted as before."""
    before = Comment.objects.values_list("learned", flat=True).get(pk=comment.pk)  # whatever we remember
    if before == sort:
        return
    changes = {GOOD: 0, BAD: 0}
    if before:
        changes[before] -= 1
    if sort:
        changes[sort] += 1
    _add(["", *tokens(comment)], **changes)
    comment.learned = sort
    Comment.objects.filter(pk=comment.pk).update(learned=sort)


def learn_anew():
    """
    Forget everything and learn from all decisions that people made and that still hold, oldest first. Return how many
    good and bad ones there were. Safe to repeat; moderators who decide meanwhile wait for it.
    """
    statuses = {Comment.Status.APPROVED: GOOD, Comment.Status.SPAM: BAD}
    decided = Comment.objects.filter(status__in=statuses, decided_by__isnull=False, user=None, erased_at=None)
    counts, learned = {"": [0, 0]}, {GOOD: [], BAD: []}
    with transaction.atomic():
        Word.objects.get_or_create(word="")
        Word.objects.select_for_update().get(word="")  # whoever learns one comment locks this first
        for comment in decided.only("name", "url", "body", "status").order_by("pk").iterator(chunk_size=500):
            sort = statuses[comment.status]
            learned[sort].append(comment.pk)
            for token in ["", *tokens(comment)]:
                counts.setdefault(token, [0, 0])[sort == BAD] += 1
        Word.objects.exclude(word="").delete()
        Word.objects.filter(word="").update(good=counts[""][0], bad=counts.pop("")[1])
        rows = (Word(word=word, good=good, bad=bad) for word, (good, bad) in counts.items())
        Word.objects.bulk_create(rows, batch_size=1000)
        no_longer = ~Q(status__in=statuses) | Q(decided_by=None) | ~Q(user=None)
        Comment.objects.exclude(learned="").filter(no_longer).update(learned="")
        for sort, keys in learned.items():
            for start in range(0, len(keys), 500):
                Comment.objects.filter(pk__in=keys[start : start + 500]).exclude(learned=sort).update(learned=sort)
    return len(learned[GOOD]), len(learned[BAD])


def most_telling(number=20):
    """
    Return two lists of (word, in how many good, in how many bad): what speaks most for a comment and most against it.
    Looks at the 5,000 words that stand in most comments. 2 queries.
    """
    total = Word.objects.filter(word="").first() or Word()
    rows = Word.objects.exclude(word="").annotate(both=F("good") + F("bad")).order_by("-both")[:5000]
    rows = [(row.word, row.good, row.bad) for row in rows if row.good + row.bad > 1]
    rows.sort(key=lambda row: weight(*row[1:], total.good, total.bad))
    return rows[:number], rows[: -number - 1 : -1]


def follow_edit(sender, *, instance, created, **kwargs):
    """A receiver for ``EarlierText``: what was decided on was the text as it stood before."""
    comment = instance.comment
    if created:
        learn(Comment(name=comment.name, url=comment.url, body=instance.body, pk=comment.pk), "")
        comment.learned = ""


def _add(words, good, bad):
    """Rows are made and locked in one order, so that two moderators at once wait for each other and not for ever."""
    known = set(Word.objects.select_for_update().filter(word__in=words).order_by("word").values_list("word", flat=True))
    if new := [word for word in words if word not in known]:
        Word.objects.bulk_create([Word(word=word) for word in new], ignore_conflicts=True)
        list(Word.objects.select_for_update().filter(word__in=new).order_by("word"))
    Word.objects.filter(word__in=words).update(good=F("good") + good, bad=F("bad") + bad)
