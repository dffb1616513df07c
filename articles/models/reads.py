"""How often stories are read: a number for each story and hour, and nothing about who."""

from datetime import UTC, timedelta

from django.db import models
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models.revisions import Edition

LATELY = timedelta(hours=24)


class ReadsQuerySet(models.QuerySet):
    def lately(self, at=None):
        """Those of the last 24 hours before ``at`` (aware datetime, default now), to the hour."""
        at = at or timezone.now()
        return self.filter(hour__gt=at - LATELY, hour__lte=at)

    def old(self, at):
        """Those that nobody asks for any more at ``at``."""
        return self.filter(hour__lt=at - Reads.KEPT)

    def total(self):
        """Expression: the sum (int, 0 for none) of these of the story that a row of an outer query is of."""
        of_story = self.order_by().filter(article=OuterRef("article")).values("article")
        return Coalesce(Subquery(of_story.annotate(total=Sum("number")).values("total")), 0)


class Reads(models.Model):
    """``number`` of readings of a story in one hour. ``hour`` is its first moment."""

    KEPT = timedelta(days=7)

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="reads", db_index=False)
    hour = models.DateTimeField()
    number = models.PositiveIntegerField(default=0)

    objects = ReadsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "reads"
        indexes = [models.Index(fields=["hour"], name="reads_by_hour")]
        constraints = [models.UniqueConstraint(fields=["article", "hour"], name="reads_of_an_hour_once")]

    def __str__(self):
        return f"{self.number} in the hour from {self.hour}"

    @classmethod
    def count(cls, article, at=None):
        """
        Count one reading of ``article`` (id), if it is live at ``at`` (default now); two at once are two. 1 query, 4
        for the first of an hour.
        """
        at = at or timezone.now()
        hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        bucket, one_more = cls.objects.filter(article=article, hour=hour), {"number": F("number") + 1}
        if bucket.update(**one_more) or not Edition.objects.live(at).filter(article=article).exists():
            return
        cls.objects.bulk_create([cls(article_id=article, hour=hour)], ignore_conflicts=True)
        bucket.update(**one_more)
