"""Which comments the desk shows: a tab, filters and a search, as they stand in the address."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q, Value
from django.utils import timezone

from articles.admin.widgets import Day
from articles.fields import LineFormField
from articles.models import Section, desk_index
from comments.admin import paging
from comments.models import Appeal, Comment, CommentSettings, Mode, ModeOverride

Status = Comment.Status
REPORTED, APPEALED, ALL = "reported", "appealed", "all"
TABS = {
    Status.HELD: "Waiting",
    REPORTED: "Reported",
    APPEALED: "Appeals",
    Status.APPROVED: "Approved",
    Status.REJECTED: "Rejected",
    Status.SPAM: "Spam",
    Status.REMOVED: "Removed",
    ALL: "All",
}
OLDEST_FIRST = {Status.HELD, REPORTED, APPEALED}  # what waits, waits in a line
WORDS = 5  # of a search


class DayField(forms.DateField):
    """A day to filter by, none at the ends of what clocks can count."""

    widget = Day
    default_validators = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(9000, 1, 1))]

    def __init__(self, **options):
        super().__init__(required=False, **options)


class Filters(forms.Form):
    """What is left empty filters nothing; what can't be understood is said and filters nothing."""

    status = forms.ChoiceField(required=False, choices=TABS.items(), widget=forms.HiddenInput)
    q = LineFormField(required=False, max_length=100, label="Search", widget=forms.TextInput({"type": "search"}))
    story = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    person = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    section = forms.ModelChoiceField(Section.objects.all(), required=False, empty_label="Any")
    mode = forms.ChoiceField(required=False, choices=[("", "Any"), *Mode.choices], label="Mode of the story")
    since = DayField(label="From")
    until = DayField(label="To")
    least = forms.FloatField(required=False, label="Score from", widget=forms.NumberInput({"step": "0.5"}))
    most = forms.FloatField(required=False, label="Score to", widget=forms.NumberInput({"step": "0.5"}))
    first = forms.BooleanField(required=False, label="First-timers only")

    NAMES = ("status", "q", "story", "person", "section", "mode", "since", "until", "least", "most", "first")
    FOLDED = ("section", "mode", "since", "until", "least", "most", "first")

    def __init__(self, query):
        super().__init__({name: query[name] for name in self.NAMES if query.get(name)}, auto_id="filter-%s")
        self.is_valid()

    @property
    def tab(self):
        """The list that is shown: the one chosen, else what waits; or all, when searching or for one person."""
        chosen = self.cleaned_data.get("status")
        everything = self.chosen("q") or self.chosen("person")
        return chosen or (ALL if everything else Status.HELD)

    def chosen(self, name):
        return self.cleaned_data.get(name)

    @property
    def words(self):
        return (self.chosen("q") or "").split()[:WORDS]

    @property
    def oldest_first(self):
        return self.tab in OLDEST_FIRST

    @property
    def number_folded(self):
        """How many of the folded filters are in use."""
        return sum(bool(self.data.get(name)) for name in self.FOLDED)

    def query(self, **changes):
        """Dict for an address that shows the same with ``changes``; None takes one away."""
        kept = {name: self.data[name] for name in self.NAMES if self.data.get(name)} | changes
        return {name: value for name, value in kept.items() if value not in (None, "")}

    def page(self, query):
        """
        The ``Page`` of comments, with what the list shows of them. 1 query, 2 with what no index knows, 1 more with
        words to look for.
        """
        comments = desk_index.among(Comment.objects.all(), desk_index.found(Comment.desk_index, self.words))
        if self.tab == REPORTED:
            comments = comments.filter(open_reports__gt=0)
        elif self.tab == APPEALED:
            comments = comments.filter(appeal__outcome=Appeal.Outcome.OPEN)
        elif self.tab != ALL:
            comments = comments.filter(status=self.tab)
        if story := self.chosen("story"):
            comments = comments.filter(article=story)
        if person := self.chosen("person"):
            comments = comments.filter(commenter=person)
        comments = between(comments, "created_at", self.chosen("since"), self.chosen("until"))
        narrows = any(self.chosen(name) not in (None, "", False) for name in ("q", "section", "mode", "first"))
        narrows = narrows or self.chosen("least") is not None or self.chosen("most") is not None
        return paging.page_of(
            comments.for_queue(),
            query,
            column="created_at",
            oldest_first=self.oldest_first,
            narrow=self._narrow if narrows else None,
        )

    def _narrow(self, comments):
        for word in self.words:
            has = Q(name__icontains=word) | Q(email__icontains=word) | Q(body__icontains=word)
            comments = desk_index.having(comments, None, has)
        if section := self.chosen("section"):
            comments = comments.filter(article__section=section)
        if (least := self.chosen("least")) is not None:
            comments = comments.filter(score__gte=least)
        if (most := self.chosen("most")) is not None:
            comments = comments.filter(score__lte=most)
        if self.chosen("first"):
            comments = comments.filter(Q(commenter=None, user=None) | Q(commenter__approved=0))
        if mode := self.chosen("mode"):
            comments = comments.filter(of_mode(mode))
        return comments


def between(rows, column, since, until):
    """Return the ``rows`` whose ``column`` (a datetime) is on a day from ``since`` to ``until`` (dates or None)."""
    if since:
        rows = rows.filter(**{f"{column}__gte": midnight(since)})
    if until:
        rows = rows.filter(**{f"{column}__lt": midnight(until + timedelta(days=1))})
    return rows


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def of_mode(mode, at=None):
    """
    Return the ``Q`` of comments on stories that take comments in ``mode`` at ``at`` (default now), as
    ``comments.policy`` says for one story: by story, section and site, and the storms over them. 1 query.
    """
    at = at or timezone.now()
    site = CommentSettings.objects.current()
    of_story = ModeOverride.objects.filter(article=OuterRef("article"))
    of_section = ModeOverride.objects.filter(section=OuterRef("article__section"))

    def stormy(mode):
        storm = {"storm_mode": mode, "storm_until__gt": at}
        over_all = site.is_stormy(at) and site.storm_mode == mode
        return Q(Exists(of_story.filter(**storm))) | Q(Exists(of_section.filter(**storm))) | Q(Value(over_all))

    def set_to(mode):
        in_section = Q(Exists(of_section.filter(mode=mode))) | (
            ~Q(Exists(of_section.exclude(mode=""))) & Q(Value(site.mode == mode))
        )
        return Q(Exists(of_story.filter(mode=mode))) | (~Q(Exists(of_story.exclude(mode=""))) & in_section)

    closed = set_to(Mode.CLOSED) | stormy(Mode.CLOSED)
    if mode == Mode.CLOSED:
        return closed
    if mode == Mode.BEFORE:
        return (set_to(mode) | stormy(mode)) & ~closed
    return set_to(mode) & ~stormy(Mode.BEFORE) & ~stormy(Mode.CLOSED)
