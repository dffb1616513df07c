"""What stands over the entries of a live coverage: its summary, an entry that is pinned, whether it has ended."""

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from articles import rights
from articles.exceptions import CoverageConflict, NotAllowed, Refusal
from articles.fields import LinesField
from articles.models.log import AppendOnly, LogLine
from articles.text import lines

LONGEST_SUMMARY = 1000  # characters
KEPT = object()  # what is not to be changed


class CoverageQuerySet(models.QuerySet):
    def live(self, at=None):
        """Those that have begun at ``at`` (aware datetime, default now); of each story the first is what is shown."""
        return self.filter(live_from__lte=at or timezone.now()).order_by("-live_from", "-number")

    def ending_of(self, article, at=None):
        """When the coverage of ``article`` (a reference to one) ended, as a part of another query; None: it runs."""
        return models.Subquery(self.live(at).filter(article=article).values("ended_at")[:1])

    @transaction.atomic
    def change(self, article, by, *, seen, summary=KEPT, pinned=KEPT, is_ended=KEPT):
        """
        Show what is given from now on, and the rest as before; return the new ``CoverageEdition``, or the one there is
        when nothing changes. ``seen``: number of the one that the person saw, 0 for none. At most 9 queries.

        Raise ``NotAllowed``, ``CoverageConflict`` when another is shown by now, or ``Refusal``; nothing changes then.
        """
        article.lock()
        if not rights.may_publish(by, article):
            raise NotAllowed("Only an editor of this section can change this.")
        before = self.filter(article=article).order_by("-number").first() or self.model(article=article, number=0)
        if before.number != seen:
            raise CoverageConflict(before)
        after = self.model(
            article=article,
            number=before.number + 1,
            summary=before.summary if summary is KEPT else lines(summary),
            pinned=before.pinned if pinned is KEPT else pinned,
            ended_at=before.ended_at,
            by=by,
        )
        if len(after.summary) > LONGEST_SUMMARY:
            raise Refusal(f"A summary has at most {LONGEST_SUMMARY:,} characters; this one has {len(after.summary):,}.")
        if after.pinned and after.pinned.article_id != article.pk:
            raise Refusal("That entry is of another story.")
        if is_ended is not KEPT and is_ended != before.has_ended:
            after.ended_at = after.live_from if is_ended else None
        words = after.changes(before)
        if not words:
            return before
        after.save(force_insert=True)
        article.log.create(action=LogLine.Action.COVERAGE, by=by, note=" ".join(words))
        return after


class CoverageEdition(AppendOnly):
    """
    What readers see over the entries of a live coverage from ``live_from`` on, until the next one begins, as for
    fronts. It is added, never changed. ``ended_at`` is when the coverage ended (None: it runs).
    """

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="coverage_editions")
    number = models.PositiveIntegerField()
    summary = LinesField(blank=True)
    pinned = models.ForeignKey("articles.Entry", null=True, on_delete=models.CASCADE, related_name="+")
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    live_from = models.DateTimeField(default=timezone.now)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["article", "-live_from", "-number"], name="coverage_of_article"),
            models.Index(fields=["-live_from"], name="coverage_newest"),
        ]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="coverage_number_once")]

    def __str__(self):
        return f"Coverage {self.number} of story {self.article_id}"

    @property
    def has_ended(self):
        return self.ended_at is not None

    def changes(self, before):
        """List of sentences: what this one changes of ``before``."""
        said = []
        if self.summary != before.summary:
            said.append(f"Summary: {self.summary}" if self.summary else "Summary taken away.")
        if self.pinned_id != before.pinned_id:
            said.append(f"Entry {self.pinned.number} pinned." if self.pinned else "No entry pinned.")
        if self.has_ended != before.has_ended:
            said.append("The coverage has ended." if self.has_ended else "The coverage goes on.")
        return said
