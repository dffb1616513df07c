"""Moments typed at the desk on the days when clocks are changed: Oslo, 28 March and 31 October 2027."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.admin.forms import AssignForm, DayAndTimeField, PublishForm, WithdrawForm
from articles.models import Article, RightOfReply
from comments.models import Block
from newsroom.models import Publication
from tests.articles.desk import shown, story_url, values, values_of_all
from tests.factories import create_article, create_superuser

FIRST, SECOND = (datetime(2027, 10, 31, hour, 30, 12, 345, tzinfo=UTC) for hour in (0, 1))
TWICE, NEVER = ["2027-10-31", "02:30"], ["2027-03-28", "02:30"]
WORDS = "There is no 02:30 on 28 March 2027: clocks are put forward then. Choose another time."


@pytest.fixture
def boss(client, db):
    Publication.objects.update_or_create(pk=1, defaults={"name": "The Ledger", "time_zone": "Europe/Oslo"})
    boss = create_superuser()
    client.force_login(boss)
    with timezone.override("Europe/Oslo"):
        yield boss


def parts(name, typed):
    return {f"{name}_0": typed[0], f"{name}_1": typed[1]}


def test_of_the_hour_that_comes_twice_the_first_is_meant_and_one_that_never_comes_is_told():
    with timezone.override("Europe/Oslo"):
        assert DayAndTimeField().clean(TWICE) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
        with pytest.raises(ValidationError, match=WORDS):
            DayAndTimeField().clean(NEVER)


@given(
    at=st.integers(-2_100_000_000, 7_200_000_000),
    zone=st.sampled_from(["Europe/Oslo", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_every_minute_that_a_clock_shows_can_be_typed(at, zone):
    with timezone.override(zone):
        shown = timezone.localtime(datetime.fromtimestamp(at, UTC))
        moment = DayAndTimeField().clean([f"{shown:%Y-%m-%d}", f"{shown:%H:%M}"])
        assert f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" == f"{shown:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("embargo", [FIRST, SECOND])
def test_an_embargo_in_that_hour_neither_moves_nor_stops_a_save(client, boss, embargo):
    article = create_article(embargo_until=embargo, comments_close_at=embargo)
    url = story_url(article)
    for number in range(2):
        form = shown(client, url)
        assert [form["embargo_until_0"], form["embargo_until_1"][:5]] == TWICE
        client.post(url, {**form, "headline": f"Version {number}", "_continue": "1"})
        article.refresh_from_db()
        assert article.headline == f"Version {number}"
        assert (article.embargo_until, article.comments_close_at) == (embargo, embargo)


def test_what_is_planned_for_that_hour_is_planned_for_its_first(client, boss):
    article = create_article()
    data = {**shown(client, story_url(article)), "publish_when": "later", **parts("publish_at", TWICE)}
    client.post(story_url(article), {**data, "_publish": "1"})
    assert article.editions.get().live_from == FIRST.replace(second=0, microsecond=0)


@pytest.mark.parametrize("name", ["publish_at", "embargo_until", "comments_close_at", "withdraw_at"])
def test_a_time_that_never_comes_is_told_where_it_is_typed(client, boss, name):
    article = create_article()
    data = {**shown(client, story_url(article)), "publish_when": "later", **parts(name, NEVER)}
    button = {"publish_at": "_publish", "withdraw_at": "_withdraw"}.get(name, "_continue")
    response = client.post(story_url(article), {**data, button: "1", "withdraw_reason": "Wrong."})
    assert WORDS in response.content.decode()
    assert Article.objects.get().version == article.version


@pytest.mark.parametrize(("choice", "at"), [("later", FIRST), ("", FIRST), (None, FIRST), ("now", None)])
def test_a_time_that_was_typed_counts_unless_now_was_chosen(boss, choice, at):
    data = parts("publish_at", TWICE) | ({} if choice is None else {"publish_when": choice})
    form = PublishForm(data, article=create_article())
    assert form.is_valid()
    assert form.cleaned_data["publish_at"] == (at and at.replace(second=0, microsecond=0))


def test_publishing_when_the_embargo_ends_means_its_very_moment(boss):
    article = create_article(embargo_until=SECOND)
    with timezone.override("Europe/Oslo"):
        form = PublishForm(parts("publish_at", TWICE), article=article)
        assert form.is_valid()
        assert form.cleaned_data["publish_at"] == SECOND
        assert AssignForm(parts("deadline", TWICE)).is_valid()
        assert WithdrawForm({**parts("withdraw_at", TWICE), "withdraw_reason": "Wrong."}).is_valid()


def test_what_is_left_as_it_stands_keeps_its_moment_in_every_record(client, boss):
    block = Block.objects.create(kind="email", value="a@example.org", action="hold", reason="Spam", expires_at=SECOND)
    url = f"/admin/comments/block/{block.pk}/change/"
    client.post(url, {**values(client.get(url).context["adminform"].form), "reason": "Much spam"})
    block.refresh_from_db()
    assert (block.reason, block.expires_at) == ("Much spam", SECOND)
    article = create_article(deadline=SECOND)
    reply = RightOfReply.objects.create(article=article, name="The board", asked_at=FIRST, due_at=SECOND)
    url = f"/admin/articles/article/{article.pk}/replies/"
    data = values_of_all(client.get(url).context["formset"])
    client.post(url, {**data, "replies-0-note": "By telephone."})
    reply.refresh_from_db()
    assert (reply.note, reply.asked_at, reply.due_at) == ("By telephone.", FIRST, SECOND)


def test_a_deadline_that_is_left_as_it_stands_keeps_its_moment(client, boss):
    article = create_article(deadline=SECOND)
    url = f"/admin/articles/article/{article.pk}/assign/"
    client.post(url, {**values(client.get(url).context["form"]), "to": boss.pk, "version": article.version})
    article.refresh_from_db()
    assert (article.assigned_to, article.deadline) == (boss, SECOND)
