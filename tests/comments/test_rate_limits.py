"""How many comments one network may send: counted from the comments themselves, so all processes agree."""

import ipaddress
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from comments.models import Comment
from comments.network import address_hash
from comments.rate_limits import seconds_to_wait
from tests.comments.factories import comments_url, create_comment, sent
from tests.factories import create_user, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits(settings):
    settings.COMMENT_RATE_LIMITS = [(3, 60), (20, 3600)]


def send(edition, number, *, client=None, address="192.0.2.7", **headers):
    form = sent(edition, body=f"This is the comment with the number {number}.")
    return (client or Client()).post(comments_url(edition), form, REMOTE_ADDR=address, **headers)


def test_fourth_comment_of_a_minute_is_refused_with_its_text_and_others_are_not():
    edition = publish()
    assert [send(edition, number).status_code for number in range(3)] == [303, 303, 303]
    refused = send(edition, 4)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    page = refused.content.decode()
    assert "This is the comment with the number 4." in page
    assert "halvard@example.org" in page
    assert f"send it again in {refused['Retry-After']} seconds" in page
    assert Comment.objects.count() == 3
    assert send(edition, 4, address="192.0.2.8").status_code == 303


def test_forged_headers_are_no_help():
    edition = publish()
    for number in range(3):
        send(edition, number)
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"):
        assert send(edition, 4, headers={name: "198.51.100.1"}).status_code == 429


def test_behind_a_listed_proxy_each_reader_counts_alone(settings):
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.1/32")]
    edition = publish()

    def sent_by(reader, number):
        return send(edition, number, address="10.0.0.1", headers={"X-Forwarded-For": f"1.1.1.{number}, {reader}"})

    assert [sent_by("192.0.2.7", number).status_code for number in range(4)] == [303, 303, 303, 429]
    assert sent_by("192.0.2.8", 5).status_code == 303


def test_neighbours_in_one_ipv6_network_count_together():
    edition = publish()
    addresses = ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::3", "2001:db8:1:2::4", "2001:db8:1:3::1"]
    answers = [send(edition, number, address=address).status_code for number, address in enumerate(addresses)]
    assert answers == [303, 303, 303, 429, 303]


def test_a_form_sent_twice_and_one_with_an_error_count_once_or_not_at_all():
    edition = publish()
    for _ in range(2):
        assert send(edition, 1).status_code == 303
        assert Client().post(comments_url(edition), sent(edition, name=""), REMOTE_ADDR="192.0.2.7").status_code == 422
    assert Comment.objects.count() == 1
    assert send(edition, 2).status_code == 303


def test_second_click_on_the_last_one_allowed_is_told_what_the_first_was():
    edition = publish()
    for number in range(3):
        send(edition, number)
    assert send(edition, 2).status_code == 303
    assert send(edition, 3).status_code == 429
    assert Comment.objects.count() == 3


def test_who_is_signed_in_is_not_counted():
    edition, client = publish(), Client()
    client.force_login(create_user(role="moderator"))
    answers = [send(edition, number, client=client, headers={"Origin": "http://testserver"}) for number in range(5)]
    assert {answer.status_code for answer in answers} == {303}


def test_no_limits_for_load_tests(settings):
    settings.COMMENT_RATE_LIMITS = []
    edition = publish()
    assert {send(edition, number).status_code for number in range(5)} == {303}


def at_times(*seconds_ago, at, address="192.0.2.7"):
    edition = publish(at=at - timedelta(days=30))
    for seconds in seconds_ago:
        moment = at - timedelta(seconds=seconds)
        create_comment(
            edition=edition, created_at=moment, address_hash=address_hash(address, on=moment.date()), status="held"
        )


@pytest.mark.parametrize(
    ("ago", "wait"),
    [
        ([], 0),
        ([10, 20], 0),
        ([10, 20, 30], 30),
        ([10, 20, 59.5], 1),
        ([10, 20, 60], 0),
        ([10, 20, 30, 40], 30),
        (range(100, 2000, 100), 0),  # 19
        (range(100, 2100, 100), 1600),  # 20
        ([*range(100, 1900, 100), 1, 2, 3], 57),  # 18 and 3: after the minute, the hour still has 21
    ],
)
def test_waiting_time_is_that_of_the_limit_that_lasts_longest(ago, wait):
    at = datetime(2026, 11, 26, 12, tzinfo=UTC)
    at_times(*ago, at=at)
    if len(list(ago)) > 20:
        wait = max(wait, 3600 - sorted(ago)[19])
    with transaction.atomic():
        assert seconds_to_wait("192.0.2.7", at) == wait


def test_the_week_that_changes_the_key_changes_no_limit():
    monday = datetime(2026, 11, 30, 0, 0, 20, tzinfo=UTC)
    at_times(5, 25, 30, at=monday)
    with transaction.atomic():
        assert seconds_to_wait("192.0.2.7", monday) == 30


def test_who_has_no_address_is_not_counted(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert seconds_to_wait("") == 0


@pytest.mark.django_db(transaction=True)
def test_comments_that_come_at_once_are_counted_one_after_the_other():
    edition = publish()
    answers, gate = [], threading.Barrier(6)

    def post(number):
        gate.wait()
        answers.append(send(edition, number).status_code)
        connection.close()

    threads = [threading.Thread(target=post, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 303, 303, 429, 429, 429]
    assert Comment.objects.filter(created_at__gt=timezone.now() - timedelta(minutes=5)).count() == 3
