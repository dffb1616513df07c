from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment
from comments.threads import in_threads
from tests.comments.factories import create_comment
from tests.factories import create_user, publish

pytestmark = pytest.mark.django_db


def shape(edition):
    """The threads on the page as ``[[name, name of reply…]…]``; None for what is gone."""
    threads = in_threads(Comment.objects.for_page(edition.article))
    return [[getattr(thread, "name", None), *(reply.name for reply in thread.replies)] for thread in threads]


def say(edition, name, parent=None, status="approved", **fields):
    return create_comment(edition=edition, name=name, parent=parent, status=status, **fields)


def test_replies_stand_one_level_deep_oldest_first():
    edition = publish()
    a = say(edition, "a")
    b = say(edition, "b")
    aa = say(edition, "aa", a)
    say(edition, "bb", b)
    aaa = say(edition, "aaa", aa)
    say(edition, "aaaa", aaa)
    say(edition, "ab", a)
    assert shape(edition) == [["a", "aa", "aaa", "aaaa", "ab"], ["b", "bb"]]


def test_reply_to_a_reply_says_whom_it_answers():
    edition = publish()
    a = say(edition, "a")
    aa = say(edition, "aa", a)
    say(edition, "aaa", aa)
    [thread] = in_threads(Comment.objects.for_page(edition.article))
    assert not hasattr(thread.replies[0], "answered")
    assert thread.replies[1].answered == aa


def test_only_approved_comments_of_the_story_are_shown():
    edition = publish()
    for status in Comment.Status.values:
        say(edition, status, status=status)
    say(publish(), "elsewhere")
    assert shape(edition) == [["approved"]]


def test_removed_comment_leaves_a_place_for_its_answers():
    edition = publish()
    a = say(edition, "a")
    say(edition, "aa", a)
    say(edition, "ab", a)
    a.remove(create_user())
    assert shape(edition) == [[None, "aa", "ab"]]
    [thread] = in_threads(Comment.objects.for_page(edition.article))
    assert thread.pk == a.pk
    assert thread.is_gone


def test_answers_to_a_removed_reply_stay_in_their_thread():
    edition = publish()
    a = say(edition, "a")
    aa = say(edition, "aa", a)
    say(edition, "aaa", aa)
    aa.remove(create_user())
    [thread] = in_threads(Comment.objects.for_page(edition.article))
    assert [thread.name, *(reply.name for reply in thread.replies)] == ["a", "aaa"]
    assert thread.replies[0].answered.is_gone


def test_order_is_by_time_even_for_an_answer_dated_before_what_it_answers():
    edition = publish()
    a = say(edition, "a")
    b = say(edition, "b", created_at=timezone.now() - timedelta(days=2))
    say(edition, "aa", a, created_at=timezone.now() - timedelta(days=1))
    assert shape(edition) == [["b"], ["a", "aa"]]
    assert not b.parent


def test_a_thousand_answers_deep_is_no_deeper():
    edition = publish()
    parent = None
    rows = []
    for number in range(1000):
        row = Comment(
            article=edition.article,
            edition=edition,
            name=str(number),
            email="a@example.org",
            body="b",
            status="approved",
            decided_at=timezone.now(),
            fingerprint=f"{number:064}",
        )
        rows.append(row)
    Comment.objects.bulk_create(rows)
    for depth, row in enumerate(rows):
        row.parent, parent, row.depth = parent, row, depth
        row.thread = rows[0] if depth else None
    Comment.objects.bulk_update(rows, ["parent", "thread", "depth"])
    [thread] = in_threads(Comment.objects.for_page(edition.article))
    assert len(thread.replies) == 999


def test_one_query_however_many(django_assert_num_queries):
    edition = publish()
    for _ in range(5):
        say(edition, "b", say(edition, "a"))
    with django_assert_num_queries(1):
        in_threads(Comment.objects.for_page(edition.article))
