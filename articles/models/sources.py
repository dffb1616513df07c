"""Who says so: sources as records of their own, and what each story cites them for."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connections, models, router, transaction
from django.db.models import Q
from django.utils import timezone

from articles import rights
from articles.exceptions import NotAllowed, Refusal
from articles.fields import LineField, LinesField, NameField, URLField
from articles.models import desk_index
from articles.models.desk_index import SOURCES
from articles.models.named import FoundByName
from articles.models.pointers import Pointer
from articles.models.revisions import Edition
from articles.text import is_blank, line


class SourceQuerySet(models.QuerySet):
    def in_ledger(self):
        """Those that were not merged into another: what the desk lists and offers."""
        return self.filter(merged_into=None)

    def with_parts(self, words):
        """
        Set of the ids of those that may have each of ``words`` (str) in their name, or in one that leads to them; None
        for so many that it is of no use. 2 queries at most.
        """
        found = desk_index.called(SOURCES, words)
        if found:
            found |= set(self.filter(pk__in=found).exclude(merged_into=None).values_list("merged_into", flat=True))
        return found

    def of_ids(self, ids):
        """
        Return dict of id → ``Source`` for those of ``ids`` that are there; the id of one that was merged, as a text of
        long ago may name it, leads to the one that took its place. 1 query.
        """
        return {source.pk: source.now for source in self.filter(pk__in=ids).select_related("merged_into")}


class Source(FoundByName):
    desk_index = SOURCES

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

    name = NameField(
        max_length=200, help_text="As readers will see it. An anonymous source: “An official of the port”."
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    description = LineField(
        max_length=300,
        blank=True,
        help_text="Who or what it is: a role, a date. An anonymous source: why it is not named.",
    )
    url = URLField("web address", blank=True, max_length=500)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    status_reason = LineField(max_length=300, blank=True, help_text="Why it was withdrawn.")
    # A merged one stays, as revisions and editions name it by its id.
    merged_into = models.ForeignKey(
        "self", verbose_name="stand-in", null=True, editable=False, on_delete=models.PROTECT, related_name="merged_here"
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="active") | ~Q(status_reason=""),
                name="source_withdrawn_says_why",
                violation_error_message="Say why the source was withdrawn.",
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.kind == self.Kind.ANONYMOUS and is_blank(self.description):
            raise ValidationError({"description": "Say why the source is not named: readers are told so."})
        named = self.pk and self.kind != self.Kind.ANONYMOUS
        if named and Source.objects.filter(pk=self.pk, kind=self.Kind.ANONYMOUS).exists() and self.cited_by():
            raise ValidationError({"kind": "Stories cite it as anonymous; so it stays. For the person, add a source."})

    @property
    def now(self):
        """The source that stands for it: itself, or the one that it was merged into."""
        return self.merged_into or self

    def in_editions(self, at=None):
        """
        Pointers (queryset) to it, or to one that was merged into it, from editions that are live at ``at`` (default
        now) or come later.
        """
        editions = Edition.objects.unfinished(at)
        known = Source.objects.filter(Q(pk=self.pk) | Q(merged_into=self.pk)).order_by().values("pk")
        return Pointer.objects.of(editions).filter(kind=Pointer.Kind.SOURCE, target__in=known)

    def printed_as(self, articles, at=None):
        """
        Dict of article id → names (list of str) under which editions of ``articles`` (ids), live at ``at`` or coming
        later, print it, where they are other ones than its name. 1 query, and reads those editions.
        """
        rows = self.in_editions(at).filter(article__in=articles)
        found = {}
        for article, source, content in rows.values_list("article", "target", "edition__revision__content"):
            names = {row["name"] for row in content["citations"] if row["source"] == source} - {self.name}
            found.setdefault(article, set()).update(names)
        return {article: sorted(names) for article, names in found.items() if names}

    def cited_by(self, at=None):
        """Ids (set) of the stories that lean on it, at the desk or for readers. 2 queries."""
        at_the_desk, public = self.citations.all(), self.in_editions(at)
        return {pk for rows in (at_the_desk, public) for pk in rows.values_list("article", flat=True)}

    @transaction.atomic
    def absorb(self, others):
        """
        Take the place of ``others`` (sources): working copies cite this one from now on, once more where they cited
        both. What was published or kept in a history names them as it did, and leads here. Return the list of them.

        Raise ``Refusal`` when this one was merged itself meanwhile, when one of them all is withdrawn and another is
        not (what one was found to be would be lost), and when one is anonymous and another is named (readers would be
        told who it is). 7 queries.
        """
        pks = {self.pk, *(source.pk for source in others)}
        locked = {row.pk: row for row in Source.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
        kept = locked.pop(self.pk, None)
        if kept is None or kept.merged_into_id:
            raise Refusal(f"“{self}” was merged into another source meanwhile. Choose again.")
        gone = [source for source in locked.values() if source.merged_into_id is None]
        for source in gone:
            if source.status != kept.status:
                withdrawn = source if source.status == self.Status.WITHDRAWN else kept
                raise Refusal(f"“{withdrawn}” is withdrawn. Reinstate it, or withdraw the others too, and then merge.")
            if (source.kind == self.Kind.ANONYMOUS) != (kept.kind == self.Kind.ANONYMOUS):
                unnamed = source if source.kind == self.Kind.ANONYMOUS else kept
                raise Refusal(f"“{unnamed}” is anonymous, and merging would tell readers who it is.")
        Citation.objects.filter(source__in=gone).update(source=self)
        reviews = SourceReview.objects.filter(source__in=pks, outcome=SourceReview.Outcome.OPEN)
        waiting = {}  # one review of each story is enough
        for review in reviews.order_by("pk"):
            waiting.setdefault(review.article_id, review.pk)
        reviews.exclude(pk__in=list(waiting.values())).delete()
        SourceReview.objects.filter(source__in=gone).update(source=self)
        Source.objects.filter(merged_into__in=gone).update(merged_into=self)
        Source.objects.filter(pk__in=[source.pk for source in gone]).update(merged_into=self)
        return gone

    @transaction.atomic
    def withdraw(self, reason, at=None):
        """
        Say that the source is not to be relied on, and open a ``SourceReview`` for each story that leans on it. What
        readers see is not changed: that is decided story by story. Return the number of stories. Raise ``Refusal``.
        """
        self._lock()
        if self.status == self.Status.WITHDRAWN:
            raise Refusal(f"“{self}” is withdrawn already.")
        reason = line(reason)[:300]
        if not reason:
            raise Refusal("Say why the source was withdrawn.")
        self.status, self.status_reason = self.Status.WITHDRAWN, reason
        self.save(update_fields=["status", "status_reason"])
        stories = self.cited_by(at)
        self.reviews.bulk_create(
            [SourceReview(source=self, article_id=pk) for pk in sorted(stories)], ignore_conflicts=True
        )
        return len(stories)

    @transaction.atomic
    def reinstate(self, by):
        """
        Say that it may be relied on again, which settles what was still to be looked at. Return for how many stories.
        Raise ``Refusal``.
        """
        self._lock()
        if self.status == self.Status.ACTIVE:
            raise Refusal(f"“{self}” is not withdrawn.")
        self.status, self.status_reason = self.Status.ACTIVE, ""
        self.save(update_fields=["status", "status_reason"])
        return self.reviews.filter(outcome=SourceReview.Outcome.OPEN).update(
            outcome=SourceReview.Outcome.REINSTATED, decided_by=by, decided_at=timezone.now()
        )

    def _lock(self):
        locked = type(self).objects.select_for_update().get(pk=self.pk)
        if locked.merged_into_id:
            raise Refusal(f"“{self}” was merged into another source meanwhile.")
        self.status, self.status_reason = locked.status, locked.status_reason


class CitationManager(models.Manager):
    """
    Gives out ids before there is a row: a mark in a text that is being typed names its citation, and the story is not
    changed by that until somebody saves it.
    """

    def reserve(self):
        """Return an id (int) that no citation has had, nor will get by itself. 1 query, 3 on SQLite."""
        table = self.model._meta.db_table
        using = router.db_for_write(self.model)
        with transaction.atomic(using), connections[using].cursor() as cursor:
            if connections[using].vendor == "postgresql":
                cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            else:
                cursor.execute("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = %s", [table])
                if not cursor.rowcount:
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, 1)", [table])
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            return cursor.fetchone()[0]

    def is_free(self, pk):
        """Whether ``pk`` was given out at some time and is no citation’s now. 3 queries at most."""
        table = self.model._meta.db_table
        using = router.db_for_write(self.model)
        with connections[using].cursor() as cursor:
            if connections[using].vendor == "postgresql":
                cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
                cursor.execute(f"SELECT last_value FROM {cursor.fetchone()[0]} WHERE is_called")  # noqa: S608 (its name)
            else:
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = cursor.fetchone()
        return bool(last) and pk <= last[0] and not self.filter(pk=pk).exists()


class Citation(models.Model):
    """One use of a source by one article."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    statement = LineField(max_length=400, blank=True, help_text="What the story takes from it.")
    quote = LinesField(blank=True, max_length=2000, help_text="Its words, if they are quoted.")
    url = URLField("web address", blank=True, max_length=500)
    archive_url = URLField("archived copy", blank=True, max_length=500)
    accessed_on = models.DateField("read on", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = CitationManager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.source}: {self.statement}" if self.statement else str(self.source)

    def save(self, *args, **kwargs):
        self.source = self.source.now  # a form that was opened before a merge names what is merged
        super().save(*args, **kwargs)


