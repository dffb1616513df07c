"""
What other programs read: the stories that readers see, as JSON, and the card of one that another site shows (oEmbed).
Described in ``docs/api.md``. Everything here is on readers' pages too, and is shown as long as it is there.
"""

import hashlib
import json
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from articles.conditional import unless_known
from articles.coverage import Coverage, changed_at, last_change, stamps_of
from articles.feeds import facts_of, names_on
from articles.left_out import alone
from articles.models import Author, Edition, Section, Tag
from articles.pagination import beyond, cursor
from articles.story import Story, summary, texts
from articles.structured_data import absolute
from articles.text import sound
from articles.views import find_edition

SIZE, MOST = 20, 100  # stories in an answer, unless asked for, and at most
LARGEST = 2**63 - 1  # number of a row
WIDTH, HEIGHT = 600, 240  # pixels of a card that another site shows, at most


def _answer(data, status=200):
    response = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Access-Control-Allow-Origin"] = "*"  # pages of other sites may read it: it is public
    return response


def _error(sentence, status):
    return _answer({"error": sentence}, status)


def _etag(*said):
    text = json.dumps([settings.SITE_URL, *said], default=str)
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _is_number(text):
    return text.isascii() and text.isdecimal() and len(text) < 10


# What a list may be narrowed to: name of the parameter → its records; their editions at a moment, of those that a ``Q``
# lets through; their order. The ``Q`` stands where the database is to begin, as in ``pagination.paginate``.
FILTERS = {
    "section": (
        Section.objects.all,
        lambda section, among, at: Edition.objects.filter(among).live(at).filter(section=section).newest_first(),
        ("published_at", "pk"),
    ),
    "tag": (
        Tag.objects.accepted,
        lambda tag, among, at: Edition.objects.live(at).tagged(tag, among),
        ("edition_tags__published_at", "edition_tags__edition_id"),
    ),
    "author": (
        Author.objects.accepted,
        lambda author, among, at: Edition.objects.live(at).of_author(author, among),
        ("edition_authors__published_at", "edition_authors__edition_id"),
    ),
}

ALL = (None, lambda _, among, at: Edition.objects.filter(among).live(at).newest_first(), ("published_at", "pk"))


def newest(at=None):
    """What the list of all stories is cut from at ``at`` (default now)."""
    return Edition.objects.live(at).newest_first()


@require_safe
def article_list(request):
    """
    Live stories, newest first: all, or those of one ``section``, ``tag`` or ``author`` (slug), ``limit`` of them, those
    ``before`` a cursor. 5 queries, 1 more for what is asked for by name; 304 costs the same.
    """
    at, asked = timezone.now(), {name: sound(request.GET[name]) for name in FILTERS if request.GET.get(name)}
    if len(asked) > 1:
        return _error(f"Ask for one of {', '.join(FILTERS)} at a time.", 400)
    limit = request.GET.get("limit", str(SIZE))
    if not (_is_number(limit) and 1 <= int(limit) <= MOST):
        return _error(f"“limit” is a number from 1 to {MOST}.", 400)
    name, slug = next(iter(asked.items()), (None, ""))
    records, of, (column, pk) = FILTERS.get(name, ALL)
    record = records().filter(slug=slug).first() if name else None
    if name and record is None:
        return _error(f"There is no {name} with the slug “{slug[:100]}”.", 404)
    before = request.GET.get("before")
    among = beyond(before, column, pk=pk) if before else Q()
    if among is None:
        return _error("“before” is none of the cursors that “next” has.", 400)
    found = list(of(record, among, at).for_cards().prefetch_related("tags")[: int(limit) + 1])
    rows, more = found[: int(limit)], len(found) > int(limit)
    stamps = stamps_of(rows, at)

    def make():
        query = asked | ({"limit": limit} if "limit" in request.GET else {})
        following = urlencode({**query, "before": cursor(rows[-1], column)}) if more else None
        shown = []
        for edition in rows:
            with alone(edition):
                shown.append(short(edition, request.publication, stamps))
        return _answer({"articles": shown, "next": following and f"{absolute(request.path)}?{following}"})

    etag = _etag(request.publication.language, request.get_full_path(), more, names_on(rows), *sorted(stamps.items()))
    return unless_known(request, make, at=at, changed=last_change(at), etag=etag)


