"""What machines read in a page: structured data, and cards for other sites."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.contrib.flatpages.models import FlatPage
from django.utils import timezone

from articles.models import Author, Citation, Edition
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


def graph(page):
    """Dict of type → object of what ``page`` (HTML) says of itself."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    said = json.loads(blocks[0])
    assert said.keys() == {"@context", "@graph"}
    assert said["@context"] == "https://schema.org"
    return {found["@type"]: found for found in said["@graph"]}


def structured_data(page):
    return next(iter(graph(page).values()))


def meta(page, name):
    match = re.search(rf'<meta (?:property|name)="{name}"\s+content="([^"]*)"', page)
    return match and match[1]


def test_an_article_says_of_itself_what_its_page_says(client, edition):
    page = client.get(edition.get_absolute_url()).content.decode()
    data = structured_data(page)
    url = f"http://testserver{edition.get_absolute_url()}"
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
    assert page.count("</script>") == 2  # what machines read, and what the page does by itself


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


# -- What Google asks of each kind of object (developers.google.com/search/docs/appearance/structured-data) --

NEWS = {
    "headline": str, "datePublished": str, "dateModified": str, "author": list, "image": list, "url": str,
    "mainEntityOfPage": str, "description": str, "inLanguage": str, "articleSection": str, "publisher": dict,
    "isAccessibleForFree": bool, "wordCount": int, "keywords": list,
}  # fmt: skip
ORGANISATION = {"name": str, "url": str, "logo": dict, "@id": str}
# Type → dict of the properties that are required or recommended, as far as the site knows them → what they are.
EXPECTED = {
    **dict.fromkeys(("NewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle", "ReviewNewsArticle"), NEWS),
    "BreadcrumbList": {"itemListElement": list},
    "ListItem": {"position": int},
    "CollectionPage": {"name": str, "url": str, "isPartOf": dict, "mainEntity": dict, "inLanguage": str},
    "ItemList": {"itemListElement": list},
    "ImageObject": {"url": str, "width": int, "height": int},
    "NewsMediaOrganization": ORGANISATION,
    "Person": {"name": str, "url": str},
    "Place": {"name": str},
    "ProfilePage": {"mainEntity": dict, "url": str, "name": str},
    "CorrectionComment": {"text": str, "datePublished": str},
    "CreativeWork": {"name": str, "url": str},
    "WebSite": {"name": str, "url": str},
    "WebPage": {"name": str, "url": str},
    "AboutPage": {"name": str, "url": str},
}
ADDRESSES = {"url", "item", "sameAs", "mainEntityOfPage", "@id", "isBasedOn", "archivedAt", "publishingPrinciples"}
POLICIES = {"ethicsPolicy", "correctionsPolicy", "ownershipFundingInfo", "masthead"}


def check_object(data):
    """``data`` and all in it have what their types ask for, whole addresses, and nothing that says nothing."""
    if isinstance(data, list):
        assert data
        for entry in data:
            check_object(entry)
    elif isinstance(data, dict):
        if data.keys() != {"@id"}:
            for name, kind in EXPECTED[data["@type"]].items():
                assert isinstance(data.get(name), kind), (data["@type"], name, data.get(name))
        for name, value in data.items():
            assert value not in ("", None, {}), (data, name)
            if name in ADDRESSES | POLICIES:
                for address in value if isinstance(value, list) else [value]:
                    assert re.match(r"https?://[^/]+/", address), (name, address)
            elif name in {"datePublished", "dateModified"}:
                assert datetime.fromisoformat(value).tzinfo
            else:
                check_object(value)


