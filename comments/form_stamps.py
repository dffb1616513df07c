"""
The signed stamp in the form: for which story the page was made, and when, to the microsecond: a correction may go live
in the same second. Stands in for a CSRF cookie.
"""

from datetime import datetime, timedelta

from django.core import signing
from django.utils import timezone

LIFETIME = timedelta(hours=24)
TOO_OLD = "The page had been open for more than a day. Your text is kept: please send it once more."
SALT = "comments.stamp"


class NotValid(Exception):
    """The stamp is missing, not ours, of another story or too old."""


def make(article_id, at=None, *, is_again=False):
    """
    Return the stamp (str) of a form made at ``at`` (aware datetime, default now); ``is_again`` when it gives back what
    was typed into an earlier one.
    """
    return signing.Signer(salt=SALT).sign_object([article_id, (at or timezone.now()).isoformat(), is_again])


def age(stamp, article_id, at=None):
    """Return how long before ``at`` (default now) the form was made (timedelta). Raise ``NotValid``."""
    stamped_article_id, made_at, _ = _read(stamp)
    passed = (at or timezone.now()) - datetime.fromisoformat(made_at)
    if stamped_article_id != article_id or passed > LIFETIME:
        raise NotValid
    return max(passed, timedelta(0))


def is_again(stamp):
    """Whether the form of ``stamp`` gave back what was typed into an earlier one. Raise ``NotValid``."""
    return _read(stamp)[2]


def _read(stamp):
    try:
        article_id, made_at, is_again = signing.Signer(salt=SALT).unsign_object(stamp)
    except (signing.BadSignature, ValueError):
        raise NotValid from None
    return article_id, made_at, is_again
