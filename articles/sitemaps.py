"""
Sitemaps (sitemaps.org 0.9): an index, one file for the lists, and for each month with stories one of these.

A month's file costs what the month holds, whatever the size of the archive; at 50,000 addresses, the most a
file may hold, that is 1,600 stories a day.
"""

from django.db.models import Exists, Subquery
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.left_out import alone
from articles.models import Edition, Section
from articles.periods import Period
from articles.structured_data import absolute

MONTHS_AT_ONCE = 1200  # looked for by one query; SQLite takes 2,000 columns, PostgreSQL 1,664


def _answer(request, template, addresses):
    return TemplateResponse(request, template, {"addresses": addresses}, content_type="application/xml")


@require_safe
def index(request):
    """The files there are: lists, and each month with a story. 2 queries, 1 more for every hundred years."""
    files = [reverse("articles:sitemap_sections")]
    files += [reverse("articles:sitemap_month", args=[month.year, month.month]) for month in months()]
    return _answer(request, "articles/sitemap_index.xml", [(absolute(url), None) for url in files])


def months():
    """List of the months (``Period``) with a story, oldest first: one look into the index for each there could be."""
    live, found = Edition.objects.live(), []
    oldest = live.order_by("published_at", "pk").values("published_at")[:1]
    ends = live.newest_first().values_list(Subquery(oldest), "published_at").first()
    if not ends:
        return []
    first, last = map(timezone.localtime, ends)
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    for start in range(0, len(numbers), MONTHS_AT_ONCE):
        some = [Period(number // 12, number % 12 + 1) for number in numbers[start : start + MONTHS_AT_ONCE]]
        has_any = {f"month_{place}": Exists(month.of(live)) for place, month in enumerate(some)}
        row = live.newest_first().annotate(**has_any).values_list(*has_any).first() or ()
        found += [month for month, is_there in zip(some, row, strict=False) if is_there]
    return found


@require_safe
def sections(request):
    """The front page, and the sections with a story. 1 query."""
    urls = ["/", *(section.get_absolute_url() for section in Section.objects.with_stories())]
    return _answer(request, "articles/sitemap.xml", [(absolute(url), None) for url in urls])


def of_month(period, at=None):
    """The editions in the file of ``period`` (``Period``) at ``at`` (default now)."""
    return period.of(Edition.objects.live(at)).newest_first()


@require_safe
def month(request, year, month):
    """The stories first published in one month, newest first; 404 where there are none. 1 query."""
    try:
        period = Period(year, month)
    except ValueError:
        raise Http404("No such month.") from None
    editions = of_month(period).select_related("address")
    addresses = []
    for edition in editions:
        with alone(edition):
            addresses.append((absolute(edition.get_absolute_url()), edition.updated_at or edition.published_at))
    if not addresses:
        raise Http404("Nothing was published then.")
    return _answer(request, "articles/sitemap.xml", addresses)
