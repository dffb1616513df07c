"""
Sitemaps (sitemaps.org 0.9): an index, one file for the lists, one a month for the stories of that month.

A month's file costs what the month holds, whatever the size of the archive; at 50,000 addresses, the most a
file may hold, that is 1,600 stories a day.
"""

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import Edition, Section
from articles.periods import Period
from articles.structured_data import absolute


def _answer(request, template, addresses):
    return TemplateResponse(request, template, {"addresses": addresses}, content_type="application/xml")


@require_safe
def index(request):
    """The files there are: lists, and each month from the first story to the last. 2 queries."""
    files = [absolute(reverse("articles:sitemap_sections"))]
    live = Edition.objects.live()
    first = live.order_by("published_at", "pk").values_list("published_at", flat=True).first()
    if first:
        last = live.newest_first().values_list("published_at", flat=True).first()
        start, end = timezone.localtime(first), timezone.localtime(last)
        for number in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
            files.append(absolute(reverse("articles:sitemap_month", args=[number // 12, number % 12 + 1])))
    return _answer(request, "articles/sitemap_index.xml", [(address, None) for address in files])


@require_safe
def sections(request):
    """The front page and the sections. 1 query."""
    urls = ["/", *(section.get_absolute_url() for section in Section.objects.all())]
    return _answer(request, "articles/sitemap.xml", [(absolute(url), None) for url in urls])


def of_month(period, at=None):
    """The editions in the file of ``period`` (``Period``) at ``at`` (default now)."""
    return period.of(Edition.objects.live(at)).newest_first()


@require_safe
def month(request, year, month):
    """The stories first published in one month, newest first. 1 query."""
    try:
        period = Period(year, month)
    except ValueError:
        raise Http404("No such month.") from None
    editions = of_month(period).select_related("address")
    addresses = [
        (absolute(edition.get_absolute_url()), edition.updated_at or edition.published_at) for edition in editions
    ]
    return _answer(request, "articles/sitemap.xml", addresses)
