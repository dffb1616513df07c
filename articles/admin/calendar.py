"""What comes when, and what came: a month or a week of publications, withdrawals, deadlines and embargoes."""

from calendar import Calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.decorators import method_decorator
from django.utils.formats import get_format
from django.views.decorators.http import require_safe

from articles.admin.features import Feature
from articles.models import Article, Edition, Section
from articles.periods import Period

SHOWN_A_DAY = 5  # in a month; a week shows all
SHOWN = 1000  # of each sort
HUES = 8  # in css/desk/calendar.css
MARKS = {
    "published": "live",
    "scheduled": "set",
    "withdrawn": "gone",
    "deadline": "review",
    "overdue": "late",
    "embargo": "draft",
}


@dataclass(frozen=True)
class Entry:
    at: datetime
    sort: str  # one of ``MARKS``
    words: str
    headline: str
    article_id: int
    section_id: int | None
    section: Section | None = None
    person: object = None

    @property
    def mark(self):
        """The mark that stands before its words, as of ``Standing``."""
        return MARKS[self.sort]


@dataclass
class Day:
    day: date
    is_today: bool
    is_inside: bool
    entries: list

    @property
    def few(self):
        return self.entries[:SHOWN_A_DAY]

    @property
    def more(self):
        return len(self.entries) - SHOWN_A_DAY


class Span:
    """A month, or the week of a day: its days, its name, and the addresses of those beside it."""

    def __init__(self, kind, day):
        self.kind, self.day = kind, day
        weeks = Calendar((get_format("FIRST_DAY_OF_WEEK") - 1) % 7)
        month = weeks.monthdatescalendar(day.year, day.month)
        self.weeks = month if kind == "month" else [week for week in month if day in week]
        inside = [day for week in self.weeks for day in week if kind == "week" or self.is_inside(day)]
        self.first, self.last = inside[0], inside[-1]

    @classmethod
    def asked_for(cls, query, today):
        """The span that ``query`` (of the request) names, by default the month of ``today``; 404 for no such date."""
        kind = "week" if "week" in query else "month"
        text = query.get(kind)
        if text is None:
            return cls(kind, today)
        try:
            day = datetime.strptime(text, "%Y-%m-%d" if kind == "week" else "%Y-%m").date()  # noqa: DTZ007 (no time)
        except ValueError:
            raise Http404("No such date.") from None
        if not 1900 <= day.year < 2200 or day.isoformat()[: len(text)] != text:
            raise Http404("No such date.")
        return cls(kind, day)

    def __str__(self):
        if self.kind == "month":
            return format_date(self.first, "F Y")
        first = format_date(self.first, "j F" if self.first.year == self.last.year else "j F Y")
        return f"{first} – {format_date(self.last, 'j F Y')}"

    def is_inside(self, day):
        return self.kind == "week" or day.month == self.day.month

    @property
    def start(self):
        return Period(self.first.year, self.first.month, self.first.day).start

    @property
    def end(self):
        return Period(self.last.year, self.last.month, self.last.day).end

    @property
    def previous(self):
        return Span(self.kind, self.first - timedelta(days=1))

    @property
    def next(self):
        return Span(self.kind, self.last + timedelta(days=1))

    @property
    def query(self):
        return {self.kind: f"{self.first:%Y-%m}" if self.kind == "month" else f"{self.first:%Y-%m-%d}"}


