"""The numbers that are kept say what counting would say, whatever was done in whichever order."""

import itertools

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments.exceptions import AlreadyDecided
from comments.models import Comment, Commenter, Discussion, LogLine, QueueCount
from tests.comments.factories import create_comment
from tests.factories import create_user, publish

pytestmark = pytest.mark.django_db

_names = itertools.count(1)


def check():
    """Compare every kept number with what the comments themselves say."""
    for discussion in Discussion.objects.all():
        comments = Comment.objects.filter(article=discussion.article_id)
        assert discussion.approved == comments.approved().count()
        assert discussion.held == comments.held().count()
        assert discussion.threads == comments.threads(discussion.article_id).count()
    assert QueueCount.all()["held"] == Comment.objects.held().count()
    for root in Comment.objects.filter(thread=None):
        shown = Comment.objects.approved().filter(Q(pk=root.pk) | Q(thread=root))
        assert root.thread_size == shown.count()
        assert root.has_pick == shown.filter(pick=True).exists()
    for commenter in Commenter.objects.all():
        for status in Comment.Status.values:
            assert getattr(commenter, status) == commenter.comments.filter(status=status).count(), status


ACTIONS = ("approve", "reject", "mark_spam", "remove", "hold", "withdraw", "erase", "pick", "unpick")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(ACTIONS)), max_size=18))
def test_numbers_agree_with_the_comments_whatever_was_done(actions):
    edition, by = publish(), create_user(username=f"moderator{next(_names)}")
    first = create_comment(edition=edition, email="a@example.org")
    second = create_comment(edition=edition, parent=first, email="b@example.org", status="approved")
    third = create_comment(edition=edition, parent=second, email="a@example.org", status="approved")
    others = [create_comment(edition=edition, email="b@example.org") for _ in range(3)]
    comments = [first, second, third, *others]
    for index, action in actions:
        comment = Comment.objects.get(pk=comments[index].pk)
        try:
            if action in {"withdraw", "erase"}:
                getattr(comment, action)()
            elif action in {"pick", "unpick"}:
                comment.set_pick(by, action == "pick")
            else:
                getattr(comment, action)(by, seen=comment.status)
        except AlreadyDecided:
            continue
        check()
    check()


def test_a_form_sent_twice_is_counted_once():
    edition = publish()
    for _ in range(2):
        comment = Comment(article=edition.article, edition=edition, name="a", email="a@example.org", body="b")
        comment.created_at = edition.live_from
        Comment.objects.receive(comment)
    assert Comment.objects.count() == 1
    check()


def test_imported_comments_keep_what_was_decided_elsewhere():
    edition = publish()
    create = {"article": edition.article, "edition": edition, "name": "a", "email": "a@example.org"}
    old = Comment(**create, body="b", status="approved", created_at=edition.live_from, decided_at=edition.live_from)
    Comment.objects.receive(old)
    Comment.objects.receive(Comment(**create, body="c", parent=old))
    check()
    assert Discussion.objects.get().approved == 1


def test_erased_comment_says_nothing_of_its_writer_and_keeps_its_place():
    edition = publish()
    comment = create_comment(edition=edition, status="approved", url="https://example.org")
    answer = create_comment(edition=edition, parent=comment, status="approved")
    comment.edit("Other words")
    comment.erase()
    comment.refresh_from_db()
    assert (comment.name, comment.email, comment.url, comment.body, comment.commenter) == ("", "", "", "", None)
    assert not comment.earlier_texts.exists()
    answer.refresh_from_db()
    assert answer.parent == comment
    assert list(Comment.objects.threads(edition.article)) == [comment]
    assert comment.log.first().action == LogLine.Action.ERASED


def test_nothing_is_decided_on_what_its_writer_took_back():
    comment = create_comment(status="approved")
    comment.withdraw()
    with pytest.raises(AlreadyDecided):
        comment.approve(create_user(), seen="removed")
    comment.withdraw()
    assert comment.log.filter(action=LogLine.Action.WITHDRAWN).count() == 1


def test_edit_keeps_what_was_said_before():
    comment = create_comment(body="First words")
    comment.edit("Second words")
    assert [earlier.body for earlier in comment.earlier_texts.all()] == ["First words"]
    comment.refresh_from_db()
    assert comment.body == "Second words"
    assert comment.edited_at


def test_lines_of_the_log_are_never_changed():
    line = create_comment(status="approved").log.get()
    assert (line.before, line.after) == ("held", "approved")
    with pytest.raises(TypeError):
        line.save()
    with pytest.raises(TypeError):
        line.delete()
