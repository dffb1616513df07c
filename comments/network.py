"""Which network a post comes from, never kept as it is."""

from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.clients import network


def address_hash(address, on=None):
    """
    Return 64 characters that are the same for one network ``address`` (str) during the week of ``on`` (date,
    default today), or "" for none. An IPv6 address counts with its neighbours of the same /64.

    Keyed: tells nothing to who has the database alone, and the weeks can't be joined.
    """
    if not (sender := network(address)):
        return ""
    year, week, _ = (on or timezone.now().date()).isocalendar()
    return salted_hmac(f"comments.address.{year}.{week}", sender, algorithm="sha256").hexdigest()


def week_of(day):
    """Return the ISO week of ``day`` (date), whose key hashes that day's addresses, such as "2026-48"."""
    year, week, _ = day.isocalendar()
    return f"{year}-{week:02}"
