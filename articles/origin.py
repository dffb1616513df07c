"""Where a post comes from that carries no CSRF token: from one of our own pages or not."""

from django.conf import settings


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
