"""Pages of what grows without end, by the last row seen: no count, and no cost that grows with the depth."""

from dataclasses import dataclass

from articles.pagination import beyond, cursor

SIZE = 30
REACH = 20_000  # rows that one page is looked for in, when no index knows which ones fit


@dataclass
class Page:
    """``next`` and ``previous`` are what follows ``after=`` and ``before=`` in an address, or ""."""

    rows: list
    next: str
    previous: str
    is_cut: bool = False  # whether there may be more beyond ``REACH``
    reach = f"{REACH:,}"  # in words


def page_of(rows, query, *, column, oldest_first=False, narrow=None, size=SIZE):
    """
    Return the ``Page`` of ``rows`` (queryset, ordered here by ``column`` and pk) that ``query`` (a QueryDict) asks for
    with ``after`` or ``before``; what is no cursor is the first page. ``narrow`` (a function of a queryset) filters by
    what no index knows: then no more than ``REACH`` rows are looked through. 1 query, 2 with ``narrow``.
    """
    backwards = bool(query.get("before")) and beyond(query["before"], column, upwards=not oldest_first) is not None
    start = query.get("before") if backwards else query.get("after", "")
    upwards = oldest_first != backwards
    if start and (past := beyond(start, column, upwards=upwards)) is not None:
        rows = rows.filter(past)
    else:
        start = ""
    rows = rows.order_by(column, "pk") if upwards else rows.order_by(f"-{column}", "-pk")
    edge = None
    if narrow:
        edge = rows.select_related(None).defer(None).only(column)[REACH : REACH + 1].first()
        if edge:
            rows = rows.exclude(beyond(cursor(edge, column), column, upwards=upwards))
        rows = narrow(rows)
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    ahead = cursor(found[-1], column) if more else cursor(edge, column) if edge else ""
    if backwards:
        found.reverse()
        behind = cursor(found[-1], column) if found else ""
        return Page(found, next=behind, previous=ahead, is_cut=bool(edge))
    behind = cursor(found[0], column) if start and found else ""
    return Page(found, next=ahead, previous=behind, is_cut=bool(edge))
