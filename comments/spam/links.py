"""Web addresses: how many, where, and whether many comments name the same site."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings

from comments.models import Comment, Trace
from comments.spam.post import signal, times
from comments.spam.traces import trace_of
from comments.text import UNSPACED, end_of_address

# Endings that make a word a web address though it has neither http:// nor www.
ENDINGS = (
    "com net org info biz ru cn xyz top shop site online club store live click link icu vip pro win bet loan".split()
)
_BEGINNING = re.compile(
    r"(?P<opening>https?://|www\.)"
    rf"|(?<![@.\-/])(?<![^\W{UNSPACED}])(?:[a-z0-9-]{{1,63}}\.){{1,8}}(?:{'|'.join(ENDINGS)})"
    rf"(?![^\W{UNSPACED}]|-|\.\w)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<a\s[^<>]{0,200}href|(?<!\w)\[/?(?:url|link)[\]=]", re.IGNORECASE)

DOMAINS = 5  # of one comment that are looked at
LOOK_AT = 200  # comments with one of them, at most
RECENT = timedelta(days=7)
OFTEN = [(25, 3), (10, 2), (3, 1)]


def addresses(text):
    """Return the web addresses (list of str) that stand in ``text``, as they are written."""
    return [text[start:end] for start, end in _places(text)]


def without_addresses(text):
    pieces, done = [], 0
    for start, end in _places(text):
        pieces.append(text[done:start])
        done = end
    return " ".join([*pieces, text[done:]])


def _places(text):
    """Yield where each web address begins and ends."""
    at = 0
    while found := _BEGINNING.search(text, at):
        end = at = found.end()
        if found["opening"] or text[end : end + 1] == "/":
            end, at = end_of_address(text, end)
        yield found.start(), end


def host_of(address):
    """Return the host of a web address, written with scheme or without, in small letters without "www.", or ""."""
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")


def site_of(host):
    """Return the part of ``host`` that one owner has, as far as its form tells: "example.com", "example.co.uk"."""
    labels = host.split(".")
    length = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return ".".join(labels[-length:])


def hosts_in(comment):
    """Return the hosts (list of str, each once) that the comment names, its own website's first; not our own."""
    written = [comment.url, *addresses(comment.name), *addresses(comment.body)]
    own = host_of(settings.SITE_URL)
    return [host for host in dict.fromkeys(map(host_of, written)) if "." in host and host != own]


def sites_in(comment):
    return list(dict.fromkeys(map(site_of, hosts_in(comment))))[:DOMAINS]


def signals(post):
    """1 query."""
    comment, found = post.comment, []
    own = host_of(settings.SITE_URL)
    in_text = [address for address in addresses(comment.body) if host_of(address) != own]
    if len(in_text) > 1:
        points = 1 if len(in_text) == 2 else min(6, len(in_text))
        found.append(signal("links", times(len(in_text), "link"), points))
    if in_text and len(without_addresses(comment.body).strip()) < 15:
        found.append(signal("only links", "hardly a word beside the link", 1.5))
    if _MARKUP.search(comment.body):
        found.append(signal("link markup", "a link written in HTML or BBCode", 3))
    if addresses(comment.name):
        found.append(signal("link as name", "a web address as name", 3))
    return found + _named_often(post)


def _named_often(post):
    """Sites that comments of the last days named, unless a moderator approved some of these."""
    sites = sites_in(post.comment)
    if not sites:
        return []
    traces = Trace.objects.filter(value__in=map(trace_of, sites), created_at__gt=post.at - RECENT)
    rows = traces.values_list("comment_id", "comment__status", "comment__decided_by")[:LOOK_AT]
    comments = {pk: (status, by) for pk, status, by in rows}
    approved = sum(status == Comment.Status.APPROVED and by is not None for status, by in comments.values())
    number = len(comments) - approved
    points = next((points for least, points in OFTEN if number >= least), 0)
    if not points or approved >= 2:
        return []
    words = f"its links' sites stand in {times(number, 'other comment')} of the last {RECENT.days} days"
    return [signal("site again", words, points)]
