"""Feeds: valid by the rules of their formats, the same in each, complete, cheap, and never with what is not public."""

from datetime import timedelta
from unittest import mock

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django.utils.http import http_date

from articles.feed_formats import FORMATS
from articles.models import Author, Citation, Edition, Series
from newsroom.models import Publication
from tests.articles.feed_rules import CHECKS, check
from tests.comments.factories import create_comment
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_source,
    create_superuser,
    create_tag,
    publish,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
HOSTILE = 'A "figure" ]]></script><script>alert(1)</script> & more'


@pytest.fixture
def paper():
    return Publication.objects.create(name="The Harbour Ledger & Sons", tagline="Tides <daily>", language="en-GB")


@pytest.fixture
def edition(paper):
    """A corrected story with everything that a text may have, under a comment; a plain one that it points to."""
    section, author = create_section(name="Harbour", slug="harbour"), create_author(name="Ines Varga", slug="ines")
    other = publish(create_article(headline="The other one", section=section, tags=["Port"], authors=[author]))
    inside = create_image(title="Inside", alt='A "crane" & a ship', caption="Old <cranes>")
    article = create_article(
        headline=HOSTILE,
        standfirst="Three councils <believed> another had paid.",
        slug="cranes",
        section=section,
        authors=[author, create_author(name="Tom Okafor")],
        tags=["Port", "Money & more"],
        lead_image=create_image(credit="N. Petrenko"),
    )
    cited = Citation.objects.create(article=article, source=create_source(name="Minutes"), url="https://example.org/m")
    article.body = (
        f'<p>Text with a <a href="/about/">link</a><sup data-citation="{cited.pk}"></sup>.</p>'
        f'<figure data-image="{inside.pk}"></figure><aside data-see-also="{other.article_id}"></aside>'
        '<div data-embed="https://youtu.be/aqz-KE-bpKQ"></div><table><tbody><tr><td>1</td></tr></tbody></table>'
    )
    article.save()
    first = publish(article, at=timezone.now() - 5 * HOUR)
    edition = publish(article, at=timezone.now() - HOUR, kind=Edition.Kind.CORRECTION, note="It was <eleven>.")
    Series.objects.create(name="The tide", slug="tide").add(article)
    create_comment(edition=first, name="Wren <b>", body="Is it & <i>so</i>?\n\nhttps://example.org/", status="approved")
    return edition


def addresses(edition):
    """Dict of name → address of every feed in the URL conf, for the records of ``edition``."""
    parts = {
        "articles:section_feed": ["harbour"],
        "articles:tag_feed": ["port"],
        "articles:author_feed": ["ines"],
        "articles:series_feed": ["tide"],
        "comments:feed": [
            f"{edition.address.day:%Y}",
            f"{edition.address.day:%m}",
            f"{edition.address.day:%d}",
            "cranes",
        ],
    }

    def walk(resolver, namespace=""):
        for entry in resolver.url_patterns:
            if not isinstance(entry, URLPattern):
                yield from walk(entry, f"{entry.namespace}:" if entry.namespace else namespace)
            elif form := entry.default_args.get("form"):
                name = f"{namespace}{entry.name}"
                yield name, reverse(name, args=parts.get(name.removesuffix(form.suffix)))

    return dict(walk(get_resolver()))


def test_every_feed_is_valid_and_says_the_same_in_each_format(client, edition):
    found, asked = {}, addresses(edition)
    assert len(asked) == len(FORMATS) * len({name.partition("_json")[0].partition("_atom")[0] for name in asked}) >= 18
    for name, address in asked.items():
        response = client.get(address)
        own, page, title, entries = check(response)
        assert own == f"http://testserver{address}"
        assert client.get(page.removeprefix("http://testserver")).status_code == 200
        assert title.startswith("The Harbour Ledger & Sons")
        assert entries, name
        found.setdefault((page, title), []).append(entries)
        assert client.post(address).status_code == 405
    assert all(one == others[0] and len(others) == len(FORMATS) for others in found.values() for one in others)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.label)
