"""Words in FTS5: each row's words with spaces between them, found by its key (``rowid``)."""

from django.db import connection

KEY = "rowid"


def put(index, rows):
    columns = list(index.weights)
    places = ", ".join(["%s"] * (len(columns) + 1))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT OR REPLACE INTO {index.table} (rowid, {', '.join(columns)}) VALUES ({places})",  # noqa: S608
            [[key, *(" ".join(found.get(column, ())) for column in columns)] for key, found in rows],
        )


def highest(index, query, limit, between):
    # Walks the lists of rows that have the words from their end, and stops.
    sql = (
        f"SELECT rowid FROM {index.table} WHERE {index.table} MATCH %s AND rowid >= %s AND rowid < %s "  # noqa: S608
        "ORDER BY rowid DESC LIMIT %s"
    )
    return sql, [match(index, query), *between, limit]


def some(index, query, limit):
    return f"SELECT rowid FROM {index.table} WHERE {index.table} MATCH %s LIMIT %s", [match(index, query), limit]  # noqa: S608


def best(index, query, among, between):
    weights = ", ".join(str(weight) for weight in index.weights.values())
    sql = (
        f"SELECT rowid FROM (SELECT rowid, bm25({index.table}, {weights}) AS score FROM {index.table} "  # noqa: S608
        f"WHERE {index.table} MATCH %s AND rowid >= %s AND rowid < %s ORDER BY rowid DESC LIMIT %s) "
        "ORDER BY score, rowid DESC"
    )
    return sql, [match(index, query), *between, among]


def match(index, query):
    """``query`` in the language of FTS5."""
    columns = " ".join(column for column in index.weights if column != "marks")
    parts = [f"{{{columns}}} : ({' AND '.join(map(_phrase, query.phrases))})"] if query.phrases else []
    parts += [f"marks : ({' OR '.join(map(_quoted, marks))})" for marks in query.marks]
    found = " AND ".join(parts)
    if query.without:
        found = f"({found}) NOT {{{columns}}} : ({' OR '.join(map(_phrase, query.without))})"
    return found


def _phrase(phrase):
    return _quoted(" ".join(phrase.words)) + (" *" if phrase.begins else "")


def _quoted(words):
    return '"' + words.replace('"', '""') + '"'
