"""
Telling others at once what came, changed and went, so that they need not ask: search engines by IndexNow, and by WebSub
a hub that tells who follows a feed. Off unless the settings name a key and a hub.

What there is to tell is asked of the editions: those that began or ended since the service was told last; and for
feeds, of the series whose parts changed since. So what could not be sent goes with the next telling, so does a story
whose time comes (``manage.py ping`` on a timer), and a second run has nothing to tell. Where two run at once, a service
may be told twice, which does no harm.
"""

import json
from datetime import timedelta
from http.client import HTTPException
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.feed_formats import feeds_of
from articles.models import Edition, PingMark, Series
from articles.structured_data import absolute

PATIENCE = 5  # seconds
AT_FIRST = timedelta(days=1)  # how far back a service is told that has never been
MOST = 1000  # editions, the newest: after an import, nobody is told of all
AT_ONCE = 100  # feeds in one request to a hub


@require_safe
def indexnow_key(request):
    """The key, by which IndexNow knows that who tells is the site itself."""
    if not settings.INDEXNOW_KEY:
        raise Http404("No key is set.")
    return HttpResponse(settings.INDEXNOW_KEY, content_type="text/plain; charset=utf-8")


def tell(service, at=None):
    """
    Tell ``service`` (of ``SERVICES``) what changed up to ``at`` (default now) and return how many editions that were.
    Raise ``OSError`` when it does not take it; it is told then the next time. 5 queries, 3 where nothing changed, and
    for feeds 2 more.
    """
    at = at or timezone.now()
    mark, _ = PingMark.objects.get_or_create(service=service, defaults={"told_until": at - AT_FIRST})
    since = mark.told_until
    begun = Q(live_from__gt=since, live_from__lte=at)
    ended = Q(live_until__gt=since, live_until__lte=at)
    changed = list(
        Edition.objects.filter(begun | ended)
        .select_related("address", "section", "series_part__series")
        .prefetch_related("authors", "tags")
        .order_by("-live_from")[:MOST]
    )
    SERVICES[service](changed, since, at)
    PingMark.objects.filter(pk=mark.pk, told_until=since).update(told_until=at)
    return len(changed)


def _indexnow(editions, since, at):
    if not editions:
        return
    data = {
        "host": urlsplit(settings.SITE_URL).netloc,
        "key": settings.INDEXNOW_KEY,
        "keyLocation": absolute(reverse("articles:indexnow_key")),
        "urlList": sorted({absolute(edition.get_absolute_url()) for edition in editions}),
    }
    _send(settings.INDEXNOW_URL, json.dumps(data).encode(), "application/json; charset=utf-8")


def _websub(editions, since, at):
    """A story that comes, goes or changes is told of by each feed that it is in and each that it was in until then."""
    pages = {"/"} if editions else set()
    records = {*Series.objects.filter(parts_changed_at__gt=since, parts_changed_at__lte=at)}
    for edition in editions:
        records |= {edition.section, *edition.authors.all(), *edition.tags.all()}
        if edition.series_part:
            records.add(edition.series_part.series)
    pages |= {record.get_absolute_url() for record in records}
    stories = {edition.article_id for edition in editions}
    if stories and Edition.objects.filter(article__in=stories, kind__in=Edition.PUBLIC_NOTE_KINDS).exists():
        pages.add(reverse("articles:corrections"))  # which a story that goes takes its earlier ones with it from
    feeds = [absolute(url) for page in sorted(pages) for _, url in feeds_of(page)]
    for start in range(0, len(feeds), AT_ONCE):
        told = [("hub.mode", "publish"), *(("hub.url", url) for url in feeds[start : start + AT_ONCE])]
        _send(settings.WEBSUB_HUB, urlencode(told).encode(), "application/x-www-form-urlencoded")


def _send(url, content, content_type):
    request = Request(url, content, {"Content-Type": content_type, "User-Agent": "newsroom/0.1"})  # noqa: S310
    try:
        with urlopen(request, timeout=PATIENCE) as response:  # noqa: S310  the address is a setting
            response.read(100)
    except HTTPException as error:  # what answers is no web server
        raise OSError(f"It gave no answer: {error!r}.") from error


SERVICES = {"indexnow": _indexnow, "websub": _websub}
