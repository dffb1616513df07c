"""The list of letters: for administrators, without anybody's address."""

import pytest
from django.core import mail
from django.utils import timezone

from comments.mail import outbox
from comments.models import Letter
from tests.comments.factories import create_comment
from tests.factories import create_user

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/letter/"


@pytest.fixture
def administrator(client):
    client.force_login(create_user(role="administrator"))


def shown(response):
    return response.content.decode()


def letter(**fields):
    comment = create_comment()
    outbox.confirm(comment.commenter)
    outbox.mail_link(comment)
    letter = Letter.objects.get(comment=comment)
    Letter.objects.filter(pk=letter.pk).update(**fields)
    return letter


def test_it_says_what_became_of_each_and_to_nobody_whose_it_is(client, administrator):
    now = timezone.now()
    letter()
    letter(sent_at=now)
    letter(send_after=outbox.WHEN_CONFIRMED)
    refused = letter(given_up_at=now, attempts=1, error="550 No such person")
    page = shown(client.get(LIST))
    for words in ("To be sent ", "Sent ", "Waits until the address is confirmed", "Given up ", "550 No such person"):
        assert words in page
    assert "example.org" not in page
    assert "example.org" not in shown(client.get(f"{LIST}{refused.pk}/change/"))


@pytest.mark.parametrize("state", ["waiting", "unconfirmed", "sent", "given_up"])
def test_it_can_be_narrowed_to_one_state(client, administrator, state):
    now = timezone.now()
    made = {
        "waiting": letter(),
        "unconfirmed": letter(send_after=outbox.WHEN_CONFIRMED),
        "sent": letter(sent_at=now),
        "given_up": letter(given_up_at=now),
    }
    response = client.get(LIST, {"state": state})
    assert list(response.context["cl"].result_list) == [made[state]]


def test_what_was_given_up_is_sent_again(client, administrator):
    given_up, sent = letter(given_up_at=timezone.now(), attempts=11), letter(sent_at=timezone.now())
    data = {"action": "send_again", "_selected_action": [given_up.pk, sent.pk]}
    response = client.post(LIST, data, follow=True)
    assert "1 letter is to be sent again." in shown(response)
    assert outbox.send_due() == 1
    assert mail.outbox[0].to == [given_up.commenter.email]


def test_the_list_costs_the_same_for_many_letters(client, administrator, django_assert_max_num_queries):
    for _ in range(3):
        letter()
    with django_assert_max_num_queries(12):
        client.get(LIST)
    for _ in range(12):
        letter()
    with django_assert_max_num_queries(12):
        client.get(LIST)
