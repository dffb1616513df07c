import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Citation, Edition, RelatedLink, Tag
from articles.views import find_edition
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


def rich_article(*, section, others, tags, many, authors=None):
    """An article with ``many`` of everything a page can show."""
    images = [create_image() for _ in range(many)]
    body = "<p>Text</p>" * 3
    body += "".join(f'<figure data-image="{image.pk}"></figure>' for image in images)
    body += "".join(f'<aside data-see-also="{other.pk}"></aside>' for other in others[:many])
    article = create_article(
        section=section,
        body=body,
        lead_image=create_image(),
        authors=authors or [create_author(portrait=create_image()) for _ in range(many)],
        tags=tags[:many],
    )
    for position in range(many):
        Citation.objects.create(article=article, source=create_source(), position=position)
    for position, other in enumerate(others[many : 2 * many]):
        RelatedLink.objects.create(article=article, target=other, position=position)
    return article


@pytest.fixture
def archive():
    """Thirty public stories in three sections, two with opinion pieces; sections, a tag and an author."""
    sections = [create_section(position=number) for number in range(3)]
    tag, author = create_tag(), create_author()
    start = datetime(2026, 3, 10, 12, tzinfo=UTC)
    for number in range(30):
        article = create_article(
            section=sections[number % 3],
            kind="opinion" if number % 7 == 0 else "news",
            authors=[author, create_author()],
            tags=[tag.name, f"Tag of {number}"],
            lead_image=create_image(),
        )
        publish(article, at=start + number * HOUR)
    return sections, tag, author


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 10),  # publication, front, sections, news, opinion, blocks, editions, authors, most read, menu
        ("/{section.slug}/", 5),  # publication, section, stories, authors, sections
        ("/tags/{tag.slug}/", 5),
        ("/authors/{author.slug}/", 5),
        ("/2026/", 7),  # publication, stories, authors, before, after, months, sections
        ("/2026/03/", 7),
        ("/2026/03/10/", 7),  # its month too
    ],
)
def test_lists_make_a_fixed_number_of_queries(archive, client, django_assert_num_queries, path, queries):
    sections, tag, author = archive
    url = path.format(section=sections[0], tag=tag, author=author)
    with django_assert_num_queries(queries):
        response = client.get(url)
    assert response.status_code == 200
    assert b'class="card' in response.content or b"card__headline" in response.content


@pytest.mark.parametrize("many", [1, 5])
def test_the_article_page_makes_the_same_queries_whatever_is_on_it(client, django_assert_num_queries, many):
    section = create_section()
    tags = [create_tag().name for _ in range(5)]
    others = [publish(section=section, tags=tags, lead_image=create_image()).article for _ in range(14)]
    edition = publish(rich_article(section=section, others=others, tags=tags, many=many))
    publish(edition.article, kind=Edition.Kind.CORRECTION, note="It was eleven.")
    # publication, address, edition, authors, images and others of the text, tags, by tags, by section, cards and
    # their authors, corrections, number of comments, when these appear (2), house rules, most read, sections
    with django_assert_num_queries(18):
        response = client.get(edition.get_absolute_url())
    assert response.status_code == 200
    assert response.content.count(b'class="see-also"') == many


def with_so_much(client, *, pictures, citations, links, others):
    """The page of a new story with so many pictures, citations with a mark, and “See also” links: (queries, page)."""
    images = [create_image(caption="A quay") for _ in range(pictures)]
    article = create_article(lead_image=images[0], tags=["Quays"])
    sources = [create_source() for _ in range(citations)]
    marked = [Citation.objects.create(article=article, source=source, statement="So it is.") for source in sources]
    article.body = (
        "<p>The first paragraph.</p>"
        + "".join(f'<figure data-image="{image.pk}"></figure>' for image in images)
        + "".join(f'<p>So it is.<sup data-citation="{each.pk}"></sup></p>' for each in marked)
        + "".join(f'<aside data-see-also="{other.pk}"></aside>' for other in others[:links])
    )
    article.save()
    edition = publish(article)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(edition.get_absolute_url())
    assert response.status_code == 200
    return len(queries), response.content


