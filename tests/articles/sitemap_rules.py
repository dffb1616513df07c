"""What the schemas of sitemaps.org 0.9, Google's image extension 1.1 and its news extension 0.9 allow, as rules."""

import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
# xsd:date or xsd:dateTime, of which W3C's note asks for the zone
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?")


def in_sequence(element, order, required=(), many=()):
    """The children of ``element`` come in this ``order`` (names), each at most once but ``many``."""
    tags = [child.tag for child in element]
    assert set(tags) <= set(order), tags
    assert tags == sorted(tags, key=order.index), tags
    assert all(tags.count(tag) <= 1 or tag in many for tag in tags), tags
    assert set(required) <= set(tags), tags
    assert not element.attrib


def check_location(element):
    location = element.text
    assert 12 <= len(location) <= 2048
    assert urlsplit(location).scheme in {"http", "https"}
    assert urlsplit(location).hostname
    assert location.isascii()
    return location


def check_moment(text):
    assert MOMENT.fullmatch(text), text
    datetime.fromisoformat(text)


def check_index(content):
    """``content`` (bytes) is a valid index. Return the addresses (list) that it lists."""
    root = ElementTree.fromstring(content)  # noqa: S314  our own output
    assert root.tag == f"{SITEMAP}sitemapindex"
    assert 1 <= len(root) <= 50_000
    assert {child.tag for child in root} == {f"{SITEMAP}sitemap"}
    for file in root:
        in_sequence(file, [f"{SITEMAP}loc", f"{SITEMAP}lastmod"], [f"{SITEMAP}loc"])
    files = [check_location(file.find(f"{SITEMAP}loc")) for file in root]
    assert len(files) == len(set(files))
    return files


def check_sitemap(content, *, may_be_empty=False):
    """``content`` (bytes) is a valid sitemap. Return dict of address → dict of lastmod, images, title, language."""
    root = ElementTree.fromstring(content)  # noqa: S314
    assert root.tag == f"{SITEMAP}urlset"
    assert len(content) <= 50 * 2**20
    assert int(not may_be_empty) <= len(root) <= 50_000
    found = {}
    for url in root:
        assert url.tag == f"{SITEMAP}url"
        order = [f"{SITEMAP}{name}" for name in ("loc", "lastmod", "changefreq", "priority")]
        in_sequence(url, [*order, f"{IMAGE}image", f"{NEWS}news"], order[:1], many=[f"{IMAGE}image"])
        entry = {"lastmod": url.findtext(f"{SITEMAP}lastmod"), "images": [], "title": "", "language": ""}
        if entry["lastmod"] is not None:
            check_moment(entry["lastmod"])
        for image in url.findall(f"{IMAGE}image"):
            in_sequence(image, [f"{IMAGE}loc"], [f"{IMAGE}loc"])
            entry["images"].append(check_location(image[0]))
        for news in url.findall(f"{NEWS}news"):
            order = [f"{NEWS}{name}" for name in ("publication", "publication_date", "title")]
            in_sequence(news, order, order)
            paper = [f"{NEWS}name", f"{NEWS}language"]
            in_sequence(news[0], paper, paper)
            assert news[0][0].text.strip()
            assert re.fullmatch("zh-cn|zh-tw|([a-z]{2,3})", news[0][1].text)
            check_moment(news[1].text)
            entry["title"], entry["language"] = news[2].text, news[0][1].text
            assert entry["title"].strip()
        address = check_location(url.find(f"{SITEMAP}loc"))
        assert address not in found
        found[address] = entry
    return found
