"""Mail that tells moderators what waits: seldom, never in quiet hours, and with nobody's words or name."""

from datetime import UTC, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command

from comments.mail import digest, outbox
from comments.models import Appeal, ModeratorMail, OutgoingMail
from newsroom.models import Publication
from tests.comments.factories import create_comment
from tests.factories import create_user, publish

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture
def settings_of():
    Publication(name="The Harbour Ledger", time_zone="Europe/Oslo").save()

    def make(role="moderator", email="maja@example.org", **fields):
        return ModeratorMail.objects.create(user=create_user(role=role, email=email), **fields)

    return make


def wait_since(at, **fields):
    return create_comment(created_at=at, **fields)


def test_at_most_one_mail_in_the_minutes_that_were_chosen(settings_of):
    settings_of(every=60)
    wait_since(NOON - timedelta(minutes=5))
    assert digest.send(NOON) == 1
    wait_since(NOON + timedelta(minutes=1))
    assert digest.send(NOON) == 0
    assert digest.send(NOON + timedelta(minutes=59)) == 0
    assert digest.send(NOON + timedelta(minutes=60)) == 1
    assert OutgoingMail.objects.filter(kind="digest").count() == 2


def test_what_was_told_is_not_told_again_before_a_day_is_over(settings_of):
    settings_of(every=60)
    wait_since(NOON - timedelta(minutes=5))
    assert digest.send(NOON) == 1
    assert digest.send(NOON + timedelta(hours=23)) == 0
    assert digest.send(NOON + timedelta(hours=24)) == 1


def test_an_appeal_is_news_too(settings_of):
    settings_of(every=60)
    wait_since(NOON - timedelta(days=2))
    assert digest.send(NOON) == 1
    appeal = Appeal.objects.ask(create_comment(status="rejected", by=create_user()), "Please look again.")
    Appeal.objects.filter(pk=appeal.pk).update(created_at=NOON + timedelta(hours=1))
    assert digest.send(NOON + timedelta(hours=2)) == 1


def test_nothing_that_waits_is_no_mail(settings_of):
    settings_of()
    create_comment(status="approved")
    assert digest.send(NOON) == 0


@pytest.mark.parametrize("fields", [{"every": 0}, {"role": "editor"}, {"email": ""}])
def test_who_wants_none_or_may_not_decide_or_has_no_address_gets_none(settings_of, fields):
    settings_of(**fields)
    wait_since(NOON)
    assert digest.send(NOON) == 0


def test_nobody_gets_mail_who_did_not_ask_for_it(settings_of):
    create_user(role="moderator", email="tom@example.org")
    wait_since(NOON)
    assert digest.send(NOON) == 0


@pytest.mark.parametrize(
    ("start", "end", "clock", "is_quiet"),
    [
        (time(22), time(7), time(22), True),
        (time(22), time(7), time(3), True),
        (time(22), time(7), time(6, 59), True),
        (time(22), time(7), time(7), False),
        (time(22), time(7), time(21, 59), False),
        (time(12), time(13), time(12, 30), True),
        (time(12), time(13), time(13), False),
        (time(9), time(9), time(9), False),
        (None, None, time(3), False),
    ],
)
def test_quiet_hours_may_go_over_midnight(start, end, clock, is_quiet):
    assert digest.is_quiet(ModeratorMail(quiet_from=start, quiet_until=end), clock) is is_quiet


@pytest.mark.parametrize(
    ("local", "is_sent"),
    [
        (datetime(2026, 1, 15, 6, 59, tzinfo=OSLO), False),
        (datetime(2026, 1, 15, 7, 0, tzinfo=OSLO), True),
        (datetime(2026, 7, 15, 6, 59, tzinfo=OSLO), False),
        (datetime(2026, 7, 15, 7, 0, tzinfo=OSLO), True),
        (datetime(2026, 3, 29, 1, 59, tzinfo=OSLO), False),  # the hour after this one is left out
        (datetime(2026, 3, 29, 7, 0, tzinfo=OSLO), True),
        (datetime(2026, 10, 25, 2, 30, tzinfo=OSLO, fold=0), False),  # comes twice that night
        (datetime(2026, 10, 25, 2, 30, tzinfo=OSLO, fold=1), False),
        (datetime(2026, 10, 25, 7, 0, tzinfo=OSLO), True),
    ],
)
def test_quiet_hours_are_those_of_the_publications_clock_all_year(settings_of, local, is_sent):
    settings_of(quiet_from=time(22), quiet_until=time(7))
    at = local.astimezone(UTC)
    wait_since(at - timedelta(minutes=5))
    assert digest.send(at) == is_sent


def test_two_that_run_at_once_write_one_mail(settings_of, monkeypatch):
    mine = settings_of()
    wait_since(NOON)
    stale = ModeratorMail.objects.select_related("user").get(pk=mine.pk)
    assert digest.send(NOON) == 1
    assert digest._write(stale, NOON) is False
    assert OutgoingMail.objects.filter(kind="digest").count() == 1


def test_mail_says_numbers_and_headlines_and_no_word_or_name(settings_of):
    settings_of()
    edition = publish(headline="The dredging")
    wait_since(
        NOON - timedelta(hours=3), edition=edition, name="Halvard", email="h@example.org", body="Half empty, I say."
    )
    for number in range(7):
        wait_since(NOON, edition=publish(headline=f"Story {number}"))
    digest.send(NOON)
    outbox.send_due(NOON + timedelta(minutes=1))
    [message] = [sent for sent in mail.outbox if sent.to == ["maja@example.org"]]
    assert message.subject == "8 comments to read"
    assert "8 comments wait, the oldest since 25 November, 10:00." in message.body
    assert "The dredging" in message.body
    assert message.body.count("– ") == 5
    assert "http://testserver/admin/comments/comment/" in message.body
    for word in ("Halvard", "h@example.org", "Half empty"):
        assert word not in message.body


def test_command_tells_how_many_and_is_safe_to_repeat(settings_of):
    settings_of()
    wait_since(datetime.now(UTC))
    out = StringIO()
    call_command("mail_moderators", stdout=out)
    call_command("mail_moderators", stdout=out)
    assert out.getvalue() == "Wrote 1 mail(s) to moderators.\nWrote 0 mail(s) to moderators.\n"


def test_each_moderator_sets_their_own(client, settings_of):
    other, user = settings_of(every=15), create_user(role="moderator")
    client.force_login(user)
    url = "/admin/comments/comment/mail/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"every": 30, "quiet_from": "22:00", "quiet_until": ""}).status_code == 422
    client.post(url, {"every": 30, "quiet_from": "22:00", "quiet_until": "07:00"})
    mine = ModeratorMail.objects.get(user=user)
    assert (mine.every, mine.quiet_from, mine.quiet_until) == (30, time(22), time(7))
    other.refresh_from_db()
    assert other.every == 15