def test_an_empty_feed_is_valid(client, paper, form):
    for address in ("/", "/corrections/"):
        assert check(client.get(f"{address}{form.ending}"))[3] == []


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.label)
def test_a_feed_holds_the_whole_story_for_programs_that_know_no_style(client, edition, form):
    entry = next(entry for entry in check(client.get(f"/{form.ending}"))[3] if entry["title"] == HOSTILE)
    assert entry["url"] == f"http://testserver{edition.get_absolute_url()}"
    assert entry["authors"] == ["Ines Varga", "Tom Okafor"]
    html = entry["html"]
    places = [
        f'<img src="{entry["picture"]}" width="1600" height="1066" alt="What it shows">',
        "Picture: N. Petrenko",
        'Text with a <a href="http://testserver/about/">link</a>',
        f'<a href="http://testserver{edition.get_absolute_url()}#source-1">[1]</a>',
        'alt="A &quot;crane&quot; &amp; a ship"',
        "Old &lt;cranes&gt;",
        "The other one",
        'href="https://youtu.be/aqz-KE-bpKQ"',
        "Corrections and clarifications",
        "It was &lt;eleven&gt;.",
    ]
    assert [html.find(words) for words in places] == sorted(html.index(words) for words in places)
    for words in ("<picture", "srcset", "data-", "<script", "Load from"):
        assert words not in html


def test_comments_are_text_and_tell_no_addresses(client, edition):
    create_comment(edition=edition, name="Held", body="Not yet", status="held")
    for form in FORMATS:
        response = client.get(f"{edition.get_absolute_url()}comments/{form.ending}")
        (entry,) = check(response)[3]
        assert entry["authors"] == ["Wren <b>"]
        assert "Is it &amp; &lt;i&gt;so&lt;/i&gt;?" in entry["html"]
        assert "@" not in response.text
    edition.article.comments_policy = "hidden"
    edition.article.save()
    assert client.get(f"{edition.get_absolute_url()}comments/feed/").status_code == 404


