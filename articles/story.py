"""What a reader gets of an edition: everything its frozen text names, looked up and resolved."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from string import ascii_lowercase
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property

from articles import richtext
from articles.content import citation_marks, named_in, numbers_of_marks, only, source_numbers
from articles.left_out import alone
from articles.models import Address, Author, Edition, Image, Revision, Section, Series, SeriesPart, Source, Tag
from articles.richtext import captions
from articles.slugs import story_slug
from articles.works import work_of

ROW = 4  # stories offered at the end stand so many in a row, hand-picked ones first


@dataclass(frozen=True)
class Use:
    """What a story takes from a source: one citation, as it was frozen."""

    statement: str
    quote: str
    url: str
    archive_url: str
    accessed_on: date | None


@dataclass(frozen=True)
class CitedSource:
    """
    One entry of the sources box: a source, once, however often it is cited. ``marks``: list of (letter, id of the mark
    in the text) in their order; the letter is empty when there is one. No marks: the source is cited in general.
    """

    number: int
    name: str
    kind: str
    description: str
    url: str
    uses: list[Use]
    marks: list[tuple[str, str]]

    @property
    def address(self):
        """Its own address on the web, where no use leads to what it said; else empty."""
        return "" if any(use.url or use.archive_url for use in self.uses) else self.url

    @property
    def site(self):
        """The host of ``address``, as people say it."""
        return (urlsplit(self.address).hostname or "").removeprefix("www.")

    @property
    def kind_label(self):
        return Source.Kind(self.kind).label

    @property
    def anonymous(self):
        return self.kind == Source.Kind.ANONYMOUS


@dataclass(frozen=True)
class RelatedStory:
    """A hand-picked link at the end of a story."""

    label: str
    title: str
    url: str
    language: str = ""  # code, or empty: the publication's, or not known


@dataclass(frozen=True)
class Part:
    """
    Where a story stands in its series, among the parts that are live: ``number`` counts from 1, ``total`` is what
    readers are told (``Series.total``), ``previous`` and ``next`` are editions or None.
    """

    series: Series
    number: int
    total: int | None
    previous: Edition | None
    next: Edition | None


def summary(edition):
    """At most 300 characters on ``edition`` (with its revision): its standfirst, else how its text begins."""
    return richtext.shortened(edition.standfirst or richtext.text(edition.revision.content["body"]))


def found(model, pk):
    """Return the record of ``model`` with this id, or None. 1 query, none when ``pk`` is None."""
    return model.objects.filter(pk=pk).first() if pk else None


def live_editions_of(articles, at=None):
    """Dict of article id → its live edition, for the ids in ``articles``; those not live are left out. 1 query."""
    editions = Edition.objects.live(at).filter(article__in=articles).select_related("address")
    return {edition.article_id: edition for edition in editions}


def texts(editions, *, at=None, base=""):
    """
    Return dict of edition pk → text for readers (SafeString), without those that can't be rendered. 2 queries, however
    many editions; they must come with their ``revision``. ``base`` as in ``richtext.render``.
    """
    named, rendered = {}, {}
    for edition in editions:
        with alone(edition):
            named[edition] = named_in(edition.revision.content)
    names = [name for found in named.values() for name in found]
    images = Image.objects.shown().in_bulk(only(names, "image", "body"))
    others = live_editions_of(only(names, "article", "body"), at)
    for edition in named:
        with alone(edition):
            rendered[edition.pk] = richtext.render(
                edition.revision.content["body"],
                images=images,
                editions={pk: other for pk, other in others.items() if pk != edition.article_id},
                numbers=numbers_of_marks(edition.revision.content),
                words=captions.of(edition.revision.content),
                base=base,
                page=edition.get_absolute_url() if base else "",
            )
    return rendered


def use_of(row):
    """``Use`` from an entry of ``content["citations"]``."""
    read_on = parse_date(row["accessed_on"] or "")
    return Use(row["statement"], row["quote"], row["url"], row["archive_url"], read_on)


def lettered(marks):
    """List of (letter, id) from (place, id): a, b, c … z, then numbers; no letter when there is one mark alone."""
    if len(marks) < 2:
        return [("", anchor) for _, anchor in marks]
    return [
        (ascii_lowercase[number] if number < len(ascii_lowercase) else str(number + 1), anchor)
        for number, (_, anchor) in enumerate(marks)
    ]


class Story:
    """
    One edition as its page shows it, at one moment.

    Make it from an edition of ``Edition.objects.for_page()``. At most 11 queries, whatever the number of
    pictures, sources, links, tags and authors; a template asks for the parts and makes none.
    """

    def __init__(self, edition, at=None):
        self.edition = edition
        self.at = at or timezone.now()
        self.article = edition.article
        self.content = edition.revision.content
        self.dateline = self.content["dateline"]
        self.canonical_url = self.content["canonical_url"]
        self.language = self.content["language"]
        self.work = work_of(self.content)  # what a review reviews, or None

    @classmethod
    def preview(cls, article, content, at=None):
        """
        The story as readers would see ``content`` (the shape of ``Revision.content``, saved or not, complete or not)
        if it were published at ``at`` (default now). Nothing is saved. ``article`` may be new.
        """
        at = at or timezone.now()
        previous = article.editions.select_related("address").order_by("-live_from").first() if article.pk else None
        revision = Revision(article=article, content=content)
        slug = story_slug(content["slug"] or content["headline"])
        address = previous.address if previous else Address(day=timezone.localdate(at), slug=slug)
        edition = Edition.of(
            revision, previous=previous, address=address, kind=Edition.Kind.UPDATE, note="", by=None, at=at
        )
        edition.article = article
        # What a revision of long ago names may be gone.
        edition.section = found(Section, content["section"]) or Section(name="No section yet", slug="no-section-yet")
        edition.lead_image = found(Image, content["lead_image"])
        story = cls(edition, at)
        authors = Author.objects.select_related("portrait").in_bulk([row["author"] for row in content["bylines"]])
        story.byline = [
            authors.get(row["author"]) or Author(name=row["name"], slug=story_slug(row["name"]))
            for row in content["bylines"]
            if row["author"] in authors or row["author"] is None  # typed, and not made yet
        ]
        story.tags = sorted(set(Tag.objects.named(content["tags"]).values()), key=attrgetter("sort_key", "pk"))
        return story

    @cached_property
    def _named(self):
        return named_in(self.content)

    @property
    def _pointed_at(self):
        return only(self._named, "article", "body", "related")

    @cached_property
    def _images(self):
        images = only(self._named, "image", "body", "social_image")
        return Image.objects.shown().in_bulk(images) if images else {}

    @cached_property
    def _others(self):
        others = self._pointed_at - {self.article.pk}
        return live_editions_of(others, self.at) if others else {}

    @cached_property
    def body(self):
        return richtext.render(
            self.content["body"],
            images=self._images,
            editions=self._others,
            numbers=numbers_of_marks(self.content),
            words=captions.of(self.content),
        )

    @cached_property
    def _length(self):
        return richtext.length_of(self.content["body"])

    @property
    def words(self):
        return self._length.total

    @property
    def minutes(self):
        """Reading time in whole minutes, at least 1."""
        return self._length.minutes

    @cached_property
    def byline(self):
        """List of authors in order."""
        return self.edition.byline

    @property
    def lead_image(self):
        """The lead picture (Image or None), None also while it is not made yet."""
        image = self.edition.lead_image
        return image if image and image.is_shown else None

    @property
    def lead_image_is_face(self):
        """Whether the lead picture is the portrait in the margin of an interview: one that is not wide."""
        image = self.lead_image
        return bool(image and self.edition.article_kind == "interview" and image.height >= image.width)

    @property
    def lead_image_alt(self):
        return self.edition.lead_alt

    @property
    def lead_image_caption(self):
        return self.content["lead_image_caption"] or (self.lead_image.caption if self.lead_image else "")

    @property
    def lead_image_credit(self):
        return self.lead_image.credit_line if self.lead_image else ""

    @property
    def social_image(self):
        """The picture for cards elsewhere (Image or None): its own, else the lead picture."""
        return self._images.get(self.content["social_image"]) or self.lead_image

    @property
    def social_image_alt(self):
        image = self.social_image
        return self.lead_image_alt if image == self.lead_image else image.alt

    @property
    def description(self):
        """One or two sentences: the one given for search engines, else the standfirst, else how the text begins."""
        return self.content["seo_description"] or summary(self.edition)

    @cached_property
    def citations(self):
        """
        List of ``CitedSource`` in the order of their numbers, as they were when this edition was published: first those
        that are marked in the text, then those cited in general.
        """
        numbers, marks, rows = source_numbers(self.content), {}, {}
        for place, pk in enumerate(citation_marks(self.content)):
            marks.setdefault(pk, []).append((place, f"cite-{pk}-{len(marks.get(pk, ())) + 1}"))
        for row in self.content["citations"]:
            rows.setdefault(numbers[row["source"]], []).append(row)
        return [
            CitedSource(
                number=number,
                name=cited[0]["name"],
                kind=cited[0]["kind"],
                description=cited[0]["description"],
                url=cited[0].get("source_url", ""),
                uses=[use_of(row) for row in cited],
                marks=lettered(sorted(mark for row in cited for mark in marks.get(row["id"], ()))),
            )
            for number, cited in sorted(rows.items())
        ]

    @cached_property
    def tags(self):
        return list(self.edition.tags.all())

    @cached_property
    def related(self):
        """
        List of ``RelatedStory``: the hand-picked ones whose target is public now, each once, without those that the
        text points to already.
        """
        links, told = {}, only(self._named, "article", "body")
        for row in self.content["related"]:
            if row["url"]:
                links.setdefault(row["url"], RelatedStory(row["label"], row["title"], row["url"]))
            elif row["target"] not in told and (other := self._others.get(row["target"])):
                url = other.get_absolute_url()
                links.setdefault(url, RelatedStory(row["label"], other.headline, url, other.language))
        return list(links.values())

    @cached_property
    def part(self):
        """
        Its place in a series (``Part``), or None. 1 query, 2 for a preview of a part that isn't live; none where
        ``for_page`` has found no series.
        """
        if getattr(self.edition, "series_slug", "") is None:
            return None
        live = list(
            Edition.objects.live(self.at)
            .filter(series_part__series__parts__article=self.article.pk)
            .order_by("series_part__position", "series_part__pk")
            .select_related("address", "series_part__series")
        )
        here = next((place for place, edition in enumerate(live) if edition.article_id == self.article.pk), None)
        if here is None:
            if self.edition.pk or not self.article.pk:  # what is live is among them
                return None
            own = SeriesPart.objects.select_related("series").filter(article=self.article).first()
            if own is None:
                return None
            here = sum(edition.series_part.position < own.position for edition in live)
            live.insert(here, self.edition)
            series = own.series
        else:
            series = live[here].series_part.series
        before, after = live[here - 1] if here else None, live[here + 1] if here + 1 < len(live) else None
        return Part(series, here + 1, series.total(len(live)), before, after)

    @cached_property
    def translations(self):
        """
        List of the live editions (with their address) of what this is a translation of, and of its other translations:
        one for each language that is not this one’s. 1 query; none where ``for_page`` has found that there are none.
        """
        translated = self.content.get("translation_of")
        original = translated or self.article.pk
        if original is None or not (translated or getattr(self.edition, "has_translations", True)):
            return []
        versions = Edition.objects.live(self.at).filter(Q(article=original) | Q(translation_of=original))
        versions = versions.exclude(article=self.article.pk).select_related("address").order_by("language", "pk")
        by_language = {self.language: None}
        for edition in versions:
            by_language.setdefault(edition.language, edition)
        return [edition for edition in by_language.values() if edition]

    @cached_property
    def more(self):
        """
        List of editions for cards, as many as make a full row after the hand-picked ones: those of the last year that
        share most tags, then the newest of the section; none that the page names already. 4 queries.
        """
        live = Edition.objects.live(self.at).exclude(article__in={self.article.pk, *self._pointed_at})
        since = self.at - timedelta(days=365)
        tagged = live.filter(edition_tags__tag__in=self.tags, edition_tags__published_at__gte=since)
        shared = Counter(tagged.order_by("-edition_tags__published_at").values_list("pk", flat=True)[:60])
        number = ROW - len(self.related) % ROW
        chosen = [pk for pk, _ in shared.most_common(number)]
        same_section = live.filter(section=self.edition.section_id).newest_first()
        chosen += [pk for pk in same_section.values_list("pk", flat=True)[: 2 * number] if pk not in chosen]
        editions = Edition.objects.for_cards().in_bulk(chosen[:number])
        return [editions[pk] for pk in chosen[:number]]

    @cached_property
    def corrections(self):
        """List of the corrections and clarifications up to this edition, newest first. 1 query."""
        if not self.article.pk:
            return []
        return list(
            self.article.editions.filter(
                kind__in=Edition.PUBLIC_NOTE_KINDS, live_from__lte=self.edition.live_from
            ).order_by("-live_from")
        )