@require_safe
def article(request, pk):
    """One live story, whole; 410 with the reason where it was withdrawn. At most 12 queries, 8 for who knows it."""
    at = timezone.now()
    if pk > LARGEST:
        return _error("There is no such story.", 404)
    edition = Edition.objects.live(at).filter(article=pk).for_page().first()
    if edition is None:
        ended = Edition.objects.filter(article=pk, live_from__lte=at).exclude(withdrawn_by=None)
        last = ended.order_by("-live_from").first()
        return _error(f"Withdrawn: {last.withdrawal_reason}", 410) if last else _error("There is no such story.", 404)

    stamps = stamps_of([edition], at)

    def make():
        rendered = texts([edition], at=at, base=settings.SITE_URL)
        if edition.pk not in rendered:
            return _error("This story can’t be shown.", 404)
        coverage = Coverage(edition, at, base=settings.SITE_URL) if stamps else None
        return _answer(whole(Story(edition, at), rendered[edition.pk], request.publication, stamps, coverage))

    etag = _etag(request.publication.language, facts_of([edition], at))
    return unless_known(request, make, at=at, changed=last_change(at), etag=etag)


def _named(record):
    return {"name": record.name, "slug": record.slug, "url": absolute(record.get_absolute_url())}


def short(edition, publication, stamps):
    """What a list says of ``edition`` (of ``for_cards()`` with its tags): dict. ``stamps``: of ``stamps_of``."""
    image, updated_at = edition.lead_image, changed_at(edition, stamps)
    picture = None
    if image and image.is_shown:
        picture = image.as_one_file(edition.lead_alt, image.caption)
        picture["url"] = absolute(picture["url"])
    return {
        "id": edition.article_id,
        "urn": publication.permanent_id("story", edition.article_id),
        "url": absolute(edition.get_absolute_url()),
        "api_url": absolute(reverse("articles:api_article", args=[edition.article_id])),
        "kind": edition.article_kind,
        "headline": edition.headline,
        "short_headline": edition.short_headline,
        "standfirst": edition.standfirst,
        "language": edition.language or publication.language,
        "section": _named(edition.section),
        "authors": [_named(author) for author in edition.byline],
        "tags": [_named(tag) for tag in edition.tags.all()],
        "image": picture,
        "words": edition.words,
        "published_at": edition.published_at.isoformat(),
        "updated_at": updated_at.isoformat() if updated_at else None,
    }


def whole(story, html, publication, stamps, coverage=None):
    """
    All that the page of ``story`` says, ``html`` being its text for those who read it elsewhere: dict. Of a live
    ``coverage`` the newest entries, 8 queries.
    """
    edition = story.edition
    said = short(edition, publication, stamps)
    if said["image"]:
        said["image"]["caption"] = story.lead_image_caption
    if coverage:
        said["coverage"] = _coverage(coverage)
    return said | {
        "edition": edition.number,
        "live_from": edition.live_from.isoformat(),
        "dateline": story.dateline,
        "description": story.description,
        "work": _work(story.work),
        "html": html,
        "canonical_url": story.canonical_url or said["url"],
        "history_url": absolute(edition.get_history_url()),
        "corrections": [
            {"kind": note.kind, "note": note.note, "at": note.live_from.isoformat()} for note in story.corrections
        ],
        "sources": [
            {
                "number": source.number,
                "name": source.name,
                "kind": source.kind,
                "description": source.description,
                "url": source.url,
                "uses": [
                    {
                        "statement": use.statement,
                        "quote": use.quote,
                        "url": use.url,
                        "archive_url": use.archive_url,
                        "accessed_on": use.accessed_on and use.accessed_on.isoformat(),
                    }
                    for use in source.uses
                ],
            }
            for source in story.citations
        ],
        "related": [{"label": one.label, "title": one.title, "url": absolute(one.url)} for one in story.related],
    }