def check_breadcrumbs(trail, *expected):
    items = trail["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert [(item["name"], item.get("item", "").removeprefix("http://testserver")) for item in items] == list(expected)


@pytest.fixture
def paper(edition):
    """The publication of ``edition`` with all that it may say of itself, and an author with all that one may."""
    paper = Publication.objects.get()
    for name in ("about", "ethics", "corrections_policy", "ownership", "funding", "masthead"):
        page = FlatPage.objects.create(url=f"/{name}/", title=f"Our {name} & “more”", content=f"<p>Of {name}.</p>")
        page.sites.add(1)
        setattr(paper, name, page)
    paper.tagline, paper.social_links = "Tides & more", [{"label": "Mastodon", "url": "https://social.example/@ledger"}]
    paper.save()
    Author.objects.filter(name="Ines Varga").update(
        slug="ines",
        bio="Writes.",
        location="North Quay",
        expertise=["ports"],
        languages=["en", "nb"],
        links=[{"label": "Site", "url": "https://ines.example/"}],
        portrait=create_image(),
    )
    return paper


def test_every_page_says_what_google_asks_of_its_kind(client, edition, paper):
    day = timezone.localtime(edition.published_at)
    name = "The Harbour Ledger"
    pages = {
        "/": ("WebSite", None),
        edition.get_absolute_url(): (
            "AnalysisNewsArticle",
            [(name, "/"), ("Harbour", "/harbour/"), (edition.headline, "")],
        ),
        "/harbour/": ("CollectionPage", [(name, "/"), ("Harbour", "")]),
        "/tags/port/": ("CollectionPage", [(name, "/"), ("Port", "")]),
        "/authors/ines/": ("ProfilePage", [(name, "/"), ("Ines Varga", "")]),
        f"/{day:%Y/%m/%d}/": ("CollectionPage", [(name, "/"), (f"{day:%-d %B %Y}", "")]),
        "/corrections/": ("CollectionPage", [(name, "/"), ("Corrections", "")]),
        "/feeds/": ("WebPage", [(name, "/"), ("Feeds", "")]),
        "/about/": ("AboutPage", [(name, "/"), ("Our about & “more”", "")]),
        "/ethics/": ("WebPage", [(name, "/"), ("Our ethics & “more”", "")]),
    }
    for address, (kind, trail) in pages.items():
        page = client.get(address).text
        said = graph(page)
        assert next(iter(said)) == kind, address
        check_object(list(said.values()))
        if trail:
            check_breadcrumbs(said["BreadcrumbList"], *trail)
        assert said[kind]["url"] == f"http://testserver{address}"
        assert meta(page, "description"), address
        assert meta(page, "og:title"), address
    for kind, listed in (("/harbour/", 1), ("/corrections/", 1)):
        assert len(graph(client.get(kind).text)["CollectionPage"]["mainEntity"]["itemListElement"]) == listed


def test_the_publication_names_its_policies_and_an_author_who_they_are(client, edition, paper):
    publisher = graph(client.get("/").text)["NewsMediaOrganization"]
    assert publisher["logo"]["url"].startswith("http://testserver/static/img/icon-180")
    assert {
        name: publisher[name].removeprefix("http://testserver") for name in POLICIES - {"ownershipFundingInfo"}
    } == {
        "ethicsPolicy": "/ethics/",
        "correctionsPolicy": "/corrections_policy/",
        "masthead": "/masthead/",
    }
    assert [url.rpartition("er/")[2] for url in publisher["ownershipFundingInfo"]] == ["ownership/", "funding/"]
    assert publisher["sameAs"] == ["https://social.example/@ledger"]
    person = graph(client.get("/authors/ines/").text)["ProfilePage"]["mainEntity"]
    assert (person["jobTitle"], person["description"]) == ("Editor", "Writes.")
    assert person["sameAs"] == ["https://ines.example/"]
    assert (person["knowsAbout"], person["workLocation"]["name"]) == (["ports"], "North Quay")
    paper.logo = create_image(width=400, height=100)
    paper.save()
    logo = graph(client.get("/").text)["NewsMediaOrganization"]["logo"]
    assert (logo["width"], logo["height"]) == (400, 100)


@pytest.mark.parametrize("kind", ["news", "opinion", "review", "interview"])
def test_kinds_of_stories_have_types_of_their_own(client, kind):
    source = create_source(name="The port")
    article = create_article(
        kind=kind, canonical_url="https://first.example/story/", lead_image=create_image(), tags=["x"]
    )
    Citation.objects.create(
        article=article, source=source, archive_url="https://archive.example/1", url="https://p.example/"
    )
    Citation.objects.create(
        article=article,
        source=create_source(name="X", kind="anonymous", description="In danger."),
        url="https://secret.example/",
    )
    data = structured_data(client.get(publish(article).get_absolute_url()).text)
    types = {"opinion": "OpinionNewsArticle", "review": "ReviewNewsArticle"}
    assert data["@type"] == types.get(kind, "NewsArticle")
    check_object(data | {"description": "x"})
    assert data["isBasedOn"] == "https://first.example/story/"
    (cited,) = data["citation"]
    assert (cited["name"], cited["url"], cited["archivedAt"]) == (
        "The port",
        "https://p.example/",
        "https://archive.example/1",
    )
    assert data["description"] == "The first paragraph."
