"""Series: stories that are read one after the other, in the order that an editor gives them."""

from django.db import models, transaction
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from articles import tasks
from articles.exceptions import Refusal
from articles.fields import KeyField, LinesField, NameField, SlugField
from articles.models.named import Listed
from articles.models.revisions import Edition
from articles.slugs import free_slug

MOST_PARTS = 200  # a column that goes on for years is a tag


class SeriesQuerySet(models.QuerySet):
    def with_live_stories(self, at=None):
        """Series with a part that is live at ``at`` (default now), and ``newest_story_at`` (datetime) of it."""
        newest = Edition.objects.live(at).filter(series_part__series=OuterRef("pk")).newest_first()
        return self.annotate(newest_story_at=Subquery(newest.values("published_at")[:1])).filter(
            newest_story_at__isnull=False
        )

    def with_live_parts(self, at=None):
        """With ``live_parts`` (int): how many parts are live at ``at`` (default now)."""
        live = Edition.objects.live(at).filter(series_part__series=OuterRef("pk")).order_by()
        number = live.values("series_part__series").annotate(number=Count("pk")).values("number")
        return self.annotate(live_parts=Coalesce(Subquery(number), 0))


class Series(Listed):
    """
    Several stories in an order. Which stories are in it belongs to the series, as tags' pages belong to tags: it is no
    part of what a story says, so that a story that was published alone becomes part 1 without a new edition.

    Readers see the parts that are live, and number those: a part that waits or was withdrawn leaves no gap that tells
    of it. “Part 3 of 5” is said once the series is finished, or when somebody has said how many parts are planned;
    until then “Part 3”.
    """

    name = NameField(max_length=100)
    name_key = KeyField(unique=True)
    name_taken = "There is a series of this name already."
    slug = SlugField(max_length=100, unique=True, help_text="Address: /series/slug/.")
    description = LinesField(blank=True, max_length=600, help_text="One or two sentences, shown on its page.")
    picture = models.ForeignKey(
        "articles.Image", null=True, blank=True, on_delete=models.PROTECT, related_name="illustrated_series"
    )
    is_finished = models.BooleanField("finished", default=False, help_text="No part is to come any more.")
    planned_parts = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many there are to be, if readers are told before the last one."
    )
    parts_changed_at = models.DateTimeField(null=True, editable=False)  # what is in it, or in which order

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name_plural = "series"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("articles:series", args=[self.slug])

    @classmethod
    def slug_for(cls, name):
        return free_slug(name, cls)

    def total(self, live):
        """How many parts readers are told of, when ``live`` (int) are live; None: they are not told."""
        if self.is_finished:
            return live
        return self.planned_parts if self.planned_parts and self.planned_parts >= live else None

    @property
    def in_words(self):
        """“3 of 5 parts”, “3 parts so far” or “3 parts”, for one from ``with_live_parts``."""
        live = self.live_parts
        total = self.total(live)
        if total and total > live:
            return f"{live} of {total} parts"
        return f"{live} part{'' if live == 1 else 's'}{'' if self.is_finished or total else ' so far'}"

    def why_full(self):
        """A sentence on why no part can be added, or "". 1 query."""
        if self.parts.count() < MOST_PARTS:
            return ""
        return f"A series has at most {MOST_PARTS} parts. For a column that goes on, use a tag."

    @transaction.atomic
    def add(self, article):
        """
        Put ``article`` at the end, out of the series that it is in. Raise ``Refusal`` when this one is full. 8 queries.
        """
        type(self).objects.select_for_update().get(pk=self.pk)
        if self.parts.filter(article=article).exists():
            return
        if words := self.why_full():
            raise Refusal(words)
        last = self.parts.aggregate(last=Max("position"))["last"]
        values = {"series": self, "position": (last or 0) + 1}
        left = SeriesPart.objects.filter(article=article).values_list("series", flat=True).first()
        SeriesPart.objects.update_or_create(article=article, defaults=values)
        _parts_changed(self.pk, left)

    def remove(self, article):
        """Take out ``article`` (or its id). 2 queries."""
        if self.parts.filter(article=article).delete()[0]:
            _parts_changed(self.pk)

    @transaction.atomic
    def move(self, article, step):
        """Put the part ``article`` (id) one place up (``step`` −1) or down (1). At most 1 query a part."""
        type(self).objects.select_for_update().get(pk=self.pk)
        order = list(self.parts.all())
        at = next((place for place, part in enumerate(order) if part.article_id == article), None)
        if at is None or not 0 <= at + step < len(order):
            return
        order.insert(at + step, order.pop(at))
        for position, part in enumerate(order, 1):
            if part.position != position:
                part.position = position
                part.save(update_fields=["position"])
        _parts_changed(self.pk)


def _parts_changed(*pks):
    """Let those who follow the feeds of these series (ids, or None) be told. 1 query."""
    Series.objects.filter(pk__in=pks).update(parts_changed_at=timezone.now())
    tasks.ping_all()


class SeriesPart(models.Model):
    """That a story is in a series, and where; a story is in one series at most."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="parts")
    article = models.OneToOneField("articles.Article", on_delete=models.CASCADE, related_name="series_part")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.series}, {self.position}"
