"""
What is read and talked about most: readings are counted (``reading``), and lists made of the last day (``most``).

Counted without a cookie, an address, or any other sign of who reads: one number a story and hour. Who signed in at the
desk, machines by what they call themselves, and pages that are only fetched ahead are not counted; a page whose script
is blocked is the same page.
"""

import re
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles.clients import is_foreign
from articles.models import Article, Edition, Reads
from articles.models.reads import LATELY

SHOWN = 5  # stories in a list
FEWEST = 3  # a shorter list is none
LEAST_READ, LEAST_SAID = 5, 2  # readings, comments: a story with fewer is in no list
ASKED = 4 * SHOWN  # candidates, of which some may not be live
MACHINE = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|fetch|scrap|preview|headless|lighthouse|monitor|archiv|^\S*$"
    r"|curl|wget|python|java/|okhttp|axios|node|php|ruby|perl|go-http|libwww|httpclient|facebookexternalhit",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Most:
    """Editions (lists), those with the most first; false when there are none."""

    read: list
    discussed: list

    def __bool__(self):
        return bool(self.read or self.discussed)


def most(at=None, but=None, reads=True):
    """
    The ``Most`` read and discussed in the 24 hours before ``at`` (default now) that are live then, without the story
    ``but`` (id). 1 query. ``reads``: whether there is a list of the most read.
    """
    at = at or timezone.now()
    read = Reads.objects.lately(at)
    comments = apps.get_model("comments", "Comment").objects.approved()
    said = comments.filter(created_at__gt=at - LATELY, created_at__lte=at).order_by()
    candidates = [said.values("article").annotate(number=Count("pk"))]
    candidates += [read.order_by().values("article").annotate(number=Sum("number"))] if reads else []
    # The ids of both, found before any edition is looked at.
    first, *rest = (
        Article.objects.filter(pk__in=rows.order_by("-number").values("article")[:ASKED]).order_by().values("pk")
        for rows in candidates
    )
    of_story = said.filter(article=OuterRef("article")).values("article").annotate(number=Count("pk")).values("number")
    editions = list(
        Edition.objects.live(at)
        .filter(article__in=first.union(*rest))
        .select_related("address")
        .annotate(
            reads=read.total(),
            said=Coalesce(Subquery(of_story), 0),
            comments_policy=F("article__comments_policy"),
        )
    )
    shown = [edition for edition in editions if edition.article_id != but]
    talked = [edition for edition in shown if edition.comments_policy != Article.CommentsPolicy.HIDDEN]
    return Most(
        listed(shown, lambda edition: edition.reads, LEAST_READ) if reads else [],
        listed(talked, lambda edition: edition.said, LEAST_SAID),
    )


def listed(editions, number, least):
    enough = sorted((edition for edition in editions if number(edition) >= least), key=number, reverse=True)
    return enough[:SHOWN] if len(enough) >= FEWEST else []


@csrf_exempt  # it has no authority to borrow, and what other sites send is not counted
@require_POST
def reading(request):
    """Count one reading of the story ``article`` (its id, posted), and answer nothing. At most 5 queries."""
    number = request.POST.get("article", "")
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    if is_number and is_of_a_reader(request) and request.publication.counts_reads:
        Reads.count(int(number))
    return HttpResponse(status=204)


def is_of_a_reader(request):
    """Whether ``request`` comes from a page of ours, by a person, not of the desk, as far as it tells."""
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")).lower()
    is_desk = settings.SESSION_COOKIE_NAME in request.COOKIES  # readers get no cookie
    return not (is_ahead or is_desk or is_foreign(request) or MACHINE.search(request.headers.get("User-Agent", "")))