class SourceReview(models.Model):
    """What has to be decided about one story because a source it leans on was withdrawn."""

    class Outcome(models.TextChoices):
        OPEN = "open", "to be looked at"
        STANDS = "stands", "stands without the source"
        CORRECTED = "corrected", "corrected"
        WITHDRAWN = "withdrawn", "story withdrawn"
        REINSTATED = "reinstated", "source reinstated"  # decided for all stories at once

    DECISIONS = (Outcome.STANDS, Outcome.CORRECTED, Outcome.WITHDRAWN)  # on one story

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="reviews")
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="source_reviews")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    note = LineField(max_length=300, blank=True)
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

    def why_untrue(self, outcome, unfinished, was_public):
        """
        A sentence on why ``outcome`` is not what became of the story, or "". ``unfinished``: its editions (list) that
        are live or wait to be; ``was_public``: whether it ever had one.
        """
        if outcome == self.Outcome.WITHDRAWN and unfinished:
            return f"“{self.article}” is public or waits to be. Withdraw or cancel it first."
        if outcome == self.Outcome.WITHDRAWN and not was_public:
            return f"“{self.article}” was never public, so it was not withdrawn."
        seen = [edition for edition in unfinished if edition.is_live() and edition.live_from < self.opened_at]
        if outcome == self.Outcome.CORRECTED and seen:
            return f"Readers still see “{self.article}” as it was. Publish the correction first."
        return ""

    @transaction.atomic
    def decide(self, by, outcome, note=""):
        """
        Say what became of the story. Raise ``NotAllowed``; ``Refusal`` when somebody did so before, or it is not so.
        """
        if not rights.may_edit(by, self.article):
            raise NotAllowed("This story is not yours to decide on.")
        review = type(self).objects.select_for_update().get(pk=self.pk)
        if review.outcome != self.Outcome.OPEN:
            raise Refusal(f"It was decided before: {review.get_outcome_display()}.")
        if outcome not in self.DECISIONS:
            raise Refusal("Say what became of the story.")
        note = line(note)
        editions = self.article.editions
        if why := self.why_untrue(outcome, list(editions.unfinished()), editions.exists()):
            raise Refusal(why)
        if outcome == self.Outcome.STANDS and not note:
            raise Refusal("Say why the story stands without the source.")
        self.outcome, self.note = outcome, note
        self.decided_by, self.decided_at = by, timezone.now()
        self.save(update_fields=["outcome", "note", "decided_by", "decided_at"])


class LinkCheckQuerySet(models.QuerySet):
    def dead(self):
        """Those that have failed often enough to be no accident."""
        return self.filter(failures__gte=LinkCheck.DEAD_AFTER)


class LinkCheck(models.Model):
    """What a web address answered when ``check_links`` last asked. One row an address, whoever cites it."""

    DEAD_AFTER = 2  # failures in a row

    url = URLField(max_length=500, unique=True)
    status = models.PositiveSmallIntegerField(null=True)  # HTTP; None when nothing answered
    problem = LineField(max_length=200, blank=True)
    checked_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)  # when it last answered well
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    articles = models.ManyToManyField("articles.Article", related_name="link_checks")  # that name it

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
    name = NameField("who", max_length=200)
    asked_at = models.DateTimeField("asked", null=True, blank=True)
    due_at = models.DateTimeField("answer wanted by", null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    note = LinesField("what they said", blank=True, max_length=2000)
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

    def clean(self):
        if self.asked_at and self.due_at and self.due_at <= self.asked_at:
            raise ValidationError({"due_at": "This is before they were asked."})
