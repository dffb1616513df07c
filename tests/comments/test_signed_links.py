"""Signed links: each opens what it was made for, and nothing that got the same number later or elsewhere."""

import pytest

from comments import privacy, signed_links
from comments.models import Comment, Commenter
from comments.models.people import new_link_key
from tests.comments.factories import create_comment
from tests.factories import publish

pytestmark = pytest.mark.django_db


def links_of(comment):
    """Dict of name → link of every kind that is mailed or shown to the writer of ``comment``."""
    writer = comment.commenter
    return {
        "own_comment": signed_links.for_comment(comment),
        "own_comments": signed_links.for_own_comments(writer),
        "confirm": signed_links.for_confirming(writer),
        "stop": signed_links.for_stopping(writer),
        "stop one": signed_links.for_stopping(writer, comment.article, "replies"),
    }


def same_numbers_again(comment):
    """Somebody else's comment with the numbers of ``comment``: as after a restore from an older backup."""
    edition, pk, writer = publish(), comment.pk, comment.commenter_id
    Comment.objects.filter(pk=pk).delete()
    Commenter.objects.filter(pk=writer).delete()
    other = Commenter.objects.create(pk=writer, email="other@example.org", email_hash="0" * 64)
    return create_comment(edition=edition, pk=pk, commenter=other, email=other.email, body="Somebody else’s words.")


def test_a_link_opens_nothing_of_whoever_gets_the_number_later(client):
    comment = create_comment(email="first@example.org")
    before = links_of(comment)
    assert [client.get(url).status_code for url in before.values()] == [200] * len(before)
    again = same_numbers_again(comment)
    assert (again.pk, again.commenter_id) == (comment.pk, comment.commenter_id)
    for url in before.values():
        answer = client.get(url)
        assert answer.status_code == 404
        assert "Somebody else" not in answer.content.decode()
        assert client.post(url, {"choice": "all"}).status_code == 404
    again.commenter.refresh_from_db()
    assert (again.commenter.confirmed_at, again.commenter.no_mail_at) == (None, None)
    assert not set(before.values()) & set(links_of(again).values())


def test_an_unsubscribe_click_of_a_mail_program_stops_nobody_elses_mail(client):
    comment = create_comment(email="first@example.org")
    url = signed_links.for_stopping(comment.commenter)
    again = same_numbers_again(comment)
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 404
    again.commenter.refresh_from_db()
    assert again.commenter.no_mail_at is None


def test_links_from_before_an_erasure_stay_dead_when_the_person_comes_back(client):
    comment = create_comment(email="back@example.org")
    comment.commenter.standing, comment.commenter.standing_reason = "banned", "Threats."
    comment.commenter.save()
    before = links_of(comment)
    privacy.erase(comment.commenter)
    Commenter.objects.of("back@example.org")
    assert {client.get(url).status_code for url in before.values()} == {404}


def test_keys_of_links_are_random():
    comment = create_comment()
    assert comment.link_key != comment.commenter.link_key
    assert len({new_link_key() for _ in range(1000)}) == 1000
