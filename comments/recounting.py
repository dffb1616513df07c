"""The numbers that are kept, held against the comments themselves, and healed."""

from django.db import transaction
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from articles.models import Article
from comments.models import Appeal, Comment, Commenter, Discussion, QueueCount, Report

MANY = 1000  # rows brought right in one transaction


def recount(*, check=False):
    """
    Compare every kept number with what counting says, and unless ``check`` set right what differs. Return sentences
    (list of str), one a row that was wrong.

    Each is counted by the database in one statement and corrected under a lock, so that what comes in meanwhile is
    neither lost nor counted twice. Takes time with the archive.
    """
    found = []
    for kept in (_comments, _discussions, _commenters):
        found += kept(check)
    return found + _queue(check)


def _counted(rows, key):
    """A subquery: how many of ``rows`` (filtered by the outer row) there are, 0 for none."""
    numbers = rows.order_by().values(key).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def _heal(queryset, fields, check):
    """
    ``queryset`` has the true value of each of ``fields`` beside it, as ``true_<field>``. Yield the wrong rows, and set
    them right, ``MANY`` at a time.
    """
    wrong = Q()
    for name in fields:
        wrong |= ~Q(**{name: F(f"true_{name}")})
    ids = list(queryset.filter(wrong).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), MANY):
        some = ids[start : start + MANY]
        with transaction.atomic():
            list(queryset.model.objects.select_for_update().filter(pk__in=some).order_by("pk").values_list("pk"))
            for row in queryset.filter(wrong, pk__in=some).order_by("pk"):
                differs = {name: getattr(row, f"true_{name}") for name in fields}
                differs = {name: true for name, true in differs.items() if getattr(row, name) != true}
                if not check:
                    queryset.model.objects.filter(pk=row.pk).update(**differs)
                yield row.pk, {name: (getattr(row, name), true) for name, true in differs.items()}


def _words(what, wrong):
    return [
        f"{what} {pk}: " + ", ".join(f"{name} {kept} instead of {true}" for name, (kept, true) in numbers.items())
        for pk, numbers in wrong
    ]


def _comments(check):
    """``thread_size`` and ``has_pick`` of the first comments of threads, ``open_reports`` of all."""
    below = Comment.objects.approved().filter(thread=OuterRef("pk"))
    itself = Case(When(status="approved", then=1), default=0)
    roots = Comment.objects.filter(thread=None).annotate(
        true_thread_size=_counted(below, "thread") + itself,
        true_has_pick=Case(
            When(Q(status="approved", pick=True) | Q(Exists(below.filter(pick=True))), then=Value(True)),
            default=Value(False),
        ),
    )
    reports = Report.objects.filter(comment=OuterRef("pk"), outcome=Report.Outcome.OPEN)
    reported = Comment.objects.annotate(true_open_reports=_counted(reports, "comment"))
    return [
        *_words("Thread of comment", _heal(roots, ("thread_size", "has_pick"), check)),
        *_words("Comment", _heal(reported, ("open_reports",), check)),
    ]


def _discussions(check):
    """Of stories; those without a row get one."""
    of_story = Comment.objects.filter(article=OuterRef("article"))
    commented = Article.objects.filter(Exists(Comment.objects.filter(article=OuterRef("pk"))), discussion=None)
    missing = list(commented.order_by("pk").values_list("pk", flat=True))
    if not check:
        for pk in missing:
            Discussion.objects.get_or_create(article_id=pk)
    stories = Discussion.objects.annotate(
        true_approved=_counted(of_story.filter(status="approved"), "article"),
        true_held=_counted(of_story.filter(status="held"), "article"),
        true_threads=_counted(of_story.filter(thread=None, thread_size__gt=0), "article"),
    )
    return [f"Story {pk}: no numbers at all" for pk in missing] + _words(
        "Story", _heal(stories, ("approved", "held", "threads"), check)
    )


def _commenters(check):
    statuses = Comment.Status.values
    of_person = Comment.objects.filter(commenter=OuterRef("pk"))
    people = Commenter.objects.annotate(
        **{f"true_{status}": _counted(of_person.filter(status=status), "commenter") for status in statuses}
    )
    return _words("Person", _heal(people, statuses, check))


def _queue(check):
    found = []
    counted = {
        QueueCount.HELD: Comment.objects.held(),
        QueueCount.REPORTED: Comment.objects.filter(open_reports__gt=0),
        QueueCount.APPEALED: Appeal.objects.filter(outcome=Appeal.Outcome.OPEN),
    }
    for name, rows in counted.items():
        with transaction.atomic():
            if not check:
                QueueCount.objects.get_or_create(name=name)
            row = QueueCount.objects.select_for_update().filter(name=name).first()
            kept, true = row.number if row else 0, rows.count()
            if kept != true:
                found.append(f"Queue: {name} {kept} instead of {true}")
                if not check:
                    QueueCount.objects.filter(name=name).update(number=true)
    return found
