"""What becomes of a comment: by mode, score, blocks and standing. Nothing is deleted, and the banned are told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments import form_stamps
from comments.models import Block, Comment, Commenter, CommentSettings, Mode, WordRule
from comments.spam.form import TOO_FAST
from tests.comments.factories import comments_url, create_comment, sent
from tests.factories import create_user, publish

pytestmark = pytest.mark.django_db


def send(edition, *, minutes_open=1, client=None, **fields):
    stamp = form_stamps.make(edition.article_id, timezone.now() - timedelta(minutes=minutes_open))
    return (client or Client()).post(comments_url(edition), sent(edition, **{"stamp": stamp, **fields}))


def received(edition, **fields):
    assert send(edition, **fields).status_code == 303
    return Comment.objects.latest()


def settings_of_comments(**fields):
    return CommentSettings.objects.update_or_create(pk=1, defaults={"mode": Mode.AFTER, **fields})[0]


def test_first_honest_comment_appears_at_once_where_that_is_the_mode_and_says_what_was_noticed():
    settings_of_comments()
    comment = received(publish())
    assert (comment.status, comment.score) == ("approved", 1)
    assert comment.signals == [{"name": "first", "words": "first comment", "points": 1.0}]
    assert comment.decided_at is not None
    assert comment.decided_by is None
    assert len(comment.form_id) == 64


def test_score_is_the_sum_of_the_points_and_keeps_their_words():
    settings_of_comments()
    body = "Three: https://a.example https://b.example https://c.example are what I mean."
    comment = received(publish(), body=body, minutes_open=-1)  # its clock runs ahead: 0 s, however slow this machine is
    assert (comment.status, comment.score) == ("held", 6)
    words = [f"{one['words']} {one['points']:+g}" for one in comment.signals]
    assert words == ["sent in 0 s +2", "3 links +3", "first comment +1"]


@pytest.mark.parametrize(("points", "status"), [(1.9, "approved"), (2, "held"), (7.9, "held"), (8, "spam")])
def test_thresholds_are_those_of_the_settings(points, status):
    settings_of_comments(hold_from=3, spam_from=9)
    WordRule.objects.create(phrase="ships", points=points)
    comment = received(publish())
    assert comment.status == status


def test_spam_is_kept_where_moderators_find_it_and_its_sender_is_thanked_like_all():
    settings_of_comments()
    edition = publish()
    WordRule.objects.create(phrase="ships", points=20)
    response = send(edition)
    assert response.status_code == 303
    assert Comment.objects.get().status == "spam"
    assert "two ships" not in Client().get(edition.get_absolute_url()).content.decode()
    moderator = Client()
    moderator.force_login(create_user(role="moderator"))
    page = moderator.get("/admin/comments/comment/?status=spam").content.decode()
    assert "I piloted one of those two ships." in page


def test_points_below_zero_speak_for_a_comment():
    settings_of_comments(hold_from=1, spam_from=9)
    assert received(publish()).status == "held"
    WordRule.objects.create(phrase="ships", points=-0.5)
    other = "It was one of those ships that never arrive on a Tuesday."
    assert received(publish(), email="another@example.org", body=other).status == "approved"


@pytest.mark.parametrize(("action", "status"), [("hold", "held"), ("spam", "spam")])
def test_block_decides_whatever_the_score(action, status):
    settings_of_comments(hold_from=20, spam_from=30)
    Block.objects.create(kind="domain", value="example.org", action=action, reason="advertising")
    comment = received(publish())
    assert (comment.status, comment.score) == (status, 1)
    assert comment.signals[-1]["words"] == "domain example.org is blocked: advertising"


def test_script_that_posts_without_the_page_is_held():
    settings_of_comments()
    comment = received(publish(), subject=None)
    assert (comment.status, comment.score) == ("held", 5)


def test_browser_sends_the_hidden_field_empty_and_is_not_noticed_for_it():
    edition = publish()
    page = Client().get(edition.get_absolute_url()).content.decode()
    assert page.count('name="subject" type="text" autocomplete="off"') == page.count('name="stamp"')
    assert 'class="field field--trap"' in page
    assert "Leave this empty" in page


def test_who_has_to_send_a_form_again_after_a_day_is_not_called_fast():
    settings_of_comments()
    edition = publish()
    old = form_stamps.make(edition.article_id, timezone.now() - timedelta(hours=25))
    fresh = Client().post(comments_url(edition), sent(edition, stamp=old)).context["stamp"]
    assert form_stamps.age(fresh, edition.article_id).total_seconds() < TOO_FAST
    assert received(edition, stamp=fresh).score == 1


def test_staff_are_not_measured():
    settings_of_comments()
    edition, client = publish(), Client(headers={"Origin": "http://testserver"})
    client.force_login(create_user(role="reporter"))
    comment = received(edition, client=client, subject=None, body="https://a.example " * 9 + "cheap")
    assert (comment.signals, comment.score, comment.status) == ([], 0, "approved")


def test_banned_writer_is_told_so_with_the_date_and_keeps_the_text():
    edition, until = publish(), timezone.now() + timedelta(days=3)
    first = create_comment(edition=edition, email="halvard@example.org")
    fields = {"standing": "banned", "standing_until": until, "standing_reason": "wrote from a zeppelin"}
    Commenter.objects.filter(pk=first.commenter_id).update(**fields)
    response = send(edition, email=" HALVARD@example.org")
    page = response.content.decode()
    assert response.status_code == 422
    assert "The moderators take no comments from this email address until" in page
    assert "I piloted one of those two ships." in page
    assert "zeppelin" not in page
    assert Comment.objects.count() == 1
    Commenter.objects.update(standing_until=timezone.now() - timedelta(seconds=1))
    assert send(edition).status_code == 303


@pytest.mark.parametrize(("standing", "status"), [("held", "held"), ("trusted", "approved"), ("normal", "held")])
def test_standing_goes_before_the_mode(standing, status):
    settings_of_comments(mode=Mode.TRUSTED if standing != "held" else Mode.AFTER)
    first = create_comment(email="halvard@example.org", name="Halvard", status="approved")
    Commenter.objects.filter(pk=first.commenter_id).update(standing=standing, standing_reason="as agreed")
    assert received(publish(), name="Halvard").status == status
    assert received(publish(), name="Somebody else").status == "held"
