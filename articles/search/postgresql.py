"""Words in a ``tsvector`` with a GIN index, found by their row's key (``id``)."""

from django.db import connection

KEY = "id"
LAST = 16_383  # place of a word beyond which PostgreSQL counts no further


def put(index, rows):
    places = ", ".join(["(%s, %s::tsvector)"] * len(rows))
    sql = (
        f"INSERT INTO {index.table} (id, words) VALUES {places} "  # noqa: S608 (its own name)
        "ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [part for key, found in rows for part in (key, vector(index, found))])


TRIED, OFTEN, WALKED = 100, 25, 5000  # rows with the highest keys


def highest(index, query, limit, between):
    """
    Where ``OFTEN`` of the first ``TRIED`` rows are found, the next are walked down to, as all that have such words
    would be too many to gather; else the rows are gathered by their words. The database can’t be trusted to choose: it
    would walk down all rows for words that it takes for frequent.
    """
    sql = (
        f"WITH rows AS NOT MATERIALIZED (SELECT id, words FROM {index.table} WHERE id >= %s AND id < %s), "  # noqa: S608
        "tried AS MATERIALIZED (SELECT count(*) AS number FROM "
        "(SELECT words FROM rows ORDER BY id DESC LIMIT %s) AS few WHERE words @@ %s::tsquery), "
        "walked AS MATERIALIZED (SELECT id FROM (SELECT id, words FROM rows WHERE (SELECT number FROM tried) >= %s "
        "ORDER BY id DESC LIMIT %s) AS many WHERE words @@ %s::tsquery LIMIT %s), "
        "is_full AS MATERIALIZED (SELECT count(*) >= %s AS so FROM walked), "
        "gathered AS MATERIALIZED (SELECT id FROM rows WHERE words @@ %s::tsquery AND NOT (SELECT so FROM is_full)) "
        "SELECT id FROM (SELECT id FROM walked WHERE (SELECT so FROM is_full) UNION ALL SELECT id FROM gathered) "
        "AS found ORDER BY id DESC LIMIT %s"
    )
    asked = match(query)
    return sql, [*between, TRIED, asked, OFTEN, WALKED, asked, limit, limit, asked, limit]


def some(index, query, limit):
    return f"SELECT id FROM {index.table} WHERE words @@ %s::tsquery LIMIT %s", [match(query), limit]  # noqa: S608


def best(index, query, among, between):
    weights = [index.weights[column] for column in _letters(index)]
    sql = (
        f"WITH found AS MATERIALIZED (SELECT id FROM {index.table} "  # noqa: S608
        "WHERE words @@ %s::tsquery AND id >= %s AND id < %s ORDER BY id DESC LIMIT %s) "
        f"SELECT id FROM found JOIN {index.table} USING (id) "
        # Divided by 1 + the logarithm of the length: a long story is not the best because it is long.
        "ORDER BY ts_rank(%s::real[], words, %s::tsquery, 1) DESC, id DESC"
    )
    scale = [0.0] * (4 - len(weights)) + [weight / max(weights) for weight in reversed(weights)]  # from D to A
    asked = match(query)
    return sql, [asked, *between, among, scale, asked]


def match(query):
    """``query`` in the language of ``tsquery``."""
    parts = [_phrase(phrase) for phrase in query.phrases]
    parts += [f"({' | '.join(map(_quoted, marks))})" for marks in query.marks]
    parts += [f"!{_phrase(phrase)}" for phrase in query.without]
    return " & ".join(parts)


def vector(index, found):
    """The words of a row (dict of column → list) as text that becomes a ``tsvector``."""
    places, place = {}, 0
    for column, letter in _letters(index).items():
        for word in found.get(column, ()):
            place = min(place + 1, LAST)
            places.setdefault(word, []).append(f"{place}{letter}")
        place += 1  # no phrase goes on from one column into the next
    parts = [f"{_quoted(word)}:{','.join(dict.fromkeys(at))}" for word, at in places.items()]
    return " ".join([*parts, *map(_quoted, found.get("marks", ()))])


def _letters(index):
    """Dict of column → the letter of its weight: A for the first."""
    return dict(zip((column for column in index.weights if column != "marks"), "ABCD", strict=False))


def _phrase(phrase):
    parts = [_quoted(word) for word in phrase.words]
    if phrase.begins:
        parts[-1] += ":*"
    return f"({' <-> '.join(parts)})"


def _quoted(word):
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
