"""How many comments, or reports of comments, one network may send in a while (``COMMENT_RATE_LIMITS``)."""

import math
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from articles.locks import one_at_a_time
from comments.models import Comment
from comments.network import address_hash


def seconds_to_wait(address, at=None, among=Comment):
    """
    Return in how many seconds the network of ``address`` (str) may send its next comment (or what else ``among`` is the
    model of) at the earliest; 0: now.

    To be called in the transaction that saves it: two that come at once are counted one after the other. What is
    counted are the rows themselves, so that all processes agree. 1 query, 2 on PostgreSQL.
    """
    at = at or timezone.now()
    if not settings.COMMENT_RATE_LIMITS or not address_hash(address):
        return 0
    longest = timedelta(seconds=max(seconds for _, seconds in settings.COMMENT_RATE_LIMITS))
    # The key of the hash changes with the week, and a week may have begun in between.
    hashes = {address_hash(address, on=moment.date()) for moment in (at, at - longest)}
    one_at_a_time(min(hashes))
    sent = among.objects.filter(address_hash__in=hashes, created_at__gt=at - longest).order_by("-created_at")
    most = max(number for number, _ in settings.COMMENT_RATE_LIMITS)
    times = list(sent.values_list("created_at", flat=True)[:most])
    free_at = [
        times[number - 1] + timedelta(seconds=seconds)
        for number, seconds in settings.COMMENT_RATE_LIMITS
        if len(times) >= number
    ]
    return max(0, math.ceil((max(free_at) - at).total_seconds())) if free_at else 0


def sentence(seconds, what="comments"):
    """Return what a reader is told who has to wait, ``what`` being what came from there."""
    wait = f"{seconds} second{'' if seconds == 1 else 's'}" if seconds < 100 else f"{math.ceil(seconds / 60)} minutes"
    return (
        f"Many {what} came from your network just now. Your text is kept: please send it again in {wait}. Others who "
        "use the same connection count too."
    )
