"""What other programs read: live stories as JSON, and their cards for other sites."""

import json
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from articles.models import Citation, Edition, EditionAuthor, EditionTag
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
SITE = "http://testserver"


@pytest.fixture
def edition():
    Publication.objects.create(name="The Harbour Ledger", language="en-GB", contact_email="desk@example.org")
    section, author = create_section(name="Harbour", slug="harbour"), create_author(name="Ines Varga", slug="ines")
    other = publish(create_article(headline="The other one", section=section, tags=["Port"], authors=[author]))
    article = create_article(
        headline='A "figure" </script><script>alert(1)</script>',
        standfirst="Three <councils>.",
        section=section,
        authors=[author],
        tags=["Port"],
        lead_image=create_image(credit="N. Petrenko"),
    )
    Citation.objects.create(article=article, source=create_source(name="Minutes"), url="https://example.org/m")
    article.body = f'<p>A <a href="/about/">link</a>.</p><aside data-see-also="{other.article_id}"></aside>'
    article.save()
    publish(article, at=timezone.now() - 5 * HOUR)
    return publish(article, at=timezone.now() - 2 * HOUR, kind="correction", note="It was eleven.")


def read(client, address, status=200, **query):
    response = client.get(address, query)
    assert response.status_code == status, response.text
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


def test_a_story_says_what_its_page_says(client, edition):
    found = read(client, f"/api/articles/{edition.article_id}/")
    assert found["url"] == f"{SITE}{edition.get_absolute_url()}"
    assert (found["headline"], found["standfirst"]) == (edition.headline, "Three <councils>.")
    assert (found["language"], found["kind"], found["edition"]) == ("en-GB", "news", 2)
    assert 'href="http://testserver/about/"' in found["html"]
    assert "The other one" in found["html"]
    assert found["corrections"][0]["note"] == "It was eleven."
    assert (found["sources"][0]["name"], found["sources"][0]["uses"][0]["url"]) == ("Minutes", "https://example.org/m")
    assert found["image"]["credit"] == "N. Petrenko"
    assert found["section"] == {"name": "Harbour", "slug": "harbour", "url": f"{SITE}/harbour/"}
    assert found["urn"] == client.get("/feed.json").json()["items"][1]["id"]
    assert f'href="/api/articles/{edition.article_id}/"' in client.get(edition.get_absolute_url()).text


def test_lists_are_narrowed_and_go_on_from_a_cursor(client, edition):
    for model in (Edition, EditionAuthor, EditionTag):
        model.objects.update(published_at=edition.published_at)  # two stories of one moment
    for query in ({}, {"section": "harbour"}, {"tag": "port"}, {"author": "ines"}):
        seen, following = [], None
        for _ in range(3):
            found = read(client, following or "/api/articles/", **({} if following else {"limit": 1, **query}))
            seen += [row["id"] for row in found["articles"]]
            following = found["next"]
            if not following:
                break
        assert len(seen) == len(set(seen)) == 2, query
        assert edition.article_id in seen
    publish(headline="Elsewhere")
    assert len(read(client, "/api/articles/")["articles"]) == 3
    assert len(read(client, "/api/articles/", section="harbour")["articles"]) == 2


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"limit": "0"}, 400),
        ({"limit": "101"}, 400),
        ({"limit": "01005"}, 400),
        ({"limit": "9" * 5000}, 400),
        ({"limit": "٣"}, 400),
        ({"before": "x"}, 400),
        ({"before": "20261123000000000000-" + "9" * 30}, 400),
        ({"section": "harbour", "tag": "port"}, 400),
        ({"section": "nothing"}, 404),
        ({"tag": "\0"}, 404),
    ],
)
def test_what_can_not_be_meant_is_said_in_a_sentence(client, edition, query, status):
    assert read(client, "/api/articles/", status, **query)["error"]


