"""Notes: threads, the passages they are on, who may write them, who is named and told."""

import json

import pytest
from django.core import mail

from articles.admin.notes import followed
from articles.exceptions import NotAllowed, Refusal
from articles.models import Note, ShareLink
from articles.models.notes import mentioned
from tests.factories import create_article, create_section, create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return create_user(role="editor", username="editor", email="editor@example.org")


@pytest.fixture
def reporter():
    return create_user(role="reporter", username="Rosa", email="rosa@example.org")


@pytest.fixture
def article(reporter):
    return create_article(headline="Harbour dues rise", created_by=reporter)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def receivers():
    return sorted(address for message in mail.outbox for address in message.to)


def test_names_are_found_as_they_are_written():
    for text, names in (
        ("@rosa, please.", ["rosa"]),
        ("Ask @rosa. And @rosa again, @jo-ann.lee!", ["rosa", "jo-ann.lee"]),
        ("(@rosa) “@jo”", ["rosa", "jo"]),
        ("@rosa@example.org has it", ["rosa@example.org"]),
        ("Write to rosa@example.org", []),
        ("@ alone, @@ twice", []),
    ):
        assert mentioned(text) == names, text


def test_threads_come_with_their_answers_open_ones_first(article, editor, reporter, django_assert_num_queries):
    first = Note.write(article, editor, "Call the port.")
    done = Note.write(article, editor, "Spell it right.")
    Note.write(article, reporter, "Did so.", parent=first)
    done.resolve(reporter)
    ShareLink.make(article, reporter, "lawyer").remark("Who says so?")
    with django_assert_num_queries(2):
        threads = list(Note.objects.filter(article=article).for_story())
        assert [[note.author_name for note in (thread, *thread.answers.all())] for thread in threads] == [
            ["lawyer"],
            ["editor", "Rosa"],
            ["editor"],
        ]
    assert Note.objects.open().count() == 2


def test_who_is_named_and_may_open_the_story_gets_one_mail(article, editor, reporter, committed):
    foreign = create_user(role="reporter", username="foreign", email="foreign@example.org")
    create_user(role="moderator", username="mod", email="mod@example.org")
    create_user(role="editor", username="gone", email="gone@example.org", is_active=False)
    with committed():
        note = Note.write(article, editor, "@rosa @Rosa @foreign @mod @gone @nobody @editor: call <the> port.")
    assert set(note.named.all()) == {reporter, editor}
    assert note.unreached == ["foreign", "mod", "gone", "nobody"]
    assert receivers() == ["rosa@example.org"]
    message = mail.outbox[0]
    assert message.subject == "editor on: Harbour dues rise"
    assert "call <the> port." in message.body
    assert f"/articles/article/{article.pk}/change/" in message.body
    assert foreign not in note.named.all()


def test_open_threads_that_name_somebody(article, editor, reporter):
    thread = Note.write(article, editor, "Call the port.")
    assert not Note.objects.naming(reporter).exists()
    Note.write(article, editor, "@rosa, will you?", parent=thread)
    Note.write(article, editor, "@Rosa and a photo", parent=thread)
    assert Note.objects.naming(reporter).get() == thread
    assert not Note.objects.naming(editor).exists()
    thread.resolve(reporter)
    assert not Note.objects.naming(reporter).exists()


def test_an_answer_opens_its_thread_again(article, editor, reporter):
    thread = Note.write(article, editor, "Call the port.")
    thread.resolve(reporter)
    assert (thread.resolved_by, Note.objects.open().count()) == (reporter, 0)
    Note.write(article, editor, "Not yet.", parent=thread)
    thread.refresh_from_db()
    assert (thread.resolved_at, thread.resolved_by) == (None, None)
    thread.resolve(reporter)
    thread.resolve(reporter, resolved=False)
    assert Note.objects.open().get() == thread


def test_who_may_not_open_the_story_writes_and_resolves_nothing(article, editor):
    thread = Note.write(article, editor, "Call the port.")
    for person in (create_user(role="reporter"), create_user(role="moderator")):
        with pytest.raises(NotAllowed):
            Note.write(article, person, "Me too.")
        with pytest.raises(NotAllowed):
            thread.resolve(person)


def test_what_is_no_note_is_refused(article, editor):
    elsewhere = Note.write(create_article(section=create_section()), editor, "There.")
    thread = Note.write(article, editor, "Here.")
    answer = Note.write(article, editor, "Yes.", parent=thread)
    for text, parent in ((" \n", None), ("x" * 5001, None), ("No.", elsewhere), ("No.", answer)):
        with pytest.raises(Refusal):
            Note.write(article, editor, text, parent=parent)
    with pytest.raises(Refusal, match="Only a whole thread"):
        answer.resolve(editor)
    assert Note.objects.count() == 3
    assert not mail.outbox


def test_an_outsiders_remark_is_told_to_who_may_open_the_story(article, editor, reporter, committed):
    link = ShareLink.make(article, editor, "lawyer")
    with committed():
        link.remark("Who says so?")
    assert receivers() == ["editor@example.org", "rosa@example.org"]
    assert mail.outbox[0].subject == "Remark from lawyer: Harbour dues rise"


AROUND = {"before": "a meeting that lasted", "quote": "nineteen minutes", "after": ", to take note"}


def test_a_note_keeps_the_words_it_is_on_and_what_stands_around_them(article, editor, reporter):
    note = Note.write(article, editor, "Seventeen.", passage=AROUND)
    assert (note.passage_before, note.passage, note.passage_after) == tuple(AROUND.values())
    assert article.revisions.count() == 0, "the text has nothing of it"
    answer = Note.write(article, reporter, "Yes.", parent=note, passage=AROUND)
    whole = Note.write(article, editor, "All read.", passage={"quote": " \n", "before": "x", "after": "y"})
    for other in (answer, whole):
        assert (other.passage_before, other.passage, other.passage_after) == ("", "", "")
    long = Note.write(article, editor, "Long.", passage=dict.fromkeys(AROUND, "x " * 3000))
    long.full_clean()


def test_passages_are_followed_of_the_story_that_is_saved_and_no_other(article, editor):
    note = Note.write(article, editor, "Seventeen.", passage=AROUND)
    whole = Note.write(article, editor, "All read.")
    elsewhere = Note.write(create_article(section=create_section()), editor, "There.", passage=AROUND)
    moved = {**AROUND, "quote": "seventeen minutes"}
    article.notes.follow({one.pk: moved for one in (note, whole, elsewhere)} | {10**9: moved})
    assert list(Note.objects.order_by("pk").values_list("passage", flat=True)) == [
        "seventeen minutes",
        "",
        "nineteen minutes",
    ]
    article.notes.follow({note.pk: {**moved, "quote": " "}})
    note.refresh_from_db()
    assert note.passage == "seventeen minutes", "what is gone is still what it was on"


def test_what_a_form_says_of_passages_is_read_or_left_out():
    for typed in ("", "x", "[]", "1", '{"1": 2}', '{"1": {}}', '{"1": {"quote": "a"}}', "[" * 10_000, '{"1": null}'):
        assert followed(typed) == {}, typed[:20]
    one = {"quote": "a", "before": "b", "after": "c"}
    assert followed(json.dumps({"1": one, "x": one, "9" * 30: one, "²": one})) == {1: one}
    assert len(followed(json.dumps(dict.fromkeys(range(1000), one)))) == 200