def test_twelve_pictures_fifteen_citations_and_six_links_cost_what_one_of_each_does(client, monkeypatch):
    monkeypatch.setattr(default_storage, "exists", None)  # no look-up in the storage either
    monkeypatch.setattr(default_storage, "open", None)
    others = [publish(tags=["Quays"]).article for _ in range(10)]
    few, _ = with_so_much(client, pictures=1, citations=1, links=1, others=others)
    many, content = with_so_much(client, pictures=12, citations=15, links=6, others=others)
    assert many == few
    assert len(set(re.findall(rb"/media/images/../(\w+)/", content))) >= 12
    assert content.count(b'<sup class="cite') == 15
    assert content.count(b'class="see-also"') == 6


def test_sitemaps_of_an_archive(client, archive, django_assert_num_queries):
    with django_assert_num_queries(6):
        index = client.get("/sitemap.xml").content.decode()
    assert "http://testserver/sitemap-2026-03.xml" in index
    with django_assert_num_queries(4):
        month = client.get("/sitemap-2026-03.xml").content.decode()
    assert month.count("<url>") == 30
    assert client.get("/sitemap-sections.xml").content.count(b"<loc>") == 4


def test_the_front_page_shows_no_story_twice(archive, client):
    response = client.get("/")
    shown = response.context["front"].editions
    assert len(shown) == len({edition.article_id for edition in shown}) > 15
    for edition in shown:
        assert response.text.count(f'href="{edition.get_absolute_url()}"') == 1


@pytest.mark.parametrize("path", ["/", "/feed/", "/sitemap.xml", "/feeds/", "/corrections/", "/sitemap-sections.xml"])
def test_an_empty_publication_has_its_pages(client, path):
    assert client.get(path).status_code == 200


def test_a_story_follows_its_slug_and_the_old_address_redirects(client):
    article = create_article(slug="first-words")
    publish(article, at=timezone.now() - 4 * HOUR)
    addresses = []
    for slug in ("second-words", "third-words"):
        addresses.append(article.live_edition().get_absolute_url())
        article.slug = slug
        article.save()
        publish(article, at=timezone.now() - timedelta(minutes=30 if slug == "second-words" else 20))
    new = article.live_edition().get_absolute_url()
    assert client.get(new).status_code == 200
    for old in addresses:
        response = client.get(old)
        assert response.status_code == 301
        assert response.url == new


def test_a_changed_slug_that_waits_for_its_time_changes_nothing_yet():
    article = create_article(slug="old")
    first = publish(article)
    article.slug = "new"
    article.save()
    at = timezone.now() + HOUR
    second = article.publish(create_superuser(), at=at)
    day = first.address.day
    assert find_edition(day.year, day.month, day.day, "old") == (first, None)
    with pytest.raises(Exception, match="Nothing was published"):
        find_edition(day.year, day.month, day.day, "new")
    assert find_edition(day.year, day.month, day.day, "old", at) == (None, second)
    assert find_edition(day.year, day.month, day.day, "new", at) == (second, None)


def test_a_withdrawn_story_says_so(client):
    edition = publish(headline="Ropeworks near a sale")
    edition.article.withdraw(create_superuser(), reason="The talks were about a lease.")
    response = client.get(edition.get_absolute_url())
    assert response.status_code == 410
    assert "The talks were about a lease." in response.content.decode()
    month = f"{timezone.localtime(edition.published_at):%Y-%m}"
    assert edition.get_absolute_url() not in client.get(f"/sitemap-{month}.xml").content.decode()


def every_list(edition):
    """The addresses of every list, feed and sitemap that a public story shows up in."""
    section, day = edition.section, timezone.localtime(edition.published_at)
    tag, author = edition.tags.first(), edition.authors.first()
    return [
        "/",
        section.get_absolute_url(),
        tag.get_absolute_url(),
        author.get_absolute_url(),
        f"{day:/%Y/}",
        f"{day:/%Y/%m/}",
        f"{day:/%Y/%m/%d/}",
        "/feed/",
        f"/{section.slug}/feed/",
        f"{tag.get_absolute_url()}feed/",
        f"{author.get_absolute_url()}feed/",
        f"{day:/sitemap-%Y-%m.xml}",
    ]


