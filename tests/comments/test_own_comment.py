"""What a writer can do with the link to a comment."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from comments import editing, privacy, signed_links
from comments.mail import consent
from comments.models import (
    Comment,
    Commenter,
    CommentSettings,
    HouseRule,
    LogLine,
    Mode,
    OutgoingMail,
    WordRule,
)
from comments.spam import checkers
from newsroom.models import Publication
from tests.comments.factories import comments_url, create_comment, create_thread, sent
from tests.factories import create_superuser, publish

pytestmark = pytest.mark.django_db


def shown(response):
    return response.content.decode()


def late(comment):
    """A comment whose time to be edited is over."""
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - editing.EDIT_WINDOW - timedelta(seconds=1))
    return comment


def shown_at_once():
    CommentSettings(mode=Mode.AFTER).save()


def change(client, comment, body="Now I say something else.", **options):
    return client.post(signed_links.for_comment(comment), {"body": body}, **options)


def test_the_link_shows_the_comment_and_nobody_keeps_it(client):
    comment = create_comment(body="I saw <b>it</b>.")
    response = client.get(signed_links.for_comment(comment))
    assert "I saw &lt;b&gt;it&lt;/b&gt;." in shown(response)
    assert comment.email not in shown(response)
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies


def test_the_page_costs_the_same_for_each_state(client, django_assert_num_queries):
    Publication.objects.create()
    HouseRule.objects.get_or_create(name="Be fair to people", defaults={"text": "No insults."})
    for status, queries in (("held", 4), ("approved", 4), ("rejected", 7)):
        comment = create_comment(status="held")
        if status != "held":
            getattr(comment, {"approved": "approve", "rejected": "reject"}[status])(create_superuser())
        Comment.objects.filter(pk=comment.pk, status="rejected").update(rule="Be fair to people")
        with django_assert_num_queries(
            queries
        ):  # comment, publication, appeal, sections; who decided and why, rule, appeal
            client.get(signed_links.for_comment(comment))


@pytest.mark.parametrize(
    ("status", "title"),
    [
        ("held", "Waiting for a moderator"),
        ("approved", "Published"),
        ("rejected", "Not published"),
        ("spam", "Not published"),
        ("removed", "Taken down"),
    ],
)
def test_each_state_is_said_in_words(client, status, title):
    comment = create_comment(status=status)
    response = client.get(signed_links.for_comment(comment))
    assert f'id="state">{title}<' in shown(response)
    assert (comment.get_absolute_url() in shown(response)) == (status == "approved")
    assert ("A moderator decided this." in shown(response)) == (status not in ("held", "approved"))


def test_a_refusal_names_the_rule_and_the_reasons(client):
    rule = HouseRule.objects.create(name="Fair play", text="No insults here.")
    comment = create_comment()
    comment.reject(create_superuser(), rule=rule.name, statement="You called her <names>.")
    page = shown(client.get(signed_links.for_comment(comment)))
    assert "Fair play" in page
    assert "No insults here." in page
    assert "You called her &lt;names&gt;." in page


def test_a_rule_that_is_gone_is_named_all_the_same(client):
    comment = create_comment()
    comment.reject(create_superuser(), rule="An old rule")
    assert "An old rule" in shown(client.get(signed_links.for_comment(comment)))


def test_what_a_program_decided_says_so(client):
    comment = create_comment()
    comment.mark_spam(None)
    assert "decided by a program" in shown(client.get(signed_links.for_comment(comment)))


# -- Edit --


def test_a_writer_edits_for_ten_minutes(client):
    comment = create_comment(body="Frist")
    assert "Save the change" in shown(client.get(signed_links.for_comment(comment)))
    response = change(client, comment, "First")
    assert response.status_code == 303
    assert "Your change is saved" in shown(client.get(response["Location"]))
    comment.refresh_from_db()
    assert comment.body == "First"
    assert comment.edited_at
    assert [text.body for text in comment.earlier_texts.all()] == ["Frist"]
    assert comment.log.filter(action=LogLine.Action.EDITED).exists()


def test_after_ten_minutes_what_was_typed_is_given_back(client):
    comment = late(create_comment(body="Before"))
    assert "Save the change" not in shown(client.get(signed_links.for_comment(comment)))
    response = change(client, comment, "Too late, alas.")
    assert response.status_code == 409
    assert "Too late, alas." in shown(response)
    comment.refresh_from_db()
    assert comment.body == "Before"


@pytest.mark.parametrize("status", ["rejected", "spam", "removed"])
def test_what_was_refused_cannot_be_edited(client, status):
    comment = create_comment(status=status, body="Before")
    assert change(client, comment).status_code == 409
    comment.refresh_from_db()
    assert comment.body == "Before"


def test_the_text_is_cleaned_and_held_to_the_same_limits(client):
    comment = create_comment(body="Before")
    assert change(client, comment, "  ").status_code == 422
    response = change(client, comment, "x" * 5001)
    assert response.status_code == 422
    assert "5000" in shown(response)
    assert "x" * 5001 in shown(response)
    assert change(client, comment, "a\x07b\r\nc").status_code == 303
    comment.refresh_from_db()
    assert comment.body == "ab\nc"


def test_what_is_shown_and_still_looks_right_stays_shown(client):
    shown_at_once()
    comment = create_comment(status="approved")
    change(client, comment)
    comment.refresh_from_db()
    assert comment.status == "approved"


def test_what_a_moderator_has_read_waits_again_where_moderators_read_first(client):
    comment = create_comment(status="approved")
    change(client, comment)
    comment.refresh_from_db()
    assert comment.status == "held"
    assert comment.decided_at is None


def test_what_looks_wrong_now_waits_again(client, monkeypatch):
    shown_at_once()

    def screen(comment, policy, **options):
        assert comment.body == "Cheap pills"
        comment.signals = [{"name": "word", "words": "says “pills”", "points": 20}]
        comment.score, comment.status, comment.decided_at = 20, Comment.Status.SPAM, timezone.now()

    monkeypatch.setattr(editing, "screen", screen)
    comment = create_comment(status="approved")
    change(client, comment, "Cheap pills")
    comment.refresh_from_db()
    assert (comment.status, comment.score) == ("held", 20)
    assert comment.signals[0]["words"] == "says “pills”"


def test_what_is_edited_is_measured_as_if_it_were_new(client):
    shown_at_once()
    comment = create_comment(status="approved", signals=[{"name": "trap", "words": "filled in", "points": 5}])
    WordRule.objects.create(phrase="pills", points=2)
    change(client, comment, "I sell pills.")
    comment.refresh_from_db()
    assert [signal["name"] for signal in comment.signals] == ["trap", "words", "first"]
    assert comment.score == 8
    before = set(comment.traces.values_list("value", flat=True))
    change(client, comment, "One two three four five six seven eight nine ten.")
    assert set(comment.traces.values_list("value", flat=True)) != before


def test_editing_publishes_nothing_by_itself(client):
    shown_at_once()
    comment = create_comment()  # held for some reason
    change(client, comment)
    comment.refresh_from_db()
    assert comment.status == "held"


class Silent:
    """An outside checker that has nothing against anything."""

    def check(self, comment):
        return []


def test_what_is_shown_is_checked_outside_again(client, settings, django_capture_on_commit_callbacks):
    shown_at_once()
    comment = create_comment(status="approved")
    settings.COMMENT_CHECKERS = [f"{__name__}.Silent"]
    with django_capture_on_commit_callbacks():
        change(client, comment)
    comment.refresh_from_db()
    assert (comment.status, comment.awaits_check) == ("held", True)
    assert checkers.check(comment.pk)
    comment.refresh_from_db()
    assert (comment.status, comment.awaits_check) == ("approved", False)


def test_a_checker_lets_nothing_appear_that_was_held_before(client, settings):
    shown_at_once()
    comment = create_comment()
    settings.COMMENT_CHECKERS = [f"{__name__}.Silent"]
    change(client, comment)
    comment.refresh_from_db()
    assert (comment.status, comment.awaits_check) == ("held", False)


def test_what_a_checker_said_of_the_text_before_does_not_count(client, settings, monkeypatch):
    shown_at_once()
    comment = create_comment()
    Comment.objects.filter(pk=comment.pk).update(awaits_check=True)
    settings.COMMENT_CHECKERS = [f"{__name__}.Silent"]

    def edited_meanwhile(self, seen):
        Comment.objects.filter(pk=seen.pk).update(body="Cheap pills")
        return []

    monkeypatch.setattr(Silent, "check", edited_meanwhile)
    monkeypatch.setattr(checkers.threading.Thread, "start", lambda thread: thread.run())
    monkeypatch.setattr(checkers.threading.Thread, "join", lambda thread, timeout=None: None)
    checkers.check(comment.pk)
    comment.refresh_from_db()
    assert (comment.status, comment.awaits_check) == ("held", True)


def test_the_same_text_once_more_is_no_edit(client):
    comment = create_comment(body="The same", status="approved")
    assert change(client, comment, "The same").status_code == 303
    comment.refresh_from_db()
    assert comment.edited_at is None
    assert comment.status == "approved"


def test_a_reply_is_edited_too(client):
    first = create_thread(edition=publish(), replies=1)
    reply = first.below.get()
    assert change(client, reply).status_code == 303


def test_nobody_edits_from_another_site_or_by_opening_a_page(client):
    comment = create_comment(body="Before")
    response = change(client, comment, "Evil", headers={"origin": "https://evil.example"})
    assert response.status_code == 403
    client.get(signed_links.for_comment(comment), {"body": "Evil"})
    comment.refresh_from_db()
    assert comment.body == "Before"


# -- Withdraw --


def test_a_writer_withdraws_at_any_time_after_being_asked_once_more(client):
    first = create_thread(edition=publish(), replies=1)
    url = signed_links.for_comment(late(first))
    page = shown(client.get(f"{url}withdraw/"))
    assert first.body in page
    first.refresh_from_db()
    assert first.status == "approved"
    response = client.post(f"{url}withdraw/")
    assert response["Location"] == url
    page = shown(client.get(url))
    assert ">Withdrawn<" in page
    assert first.body in page
    assert "withdraw/" not in page
    first.refresh_from_db()
    assert first.status == "removed"
    assert first.withdrawn_at
    assert first.below.get().status == "approved"
    withdrawn_at = first.withdrawn_at
    client.post(f"{url}withdraw/")
    first.refresh_from_db()
    assert first.withdrawn_at == withdrawn_at


def test_withdrawing_is_refused_to_other_sites(client):
    comment = create_comment(status="approved")
    url = f"{signed_links.for_comment(comment)}withdraw/"
    assert client.post(url, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    comment.refresh_from_db()
    assert not comment.withdrawn_at


def test_the_link_dies_with_erasure(client):
    comment = create_comment()
    url = signed_links.for_comment(comment)
    privacy.erase(comment.commenter)
    for path in (url, f"{url}withdraw/"):
        assert client.get(path).status_code == 404
    response = client.post(url, {"body": "What I typed"})
    assert response.status_code == 404
    assert "What I typed" in shown(response)


def test_a_link_is_good_for_one_comment_alone(client):
    mine, other = create_comment(body="Mine"), create_comment(body="Other")
    assert "Other" not in shown(client.get(signed_links.for_comment(mine)))
    assert signed_links.for_comment(mine) != signed_links.for_comment(other)
    assert not re.search(r"example\.org", signed_links.for_comment(mine))


def test_a_comment_without_an_address_has_a_link_too(client):
    comment = create_comment(email="")
    assert Commenter.objects.count() == 0
    assert client.get(signed_links.for_comment(comment)).status_code == 200


def test_nobody_is_mailed_more_than_ten_links_a_day():
    edition = publish()
    for number in range(12):
        consent.mail_link(create_comment(edition=edition, email="one@example.org", body=f"Comment {number}"))
    assert OutgoingMail.objects.filter(kind="received").count() == consent.LINKS_A_DAY


def test_what_was_withdrawn_may_be_sent_anew(client):
    edition = publish()
    for _ in range(2):
        response = client.post(comments_url(edition), sent(edition))
        assert response["Location"].endswith("?sent")
        Comment.objects.get(withdrawn_at=None).withdraw()
    assert Comment.objects.count() == 2
