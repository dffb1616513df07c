"""Time, queries and bytes of a page, through the whole of Django but no network; tables of them."""

import math
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.cache import cache
from django.db import connection

TRANSACTIONS = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")


@dataclass(frozen=True)
class Figures:
    """
    Of one page: milliseconds on the server, number of queries, bytes of the answer; ``least`` of the milliseconds, and
    ``busy``, the median of those in which ``processor()`` was at work.
    """

    median: float
    p95: float
    queries: int
    size: int
    least: float
    busy: float

    @property
    def cells(self):
        return [f"{self.median:.0f}", f"{self.p95:.0f}", f"{self.queries}", f"{self.size:,}"]


@dataclass(frozen=True)
class Page:
    """What is asked for again and again: only ``ask(*prepare())`` is measured. It answers with ``status``."""

    name: str
    ask: callable
    prepare: callable = tuple
    status: int = 200


def processor():
    """
    Seconds of a processor that this process had so far, and what answers it in PostgreSQL, where that is a process of
    this machine (Linux tells).
    """
    seconds = time.process_time()
    if connection.vendor == "postgresql":
        pid = connection.connection.info.backend_pid
        with suppress(OSError):
            seconds += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return seconds


class Queries:
    """
    Notes the SQL (str) and parameters of what is asked of the database::

        with Queries() as queries: …
    """

    def __init__(self):
        self.all = []

    def __enter__(self):
        self.wrapper = connection.execute_wrapper(self.note)
        self.wrapper.__enter__()
        return self

    def __exit__(self, *error):
        return self.wrapper.__exit__(*error)

    def note(self, execute, sql, params, many, context):
        if not sql.startswith(TRANSACTIONS):
            self.all.append((sql, params))
        return execute(sql, params, many, context)


def measure(page, repeat):
    """Return the ``Figures`` of ``page`` after a first time that does not count. Raise ``RuntimeError`` if it fails."""
    times, busy, figures = [], [], None
    for number in range(repeat + 1):
        prepared = page.prepare()
        cache.clear()  # what is measured is the making of a page
        with Queries() as queries:
            connection.ensure_connection()
            began, busy_before = time.perf_counter(), processor()
            response = page.ask(*prepared)
            took, took_busy = time.perf_counter() - began, processor() - busy_before
        if response.status_code != page.status:
            raise RuntimeError(f"{page.name} answers {response.status_code}.")
        if number:
            times.append(took * 1000)
            busy.append(took_busy * 1000)
            figures = len(queries.all), len(response.content)
    times.sort()
    p95 = times[math.ceil(len(times) * 0.95) - 1]
    return Figures(statistics.median(times), p95, *figures, times[0], statistics.median(busy))


def side_by_side(title, names, rows):
    """
    Return lines of a table. ``names``: of the two sides; ``rows``: a page's name and its ``Figures`` on both sides. The
    last column is how many times the median of the first the second takes.
    """
    units = ["ms", "p95", "queries", "bytes"]
    head = [title, *(f"{name}: {units[0]}" if unit == "ms" else unit for name in names for unit in units), "ratio"]
    body = [[name, *first.cells, *second.cells, f"{second.median / first.median:.1f}"] for name, first, second in rows]
    return table(head, body)


def table(head, body):
    """Return lines of a Markdown table of strings, the first column to the left and the others to the right."""
    widths = [max(len(row[column]) for row in [head, *body]) for column in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]

    def line(row):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        return f"| {' | '.join(cells)} |"

    return [line(row) for row in [head, rule, *body]]
