"""
Every public place where a story could show, and whether it does at a moment.

Each place asks the same querysets as the page that readers open; the tests open all of them and compare. A new page
for readers belongs in here: the tests fail for an address that is not.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from urllib.parse import urlencode

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from articles import api, feeds, sitemaps
from articles.content import named_in, only
from articles.feed_formats import FORMATS, RSS
from articles.front import fill
from articles.images import card_drawing
from articles.models import Address, Article, Author, Edition, Front, Image, Pointer, SeriesPart, Tag
from articles.most_read import most
from articles.periods import Period
from articles.pointers import MOST
from articles.search import asked, readers, words
from articles.story import Story
from articles.structured_data import absolute
from articles.views import find_edition

NEIGHBOURS = 2


# Pages of one comment that readers see, by its number.
COMMENT_PAGES = (
    ("comments:comment", "Address of a comment"),
    ("comments:reply", "Form to answer a comment"),
    ("comments:report", "Form to report a comment"),
    ("comments:reported", "Thanks for a report"),
)


@dataclass(frozen=True)
class Place:
    """
    One public place: ``address`` is what a stranger would open, ``pattern`` the name of its URL pattern, ``is_open``
    tells whether the story shows there at a moment (aware datetime).
    """

    group: str
    name: str
    address: str
    pattern: str
    is_open: Callable[[datetime], bool]
    note: str = ""


@dataclass(frozen=True)
class Moment:
    words: str
    at: datetime


def moments(article, at=None):
    """
    List of ``Moment``: now (``at``), and what is set for later: the next edition begins, the embargo ends, the story is
    withdrawn, it comes to a place on a front or loses it. 2 queries.
    """
    at = at or timezone.now()
    later = of_the_story(article, at)
    for moment, change in Front.objects.moments_of(article, at):
        later.setdefault(moment, change)
    return [Moment("now", at), *(Moment(change, moment) for moment, change in sorted(later.items()))]


def of_the_story(article, at):
    """Dict of moment (after ``at``) → what is set for then, of the story itself. 1 query."""
    later = {}
    for edition in article.editions.unfinished(at):
        if edition.live_from > at:
            later.setdefault(edition.live_from, "when the next edition begins")
        if edition.withdrawn_by_id and edition.live_until:
            later.setdefault(edition.live_until, "when it is withdrawn")
    if article.embargo_until and article.embargo_until > at:
        later.setdefault(article.embargo_until, "when the embargo ends")
    return later


def places(article, at=None):
    """
    List of ``Place`` for ``article`` (saved): where it is public at ``at`` (default now) or is to be, and where it
    would be if it were published as it is written. About 20 queries, and up to 10 for each time one is asked.
    """
    return list(_Finder(article, at or timezone.now()).all())


class _Finder:
    def __init__(self, article, at):
        self.article, self.at = article, at
        editions = article.editions.select_related("address", "section", "revision")
        self.editions = list(editions.unfinished(at)) or list(editions.order_by("-live_from")[:1])
        release = min(of_the_story(article, at), default=at)
        self.published_at = self.editions[0].published_at if self.editions else release
        self.sections = {edition.section for edition in self.editions} | ({article.section} - {None})
        of_editions = Q(edition_tags__edition__in=self.editions)
        self.tags = list(
            Tag.objects.accepted()
            .filter(of_editions | Q(article_tags__content_object=article) | Q(lead=article))
            .distinct()
        )
        of_editions = Q(edition_authors__edition__in=self.editions)
        self.part = SeriesPart.objects.select_related("series").filter(article=article).first()
        self.authors = list(Author.objects.accepted().filter(of_editions | Q(bylines__article=article)).distinct())

    def all(self):
        yield from self.pages()
        yield from self.lists()
        yield from self.feeds()
        yield from self.api()
        yield from self.sitemaps()
        yield from self.other_stories()
        yield from self.pictures()
        yield from self.share_links()

    def among(self, editions):
        """Whether the story is one of ``editions`` (queryset)."""
        return editions.filter(article=self.article).exists()

    # -- The story itself --

    def addresses(self):
        """Its addresses, the newest first, and the one it would get if it were published as it is written."""
        known = list(self.article.addresses.order_by("-pk"))
        day = known[0].day if known else timezone.localdate(self.published_at)
        if (day, self.article.slug) not in {(address.day, address.slug) for address in known}:
            known.insert(0, Address(article=self.article, day=day, slug=self.article.slug))
        return known

    def is_at(self, address, at):
        """Whether a reader who opens ``address`` gets the story, there or where the address leads."""
        try:
            found = find_edition(address.day.year, address.day.month, address.day.day, address.slug, at)
        except Http404:
            return False
        return any(edition is not None and edition.article_id == self.article.pk for edition in found)

    def is_coverage_at(self, address, at):
        """Whether the entries of a live coverage are given at ``address``, any that the story ever had. 1 query."""
        live = Edition.objects.live(at).filter(article=self.article, article_kind=Article.Kind.LIVE)
        return address.pk is not None and live.exists()

    def pages(self):
        group = "The story itself"
        current = next((edition.address_id for edition in self.editions), None)
        for address in self.addresses():
            is_open = cache(partial(self.is_at, address))  # asked once for all that stands at it
            url = address.get_absolute_url()
            if address.pk is None:
                name, note = "Its page, as its address is written now", ""
            elif address.pk == current:
                name, note = "Its page", "Once withdrawn, it gives headline, day and reason, and no text."
            else:
                name, note = "Another address of it", "Leads to its page."
            yield Place(group, name, url, "articles:article", is_open, note)
            if name.startswith("Its page"):
                note = "Part of the page: open when it is."
                yield Place(group, "Card and data for machines", url, "articles:article", is_open, note)
                drawn = f"{url}{card_drawing.ENDING}"
                yield Place(group, "Its headline as a picture, for cards", drawn, "articles:story_card", is_open)
                card = f"{reverse('articles:oembed')}?{urlencode({'url': absolute(url)})}"
                yield Place(group, "Card for other sites (oEmbed)", card, "articles:oembed", is_open)
                note = "Every edition that was public, with what each changed: open when its page is."
                yield Place(group, "History", address.get_history_url(), "articles:history", is_open, note)
                if Article.Kind.LIVE in {self.article.kind, *(one.article_kind for one in self.editions)}:
                    note = "What its page asks for again and again: open while it is public as a live coverage."
                    runs = cache(partial(self.is_coverage_at, address))
                    yield Place(group, "Newest entries", address.get_live_url(), "articles:live", runs, note)
                if apps.is_installed("comments"):
                    yield from self.comment_pages(address, is_open)

    def comment_pages(self, address, is_open):
        group = "The story itself"
        where = [f"{address.day:%Y}", f"{address.day:%m}", f"{address.day:%d}", address.slug]
        for pattern, name in (
            ("comments:post", "Where comments are sent"),
            ("comments:received", "Thanks for a comment"),
        ):
            yield Place(group, name, reverse(pattern, args=where), pattern, is_open)
        if self.article.comments_policy == Article.CommentsPolicy.HIDDEN:
            return
        for form in FORMATS:
            pattern = f"comments:feed{form.suffix}"
            name = f"Feed of its comments, {form.label}"
            yield Place("Feeds", name, reverse(pattern, args=where), pattern, is_open, "Gives its headline.")
        shown = apps.get_model("comments", "Comment").objects.approved().filter(article=self.article)
        newest = shown.order_by("-created_at", "-pk").first()
        if newest is None:
            return
        url = reverse("comments:thread", args=[*where, newest.thread_id or newest.pk])
        yield Place(group, "Thread of a comment", url, "comments:thread", is_open, "That of the newest one.")
        is_live = lambda at: self.article.live_edition(at) is not None  # noqa: E731
        for pattern, name in COMMENT_PAGES:
            yield Place(group, name, reverse(pattern, args=[newest.pk]), pattern, is_live, "The newest one.")

    # -- Lists, feeds, sitemaps --

    def lists(self):
        group = "Lists"

        def on_front(at):
            filled = fill(Front.objects.live_content(at=at), at)
            shown = any(edition.article_id == self.article.pk for edition in filled.editions)
            return shown or self.is_of_the_most(at)

        note = Front.objects.pin_in_words(self.article, self.at) or "By rule, while it is new."
        yield Place(group, "Front page", reverse("articles:front"), "articles:front", on_front, note)
        for kind, record, feed in self.records():
            is_open = partial(self.is_listed, record, feed)
            yield Place(group, f"{kind} {record}", record.get_absolute_url(), f"articles:{kind.lower()}", is_open)
        day = Period.around(self.published_at)
        for period in (day.up.up, day.up, day):
            is_open = lambda at, period=period: self.among(period.of(Edition.objects.live(at)))  # noqa: E731
            yield Place(group, f"Archive of {period}", period.get_absolute_url(), "articles:archive", is_open)
        yield self.search(group)
        is_open = lambda at: self.among(Edition.objects.corrections(at))  # noqa: E731
        yield Place(group, "Corrections", reverse("articles:corrections"), "articles:corrections", is_open)

    def is_listed(self, record, feed, at):
        """Whether the page of ``record`` lists it at ``at``, or it leads that page."""
        is_lead = getattr(record, "lead_id", None) == self.article.pk and self.article.live_edition(at) is not None
        return is_lead or self.among(feed.editions(record, at))

    def search(self, group):
        headline = self.editions[0].headline if self.editions else self.article.headline
        # Not in their order: the page says what was looked for, and that is no sign of the story.
        typed = " ".join(re.findall(r"\w+", headline)[: asked.MOST][::-1])[: asked.LONGEST]

        def is_open(at):
            pks = readers.search(asked.query(typed, words.language()), at=at).pks
            return self.among(Edition.objects.filter(pk__in=pks))

        url = reverse("articles:search", query={"q": typed})
        return Place(group, "Search", url, "articles:search", is_open, "For the words of its headline.")

    def records(self):
        """What has a list and a feed of it, both cut from the same query: (kind, record, feed)."""
        yield from (("Section", section, feeds.SectionFeed()) for section in sorted(self.sections, key=str))
        yield from (("Tag", tag, feeds.TagFeed()) for tag in self.tags)
        yield from (("Author", author, feeds.AuthorFeed()) for author in self.authors)
        if self.part:
            yield "Series", self.part.series, feeds.SeriesFeed()

    def feeds(self):
        def places_of(name, feed, pattern, record=None):
            @cache
            def is_open(at):
                newest = feed.editions(record, at).values_list("article", flat=True)[: feeds.LENGTH]
                return self.article.pk in set(newest)

            for form in FORMATS:
                own = f"{pattern}{form.suffix}"
                url = reverse(own, args=[record.slug] if record else [])
                note = f"The newest {feeds.LENGTH}, as {form.label}."
                yield Place("Feeds", name if form == RSS else f"{name}, {form.label}", url, own, is_open, note)

        yield from places_of("Feed of everything", feeds.SiteFeed(), "articles:feed")
        for kind, record, feed in self.records():
            yield from places_of(f"Feed of {kind.lower()} {record}", feed, f"articles:{kind.lower()}_feed", record)
        yield from places_of("Feed of corrections", feeds.CorrectionsFeed(), "articles:corrections_feed")

    def api(self):
        group, url = "Data for other programs", reverse("articles:api_article", args=[self.article.pk])
        is_live = lambda at: self.article.live_edition(at) is not None  # noqa: E731
        yield Place(group, "Its data", url, "articles:api_article", is_live)
        is_open = lambda at: self.article.pk in api.newest(at).values_list("article", flat=True)[: api.SIZE]  # noqa: E731
        note = f"The newest {api.SIZE} come first, older ones page by page."
        yield Place(
            group, "Data of all stories", reverse("articles:api_articles"), "articles:api_articles", is_open, note
        )

    def sitemaps(self):
        month = Period.around(self.published_at).up
        url = reverse("articles:sitemap_month", args=[month.year, month.month])
        is_open = lambda at: self.among(sitemaps.of_month(month, at))  # noqa: E731
        yield Place("Sitemaps", f"Sitemap of {month}", url, "articles:sitemap_month", is_open)
        is_open = lambda at: self.article.pk in sitemaps.of_news(at).values_list("article", flat=True)  # noqa: E731
        url = reverse("articles:sitemap_news")
        yield Place("Sitemaps", "News sitemap", url, "articles:sitemap_news", is_open, "For two days.")

    # -- Other stories --

    def other_stories(self):
        """
        Live stories that point to it, those before and after it in a series, its translations, and those nearest to it,
        which would offer it at their end by rule.
        """
        others = Edition.objects.live(self.at).exclude(article=self.article).select_related("address")
        pointers = Pointer.objects.to_story(self.article)
        pointing = list(others.filter(pk__in=pointers.order_by().values("edition")).newest_first()[:MOST])
        notes = dict.fromkeys(pointing, "Points to it.")
        notes |= dict.fromkeys(self.neighbours_in_series(others), "Stands beside it in a series.")
        notes |= dict.fromkeys(self.translations(others), "The same in another language.")
        near = []
        for section in self.sections:
            near += others.filter(section=section).newest_first()[:NEIGHBOURS]
        for tag in self.tags[:3]:
            near += others.tagged(tag)[:NEIGHBOURS]
        for edition in near:
            notes.setdefault(edition, "Offered at its end by rule, while it is among the nearest.")
        for edition, note in notes.items():
            is_open = partial(self.is_shown_by, edition.article_id)
            yield Place(
                "Other stories", f"“{edition.headline}”", edition.get_absolute_url(), "articles:article", is_open, note
            )

    def neighbours_in_series(self, others):
        """Those of ``others`` (live editions) that are the parts before and after it."""
        if not self.part:
            return []
        parts = others.in_series(self.part.series).select_related("series_part", "address")
        before = [edition for edition in parts if edition.series_part.position < self.part.position]
        after = [edition for edition in parts if edition.series_part.position > self.part.position]
        return [*before[-1:], *after[:1]]

    def translations(self, others):
        """Those of ``others`` (live editions) that say the same in another language."""
        original = self.article.translation_of_id or self.article.pk
        return list(others.filter(Q(article=original) | Q(translation_of=original))[:MOST])

    def is_shown_by(self, other, at):
        """Whether the page of the story with the id ``other`` links to this one at ``at``."""
        edition = Edition.objects.live(at).filter(article=other).for_page().first()
        shown = self.article.live_edition(at)
        if edition is None or shown is None:
            return False
        story = Story(edition, at)
        url = shown.get_absolute_url()
        return (
            f'href="{url}"' in story.body
            or url in {link.url for link in story.related}
            or self.article.pk in {offered.article_id for offered in [*story.more, *story.translations]}
            or self.is_of_the_most(at)
            or bool(story.part)
            and shown in (story.part.previous, story.part.next)
        )

    def is_of_the_most(self, at):
        """Whether it is among the most read or discussed at ``at``. 1 query."""
        shown = most(at)
        return any(edition.article_id == self.article.pk for edition in (*shown.read, *shown.discussed))

    # -- What is public by its address alone --

    def pictures(self):
        contents = [self.article.content(), *(edition.revision.content for edition in self.editions)]
        named = set().union(*(only(named_in(content), "image") for content in contents))
        for image in Image.objects.in_bulk(named).values():
            name = image.rendition_name(image.widths[-1], "jpg")
            is_there = cache(partial(default_storage.exists, name))
            note = "Public from its upload on, for who has its address; nobody can guess that."
            address = default_storage.url(name)
            yield Place("Pictures", str(image), address, "media", lambda at, ask=is_there: ask(), note)

    def share_links(self):
        for link in self.article.share_links.all()[:20]:
            is_open = lambda at, link=link: self.article.share_links.open(at).filter(pk=link.pk).exists()  # noqa: E731
            note = "Shows the story as it was last saved, embargo or not."
            yield Place("Share links", f"For {link.name}", link.get_absolute_url(), "articles:shared", is_open, note)
