"""Where a post comes from: from one of our own pages or not, and which network (never kept as it is)."""

import ipaddress

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac


def is_foreign(request):
    """
    Whether a page of another site made the browser send this post.

    Browsers say so in ``Origin`` and ``Sec-Fetch-Site``. A client that sends neither is no browser that
    another site could misuse.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site == "cross-site":
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    if origin == "null":
        return fetch_site != "same-origin"
    own = {settings.SITE_URL.lower(), f"{request.scheme}://{request.get_host()}".lower()}
    return origin.lower() not in own


def address_hash(address, on=None):
    """
    Return 64 characters that are the same for one network ``address`` (str) during the week of ``on`` (date,
    default today), or "" for none. An IPv6 address counts with its neighbours of the same /64.

    Keyed: tells nothing to who has the database alone, and the weeks can't be joined.
    """
    try:
        network = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if network.version == 6:
        network = network.ipv4_mapped or ipaddress.ip_network((int(network), 64), strict=False)
    year, week, _ = (on or timezone.now().date()).isocalendar()
    return salted_hmac(f"comments.address.{year}.{week}", str(network), algorithm="sha256").hexdigest()
