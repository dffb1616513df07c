"""How a feed is written: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, each from the same ``Channel``."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree

from django.utils.html import escape

from articles.text import sound

SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
EMPTY_SINCE = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without entries says that it changed


@dataclass(frozen=True)
class Item:
    """
    One entry. ``id`` stays when ``url`` changes; all addresses are absolute. ``summary`` is plain text, ``html`` is for
    programs that know no style. ``authors``: list of (name, address or ""). ``picture``: of ``Image.as_one_file``, its
    address whole, or None.
    """

    id: str
    url: str
    title: str
    summary: str
    html: str
    language: str
    published_at: datetime
    updated_at: datetime
    authors: list = field(default_factory=list)
    categories: list = field(default_factory=list)
    picture: dict | None = None


@dataclass(frozen=True)
class Channel:
    """A feed: ``url`` is its own address, ``page`` that of the page that lists the same. ``hub`` and ``logo`` or ""."""

    id: str
    url: str
    page: str
    title: str
    description: str
    publication: str
    language: str
    logo: str
    hub: str
    items: list

    @property
    def updated_at(self):
        return max((item.updated_at for item in self.items), default=EMPTY_SINCE)


@dataclass(frozen=True)
class Format:
    """``ending`` follows the address of the page, ``suffix`` the name of the URL pattern; ``write`` gives bytes."""

    label: str
    ending: str
    suffix: str
    content_type: str
    write: Callable[[Channel], bytes]


def _add(parent, tag, text=None, **attributes):
    """Add an element to ``parent``; its words are made sound, as a database may hold some from before that was done."""
    values = {name: sound(str(value)) for name, value in attributes.items()}
    element = ElementTree.SubElement(parent, tag, values)
    element.text = None if text is None else sound(text)
    return element


def _rss(channel):
    spaces = {f"xmlns:{name}": address for name, address in SPACES.items()}
    root = ElementTree.Element("rss", {"version": "2.0", **spaces})
    top = _add(root, "channel")
    _add(top, "title", channel.title)
    _add(top, "link", channel.page)
    _add(top, "description", channel.description)
    _add(top, "language", channel.language)
    _add(top, "lastBuildDate", format_datetime(channel.updated_at))
    _add(top, "atom:link", rel="self", type="application/rss+xml", href=channel.url)
    if channel.hub:
        _add(top, "atom:link", rel="hub", href=channel.hub)
    if channel.logo:
        image = _add(top, "image")
        _add(image, "url", channel.logo)
        _add(image, "title", channel.title)
        _add(image, "link", channel.page)
    for item in channel.items:
        entry = _add(top, "item")
        _add(entry, "title", item.title)
        _add(entry, "link", item.url)
        _add(entry, "guid", item.id, isPermaLink="false")
        _add(entry, "pubDate", format_datetime(item.published_at))
        _add(entry, "atom:updated", item.updated_at.isoformat())
        for name, _ in item.authors:
            _add(entry, "dc:creator", name)
        for category in item.categories:
            _add(entry, "category", category)
        _add(entry, "dc:language", item.language)
        if picture := item.picture:  # as Media RSS: an enclosure would have to say its length in bytes
            file = {name: picture[name] for name in ("url", "width", "height")}
            media = _add(entry, "media:content", type="image/jpeg", medium="image", **file)
            for tag, words in (("media:description", picture["alt"]), ("media:credit", picture["credit"])):
                if words:
                    _add(media, tag, words)
        _add(entry, "description", escape(item.summary))  # programs read it as HTML
        _add(entry, "content:encoded", item.html)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _atom(channel):
    root = ElementTree.Element("feed", {"xmlns": SPACES["atom"], "xml:lang": channel.language})
    _add(root, "id", channel.id)
    _add(root, "title", channel.title)
    _add(root, "subtitle", channel.description)
    _add(root, "updated", channel.updated_at.isoformat())
    _add(root, "link", rel="self", type="application/atom+xml", href=channel.url)
    _add(root, "link", rel="alternate", type="text/html", href=channel.page)
    if channel.hub:
        _add(root, "link", rel="hub", href=channel.hub)
    if channel.logo:
        _add(root, "logo", channel.logo)
    _add(_add(root, "author"), "name", channel.publication)  # of the entries that name nobody
    for item in channel.items:
        entry = _add(root, "entry")
        entry.set("xml:lang", item.language)
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        _add(entry, "link", rel="alternate", type="text/html", href=item.url)
        _add(entry, "published", item.published_at.isoformat())
        _add(entry, "updated", item.updated_at.isoformat())
        for name, url in item.authors:
            author = _add(entry, "author")
            _add(author, "name", name)
            if url:
                _add(author, "uri", url)
        for category in item.categories:
            _add(entry, "category", term=category)
        if item.picture:
            _add(entry, "link", rel="enclosure", type="image/jpeg", href=item.picture["url"])
        _add(entry, "summary", item.summary)
        _add(entry, "content", item.html, type="html")
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _json_feed(channel):
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.url,
        "description": channel.description,
        "icon": channel.logo,
        "authors": [{"name": channel.publication}],
        "language": channel.language,
        "hubs": [{"type": "WebSub", "url": channel.hub}] if channel.hub else [],
    }
    items = [
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "content_html": item.html,
            "summary": item.summary,
            "image": item.picture["url"] if item.picture else "",
            "date_published": item.published_at.isoformat(),
            "date_modified": item.updated_at.isoformat(),
            "authors": [{"name": name, "url": url} if url else {"name": name} for name, url in item.authors],
            "tags": item.categories,
            "language": item.language,
        }
        for item in channel.items
    ]
    said = {name: value for name, value in feed.items() if value}
    said["items"] = [{name: value for name, value in item.items() if value or name == "content_html"} for item in items]
    return sound(json.dumps(said, ensure_ascii=False)).encode()


RSS = Format("RSS", "feed/", "", "application/rss+xml", _rss)
ATOM = Format("Atom", "feed/atom/", "_atom", "application/atom+xml", _atom)
JSON = Format("JSON Feed", "feed.json", "_json", "application/feed+json", _json_feed)
FORMATS = (RSS, ATOM, JSON)


def feeds_of(page):
    """List of (``Format``, address) of the feeds of a ``page`` (its address, which ends with a slash)."""
    return [(form, f"{page}{form.ending}") for form in FORMATS]
