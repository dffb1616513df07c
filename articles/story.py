"""What a reader gets of an edition: everything its frozen text names, looked up and resolved."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.text import slugify

from articles import richtext
from articles.models import Address, Author, Edition, Image, Revision, Section, Source, Tag

WORDS_A_MINUTE = 230
MORE = 3  # stories offered at the end by rule


@dataclass(frozen=True)
class CitedSource:
    """One line of the sources box."""

    number: int
    source_name: str
    source_kind: str
    source_description: str
    statement: str
    quote: str
    url: str
    archive_url: str
    accessed_on: object  # date or None

    @property
    def source_kind_label(self):
        return Source.Kind(self.source_kind).label

    @property
    def anonymous(self):
        return self.source_kind == Source.Kind.ANONYMOUS


@dataclass(frozen=True)
class RelatedStory:
    """A hand-picked link at the end of a story."""

    label: str
    title: str
    url: str


def summary(edition):
    """One or two sentences on ``edition`` (with its revision): its standfirst, else how its text begins."""
    if edition.standfirst:
        return edition.standfirst
    words = richtext.text(edition.revision.content["body"]).split()
    return " ".join(words[:40]) + ("…" if len(words) > 40 else "")


def tokens_of(edition):
    """Return the ids that the text of ``edition`` names: (set of image ids, set of article ids)."""
    found = richtext.tokens(edition.revision.content["body"])
    return {int(value) for value in found["data-image"]}, {int(value) for value in found["data-see-also"]}


def found(model, pk):
    """Return the record of ``model`` with this id, or None. 1 query, none when ``pk`` is None."""
    return model.objects.filter(pk=pk).first() if pk else None


def live_editions_of(articles, at=None):
    """Dict of article id → its live edition, for the ids in ``articles``; those not live are left out. 1 query."""
    editions = Edition.objects.live(at).filter(article__in=articles).select_related("address")
    return {edition.article_id: edition for edition in editions}


def texts(editions, *, at=None, base=""):
    """
    Return dict of edition pk → text for readers (SafeString). 2 queries, however many editions; they must come
    with their ``revision``. ``base`` as in ``richtext.render``.
    """
    named = {edition: tokens_of(edition) for edition in editions}
    images = Image.objects.in_bulk(set().union(*(found[0] for found in named.values())))
    others = live_editions_of(set().union(*(found[1] for found in named.values())), at)
    return {
        edition.pk: richtext.render(edition.revision.content["body"], images=images, editions=others, base=base)
        for edition in named
    }


class Story:
    """
    One edition as its page shows it, at one moment.

    Make it from an edition of ``Edition.objects.for_page()``. At most 9 queries, whatever the number of
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

    @classmethod
    def preview(cls, article, content, at=None):
        """
        The story as readers would see ``content`` (the shape of ``Revision.content``, saved or not, complete or not)
        if it were published at ``at`` (default now). Nothing is saved. ``article`` may be new.
        """
        at = at or timezone.now()
        previous = article.editions.select_related("address").order_by("-live_from").first() if article.pk else None
        revision = Revision(article=article, content=content)
        slug = slugify(content["slug"] or content["headline"])[:100].strip("-") or "story"
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
        story.byline = [authors[row["author"]] for row in content["bylines"] if row["author"] in authors]
        story.tags = list(Tag.objects.filter(name__in=content["tags"]).order_by("name"))
        return story

    @cached_property
    def _named(self):
        images, articles = tokens_of(self.edition)
        related = {row["target"] for row in self.content["related"] if row["target"]}
        social = self.content["social_image"]
        return images | ({social} if social else set()), articles | related

    @cached_property
    def _images(self):
        return Image.objects.in_bulk(self._named[0]) if self._named[0] else {}

    @cached_property
    def _others(self):
        return live_editions_of(self._named[1], self.at) if self._named[1] else {}

    @cached_property
    def body(self):
        return richtext.render(self.content["body"], images=self._images, editions=self._others)

    @cached_property
    def words(self):
        return len(richtext.text(self.content["body"]).split())

    @property
    def minutes(self):
        """Reading time in whole minutes, at least 1."""
        return max(1, round(self.words / WORDS_A_MINUTE))

    @cached_property
    def byline(self):
        """List of authors in order."""
        return self.edition.byline

    @property
    def lead_image(self):
        return self.edition.lead_image

    @property
    def lead_image_alt(self):
        return self.edition.lead_image_alt or (self.lead_image.alt if self.lead_image else "")

    @property
    def lead_image_caption(self):
        return self.content["lead_image_caption"] or (self.lead_image.caption if self.lead_image else "")

    @property
    def lead_image_credit(self):
        return self.lead_image.credit if self.lead_image else ""

    @property
    def social_image(self):
        """The picture for cards elsewhere (Image or None): its own, else the lead picture."""
        return self._images.get(self.content["social_image"]) or self.lead_image

    @property
    def description(self):
        """One or two sentences: the one given for search engines, else the standfirst, else how the text begins."""
        return self.content["seo_description"] or summary(self.edition)

    @cached_property
    def citations(self):
        """List of ``CitedSource`` in order, as they were when this edition was published."""
        return [
            CitedSource(
                number=number,
                source_name=row["name"],
                source_kind=row["kind"],
                source_description=row["description"],
                statement=row["statement"],
                quote=row["quote"],
                url=row["url"],
                archive_url=row["archive_url"],
                accessed_on=parse_date(row["accessed_on"] or ""),
            )
            for number, row in enumerate(self.content["citations"], start=1)
        ]

    @cached_property
    def tags(self):
        return list(self.edition.tags.all())

    @cached_property
    def related(self):
        """List of ``RelatedStory``: the hand-picked ones whose target is public now."""
        links = []
        for row in self.content["related"]:
            if row["url"]:
                links.append(RelatedStory(row["label"], row["title"], row["url"]))
            elif other := self._others.get(row["target"]):
                links.append(RelatedStory(row["label"], other.headline, other.get_absolute_url()))
        return links

    @cached_property
    def more(self):
        """
        List of up to 3 editions for cards: those of the last year that share most tags, then the newest of the
        section; none that the page names already. 4 queries.
        """
        live = Edition.objects.live(self.at).exclude(article__in={self.article.pk, *self._named[1]})
        since = self.at - timedelta(days=365)
        tagged = live.filter(edition_tags__tag__in=self.tags, edition_tags__published_at__gte=since)
        shared = Counter(tagged.order_by("-edition_tags__published_at").values_list("pk", flat=True)[:60])
        chosen = [pk for pk, _ in shared.most_common(MORE)]
        same_section = live.filter(section=self.edition.section_id).newest_first()
        chosen += [pk for pk in same_section.values_list("pk", flat=True)[: 2 * MORE] if pk not in chosen]
        editions = Edition.objects.for_cards().in_bulk(chosen[:MORE])
        return [editions[pk] for pk in chosen[:MORE]]

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
