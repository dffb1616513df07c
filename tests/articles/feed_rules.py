"""The rules of RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, as far as a feed of stories comes near them."""

import json
import re
from collections import Counter
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
XML = "{http://www.w3.org/XML/1998/namespace}"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# RFC 3339 asks for all of it, the zone too, which fromisoformat() does not.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def is_address(url):
    return urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).hostname)


def is_moment(text):
    return bool(MOMENT.fullmatch(text)) and datetime.fromisoformat(text).tzinfo is not None


def parsed(content):
    assert b"<!DOCTYPE" not in content
    return ElementTree.fromstring(content)  # noqa: S314  our own output


class Elsewhere(HTMLParser):
    """Reads the text of an entry as a program does that knows neither the site nor its style and script."""

    KNOWN = set(
        "a abbr aside b blockquote br cite code del div em figcaption figure h2 h3 h4 hr i img ins kbd li ol p pre q "
        "rp rt ruby s small span strong sub sup table tbody td tfoot th thead time tr u ul caption".split()
    )

    def __init__(self, html):
        super().__init__()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        assert tag in self.KNOWN, tag
        assert not [name for name in said if name.startswith(("on", "data-")) or name in {"style", "srcset"}], said
        for name in {"href", "src", "cite"} & said.keys():
            assert is_address(said[name]) or said[name].startswith(("mailto:", "tel:")), said[name]
        if tag == "img":
            assert said["src"]
            assert "alt" in said


def only_known(element, once, often=()):
    """Each child of ``element`` is one of these (names), those of ``once`` at most once. Return how many of each."""
    found = Counter(child.tag for child in element)
    assert set(found) <= {*once, *often}, set(found) - {*once, *often}
    assert all(found[tag] <= 1 for tag in once), found
    return found


def check_rss(content):
    """``content`` (bytes) is valid RSS; return what ``check`` does."""
    root = parsed(content)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    once = ["title", "link", "description", "language", "lastBuildDate", "image"]
    found = only_known(channel, once, ["item", f"{ATOM}link"])
    assert all(found[tag] == 1 for tag in ("title", "link", "description"))
    assert is_address(channel.findtext("link"))
    assert LANGUAGE.fullmatch(channel.findtext("language"))
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")).tzinfo
    (own,) = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("type") == "application/rss+xml"
    for image in channel.findall("image"):
        assert [child.tag for child in image] == ["url", "title", "link"]
    entries = []
    for item in channel.findall("item"):
        once = ["title", "link", "description", "guid", "pubDate", CONTENT, f"{ATOM}updated", f"{DC}language"]
        only_known(item, once, ["category", f"{DC}creator", f"{MEDIA}content"])
        assert item.findtext("title").strip() or item.findtext("description").strip()
        assert is_address(item.findtext("link"))
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo
        assert is_moment(item.findtext(f"{ATOM}updated"))
        assert LANGUAGE.fullmatch(item.findtext(f"{DC}language"))
        for media in item.findall(f"{MEDIA}content"):
            assert is_address(media.get("url"))
            assert set(media.attrib) == {"url", "type", "medium", "width", "height"}
            only_known(media, [f"{MEDIA}description", f"{MEDIA}credit"])
        Elsewhere(item.findtext("description"))
        Elsewhere(item.findtext(CONTENT))
        entries.append(
            {
                "id": item.findtext("guid"),
                "url": item.findtext("link"),
                "title": item.findtext("title"),
                "html": item.findtext(CONTENT),
                "authors": [creator.text for creator in item.findall(f"{DC}creator")],
                "picture": next((media.get("url") for media in item.findall(f"{MEDIA}content")), ""),
                "language": item.findtext(f"{DC}language"),
            }
        )
    return own.get("href"), channel.findtext("link"), channel.findtext("title"), entries


