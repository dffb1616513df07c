import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.http import Http404
from django.utils import timezone

from comments import threads
from comments.models import Comment
from comments.threads import Sort, shown, thread_page
from tests.comments.factories import create_comment, create_thread
from tests.factories import create_user, publish

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def name_of(node):
    """What the page says: the name, with whom it answers, or None for what is gone."""
    if node.comment.is_gone:
        return None
    name, answered = node.comment.name, node.answered
    return f"{name} → {getattr(answered, 'name', None)}" if answered else name


@contextmanager
def plans():
    """List that gathers how the database finds what is asked about comments meanwhile: a string for each query."""
    found = []

    def explain(execute, sql, params, many, context):
        if sql.startswith("SELECT") and 'FROM "comments_comment"' in sql:
            prefix = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
            execute(prefix + sql, params, many, context)
            found.append("\n".join(str(row[-1]) for row in context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    if connection.vendor == "postgresql":  # which reads small tables whole, and sorts a row or two
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    with connection.execute_wrapper(explain):
        yield found


def tree(node):
    return [name_of(node), *map(tree, node.replies)] if node.replies else name_of(node)


def shape(edition, **page):
    """The threads on a page as lists in lists of names."""
    return [tree(thread.first) for thread in shown(edition.article, **page).threads]


def say(edition, name, parent=None, status="approved", **fields):
    return create_comment(edition=edition, name=name, parent=parent, status=status, **fields)


def say_much(edition, number, parent=None):
    """Approved comments, or answers to ``parent``, a minute after one another, made in one go."""
    first = timezone.now() - timedelta(days=1)
    rows = [
        Comment(
            article=edition.article,
            edition=edition,
            parent=parent,
            thread=parent and (parent.thread or parent),
            depth=parent.depth + 1 if parent else 0,
            name=f"{parent.name if parent else ''}{place}",
            email="a@example.org",
            body="b",
            status="approved",
            created_at=first + place * MINUTE,
            decided_at=first,
            thread_size=0 if parent else 1,
            fingerprint=f"{parent and parent.pk}-{place}",
        )
        for place in range(number)
    ]
    Comment.objects.bulk_create(rows)
    if parent:
        Comment.objects.filter(pk=(parent.thread or parent).pk).update(thread_size=F("thread_size") + number)
    return rows


def test_three_levels_stand_below_one_another_and_the_rest_after_the_third():
    edition = publish()
    a = say(edition, "a")
    b = say(edition, "b")
    aa = say(edition, "aa", a)
    say(edition, "bb", b)
    aaa = say(edition, "aaa", aa)
    say(edition, "ab", a)
    aab = say(edition, "aab", aa)
    aaaa = say(edition, "aaaa", aaa)
    say(edition, "aaba", aab)
    say(edition, "aaaaa", aaaa)
    say(edition, "aaab", aaa)
    assert shape(edition) == [
        ["a", ["aa", "aaa", "aaaa → aaa", "aaaaa → aaaa", "aaab → aaa", "aab", "aaba → aab"], "ab"],
        ["b", "bb"],
    ]
    aaaaa = Comment.objects.get(name="aaaaa")
    assert (aaaaa.depth, aaaaa.parent, aaaaa.thread) == (4, aaaa, a)


def test_only_approved_comments_of_the_story_are_shown():
    edition = publish()
    for status in Comment.Status.values:
        say(edition, status, status=status)
    say(publish(), "elsewhere")
    assert shape(edition) == ["approved"]


def test_what_is_gone_keeps_its_place_for_its_answers_and_says_whether_its_writer_took_it_back():
    edition = publish()
    a = say(edition, "a")
    aa = say(edition, "aa", a)
    ab = say(edition, "ab", a)
    say(edition, "aaa", aa)
    say(edition, "aba", ab)
    say(edition, "ac", a, status="held")
    aa.remove(create_user())
    ab.withdraw()
    assert shape(edition) == [["a", [None, "aaa"], [None, "aba"]]]
    assert [node.comment.was_withdrawn for node in shown(edition.article).threads[0].first.replies] == [False, True]
    a.erase()
    assert shape(edition) == [[None, [None, "aaa"], [None, "aba"]]]


def test_nothing_stands_for_what_is_gone_without_answers():
    edition = publish()
    a = say(edition, "a")
    say(edition, "aa", a).remove(create_user())
    say(edition, "b").withdraw()
    assert shape(edition) == ["a"]


def test_answer_to_what_is_gone_below_the_third_level_says_so():
    edition = publish()
    aaa = say(edition, "aaa", say(edition, "aa", say(edition, "a")))
    aaaa = say(edition, "aaaa", aaa)
    say(edition, "aaaaa", aaaa)
    aaaa.remove(create_user())
    assert shape(edition) == [["a", ["aa", "aaa", "aaaaa → None"]]]


def test_two_that_are_gone_above_an_answer_leave_one_place():
    edition = publish()
    a = say(edition, "a")
    aa = say(edition, "aa", a)
    aaa = say(edition, "aaa", aa)
    say(edition, "aaaa", aaa)
    for comment in (aa, aaa):
        comment.remove(create_user())
    assert shape(edition) == [["a", [None, "aaaa"]]]


def test_order_is_by_time_even_for_an_answer_dated_before_what_it_answers():
    edition = publish()
    a = say(edition, "a")
    say(edition, "b", created_at=timezone.now() - timedelta(days=2))
    ab = say(edition, "ab", a)
    say(edition, "aba", ab, created_at=timezone.now() - timedelta(days=1))
    assert shape(edition) == ["b", ["a", ["ab", "aba"]]]


def test_threads_are_sorted_and_their_answers_stay_oldest_first():
    edition = publish()
    a, b, c = (say(edition, name) for name in "abc")
    for name in ("ba", "bb"):
        say(edition, name, b).set_pick(create_user(), name == "bb")
    assert shape(edition, sort=Sort.OLDEST) == ["a", ["b", "ba", "bb"], "c"]
    assert shape(edition, sort=Sort.NEWEST) == ["c", ["b", "ba", "bb"], "a"]
    assert shape(edition, sort=Sort.PICKS) == [["b", "ba", "bb"], "a", "c"]


def test_pages_hold_fifty_threads():
    edition = publish()
    say_much(edition, 51)
    assert shape(edition) == [str(number) for number in range(50)]
    assert shape(edition, page=2) == ["50"]
    assert shape(edition, page=2, sort=Sort.NEWEST) == ["0"]
    assert shape(edition, page=3) == []


def test_long_thread_shows_its_first_hundred_answers_and_the_others_on_its_own_pages():
    edition = publish()
    a, b = say(edition, "a"), say(edition, "b")
    say_much(edition, 201, a)
    say_much(edition, 3, b)
    long, short = shown(edition.article).threads
    assert [node.comment.name for node in long.first.replies] == [f"a{number}" for number in range(100)]
    assert (long.has_more, long.number_of_replies) == (True, 201)
    assert (short.has_more, len(short.first.replies)) == (False, 3)
    root = Comment.objects.for_reading().get(pk=a.pk)
    assert threads.last_page_of_thread(root) == 3
    assert [node.comment.name for node in thread_page(root, 2).first.replies] == [
        f"a{number}" for number in range(100, 200)
    ]
    assert [node.comment.name for node in thread_page(root, 3).first.replies] == ["a200"]


def test_answers_of_one_moment_are_not_more_than_a_hundred():
    edition = publish()
    a = say(edition, "a")
    say_much(edition, 150, a)
    Comment.objects.filter(thread=a.pk).update(created_at=timezone.now())
    [thread] = shown(edition.article).threads
    assert len(thread.first.replies) == 100


def test_many_long_threads_share_the_page():
    edition = publish()
    for _ in range(12):
        say_much(edition, 60, say(edition, "a"))
    say_much(edition, 4, say(edition, "b"))
    found = shown(edition.article).threads
    numbers = [len(thread.first.replies) for thread in found]
    assert numbers == [16] * 12 + [4]
    assert sum(numbers) <= threads.REPLIES_TOGETHER
    assert [thread.has_more for thread in found] == [True] * 12 + [False]


def folds(node):
    """What stands open below a comment, as names or lists in lists, and in its fold."""
    opened = [[name_of(below), *folds(below)] if below.replies else name_of(below) for below in node.open]
    folded = [tree(below) for below in node.folded]
    return [*opened, (node.number_folded, *folded)] if folded else opened


def test_after_three_answers_the_others_are_folded_and_counted():
    edition = publish()
    a, b = say(edition, "a"), say(edition, "b")
    say_much(edition, 3, a)
    say_much(edition, 5, b)
    few, many = shown(edition.article).threads
    assert folds(few.first) == ["a0", "a1", "a2"]
    assert folds(many.first) == ["b0", "b1", "b2", (2, "b3", "b4")]


def test_what_stands_below_an_open_answer_counts_among_the_open_ones():
    edition = publish()
    a = say(edition, "a")
    b, c = say(edition, "b", a), say(edition, "c", a)
    d = say(edition, "d", a)
    for name in ("ba", "bb"):
        say(edition, name, b)
    deep = c
    for name in ("ca", "cb", "cc", "cd"):
        deep = say(edition, name, deep)
    say(edition, "da", d)
    [thread] = shown(edition.article).threads
    rest = ["c", "ca", "cb → ca", "cc → cb", "cd → cc"]
    assert folds(thread.first) == [["b", "ba", "bb"], (7, rest, ["d", "da"])]
    [low] = thread_page(Comment.objects.for_reading().get(pk=a.pk)).first.replies[1:2]
    assert (low.number_open, low.folded) == (None, [])  # the page of a thread folds nothing


def test_a_long_run_below_one_answer_has_a_fold_of_its_own():
    edition = publish()
    a = say(edition, "a")
    deep = say(edition, "b", a)
    for name in ("ba", "bb", "bc", "bd"):
        deep = say(edition, name, deep)
    say(edition, "c", a)
    [thread] = shown(edition.article).threads
    run = ["b", "ba", "bb → ba", "bc → bb", (1, "bd → bc")]
    assert folds(thread.first) == [run, (1, "c")]


def test_the_place_of_what_is_gone_is_not_counted():
    edition = publish()
    a = say(edition, "a")
    say_much(edition, 3, a)
    gone = say(edition, "gone", a)
    say(edition, "answer", gone)
    gone.remove(create_user())
    [thread] = shown(edition.article).threads
    assert folds(thread.first)[3] == (1, [None, "answer"])


def picked(edition, **page):
    return [pick.comment.name for pick in shown(edition.article, **page).picks]


def test_the_newest_picks_stand_above_the_threads_wherever_they_were_written():
    edition = publish()
    say_much(edition, 60)
    a, b, c, d = (say(edition, name) for name in "abcd")
    say(edition, "ca", c)
    for comment in (a, b, c, Comment.objects.get(name="0")):
        comment.set_pick(create_user(), True)
    assert picked(edition) == ["c", "b", "a"]
    assert not any(pick.thread for pick in shown(edition.article).picks)  # the places of all are on the second page
    assert shape(edition)[0] == "0"
    assert picked(edition, page=2) == picked(edition, sort=Sort.PICKS) == []
    newest = shown(edition.article, sort=Sort.NEWEST)
    assert [folds(pick.thread.first) for pick in newest.picks] == [[(1, "ca")], [], []]
    assert shape(edition, sort=Sort.NEWEST)[:2] == ["d", "59"]
    c.remove(create_user())
    assert picked(edition) == ["b", "a", "0"]


def test_picks_cost_no_query_more(django_assert_num_queries):
    edition = publish()
    say(edition, "a").set_pick(create_user(), True)
    with django_assert_num_queries(1):
        assert picked(edition) == ["a"]
    say(edition, "ba", say(edition, "b")).set_pick(create_user(), True)
    say_much(edition, 100)
    Comment.objects.get(name="99").set_pick(create_user(), True)
    with django_assert_num_queries(2):
        assert picked(edition) == ["ba", "a", "99"]


def test_picks_are_read_along_their_index():
    edition = publish()
    for comment in say_much(edition, threads.THREADS + 5)[-4:]:
        comment.set_pick(create_user(), True)
    with plans() as found:
        shown(edition.article)
    assert re.search(r"\bcomment_picked\b", found[1]), found[1]


def test_answer_to_a_comment_on_an_earlier_page_names_it():
    edition = publish()
    a = say(edition, "a")
    first, *_ = say_much(edition, 100, a)
    say(edition, "late", first)
    root = Comment.objects.for_reading().get(pk=a.pk)
    [late] = thread_page(root, 2).first.replies
    assert name_of(late) == "late → a0"
    assert late.answered.link == f"/comments/{first.pk}/"


def test_a_thousand_answers_deep_is_three_levels():
    edition = publish()
    rows = say_much(edition, 1000)
    for depth, row in enumerate(rows):
        row.parent, row.depth, row.thread = (rows[depth - 1], depth, rows[0]) if depth else (None, 0, None)
        row.thread_size = 0 if depth else 1000
    Comment.objects.bulk_update(rows, ["parent", "thread", "depth", "thread_size"])
    [[first, [second, third, *after]]] = shape(edition)
    assert (first, second, third) == ("0", "1", "2")
    assert after == [f"{number} → {number - 1}" for number in range(3, 101)]


def test_where_a_comment_stands():
    edition = publish()
    roots = say_much(edition, 120)
    replies = say_much(edition, 250, roots[60])

    def place(comment):
        return threads.place_of(Comment.objects.select_related("thread").get(pk=comment.pk))

    assert [place(roots[number]) for number in (0, 49, 50, 119)] == [(None, 1), (None, 1), (None, 2), (None, 3)]
    assert [place(replies[number]) for number in (0, 3)] == [(None, 2), (None, 2)]
    assert [place(replies[number]) for number in (4, 99, 100, 249)] == [(roots[60], page) for page in (1, 1, 2, 3)]


def test_two_queries_however_many(django_assert_num_queries):
    edition = publish()
    create_thread(edition=edition, replies=2)
    with django_assert_num_queries(2):
        shown(edition.article)
    for root in say_much(edition, 50)[:10]:
        say_much(edition, 120, root)
    for sort in Sort:
        with django_assert_num_queries(2):
            shown(edition.article, sort=sort)
    with django_assert_num_queries(2):
        shown(edition.article, page=2)
    root = Comment.objects.for_reading().get(pk=root.pk)
    with django_assert_num_queries(1):
        thread_page(root, 2)


def test_pages_are_read_along_the_indexes_of_their_order():
    edition = publish()
    for name in "ab":
        say_much(edition, 3, say(edition, name))
    reply = Comment.objects.select_related("thread").get(name="b2")
    root = Comment.objects.for_reading().get(name="b")
    asked = [
        ("comment_threads", lambda: shown(edition.article)),
        ("comment_threads", lambda: shown(edition.article, sort=Sort.NEWEST)),
        ("comment_threads_picked", lambda: shown(edition.article, sort=Sort.PICKS)),
        ("comment_replies", lambda: thread_page(root)),
        ("comment_replies", lambda: threads.place_of(reply)),
        ("comment_threads", lambda: threads.place_of(root)),
    ]
    for index, ask in asked:
        with plans() as found:
            ask()
        assert re.search(rf"\b{index}", found[0]), found[0]
        for plan in found:
            assert not re.search(r"SCAN comments_comment|SCAN U0|comment_of_queue|comment_of_story", plan), plan
        if "shown" in ask.__code__.co_names:
            assert re.search(r"\bcomment_replies\b", found[1]), found[1]


@pytest.mark.parametrize("text", ["0", "-1", "x", "", "1.0", " 1", "1_0", "٣", "4", "01", "9" * 30, "1\x00"])
def test_page_that_is_none(text):
    with pytest.raises(Http404):
        threads.page_number(text, 3)


def test_page_that_is_one():
    assert [threads.page_number(text, 3) for text in (None, "1", "3")] == [1, 1, 3]
