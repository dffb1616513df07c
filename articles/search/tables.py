"""
Where words are kept to be found: one table for each kind of record, beside the models' own.

The database does not know that they belong together: whoever asks joins what is found with the rows that are there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from articles.search import postgresql, sqlite
from articles.search.asked import Query

Row = tuple[int, Mapping[str, list[str]]]  # a key, and the words of each column
EVER = (-(2**63), 2**63 - 1)  # the lowest key, and one above every other


@dataclass(frozen=True)
class Index:
    """
    A table of words. ``weights``: dict of column → how much a word in it counts, the most first. What is in the column
    "marks" is found by a query's marks alone. Keys are whole numbers.
    """

    table: str
    weights: Mapping[str, float]

    @property
    def engine(self):
        return postgresql if connection.vendor == "postgresql" else sqlite

    def put(self, rows: Iterable[Row]):
        """Keep ``rows``, in place of those of the same keys. 1 query."""
        if rows := list(rows):
            self.engine.put(self, rows)

    def drop(self, keys: Iterable[int]):
        """Forget the rows of ``keys``, whether they are there or not. 1 query."""
        if keys := list(keys):
            with connection.cursor() as cursor:
                places = ", ".join(["%s"] * len(keys))
                cursor.execute(f"DELETE FROM {self.table} WHERE {self.engine.KEY} IN ({places})", keys)  # noqa: S608

    def clear(self):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self.table}")  # noqa: S608 (its own name)

    def keys(self, above: int, limit: int) -> list[int]:
        """The next ``limit`` keys above ``above``. 1 query."""
        key = self.engine.KEY
        sql = f"SELECT {key} FROM {self.table} WHERE {key} > %s ORDER BY {key} LIMIT %s"  # noqa: S608
        return self._keys(sql, [above, limit])

    def highest(self, query: Query, limit: int, between=EVER) -> list[int]:
        """The ``limit`` highest keys found, from the first of ``between`` to below the second. 1 query."""
        return self._keys(*self.engine.highest(self, query, limit, between))

    def some(self, query: Query, limit: int) -> list[int]:
        """Keys of what ``query`` finds, whichever, but no more than ``limit``. 1 query."""
        return self._keys(*self.engine.some(self, query, limit))

    def best(self, query: Query, among: int, between=EVER) -> list[int]:
        """Keys of what ``query`` finds, the best first, among those ``among`` that have the highest keys. 1 query."""
        return self._keys(*self.engine.best(self, query, among, between))

    def _keys(self, sql, parameters):
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return [row[0] for row in cursor.fetchall()]
