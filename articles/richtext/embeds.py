"""
Pages elsewhere that a story shows: which of them may be framed, and from which hosts.

The text stores an address (``<div data-embed="URL">``). Readers get a plain link to it; where the address is one of a
provider listed here, a script puts the provider's frame in its place once the reader asks for it. Nothing is asked
of anybody before. The address of a frame is made here, from parts that match a pattern, never taken from the text.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from articles.richtext.cleaning import tags

WIDE, POST, AUDIO, TALL = "wide", "post", "audio", "tall"


@dataclass(frozen=True)
class Embed:
    """``words`` say what it is (“Video on YouTube”); ``frame_url`` is "" for what can only be linked."""

    provider: str
    words: str
    url: str
    frame_url: str = ""
    shape: str = WIDE

    @property
    def frame_host(self):
        """What ``frame-src`` has to allow: scheme and host, or ""."""
        return f"https://{urlsplit(self.frame_url).hostname}" if self.frame_url else ""


@dataclass(frozen=True)
class Address:
    """A web address in the parts that patterns look at; ``query`` has the first value of each name."""

    host: str
    path: str
    query: dict
    fragment: str


@dataclass(frozen=True)
class Provider:
    """``read`` takes an ``Address`` on one of ``hosts`` and returns (words, frame URL, shape), or None."""

    name: str
    hosts: frozenset
    read: Callable


PROVIDERS: list[Provider] = []


def provider(name, *hosts):
    def register(read):
        PROVIDERS.append(Provider(name, frozenset(hosts), read))
        return read

    return register


_YOUTUBE_TIME = re.compile(r"(?:([0-9]{1,2})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,6})s?)?")


@provider("YouTube", "youtube.com", "m.youtube.com", "music.youtube.com", "youtu.be", "youtube-nocookie.com")
def youtube(address):
    if address.host == "youtu.be":
        found = re.fullmatch(r"/([\w-]{11})", address.path, re.ASCII)
    elif address.path == "/watch":
        found = re.fullmatch(r"([\w-]{11})", address.query.get("v", ""), re.ASCII)
    else:
        found = re.fullmatch(r"/(?:embed|live|shorts|v)/([\w-]{11})", address.path, re.ASCII)
    if not found:
        return None
    begins = _YOUTUBE_TIME.fullmatch(address.query.get("t") or address.query.get("start", ""))
    hours, minutes, seconds = (int(part or 0) for part in begins.groups()) if begins else (0, 0, 0)
    seconds += 3600 * hours + 60 * minutes
    start = f"?start={seconds}" if seconds else ""
    shape = TALL if address.path.startswith("/shorts/") else WIDE
    return "Video on YouTube", f"https://www.youtube-nocookie.com/embed/{found[1]}{start}", shape


@provider("Vimeo", "vimeo.com", "player.vimeo.com")
def vimeo(address):
    shelf = r"(?:video|channels/[\w-]+|groups/[\w-]+/videos|showcase/[0-9]+/video)/"
    found = re.fullmatch(rf"/(?:{shelf})?([0-9]{{5,12}})(?:/([0-9a-f]{{6,20}}))?", address.path, re.ASCII)
    if not found:
        return None
    key = found[2] or address.query.get("h", "")
    query = {"dnt": "1"} | ({"h": key} if re.fullmatch("[0-9a-f]{6,20}", key) else {})
    return "Video on Vimeo", f"https://player.vimeo.com/video/{found[1]}?{urlencode(query)}", WIDE


@provider("X", "x.com", "twitter.com", "mobile.twitter.com")
def x(address):
    found = re.fullmatch(r"/(?:\w{1,15}|i/web)/status/([0-9]{5,20})(?:/(?:photo|video)/[0-9])?", address.path, re.ASCII)
    return found and ("Post on X", f"https://platform.twitter.com/embed/Tweet.html?dnt=true&id={found[1]}", POST)


@provider("Instagram", "instagram.com")
def instagram(address):
    found = re.fullmatch(r"/(?:[\w.]{1,30}/)?(p|reels?|tv)/([\w-]{5,40})", address.path, re.ASCII)
    kind = found and ("reel" if found[1] == "reels" else found[1])
    return found and ("Post on Instagram", f"https://www.instagram.com/{kind}/{found[2]}/embed/", POST)


@provider("Spotify", "open.spotify.com")
def spotify(address):
    kinds = "album|artist|episode|playlist|show|track"
    path = re.sub(r"^/(?:embed|intl-[a-z]{2})(?=/)", "", address.path)
    found = re.fullmatch(rf"/({kinds})/([0-9A-Za-z]{{22}})", path)
    return found and ("Audio on Spotify", f"https://open.spotify.com/embed/{found[1]}/{found[2]}", AUDIO)


@provider("SoundCloud", "soundcloud.com", "m.soundcloud.com", "w.soundcloud.com")
def soundcloud(address):
    if address.host == "w.soundcloud.com":  # the player, as in the code that is offered for copying
        sound = address.query.get("url", "") if address.path == "/player" else ""
        found = re.fullmatch(
            r"https?://api\.soundcloud\.com/(tracks|playlists)/(?:soundcloud:\1:)?([0-9]{1,20})", sound
        )
        sound = found and f"https://api.soundcloud.com/{found[1]}/{found[2]}"
    else:
        found = re.fullmatch(r"/[\w-]{1,80}/(?:sets/)?[\w-]{1,200}(?:/s-\w{5,20})?", address.path, re.ASCII)
        sound = found and f"https://soundcloud.com{address.path}"
    if not sound:
        return None
    query = urlencode({"url": sound, "visual": "false"})
    return "Audio on SoundCloud", f"https://w.soundcloud.com/player/?{query}", AUDIO


@provider("Datawrapper", "datawrapper.dwcdn.net", "datawrapper.de")
def datawrapper(address):
    found = re.fullmatch(r"(?:/_)?/([0-9A-Za-z]{5})(?:/[0-9]{1,6})?", address.path)
    return found and ("Chart on Datawrapper", f"https://datawrapper.dwcdn.net/{found[1]}/", POST)


@provider("OpenStreetMap", "openstreetmap.org")
def openstreetmap(address):
    if address.path == "/export/embed.html":  # the frame, as in the code that is offered for copying
        return _map(_numbers(address.query.get("bbox", ""), 4), _numbers(address.query.get("marker", ""), 2))
    number = r"(-?[0-9]{1,3}(?:\.[0-9]{1,10})?)"
    view = re.search(rf"(?:^|&)map=([0-9]{{1,2}})(?:\.[0-9]+)?/{number}/{number}(?:&|$)", address.fragment)
    marker = [address.query.get(name, "") for name in ("mlat", "mlon")]
    marker = [float(part) for part in marker if re.fullmatch(number, part)]
    if not view and len(marker) < 2:
        return None
    zoom, latitude, longitude = map(float, view.groups()) if view else (15, *marker)
    if not (zoom <= 20 and abs(latitude) <= 85 and abs(longitude) <= 180):
        return None
    # What a map of 700 × 394 pixels shows at this zoom.
    across = min(360, 360 * 700 / 256 / 2**zoom)
    down = min(170, across * 394 / 700 * math.cos(math.radians(latitude)))
    box = [longitude - across / 2, latitude - down / 2, longitude + across / 2, latitude + down / 2]
    return _map(box, marker)


def _numbers(text, number):
    """Return the ``number`` decimal numbers (list of float) of ``text``, between commas; or an empty list."""
    parts = text.split(",")
    are_numbers = all(re.fullmatch(r"-?[0-9]{1,3}(?:\.[0-9]{1,20})?", part) for part in parts)
    return [float(part) for part in parts] if are_numbers and len(parts) == number else []


def _map(box, marker):
    """``box`` is west, south, east and north, ``marker`` latitude and longitude, in degrees; empty for none."""
    if not box:
        return None
    query = {"bbox": ",".join(f"{edge:.6f}" for edge in box), "layer": "mapnik"}
    if len(marker) == 2:
        query["marker"] = f"{marker[0]:.6f},{marker[1]:.6f}"
    return "Map on OpenStreetMap", f"https://www.openstreetmap.org/export/embed.html?{urlencode(query)}", WIDE


_MASTODON = re.compile(
    r"/(?:@(\w[\w.-]{0,80})(@[\w.-]{1,120})?|users/(\w[\w.-]{0,80})/statuses)/([0-9]{10,20})(?:/embed)?", re.ASCII
)


def mastodon(address, url, is_plain):
    """
    The ``Embed`` of a post on Mastodon, or None. Anybody may run a host of it, so only those that are trusted
    (``MASTODON_HOSTS``) are framed, and only with posts of their own people: what others wrote, they do not frame.
    """
    found = _MASTODON.fullmatch(address.path)
    if not found:
        return None
    name, elsewhere, same, number = found.groups()
    frame = f"https://{address.host}/@{name or same}/{number}/embed"
    is_framed = is_plain and not elsewhere and address.host in settings.MASTODON_HOSTS
    return Embed("Mastodon", f"Post on Mastodon ({address.host})", url, frame if is_framed else "", POST)


_HOST_FIRST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)


def address_in(text):
    """
    Return the address that somebody means by ``text`` (str): it, the one that the code of a frame or a quoted post is
    about (as providers offer it for copying), or what browsers make of one without its ``https://``.
    """
    frames, posts, links, is_quote = [], [], [], False
    for _, tag, attributes in tags(text):
        attributes = attributes or {}
        is_quote |= tag == "blockquote"
        frames += [attributes["src"]] if tag == "iframe" and "src" in attributes else []
        posts += [attributes[name] for name in ("data-instgrm-permalink", "data-embed-url") if name in attributes]
        links += [attributes["href"]] if tag == "a" and "href" in attributes else []
    # A post with its words ends in a link to itself.
    found = frames[:1] or (is_quote and (posts[:1] or links[-1:]))
    if found:
        text = f"https:{found[0]}" if found[0].startswith("//") else found[0]
    text = text.strip()
    return f"https://{text}" if _HOST_FIRST.fullmatch(text) else text


def read(url):
    """Return the ``Embed`` of an address (str), or None when it is no address of the web."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    host = parts.hostname.removeprefix("www.")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    address = Address(host, parts.path.rstrip("/"), query, parts.fragment)
    is_plain = parts.username is None and port is None
    if is_plain:
        for known in PROVIDERS:
            if host in known.hosts and (found := known.read(address)):
                words, frame_url, shape = found
                return Embed(known.name, words, url, frame_url, shape)
    return mastodon(address, url, is_plain) or Embed("", f"Page on {host}", url)


def render(url, plain=False):
    """
    Return what stands for an embed in the text (SafeString). ``plain``: a link alone, for feeds. An address that can't
    be read is nothing.
    """
    embed = read(url)
    return render_to_string("articles/_embed.html", {"embed": embed, "plain": plain}) if embed else ""


def frame_hosts(urls):
    """List of what ``frame-src`` has to allow for a page with these embeds, in order, each once."""
    found = (read(url) for url in urls)
    return sorted({embed.frame_host for embed in found if embed and embed.frame_url})
