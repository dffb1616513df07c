"""Naive Bayes over this newsroom's own decisions: what teaches it, what is unlearned, what it says and when."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from comments.models import Comment, Word
from comments.spam import bayes
from comments.spam.post import Post
from tests.comments.factories import create_comment
from tests.factories import create_user, publish

pytestmark = pytest.mark.django_db

GOOD = "The ferry was late again and the council said nothing about the new pier in the harbour, number {}."
BAD = "Cheap replica watches and easy loans, click now and win a free bonus at our casino, number {}."


def counts(word=""):
    return Word.objects.filter(word=word).values_list("good", "bad").first() or (0, 0)


def teach(number, *, edition=None, by=None):
    edition, by = edition or publish(), by or create_user(role="moderator")
    for each in range(number):
        create_comment(edition=edition, body=GOOD.format(each), status="approved", by=by)
        create_comment(edition=edition, body=BAD.format(each), status="spam", by=by)


def points(body, **fields):
    return [(one["name"], one["points"]) for one in bayes.signals(Post(Comment(body=body, **fields), timezone.now()))]


def test_it_says_nothing_before_it_has_twenty_of_each():
    edition, by = publish(), create_user()
    teach(19, edition=edition, by=by)
    assert points(BAD) == []
    teach(1, edition=edition, by=by)
    [(name, number)] = points(BAD)
    assert (name, number) == ("bayes", bayes.MOST)
    [(name, number)] = points(GOOD)
    assert number == bayes.LEAST
    assert points("Lorem ipsum dolor sit amet") == []
    # A word that both use, and words that are new, say little.
    assert points("Number and something entirely unheard-of") == []


def test_it_says_so_in_words(django_assert_num_queries):
    teach(20)
    with django_assert_num_queries(1):
        [found] = bayes.signals(Post(Comment(body="free casino bonus"), timezone.now()))
    assert found["words"] == "reads like earlier spam"
    assert 0.5 <= found["points"] <= bayes.MOST


def test_decisions_teach_and_undone_ones_are_unlearned():
    user, comment = create_user(), create_comment(body="A zeppelin flew by.", name="Ada")
    assert counts() == (0, 0)
    comment.approve(user)
    assert (counts(), counts("zeppelin"), counts("ada")) == ((1, 0), (1, 0), (1, 0))
    comment.mark_spam(user, seen="approved")
    assert (counts(), counts("zeppelin")) == ((0, 1), (0, 1))
    comment.hold(user, seen="spam")
    assert (counts(), counts("zeppelin")) == ((0, 0), (0, 0))
    assert Comment.objects.get().learned == ""
    comment.reject(user)
    assert (counts(), counts("zeppelin")) == ((0, 0), (0, 0))
    comment.approve(user, seen="rejected")
    comment.remove(user)
    assert (counts(), counts("zeppelin")) == ((0, 0), (0, 0))


def test_what_no_person_decided_and_what_staff_wrote_teaches_nothing():
    comment = create_comment()
    comment.approve(None)
    assert counts() == (0, 0)
    staff = create_comment(user=create_user())
    staff.approve(create_user())
    assert counts() == (0, 0)


def test_what_is_taken_back_or_edited_is_unlearned_as_it_was_learned():
    user, edition = create_user(), publish()
    taken_back, erased, edited = (
        create_comment(edition=edition, body=f"A zeppelin flew by, {word}.", status="approved", by=user)
        for word in ("one", "two", "three")
    )
    assert counts("zeppelin") == (3, 0)
    taken_back.withdraw()
    erased.erase()
    edited.edit("A balloon flew by.")
    assert (counts(), counts("zeppelin"), counts("balloon")) == ((0, 0), (0, 0), (0, 0))
    edited = Comment.objects.get(pk=edited.pk)
    edited.mark_spam(user, seen="approved")
    assert (counts(), counts("balloon"), counts("zeppelin")) == ((0, 1), (0, 1), (0, 0))


def test_tokens_are_bounded_and_name_sites():
    comment = Comment(body=" ".join(f"word{number}" for number in range(900)), url="https://www.pills.example/x")
    found = bayes.tokens(comment)
    assert len(found) == bayes.MOST_TOKENS
    assert "@pills.example" in found
    assert max(map(len, bayes.tokens(Comment(body="x" * 5000, url=f"https://{'y' * 60}.example")))) <= 40


def test_learning_anew_comes_to_the_same_and_may_be_repeated():
    user = create_user()
    teach(3, by=user)
    create_comment(status="rejected", by=user)
    undone = create_comment(status="spam", by=user)
    undone.hold(user, seen="spam")
    learned = set(Word.objects.exclude(good=0, bad=0).values_list())
    marked = set(Comment.objects.values_list("pk", "learned"))
    Word.objects.filter(word="ferry").update(good=99)
    Word.objects.create(word="stale", good=9)
    Comment.objects.filter(status="rejected").update(learned="good")
    for _ in range(2):
        call_command("learn_spam")
        assert set(Word.objects.exclude(good=0, bad=0).values_list()) == learned
        assert set(Comment.objects.values_list("pk", "learned")) == marked


def test_learning_anew_from_nothing():
    call_command("learn_spam")
    assert counts() == (0, 0)


def test_most_telling_words_are_those_of_one_side():
    teach(20)
    good, bad = bayes.most_telling(5)
    assert all(in_good == 20 and in_bad == 0 for _, in_good, in_bad in good)
    assert all(in_good == 0 and in_bad == 20 for _, in_good, in_bad in bad)


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_lose_no_word_and_wait_for_each_other():
    edition, users = publish(), [create_user(), create_user()]
    comments = [create_comment(edition=edition, body=f"alpha beta gamma delta {word}") for word in ("one", "two")]
    comments[1].body = "delta gamma beta alpha two"
    comments[1].save()
    gate, failed = threading.Barrier(2), []

    def decide(comment, user):
        gate.wait()
        try:
            Comment.objects.get(pk=comment.pk).approve(user)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=pair) for pair in zip(comments, users, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert counts() == (2, 0)
    assert counts("alpha") == (2, 0)
