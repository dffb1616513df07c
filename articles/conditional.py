"""Answers that are not made where the one who asks has them already."""

from django.utils.cache import get_conditional_response
from django.utils.http import http_date


def unless_known(request, make, *, at, changed=None, etag=None):
    """
    Return what ``make()`` returns, with the headers by which it is known next time; or 304 where it is known by them.

    ``changed`` (aware datetime or None) is when it last changed, up to ``at``. Within the same second it is not said:
    more may come in that second, and nobody could tell by the date, which has no smaller parts.
    """
    seconds = int(changed.timestamp()) if changed else None
    if seconds == int(at.timestamp()):
        seconds = None
    response = get_conditional_response(request, etag=etag, last_modified=seconds) or make()
    if etag:
        response.headers["ETag"] = etag
    if seconds is not None:
        response.headers["Last-Modified"] = http_date(seconds)
    return response
