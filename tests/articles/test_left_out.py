"""One story that can't be shown takes no feed, sitemap or list down."""

import logging
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from articles.models import Edition, LogLine, Revision
from tests.factories import create_article, create_section, create_user, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(client):
    """Two public stories of one section and tag: what the second one says can't be read."""
    section = create_section(name="Harbour", slug="harbour")
    for headline in ("Ferry is late", "Crane falls"):
        publish(create_article(headline=headline, section=section, tags=["Ships"]))
    edition = Edition.objects.get(headline="Crane falls")
    content = {name: value for name, value in edition.revision.content.items() if name != "citations"}
    Revision.objects.filter(pk=edition.revision_id).update(content=content)
    return edition


@pytest.mark.parametrize("address", ["/feed/", "/harbour/feed/", "/tags/ships/feed/"])
def test_a_feed_leaves_it_out_and_the_desk_is_told_once(client, broken, caplog, address):
    with caplog.at_level(logging.ERROR):
        feed = client.get(address)
        client.get(address)

    titles = [item.findtext("title") for item in ElementTree.fromstring(feed.content).iter("item")]  # noqa: S314
    assert titles == ["Ferry is late"]
    assert f"Story {broken.article_id} " in caplog.text
    assert LogLine.objects.filter(article=broken.article_id, action=LogLine.Action.LEFT_OUT).count() == 1


def test_lists_and_the_sitemap_leave_out_what_has_no_address(client, broken):
    broken.address.slug = "no address"
    broken.address.save()
    type(broken.address).objects.filter(pk=broken.address_id).update(slug="no/address")
    month = timezone.localtime(broken.published_at)

    for address in ("/", "/harbour/", "/tags/ships/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Ferry is late" in page.text
        assert "Crane falls" not in page.text
    sitemap = client.get(f"/sitemap-{month:%Y-%m}.xml")
    assert len(list(ElementTree.fromstring(sitemap.content))) == 1  # noqa: S314


def test_the_desk_sees_it_on_its_first_page_until_another_edition_is_live(client, broken):
    client.get("/feed/")
    client.force_login(create_user(role="editor"))
    assert "Left out of lists and feeds" in client.get("/admin/").text
    publish(broken.article, kind=Edition.Kind.UPDATE, at=timezone.now())
    assert "Left out of lists and feeds" not in client.get("/admin/").text


def test_a_text_from_before_is_served_as_xml(client, broken):
    article = create_article(headline="Old one")
    edition = publish(article)
    content = {**edition.revision.content, "body": "<p>Crane\x02 fell\ufffe.</p>"}
    column = Revision._meta.get_field("content")
    column.made_sound = lambda value: value  # as it was
    try:
        Revision.objects.filter(pk=edition.revision_id).update(content=content)
    finally:
        del column.made_sound
    assert "Crane fell." in client.get("/feed/").text
    ElementTree.fromstring(client.get("/feed/").content)  # noqa: S314