def test_only_what_readers_see_is_there(client, edition):
    draft = create_article(section=edition.section)
    later = create_article(section=edition.section)
    later.publish(create_superuser(), at=timezone.now() + HOUR)
    for article in (draft, later):
        assert read(client, f"/api/articles/{article.pk}/", 404)["error"]
        assert article.headline not in client.get("/api/articles/").text
    for pk in (0, 999_999, 10**30):
        assert read(client, f"/api/articles/{pk}/", 404)["error"]
    address = f"/api/articles/{edition.article_id}/"
    known = {path: client.get(path) for path in ("/api/articles/", address)}
    for path, response in known.items():
        again = {"If-None-Match": response["ETag"], "If-Modified-Since": response["Last-Modified"]}
        assert client.get(path, headers=again).status_code == 304
    edition.article.withdraw(create_superuser(), reason="It was wrong.")
    for path, response in known.items():
        for again in ({"If-None-Match": response["ETag"]}, {"If-Modified-Since": response["Last-Modified"]}):
            now = client.get(path, headers=again)
            assert now.status_code == (410 if path == address else 200)
            assert edition.headline not in now.text
    assert read(client, address, 410) == {"error": "Withdrawn: It was wrong."}


def test_no_address_of_a_person_is_in_it(client, edition):
    for address in ("/api/articles/", f"/api/articles/{edition.article_id}/"):
        assert "@" not in client.get(address).text


def test_the_cost_is_the_same_however_many_there_are(client, edition, django_assert_num_queries):
    story = f"/api/articles/{edition.article_id}/"
    costs = [("/api/articles/", 5, 5), ("/api/articles/?tag=port", 6, 6), (story, 10, 7)]

    def compare():
        for address, whole, unchanged in costs:
            with django_assert_num_queries(whole):
                response = client.get(address)
            with django_assert_num_queries(unchanged):
                assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304

    compare()
    for number in range(9):
        publish(section=edition.section, tags=["Port", f"Tag {number}"], lead_image=create_image())
    compare()


# -- oEmbed --


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def card(client, url, status=200, **query):
    return read(client, "/oembed", status, url=url, **query)


def test_a_card_is_words_and_links_without_script(client, edition):
    url = f"{SITE}{edition.get_absolute_url()}"
    found = card(client, url, maxwidth=500)
    assert (found["version"], found["type"], found["title"]) == ("1.0", "rich", edition.headline)
    assert (found["provider_name"], found["author_name"]) == ("The Harbour Ledger", "Ines Varga")
    assert (found["width"], found["height"]) == (500, 240)
    assert {"html", "provider_url", "cache_age"} <= found.keys()
    assert (found["thumbnail_width"], found["thumbnail_height"]) == (480, 320)
    assert "thumbnail_url" not in card(client, url, maxheight=100)
    assert Tags(found["html"]).tags == [
        ("blockquote", {"cite": url}),
        ("p", {}),
        ("a", {"href": url}),
        ("p", {}),
        ("p", {}),
    ]
    for asked in ("0", "-1", "x", "9" * 5000, "99999"):
        assert card(client, url, maxwidth=asked)["width"] == 600
    link = f'href="{SITE}/oembed?{urlencode({"url": url})}"'
    assert link in client.get(edition.get_absolute_url()).text
    assert card(client, url, 501, format="xml")["error"]


def test_there_is_a_card_for_live_stories_alone(client, edition):
    url = f"{SITE}{edition.get_absolute_url()}"
    others = [
        "",
        "x",
        "/",
        f"{SITE}/",
        f"{SITE}/harbour/",
        url.replace("testserver", "elsewhere.example"),
        "http://[::1",
    ]
    for other in [
        *others,
        f"{SITE}/2026/13/40/x/",
        f"{url}comments/",
        "javascript:alert(1)",
        url.replace("/a-", "/b-"),
    ]:
        assert card(client, other, 404)["error"], other
    edition.article.slug = "moved"
    edition.article.save()
    moved = publish(edition.article, at=timezone.now() - HOUR)
    assert f"{SITE}{moved.get_absolute_url()}" in card(client, url)["html"]
    edition.article.withdraw(create_superuser(), reason="It was wrong.")
    assert edition.headline not in json.dumps(card(client, url, 404))
