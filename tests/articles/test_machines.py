"""What machines read: structured data, cards for other sites, feeds, sitemaps."""

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from articles.models import Citation, Edition
from newsroom.models import Publication
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_source,
    create_superuser,
    publish,
)

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


def locations(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return [element.text for element in ElementTree.fromstring(response.content).iter() if element.tag.endswith("}loc")]  # noqa: S314


def test_the_sitemap_names_only_months_and_sections_with_stories(client, django_assert_num_queries):
    empty = create_section(slug="empty")
    later = create_section(slug="later")
    for at in (datetime(2019, 2, 1, 12, tzinfo=UTC), datetime(2024, 12, 31, 12, tzinfo=UTC)):
        publish(create_article(section=create_section(slug=f"of-{at.year}")), at=at)
    publish(create_article(section=later), at=timezone.now() + 40 * 24 * HOUR)
    with django_assert_num_queries(3):  # the publication; the oldest and the newest; the months between
        files = locations(client, "/sitemap.xml")
    assert files == [
        "http://testserver/sitemap-sections.xml",
        "http://testserver/sitemap-2019-02.xml",
        "http://testserver/sitemap-2024-12.xml",
    ]
    with django_assert_num_queries(2):
        sections = locations(client, "/sitemap-sections.xml")
    assert sections == ["http://testserver/", "http://testserver/of-2019/", "http://testserver/of-2024/"]
    assert empty.get_absolute_url() not in str(sections)
    coming = timezone.localdate() + 40 * 24 * HOUR
    for month in ("2019-01", "2019-03", "2025-01", f"{coming:%Y-%m}", "1999-01", "2999-01", "0001-01"):
        assert client.get(f"/sitemap-{month}.xml").status_code == 404, month


def test_a_month_whose_only_story_is_withdrawn_is_no_file(client):
    edition = publish()
    month = f"/sitemap-{timezone.localtime(edition.published_at):%Y-%m}.xml"
    assert len(locations(client, month)) == 1
    edition.article.withdraw(create_superuser(), reason="It was wrong.")
    assert client.get(month).status_code == 404
    assert locations(client, "/sitemap.xml") == ["http://testserver/sitemap-sections.xml"]


def test_the_sitemap_of_a_site_without_stories_is_valid(client):
    create_section()
    assert locations(client, "/sitemap.xml") == ["http://testserver/sitemap-sections.xml"]
    assert locations(client, "/sitemap-sections.xml") == ["http://testserver/"]


def test_two_hundred_years_are_looked_through(client, django_assert_num_queries):
    for year in (1826, 1926, 2026):
        publish(at=datetime(year, 3, 4, tzinfo=UTC))
    with django_assert_num_queries(5):
        files = locations(client, "/sitemap.xml")
    assert [file[-11:-4] for file in files[1:]] == ["1826-03", "1926-03", "2026-03"]


@pytest.mark.parametrize(
    ("fields", "said", "expected"),
    [
        ({"alt": "Three cranes"}, "", "Three cranes"),
        ({"alt": "Three cranes"}, "Cranes at night", "Cranes at night"),
        ({"alt": "", "is_decorative": True}, "", ""),
        ({"alt": "Left from before", "is_decorative": True}, "", ""),
    ],
)
def test_a_picture_says_the_same_words_wherever_it_stands(client, fields, said, expected):
    section = create_section(slug="harbour")
    image = create_image(**fields)
    edition = publish(create_article(section=section, lead_image=image, lead_image_alt=said))
    for address in ("/", "/harbour/", edition.get_absolute_url()):
        page = client.get(address).text
        assert re.findall(r'<img [^>]*alt="([^"]*)"', page) == [expected], address
    assert meta(page, "og:image:alt") == (expected or None)


def test_the_card_elsewhere_describes_the_picture_it_shows(client):
    article = create_article(lead_image=create_image(alt="A crane"), social_image=create_image(alt="The quay"))
    assert meta(client.get(publish(article).get_absolute_url()).text, "og:image:alt") == "The quay"


@pytest.mark.parametrize(
    ("publication", "story", "page", "article"),
    [("pt-BR", "", "pt_BR", "pt_BR"), ("en-GB", "nb-NO", "en_GB", "nb_NO"), ("zh-Hant-TW", "de", "zh_TW", None)],
)
def test_page_card_feed_and_data_say_one_language(client, publication, story, page, article):
    Publication.objects.create(language=publication)
    edition = publish(create_article(language=story))
    front, text = client.get("/").text, client.get(edition.get_absolute_url()).text
    assert f'<html lang="{publication}"' in front
    assert client.get("/feed.json").json()["language"] == publication
    assert structured_data(text)["inLanguage"] == (story or publication)
    assert (meta(front, "og:locale"), meta(text, "og:locale")) == (page, article)