def test_an_answer_names_only_whom_readers_see(client, edition):
    first = create_comment(edition=edition, name="Gone One", status="approved")
    create_comment(edition=edition, name="Answering", parent=first, status="approved")
    address = f"{edition.get_absolute_url()}comments/feed/"
    assert "Answering, in reply to Gone One" in client.get(address).text
    etag = client.get(address)["ETag"]
    first.withdraw()
    response = client.get(address, headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert "Gone One" not in response.text


def test_the_feeds_of_a_story_that_moved_or_was_withdrawn(client, edition):
    old = edition.get_absolute_url()
    edition.article.slug = "cranes-return"
    edition.article.save()
    moved = publish(edition.article, at=timezone.now())
    response = client.get(f"{old}comments/feed.json")
    assert (response.status_code, response["Location"]) == (301, f"{moved.get_absolute_url()}comments/feed.json")
    edition.article.withdraw(create_superuser(), reason="It was wrong.")
    assert client.get(f"{moved.get_absolute_url()}comments/feed/").status_code == 410


def test_another_name_of_a_tag_leads_to_its_feed_in_the_same_format(client):
    create_tag(name="Ships").rename("Vessels", "vessels")
    for form in FORMATS:
        response = client.get(f"/tags/ships/{form.ending}")
        assert (response.status_code, response["Location"]) == (301, f"/tags/vessels/{form.ending}")


# -- What they are called --


def ids(client, address):
    return [entry["id"] for entry in check(client.get(address))[3]]


def test_entries_keep_their_ids_when_the_address_or_the_domain_changes(client, edition, settings):
    before = {address: ids(client, address) for address in addresses(edition).values()}
    assert len({*before["/feed/"], *before["/corrections/feed/"]}) == 3
    edition.article.slug = "another"
    edition.article.save()
    publish(edition.article, at=timezone.now())
    settings.SITE_URL = "https://ledger.example"
    for address in ("/feed/", "/feed/atom/", "/feed.json", "/harbour/feed/", "/corrections/feed/"):
        response = client.get(address)
        assert ids(client, address) == before[address]
        assert "https://ledger.example/" in response.text
        assert "http://testserver" not in response.text


def test_ids_are_kept_from_the_first_saving_on_and_differ_between_publications(settings):
    unsaved = Publication.objects.current().permanent_id("story", 1)
    publication = Publication.objects.create()
    assert publication.permanent_id("story", 1) == unsaved == Publication.objects.current().permanent_id("story", 1)
    assert unsaved != publication.permanent_id("comment", 1)
    settings.SITE_URL = "https://other.example"
    assert Publication.objects.current().permanent_id("story", 1) == unsaved
    assert Publication().permanent_id("story", 1) != unsaved


# -- What a program gets that asks again --


def again(client, address, response, by=("ETag", "Last-Modified")):
    names = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    return client.get(address, headers={names[name]: response[name] for name in by})


def test_who_has_the_newest_is_told_so_before_any_text_is_read(client, edition, monkeypatch):
    for address in addresses(edition).values():
        response = client.get(address)
        assert response["ETag"].startswith('W/"')
        assert ("Last-Modified" in response) == ("/comments/" not in address)
        with monkeypatch.context() as patch:
            for name in ("articles.feeds.texts", "articles.feeds.item_of", "comments.feeds.to_html"):
                patch.setattr(name, mock.Mock(side_effect=AssertionError(name)))
            same = again(client, address, response, ["ETag"])
        assert (same.status_code, same.content) == (304, b"")
        assert same["ETag"] == response["ETag"]


def mend(article):
    article.standfirst = "Three councils believed that another had paid."
    article.save()
    publish(article, at=timezone.now(), kind="typo")


CHANGES = {
    "withdrawn": lambda edition, other: edition.article.withdraw(create_superuser(), reason="Wrong."),
    "target withdrawn": lambda edition, other: other.article.withdraw(create_superuser(), reason="Wrong."),
    "corrected": lambda edition, other: publish(edition.article, at=timezone.now(), kind="clarification", note="x"),
    "published": lambda edition, other: publish(section=edition.section, at=timezone.now()),
    "typo": lambda edition, other: mend(edition.article),
    "section renamed": lambda edition, other: edition.section.__class__.objects.update(name="Docks"),
    "author renamed": lambda edition, other: Author.objects.filter(slug="ines").update(name="I. Varga"),
    "tag renamed": lambda edition, other: edition.tags.filter(slug="port").update(name="Haven"),
    "lead described": lambda edition, other: edition.lead_image.__class__.objects.update(credit="Somebody else"),
    "paper renamed": lambda edition, other: Publication.objects.update(name="The Ledger"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_is_told_to_who_asks_again(client, edition, change):
    other = Edition.objects.get(headline="The other one")
    before = {address: client.get(address) for address in ("/feed/", "/feed/atom/", "/feed.json", "/harbour/feed/")}
    CHANGES[change](edition, other)
    for address, response in before.items():
        now = again(client, address, response)
        assert now.status_code == 200
        assert now.content != response.content
        assert (edition.get_absolute_url() in now.text) == (change != "withdrawn")
        if change in {"withdrawn", "corrected", "published", "typo", "target withdrawn"}:
            assert again(client, address, response, ["Last-Modified"]).status_code == 200


def test_a_scheduled_story_is_told_the_second_it_is_live(client, edition):
    article = create_article(headline="At six", section=edition.section)
    article.publish(create_superuser(), at=timezone.now().replace(microsecond=0) + HOUR)
    response = client.get("/feed/")
    assert "At six" not in response.text
    at = article.editions.get().live_from
    for moment, status in ((at - timedelta(microseconds=1), 304), (at, 200)):
        with mock.patch.object(timezone, "now", return_value=moment):
            for by in (["ETag"], ["Last-Modified"], ["ETag", "Last-Modified"]):
                assert again(client, "/feed/", response, by).status_code == status
    with mock.patch.object(timezone, "now", return_value=at):
        assert "Last-Modified" not in client.get("/feed/")  # more may come within this second
    with mock.patch.object(timezone, "now", return_value=at + timedelta(seconds=1)):
        assert client.get("/feed/")["Last-Modified"] == http_date(at.timestamp())


def test_the_cost_is_the_same_however_many_there_are(client, edition, django_assert_num_queries):
    image, target = create_image(), Edition.objects.get(headline="The other one").article_id
    costs = [
        ("/feed/", 8, 12),
        ("/harbour/feed.json", 9, 13),
        ("/tags/port/feed/atom/", 9, 13),
        ("/corrections/feed/", 3, 3),
    ]

    def compare(numbers):
        for address, unchanged, whole in costs:
            with django_assert_num_queries(whole):
                response = client.get(address)
            assert len(check(response)[3]) == numbers["corrections" in address]
            with django_assert_num_queries(unchanged):
                assert again(client, address, response).status_code == 304

    compare((2, 1))
    for number in range(30):
        article = create_article(
            section=edition.section,
            tags=["Port", f"Tag {number}"],
            lead_image=image,
            body=f'<p>x</p><figure data-image="{image.pk}"></figure><aside data-see-also="{target}"></aside>',
        )
        publish(article)
        if number < 3:
            publish(article, kind="correction", note="x")
    compare((30, 4))


# -- Where they are named --


def test_pages_name_their_feeds_in_their_head_and_to_readers(client, edition):
    pages = {
        "/": ["/"],
        "/harbour/": ["/", "/harbour/"],
        "/tags/port/": ["/", "/tags/port/"],
        "/authors/ines/": ["/", "/authors/ines/"],
        "/series/tide/": ["/", "/series/tide/"],
        "/corrections/": ["/", "/corrections/"],
        "/feeds/": ["/", "/harbour/", "/corrections/"],
        edition.get_absolute_url(): ["/", "/harbour/", f"{edition.get_absolute_url()}comments/"],
    }
    for page, of in pages.items():
        text = client.get(page).text
        for feed in of:
            for form in FORMATS:
                link = f'href="{feed}{form.ending}"'
                assert link in text, (page, link)
                assert f'type="{form.content_type}"' in text
                if feed != "/" and page != edition.get_absolute_url():
                    assert link in text.partition("</head>")[2], (page, link)
    assert "http://testserver/harbour/feed.json" in client.get("/feeds/").text


def test_a_hub_is_named_once_the_operator_names_one(client, edition, settings):
    assert "hub" not in client.get("/feed/").text
    assert "Link" not in client.get("/feed/")
    settings.WEBSUB_HUB = "https://hub.example/"
    for form in FORMATS:
        response = client.get(f"/{form.ending}")
        check(response)
        assert "https://hub.example/" in response.text
        assert response["Link"] == f'<https://hub.example/>; rel="hub", <http://testserver/{form.ending}>; rel="self"'
    assert set(CHECKS) == {form.content_type for form in FORMATS}


@pytest.mark.parametrize("address", ["/feed/", "/harbour/feed/atom/", "/tags/port/feed.json", "/authors/ines/feed/"])
def test_a_feed_says_the_language_of_the_publication_and_of_each_story(client, edition, address):
    author = Author.objects.get(slug="ines")
    publish(
        create_article(headline="Zuletzt", language="ar", section=edition.section, tags=["Port"], authors=[author]),
        at=timezone.now() - 9 * HOUR,
    )
    said = {entry["title"]: entry["language"] for entry in check(client.get(address))[3]}
    assert said == {HOSTILE: "en-GB", "The other one": "en-GB", "Zuletzt": "ar"}
    html = next(entry["html"] for entry in check(client.get(address))[3] if entry["title"] == "Zuletzt")
    assert 'dir="rtl"' in html
