"""Who sends a request: from which network address, and from whose page, as far as it can be believed."""

import ipaddress

from django.conf import settings

HOPS = 20  # of X-Forwarded-For that are looked at, from the end


def client_address(request):
    """
    Return the network address (str, without port) that ``request`` came from, or "" when there is none.

    It is the peer's; where the peer is one of ``TRUSTED_PROXIES``, the last address in ``X-Forwarded-For`` that is no
    such proxy. What stands before that was written by the client and is not looked at, nor is any other header.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    address = parsed(peer)
    if not (_is_trusted(address) if address else not peer and "unix" in settings.TRUSTED_PROXIES):
        return str(address or "")
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")[-HOPS:]):
        found = parsed(hop)
        if found is None:
            break
        address = found
        if not _is_trusted(address):
            break
    return str(address or "")


def network(address):
    """The network (str) of ``address`` (str), "" for none. Of IPv6 that is its /64."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 6:
        found = found.ipv4_mapped or ipaddress.ip_network((int(found), 64), strict=False)
    return str(found)


def is_foreign(request):
    """
    Whether a page of another site made the browser send this post.

    Asked of posts without a CSRF token. Browsers say so in ``Origin`` and ``Sec-Fetch-Site``. A client that sends
    neither is no browser that another site could misuse.
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


def parsed(text):
    """Return ``text``, such as "192.0.2.1", "192.0.2.1:80" or "[2001:db8::1]:80", as an address, or None."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address):
    return any(network != "unix" and address in network for network in settings.TRUSTED_PROXIES)
