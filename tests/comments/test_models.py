from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.exceptions import AlreadyDecided
from comments.models import Comment
from tests.comments.factories import create_comment
from tests.factories import create_user, publish

pytestmark = pytest.mark.django_db


def test_comment_waits_until_a_moderator_decides():
    comment = create_comment()
    assert comment.status == "held"
    assert comment.decided_by is None
    assert comment.decided_at is None
    assert list(Comment.objects.held()) == [comment]
    assert not Comment.objects.approved().exists()


@pytest.mark.parametrize(
    ("decision", "status"), [("approve", "approved"), ("reject", "rejected"), ("mark_spam", "spam")]
)
def test_decision_keeps_who_and_when(decision, status):
    comment, moderator = create_comment(), create_user()
    getattr(comment, decision)(moderator)
    comment.refresh_from_db()
    assert (comment.status, comment.decided_by) == (status, moderator)
    assert timezone.now() - comment.decided_at < timedelta(minutes=1)


def test_refusal_keeps_the_rule_it_is_made_under():
    comment = create_comment()
    comment.reject(create_user(), rule="No advertising")
    comment.refresh_from_db()
    assert comment.rule == "No advertising"


def test_decision_can_be_nobodys():
    comment = create_comment()
    comment.approve(None)
    comment.refresh_from_db()
    assert comment.status == "approved"
    assert comment.decided_by is None
    assert comment.decided_at is not None


def test_first_decision_wins_and_the_second_moderator_is_told_whose_it_was():
    comment = create_comment(name="Halvard", body="Half empty is generous.")
    as_the_other_sees_it = Comment.objects.get()
    maja = create_user(username="maja")
    comment.approve(maja)
    with pytest.raises(AlreadyDecided, match=r"“Halvard: Half empty is generous.” was decided .*approved by maja"):
        as_the_other_sees_it.reject(create_user())
    comment.refresh_from_db()
    assert (comment.status, comment.decided_by) == ("approved", maja)


def test_deciding_the_same_twice_keeps_the_first():
    comment, maja = create_comment(), create_user()
    comment.approve(maja)
    with pytest.raises(AlreadyDecided):
        comment.approve(create_user(), seen="approved")
    comment.refresh_from_db()
    assert comment.decided_by == maja


def test_decision_is_changed_by_who_has_seen_it():
    comment, second = create_comment(status="rejected"), create_user()
    comment.approve(second, seen="rejected")
    comment.refresh_from_db()
    assert (comment.status, comment.decided_by) == ("approved", second)


def test_only_what_readers_see_is_removed():
    comment = create_comment()
    with pytest.raises(AlreadyDecided):
        comment.remove(create_user())
    comment.approve(create_user())
    comment.remove(create_user())
    comment.refresh_from_db()
    assert comment.status == "removed"


@pytest.mark.parametrize("fields", [{"status": "approved"}, {"decided_at": timezone.now()}])
def test_database_refuses_a_decision_without_a_time_and_a_time_without_a_decision(fields):
    comment = create_comment()
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**fields)


def test_database_refuses_a_comment_that_answers_itself():
    comment = create_comment()
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(parent=comment)


def test_answer_and_edition_belong_to_the_same_story():
    parent, other = create_comment(), publish()
    comment = Comment(article=other.article, edition=other, parent=parent, name="A", email="a@example.org", body="B")
    with pytest.raises(ValidationError, match="same story"):
        comment.full_clean(exclude=["fingerprint"])
    comment = Comment(article=other.article, edition=parent.edition, name="A", email="a@example.org", body="B")
    with pytest.raises(ValidationError, match="another story"):
        comment.full_clean(exclude=["fingerprint"])


def unsaved(edition, **fields):
    return Comment(article=edition.article, edition=edition, **{"name": "A", "email": "a@example.org", **fields})


def test_the_same_comment_is_received_once():
    edition = publish()
    first = Comment.objects.receive(unsaved(edition, body="Once."))
    again = Comment.objects.receive(unsaved(edition, body="Once.", email="A@Example.org"))
    assert again == first
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    "difference",
    [
        {"body": "Twice."},
        {"name": "B"},
        {"email": "b@example.org"},
        {"created_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_comments_that_differ_are_both_received(difference):
    edition = publish()
    Comment.objects.receive(unsaved(edition, **{"body": "Once."}))
    Comment.objects.receive(unsaved(edition, **{"body": "Once.", **difference}))
    assert Comment.objects.count() == 2


def test_the_same_words_under_another_story_or_comment_are_another_comment():
    edition = publish()
    first = Comment.objects.receive(unsaved(edition, body="Yes."))
    Comment.objects.receive(unsaved(edition, body="Yes.", parent=first))
    Comment.objects.receive(unsaved(publish(), body="Yes."))
    assert Comment.objects.count() == 3


def test_what_the_database_refuses_for_another_reason_is_not_taken_for_a_repeat():
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.receive(unsaved(publish(), body="Yes.", status="approved"))


def test_same_writer_is_known_by_the_address_whatever_its_case():
    first = create_comment(email="Maja@Example.org")
    second = create_comment(email="maja@example.org")
    create_comment(email="other@example.org")
    assert list(Comment.objects.by_same_writer(second)) == [first]
    nameless = create_comment(email="")
    create_comment(email="")
    assert not Comment.objects.by_same_writer(nameless).exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/", "https://example.org/"),
        ("javascript:alert(1)", ""),
        ("ftp://example.org/", ""),
        ("https://", ""),
        ("https://bank.example@evil.example/", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_website_is_only_a_web_address(url, shown):
    assert Comment(url=url).website == shown


def test_excerpt_is_one_short_line():
    assert Comment(body="One\n\ntwo").excerpt == "One two"
    assert len(Comment(body="word " * 100).excerpt) == 60
