"""An embargo holds, whoever publishes and by whatever way; time alone lifts it."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles.exceptions import Embargoed
from articles.models import Edition
from tests.articles.desk import shown, story_url
from tests.factories import create_article, create_section, create_superuser, create_user, publish

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def until():
    return (timezone.now() + 5 * HOUR).replace(second=0, microsecond=0)


def people():
    section = create_section()
    editor = create_user(role="editor")
    section.members.add(editor)
    return section, [create_superuser(), create_user(role="administrator"), editor]


def test_nobody_publishes_or_schedules_before_its_end(until):
    section, everybody = people()
    article = create_article(section=section, embargo_until=until)
    for by in everybody:
        for at in (None, timezone.now() + HOUR, until - timedelta(microseconds=1)):
            with pytest.raises(Embargoed, match="under embargo until"):
                article.publish(by, at=at)
    assert not Edition.objects.exists()


def test_its_own_minute_is_the_first_that_can_be_chosen(until):
    edition = create_article(embargo_until=until).publish(create_superuser(), at=until)
    assert not Edition.objects.live(until - timedelta(microseconds=1)).exists()
    assert Edition.objects.live(until).get() == edition


def test_time_alone_lifts_it(until, client):
    article = create_article(embargo_until=until)
    with mock.patch.object(timezone, "now", return_value=until - timedelta(microseconds=1)), pytest.raises(Embargoed):
        article.publish(create_superuser())
    with mock.patch.object(timezone, "now", return_value=until):
        edition = article.publish(create_superuser())
        assert client.get(edition.get_absolute_url()).status_code == 200


def test_a_withdrawn_story_does_not_come_back_before_its_end(until):
    boss = create_superuser()
    article = publish(by=boss).article
    article.withdraw(boss, reason="Too early.")
    article.embargo_until = until
    article.full_clean()
    article.save()
    with pytest.raises(Embargoed):
        article.reinstate(boss)
    assert article.live_edition() is None
    with mock.patch.object(timezone, "now", return_value=until):
        assert article.reinstate(boss).is_live(until)


def test_a_withdrawal_that_is_planned_can_be_called_off_whatever_the_embargo(until):
    """The story is public all the while: an embargo could not be put on it."""
    boss = create_superuser()
    article = publish(by=boss).article
    article.withdraw(boss, at=timezone.now() + HOUR, reason="Too early.")
    article.embargo_until = until
    with pytest.raises(ValidationError, match="public already"):
        article.full_clean()


def test_it_cannot_be_put_on_what_is_public_or_waits_for_an_earlier_minute(until):
    boss = create_superuser()
    live = publish(by=boss).article
    live.embargo_until = until
    with pytest.raises(ValidationError, match="public already"):
        live.full_clean()
    waiting = create_article()
    waiting.publish(boss, at=until - HOUR)
    waiting.embargo_until = until
    with pytest.raises(ValidationError, match="Cancel it first"):
        waiting.full_clean()
    waiting.embargo_until = until - HOUR
    waiting.full_clean()
    waiting.cancel(boss)
    waiting.embargo_until = until
    waiting.full_clean()


def test_one_that_comes_too_late_is_not_saved_by_whatever_way(until):
    article = publish().article
    article.embargo_until, article.headline = until, "Rewritten"
    with pytest.raises(Embargoed, match="public already"):
        article.save()
    article.refresh_from_db()
    assert article.embargo_until is None
    assert article.headline != "Rewritten"


def test_one_that_has_ended_is_in_nobodys_way():
    article = create_article(embargo_until=timezone.now() - HOUR)
    assert article.publish(create_superuser())
    article.full_clean()


def test_the_form_keeps_what_was_typed_and_says_what_is_in_the_way(until, client):
    boss = create_superuser()
    client.force_login(boss)
    article = create_article(headline="As before")
    article.publish(boss, at=until - HOUR)
    data = shown(client, story_url(article))
    local = timezone.localtime(until)
    data |= {"embargo_until_0": f"{local:%Y-%m-%d}", "embargo_until_1": f"{local:%H:%M}", "headline": "As after"}
    response = client.post(story_url(article), {**data, "_continue": "1"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Cancel it first" in page
    assert "As after" in page
    article.refresh_from_db()
    assert (article.embargo_until, article.headline) == (None, "As before")


def test_publishing_from_the_form_is_refused_and_offers_its_minute(until, client):
    client.force_login(create_superuser())
    article = create_article(embargo_until=until)
    data = shown(client, story_url(article))
    data |= {"publish_when": "now", "publish_at_0": "", "publish_at_1": ""}
    response = client.post(story_url(article), {**data, "_publish": "1"}, follow=True)
    assert "under embargo until" in response.content.decode()
    assert not article.editions.exists()
    local = timezone.localtime(until)
    offered = shown(client, story_url(article))
    assert (offered["publish_at_0"], offered["publish_at_1"]) == (f"{local:%Y-%m-%d}", f"{local:%H:%M}")


def test_publishing_many_at_once_leaves_it_out(until, client):
    client.force_login(create_superuser())
    held, free = create_article(embargo_until=until), create_article()
    url = reverse("admin:articles_article_changelist")
    data = {"action": "publish_selected", "_selected_action": [held.pk, free.pk]}
    response = client.post(url, {**data, "apply": "1"}, follow=True)
    assert "under embargo until" in response.content.decode()
    assert not held.editions.exists()


def test_putting_an_earlier_text_back_leaves_the_embargo_alone(until):
    boss = create_superuser()
    article = create_article(headline="First words")
    revision = article.save_revision(boss)
    article.embargo_until, article.headline = until, "Second words"
    article.save()
    article.save_revision(boss)
    article.revert_to(revision)
    article.refresh_from_db()
    assert (article.headline, article.embargo_until) == ("First words", until)
    with pytest.raises(Embargoed):
        article.publish(boss)