def test_a_scheduled_story_is_nowhere_before_its_minute_and_everywhere_after(client, monkeypatch):
    section = create_section()
    beside = publish(create_article(headline="Beside it", section=section, tags=["Port"]))
    at = timezone.now().replace(second=0, microsecond=0) + 3 * HOUR
    article = create_article(
        headline="Secret until six",
        section=section,
        tags=["Port"],
        authors=beside.byline,
    )
    edition = article.publish(create_superuser(), at=at)
    # Another story points to it in its text and at its end.
    pointing = create_article(section=section, body=f'<p>x</p><aside data-see-also="{article.pk}"></aside>')
    RelatedLink.objects.create(article=pointing, target=article)
    pointing = publish(pointing)
    exits = [*every_list(edition), beside.get_absolute_url(), pointing.get_absolute_url()]

    def shown(path):
        response = client.get(path)
        assert response.status_code in {200, 404}
        return "Secret until six" in response.content.decode() or edition.address.slug in response.content.decode()

    real_now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: at - timedelta(microseconds=1))
    assert client.get(edition.get_absolute_url()).status_code == 404
    assert [path for path in exits if shown(path)] == []
    monkeypatch.setattr(timezone, "now", lambda: at)
    assert client.get(edition.get_absolute_url()).status_code == 200
    assert [path for path in exits if not shown(path)] == []
    monkeypatch.setattr(timezone, "now", real_now)


def test_the_desk_s_text_is_no_reader_s_text(client):
    article = create_article(headline="Published words", body="<p>Published text</p>")
    edition = publish(article)
    article.headline, article.body = "Draft words", "<p>Draft text</p>"
    article.save()
    article.tags.add("Draft tag")
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Published words" in page
    assert "Draft" not in page


def test_script_in_the_text_never_reaches_a_page_or_a_feed(client):
    edition = publish(body="<p>ok</p>")
    hostile = '<p>ok</p><script>alert(1)</script><img src="https://x.example/a.gif" onerror="alert(1)">'
    Article.objects.update(body=hostile)
    edition.revision.content["body"] = hostile
    edition.revision.save()
    for path in (edition.get_absolute_url(), "/feed/"):
        page = client.get(path).content.decode()
        assert "alert(1)" not in page
        assert "x.example" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/2026/13/01/x/",
        "/2026/02/30/x/",
        "/0000/01/01/x/",
        "/9999/12/31/x/",
        "/2026/1/1/x/",
        "/2026/13/",
        "/0000/",
        "/9999/",
        "/2026/02/30/",
        "/2026/02/31/nothing/",
        "/nothing/",
        "/nothing/feed/",
        "/tags/nothing/",
        "/authors/nothing/",
        "/sitemap-2026-13.xml",
        "/sitemap-0000-01.xml",
        "/media/../secret_key",
        "/media/images/ab/x.php",
        "/no/such/place/",
        "/%00/",
        "/tags/%E2%80%AE/",
    ],
)
def test_an_address_of_nothing_is_404(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=abc",
        "page=2",
        "page=99999999999999999999",
        "page=1e3",
        "before=x",
        "before=1-1",
        "before=20260101000000000000-0",
        "before=20260101000000000000-99999999999999999999",
        "page=%00",
        "page=٣x",
    ],
)
def test_a_page_number_that_is_none_is_404(client, query):
    section = create_section()
    publish(section=section)
    assert client.get(f"{section.get_absolute_url()}?{query}").status_code == 404


def test_pages_show_every_story_once_and_go_on_beyond_the_numbered_ones(client, monkeypatch):
    monkeypatch.setattr("articles.pagination.NUMBERED", 2)
    section, author, other = create_section(), create_author(), create_author()
    start = timezone.now() - 100 * HOUR
    for number in range(67):
        article = create_article(section=section, authors=[author, other], tags=["Port", "Sea"])
        publish(article, at=start + (number // 3) * HOUR)
    tag = Tag.objects.get(name="Port")
    for first in (section.get_absolute_url(), author.get_absolute_url(), tag.get_absolute_url()):
        seen, url = [], first
        while url:
            page = client.get(url).context["page"]
            seen += [edition.pk for edition in page.items]
            url = page.older_url and f"{first}{page.older_url}"
        assert seen == [edition.pk for edition in Edition.objects.live().newest_first()]


def test_readers_pages_set_no_cookie_and_are_strict(client):
    edition = publish(tags=["Port"])
    for path in [edition.get_absolute_url(), *every_list(edition), "/nothing/"]:
        response = client.get(path)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/", "/nothing/"])
def test_pages_are_read_only(client, path):
    publish()
    assert client.post(path, b"broken", content_type="multipart/form-data").status_code in {403, 404, 405}
