"""
SQLite searches like PostgreSQL: upper and lower case are the same in every script, not in ASCII alone.

As PostgreSQL's UPPER does in a UTF-8 locale, one character becomes one: "ς" is "σ", and "ß" is not "SS". Where that
matters, what has a name is found by its ``name_key``.
"""

import re
from functools import lru_cache

ANY, ONE = "any characters", "one character"  # longer than a piece that stands for itself


def teach(sender, connection, **kwargs):
    """Give a new connection our LIKE, which Django's lookups without regard to case use (``connection_created``)."""
    if connection.vendor == "sqlite":
        for arguments in (2, 3):
            connection.connection.create_function("like", arguments, like, deterministic=True)


def like(pattern, text, escape=None):
    """Return whether ``text LIKE pattern ESCAPE escape``; None when either is NULL."""
    if pattern is None or text is None:
        return None
    return _matcher(str(pattern), escape)(upper(str(text)))


def upper(text):
    """Return ``text`` in capitals, each character for itself."""
    capitals = text.upper()
    if len(capitals) == len(text):  # none became several
        return capitals
    return "".join(capital if len(capital) == 1 else char for char in text for capital in [char.upper()])


@lru_cache(maxsize=64)
def _matcher(pattern, escape):
    """Return the function that says whether a text in capitals is as ``pattern`` says."""
    pieces, characters = [], iter(pattern)
    for character in characters:
        if character == escape:
            pieces.append(next(characters, ""))
        else:
            pieces.append({"%": ANY, "_": ONE}.get(character, character))
    inner = pieces[1:-1]
    if len(pieces) > 1 and pieces[0] is pieces[-1] is ANY and not {ANY, ONE} & set(inner):
        word = upper("".join(inner))
        return lambda text: word in text
    signs = {ANY: ".*", ONE: "."}
    expression = re.compile("".join(signs.get(piece) or re.escape(upper(piece)) for piece in pieces), re.DOTALL)
    return lambda text: expression.fullmatch(text) is not None
