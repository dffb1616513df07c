"""What machines read: structured data, cards for other sites, feeds, sitemaps."""

import json
import re
from datetime import timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from articles.models import Citation, Edition
from newsroom.models import Publication
from tests.factories import create_article, create_author, create_image, create_section, create_source, publish

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


@pytest.fixture
def edition():
    """A corrected analysis by two authors, with a picture, a source and hostile words."""
    Publication.objects.create(name="The Harbour Ledger", language="en-GB")
    article = create_article(
        headline='A "figure" </script><script>alert(1)</script> & more',
        standfirst="Three councils <believed> another had paid.",
        kind="analysis",
        dateline="North Quay",
        section=create_section(name="Harbour", slug="harbour"),
        authors=[create_author(name="Ines Varga", role="Editor"), create_author(name="Tom Okafor")],
        tags=["Port", "Money"],
        lead_image=create_image(credit="N. Petrenko"),
        body='<p>Text with a <a href="/about/">link</a>.</p>',
    )
    Citation.objects.create(article=article, source=create_source(name="Minutes"), url="https://example.org/minutes")
    publish(article, at=timezone.now() - 5 * HOUR)
    return publish(article, at=timezone.now() - HOUR, kind=Edition.Kind.CORRECTION, note="It was eleven.")


def structured_data(page):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    return json.loads(blocks[0])


def meta(page, name):
    match = re.search(rf'<meta (?:property|name)="{name}"\s+content="([^"]*)"', page)
    return match and match[1]


def test_an_article_says_of_itself_what_its_page_says(client, edition):
    page = client.get(edition.get_absolute_url()).content.decode()
    data = structured_data(page)
    url = f"http://testserver{edition.get_absolute_url()}"
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "AnalysisNewsArticle"
    assert data["headline"] == edition.headline
    assert data["description"] == edition.standfirst
    assert data["mainEntityOfPage"] == data["url"] == url
    assert data["datePublished"] == edition.published_at.isoformat()
    assert data["dateModified"] == edition.live_from.isoformat()
    assert [author["name"] for author in data["author"]] == ["Ines Varga", "Tom Okafor"]
    assert all(author["url"].startswith("http://testserver/authors/") for author in data["author"])
    assert data["publisher"]["name"] == "The Harbour Ledger"
    assert data["dateline"] == "North Quay"
    assert data["inLanguage"] == "en-GB"
    assert data["correction"][0]["text"] == "It was eleven."
    assert data["citation"][0]["url"] == "https://example.org/minutes"
    assert data["image"][0]["url"].startswith("http://testserver/media/images/")
    sizes = [(image["width"], image["height"]) for image in data["image"]]
    assert sizes == [(1600, 1066), (1066, 1066), (1421, 1066), (1600, 900)]
    assert [image["url"].rpartition("/")[2] for image in data["image"][1:]] == [
        "1x1-50-50.jpg",
        "4x3-50-50.jpg",
        "16x9-50-50.jpg",
    ]
    # The page shows the same moments.
    for moment in (edition.published_at, edition.updated_at):
        shown = timezone.localtime(moment).isoformat(timespec="minutes")
        assert f'datetime="{shown}"' in page


def test_hostile_words_stay_words(client, edition):
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert page.count("</script>") == 1


def test_cards_for_other_sites_and_the_canonical_address(client, edition):
    page = client.get(f"{edition.get_absolute_url()}?utm_source=x").content.decode()
    url = f"http://testserver{edition.get_absolute_url()}"
    assert f'<link rel="canonical" href="{url}">' in page
    assert meta(page, "og:type") == "article"
    assert meta(page, "og:url") == url
    assert meta(page, "og:title")
    assert meta(page, "og:description") == "Three councils &lt;believed&gt; another had paid."
    assert meta(page, "og:image").startswith("http://testserver/media/images/")
    assert meta(page, "og:image").endswith("/16x9-50-50.jpg")
    assert (meta(page, "og:image:width"), meta(page, "og:image:height")) == ("1600", "900")
    assert meta(page, "article:published_time")


def test_a_story_that_appeared_elsewhere_first_says_where(client):
    edition = publish(canonical_url="https://first.example/story/")
    page = client.get(edition.get_absolute_url()).content.decode()
    assert '<link rel="canonical" href="https://first.example/story/">' in page


@pytest.mark.parametrize("path", ["/feed/", "/harbour/feed/", "/tags/port/feed/", "/authors/{author}/feed/"])
def test_a_feed_holds_the_whole_story_with_addresses_that_work_elsewhere(client, edition, path):
    path = path.format(author=edition.authors.first().slug)
    response = client.get(path)
    assert response["Content-Type"].startswith("application/rss+xml")
    channel = ElementTree.fromstring(response.content).find("channel")  # noqa: S314  our own output
    assert "The Harbour Ledger" in channel.findtext("title")
    assert channel.find("{http://www.w3.org/2005/Atom}link").get("href") == f"http://testserver{path}"
    (item,) = channel.findall("item")
    assert item.findtext("title") == edition.headline
    assert item.findtext("link") == f"http://testserver{edition.get_absolute_url()}"
    assert item.findtext("description") == edition.standfirst
    assert 'href="http://testserver/about/"' in item.findtext(CONTENT)
    assert [creator.text for creator in item.findall(CREATOR)] == ["Ines Varga", "Tom Okafor"]
    assert [category.text for category in item.findall("category")] == ["Harbour", "Money", "Port"]
    published = edition.published_at.replace(microsecond=0)
    assert parsedate_to_datetime(item.findtext("pubDate")) == published


def test_a_story_keeps_its_mark_in_feeds_when_its_address_changes(client):
    def guid():
        return ElementTree.fromstring(client.get("/feed/").content).find("channel/item/guid")  # noqa: S314

    edition = publish(create_article(slug="old"))
    before = guid()
    assert before.get("isPermaLink") == "false"
    edition.article.slug = "new"
    edition.article.save()
    publish(edition.article)
    assert guid().text == before.text


def test_the_sitemap_leads_to_every_story_with_its_last_change(client, edition):
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314
    files = [loc.text for loc in index.findall("s:sitemap/s:loc", space)]
    found = {}
    for file in files:
        tree = ElementTree.fromstring(client.get(file.removeprefix("http://testserver")).content)  # noqa: S314
        for url in tree.findall("s:url", space):
            found[url.findtext("s:loc", namespaces=space)] = url.findtext("s:lastmod", namespaces=space)
    assert found.keys() >= {"http://testserver/", "http://testserver/harbour/"}
    changed = found[f"http://testserver{edition.get_absolute_url()}"]
    assert changed.startswith(f"{timezone.localtime(edition.updated_at):%Y-%m-%dT%H:%M:%S}")