def entries(user, start, end, section=None, at=None):
    """
    Return what stories that ``user`` may edit have between ``start`` and ``end`` (aware datetimes), in order: list of
    ``Entry``; and whether there is more than was looked up. ``section`` keeps to one. 4 queries.
    """
    at = at or timezone.now()
    mine = Article.objects.editable_by(user).filter(pk=OuterRef("article"))
    of_section = Q(section=section) if section else Q()
    editions = Edition.objects.filter(of_section, Exists(mine))
    articles = Article.objects.editable_by(user).exclude(state=Article.State.TRASHED).filter(of_section)
    articles = articles.select_related("assigned_to").order_by()
    begin = list(editions.filter(live_from__gte=start, live_from__lt=end).order_by("live_from")[: SHOWN + 1])
    ends = editions.filter(live_until__gte=start, live_until__lt=end, withdrawn_by__isnull=False)
    ends = list(ends.order_by("live_until")[: SHOWN + 1])
    # A deadline is met when the story is public, or has its time.
    due = articles.filter(
        ~Exists(Edition.objects.filter(article=OuterRef("pk"))), deadline__gte=start, deadline__lt=end
    )
    due = list(due.defer("body").order_by("deadline")[: SHOWN + 1])
    held = articles.filter(embargo_until__gte=start, embargo_until__lt=end)
    held = list(held.defer("body").order_by("embargo_until")[: SHOWN + 1])

    found = [of_edition(edition, at) for edition in begin[:SHOWN]]
    for edition in ends[:SHOWN]:
        words = "to be withdrawn" if edition.live_until > at else "withdrawn"
        found.append(entry(edition, edition.live_until, "withdrawn", words))
    for article in due[:SHOWN]:
        sort, words = ("deadline", "due") if article.deadline > at else ("overdue", "overdue")
        found.append(entry(article, article.deadline, sort, words, article.assigned_to))
    for article in held[:SHOWN]:
        found.append(entry(article, article.embargo_until, "embargo", "embargo ends"))
    is_capped = max(map(len, (begin, ends, due, held))) > SHOWN
    return sorted(found, key=lambda entry: (entry.at, entry.headline)), is_capped


def of_edition(edition, at):
    is_first = edition.kind == Edition.Kind.FIRST
    if edition.live_from > at:
        return entry(edition, edition.live_from, "scheduled", "scheduled" if is_first else f"{edition.kind} scheduled")
    return entry(
        edition, edition.live_from, "published", "published" if is_first else edition.get_kind_display().lower()
    )


def entry(story, at, sort, words, person=None):
    """``story`` is an edition, or an article."""
    pk = story.article_id if isinstance(story, Edition) else story.pk
    return Entry(timezone.localtime(at), sort, words, story.headline, pk, story.section_id, person=person)


class CalendarPage(Feature):
    def feature_urls(self):
        view = self.admin_site.admin_view(self.calendar_view)
        return [*super().feature_urls(), path("calendar/", view, name="articles_article_calendar")]

    @method_decorator(require_safe)
    def calendar_view(self, request):
        """A month, or a week, of the stories that the person may edit. 5 queries."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied("The calendar is for those who write.")
        today = timezone.localdate()
        span = Span.asked_for(request.GET, today)
        sections = {section.pk: section for section in Section.objects.all()}
        for number, section in enumerate(sections.values()):
            section.hue = number % HUES + 1
        slug = request.GET.get("section", "")
        chosen = next((section for section in sections.values() if section.slug == slug), None)
        if slug and not chosen:
            raise Http404("No such section.")
        found, is_capped = entries(request.user, span.start, span.end, chosen)
        found = [replace(entry, section=sections.get(entry.section_id)) for entry in found]
        by_day = {day: list(group) for day, group in groupby(found, key=lambda entry: entry.at.date())}

        def address(**query):
            kept = {"section": slug} if slug else {}
            query = {name: value for name, value in {**kept, **query}.items() if value}
            return reverse("admin:articles_article_calendar", query=query or None)

        joint = "&" if slug else "?"
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Calendar",
            "subtitle": str(span),
            "span": span,
            "weeks": [
                [Day(day, day == today, span.is_inside(day), by_day.get(day, [])) for day in week]
                for week in span.weeks
            ],
            "number": len(found),
            "is_capped": is_capped,
            "sections": sections,
            "chosen": chosen,
            "section_links": [(section, address(**span.query, section=section.slug)) for section in sections.values()],
            "all_url": address(**span.query, section=None),
            "previous_url": address(**span.previous.query),
            "next_url": address(**span.next.query),
            "today_url": address(**Span(span.kind, today).query),
            "month_url": address(**Span("month", span.first).query),
            "week_url": address(**Span("week", today if span.first <= today <= span.last else span.first).query),
            "week_base": f"{address()}{joint}week=",
        }
        return TemplateResponse(request, "admin/articles/calendar.html", context)
