"""
Whether the addresses that stories point to still answer. Asked by a command, never when a reader comes, and never for a
draft or an embargoed story: who runs the host would learn what is being looked into.

Only public addresses are asked: a host is looked up first, and the connection goes to what was looked up.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from articles import text
from articles.content import addresses_in, is_askable
from articles.models import Article, Edition, LinkCheck, Source

TIMEOUT = 10  # seconds for each step of an answer
PATIENCE = 20  # seconds for one answer as a whole, however it drips
REDIRECTS = 5
PAUSE = 1  # seconds between two questions to one host
SOON = timedelta(hours=20)  # a timer that comes once a day comes a little early now and then
# What a server says who is there, and does not talk to programs.
RESERVED = {401, 402, 403, 407, 429, 451, 999}
REDIRECTING = {301, 302, 303, 307, 308}
ALONE = 3  # hosts: when as many are asked and none answers, it is this machine that has no network


class Unreachable(Exception):
    """No answer; the message says why."""


@dataclass(frozen=True)
class Answer:
    """``status``: HTTP, or None when nothing answered. ``problem``: a sentence, empty when all is well."""

    status: int | None
    problem: str = ""

    @property
    def is_well(self):
        return self.status is not None and self.status < 400

    @property
    def is_failure(self):
        return not self.is_well and self.status not in RESERVED


# -- What is to be asked --


def addresses(at=None):
    """
    Dict of web address → set of ids of the stories that name it: in an edition that is live at ``at`` (default now) or
    planned, or at the desk when the story is in review, or approved and never public yet. Empty for one of a source
    alone.

    Reads the text of all these, a hundred at a time; 4 queries for each story at the desk.
    """
    at = at or timezone.now()
    found = defaultdict(set)
    editions = Edition.objects.unfinished(at).exclude(article__embargo_until__gt=at).order_by("pk")
    for article, content in editions.values_list("article", "revision__content").iterator(chunk_size=100):
        for url in addresses_in(content):
            found[url].add(article)
    never_public = Q(state=Article.State.APPROVED, editions=None)
    coming = Article.objects.filter(Q(state=Article.State.IN_REVIEW) | never_public).exclude(embargo_until__gt=at)
    for article in coming.order_by("pk").iterator(chunk_size=100):
        for url in addresses_in(article.content()):
            found[url].add(article.pk)
    for url in Source.objects.in_ledger().exclude(url="").values_list("url", flat=True):
        if is_askable(url):
            found[url]  # a source may stand for itself
    return dict(found)


@transaction.atomic
def remember(named):
    """
    Bring what is known of stories and addresses to ``named`` (as ``addresses`` returns it): what nobody names any more
    is forgotten. About 5 queries.
    """
    known = dict(LinkCheck.objects.values_list("url", "pk"))
    LinkCheck.objects.filter(pk__in=[pk for url, pk in known.items() if url not in named]).delete()
    pairs = LinkCheck.articles.through
    wanted = {(known[url], article) for url, articles in named.items() if url in known for article in articles}
    there = {(link, article): pk for pk, link, article in pairs.objects.values_list("pk", "linkcheck", "article")}
    pairs.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
    pairs.objects.bulk_create(
        (pairs(linkcheck_id=link, article_id=article) for link, article in wanted - there.keys()),
        ignore_conflicts=True,
    )


def due(urls, older_than, at=None):
    """
    Those of ``urls`` (str) not asked within ``older_than`` (timedelta): the new ones, then the oldest. One that failed,
    but not yet often enough to be called dead, is asked again when the timer comes next.
    """
    at = at or timezone.now()
    rows = LinkCheck.objects.values_list("url", "checked_at", "failures")
    age = {False: older_than, True: min(older_than, SOON)}
    asked = {url: then + age[0 < failures < LinkCheck.DEAD_AFTER] for url, then, failures in rows}
    waiting = [url for url in urls if url not in asked or asked[url] <= at]
    return sorted(waiting, key=lambda url: (url in asked, asked.get(url, at), url))


# -- Asking --


class _Deadline:
    """Cuts a connection when its time is over, even if it drips a byte now and then."""

    def __init__(self, connection, seconds):
        self.connection = connection
        self.timer = threading.Timer(seconds, self.cut)
        self.is_over = False

    def cut(self):
        self.is_over = True
        if sock := self.connection.sock:
            with suppress(OSError):  # it was just closed
                sock.shutdown(socket.SHUT_RDWR)

    def __enter__(self):
        self.timer.start()
        return self

    def __exit__(self, *error):
        self.timer.cancel()
        self.connection.close()


def look_up(host, port, allow_private=False):
    """Return the network addresses (list of str) of ``host``. Raise ``Unreachable`` unless all of them are public."""
    if is_odd_number(host):
        raise Unreachable("Its host is a number that is no address.")
    try:
        found = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unreachable("There is no host of this name.") from error
    if not allow_private and not all(is_public(address) for address in found):
        raise Unreachable("It leads to a private network.")
    return list(dict.fromkeys(found))


def is_public(address):
    """
    Whether ``address`` (str) leads to a host of the public network, and to no other by way of a gateway: an address
    that holds another one inside is not asked, whatever that one is.
    """
    address = ipaddress.ip_address(address.partition("%")[0])
    if address.is_multicast or not address.is_global:
        return False
    if address.version == 4:
        return address not in _RELAYS
    return address in _UNICAST and not address.sixtofour and not address.teredo and not _is_isatap(address)


_RELAYS = ipaddress.ip_network("192.88.99.0/24")  # anycast to 6to4 relays, RFC 7526
# RFC 4291, 2.4. Addresses outside of it hold one of IPv4 (NAT64, mapped, compatible) or are local.
_UNICAST = ipaddress.ip_network("2000::/3")


def _is_isatap(address):
    """RFC 5214, 6.1: the lower half is 0000:5efe or 0200:5efe, and an address of IPv4."""
    return int(address) >> 32 & 0xFDFF_FFFF == 0x0000_5EFE


def is_odd_number(host):
    """Whether ``host`` is a number that is no address as people write it, such as 2130706433 or 0177.0.0.1."""
    last = host.rstrip(".").rpartition(".")[2].lower()
    if not (last.isdigit() or last.startswith("0x")):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


def first_open(addresses, port):
    """Return a socket to the first of ``addresses`` that takes it; raise what the last one raised."""
    *others, last = addresses[:4]
    for address in others:
        try:
            return socket.create_connection((address, port), timeout=TIMEOUT)
        except OSError:
            continue  # many a machine has only one of the two networks
    return socket.create_connection((last, port), timeout=TIMEOUT)


def connect(parts, allow_private):
    """Return an HTTP connection (``http.client``) for the parts of an address, to the host that was looked up."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = look_up(parts.hostname, port, allow_private)
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    # Without its brackets the end of an address of IPv6 would be taken for a port.
    connection = http.client.HTTPConnection(f"[{host}]" if ":" in host else host, parts.port, timeout=TIMEOUT)
    sock = first_open(addresses, port)
    try:
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    except OSError:
        sock.close()
        raise
    connection.sock = sock
    return connection


