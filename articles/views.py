"""Readers' pages: find, and answer. What the public may see is decided by ``Edition.objects.live()`` alone."""

import math
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import richtext, structured_data
from articles.conditional import unless_known
from articles.corrections import CorrectionsFilter
from articles.coverage import Coverage, number_in, stamped
from articles.front import fill, leading, pinned_lead
from articles.history import history_of
from articles.models import Address, Article, Author, Edition, Front, FrontEdition, Section, Series, Tag, TagAlias
from articles.most_read import most
from articles.pagination import SIZE, page_number, paginate
from articles.periods import Period, calendar_of
from articles.richtext import embeds
from articles.search import asked, limits, readers, snippets
from articles.search.forms import SearchForm
from articles.story import Story

BESIDE = 3  # stories beside the one that leads the page of a section
FEWEST_SHORT = 3  # of a short list beside a long one; with fewer there is none


@require_safe
def front(request):
    """The front page, as editors and the rule make it. 2 queries more than ``fill``."""
    context = {
        "front": fill(Front.objects.live_content()),
        "most": most(reads=request.publication.counts_reads),
        "structured_data": structured_data.website(request.publication),
    }
    return TemplateResponse(request, "articles/front.html", context)


@require_safe
def section(request, slug):
    """The stories of one section, as ``stories_of_section`` has them."""
    sections = Section.objects.annotate(front_content=FrontEdition.objects.said_of(OuterRef("pk")))
    section = get_object_or_404(sections, slug=slug)
    context = stories_of_section(request, section, section.front_content)
    return TemplateResponse(request, "articles/section.html", context)


def stories_of_section(request, section, content, at=None):
    """
    What the page of ``section`` shows at ``at`` (default now): its stories, newest first. At their head the one that
    ``content`` (of its front) puts there, which then stands nowhere else in the list; else as ``composed`` says.
    """
    lead = pinned_lead(content, section, at)
    others = section.editions.exclude(article=lead.edition.article_id) if lead else section.editions
    page = paginate(request, lambda among: others.filter(among).live(at).newest_first().for_cards())
    return {"section": section, "page": page} | composed(page, lead)


def composed(page, lead=None):
    """
    How a page shows the stories of ``page`` (newest first): on the first, ``lead`` (an edition or a place), else the
    newest that is no brief, with the next ``BESIDE`` beside it. Of the others the last third stands beside the list,
    short.
    """
    editions = page.items
    if page.number != 1:
        lead = None
    elif lead is None and editions:
        place = leading(edition.article_kind for edition in editions)
        lead, editions = editions[place], [*editions[:place], *editions[place + 1 :]]
    beside, listed = (editions[:BESIDE], editions[BESIDE:]) if lead else ([], editions)
    return {"lead": lead, "beside": beside} | in_two_lists(listed)


def in_two_lists(editions):
    """The last third of ``editions`` (list), if that is enough, stands beside the others, short."""
    short = len(editions) // 3
    more = len(editions) - (short if short >= FEWEST_SHORT else 0)
    return {"listed": editions[:more], "more": editions[more:]}


@require_safe
def tag(request, slug):
    """
    The stories with one tag, newest first, below the one that leads its page while that is live, else the newest; an
    address of another name of it leads there (2 queries). 2 queries more for a lead.
    """
    tag = Tag.objects.accepted().select_related("picture").filter(slug=slug).first()
    if tag is None:
        alias = get_object_or_404(TagAlias.objects.select_related("tag"), slug=slug)
        return redirect(alias.tag, permanent=True)
    lead = tag.lead_edition()
    page = paginate(
        request,
        lambda among: (
            Edition.objects.live().tagged(tag, among & ~Q(article=tag.lead_id) if lead else among).for_cards()
        ),
        published_at="edition_tags__published_at",
        pk="edition_tags__edition_id",
    )
    return TemplateResponse(request, "articles/tag.html", {"tag": tag, "page": page} | composed(page, lead))


@require_safe
def series(request, slug):
    """The parts of one series that are live, in their order; without one there is no page. 3 queries."""
    series = get_object_or_404(Series.objects.select_related("picture"), slug=slug)
    editions = list(Edition.objects.live().in_series(series).for_cards())
    if not editions:
        raise Http404("No part of this series is public.")
    series.live_parts = len(editions)
    written_by = {author.pk: author for edition in editions for author in edition.byline}
    context = {
        "series": series,
        "editions": editions,
        "latest": max(editions, key=lambda edition: edition.published_at),
        "total": series.total(len(editions)),
        "authors": list(written_by.values()),
    }
    return TemplateResponse(request, "articles/series.html", context)


