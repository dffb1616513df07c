"""Telling others what is new: nobody by default, all of it once, after commit, and never in the way of an editor."""

import json
from datetime import timedelta
from io import StringIO
from urllib.error import URLError
from urllib.parse import parse_qs

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles import pings
from articles.models import Article, PingMark
from tests.factories import create_article, create_section, create_series, create_superuser, publish

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
KEY = "abcdef0123456789"


class Sent(list):
    """What was sent, in place of the network; ``error`` is raised when it is set."""

    error = None

    def __call__(self, request, timeout):
        assert timeout == pings.PATIENCE <= 5
        if self.error:
            raise self.error
        self.append(request)
        return StringIO("")


@pytest.fixture
def sent(monkeypatch):
    sent = Sent()
    monkeypatch.setattr(pings, "urlopen", sent)
    return sent


@pytest.fixture
def indexnow(settings, sent):
    settings.INDEXNOW_KEY = KEY
    return sent


def addresses(request):
    return [url.removeprefix("http://testserver") for url in json.loads(request.data)["urlList"]]


def test_nobody_is_told_by_default(client, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish()
    out = StringIO()
    call_command("ping", stdout=out)
    assert not sent
    assert "Nobody is told" in out.getvalue()
    assert client.get("/indexnow-key.txt").status_code == 404
    assert not PingMark.objects.exists()


def test_what_is_published_changed_and_withdrawn_is_told_after_commit(
    client, indexnow, django_capture_on_commit_callbacks
):
    assert client.get("/indexnow-key.txt").text == KEY
    with django_capture_on_commit_callbacks() as callbacks:
        article = create_article(slug="old")
        first = article.publish(create_superuser())
    assert not indexnow
    for callback in callbacks:
        callback()
    (request,) = indexnow
    assert request.full_url == "https://api.indexnow.org/indexnow"
    told = json.loads(request.data)
    assert (told["host"], told["key"]) == ("testserver", KEY)
    assert told["keyLocation"] == "http://testserver/indexnow-key.txt"
    assert addresses(request) == [first.get_absolute_url()]
    article.slug = "new"
    article.save()
    with django_capture_on_commit_callbacks(execute=True):
        second = article.publish(create_superuser())
    assert addresses(indexnow[1]) == sorted([first.get_absolute_url(), second.get_absolute_url()])
    with django_capture_on_commit_callbacks(execute=True):
        article.withdraw(create_superuser(), reason="It was wrong.")
    assert addresses(indexnow[2]) == [second.get_absolute_url()]
    with django_capture_on_commit_callbacks(execute=True):
        article.reinstate(create_superuser())
    assert addresses(indexnow[3]) == [second.get_absolute_url()]


def test_a_story_that_comes_by_the_clock_is_told_at_its_time_and_once(indexnow, django_assert_num_queries):
    article = create_article()
    article.publish(create_superuser(), at=timezone.now() + HOUR)
    at = article.editions.get().live_from
    assert pings.tell("indexnow", at - timedelta(seconds=1)) == 0
    assert not indexnow
    with django_assert_num_queries(5):
        assert pings.tell("indexnow", at) == 1
    with django_assert_num_queries(3):
        assert pings.tell("indexnow", at) == 0
    assert len(indexnow) == 1


def test_what_a_service_does_not_take_is_told_the_next_time(indexnow, django_capture_on_commit_callbacks):
    indexnow.error = URLError("down")
    with django_capture_on_commit_callbacks(execute=True):
        edition = create_article().publish(create_superuser())  # which is not refused for it
    assert edition.is_live()
    with pytest.raises(CommandError, match="indexnow could not be told"):
        call_command("ping", stdout=StringIO())
    indexnow.error = None
    out = StringIO()
    call_command("ping", stdout=out)
    assert "told of 1 edition(s)" in out.getvalue()
    assert addresses(indexnow[0]) == [edition.get_absolute_url()]
    call_command("ping", stdout=StringIO())
    assert len(indexnow) == 1


def feeds_told(request):
    """Set of the pages whose feeds a hub was told of, each of them in its three forms."""
    told = {url.removeprefix("http://testserver") for url in parse_qs(request.data.decode())["hub.url"]}
    pages = {url.removesuffix("feed.json") for url in told if url.endswith("feed.json")}
    assert told == {f"{page}{ending}" for page in pages for ending in ("feed/", "feed/atom/", "feed.json")}
    return pages


def test_a_hub_is_told_of_the_feeds_that_a_story_is_in(sent, settings):
    settings.WEBSUB_HUB = "https://hub.example/"
    article = create_article(tags=["Port"])
    publish(article)
    publish(article, kind="correction", note="It was eleven.")
    pings.tell("websub")
    (request,) = sent
    assert request.full_url == "https://hub.example/"
    said = parse_qs(request.data.decode())
    assert said["hub.mode"] == ["publish"]
    section, author = article.section.slug, article.bylines.get().author.slug
    assert feeds_told(request) == {"/", "/corrections/", "/tags/port/", f"/{section}/", f"/authors/{author}/"}


def test_a_hub_is_told_of_the_feeds_that_a_story_left(sent, settings):
    settings.WEBSUB_HUB = "https://hub.example/"
    article = create_article(tags=["Port"], section=create_section(name="Harbour", slug="harbour"))
    publish(article, at=timezone.now() - HOUR)
    publish(article, kind="correction", note="It was eleven.")
    pings.tell("websub")
    article = Article.objects.get()
    article.section = create_section(name="City", slug="city")
    article.tags.set(["Trams"])
    article.save()
    article.publish(create_superuser(), kind="update")
    pings.tell("websub")
    left = {"/harbour/", "/tags/port/"}
    assert feeds_told(sent[1]) >= {"/", "/city/", "/tags/trams/"} | left
    article.withdraw(create_superuser(), reason="It was wrong.")
    pings.tell("websub")
    assert feeds_told(sent[2]) >= {"/", "/city/", "/tags/trams/", "/corrections/"}
    assert not feeds_told(sent[2]) & left


def test_a_hub_is_told_of_series_when_their_parts_come_change_move_and_go(
    sent, settings, django_capture_on_commit_callbacks
):
    one, two = publish().article, publish().article
    settings.WEBSUB_HUB = "https://hub.example/"
    tide, ebb = create_series(), create_series()
    tide.add(one)
    pings.tell("websub")
    one.publish(create_superuser(), kind="update")
    pings.tell("websub")
    for deed in (
        lambda: tide.add(two),
        lambda: tide.move(two.pk, -1),
        lambda: ebb.add(two),  # which leaves the other
        lambda: two.put_in_series(None),
        lambda: tide.remove(one.pk),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            deed()
    tide, ebb = tide.get_absolute_url(), ebb.get_absolute_url()
    told = [feeds_told(request) & {tide, ebb} for request in sent]
    assert told == [{tide}, {tide}, {tide}, {tide}, {tide, ebb}, {ebb}, {tide}]
    with django_capture_on_commit_callbacks(execute=True):
        two.put_in_series(None)  # it is in none
    assert len(sent) == 7