def ask_once(method, url, allow_private):
    """Return status (int) and the address it sends to (str or None). Nothing of a page is read but its head."""
    parts = urlsplit(url)
    path = iri_to_uri(parts.path or "/") + (f"?{iri_to_uri(parts.query)}" if parts.query else "")
    connection = connect(parts, allow_private)
    with _Deadline(connection, PATIENCE) as deadline:
        try:
            name = connection.host if ":" not in connection.host else f"[{connection.host}]"
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", f"{name}:{parts.port}" if parts.port else name)
            connection.putheader("User-Agent", f"newsroom-link-check (+{settings.SITE_URL})")
            connection.putheader("Accept", "*/*")
            connection.endheaders()
            response = connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            if deadline.is_over:
                raise TimeoutError from error
            raise
        if deadline.is_over:  # a head that was cut looks like one that ended
            raise TimeoutError
        return response.status, response.getheader("Location")


def follow(method, url, allow_private):
    """Return the status (int) at the end of at most ``REDIRECTS`` redirects, each to a public address."""
    for _ in range(REDIRECTS + 1):
        status, location = ask_once(method, url, allow_private)
        if status not in REDIRECTING or not location:
            return status
        url = urljoin(url, location)
        if not text.is_web_address(url):
            raise Unreachable("It sends to something that is no web address.")
    raise Unreachable(f"It sends on more than {REDIRECTS} times.")


def ask(url, allow_private=False):
    """
    Return the ``Answer`` of a web address: HEAD, and GET where that is refused. Never raises for what is out there.
    ``allow_private`` is for tests alone.
    """
    try:
        status = follow("HEAD", url, allow_private)
        if status >= 400:
            status = follow("GET", url, allow_private)
    except Unreachable as error:
        return Answer(None, str(error))
    except TimeoutError:
        return Answer(None, "It did not answer in time.")
    except ssl.SSLCertVerificationError as error:
        return Answer(None, f"Its certificate is not good: {error.verify_message}."[:200])
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(None, f"It did not answer: {error.__class__.__name__}."[:200])
    if status in RESERVED:
        return Answer(status, f"It answers people, perhaps, but no program ({status}).")
    return Answer(status, f"It answered {status}." if status >= 400 else "")


@transaction.atomic
def store(url, answer, articles, at=None):
    """Keep what ``url`` answered, with the ids of the stories that name it. What may be well is no failure."""
    at = at or timezone.now()
    check, _ = LinkCheck.objects.select_for_update().get_or_create(url=url, defaults={"checked_at": at})
    check.status, check.problem, check.checked_at = answer.status, answer.problem, at
    if answer.is_well:
        check.seen_at, check.failures = at, 0
    elif answer.is_failure:
        check.failures = min(check.failures + 1, 1000)
    check.save()
    check.articles.set(articles)
    return check


def check_all(*, older_than=timedelta(days=7), limit=None, allow_private=False, pause=PAUSE):
    """
    Ask what is due, and yield ``LinkCheck`` as each is stored: a run that is cut short has lost nothing. What gives no
    answer at all is stored once something else has answered; raise ``Unreachable`` when nothing did, as then it is this
    machine that has no network.
    """
    named = addresses()
    remember(named)
    last_asked, silent, online = {}, [], False
    for url in due(named, older_than)[:limit]:
        host = urlsplit(url).netloc
        if (wait := last_asked.get(host, 0) + pause - time.monotonic()) > 0:
            time.sleep(wait)
        answer = ask(url, allow_private)
        last_asked[host] = time.monotonic()
        online = online or answer.status is not None
        if online:
            for asked, unanswered in [*silent, (url, answer)]:
                yield store(asked, unanswered, named[asked])
            silent = []
        else:
            silent.append((url, answer))
    if len({urlsplit(url).netloc for url, _ in silent}) >= ALONE:
        raise Unreachable("Nothing answered, so nothing is kept. Look at this machine’s way to the network.")
    for asked, unanswered in silent:
        yield store(asked, unanswered, named[asked])
