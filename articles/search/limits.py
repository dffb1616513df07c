"""How often somebody may search: at once, and then as fast as the next is allowed again."""

import math
import time

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from articles.clients import client_address, network


def seconds_to_wait(request):
    """
    Count a search that ``request`` asks for, and return in how many seconds its network (IPv6: one /64) may have it; 0:
    now, as it may ``SEARCHES_AT_ONCE`` times and then ``SEARCHES_A_MINUTE``. Of the address nothing is kept but a keyed
    hash, for some minutes, in the cache; where each process has its own, each counts for itself. No query.
    """
    address = client_address(request)
    if not address or not settings.SEARCHES_A_MINUTE:
        return 0
    key = f"searches-{salted_hmac('articles.search.limits', network(address)).hexdigest()}"
    refill, most, now = settings.SEARCHES_A_MINUTE / 60, settings.SEARCHES_AT_ONCE, time.time()
    left, then = cache.get(key) or (most, now)
    left = min(most, left + (now - then) * refill)
    if left < 1:
        return math.ceil((1 - left) / refill)
    cache.set(key, (left - 1, now), timeout=math.ceil(most / refill))
    return 0