@require_safe
def author(request, slug):
    """Who an author is, and their stories, newest first."""
    author = get_object_or_404(Author.objects.accepted().select_related("portrait"), slug=slug)
    page = paginate(
        request,
        lambda among: Edition.objects.live().of_author(author, among).for_cards(),
        published_at="edition_authors__published_at",
        pk="edition_authors__edition_id",
    )
    return TemplateResponse(
        request, "articles/author.html", {"author": author, "page": page} | in_two_lists(page.items)
    )


@require_safe
def archive(request, year, month=None, day=None):
    """
    The stories of a year, month or day, by the day; a calendar of the year, or of the month; links to the neighbours
    that have any. 5 queries.
    """
    try:
        period = Period(year, month, day)
    except ValueError:
        raise Http404("No such date.") from None
    live = Edition.objects.live()
    page = paginate(request, lambda among: period.of(Edition.objects.filter(among).live()).newest_first().for_cards())
    if not page.items:
        raise Http404("Nothing was published then.")
    before = live.filter(published_at__lt=period.start).newest_first().first()
    after = live.filter(published_at__gte=period.end).order_by("published_at", "pk").first()
    shown = period.up if period.day else period
    context = {
        "period": period,
        "page": page,
        "days": [(day, list(group)) for day, group in groupby(page.items, key=lambda e: Period.around(e.published_at))],
        "shown": shown,
        "calendar": calendar_of(shown, live),
        "previous": before and Period.around(before.published_at, like=period),
        "next": after and Period.around(after.published_at, like=period),
    }
    return TemplateResponse(request, "articles/archive.html", context)


def find_edition(year, month, day, slug, at=None):
    """
    Return what stands at an address at ``at`` (default now): ``(edition, None)`` for the live edition of that
    address, ``(None, edition)`` for the live one of the story that moved away, ``(None, None)`` for a story
    that was withdrawn. Raise ``Http404`` for an address that never was public. 2 or 3 queries.
    """
    at = at or timezone.now()
    try:
        published_on = date(year, month, day)
    except ValueError:
        raise Http404("No such date.") from None
    address = get_object_or_404(Address, day=published_on, slug=slug)
    edition = Edition.objects.live(at).filter(article=address.article_id).for_page().first()
    if edition and edition.address_id == address.pk:
        return edition, None
    if not address.editions.filter(live_from__lte=at).exists():
        raise Http404("Nothing was published here.")
    return None, edition


@require_safe
def article(request, year, month, day, slug):
    """One story; an address it has left redirects, one of a withdrawn story says so (410)."""
    edition, moved = find_edition(year, month, day, slug)
    if edition:
        return article_page(request, edition)
    if moved:
        entry = request.GET.get("entry", "")
        return redirect(moved.get_absolute_url() + (f"?{urlencode({'entry': entry})}" if entry else ""), permanent=True)
    return gone(request, year, month, day, slug)


def article_page(request, edition, *, comment_form=None, status=200):
    """
    The page of ``edition`` (from ``for_page()``), with a bound comment form when one was sent. A live coverage shows
    its entries from ``?entry=`` (the number of one) back.
    """
    story, coverage = Story(edition), None
    if edition.article_kind == Article.Kind.LIVE:
        coverage = Coverage(edition, story.at, number_in(request.GET.get("entry")))
        coverage.load()
    bodies = [story.content["body"], *(coverage.bodies if coverage else ())]
    context = {
        "edition": edition,
        "story": story,
        "coverage": coverage,
        "comment_form": comment_form,
        "feedback": request.publication.feedback_on(
            edition.headline, structured_data.absolute(edition.get_absolute_url())
        ),
        "most": most(but=edition.article_id, reads=request.publication.counts_reads),
        "structured_data": structured_data.news_article(story, request.publication, coverage),
        "frame_hosts": embeds.frame_hosts(url for body in bodies for url in richtext.tokens(body)["data-embed"]),
    }
    response = TemplateResponse(request, "articles/article.html", context, status=status)
    if context["frame_hosts"]:
        response._csp_update = {"frame-src": context["frame_hosts"]}
    return response


