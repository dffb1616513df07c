"""What a story said at one save (Revision), and what readers see from when to when (Edition)."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from articles import richtext
from articles.fields import LineField, LinesField, SlugField, WordsField
from articles.models import search_index
from articles.models.coverage import CoverageEdition
from articles.models.pointers import Pointer


class Revision(models.Model):
    """What an article said at one save; ``content`` has the shape of ``Article.content()``."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    autosave = models.BooleanField(default=False)
    based_on = models.PositiveIntegerField(null=True)  # number of the revision that an autosave changes
    content = WordsField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_number_once")]

    def __str__(self):
        return f"Revision {self.number} of {self.content['headline']}"


class Address(models.Model):
    """
    Where a story is or was public: ``/2026/11/23/<slug>/``.

    A story keeps every address it was public at; all but the newest redirect. No two stories share one.
    """

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="addresses")
    day = models.DateField()
    slug = SlugField(max_length=100)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [models.UniqueConstraint(fields=["day", "slug"], name="address_once_a_day")]

    def __str__(self):
        return self.get_absolute_url()

    def get_absolute_url(self):
        return self._reversed("articles:article")

    def get_history_url(self):
        """Of the page with every public edition of the story."""
        return self._reversed("articles:history")

    def get_live_url(self):
        """Of the newest entries of a live coverage, for the page that asks whether there are new ones."""
        return self._reversed("articles:live")

    def _reversed(self, name):
        return reverse(name, args=[f"{self.day:%Y}", f"{self.day:%m}", f"{self.day:%d}", self.slug])


def credits(*with_author):
    """Return the prefetch of who editions are by, in order; ``with_author`` names relations to load along."""
    authors = EditionAuthor.objects.select_related("author", *with_author).order_by("position")
    return models.Prefetch("edition_authors", queryset=authors)


class HasPublicNote(models.Func):
    """Whether a kind is one of ``Edition.PUBLIC_NOTE_KINDS``, in the very words of the index on them."""

    template = "(%(expressions)s IN ('clarification', 'correction'))"  # SQLite sees no index behind parameters
    output_field = models.BooleanField()


class EditionQuerySet(models.QuerySet):
    def live(self, at=None):
        """Editions readers may see at ``at`` (aware datetime, default now)."""
        at = at or timezone.now()
        # That they were first published by then follows; said, it lets the database walk the index that lists are
        # ordered by, where it would gather and sort all that are live.
        return self.filter(Q(live_until__isnull=True) | Q(live_until__gt=at), live_from__lte=at, published_at__lte=at)

    def unfinished(self, at=None):
        """Editions that are live at ``at`` (default now) or come after it."""
        at = at or timezone.now()
        return self.filter(Q(live_until__isnull=True) | Q(live_until__gt=at)).order_by("live_from")

    def corrections(self, at=None):
        """
        Editions that corrected or clarified a story which is public at ``at`` (default now), newest first, along an
        index of their own.
        """
        at = at or timezone.now()
        live = Edition.objects.live(at).filter(article=models.OuterRef("article"))
        return (
            self.filter(HasPublicNote("kind"), live_from__lte=at)
            .filter(Exists(live))
            .select_related("address", "section")
            .order_by("-live_from", "-pk")
        )

    def last_change(self, at=None, *others):
        """
        The latest moment up to ``at`` (default now) at which one of these began or ended (aware datetime or None), or
        the latest of ``others`` (querysets of one moment each). 1 query, a look into each of two indexes.
        """
        at = at or timezone.now()
        ended = self.filter(live_until__lte=at).order_by("-live_until").values("live_until")[:1]
        begun = self.filter(live_from__lte=at).order_by("-live_from")
        moments = begun.values_list("live_from", models.Subquery(ended), *map(models.Subquery, others)).first() or ()
        return max(filter(None, moments), default=None)

    def newest_first(self):
        """The order of every reader's list, by the first publication of the story."""
        return self.order_by("-published_at", "-pk")

    def for_cards(self):
        """Load what ``articles/_card.html`` shows: 2 queries, however many."""
        return self.for_cards_without_authors().prefetch_related(credits())

    def for_cards_without_authors(self):
        """The same but for the byline, which ``Edition.with_byline()`` loads for several lists at once."""
        return self.select_related("section", "lead_image", "address").with_series().with_ending()

    def with_ending(self):
        """With ``coverage_ended_at`` (datetime or None): when the live coverage that a story is has ended."""
        return self.annotate(coverage_ended_at=CoverageEdition.objects.ending_of(OuterRef("article")))

    def with_series(self):
        """
        With the series that a story is in: ``series_name`` and ``series_slug`` (str), and ``part`` (int, its place
        among the parts that are live now); None for a story in no series. No query of its own.
        """
        up_to_it = Edition.objects.live().filter(
            series_part__series=OuterRef("series_part__series"),
            series_part__position__lte=OuterRef("series_part__position"),
        )
        number = up_to_it.order_by().values("series_part__series").annotate(number=Count("pk")).values("number")
        return self.annotate(
            series_name=F("series_part__series__name"),
            series_slug=F("series_part__series__slug"),
            part=Subquery(number, output_field=models.IntegerField()),
        )

    def in_series(self, series):
        """Editions of the parts of ``series``, in their order."""
        return self.filter(series_part__series=series).order_by("series_part__position", "series_part__pk")

    def for_page(self):
        """
        Load what ``articles.story.Story`` begins with, 2 queries: with its series (``with_series``), and with
        ``has_translations`` (bool), so that stories without ask for neither.
        """
        translations = Edition.objects.live().filter(translation_of=OuterRef("article")).order_by()
        found = (
            self.select_related("article", "revision", "section", "lead_image", "address").with_series().with_ending()
        )
        return found.annotate(has_translations=Exists(translations)).prefetch_related(credits("author__portrait"))

    def of_author(self, author, *among):
        """Editions by ``author``, newest first along the join table’s index; ``among`` (``Q``) may name its columns."""
        return self.filter(*among, edition_authors__author=author).order_by(
            "-edition_authors__published_at", "-edition_authors__edition_id"
        )

    def tagged(self, tag, *among):
        """Editions with ``tag``, newest first along the join table’s index; ``among`` (``Q``) may name its columns."""
        return self.filter(*among, edition_tags__tag=tag).order_by(
            "-edition_tags__published_at", "-edition_tags__edition_id"
        )