def check_atom(content):
    """The same of Atom."""
    root = parsed(content)
    assert root.tag == f"{ATOM}feed"
    names = {name: f"{ATOM}{name}" for name in "id title subtitle updated logo author link entry".split()}
    once = [names[name] for name in ("id", "title", "subtitle", "updated", "logo")]
    found = only_known(root, once, [names["author"], names["link"], names["entry"]])
    assert all(found[names[name]] == 1 for name in ("id", "title", "updated"))
    assert found[names["author"]] >= 1  # else each entry would have to name one
    check_construct(root)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert len(links) == found[names["link"]]
    entries = []
    for entry in root.findall(f"{ATOM}entry"):
        once = [f"{ATOM}{name}" for name in ("id", "title", "updated", "published", "summary", "content")]
        found = only_known(entry, once, [f"{ATOM}{name}" for name in ("author", "link", "category")])
        assert all(found[f"{ATOM}{name}"] == 1 for name in ("id", "title", "updated"))
        check_construct(entry)
        alternates = [link.get("href") for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        enclosures = [link.get("href") for link in entry.findall(f"{ATOM}link") if link.get("rel") == "enclosure"]
        assert len(alternates) == 1
        assert all(category.get("term") for category in entry.findall(f"{ATOM}category"))
        text = entry.find(f"{ATOM}content")
        assert text.get("type") == "html"
        Elsewhere(text.text)
        entries.append(
            {
                "id": entry.findtext(f"{ATOM}id"),
                "url": alternates[0],
                "title": entry.findtext(f"{ATOM}title"),
                "html": text.text,
                "authors": [author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author")],
                "picture": next(iter(enclosures), ""),
                "language": entry.get(f"{XML}lang"),
            }
        )
    return links["self"], links["alternate"], root.findtext(f"{ATOM}title"), entries


def check_construct(element):
    """What feeds and entries of Atom have in common."""
    assert re.match(r"[a-z][a-z0-9+.-]*:\S+\Z", element.findtext(f"{ATOM}id"))
    assert LANGUAGE.fullmatch(element.get(f"{XML}lang"))
    assert element.findtext(f"{ATOM}title").strip()
    for name in ("updated", "published"):
        assert all(is_moment(moment.text) for moment in element.findall(f"{ATOM}{name}"))
    for link in element.findall(f"{ATOM}link"):
        assert is_address(link.get("href"))
        assert set(link.attrib) <= {"rel", "type", "href"}
    for author in element.findall(f"{ATOM}author"):
        only_known(author, [f"{ATOM}name", f"{ATOM}uri"])
        assert author.findtext(f"{ATOM}name").strip()
        assert is_address(author.findtext(f"{ATOM}uri") or "https://example.org/")


OF_A_FEED = {
    **{"version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "icon": str},
    **{"authors": list, "language": str, "hubs": list, "items": list},
}
OF_AN_ITEM = {
    **{"id": str, "url": str, "title": str, "content_html": str, "summary": str, "image": str, "date_published": str},
    **{"date_modified": str, "authors": list, "tags": list, "language": str},
}


def check_json(content):
    """The same of JSON Feed."""
    feed = json.loads(content)
    assert {"version", "title", "items"} <= feed.keys() <= OF_A_FEED.keys()
    assert all(isinstance(value, OF_A_FEED[name]) for name, value in feed.items())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert all(hub.keys() == {"type", "url"} and is_address(hub["url"]) for hub in feed.get("hubs", []))
    entries = []
    for item in feed["items"]:
        assert {"id", "content_html"} <= item.keys() <= OF_AN_ITEM.keys()
        assert all(isinstance(value, OF_AN_ITEM[name]) for name, value in item.items())
        assert all(is_moment(item[name]) for name in ("date_published", "date_modified"))
        assert all(is_address(item[name]) for name in ("url", "image") if name in item)
        assert all(author.get("name") and author.keys() <= {"name", "url"} for author in item.get("authors", []))
        assert all(isinstance(tag, str) and tag for tag in item.get("tags", []))
        Elsewhere(item["content_html"])
        entries.append(
            {
                **{name: item[name] for name in ("id", "url", "title", "language")},
                "html": item["content_html"],
                "authors": [author["name"] for author in item.get("authors", [])],
                "picture": item.get("image", ""),
            }
        )
    return feed["feed_url"], feed["home_page_url"], feed["title"], entries


CHECKS = {
    "application/rss+xml": check_rss,
    "application/atom+xml": check_atom,
    "application/feed+json": check_json,
}


def check(response):
    """
    The answer is a valid feed of the type that it says. Return its own address, its page, its title and its entries
    (list of dicts, the same whatever the format).
    """
    assert response.status_code == 200, response
    found = CHECKS[response["Content-Type"].partition(";")[0]](response.content)
    ids = [entry["id"] for entry in found[3]]
    assert len(ids) == len(set(ids))
    assert all(name.startswith("urn:uuid:") for name in ids)
    return found
