"""A comment as it came in, with what is known of how it was sent; and what a signal looks like."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from comments.models import Comment


@dataclass(frozen=True)
class Post:
    """
    ``age`` is how long the form was open (None: not sent by a form), ``trap`` what stood in its hidden field (None: the
    field was not sent at all), ``address`` the network address (str).
    """

    comment: Comment
    at: datetime
    age: timedelta | None = None
    trap: str | None = ""
    address: str = ""


def signal(name, words, points):
    """Return one signal as comments keep it; ``points`` below zero speak for the comment."""
    return {"name": name, "words": words, "points": round(float(points), 1)}


def times(number, one, many=None):
    """Return "1 link", "3 links": ``number`` with the word for it."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
