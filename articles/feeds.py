"""
Feeds: the last 30 entries of the site, of what a page lists, and of the corrections, for programs that ask again and
again. Each has three addresses, one a format (``articles.feed_formats``), and the same entries at all of them.

A program that has the newest is told so (304) before any text is read.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import replace

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import linebreaks
from django.views.decorators.http import require_safe

from articles.conditional import unless_known
from articles.coverage import Coverage, changed_at, last_change, stamps_of
from articles.feed_formats import FORMATS, Channel, Item
from articles.left_out import alone
from articles.models import Author, Edition, Image, Pointer, Section, Series, Tag, TagAlias
from articles.story import live_editions_of, summary, texts
from articles.structured_data import absolute
from articles.works import work_of

LENGTH = 30


def addresses(route, feed, name):
    """The URL patterns of ``feed`` under the ``route`` of the page whose entries it has: ``name``, one a format."""
    return [path(f"{route}{form.ending}", feed, {"form": form}, name=f"{name}{form.suffix}") for form in FORMATS]


class Feed:
    """
    What all feeds do: find what is asked for, answer that nothing is new, or write it.

    A feed says ``find``, ``rows``, ``facts``, ``items``, and of itself ``title``, ``description`` and ``page``.
    """

    @method_decorator(require_safe)
    def __call__(self, request, form, **where):
        at, publication = timezone.now(), request.publication
        subject = self.find(**where)
        rows = self.rows(subject, at)
        url, page = absolute(request.path), self.page(subject)

        def make():
            channel = Channel(
                id=publication.permanent_id("feed", f"{page}{form.ending}"),
                url=url,
                page=absolute(page),
                title=self.title(subject, publication),
                description=self.description(subject, publication),
                publication=publication.name,
                language=publication.language,
                logo=logo_of(publication),
                hub=self.hub,
                items=self.items(subject, rows, publication, at),
            )
            return HttpResponse(form.write(channel), content_type=f"{form.content_type}; charset=utf-8")

        etag = self.etag(form, subject, rows, publication, at)
        response = unless_known(request, make, at=at, changed=self.last_change(at), etag=etag)
        if self.hub:
            response.headers["Link"] = f'<{self.hub}>; rel="hub", <{url}>; rel="self"'
        return response

    @property
    def hub(self):
        """The WebSub hub that is told of what is new here (address or "")."""
        return settings.WEBSUB_HUB

    def etag(self, form, subject, rows, publication, at):
        """
        A mark of all that the feed would say: weak, as it is made of what was looked up and not of what was written.
        """
        said = [form.label, settings.SITE_URL, self.hub, self.page(subject)]
        said += [self.title(subject, publication), self.description(subject, publication)]
        said += [
            publication.name,
            publication.language,
            publication.time_zone,
            logo_of(publication),
            str(publication.feed_space),
        ]
        text = json.dumps([said, self.facts(rows, at)], default=str)
        return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'

    def find(self):
        """What the feed is of: a record, or None for all there is. Raise ``Http404`` for what is not there."""
        return None

    def last_change(self, at):
        """
        The latest moment at which any entry may have come, changed or gone, for programs that keep no ``ETag`` (aware
        datetime or None). 1 query.
        """
        return last_change(at)


class SiteFeed(Feed):
    """All stories, whole. 8 queries to see whether anything is new, and 4 more to write it, however many there are."""

    def title(self, subject, publication):
        return publication.name

    def description(self, subject, publication):
        return publication.tagline or f"The stories of {publication.name}"

    def page(self, subject):
        return "/"

    def editions(self, subject, at=None):
        """What the feed is cut from at ``at`` (default now), newest first."""
        return Edition.objects.live(at).newest_first()

    def rows(self, subject, at):
        return list(self.editions(subject, at).for_cards().prefetch_related("tags")[:LENGTH])

    def facts(self, rows, at):
        return facts_of(rows, at)

    def items(self, subject, rows, publication, at):
        rendered = texts_of(rows, at)
        corrections, stamps = corrections_of(rows, at), stamps_of(rows, at)
        items = []
        for edition in rows:
            with alone(edition):
                if edition.pk in rendered:
                    coverage = None
                    if edition.article_id in stamps:
                        coverage = Coverage(edition, at, base=settings.SITE_URL)
                    item = item_of(edition, rendered[edition.pk], corrections[edition.pk], publication, coverage)
                    items.append(replace(item, updated_at=changed_at(edition, stamps) or edition.published_at))
        return items


class ListFeed(SiteFeed):
    """What the page of a record lists. 1 query more."""

    model = None

    def find(self, slug):
        return get_object_or_404(self.records(), slug=slug)

    def records(self):
        """Those that have a page."""
        return self.model.objects.accepted()

    def title(self, subject, publication):
        return f"{publication.name}: {subject.name}"

    def description(self, subject, publication):
        return getattr(subject, "description", "") or f"{subject.name} in {publication.name}"

    def page(self, subject):
        return subject.get_absolute_url()


class SectionFeed(ListFeed):
    model = Section

    def records(self):
        return Section.objects.all()

    def editions(self, subject, at=None):
        return Edition.objects.live(at).filter(section=subject).newest_first()


class TagFeed(ListFeed):
    """The address of another name of a tag leads to the feed of the tag."""

    model = Tag

    def __call__(self, request, form, slug):
        try:
            return super().__call__(request, form, slug=slug)
        except Http404:
            alias = get_object_or_404(TagAlias.objects.select_related("tag"), slug=slug)
            return redirect(f"articles:tag_feed{form.suffix}", alias.tag.slug, permanent=True)

    def editions(self, subject, at=None):
        return Edition.objects.live(at).tagged(subject)


class SeriesFeed(ListFeed):
    """The parts that were published last come first, whatever their order in the series."""

    model = Series

    def records(self):
        return Series.objects.with_live_stories()

    def editions(self, subject, at=None):
        return Edition.objects.live(at).filter(series_part__series=subject).newest_first()


class AuthorFeed(ListFeed):
    model = Author

    def editions(self, subject, at=None):
        return Edition.objects.live(at).of_author(subject)


class CorrectionsFeed(Feed):
    """What was corrected and clarified, each note an entry. 3 queries."""

    def title(self, subject, publication):
        return f"{publication.name}: corrections"

    def description(self, subject, publication):
        return f"What {publication.name} got wrong, and put right"

    def page(self, subject):
        return "/corrections/"

    def editions(self, subject, at=None):
        return Edition.objects.corrections(at)

    def rows(self, subject, at):
        return list(self.editions(subject, at)[:LENGTH])

    def facts(self, rows, at):
        return [[edition.pk, edition.section.name] for edition in rows]

    def items(self, subject, rows, publication, at):
        items = []
        for edition in rows:
            with alone(edition):
                item = Item(
                    id=publication.permanent_id("correction", f"{edition.article_id}-{edition.number}"),
                    url=f"{absolute(edition.get_absolute_url())}#corrections",
                    title=f"{edition.get_kind_display().capitalize()}: {edition.headline}",
                    summary=edition.note,
                    html=linebreaks(edition.note, autoescape=True),
                    language=edition.language or publication.language,
                    published_at=edition.live_from,
                    updated_at=edition.live_from,
                    categories=[edition.section.name],
                )
                items.append(item)
        return items


# -- What stands in the entries --


def logo_of(publication):
    return absolute(publication.logo.rendition_url(480)) if publication.logo and publication.logo.is_shown else ""


def picture_facts(image):
    """All that a feed may say of a picture (list or None)."""
    if image is None:
        return None
    return [image.key, image.is_shown, image.alt, image.is_decorative, image.caption, image.credit_line]


def names_on(rows):
    """
    What may change of ``rows`` (editions of ``for_cards()``, with tags) though they stay the same: names and pictures.
    List that JSON can say. No query.
    """
    return [
        [
            *(edition.pk, edition.section.name, edition.section.slug, picture_facts(edition.lead_image)),
            *([author.pk, author.name, author.slug] for author in edition.byline),
            *([tag.name, tag.slug] for tag in edition.tags.all()),
        ]
        for edition in rows
    ]


def facts_of(rows, at):
    """
    The same of their texts too, which show pictures and point to other stories, and of the entries of live coverages. 3
    queries at most, and 1 where one is a live coverage.
    """
    kinds = [Pointer.Kind.STORY, Pointer.Kind.PICTURE]
    named = Pointer.objects.filter(edition__in=rows, kind__in=kinds).values_list("kind", "target").distinct()
    targets = defaultdict(set)
    for kind, target in named:
        targets[kind].add(target)
    pictures = Image.objects.filter(pk__in=targets[Pointer.Kind.PICTURE]).order_by("pk")
    others = live_editions_of(targets[Pointer.Kind.STORY], at)
    pks = sorted(edition.pk for edition in others.values())
    facts = [names_on(rows), [picture_facts(image) for image in pictures], pks]
    stamps = stamps_of(rows, at)
    return [*facts, sorted(stamps.items())] if stamps else facts


def texts_of(editions, at):
    """Dict of edition pk → its text with addresses that work elsewhere. 3 queries."""
    prefetch_related_objects(editions, "revision")
    return texts(editions, at=at, base=settings.SITE_URL)


def corrections_of(editions, at):
    """Dict of edition pk → list of the editions that corrected or clarified it, newest first. 1 query."""
    stories = {edition.article_id: edition for edition in editions}
    notes = Edition.objects.filter(article__in=stories, kind__in=Edition.PUBLIC_NOTE_KINDS, live_from__lte=at)
    found = {edition.pk: [] for edition in editions}
    for note in notes.order_by("-live_from"):
        edition = stories[note.article_id]
        if note.live_from <= edition.live_from:
            found[edition.pk].append(note)
    return found


def picture_of(edition):
    """The lead picture of ``edition`` (with its revision), as ``Image.as_one_file``; None where its page shows none."""
    image = edition.lead_image
    if not image or not image.is_shown:
        return None
    picture = image.as_one_file(edition.lead_alt, edition.revision.content["lead_image_caption"] or image.caption)
    return {**picture, "url": absolute(picture["url"])}


def item_of(edition, text, corrections, publication, coverage=None):
    """
    The ``Item`` of ``edition`` (with its revision), whose ``text`` is rendered; of a live ``coverage`` with its newest
    entries, 8 queries.
    """
    picture, language = picture_of(edition), edition.language or publication.language
    context = {
        "picture": picture,
        "text": text,
        "work": work_of(edition.revision.content),
        "coverage": coverage,
        "corrections": corrections,
        "language": language,
    }
    return Item(
        id=publication.permanent_id("story", edition.article_id),
        url=absolute(edition.get_absolute_url()),
        title=edition.headline,
        summary=summary(edition),
        html=render_to_string("articles/_feed_text.html", context),
        language=language,
        published_at=edition.published_at,
        updated_at=edition.updated_at or edition.published_at,
        authors=[(author.name, absolute(author.get_absolute_url())) for author in edition.byline],
        categories=[edition.section.name, *(tag.name for tag in edition.tags.all())],
        picture=picture,
    )
