"""Pages of a list that grows without end: no count, and no cost that grows with the depth."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404

from articles.text import sort_key

SIZE = 20
NAMES = 120  # of an index of names
_FORMAT = "%Y%m%d%H%M%S%f"
NUMBERED = 25  # pages that have a number; older ones are reached by the last story seen (keyset)


@dataclass(frozen=True)
class Page:
    items: list
    number: int | None  # None beyond the numbered pages
    older_url: str | None
    newer_url: str | None


def cursor(row, column):
    """Return what names ``row`` (str) in lists ordered by ``column`` (the name of a datetime) and pk."""
    # A column of a join table has the name, and the value, of the row's own.
    at = getattr(row, column.rpartition("__")[2])
    return f"{at.astimezone(UTC):{_FORMAT}}-{row.pk}"


def beyond(text, column, *, pk="pk", upwards=False):
    """Return the ``Q`` of rows older (or ``upwards``, newer) than the cursor ``text``, or None when it is none."""
    moment, _, number = text.partition("-")
    try:
        at = datetime.strptime(moment, _FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
    if len(moment) != 20 or not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    way = "gt" if upwards else "lt"
    past = Q(**{f"{column}__{way}": at}) | Q(**{column: at, f"{pk}__{way}": int(number)})
    return Q(**{f"{column}__{way}e": at}) & past  # the first half is what an index can be entered by


def paginate_names(request, records):
    """
    Return the ``Page`` of ``records`` (queryset of ``Named``) by name that the request asks for: the first, or
    ``?after=…``, which names the last one seen. Anything else raises ``Http404``. 1 query.
    """
    records, number = records.order_by("sort_key", "pk"), 1
    if after := request.GET.get("after"):
        pk, _, key = after.partition("-")
        if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
            raise Http404("No such page.")
        key, number = sort_key(key), None
        past = Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=int(pk))
        records = records.filter(Q(sort_key__gte=key) & past)
    items = list(records[: NAMES + 1])
    if not items and number is None:
        raise Http404("No such page.")
    items, more = items[:NAMES], len(items) > NAMES
    older = f"?{urlencode({'after': f'{items[-1].pk}-{items[-1].sort_key}'})}" if more else None
    return Page(items, number, older, None if number else request.path)


def page_number(request, most):
    """The number in ``?page=``, 1 without it. Raise ``Http404`` for what is no number from 1 to ``most``."""
    try:
        number = int(request.GET.get("page", "1"))
    except ValueError:
        raise Http404("No such page.") from None
    if not 1 <= number <= most:
        raise Http404("No such page.")
    return number


def paginate(request, editions, *, published_at="published_at", pk="pk", kept=None):
    """
    Return the ``Page`` that the request asks for: ``?page=2``, or ``?before=…`` beyond the numbered pages. The
    addresses of its neighbours say what is ``kept`` too (dict of parameters).

    ``editions(among)`` returns them (queryset), newest first by ``published_at`` and ``pk`` (names of columns), those
    alone that the ``Q`` lets through. It filters by that first: of several limits on one column SQLite begins at the
    first that it reads, and would else walk from the top of the list down to the page.

    Anything else than a page that is there raises ``Http404``; the first page may be empty. 1 query and those
    of the queryset's prefetches.
    """
    if before := request.GET.get("before"):
        if (among := beyond(before, published_at, pk=pk)) is None:
            raise Http404("No such page.")
        items, number = list(editions(among)[: SIZE + 1]), None
    else:
        number = page_number(request, NUMBERED)
        start = (number - 1) * SIZE
        items = list(editions(Q())[start : start + SIZE + 1])
    if not items and number != 1:
        raise Http404("No such page.")
    items, more = items[:SIZE], len(items) > SIZE
    kept, older, newer = kept or {}, None, None
    if more:
        here = {"page": number + 1} if number and number < NUMBERED else {"before": cursor(items[-1], published_at)}
        older = f"?{urlencode(kept | here)}"
    if number is None or number == 2:
        newer = f"{request.path}?{urlencode(kept)}" if kept else request.path
    elif number > 2:
        newer = f"?{urlencode(kept | {'page': number - 1})}"
    return Page(items, number, older, newer)