def _work(work):
    """What a review says of the work that it is about: dict, or None."""
    if work is None:
        return None
    named = {name: getattr(work, name) for name in ("name", "kind", "maker", "venue", "dates", "verdict")}
    return named | {"facts": [{"label": label, "words": words} for label, words in work.facts]}


def _coverage(coverage):
    return {
        "ended_at": coverage.ended_at and coverage.ended_at.isoformat(),
        "summary": coverage.summary,
        "entries": [
            {
                "number": entry.number,
                "url": absolute(entry.url),
                "headline": entry.edition.headline,
                "html": entry.text,
                "key_event": entry.edition.is_key,
                "authors": [_named(author) for author in entry.edition.byline],
                "published_at": entry.edition.published_at.isoformat(),
                "updated_at": entry.updated_at and entry.updated_at.isoformat(),
                "taken_back": entry.edition.note if entry.edition.is_withdrawn else None,
                "corrections": [
                    {"kind": note.kind, "note": note.note, "at": note.live_from.isoformat()} for note in entry.notes
                ],
            }
            for entry in (*filter(None, [coverage.pinned]), *coverage.entries)
        ],
    }


# -- oEmbed (oembed.com) --


@require_safe
def oembed(request):
    """The card of the live story at ``url``, as words and links without script or style: 404 for anything else."""
    if request.GET.get("format", "json") != "json":
        return _error("Cards are given as JSON alone.", 501)
    try:
        edition = _edition_at(request.GET.get("url", ""))
    except Http404:
        return _error("“url” is not the address of a story that is public.", 404)
    wide, high = (_bound(request.GET.get(name), most) for name, most in (("maxwidth", WIDTH), ("maxheight", HEIGHT)))
    publication, url = request.publication, absolute(edition.get_absolute_url())
    card = {
        "version": "1.0",
        "type": "rich",
        "title": edition.headline,
        "provider_name": publication.name,
        "provider_url": absolute("/"),
        "cache_age": 300,
        "width": wide,
        "height": high,
        "html": format_html(
            '<blockquote cite="{}"><p><a href="{}">{}</a></p><p>{}</p><p>{}</p></blockquote>',
            *(url, url, edition.headline, summary(edition), publication.name),
        ),
    }
    if edition.byline:
        first = edition.byline[0]
        card |= {
            "author_name": ", ".join(author.name for author in edition.byline),
            "author_url": absolute(first.get_absolute_url()),
        }
    image = edition.lead_image
    if image and image.is_shown:
        width = next((known for known in image.widths if known <= wide), None)
        if width and image.height_at(width) <= _bound(request.GET.get("maxheight"), image.height):
            card |= {
                "thumbnail_url": absolute(image.rendition_url(width)),
                "thumbnail_width": width,
                "thumbnail_height": image.height_at(width),
            }
    return _answer(card)


def _bound(asked, most):
    """The number that was ``asked`` for (str or None) where it is one, at most ``most``."""
    return min(int(asked), most) if asked and _is_number(asked) and int(asked) else most


def _edition_at(url):
    """The live edition at ``url`` (str) or where that leads now; raise ``Http404`` else. 4 queries."""
    try:
        parts = urlsplit(url)
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        raise Http404("No address of this site.") from None
    if parts.netloc != urlsplit(settings.SITE_URL).netloc or match.view_name != "articles:article":
        raise Http404("No story.")
    edition, moved = find_edition(**match.kwargs)
    if edition or moved:
        return edition or moved
    raise Http404("It was withdrawn.")
