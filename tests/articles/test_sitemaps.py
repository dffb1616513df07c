"""Sitemaps: valid, without empty files, with every page that there is and none that is not."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.flatpages.models import FlatPage
from django.utils import timezone

from articles import sitemaps
from articles.models import Image, Series
from newsroom.models import Publication
from tests.articles.sitemap_rules import check_index, check_sitemap
from tests.factories import create_article, create_author, create_image, create_section, create_superuser, publish

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SITE = "http://testserver"
OWN = ["/corrections/", "/feeds/", "/archive/", "/authors/", "/tags/", "/series/"]
ALWAYS = [f"{SITE}/sitemap-pages.xml", f"{SITE}/sitemap-sections.xml"]
# A story has a tag or an author at most in tests that say so, beside the one that the factory gives each.
WITH_A_STORY = [*ALWAYS, f"{SITE}/sitemap-authors.xml"]


def index(client):
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    return check_index(response.content)


def sitemap(client, address, **how):
    response = client.get(address.removeprefix(SITE))
    assert response.status_code == 200, address
    return check_sitemap(response.content, **how)


@pytest.fixture
def edition():
    """A corrected story with hostile words, a picture, a tag; and the kinds of pages that there are."""
    Publication.objects.create(name="The Harbour <Ledger> & Sons", language="en-GB")
    FlatPage.objects.create(url="/about/us/", title="About").sites.add(1)
    FlatPage.objects.create(url="/members/", title="For members", registration_required=True).sites.add(1)
    image, raw = create_image(title="In the text"), create_image()
    article = create_article(
        headline='A "figure" </title><script>alert(1)</script> & more',
        section=create_section(name="Harbour", slug="harbour"),
        authors=[create_author(slug="ines")],
        tags=["Port"],
        lead_image=create_image(),
        social_image=create_image(),
        body="".join(f'<p>A.</p><figure data-image="{pk}"></figure>' for pk in (image.pk, raw.pk, image.pk, 999_999)),
    )
    publish(article, at=timezone.now() - 5 * HOUR)
    publish(article, at=timezone.now() - HOUR, kind="correction", note="It was eleven.")
    Image.objects.filter(pk=raw.pk).update(state=Image.State.NEW)
    Series.objects.create(name="The tide", slug="tide").add(article)
    Series.objects.create(name="To come", slug="to-come").add(create_article())
    return article.editions.get(number=2)


def test_the_index_leads_to_every_page_with_its_last_change(client, edition):
    found = {}
    for file in index(client):
        found |= sitemap(client, file)
    story = found[f"{SITE}{edition.get_absolute_url()}"]
    assert story["lastmod"].startswith(f"{timezone.localtime(edition.updated_at):%Y-%m-%dT%H:%M:%S}")
    article = edition.article
    in_text = Image.objects.get(title="In the text")
    assert story["images"] == [f"{SITE}{image.rendition_url()}" for image in (article.lead_image, in_text)]
    own = ["/", "/harbour/", "/tags/port/", "/authors/ines/", "/series/tide/", "/about/us/", *OWN]
    assert set(found) == {f"{SITE}{address}" for address in [*own, edition.get_absolute_url()]}
    for address in found:
        assert client.get(address.removeprefix(SITE)).status_code == 200, address
    published = f"{timezone.localtime(edition.published_at):%Y-%m-%dT%H:%M:%S}"
    for address in ("/", "/harbour/", "/tags/port/", "/authors/ines/", "/series/tide/"):
        assert found[f"{SITE}{address}"]["lastmod"].startswith(published)


def test_a_page_says_when_the_desk_changed_it(client):
    boss, page = create_superuser(), FlatPage.objects.create(url="/about/", title="About")
    page.sites.add(1)
    assert sitemap(client, "/sitemap-pages.xml")[f"{SITE}/about/"]["lastmod"] is None
    log = LogEntry.objects.log_actions(boss.pk, [page], CHANGE, "Its text.", single_object=True)
    found = sitemap(client, "/sitemap-pages.xml")
    assert found[f"{SITE}/about/"]["lastmod"].startswith(f"{timezone.localtime(log.action_time):%Y-%m-%dT%H:%M:%S}")


def test_only_months_and_records_with_stories_are_named(client, django_assert_num_queries):
    empty = create_section(slug="empty")
    later = create_section(slug="later")
    for at in (datetime(2019, 2, 1, 12, tzinfo=UTC), datetime(2024, 12, 31, 12, tzinfo=UTC)):
        publish(create_article(section=create_section(slug=f"of-{at.year}")), at=at)
    publish(create_article(section=later, tags=["Later"]), at=timezone.now() + 40 * 24 * HOUR)
    with django_assert_num_queries(6):  # the publication; tags, authors, series; the oldest and the newest; the months
        files = index(client)
    assert files == [*WITH_A_STORY, f"{SITE}/sitemap-2019-02.xml", f"{SITE}/sitemap-2024-12.xml"]
    with django_assert_num_queries(2):
        found = sitemap(client, "/sitemap-sections.xml")
    assert list(found) == [f"{SITE}/", f"{SITE}/of-2019/", f"{SITE}/of-2024/"]
    assert empty.get_absolute_url() not in str(found)
    assert client.get("/sitemap-tags.xml").status_code == 404
    coming = timezone.localdate() + 40 * 24 * HOUR
    for month in ("2019-01", "2019-03", "2025-01", f"{coming:%Y-%m}", "1999-01", "2999-01", "0001-01"):
        assert client.get(f"/sitemap-{month}.xml").status_code == 404, month


def test_what_is_withdrawn_or_waits_is_in_no_file(client, edition):
    month = f"/sitemap-{timezone.localtime(edition.published_at):%Y-%m}.xml"
    known = client.get(month)["Last-Modified"]
    assert client.get(month, headers={"If-Modified-Since": known}).status_code == 304
    edition.article.withdraw(create_superuser(), reason="It was wrong.")
    for address in (month, "/sitemap-tags.xml", "/sitemap-authors.xml", "/sitemap-series.xml"):
        assert client.get(address, headers={"If-Modified-Since": known}).status_code == 404, address
    assert index(client) == ALWAYS
    assert sitemap(client, "/sitemap-news.xml", may_be_empty=True) == {}
    other = publish(at=edition.published_at)
    assert client.get(month, headers={"If-Modified-Since": known}).status_code == 200
    assert list(sitemap(client, month)) == [f"{SITE}{other.get_absolute_url()}"]


def test_the_sitemaps_of_a_site_without_stories_are_valid(client):
    create_section()
    assert index(client) == ALWAYS
    assert list(sitemap(client, "/sitemap-sections.xml")) == [f"{SITE}/"]
    assert list(sitemap(client, "/sitemap-pages.xml")) == [f"{SITE}{address}" for address in OWN]
    assert sitemap(client, "/sitemap-news.xml", may_be_empty=True) == {}


def test_two_hundred_years_are_looked_through(client, django_assert_num_queries):
    for year in (1826, 1926, 2026):
        publish(at=datetime(year, 3, 4, tzinfo=UTC))
    with django_assert_num_queries(8):
        files = index(client)
    assert [file[-11:-4] for file in files if file[-11:-7].isdigit()] == ["1826-03", "1926-03", "2026-03"]


def test_news_are_the_stories_of_two_days_a_thousand_at_most(client, edition, monkeypatch, django_assert_num_queries):
    now = timezone.now()
    old = publish(headline="Two days old", at=now - 48 * HOUR)
    chinese = publish(headline="Nearly as old", language="zh-Hant", at=now - 47 * HOUR)
    create_article(headline="To come").publish(create_superuser(), at=now + HOUR)
    with django_assert_num_queries(4):  # the publication; the stories, what is in their texts, and the pictures
        found = sitemap(client, "/sitemap-news.xml")
    said = {entry["title"]: entry["language"] for entry in found.values()}
    assert said == {edition.headline: "en", chinese.headline: "zh-tw"}
    with mock.patch.object(timezone, "now", return_value=old.published_at + 48 * HOUR - timedelta(seconds=1)):
        assert f"{SITE}{old.get_absolute_url()}" in sitemap(client, "/sitemap-news.xml")
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 1)
    assert len(sitemap(client, "/sitemap-news.xml")) == 1


def test_a_file_costs_the_same_however_much_it_holds(client, edition, django_assert_num_queries):
    month = f"/sitemap-{timezone.localtime(edition.published_at):%Y-%m}.xml"
    costs = {
        month: 5,
        "/sitemap-news.xml": 4,
        "/sitemap-tags.xml": 2,
        "/sitemap-authors.xml": 2,
        "/sitemap-pages.xml": 2,
    }

    def compare(number):
        for address, cost in costs.items():
            with django_assert_num_queries(cost):
                found = sitemap(client, address)
            assert len(found) >= (number if "pages" not in address else 3)

    compare(1)
    for number in range(9):
        publish(lead_image=create_image(), tags=[f"Tag {number}"], at=edition.published_at)
    compare(10)
