"""The addresses of the moderators’ desk: what stands in them, and where to go on."""

import uuid

from django.http import HttpResponseRedirect
from django.urls import reverse

from comments.admin.search import Filters


def number_or_none(text):
    """Return the number that ``text`` from an address or a form is, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def uuid_or_none(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def place_of(request):
    """Which list the form was sent from, as dict for the address."""
    filters = Filters(request.POST)
    return filters.query(after=request.POST.get("after"), before=request.POST.get("before"))


def at_url(place, pk, query):
    """The address of another comment in the same list; what was done last stays in sight."""
    kept = {name: query[name] for name in ("done", "undone") if query.get(name)}
    return reverse("admin:comments_comment_changelist", query=place | {"at": pk} | kept)


def go(place, at, **more):
    """Go on with the list of ``place``, at the comment ``at`` (id, or None for the first)."""
    more = {"at": at, **more}
    query = place | {name: value for name, value in more.items() if value}
    return HttpResponseRedirect(reverse("admin:comments_comment_changelist", query=query), status=303)
