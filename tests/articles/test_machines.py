"""What machines read in a page: structured data, and cards for other sites."""

import json
import re
from datetime import timedelta

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
