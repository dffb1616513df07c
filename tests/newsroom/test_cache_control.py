"""Every answer says how long it may be kept; what says nothing may be kept for ever."""

import pytest
from django.contrib.flatpages.models import FlatPage
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from articles.models import Address
from tests.factories import create_article, create_superuser, create_tag, publish

pytestmark = pytest.mark.django_db

AGAIN = "max-age=0, must-revalidate"
EXAMPLES = {"year": 2026, "month": 11, "day": 23, "slug": "x", "pk": 1, "token": "x", "name": "images/x.jpg"}
EXAMPLES["digits"] = "1b4f8a"


def readers_addresses(resolver=None, before=()):
    """Yield (name, its parts) of every address outside the desk, as the URL conf has them."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join([*before, pattern.name]), pattern.pattern.converters
        elif pattern.app_name != "admin":
            yield from readers_addresses(pattern, [*before, *filter(None, [pattern.app_name])])


def test_every_address_says_how_long_its_answer_may_be_kept(client):
    asked = set()
    for name, parts in readers_addresses():
        address = reverse(name, kwargs={part: EXAMPLES[part] for part in parts})
        for response in (client.get(address), client.post(address), client.head(address.rstrip("/") or "/nowhere/")):
            said = response.get("Cache-Control", "")
            assert said, (address, response.status_code)
            assert response.status_code < 400 or "no-store" in said, (address, response.status_code, said)
        asked.add(name)
    assert {"articles:front", "comments:post", "media", "favicon"} <= asked


def test_pages_and_redirects_are_asked_for_again_each_time(client):
    article = create_article(slug="old")
    publish(article)
    article.slug = "new"
    article.save()
    edition = publish(article)
    tag = create_tag(name="Port")
    tag.rename("Harbour", "harbour")
    FlatPage.objects.create(url="/about/", title="About").sites.add(1)
    old = next(address for address in Address.objects.all() if address.slug == "old").get_absolute_url()
    for address, status in [
        ("/", 200),
        ("/feed/", 200),
        ("/sitemap.xml", 200),
        (edition.get_absolute_url(), 200),
        (edition.get_absolute_url().rstrip("/"), 301),
        (old, 301),
        ("/tags/port/", 301),
        ("/tags/port/feed/", 301),
        ("/about/", 200),
        ("/about", 301),
        ("/favicon.ico", 301),
    ]:
        response = client.get(address)
        assert (response.status_code, response["Cache-Control"]) == (status, AGAIN), address


def test_the_way_to_https_is_asked_for_again_too(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/")
    assert (response.status_code, response["Cache-Control"]) == (301, AGAIN)


def test_no_error_is_kept(client, monkeypatch):
    edition = publish()
    edition.article.withdraw(create_superuser(), reason="It was wrong.")
    client.raise_request_exception = False
    client.handler.raise_request_exception = False
    assert client.get(edition.get_absolute_url()).status_code == 410
    for address, headers, status in [
        (edition.get_absolute_url(), {}, 410),
        ("/nowhere/", {}, 404),
        ("/", {"host": "elsewhere.example"}, 400),
    ]:
        response = client.get(address, headers=headers)
        assert (response.status_code, response["Cache-Control"]) == (status, "no-store")
    monkeypatch.setattr("articles.views.fill", lambda content: 1 / 0)
    response = client.get("/")
    assert (response.status_code, response["Cache-Control"]) == (500, "no-store")


def test_the_desk_and_files_go_on_saying_what_they_said(client):
    assert "no-store" in client.get("/admin/login/")["Cache-Control"]
    assert "no-store" in client.post("/admin/nowhere/")["Cache-Control"]
    name = default_storage.save(f"images/ab/{'ab' * 12}/480.jpg", ContentFile(b"x"))
    assert "immutable" in client.get(f"/media/{name}")["Cache-Control"]
