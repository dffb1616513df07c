"""From draft to approved, assignment, copies, trash: what each step does, who may, what is told."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from unittest import mock

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from articles.exceptions import Conflict, NotAllowed, Refusal
from articles.models import Article, LogLine, Note, RelatedLink, Revision, ShareLink
from tests.factories import (
    create_article,
    create_author,
    create_section,
    create_source,
    create_superuser,
    create_tag,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db

State, Action = Article.State, LogLine.Action
DAY = timedelta(days=1)


@pytest.fixture
def section():
    return create_section(name="Harbour")


@pytest.fixture
def editor(section):
    user = create_user(role="editor", username="editor", email="editor@example.org")
    section.members.add(user)
    return user


@pytest.fixture
def reporter():
    return create_user(role="reporter", username="reporter", email="reporter@example.org")


@pytest.fixture
def stranger(section):
    """An editor of another desk."""
    user = create_user(role="editor", username="stranger", email="stranger@example.org")
    create_section(name="Culture").members.add(user)
    return user


@pytest.fixture
def article(section, reporter, editor):
    return create_article(headline="Harbour dues rise", section=section, created_by=reporter)


def in_review(article):
    article.set_state(State.IN_REVIEW)
    return article


def logged(article):
    return [line.action for line in article.log.order_by("pk")]


def receivers():
    return sorted(address for message in mail.outbox for address in message.to)


# -- Each step: from where to where, its line in the log, its version --


def test_a_story_goes_from_draft_to_approved_and_back(article, reporter, editor):
    steps = [
        (lambda: article.submit(reporter), State.IN_REVIEW, Action.SUBMITTED),
        (lambda: article.take_back(reporter), State.DRAFT, Action.TAKEN_BACK),
        (lambda: article.submit(reporter), State.IN_REVIEW, Action.SUBMITTED),
        (lambda: article.send_back(editor, "Call the port."), State.DRAFT, Action.SENT_BACK),
        (lambda: article.submit(reporter), State.IN_REVIEW, Action.SUBMITTED),
        (lambda: article.approve(editor), State.APPROVED, Action.APPROVED),
        (lambda: article.send_back(editor, "One more call."), State.DRAFT, Action.SENT_BACK),
    ]
    for step, state, action in steps:
        version = article.version
        step()
        article.refresh_from_db()
        assert (article.state, article.version) == (state, version + 1)
        assert logged(article)[-1] == action
    assert article.log.first().note == "One more call."
    assert article.log.first().by == editor


ACTIONS = {
    "submit": (State.DRAFT, lambda article, by, version: article.submit(by, version=version)),
    "take_back": (State.IN_REVIEW, lambda article, by, version: article.take_back(by, version=version)),
    "approve": (State.IN_REVIEW, lambda article, by, version: article.approve(by, version=version)),
    "send_back": (State.IN_REVIEW, lambda article, by, version: article.send_back(by, "No.", version=version)),
    "assign": (State.DRAFT, lambda article, by, version: article.assign(by, by, version=version)),
    "take_over": (State.DRAFT, lambda article, by, version: article.take_over(by, version=version)),
    "add_tags": (State.DRAFT, lambda article, by, version: article.add_tags(by, ["port"], version=version)),
    "move_to": (State.DRAFT, lambda article, by, version: article.move_to(by, create_section(), version=version)),
    "trash": (State.DRAFT, lambda article, by, version: article.trash(by, version=version)),
    "untrash": (State.TRASHED, lambda article, by, version: article.untrash(by, version=version)),
}
FOR_EDITORS = {"approve", "send_back", "assign"}


@pytest.mark.parametrize("name", ACTIONS)
def test_who_saw_an_older_version_changes_nothing(name, article, editor):
    state, action = ACTIONS[name]
    article.set_state(state)
    seen = article.version
    Article.objects.get(pk=article.pk).save()
    with pytest.raises(Conflict) as conflict:
        action(article, editor, seen)
    assert conflict.value.article.version == seen + 1
    now = Article.objects.get(pk=article.pk)
    assert (now.state, now.assigned_to, now.version) == (state, None, seen + 1)
    assert not article.log.exists()
    assert not mail.outbox


@pytest.mark.parametrize("name", ACTIONS)
def test_who_may(name, article, editor, reporter, stranger):
    state, action = ACTIONS[name]
    outsiders = [stranger, create_user(role="moderator"), create_user(role="reporter")]
    if name in FOR_EDITORS:
        outsiders.append(reporter)
    for person in outsiders:
        article.set_state(state)
        with pytest.raises(NotAllowed):
            action(article, person, None)
    assert not article.log.exists()
    insiders = [editor, create_superuser(), *([] if name in FOR_EDITORS else [reporter])]
    for person in insiders:
        Article.objects.filter(pk=article.pk).update(state=state, assigned_to=None, section=article.section_id)
        action(Article.objects.get(pk=article.pk), person, None)


@pytest.mark.parametrize("name", sorted(ACTIONS.keys() - {"untrash"}))
def test_nothing_is_done_to_a_story_in_the_trash(name, article, editor):
    article.trash(editor)
    with pytest.raises(Refusal, match="is in the trash"):
        ACTIONS[name][1](article, editor, None)
    with pytest.raises(Refusal, match="is in the trash"):
        article.duplicate(editor)
    assert logged(article) == [Action.TRASHED]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("submit", [State.IN_REVIEW, State.APPROVED]),
        ("take_back", [State.DRAFT, State.APPROVED]),
        ("approve", [State.DRAFT, State.APPROVED]),
        ("send_back", [State.DRAFT]),
        ("untrash", [State.DRAFT, State.IN_REVIEW, State.APPROVED]),
    ],
)
def test_a_step_from_elsewhere_is_refused_in_words(name, wrong, article, editor):
    for state in wrong:
        article.set_state(state)
        with pytest.raises(Refusal, match="“Harbour dues rise” is"):
            ACTIONS[name][1](article, editor, None)
        article.refresh_from_db()
        assert article.state == state


def test_sending_back_reads_the_state_anew(article, editor):
    """Somebody approved it since this person read it."""
    old = Article.objects.get(pk=in_review(article).pk)
    article.approve(editor)
    old.send_back(editor, "Wait.")
    assert Article.objects.get(pk=article.pk).state == State.DRAFT


def test_sending_back_needs_a_reason(article, editor):
    in_review(article)
    with pytest.raises(Refusal, match="Say what is to be done"):
        article.send_back(editor, " \n")
    assert article.state == State.IN_REVIEW


# -- Assignment --


def test_assigning_keeps_person_deadline_and_length(article, editor, reporter):
    deadline = timezone.now() + DAY
    article.assign(editor, reporter, deadline, 600)
    article.refresh_from_db()
    assert (article.assigned_to, article.deadline, article.word_target) == (reporter, deadline, 600)
    assert article.log.get().note.startswith("To reporter, due ")
    assert "600 words" in article.log.get().note


def test_assigning_what_is_so_already_changes_and_tells_nothing(
    article, editor, reporter, django_capture_on_commit_callbacks
):
    article.assign(editor, reporter, None, 600)
    version = article.version
    with django_capture_on_commit_callbacks(execute=True):
        article.assign(editor, reporter, None, 600)
    assert (article.version, article.log.count(), mail.outbox) == (version, 1, [])


def test_only_who_has_to_do_with_stories_is_assigned_one(article, editor):
    gone = create_user(role="reporter", is_active=False)
    for person in (create_user(), create_user(role="moderator"), gone):
        with pytest.raises(Refusal, match="has no access to stories"):
            article.assign(editor, person)
    assert article.assigned_to is None


def test_an_assigned_reporter_may_open_the_story(article, editor):
    other = create_user(role="reporter")
    assert not Article.objects.editable_by(other).exists()
    article.assign(editor, other)
    assert Article.objects.editable_by(other).get() == article


def test_a_story_is_taken_over_once(article, editor, reporter):
    article.assign(editor, reporter)
    article.take_over(editor)
    assert article.assigned_to == editor
    assert article.log.first().note == "From reporter."
    with pytest.raises(Refusal, match="You have this story already"):
        article.take_over(editor)


# -- Tags, sections, copies --


def test_tags_are_added_and_kept_as_a_revision(article, editor):
    article.tags.add(create_tag(name="Port"))
    article.save_revision(editor)
    article.add_tags(editor, ["port", "Dues"])
    assert article.revisions.first().content["tags"] == ["Dues", "Port"]
    number, version = article.revisions.count(), article.version
    article.add_tags(editor, ["dues"])
    assert (article.revisions.count(), article.version) == (number, version)


def test_a_moved_story_is_a_new_revision_and_readers_see_the_old_section(article, editor, section):
    edition = publish(article, by=editor)
    other = create_section(name="Weather")
    article.move_to(editor, other)
    assert article.revisions.first().content["section"] == other.pk
    assert article.live_edition() == edition
    assert article.live_edition().section == section
    with pytest.raises(Refusal, match="is in Weather already"):
        article.move_to(editor, other)


def test_a_copy_says_the_same_and_shares_nothing_else(article, editor, reporter):
    cited = [
        article.citations.create(source=create_source(), statement=f"Statement {number}", position=number)
        for number in range(2)
    ]
    target = create_article()
    RelatedLink.objects.create(article=article, target=target)
    article.body = (
        f'<p>One.<sup data-citation="{cited[1].pk}"></sup> Two.<sup data-citation="{cited[0].pk}"></sup></p>'
        f'<aside data-see-also="{target.pk}"></aside><p>Gone.<sup data-citation="1000000000"></sup></p>'
    )
    article.comments_policy = "closed"
    article.save()
    article.tags.add(create_tag(name="Port"))
    article.assign(editor, reporter, timezone.now() + DAY, 600)
    Note.write(article, editor, "Call the port.")
    publish(article, by=editor)

    copy = article.duplicate(reporter)

    copy.refresh_from_db()
    assert copy.headline == "Copy of Harbour dues rise"
    assert copy.slug == "harbour-dues-rise-2"
    assert (copy.state, copy.created_by, copy.comments_policy) == (State.DRAFT, reporter, "closed")
    assert (copy.assigned_to, copy.deadline, copy.word_target) == (None, None, None)
    assert not copy.notes.exists()
    assert not copy.editions.exists()
    mine, theirs = article.content(), copy.content()
    numbers = [row.pop("id") for row in theirs["citations"]]
    assert not set(numbers) & {row.pop("id") for row in mine["citations"]}
    assert theirs["body"] == (
        f'<p>One.<sup data-citation="{numbers[1]}"></sup> Two.<sup data-citation="{numbers[0]}"></sup></p>'
        f'<aside data-see-also="{target.pk}"></aside><p>Gone.</p>'
    )
    for name in mine.keys() - {"headline", "slug", "body"}:
        assert theirs[name] == mine[name], name
    assert copy.revisions.get().content == copy.content()
    assert logged(copy) == [Action.DUPLICATED]
    assert article.log.first().note == f"As story {copy.pk}."
    assert article.citations.count() == 2


def test_a_copy_of_a_story_under_embargo_is_under_embargo(article, editor):
    Article.objects.filter(pk=article.pk).update(embargo_until=timezone.now() + DAY)
    copy = article.duplicate(editor)
    with pytest.raises(Refusal, match="under embargo"):
        copy.publish(editor)


def test_only_who_may_change_a_story_may_copy_it(article, stranger):
    with pytest.raises(NotAllowed):
        article.duplicate(stranger)
    assert Article.objects.count() == 1


def test_a_long_headline_is_cut_in_the_copy(article, editor):
    Article.objects.filter(pk=article.pk).update(headline="w" * 200, slug="w" * 100)
    copy = article.duplicate(editor)
    assert (len(copy.headline), len(copy.slug)) == (200, 100)


# -- Trash --


def test_what_is_thrown_away_comes_back_as_it_was(article, reporter):
    article.save_revision(reporter)
    before = article.content()
    article.trash(reporter)
    assert article.leaves_trash_at - article.trashed_at == 30 * DAY
    article.untrash(reporter)
    assert (article.state, article.trashed_at, article.content()) == (State.DRAFT, None, before)
    assert logged(article) == [Action.TRASHED, Action.UNTRASHED]


def test_what_was_public_or_waits_to_be_is_not_thrown_away(section, editor):
    live = publish(section=section, by=editor).article
    waiting = publish(section=section, by=editor, at=timezone.now() + DAY).article
    withdrawn = publish(section=section, by=editor).article
    withdrawn.withdraw(editor, reason="Wrong.")
    for article in (live, waiting, withdrawn):
        with pytest.raises(Refusal, match="was public or waits to be"):
            article.trash(editor)
    waiting.cancel(editor)
    waiting.trash(editor)


def test_a_link_for_an_outsider_is_shut_in_the_trash(article, reporter):
    ShareLink.make(article, reporter, "lawyer")
    article.trash(reporter)
    assert not ShareLink.objects.open().exists()


def test_a_story_in_the_trash_is_not_published(article, editor):
    article.trash(editor)
    with pytest.raises(Refusal, match="is in the trash"):
        article.publish(editor)


def test_erasing_takes_everything_of_the_story_and_nothing_else(
    article, reporter, editor, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level("INFO", logger="articles")
    other = create_article()
    RelatedLink.objects.create(article=other, target=article)
    link = ShareLink.make(article, reporter, "lawyer")
    remark = link.remark("Who says so?")
    Note.write(article, editor, "The port.", parent=remark)
    article.citations.create(source=create_source())
    article.tags.add(create_tag(name="Port"))
    article.save_revision(reporter)
    article.autosave(reporter, article.content())
    article.trash(reporter)
    pk = article.pk
    with pytest.raises(Refusal, match="has not been in the trash for 30 days"):
        article.erase(timezone.now() + 29 * DAY)
    with django_capture_on_commit_callbacks(execute=True):
        article.erase(timezone.now() + 30 * DAY)
    assert list(Article.objects.all()) == [other]
    for model in (LogLine, Note, ShareLink, Revision, RelatedLink):
        assert not model.objects.exists()
    assert f"Story {pk} is deleted" in caplog.text
    assert "Harbour" not in caplog.text


def test_what_is_not_in_the_trash_or_was_public_is_never_erased(article, editor):
    later = timezone.now() + 400 * DAY
    with pytest.raises(Refusal):
        article.erase(later)
    publish(article, by=editor)
    Article.objects.filter(pk=article.pk).update(state=State.TRASHED, trashed_at=timezone.now())
    with pytest.raises(Refusal, match="never deleted"):
        article.erase(later)
    assert article.log.exists()


# -- Mails --


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_editors_of_the_section_hear_of_what_waits_for_them(article, reporter, stranger, committed):
    create_user(role="administrator", email="admin@example.org")
    with committed():
        article.submit(reporter)
    assert receivers() == ["editor@example.org"]
    message = mail.outbox[0]
    assert message.subject == "For review: Harbour dues rise"
    assert "reporter has handed in “Harbour dues rise”, Harbour." in message.body
    assert f"http://testserver/admin/articles/article/{article.pk}/change/" in message.body


def test_every_editor_hears_of_a_section_without_members(reporter, editor, stranger, committed):
    article = create_article(section=create_section(), created_by=reporter)
    with committed():
        article.submit(reporter)
    assert receivers() == ["editor@example.org", "stranger@example.org"]
    assert all(len(message.to) == 1 for message in mail.outbox)


def test_where_no_editor_is_those_who_publish_everywhere_hear_of_it(reporter, committed):
    create_user(role="administrator", email="admin@example.org")
    create_superuser(email="root@example.org")
    section = create_section()
    section.members.add(create_user(role="editor", is_active=False, email="gone@example.org"))
    article = create_article(section=section, created_by=reporter)
    with committed():
        article.submit(reporter)
    assert receivers() == ["admin@example.org", "root@example.org"]


def test_writers_hear_what_became_of_it(article, editor, reporter, committed):
    named = create_user(role="reporter", email="named@example.org")
    article.bylines.create(author=create_author(user=named))
    left = create_user(email="left@example.org")
    article.bylines.create(author=create_author(user=left))
    in_review(article)
    with committed():
        article.send_back(editor, "Call the <port> & ask.")
    assert receivers() == ["named@example.org", "reporter@example.org"]
    assert "Call the <port> & ask." in mail.outbox[0].body
    mail.outbox.clear()
    in_review(article)
    with committed():
        article.approve(editor)
    assert receivers() == ["named@example.org", "reporter@example.org"]


def test_a_new_task_and_a_lost_one_are_told(article, editor, reporter, committed):
    other = create_user(role="reporter", username="other", email="other@example.org")
    with committed():
        article.assign(editor, other, timezone.now() + DAY, 600)
    assert receivers() == ["other@example.org"]
    assert "Due: " in mail.outbox[0].body
    assert "600 words" in mail.outbox[0].body
    mail.outbox.clear()
    with committed():
        article.assign(editor, reporter)
    assert receivers() == ["other@example.org", "reporter@example.org"]
    lost = next(message for message in mail.outbox if message.to == ["other@example.org"])
    assert "given to reporter" in lost.body
    assert "http" not in lost.body  # the story is not theirs to open any more
    mail.outbox.clear()
    with committed():
        article.take_over(editor)
    assert receivers() == ["reporter@example.org"]
    assert "editor has taken over" in mail.outbox[0].body
    assert "http" in mail.outbox[0].body


def test_nobody_is_told_of_own_actions(article, editor, committed):
    with committed():
        article.assign(editor, editor)
        article.submit(editor)
        article.take_back(editor)
    assert receivers() == []


def test_two_accounts_with_one_address_get_one_mail(article, reporter, section, committed):
    section.members.add(create_user(role="editor", email="editor@example.org"))
    with committed():
        article.submit(reporter)
    assert receivers() == ["editor@example.org"]


def test_a_headline_in_two_lines_is_one_subject(article, reporter, committed):
    Article.objects.filter(pk=article.pk).update(headline="Dues\r\nBcc: all@example.org")
    with committed():
        article.submit(reporter)
    assert mail.outbox[0].subject == "For review: Dues Bcc: all@example.org"


def test_what_is_rolled_back_is_told_to_nobody(article, reporter, committed):
    def submit_and_fail():
        with transaction.atomic():
            article.submit(reporter)
            raise ZeroDivisionError

    with committed(), pytest.raises(ZeroDivisionError):
        submit_and_fail()
    assert mail.outbox == []
    with committed():
        article.submit(reporter)
    assert receivers() == ["editor@example.org"]


def test_a_mail_server_that_is_down_costs_a_line_in_the_log_alone(article, reporter, caplog, committed):
    with mock.patch.object(EmailBackend, "open", side_effect=ConnectionRefusedError, create=True), committed():
        article.submit(reporter)
    assert Article.objects.get(pk=article.pk).state == State.IN_REVIEW
    assert "1 mail(s) to the desk could not be sent" in caplog.text


def test_one_refused_address_costs_the_others_nothing(reporter, caplog, committed):
    for name in ("a", "b", "c"):
        create_user(role="editor", email=f"{name}@example.org")
    article = create_article(created_by=reporter)
    send = EmailBackend.send_messages

    def refuse_b(self, messages):
        if messages[0].to == ["b@example.org"]:
            raise SMTPServerDisconnected
        return send(self, messages)

    with mock.patch.object(EmailBackend, "send_messages", refuse_b), committed():
        article.submit(reporter)
    assert receivers() == ["a@example.org", "c@example.org"]
    assert "could not be sent" in caplog.text