@require_safe
def live(request, year, month, day, slug):
    """
    The newest entries of a live coverage, as a part of its page, which asks for it again and again: 304 where nothing
    is new, 1 query. At most 14 queries.
    """
    at = timezone.now()
    try:
        published_on = date(year, month, day)
    except ValueError:
        raise Http404("No such date.") from None
    found = Edition.objects.live(at).filter(article__addresses__day=published_on, article__addresses__slug=slug)
    stamps = stamped(found, at)
    if not stamps:
        raise Http404("No live coverage stands here.")
    [(article, stamp)] = stamps.items()

    def make():
        edition = get_object_or_404(Edition.objects.live(at).select_related("address"), article=article)
        coverage = Coverage(edition, at)
        context = {"coverage": coverage, "edition": edition, "language": edition.language}
        return TemplateResponse(request, "articles/_live_entries.html", context)

    response = unless_known(request, make, at=at, etag=stamp.etag)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def history(request, year, month, day, slug):
    """
    Every public edition of a live story and what it changed, from ``?from=`` (the number of one) back. At most 10
    queries; like the story's own page it redirects from an address that was left, and is gone with it (410).
    """
    edition, moved = find_edition(year, month, day, slug)
    asked = request.GET.get("from", "")
    if asked and not (asked.isascii() and asked.isdecimal() and len(asked) < 7 and int(asked)):
        raise Http404("No such edition.")
    if moved:
        return redirect(moved.get_history_url() + (f"?from={asked}" if asked else ""), permanent=True)
    if edition is None:
        return gone(request, year, month, day, slug)
    page = history_of(edition.article_id, int(asked) if asked else None)
    return TemplateResponse(request, "articles/history.html", {"edition": edition, "history": page, "asked": asked})


def gone(request, year, month, day, slug):
    """The page of a withdrawn story, with the reason that was given."""
    address = get_object_or_404(Address, day=date(year, month, day), slug=slug)
    last = Edition.objects.filter(article=address.article_id, live_until__lte=timezone.now())
    last = last.order_by("-live_until").first()
    context = {"headline": last.headline, "reason": last.withdrawal_reason, "withdrawn_on": last.live_until}
    return TemplateResponse(request, "410.html", context, status=410)


@require_safe
def corrections(request):
    """
    Every correction and clarification of a story that is public, newest first; those of one section, month or kind when
    the address asks for them. 4 queries.
    """
    chosen = CorrectionsFilter(request.GET)
    page = paginate(
        request,
        lambda among: chosen.of(Edition.objects.filter(among).corrections()),
        published_at="live_from",
        kept=chosen.kept,
    )
    return TemplateResponse(request, "articles/corrections.html", {"page": page, "filter": chosen})


@require_safe
def feeds(request):
    """Where to subscribe, and to what."""
    return TemplateResponse(request, "articles/feeds.html", {})


@require_safe
def search(request):
    """
    The live stories that somebody looks for, ``SIZE`` a page; where there are none, what may have been meant. 7
    queries, 1 or 2 more for an author or a tag that is chosen.
    """
    form = SearchForm(request.GET)
    language = request.publication.language
    query = asked.query(form.cleaned_data.get("q", ""), language)
    context = {"form": form, "query": query}
    if query and (wait := limits.seconds_to_wait(request)):
        context["wait"] = wait
        return TemplateResponse(request, "articles/search.html", context, status=429, headers={"Retry-After": wait})
    if query and form.is_valid():
        found = readers.search(query, form.filters, form.cleaned_data["sort"])
        number = page_number(request, most=math.ceil(len(found) / SIZE) or 1)
        start = (number - 1) * SIZE
        context |= {
            "found": found,
            "rows": [
                (edition, *snippets.of(edition, query, language))
                for edition in readers.shown(found.pks[start : start + SIZE])
            ],
            "number": number,
            "first": start + 1,
            "last": min(start + SIZE, len(found)),
            "names": readers.names_like(" ".join(query.typed)),
        }
        if not found:
            context["meant"] = readers.nearest(query, language, form.filters)
    return TemplateResponse(request, "articles/search.html", context)


@require_safe
def opensearch(request):
    """What a browser reads to offer a search here (OpenSearch 1.1)."""
    return TemplateResponse(
        request, "articles/opensearch.xml", {}, content_type="application/opensearchdescription+xml"
    )
