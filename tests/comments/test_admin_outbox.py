"""The list of mails: for administrators, without anybody's address."""

import pytest
from django.core import mail
from django.utils import timezone

from comments.mail import consent, outbox
from comments.models import OutgoingMail
from tests.comments.factories import create_comment
from tests.factories import create_user

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/outgoingmail/"


@pytest.fixture
def administrator(client):
    client.force_login(create_user(role="administrator"))


def shown(response):
    return response.content.decode()


def outgoing(**fields):
    comment = create_comment()
    consent.confirm(comment.commenter)
    consent.mail_link(comment)
    outgoing = OutgoingMail.objects.get(comment=comment)
    OutgoingMail.objects.filter(pk=outgoing.pk).update(**fields)
    return outgoing


def test_it_says_what_became_of_each_and_to_nobody_whose_it_is(client, administrator):
    now = timezone.now()
    outgoing()
    outgoing(sent_at=now)
    outgoing(send_after=OutgoingMail.WHEN_CONFIRMED)
    refused = outgoing(given_up_at=now, attempts=1, error="550 No such person")
    page = shown(client.get(LIST))
    for words in ("To be sent ", "Sent ", "Waits until the address is confirmed", "Given up ", "550 No such person"):
        assert words in page
    assert "example.org" not in page
    assert "example.org" not in shown(client.get(f"{LIST}{refused.pk}/change/"))


@pytest.mark.parametrize("state", ["waiting", "unconfirmed", "sent", "given_up"])
def test_it_can_be_narrowed_to_one_state(client, administrator, state):
    now = timezone.now()
    made = {
        "waiting": outgoing(),
        "unconfirmed": outgoing(send_after=OutgoingMail.WHEN_CONFIRMED),
        "sent": outgoing(sent_at=now),
        "given_up": outgoing(given_up_at=now),
    }
    response = client.get(LIST, {"state": state})
    assert list(response.context["cl"].result_list) == [made[state]]


def test_what_was_given_up_is_sent_again(client, administrator):
    given_up, sent = outgoing(given_up_at=timezone.now(), attempts=11), outgoing(sent_at=timezone.now())
    data = {"action": "send_again", "_selected_action": [given_up.pk, sent.pk]}
    response = client.post(LIST, data, follow=True)
    assert "1 mail is to be sent again." in shown(response)
    assert outbox.send_due() == 1
    assert mail.outbox[0].to == [given_up.commenter.email]


def test_the_list_costs_the_same_for_many_mails(client, administrator, django_assert_max_num_queries):
    for _ in range(3):
        outgoing()
    with django_assert_max_num_queries(12):
        client.get(LIST)
    for _ in range(12):
        outgoing()
    with django_assert_max_num_queries(12):
        client.get(LIST)
