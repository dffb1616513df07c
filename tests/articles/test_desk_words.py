"""What the desk says where it once said nothing: of words that are too long, moments that have passed, and clocks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from articles.admin.forms import DayAndTimeField
from articles.admin.states import clock_in_words
from articles.images import processing
from articles.models import Article
from articles.models.workflow import MAX_HEADLINE, shortened
from tests.articles.desk import shown, story_url
from tests.factories import create_article, create_superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    boss = create_superuser()
    client.force_login(boss)
    return boss


def test_a_browser_cuts_no_word_and_too_long_a_headline_is_refused_whole(client, boss):
    article = create_article()
    page = client.get(story_url(article))
    assert "maxlength" not in str(page.context["adminform"].form["headline"])
    words = "x" * 310
    response = client.post(story_url(article), {**shown(client, story_url(article)), "headline": words})
    assert "at most 200 characters (it has 310)" in response.content.decode()
    assert words in response.content.decode()


def test_where_a_headline_has_to_be_cut_the_cut_is_seen(boss):
    assert shortened("x" * MAX_HEADLINE) == "x" * MAX_HEADLINE
    assert shortened("x" * 310) == "x" * (MAX_HEADLINE - 1) + "…"
    copied = create_article(headline="x" * MAX_HEADLINE, created_by=boss).duplicate(boss)
    assert copied.headline == f"Copy of {'x' * 191}…"
    assert len(Article.objects.begin(boss, uuid4(), "y" * 310).headline) == MAX_HEADLINE


def test_an_embargo_that_has_passed_is_refused_when_typed_and_stays_when_it_stood_there(client, boss):
    article = create_article()
    data = {**shown(client, story_url(article)), "embargo_until_0": "2020-01-01", "embargo_until_1": "10:00"}
    assert "That moment has passed." in client.post(story_url(article), data).content.decode()
    Article.objects.filter(pk=article.pk).update(embargo_until=timezone.now() - timedelta(days=3))
    data = {**shown(client, story_url(article)), "headline": "Another", "_continue": "1"}
    assert client.post(story_url(article), data).status_code == 302
    assert Article.objects.get().headline == "Another"


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Europe/Oslo", "Oslo time"), ("America/Argentina/Buenos_Aires", "Buenos Aires time"), ("UTC", "UTC")],
)
def test_a_field_of_day_and_time_names_its_clock(zone, words):
    with timezone.override(zone):
        assert clock_in_words() == words
        assert f">{words}</span>" in DayAndTimeField().widget.render("at", None)


def test_how_large_a_picture_may_be_is_known_before_it_is_sent(client, boss):
    for page in ("upload/", "add/"):
        said = client.get(f"/admin/articles/image/{page}").content.decode()
        assert f'data-most-bytes="{processing.MAX_BYTES}"' in said
    assert f"mostBytes&quot;: {processing.MAX_BYTES}" in client.get(story_url()).content.decode()
