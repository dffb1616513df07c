"""One process at a time, where there is no row to lock."""

import hashlib

from django.db import connection


def one_at_a_time(name):
    """
    Wait until nobody else is in a transaction that called this with the same ``name`` (str). To be called in a
    transaction. 1 query on PostgreSQL; on SQLite none, as a transaction is the only one that writes anyway.
    """
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
