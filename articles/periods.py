"""Years, months and days as addresses name them, in the publication's time zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date

MONTHS_AT_ONCE = 1200  # looked for by one query; SQLite takes 2,000 columns, PostgreSQL 1,664


@dataclass(frozen=True)
class Period:
    """A year, a month of it, or a day of that. Raises ``ValueError`` for one that no calendar has."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self):
        if not 1 <= self.year <= 9998:
            raise ValueError("No such year.")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def around(cls, moment, like=None):
        """The day that ``moment`` (aware datetime) falls on, or the month or year when ``like`` is one."""
        at = timezone.localtime(moment)
        return cls(at.year, at.month if not like or like.month else None, at.day if not like or like.day else None)

    def __str__(self):
        return format_date(self.first_day, "j F Y" if self.day else "F Y" if self.month else "Y")

    @property
    def first_day(self):
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def day_after(self):
        if self.day:
            return self.first_day + timedelta(days=1)
        if self.month:
            return (self.first_day + timedelta(days=31)).replace(day=1)
        return date(self.year + 1, 1, 1)

    @property
    def start(self):
        """Aware datetime of its first moment."""
        return timezone.make_aware(datetime.combine(self.first_day, datetime.min.time()))

    @property
    def end(self):
        """Aware datetime of the first moment after it."""
        return timezone.make_aware(datetime.combine(self.day_after, datetime.min.time()))

    def of(self, editions, column="published_at"):
        """Those of ``editions`` (queryset) that were first published in it, or whose ``column`` is a time of it."""
        return editions.filter(**{f"{column}__gte": self.start, f"{column}__lt": self.end})

    @property
    def up(self):
        """The month of a day, the year of a month, None for a year."""
        if self.day:
            return Period(self.year, self.month)
        return Period(self.year) if self.month else None

    @property
    def parts(self):
        """List of the months of a year or the days of a month; empty for a day."""
        if self.day:
            return []
        if self.month:
            return [Period(self.year, self.month, day) for day in range(1, (self.day_after - self.first_day).days + 1)]
        return [Period(self.year, month) for month in range(1, 13)]

    def get_absolute_url(self):
        return reverse("articles:archive", args=[part for part in (self.year, self.month, self.day) if part])


def calendar_of(period, editions):
    """
    The days of ``period`` (a month) by weeks from Monday, or the months of it (a year) four in a row: list of rows of
    (``Period``, whether any of ``editions`` (queryset) is of it), of (None, False) before and after them. 1 query.
    """
    with_any = _with_any(period.parts, editions)
    cells: list = [(part, part in with_any) for part in period.parts]
    length = 7 if period.month else 4
    if period.month:
        cells = [(None, False)] * period.first_day.weekday() + cells
    cells += [(None, False)] * (-len(cells) % length)
    return [cells[start : start + length] for start in range(0, len(cells), length)]


def months_of(editions, column="published_at"):
    """
    List of the months (``Period``) of ``editions`` (queryset) by ``column`` (a time), oldest first: one look into the
    index for each there could be. 2 queries, 1 more for every hundred years; 1 when there are none.
    """
    oldest = editions.order_by(column, "pk").values(column)[:1]
    newest_first = editions.order_by(f"-{column}", "-pk")
    ends = newest_first.values_list(Subquery(oldest), column).first()
    if not ends:
        return []
    first, last = map(timezone.localtime, ends)
    numbers, found = range(first.year * 12 + first.month - 1, last.year * 12 + last.month), []
    for start in range(0, len(numbers), MONTHS_AT_ONCE):
        some = [Period(number // 12, number % 12 + 1) for number in numbers[start : start + MONTHS_AT_ONCE]]
        found += _with_any(some, editions, column)
    return found


def _with_any(periods, editions, column="published_at"):
    """List of those of ``periods`` with any of ``editions`` (queryset), by their ``column`` (a time). 1 query."""
    # What comes next from the beginning of each: asked whether there is any between its ends, SQLite walks down to it
    # from now.
    following = {
        f"following_{place}": Subquery(
            editions.filter(**{f"{column}__gte": period.start}).order_by(column, "pk").values(column)[:1]
        )
        for place, period in enumerate(periods)
    }
    row = editions.order_by(f"-{column}", "-pk").annotate(**following).values_list(*following).first() or ()
    return [period for period, at in zip(periods, row, strict=False) if at and at < period.end]


# -- In addresses, always with all their digits, so that a page has one address --


class Digits:
    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return f"{int(value):0{self.length}}"


class Year(Digits):
    regex, length = "[0-9]{4}", 4


class TwoDigits(Digits):
    regex, length = "[0-9]{2}", 2
