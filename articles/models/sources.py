"""Who says so: sources as records of their own, and what each story cites them for."""

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles import rights
from articles.exceptions import NotAllowed, Refusal


class Source(models.Model):
    class Kind(models.TextChoices):
        PERSON = "person"
        ORGANISATION = "organisation"
        OUTLET = "outlet"
        DOCUMENT = "document"
        ANONYMOUS = "anonymous"
        OWN_REPORTING = "own reporting"

    class Status(models.TextChoices):
        ACTIVE = "active"
        WITHDRAWN = "withdrawn"

    name = models.CharField(
        max_length=200, help_text="As readers will see it. An anonymous source: “An official of the port”."
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    description = models.CharField(
        max_length=300, blank=True, help_text="Who or what it is: a role, a date, why it is not named."
    )
    url = models.URLField("web address", blank=True, max_length=500)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    status_reason = models.CharField(max_length=300, blank=True, help_text="Why it was withdrawn.")

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["name"], name="source_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="active") | ~Q(status_reason=""),
                name="source_withdrawn_says_why",
                violation_error_message="Say why the source was withdrawn.",
            )
        ]

    def __str__(self):
        return self.name

    def only_in_editions(self, at=None):
        """
        Ids (list) of the stories that cite it in an edition that is live at ``at`` (default now) or comes later, and no
        longer at the desk. 1 query: a text that was not changed since says what its edition says, so those of the
        others alone are read.
        """
        editions = apps.get_model("articles", "Edition").objects.unfinished(at)
        revisions = apps.get_model("articles", "Revision").objects.filter(autosave=False)
        later = revisions.filter(article=OuterRef("article"), number__gt=OuterRef("revision__number"))
        changed = editions.filter(Exists(later)).exclude(article__in=self.citations.order_by().values("article"))
        texts = changed.order_by("pk").values_list("article", "revision__content")
        return [
            article
            for article, content in texts.iterator(chunk_size=100)
            if any(row["source"] == self.pk for row in content["citations"])
        ]

    def cited_by(self, at=None):
        """Ids (set) of the stories that lean on it, at the desk or for readers. 2 queries."""
        return {*self.citations.values_list("article", flat=True), *self.only_in_editions(at)}

    @transaction.atomic
    def withdraw(self, reason, at=None):
        """
        Say that the source is not to be relied on, and open a ``SourceReview`` for each story that leans on it. What
        readers see is not changed: that is decided story by story. Return the number of stories. Raise ``Refusal``.
        """
        self._lock()
        if self.status == self.Status.WITHDRAWN:
            raise Refusal(f"“{self}” is withdrawn already.")
        if not reason.strip():
            raise Refusal("Say why the source was withdrawn.")
        self.status, self.status_reason = self.Status.WITHDRAWN, reason.strip()[:300]
        self.save(update_fields=["status", "status_reason"])
        stories = self.cited_by(at)
        self.reviews.bulk_create(
            [SourceReview(source=self, article_id=pk) for pk in sorted(stories)], ignore_conflicts=True
        )
        return len(stories)

    @transaction.atomic
    def reinstate(self, by):
        """Say that it may be relied on again; what was still to be looked at stands. Raise ``Refusal``."""
        self._lock()
        if self.status == self.Status.ACTIVE:
            raise Refusal(f"“{self}” is not withdrawn.")
        self.status, self.status_reason = self.Status.ACTIVE, ""
        self.save(update_fields=["status", "status_reason"])
        self.reviews.filter(outcome=SourceReview.Outcome.OPEN).update(
            outcome=SourceReview.Outcome.STANDS,
            note="The source was reinstated.",
            decided_by=by,
            decided_at=timezone.now(),
        )

    def _lock(self):
        locked = type(self).objects.select_for_update().get(pk=self.pk)
        self.status, self.status_reason = locked.status, locked.status_reason


class Citation(models.Model):
    """One use of a source by one article."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    statement = models.CharField(max_length=400, blank=True, help_text="What the story takes from it.")
    quote = models.TextField(blank=True, max_length=2000, help_text="Its words, if they are quoted.")
    url = models.URLField("web address", blank=True, max_length=500)
    archive_url = models.URLField("archived copy", blank=True, max_length=500)
    accessed_on = models.DateField("read on", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.source}: {self.statement}" if self.statement else str(self.source)


class SourceReview(models.Model):
    """What has to be decided about one story because a source it leans on was withdrawn."""

    class Outcome(models.TextChoices):
        OPEN = "open", "to be looked at"
        STANDS = "stands", "stands without the source"
        CORRECTED = "corrected", "corrected"
        WITHDRAWN = "withdrawn", "story withdrawn"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="reviews")
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="source_reviews")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    note = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "article"], condition=Q(outcome="open"), name="source_review_open_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at=None, decided_by=None)
                | (~Q(outcome="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="source_review_decided_by_someone",
            ),
        ]

    def __str__(self):
        return f"{self.article}: {self.get_outcome_display()}"

    @transaction.atomic
    def decide(self, by, outcome, note=""):
        """Say what became of the story. Raise ``NotAllowed``; ``Refusal`` when somebody did so before."""
        if not rights.may_edit(by, self.article):
            raise NotAllowed("This story is not yours to decide on.")
        review = type(self).objects.select_for_update().get(pk=self.pk)
        if review.outcome != self.Outcome.OPEN:
            raise Refusal(f"It was decided before: {review.get_outcome_display()}.")
        if outcome == self.Outcome.OPEN:
            raise Refusal("Say what became of the story.")
        if outcome == self.Outcome.STANDS and not note.strip():
            raise Refusal("Say why the story stands without the source.")
        self.outcome, self.note = outcome, note.strip()
        self.decided_by, self.decided_at = by, timezone.now()
        self.save(update_fields=["outcome", "note", "decided_by", "decided_at"])


class LinkCheckQuerySet(models.QuerySet):
    def dead(self):
        """Those that have failed often enough to be no accident."""
        return self.filter(failures__gte=LinkCheck.DEAD_AFTER)


class LinkCheck(models.Model):
    """What a web address answered when ``check_links`` last asked. One row an address, whoever cites it."""

    DEAD_AFTER = 2  # failures in a row

    url = models.URLField(max_length=500, unique=True)
    status = models.PositiveSmallIntegerField(null=True)  # HTTP; None when nothing answered
    problem = models.CharField(max_length=200, blank=True)
    checked_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)  # when it last answered well
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    articles = models.ManyToManyField("articles.Article", related_name="link_checks")  # whose live editions name it

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["checked_at"], name="link_check_oldest")]

    def __str__(self):
        return self.url


class RightOfReply(models.Model):
    """A person or body that a critical story names: when they were asked, by when, and what they said."""

    class Answer(models.TextChoices):
        OPEN = "open", "no answer yet"
        ANSWERED = "answered"
        DECLINED = "declined", "declined to comment"
        SILENT = "silent", "did not answer in time"

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="rights_of_reply")
    name = models.CharField("who", max_length=200)
    asked_at = models.DateTimeField("asked", null=True, blank=True)
    due_at = models.DateTimeField("answer wanted by", null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    note = models.TextField("what they said", blank=True, max_length=2000)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "right of reply"
        verbose_name_plural = "rights of reply"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="open") | Q(asked_at__isnull=False),
                name="right_of_reply_asked_before_answered",
                violation_error_message="Say when they were asked.",
            )
        ]

    def __str__(self):
        return f"{self.name}: {self.get_answer_display()}"