class Edition(models.Model):
    """
    A revision that was published. Never changed, except that its ending (``ENDING``) is set.

    Beside its times it holds the columns and relations that lists need, as they were in the revision.
    """

    class Kind(models.TextChoices):
        FIRST = "first", "first edition"
        UPDATE = "update"
        CLARIFICATION = "clarification"
        CORRECTION = "correction"
        TYPO = "typo"

    PUBLIC_NOTE_KINDS = (Kind.CLARIFICATION, Kind.CORRECTION)
    ENDING = ("live_until", "withdrawn_by", "withdrawal_reason")

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="editions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="editions")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=15, choices=Kind.choices)
    note = LinesField(blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawal_reason = LinesField(blank=True)

    headline = LineField(max_length=200)
    short_headline = LineField(max_length=100, blank=True)
    standfirst = LinesField(blank=True)
    article_kind = models.CharField(max_length=10)
    language = LineField(max_length=12, blank=True)
    section = models.ForeignKey("articles.Section", on_delete=models.PROTECT, related_name="editions")
    lead_image = models.ForeignKey("articles.Image", null=True, on_delete=models.PROTECT, related_name="led_editions")
    lead_image_alt = LineField(max_length=300, blank=True)
    words = models.PositiveIntegerField(default=0)  # of its text, as ``richtext.length_of`` counts
    authors = models.ManyToManyField("articles.Author", through="EditionAuthor", related_name="editions")
    tags = models.ManyToManyField("articles.Tag", through="EditionTag", related_name="editions")
    translation_of = models.ForeignKey("articles.Article", null=True, on_delete=models.SET_NULL, related_name="+")
    # No column: the series that its story is in now, one join away and without the story itself between.
    series_part = models.ForeignObject(
        "articles.SeriesPart",
        on_delete=models.DO_NOTHING,
        from_fields=["article"],
        to_fields=["article"],
        null=True,
        editable=False,
        serialize=False,
        related_name="+",
    )
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        get_latest_by = "live_from"
        indexes = [
            models.Index(fields=["live_from"], name="edition_live_from"),
            models.Index(fields=["live_until"], name="edition_live_until"),
            # The kind stands last, to be looked at in passing: before the time, SQLite would take both and sort.
            models.Index(
                fields=["-live_from", "-id", "kind"],
                condition=Q(kind__in=["clarification", "correction"]),
                name="edition_newest_correction",
            ),
            models.Index(
                fields=["section", "-live_from", "-id", "kind"],
                condition=Q(kind__in=["clarification", "correction"]),
                name="edition_newest_correction_in",
            ),
            models.Index(fields=["-published_at", "-id"], name="edition_newest"),
            models.Index(fields=["section", "-published_at", "-id"], name="edition_newest_of_section"),
            models.Index(fields=["article_kind", "-published_at", "-id"], name="edition_newest_of_kind"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["article", "live_from"], name="edition_begins_once"),
            models.UniqueConstraint(fields=["article"], condition=Q(live_until=None), name="edition_open_end_once"),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gt=F("live_from")),
                name="edition_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["clarification", "correction"]) | ~Q(note=""),
                name="edition_correction_has_note",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None) | ~Q(withdrawal_reason=""), name="edition_withdrawal_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.headline} ({self.get_kind_display()})"

    def get_absolute_url(self):
        return self.address.get_absolute_url()

    def get_history_url(self):
        return self.address.get_history_url()

    @classmethod
    def of(cls, revision, *, previous, address, kind, note, by, at):
        """Return an unsaved edition that says what ``revision`` says, following ``previous`` (or None)."""
        if previous is None:
            updated_at = None
        elif kind == cls.Kind.TYPO:
            updated_at = previous.updated_at
        else:
            updated_at = at
        content = revision.content
        return cls(
            article_id=revision.article_id,
            revision=revision,
            address=address,
            number=previous.number + 1 if previous else 1,
            kind=kind,
            note=note,
            published_by=by,
            live_from=at,
            article_kind=content["kind"],
            **{name: content[name] for name in ("headline", "short_headline", "standfirst", "lead_image_alt")},
            language=content["language"],
            section_id=content["section"],
            translation_of_id=content.get("translation_of"),
            lead_image_id=content["lead_image"],
            words=richtext.length_of(content["body"]).total,
            published_at=previous.published_at if previous else at,
            updated_at=updated_at,
        )

    def add(self, authors, tags):
        """
        Write a new edition by ``authors`` with ``tags`` (ids, in order), what it points to, and the words that it is
        found by. 9 queries.
        """
        self.save(force_insert=True)
        at = self.published_at
        EditionAuthor.objects.bulk_create(
            EditionAuthor(edition=self, author_id=author, position=position, published_at=at)
            for position, author in enumerate(authors)
        )
        EditionTag.objects.bulk_create(EditionTag(edition=self, tag_id=tag, published_at=at) for tag in tags)
        Pointer.objects.keep_editions([self])
        search_index.keep([self])

    def is_live(self, at=None):
        """Whether readers may see this edition at ``at`` (aware datetime, default now); as ``live()`` says."""
        at = at or timezone.now()
        return self.live_from <= at and (self.live_until is None or self.live_until > at)

    def has_ended(self, at):
        """Whether it was withdrawn, or followed by another edition, at ``at`` or before."""
        return self.live_until is not None and self.live_until <= at

    def end(self, at, by=None, reason=""):
        """Set and save the ending: withdrawn by ``by``, or followed by another edition (``by`` None)."""
        self.live_until, self.withdrawn_by, self.withdrawal_reason = at, by, reason
        self.save(update_fields=self.ENDING)
        if at and at <= timezone.now():
            search_index.forget([self])

    def take_ending_from(self, other):
        """Copy the ending of ``other``; not saved."""
        for name in self.ENDING:
            setattr(self, name, getattr(other, name))

    @staticmethod
    def with_byline(editions):
        """Load the bylines of ``editions`` (list) with portraits, whichever querysets they came from. 1 query."""
        models.prefetch_related_objects(editions, credits("author__portrait"))

    @property
    def front_headline(self):
        return self.short_headline or self.headline

    @property
    def lead_alt(self):
        """What its lead picture shows, for those who don't see it: as said here, else the picture's own; or nothing."""
        image = self.lead_image
        return self.lead_image_alt or (image.alt if image and not image.is_decorative else "")

    @property
    def get_article_kind_display(self):
        return self.article_kind.capitalize()

    @property
    def byline(self):
        """List of authors in order; no query after ``for_cards()``, else 1."""
        return [credit.author for credit in self.edition_authors.all()]


class EditionAuthor(models.Model):
    """Who an edition is by. ``published_at`` is the edition's, here for the index that author pages walk."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="edition_authors")
    author = models.ForeignKey("articles.Author", on_delete=models.PROTECT, related_name="edition_authors")
    position = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "author"], name="edition_author_once")]
        indexes = [models.Index(fields=["author", "-published_at", "-edition"], name="edition_newest_of_author")]

    def __str__(self):
        return str(self.author)


class EditionTag(models.Model):
    """What an edition is about. ``published_at`` is the edition's, here for the index that tag pages walk."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="edition_tags")
    tag = models.ForeignKey("articles.Tag", on_delete=models.PROTECT, related_name="edition_tags")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "tag"], name="edition_tag_once")]
        indexes = [models.Index(fields=["tag", "-published_at", "-edition"], name="edition_newest_of_tag")]

    def __str__(self):
        return str(self.tag)
