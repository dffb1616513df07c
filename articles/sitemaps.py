"""
Sitemaps (sitemaps.org 0.9, with Google's extensions for pictures and news): an index, a file for each kind of page, one
for each month with stories, and one of the news.

No file is listed that would be empty. A month's file costs what the month holds, whatever the size of the archive; at
50,000 addresses, the most a file may hold, that is 1,600 stories a day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.flatpages.models import FlatPage
from django.db.models import Max, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.conditional import unless_known
from articles.coverage import changed_at, stamps_of
from articles.left_out import alone
from articles.models import Author, Edition, EntryEdition, Image, Pointer, Section, Series, Tag
from articles.periods import Period, months_of
from articles.structured_data import absolute

MOST = 50_000  # addresses in a file
OWN_PAGES = ("corrections", "feeds", "all_stories", "authors", "tags", "all_series")
NEWS_AGE, MOST_NEWS = timedelta(hours=48), 1000  # what a news sitemap takes, as Google says


@dataclass(frozen=True)
class Entry:
    """One address (absolute) of a sitemap, those of its pictures, and the edition that is ``news``."""

    url: str
    changed: datetime | None = None
    images: tuple[str, ...] = ()
    news: Edition | None = None


def _answer(request, entries, template="articles/sitemap.xml", **context):
    content = render_to_string(template, {"entries": entries, **context}, request)
    return HttpResponse(content, content_type="application/xml")


def _entries(editions, *, are_news=False):
    """
    List of ``Entry`` of those of ``editions`` (queryset) that can be shown. 2 queries, 1 more with a live coverage and
    with pictures in texts.
    """
    found, rows = [], list(editions.select_related("address", "lead_image"))
    stamps, pictures = stamps_of(rows, timezone.now()), _pictures(editions)
    for edition in rows:
        with alone(edition):
            lead = [edition.lead_image] if edition.lead_image and edition.lead_image.is_shown else []
            urls = [absolute(image.rendition_url()) for image in (*lead, *pictures.get(edition.pk, ()))]
            changed = changed_at(edition, stamps) or edition.published_at
            news = edition if are_news else None
            found.append(Entry(absolute(edition.get_absolute_url()), changed, tuple(dict.fromkeys(urls)), news))
    return found


def _pictures(editions):
    """
    Dict of the pk of each of ``editions`` (queryset) → list of the pictures in its text. 1 query, 2 if there are any.
    """
    named = Pointer.objects.filter(edition__in=editions.values("pk"), kind=Pointer.Kind.PICTURE)
    # A picture that is made for cards alone is no part of the page.
    rows = list(named.order_by("pk").values_list("edition", "target", "edition__revision__content__social_image"))
    images = Image.objects.shown().in_bulk({target for _, target, _ in rows}) if rows else {}
    found: dict[int, list[Image]] = {}
    for edition, target, of_cards in rows:
        if target in images and target != of_cards:
            found.setdefault(edition, []).append(images[target])
    return found


@require_safe
def index(request):
    """The files there are. 5 queries, 1 more for every hundred years."""
    at = timezone.now()
    files = [reverse("articles:sitemap_pages"), reverse("articles:sitemap_sections")]
    for name, model in (("tags", Tag), ("authors", Author), ("series", Series)):
        if model.objects.with_live_stories(at).exists():
            files.append(reverse(f"articles:sitemap_{name}"))
    files += [reverse("articles:sitemap_month", args=[month.year, month.month]) for month in months()]
    return _answer(request, [Entry(absolute(url)) for url in files], "articles/sitemap_index.xml")


def months():
    """List of the months (``Period``) with a story, oldest first, as ``months_of`` has them."""
    return months_of(Edition.objects.live())


@require_safe
def pages(request):
    """The flat pages that anybody may read, since the desk changed them, and those that the site makes. 1 query."""
    shown = FlatPage.objects.filter(sites=settings.SITE_ID, registration_required=False).order_by("url")
    log = LogEntry.objects.filter(content_type__app_label="flatpages", content_type__model="flatpage")
    log = log.filter(object_id=Cast(OuterRef("pk"), TextField())).order_by("-action_time")
    shown = shown.annotate(changed=Subquery(log.values("action_time")[:1]))
    own = [Entry(absolute(reverse(f"articles:{name}"))) for name in OWN_PAGES]
    flat = [Entry(absolute(page.get_absolute_url()), page.changed) for page in shown[: MOST - len(own)]]
    return _answer(request, [*own, *flat])


@require_safe
def sections(request):
    """The front page, and the sections with a story, since when their newest is there. 1 query."""
    newest = Edition.objects.live().filter(section=OuterRef("pk")).newest_first().values("published_at")[:1]
    found = list(Section.objects.with_stories().annotate(newest_story_at=Subquery(newest)))
    front = Entry(absolute("/"), max((section.newest_story_at for section in found), default=None))
    entries = [Entry(absolute(section.get_absolute_url()), section.newest_story_at) for section in found]
    return _answer(request, [front, *entries])


@require_safe
def records(request, model):
    """The pages of the records of ``model`` that have a story, with the day of the newest; 404 without any. 1 query."""
    found = model.objects.with_live_stories().order_by("pk")[:MOST]
    entries = [Entry(absolute(record.get_absolute_url()), record.newest_story_at) for record in found]
    if not entries:
        raise Http404("Nothing is listed here.")
    return _answer(request, entries)


def of_month(period, at=None):
    """The editions in the file of ``period`` (``Period``) at ``at`` (default now)."""
    return period.of(Edition.objects.live(at)).newest_first()


@require_safe
def month(request, year, month):
    """The stories first published in one month, newest first; 404 where there are none. 3 queries, as ``_entries``."""
    try:
        period = Period(year, month)
    except ValueError:
        raise Http404("No such month.") from None
    at = timezone.now()

    def make():
        if entries := _entries(of_month(period, at)):
            return _answer(request, entries)
        raise Http404("Nothing was published then.")

    return unless_known(request, make, at=at, changed=last_change_of(period, at))


def last_change_of(period, at):
    """When a story of ``period`` last came, changed or went, up to ``at`` (aware datetime or None). 1 query."""
    begun = Max("live_from", filter=Q(live_from__lte=at))
    ended = Max("live_until", filter=Q(live_until__lte=at))
    posted = Max(Subquery(EntryEdition.objects.begun(at).values("live_from")[:1]))  # in any coverage: one look
    moments = period.of(Edition.objects.all()).aggregate(begun=begun, ended=ended, posted=posted)
    return max(filter(None, moments.values()), default=None)


def of_news(at=None):
    """The editions in the news sitemap at ``at`` (default now): the stories of the last two days, newest first."""
    at = at or timezone.now()
    return Edition.objects.live(at).filter(published_at__gt=at - NEWS_AGE).newest_first()[:MOST_NEWS]


@require_safe
def news(request):
    """What Google News asks for; it may be empty. 2 queries."""
    return _answer(request, _entries(of_news(), are_news=True), publication=request.publication)
