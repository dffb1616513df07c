"""The demo publication: what the README promises a person sees after one command."""

import re
from collections import Counter
from html import unescape
from io import StringIO
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.urls import resolve
from django.utils import timezone

from articles import richtext
from articles.models import Article, Author, Edition, Image, Section
from comments.models import Comment, QueueCount, Tally
from newsroom.demo.loader import Demo
from newsroom.models import Publication
from newsroom.roles import ROLES
from tests.factories import create_article

pytestmark = pytest.mark.django_db
ENOUGH = 12  # pages of each kind that are opened; of stories all
OWN = re.compile(r'(?:href|src)="([^"]*)"|srcset="([^"]*)"')


def addresses(page, url):
    """Every address of the site itself that a page names, without fragments."""
    found = set()
    for single, several in OWN.findall(page):
        for address in [single] if single else [part.split()[0] for part in several.split(",") if part.strip()]:
            parts = urlsplit(urljoin(f"http://testserver{url}", unescape(address)))
            if parts.netloc == "testserver" and parts.scheme == "http" and not parts.path.startswith("/static/"):
                found.add(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


def kind_of(url):
    """The name of the URL pattern that answers ``url``."""
    return resolve(urlsplit(url).path).view_name


def test_the_demo_is_whole_and_its_links_work(client):
    passwords = Demo().load()
    assert passwords.keys() == ROLES.keys()
    assert len(set(passwords.values())) == len(ROLES)
    for name, password in passwords.items():
        assert client.login(username=name, password=password)
    client.logout()

    assert Publication.objects.get().name == "The Harbour Ledger"
    assert Section.objects.count() == 6
    assert Author.objects.filter(portrait__isnull=False).count() == 8
    assert Article.objects.count() >= 60
    assert not Article.objects.filter(body__contains='data-see-also="the-').exists()
    for article in Article.objects.all():
        marks = {int(value) for value in richtext.tokens(article.body)["data-citation"]}
        assert marks <= {*article.citations.values_list("pk", flat=True)}, article
    gauge = Edition.objects.live().get(article__slug="the-tide-gauge-that-moved-in-1961")
    marked = client.get(gauge.get_absolute_url()).content.decode()
    assert [re.sub("<.*?>", "", mark) for mark in re.findall('<sup class="cite">.*?</sup>', marked)] == ["1", "2", "3"]
    assert "Load from OpenStreetMap" in marked
    states = Counter(Article.objects.values_list("state", flat=True))
    assert states["draft"] >= 2
    assert states["in_review"] >= 2
    assert Edition.objects.filter(live_from__gt=timezone.now()).count() >= 3
    assert {*Edition.objects.values_list("kind", flat=True)} == {*Edition.Kind.values}
    assert {*Comment.objects.values_list("status", flat=True)} >= {"held", "approved", "rejected", "spam"}
    assert not Image.objects.filter(alt="").exists()
    assert all("illustration" in image.credit and image.width in {800, 1600} for image in Image.objects.all())
    assert_no_list_shows_a_picture_twice(client)
    front = client.get("/").context["front"]
    assert (front.layout, front.lead.kicker, front.feature.kicker) == ("package", "The north channel", "The long read")
    assert front.idle == []
    assert client.get("/harbour/").context["lead"].pin
    assert Comment.objects.held().filter(score__gt=0).exists()
    assert {*QueueCount.objects.filter(number__gt=0).values_list("name", flat=True)} == {"held", "reported", "appealed"}
    assert Tally.objects.exclude(rule="").exists()

    waiting, visited, opened = ["/", "/sitemap.xml"], {}, Counter()
    seen = {*waiting}
    while waiting:
        url = waiting.pop()
        kind = kind_of(url)
        opened[kind] += 1
        if opened[kind] > ENOUGH and kind != "articles:article":
            continue
        response = client.get(url)
        visited[url] = response.status_code
        named = set()
        if 300 <= response.status_code < 400:
            named = {urlsplit(response["Location"])._replace(fragment="").geturl()}
        elif "html" not in response.get("Content-Type", ""):
            assert b"".join(response)
        else:
            page = response.content.decode()
            assert page.count("<h1") == 1, url
            named = addresses(page, url)
        waiting += named - seen
        seen |= named
    broken = {url: status for url, status in visited.items() if status not in {200, 301, 302}}
    assert broken == {}
    stories = [url for url in visited if re.fullmatch(r"/\d{4}/\d\d/\d\d/[-\w]+/", url)]
    assert len(stories) == Edition.objects.live().count()


def assert_no_list_shows_a_picture_twice(client):
    """Stories share pictures, but not on the front page and not in a section."""
    for url in ["/", *(section.get_absolute_url() for section in Section.objects.all())]:
        cards = re.findall(r'<img[^>]* src="[^"]*?/images/../(\w+)/', client.get(url).content.decode())
        assert len(cards) > (3 if url == "/" else 0), url
        twice = [key for key, number in Counter(cards).items() if number > 1]
        assert not Image.objects.filter(key__in=twice, portrayed_authors=None).exists(), url


def test_the_demo_keeps_away_from_content():
    create_article()
    with pytest.raises(CommandError, match="has content"):
        call_command("demo")
    call_command("demo", if_empty=True, stdout=(said := StringIO()))
    assert "those of last time" in said.getvalue()
    assert Article.objects.count() == 1
