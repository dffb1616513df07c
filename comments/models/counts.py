"""Numbers that are kept, so that no page has to count: of a story, of the queue, of each month."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from articles.fields import LineField


class Discussion(models.Model):
    """The comments of one story in numbers. ``threads`` counts those with something for readers to see."""

    article = models.OneToOneField(
        "articles.Article", primary_key=True, on_delete=models.CASCADE, related_name="discussion"
    )
    approved = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    threads = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.approved} comments"


class QueueCount(models.Model):
    """What waits for moderators, in numbers: ``held`` comments, comments with open ``reported``, open ``appealed``."""

    HELD, REPORTED, APPEALED = "held", "reported", "appealed"

    name = models.CharField(primary_key=True, max_length=20)
    number = models.IntegerField(default=0)

    def __str__(self):
        return f"{self.name}: {self.number}"

    @classmethod
    def add(cls, name, number):
        """2 queries the first time, else 1."""
        if number and not cls.objects.filter(name=name).update(number=F("number") + number):
            cls.objects.get_or_create(name=name)
            cls.objects.filter(name=name).update(number=F("number") + number)

    @classmethod
    def all(cls):
        """Return dict of name → number, 0 for what never was. 1 query."""
        return {cls.HELD: 0, cls.REPORTED: 0, cls.APPEALED: 0, **dict(cls.objects.values_list("name", "number"))}


class Tally(models.Model):
    """
    What was decided in a month, for the public report: ``number`` of decisions of one ``kind`` under one ``rule``, and
    the ``seconds`` they took together since the comment (or report, or appeal) came in.
    """

    month = models.DateField(help_text="Its first day.")
    kind = models.CharField(max_length=20)
    rule = LineField(max_length=80, blank=True)
    number = models.PositiveIntegerField(default=0)
    seconds = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "kind", "rule"], name="tally_once_a_month")]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.kind}: {self.number}"

    @classmethod
    def add(cls, kind, *, rule="", seconds=0, at=None):
        """Count one decision more. 1 query, 3 for the first of its kind in a month."""
        key = {"month": timezone.localdate(at).replace(day=1), "kind": kind, "rule": rule}
        more = {"number": F("number") + 1, "seconds": F("seconds") + max(0, int(seconds))}
        if not cls.objects.filter(**key).update(**more):
            cls.objects.get_or_create(**key)
            cls.objects.filter(**key).update(**more)

    @classmethod
    def take_back(cls, kind, *, rule="", seconds=0, at=None):
        """Count one decision less, in the month of ``at``, when it was done. 1 query."""
        month = timezone.localdate(at).replace(day=1)
        less = {"number": F("number") - 1, "seconds": Greatest(F("seconds") - max(0, int(seconds)), 0)}
        cls.objects.filter(month=month, kind=kind, rule=rule, number__gt=0).update(**less)


def account(comment, before):
    """
    Bring the numbers to what ``comment`` (saved, its row locked or new) is now, after it was ``before`` (a status, or
    None for a new comment). Rows are locked in one order: thread, writer, story, queue. Up to 6 queries.
    """
    after = comment.status
    if before == after:
        return
    approved = (after == "approved") - (before == "approved")
    held = (after == "held") - (before == "held")
    threads = _account_thread(comment, approved) if approved else 0
    if comment.commenter_id:
        more = {status: F(status) + number for status, number in ((before, -1), (after, 1)) if status}
        comment._meta.get_field("commenter").related_model.objects.filter(pk=comment.commenter_id).update(**more)
    more = {"approved": F("approved") + approved, "held": F("held") + held, "threads": F("threads") + threads}
    if not Discussion.objects.filter(article=comment.article_id).update(**more):
        Discussion.objects.get_or_create(article_id=comment.article_id)
        Discussion.objects.filter(article=comment.article_id).update(**more)
    QueueCount.add(QueueCount.HELD, held)


def _account_thread(comment, approved):
    """Return by how much the number of the story's threads changes."""
    root = type(comment).objects.filter(pk=comment.thread_id or comment.pk)
    root.update(thread_size=F("thread_size") + approved)
    if comment.pick:
        mark_picked_thread(comment)
    size = root.values_list("thread_size", flat=True).get()
    if comment.thread_id is None:
        comment.thread_size = size
    return 1 if approved > 0 and size == 1 else -1 if approved < 0 and size == 0 else 0


def mark_picked_thread(comment):
    """Let the first comment of the thread say whether the thread has an editors’ pick that readers see. 2 queries."""
    comments = type(comment).objects
    root = comment.thread_id or comment.pk
    thread = comments.filter(pk=root) | comments.filter(thread=root)
    has_pick = thread.filter(pick=True, status="approved").exists()
    comments.filter(pk=root).update(has_pick=has_pick)
    if comment.pk == root:
        comment.has_pick = has_pick
