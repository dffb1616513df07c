"""E-mail addresses, domains and networks that moderators blocked (``Block``)."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from comments.models import Block
from comments.network import address_hash
from comments.privacy import NETWORK_KEPT
from comments.spam import links
from comments.spam.post import signal

HOLD, SPAM = "block: hold", "block: spam"

# How old the key may be of a network that is blocked: as old as a kept mark was, when the longest block was made of it.
WEEKS = (Block.NETWORK_DAYS + NETWORK_KEPT.days) // 7 + 2
HOSTS = 20  # of one comment that are looked at


def signals(post):
    """No points: a block is a decision, which ``comments.screening`` follows. 1 query."""
    email = post.comment.email
    hosts = [email.partition("@")[2], *links.hosts_in(post.comment)[:HOSTS]]
    parts = [host.split(".") for host in hosts]
    domains = {".".join(labels[start:]) for labels in parts for start in range(len(labels))}
    days = (post.at.date() - timedelta(weeks=number) for number in range(WEEKS))
    networks = [hash for hash in (address_hash(post.address, on=day) for day in days) if hash]
    blocks = Block.objects.in_force(post.at).filter(
        Q(kind=Block.Kind.EMAIL, value=email)
        | Q(kind=Block.Kind.DOMAIN, value__in=domains - {""})
        | Q(kind=Block.Kind.NETWORK, value__in=networks)
    )
    return [signal(SPAM if block.action == Block.Action.SPAM else HOLD, _words(block), 0) for block in blocks]


def _words(block):
    until = f" until {date_format(timezone.localtime(block.expires_at), 'j F Y')}" if block.expires_at else ""
    return f"{block.get_kind_display().lower()} {block.display_value} is blocked{until}: {block.reason}"
