"""Who wrote, and who reported, is told what was decided and why; and a writer appeals on the page of the comment."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from comments import decisions, form_stamps, signed_links
from comments.mail import consent, outbox
from comments.models import Appeal, Commenter, OutgoingMail, Report, answer_reports
from tests.comments.factories import create_comment
from tests.factories import create_user

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=11)


@pytest.fixture
def comment():
    """A held comment of somebody who confirmed the address."""
    comment = create_comment(email="ida@example.org", body="Buy boats")
    consent.confirm(comment.commenter)
    return comment


def send(after=LATER):
    """What is mailed until then, as a list of mails."""
    mail.outbox.clear()
    outbox.send_due(timezone.now() + after)
    return mail.outbox


def appeal_url(comment):
    return reverse("comments:appeal", args=[signed_links.for_comment(comment).split("/")[-2]])


# -- Decisions --


def test_writer_is_told_the_rule_the_reasons_and_how_to_appeal(comment):
    comment.reject(create_user(), rule="No advertising", statement="You name a shop in each line.")
    [told] = send()
    assert told.to == ["ida@example.org"]
    assert "was not published" in told.subject
    assert "House rule: No advertising. Nothing for sale" in told.body
    assert "You name a shop in each line." in told.body
    assert "No program decided this" in told.body
    assert signed_links.for_comment(comment) in told.body
    assert send() == [], "told once"


def test_decision_that_was_undone_is_not_told(comment):
    by = create_user()
    comment.reject(by)
    comment.hold(by, seen="rejected", undoes=comment.log.first())
    assert send() == []
    comment.reject(by, rule="No advertising")
    assert len(send()) == 1


def test_nobody_is_told_before_the_decision_can_no_longer_be_undone(comment):
    comment.reject(create_user())
    assert send(after=timedelta(minutes=9)) == []


@pytest.mark.parametrize("decision", ["approve", "mark_spam"])
def test_approval_and_spam_are_not_mailed(comment, decision):
    getattr(comment, decision)(create_user())
    assert send() == []


def test_writer_who_never_confirmed_gets_no_mail():
    create_comment(status="rejected")
    assert send() == []


def test_what_a_program_decides_is_told_on_the_page_alone(comment, client):
    comment.reject(None)
    assert send() == []
    assert "decided by a program" in client.get(signed_links.for_comment(comment)).text


# -- Reports --


def test_reporter_is_asked_to_confirm_and_then_told_the_outcome(client, comment):
    comment.approve(create_user())
    data = {"reason": Report.ILLEGAL, "words": "It names a child.", "email": "ola@example.org"}

    data["stamp"] = form_stamps.make(comment.article_id)
    client.post(reverse("comments:report", args=[comment.pk]), data)
    [asked] = send(after=timedelta(0))
    assert asked.to == ["ola@example.org"]
    assert "reported a comment" in asked.body
    answer_reports(comment, [Report.objects.get().pk], create_user(), uphold=True, rule="No private data")
    assert [told.to for told in send()] == [["ida@example.org"]], "the reporter has not confirmed yet"
    consent.confirm(Commenter.objects.get(email="ola@example.org"))
    [told] = send()
    assert told.to == ["ola@example.org"]
    assert "The report is right" in told.body
    assert "ida@example.org" not in told.body


def test_what_was_taken_back_is_told_to_nobody_and_what_stands_is_told_once(comment):
    by, press = create_user(), uuid.uuid4()
    ola = Commenter.objects.of("ola@example.org")
    consent.confirm(ola)
    comment.approve(create_user())
    report = Report.objects.receive(Report(comment=comment, reason="No advertising", commenter=ola))
    answer_reports(comment, [report.pk], by, uphold=False, batch=press)
    decisions.undo(by, press, press=uuid.uuid4())
    assert send() == []
    answer_reports(comment, [report.pk], by, uphold=True, rule="No advertising")
    assert send(timedelta(minutes=9)) == []
    assert sorted((told.to[0], "is right" in told.body) for told in send()) == [
        ("ida@example.org", False),
        ("ola@example.org", True),
    ]

    other, press = create_user(), uuid.uuid4()
    appeal = Appeal.objects.ask(comment, "It is no advertisement.")
    appeal.decide(other, overturn=True, batch=press)
    decisions.undo(other, press, press=uuid.uuid4())
    assert send() == []
    appeal.decide(other, overturn=False, answer="It is one.")
    [told] = send()
    assert "It is one." in told.body
    assert send() == []


def test_one_network_cannot_have_many_strangers_mailed(client, comment):
    comment.approve(create_user())
    for number in range(30):
        report = Report(comment=comment, reason="x", words=str(number), address_hash="a" * 64)
        report.commenter = Commenter.objects.of(f"stranger{number}@example.org")
        report = Report.objects.receive(report)
        consent.ask_to_confirm(report.commenter, report=report)
    assert OutgoingMail.objects.filter(kind="confirm").count() == consent.ASKED_BY_NETWORK[0][1]


# -- Appeals --


def test_writer_appeals_once_on_the_page_of_the_comment(client, comment):
    comment.reject(create_user(), rule="No advertising")
    page = client.get(signed_links.for_comment(comment)).text
    assert "Why should it be published?" in page
    answer = client.post(appeal_url(comment), {"words": "It is no advertisement."})
    assert answer.status_code == 303
    assert Appeal.objects.get().words == "It is no advertisement."
    page = client.get(signed_links.for_comment(comment)).text
    assert "Another moderator decides" in page
    assert "Why should it be published?" not in page
    again = client.post(appeal_url(comment), {"words": "Really not."})
    assert again.status_code == 409
    assert "once already" in again.text
    assert "Really not." in again.text


@pytest.mark.parametrize(("words", "sentence"), [("", "Say why"), ("x" * 2001, "longer than the 2000 characters")])
def test_appeal_that_cannot_be_taken_is_given_back(client, comment, words, sentence):
    comment.reject(create_user())
    page = client.post(appeal_url(comment), {"words": words})
    assert page.status_code == 422
    assert sentence in page.text
    assert words in page.text
    assert not Appeal.objects.exists()


def test_nobody_appeals_against_nothing(client, comment):
    assert "Why should it be published?" not in client.get(signed_links.for_comment(comment)).text
    assert client.post(appeal_url(comment), {"words": "Why?"}).status_code == 409


@pytest.mark.parametrize(("overturn", "words"), [(True, "The decision was wrong"), (False, "The decision stands")])
def test_answer_to_the_appeal_is_mailed_and_stands_on_the_page(client, comment, overturn, words):
    comment.reject(create_user())
    Appeal.objects.ask(comment, "Again.").decide(create_user(), overturn=overturn, answer="We looked twice.")
    told = [message for message in send() if "appeal" in message.subject]
    assert len(told) == 1
    assert words in told[0].body
    assert "We looked twice." in told[0].body
    assert "We looked twice." in client.get(signed_links.for_comment(comment)).text


def test_an_appeal_sent_twice_is_made_once_and_another_is_told_that_it_waits(client, comment):
    comment.reject(create_user())
    for _ in range(2):
        answer = client.post(appeal_url(comment), {"words": "Look again."})
        assert (answer.status_code, answer.url.endswith("#appeal")) == (303, True)
    page = client.post(appeal_url(comment), {"words": "And this too."})
    assert page.status_code == 409
    assert "Another moderator is looking at it." in page.text
    assert "And this too." in page.text


def test_who_confirms_late_is_told_no_sooner_than_others(comment):
    consent.ask_to_confirm(comment.commenter)
    Commenter.objects.update(confirmed_at=None)
    comment.refresh_from_db()
    comment.reject(create_user(), rule="No private data")
    consent.confirm(Commenter.objects.get(pk=comment.commenter_id))
    assert send(timedelta(minutes=9)) == []
    [told] = send()
    assert "No private data" in told.body


def test_who_reported_what_its_writer_took_back_is_told_so(comment):
    ola = Commenter.objects.of("ola@example.org")
    consent.confirm(ola)
    comment.approve(create_user())
    report = Report.objects.receive(Report(comment=comment, reason="No advertising", commenter=ola))
    comment.withdraw()
    answer_reports(comment, [report.pk], create_user(), uphold=False)
    [told] = [told for told in send() if told.to == ["ola@example.org"]]
    assert "Its writer took the comment back." in told.body
    assert "does not break our house rules" not in told.body


def test_words_sent_with_a_dead_link_are_given_back(client):
    page = client.post(reverse("comments:appeal", args=["no-such-key"]), {"words": "Words of the appeal"})
    assert page.status_code == 404
    assert "Words of the appeal" in page.text
