"""A source at the desk: who leans on it, what is to be done when it is withdrawn, and who was asked for a reply."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import checks
from articles.exceptions import NotAllowed, Refusal
from articles.models import ChecklistRule, RightOfReply, Source, SourceReview
from tests.articles.desk import story_url
from tests.factories import (
    create_article,
    create_section,
    create_source,
    create_superuser,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def url(source, page="change", *more):
    return reverse(f"admin:articles_source_{page}", args=[source.pk, *more])


def leaning_on(source, **fields):
    article = create_article(**fields)
    article.citations.create(source=source, statement=f"What {article.headline} takes from it")
    return article


@pytest.fixture
def desks():
    """Two sections with an editor each: (section, editor), (section, editor)."""
    found = []
    for _ in range(2):
        section, editor = create_section(), create_user(role="editor")
        section.members.add(editor)
        found.append((section, editor))
    return found


# -- Who leans on it --


def test_stories_lean_on_a_source_at_the_desk_and_for_readers():
    source = create_source()
    draft = leaning_on(source)
    live = leaning_on(source)
    publish(live)
    only_live, only_then = leaning_on(source), leaning_on(source)
    for article in (only_live, only_then):
        publish(article)
        article.citations.all().delete()
        article.freeze(create_superuser())
    publish(only_then)
    publish(leaning_on(create_source()))
    assert source.only_in_editions() == [only_live.pk]
    assert source.cited_by() == {draft.pk, live.pk, only_live.pk}


def test_the_page_names_the_stories_one_may_edit_and_counts_the_others(client, desks):
    (section, editor), (elsewhere, _) = desks
    source = create_source()
    leaning_on(source, headline="Draft of mine", section=section)
    publish(leaning_on(source, headline="Live of mine", section=section))
    leaning_on(source, headline="Of another desk", section=elsewhere)
    client.force_login(editor)
    page = client.get(url(source)).content.decode()
    assert "Draft of mine" in page
    assert "Live of mine" in page
    assert "What Live of mine takes from it" in page
    assert "Of another desk" not in page
    assert "And 1 story of other desks." in page


def test_the_page_makes_the_same_queries_whatever_leans_on_it(client, django_assert_num_queries):
    source, admin = create_source(), create_superuser()
    client.force_login(admin)

    def more(number):
        for _ in range(number):
            publish(leaning_on(source))

    more(2)
    source.withdraw("Invented.")
    client.get(url(source))
    # publication, session, user, source; only in editions, number, stories, who they are by, their editions, citations,
    # reviews, number of all, to do
    with django_assert_num_queries(13) as few:
        client.get(url(source))
    more(8)
    Source.objects.update(status="active", status_reason="")
    SourceReview.objects.all().delete()
    source.withdraw("Invented.")
    with django_assert_num_queries(len(few)):
        page = client.get(url(source)).content.decode()
    assert page.count('class="leaning__form"') == 10


def test_many_stories_come_in_pages_those_to_be_looked_at_first(client):
    source = create_source()
    section = create_section()
    waiting = leaning_on(source, headline="The one that waits", section=section)
    source.withdraw("Invented.")
    for _ in range(55):
        leaning_on(source, section=section, authors=[])
    client.force_login(create_superuser())
    first, second = (client.get(f"{url(source)}?p={number}").content.decode() for number in (1, 2))
    assert waiting.headline in first
    assert first.count('class="leaning__headline"') == 50
    assert second.count('class="leaning__headline"') == 6
    assert client.get(f"{url(source)}?p=none").status_code == 200


# -- Withdrawing --


def test_withdrawing_makes_a_list_to_work_off(client, desks):
    (section, editor), _ = desks
    source = create_source(name="The false witness")
    article = leaning_on(source, section=section)
    edition = publish(article)
    leaning_on(source, section=section)
    client.force_login(editor)
    before = client.get(edition.get_absolute_url()).context["story"].citations
    assert "2 stories lean on it" in client.get(url(source, "withdraw")).content.decode()
    refused = client.post(url(source, "withdraw"), {"reason": " "})
    assert "Say why the source was withdrawn." in refused.content.decode()
    assert not SourceReview.objects.exists()
    response = client.post(url(source, "withdraw"), {"reason": "It was invented."}, follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(url(source), 302)]
    assert "2 are to be looked at." in page
    assert "It was invented." in page
    assert client.get(edition.get_absolute_url()).context["story"].citations == before
    again = client.post(url(source, "withdraw"), {"reason": "Twice."}).content.decode()
    assert "is withdrawn already" in again
    assert SourceReview.objects.count() == 2


def test_a_source_without_stories_is_withdrawn_all_the_same(client):
    source = create_source()
    client.force_login(create_user(role="reporter"))
    assert "No story leans on it." in client.get(url(source, "withdraw")).content.decode()
    client.post(url(source, "withdraw"), {"reason": "A mistake."})
    source.refresh_from_db()
    assert (source.status, source.status_reason) == ("withdrawn", "A mistake.")


def test_each_story_is_decided_on_once_and_stays_on_the_page(client, desks):
    (section, editor), _ = desks
    source = create_source()
    article = leaning_on(source, section=section)
    source.withdraw("Invented.")
    review = source.reviews.get()
    client.force_login(editor)
    prefix, address = f"review-{review.pk}", url(source, "review", review.pk)
    for typed, words in (
        ({}, "This field is required"),
        ({"outcome": "open"}, "Select a valid choice"),
        ({"outcome": "stands"}, "Say why the story stands"),
        ({"outcome": "corrected", "note": "x" * 301}, "at most 300 characters"),
    ):
        response = client.post(address, {f"{prefix}-{name}": value for name, value in typed.items()})
        assert response.status_code == 200
        assert words in response.content.decode()
    kept = {f"{prefix}-outcome": "stands", f"{prefix}-note": "Two others say so."}
    page = client.post(address, kept, follow=True).content.decode()
    assert "Stands without the source: Two others say so." in page
    assert 'class="leaning__form"' not in page
    review.refresh_from_db()
    assert (review.outcome, review.decided_by, review.article) == ("stands", editor, article)
    again = client.post(address, {**kept, f"{prefix}-outcome": "corrected"}).content.decode()
    assert "It was decided before" in again
    review.refresh_from_db()
    assert review.outcome == "stands"


def test_only_who_may_edit_a_story_decides_on_it(client, desks):
    (section, _), (_, other) = desks
    source = create_source()
    leaning_on(source, section=section)
    source.withdraw("Invented.")
    review = source.reviews.get()
    client.force_login(other)
    assert client.post(url(source, "review", review.pk)).status_code == 404
    assert client.post(url(create_source(), "review", review.pk)).status_code == 404
    with pytest.raises(NotAllowed):
        review.decide(other, "corrected")
    assert "1 story of other desks." in client.get(url(source)).content.decode()


def test_reinstating_settles_what_was_open_and_keeps_what_was_decided(client):
    source, admin = create_source(), create_superuser()
    leaning_on(source), leaning_on(source)
    source.withdraw("Invented.")
    decided = source.reviews.first()
    decided.decide(admin, "corrected", "Taken out.")
    client.force_login(admin)
    assert client.get(url(source, "reinstate")).status_code == 405
    page = client.post(url(source, "reinstate"), follow=True).content.decode()
    assert "may be relied on again" in page
    assert set(source.reviews.values_list("outcome", "note")) == {
        ("corrected", "Taken out."),
        ("stands", "The source was reinstated."),
    }
    assert "is not withdrawn" in client.post(url(source, "reinstate"), follow=True).content.decode()
    source.refresh_from_db()
    source.withdraw("After all.")
    assert source.reviews.filter(outcome="open").count() == 2


def test_withdrawing_needs_a_reason_and_an_active_source():
    source = create_source()
    with pytest.raises(Refusal, match="Say why"):
        source.withdraw("  ")
    with pytest.raises(Refusal, match="not withdrawn"):
        source.reinstate(create_superuser())


@pytest.mark.parametrize(("role", "code"), [("moderator", 403), ("reporter", 200), (None, 302)])
def test_pages_of_a_source_are_for_those_who_may_change_it(client, role, code):
    source = create_source()
    if role:
        client.force_login(create_user(role=role))
    assert client.get(url(source, "withdraw")).status_code == code
    assert client.get(reverse("admin:articles_source_withdraw", args=[0])).status_code == (404 if code == 200 else code)


def test_the_record_changes_without_its_state(client):
    """Whether a source is withdrawn is a deed with a list to work off, not a field."""
    source = create_source(name="Before")
    client.force_login(create_superuser())
    client.post(url(source), {"name": "After", "kind": "person", "status": "withdrawn", "status_reason": "x"})
    source.refresh_from_db()
    assert (source.name, source.status) == ("After", "active")


# -- Right of reply --


def replies(article):
    return reverse("admin:articles_article_replies", args=[article.pk])


def typed(total=1, saved=0, **fields):
    return {
        "replies-TOTAL_FORMS": total,
        "replies-INITIAL_FORMS": saved,
        **{f"replies-{name}": value for name, value in fields.items()},
    }


def test_who_was_asked_is_kept_beside_the_story_and_is_no_part_of_it(client, desks):
    (section, editor), (_, other) = desks
    article = create_article(section=section)
    content, version = article.content(), article.version
    client.force_login(editor)
    assert replies(article) in client.get(story_url(article)).content.decode()
    line = {"0-name": "The port authority", "0-asked_at_0": "2026-11-20", "0-asked_at_1": "10:00", "0-answer": "open"}
    response = client.post(replies(article), typed(**line), follow=True)
    assert "The port authority" in response.content.decode()
    reply = article.rights_of_reply.get()
    assert reply.asked_at is not None
    said = {**line, "0-id": reply.pk, "0-answer": "answered", "0-note": "“Not so.”", "1-answer": "open"}
    client.post(replies(article), typed(2, 1, **said))
    reply.refresh_from_db()
    assert (reply.answer, reply.note) == ("answered", "“Not so.”")
    assert article.rights_of_reply.count() == 1
    article.refresh_from_db()
    assert (article.content(), article.version) == (content, version)
    client.post(replies(article), typed(1, 1, **{**said, "0-DELETE": "on"}))
    assert not article.rights_of_reply.exists()
    client.force_login(other)
    assert client.get(replies(article)).status_code == 404
    assert client.post(replies(article), typed(**line)).status_code == 404


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"0-name": "Typed", "0-answer": "answered"}, "Say when they were asked."),
        ({"0-name": "Typed", "0-answer": "nonsense"}, "Select a valid choice"),
        ({"0-name": "Typed", "0-answer": "open", "0-asked_at_0": "soon", "0-asked_at_1": ""}, "Enter a valid date"),
        ({"0-name": "Typed", "0-answer": "open", "0-note": "x" * 2001}, "at most 2000 characters"),
        ({"0-name": "Typed", "0-answer": "open", "0-id": "12345"}, ""),
    ],
)
def test_a_line_that_can_not_be_kept_is_told_and_not_lost(client, line, words):
    article = create_article()
    client.force_login(create_superuser())
    response = client.post(replies(article), typed(**line))
    if words:
        assert response.status_code == 200
        assert words in response.content.decode()
        assert 'value="Typed"' in response.content.decode()
        assert not RightOfReply.objects.exists()
    assert client.post(replies(article), {"replies-TOTAL_FORMS": "many"}).status_code == 200


def found_in(article):
    ChecklistRule.objects.exclude(check_name="right_of_reply_open").delete()
    return [finding.words for finding in checks.findings(article.content(), article=article.pk)]


def test_an_open_right_of_reply_warns_in_the_checklist():
    article = create_article()
    assert found_in(article) == []
    RightOfReply.objects.create(article=create_article(), name="Somebody elsewhere")
    assert found_in(article) == []
    reply = article.rights_of_reply.create(name="The port authority")
    assert found_in(article) == ["Right of reply: The port authority was not asked yet."]
    reply.asked_at = timezone.now() - 3 * DAY
    reply.save()
    assert found_in(article) == ["Right of reply: The port authority was asked."]
    reply.due_at = timezone.now() + DAY
    reply.save()
    assert "The port authority was asked and has until" in found_in(article)[0]
    reply.due_at = timezone.now() - DAY
    reply.save()
    assert "The port authority was to answer by" in found_in(article)[0]
    for answer in ("answered", "declined", "silent"):
        reply.answer = answer
        reply.save()
        assert found_in(article) == []
    assert checks.findings(create_article().content()) is not None
