"""The signed stamp in the form: for which story the page was made, and when. Stands in for a CSRF cookie."""

from datetime import timedelta

from django.core import signing
from django.utils import timezone

LIFETIME = timedelta(hours=24)
SALT = "comments.stamp"


class NotValid(Exception):
    """The stamp is missing, not ours, of another story or too old."""


def make(article_id, at=None):
    """Return the stamp (str) of a form made at ``at`` (aware datetime, default now)."""
    return signing.Signer(salt=SALT).sign_object([article_id, int((at or timezone.now()).timestamp())])


def age(stamp, article_id, at=None):
    """Return how long before ``at`` (default now) the form was made (timedelta). Raise ``NotValid``."""
    try:
        stamped_article_id, made_at = signing.Signer(salt=SALT).unsign_object(stamp)
    except (signing.BadSignature, ValueError):
        raise NotValid from None
    passed = timedelta(seconds=int((at or timezone.now()).timestamp()) - made_at)
    if stamped_article_id != article_id or passed > LIFETIME:
        raise NotValid
    return max(passed, timedelta(0))
