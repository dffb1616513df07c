"""The desk’s pages for review, assignment, notes, copies, trash and many stories at once."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.admin import bulk
from articles.models import Article, LogLine, Note, RelatedLink, ShareLink
from tests.articles.desk import shown, story_url
from tests.factories import create_article, create_section, create_tag, create_user, publish

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_article_changelist")
State = Article.State
DAY = timedelta(days=1)


@pytest.fixture
def section():
    return create_section(name="Harbour")


@pytest.fixture
def people(section):
    """Dict of role → user; the editor is of the section, the stranger an editor of another."""
    users = {
        role: create_user(role=role, username=role) for role in ("reporter", "editor", "moderator", "administrator")
    }
    users["stranger"] = create_user(role="editor", username="stranger")
    section.members.add(users["editor"])
    return users


@pytest.fixture
def article(section, people):
    return create_article(headline="Harbour dues rise", section=section, created_by=people["reporter"])


@pytest.fixture
def log_in(client, people):
    def as_role(role):
        client.force_login(people[role])
        return client

    return as_role


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def post(client, article, page, **data):
    return client.post(story_url(article, page), {"version": article.version, **data})


# -- Who may, at each address --

STATES = {"take_back": State.IN_REVIEW, "approve": State.IN_REVIEW, "send_back": State.IN_REVIEW}
PAGES = {
    # page: reporter, editor, moderator, administrator, stranger
    "submit": (302, 302, 403, 302, 404),
    "take_back": (302, 302, 403, 302, 404),
    "approve": (403, 302, 403, 302, 404),
    "send_back": (403, 302, 403, 302, 404),
    "assign": (403, 302, 403, 302, 404),
    "take_over": (302, 302, 403, 302, 404),
    "duplicate": (302, 302, 403, 302, 404),
    "trash": (302, 302, 403, 302, 404),
    "untrash": (302, 302, 403, 302, 404),
    "notes": (302, 302, 403, 302, 404),
}
DATA = {"send_back": {"reason": "Call the port."}, "notes": {"write": 1, "note": "Call."}}


@pytest.mark.parametrize("page", PAGES)
def test_who_may_do_what(page, client, article, people):
    for role, expected in zip(
        ("reporter", "editor", "moderator", "administrator", "stranger"), PAGES[page], strict=True
    ):
        article.set_state(STATES.get(page, State.DRAFT))
        if page == "untrash":
            Article.objects.filter(pk=article.pk).update(state=State.TRASHED, trashed_at=timezone.now())
        lines, notes = LogLine.objects.count(), Note.objects.count()
        client.force_login(people[role])
        response = post(client, article, page, **DATA.get(page, {}))
        assert response.status_code == expected, role
        if expected != 302:
            assert (LogLine.objects.count(), Note.objects.count()) == (lines, notes)
        Article.objects.filter(pk=article.pk).update(assigned_to=None, trashed_at=None)


def test_nobody_comes_in_without_login(client, article):
    for page in PAGES:
        for method in (client.get, client.post):
            assert method(story_url(article, page)).url.startswith(reverse("admin:login"))


def test_a_get_changes_nothing(log_in, article):
    client = log_in("administrator")
    version = article.version
    for page in PAGES:
        response = client.get(story_url(article, page))
        assert response.status_code == (200 if page in {"send_back", "assign", "trash", "notes"} else 405), page
    article.refresh_from_db()
    assert (article.version, article.log.count()) == (version, 0)


def test_a_forged_post_is_refused(article, people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["administrator"])
    for page in PAGES:
        assert post(client, article, page, **DATA.get(page, {})).status_code == 403, page


def test_a_page_that_names_no_version_is_a_bad_request(log_in, article):
    client = log_in("administrator")
    for page in PAGES.keys() - {"notes", "send_back"}:
        for data in ({}, {"version": "x"}, {"version": ""}):
            assert client.post(story_url(article, page), data).status_code == 400, page
    article.refresh_from_db()
    assert article.state == State.DRAFT


# -- Pages of one action --


def test_each_action_is_told_and_leads_to_the_story(log_in, article):
    client = log_in("editor")
    for page, data, words in (
        ("submit", {}, "is in review"),
        ("send_back", {"reason": "Call the port."}, "is sent back"),
        ("submit", {}, "is in review"),
        ("approve", {}, "is approved"),
        ("take_over", {}, "is yours now"),
    ):
        article.refresh_from_db()
        response = post(client, article, page, **data)
        assert response.url == story_url(article), page
        assert words in told(response)


def test_a_conflict_is_told_and_the_reason_stays(log_in, article, people):
    article.submit(people["reporter"])
    client = log_in("editor")
    article.save()
    response = client.post(
        story_url(article, "send_back"), {"version": article.version - 1, "reason": "Call the port."}
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert "Somebody else has changed this story" in page
    assert "Call the port.</textarea>" in page
    assert f'name="version" value="{article.version}"' in page
    article.refresh_from_db()
    assert article.state == State.IN_REVIEW
    assert (
        client.post(
            story_url(article, "send_back"), {"version": article.version, "reason": "Call the port."}
        ).status_code
        == 302
    )
    assert article.log.first().note == "Call the port."


def test_a_conflict_on_a_plain_action_leads_to_the_story(log_in, article, people):
    article.submit(people["reporter"])
    response = log_in("editor").post(story_url(article, "approve"), {"version": article.version - 1})
    assert response.url == story_url(article)
    assert "Not approved: Somebody else has changed this story" in told(response)


def test_a_refusal_is_told_on_the_page(log_in, article):
    client = log_in("editor")
    response = post(client, article, "send_back", reason="Call the port.")
    assert "“Harbour dues rise” is draft." in response.content.decode()
    assert "Call the port.</textarea>" in response.content.decode()
    response = post(client, article, "send_back", reason=" ")
    assert "Say what is to be done" in response.content.decode()


def test_assigning_asks_for_person_deadline_and_length(log_in, article, people):
    client = log_in("editor")
    page = client.get(story_url(article, "assign")).content.decode()
    assert ">reporter</option>" in page
    assert ">moderator</option>" not in page
    reporter = people["reporter"]
    data = {"to": reporter.pk, "deadline_0": "2030-01-02", "deadline_1": "18:00", "word_target": "600"}
    assert post(client, article, "assign", **data).status_code == 302
    article.refresh_from_db()
    assert (article.assigned_to, article.word_target) == (reporter, 600)
    assert f"{article.deadline:%Y-%m-%d}" == "2030-01-02"
    page = client.get(story_url(article, "assign")).content.decode()
    for value in ('value="2030-01-02"', 'value="600"', f'<option value="{reporter.pk}" selected>'):
        assert value in page
    for wrong in ({"to": people["moderator"].pk}, {"to": "x"}, {"word_target": "-1"}, {"deadline_0": "soon"}):
        assert post(client, article, "assign", **wrong).status_code == 200, wrong


def test_the_trash_says_what_points_there_and_offers_an_undo(log_in, article, people):
    pointing = create_article(headline="Points there", created_by=people["reporter"])
    hidden = create_article(headline="Of another desk", section=create_section())
    hidden.section.members.add(people["stranger"])
    for other in (pointing, hidden):
        RelatedLink.objects.create(article=other, target=article)
    client = log_in("reporter")
    page = client.get(story_url(article, "trash")).content.decode()
    assert "Points there" in page
    assert "Of another desk" not in page
    response = post(client, article, "trash")
    assert response.url == LIST
    page = client.get(LIST).content.decode()
    article.refresh_from_db()
    assert f'action="{story_url(article, "untrash")}"' in page
    assert f'name="version" value="{article.version}"' in page
    assert post(client, article, "untrash").url == story_url(article)
    article.refresh_from_db()
    assert article.state == State.DRAFT


def test_a_copy_opens(log_in, article):
    response = post(log_in("reporter"), article, "duplicate")
    copy = Article.objects.latest("pk")
    assert response.url == story_url(copy)
    assert copy.headline == "Copy of Harbour dues rise"


# -- Buttons of the form --


def press(client, article, button, **typed):
    data = {**shown(client, story_url(article)), "headline": "Typed", **typed, button: "1"}
    return client.post(story_url(article), data)


@pytest.mark.parametrize(
    ("button", "state", "leads_to"),
    [
        ("_approve", State.IN_REVIEW, "change"),
        ("_send_back", State.IN_REVIEW, "send_back"),
        ("_assign", State.DRAFT, "assign"),
        ("_take_over", State.DRAFT, "change"),
        ("_untrash", State.TRASHED, "change"),
    ],
)
def test_a_button_saves_what_is_typed_first(button, state, leads_to, log_in, article, people):
    Article.objects.filter(pk=article.pk).update(
        state=state, trashed_at=timezone.now() if state == State.TRASHED else None
    )
    response = press(log_in("editor"), article, button)
    assert response.url == story_url(article, leads_to)
    article.refresh_from_db()
    assert article.headline == "Typed"
    assert article.revisions.first().content["headline"] == "Typed"
    expected = {"_approve": State.APPROVED, "_untrash": State.DRAFT}
    assert article.state == expected.get(button, state)
    assert article.assigned_to == (people["editor"] if button == "_take_over" else None)


def test_a_copy_from_the_form_has_what_is_typed(log_in, article):
    response = press(log_in("reporter"), article, "_duplicate")
    copy = Article.objects.latest("pk")
    assert (response.url, copy.headline) == (story_url(copy), "Copy of Typed")


def test_trash_from_the_form_keeps_what_is_typed(log_in, article):
    response = press(log_in("reporter"), article, "_trash")
    assert response.url == LIST
    article.refresh_from_db()
    assert (article.state, article.headline) == (State.TRASHED, "Typed")


def test_buttons_are_there_for_those_who_may(log_in, article):
    def buttons(role):
        page = log_in(role).get(story_url(article)).content.decode()
        return {name for name in ("_approve", "_send_back", "_assign", "_take_over", "_duplicate", "_trash", "_untrash")
                if f'name="{name}"' in page}  # fmt: skip

    article.set_state(State.IN_REVIEW)
    assert buttons("reporter") == {"_take_over", "_duplicate", "_trash"}
    assert buttons("editor") == {"_approve", "_send_back", "_assign", "_take_over", "_duplicate", "_trash"}
    article.set_state(State.DRAFT)
    assert buttons("editor") == {"_assign", "_take_over", "_duplicate", "_trash"}
    Article.objects.filter(pk=article.pk).update(state=State.TRASHED, trashed_at=timezone.now())
    assert buttons("editor") == {"_untrash"}
    Article.objects.filter(pk=article.pk).update(state=State.DRAFT, trashed_at=None)
    publish(article)
    assert buttons("editor") == {"_send_back", "_assign", "_take_over", "_duplicate"}


def test_a_reporter_who_presses_an_editors_button_saves_nothing(log_in, article):
    client = log_in("reporter")
    for button in ("_approve", "_send_back", "_assign"):
        assert press(client, article, button).status_code == 403
    article.refresh_from_db()
    assert article.headline == "Harbour dues rise"


def test_saving_the_form_leaves_assignment_alone(log_in, article, people):
    deadline = timezone.now() + DAY
    article.assign(people["editor"], people["editor"], deadline, 600)
    typed = {
        "assigned_to": people["reporter"].pk,
        "word_target": "9",
        "deadline_0": "2030-01-01",
        "deadline_1": "10:00",
    }
    press(log_in("reporter"), article, "_continue", **typed)
    article.refresh_from_db()
    assert (article.assigned_to, article.deadline, article.word_target) == (people["editor"], deadline, 600)


# -- Notes --


def test_notes_are_written_answered_resolved_and_opened_again(log_in, article):
    client = log_in("reporter")
    url = story_url(article, "notes")
    client.post(url, {"write": "1", "note": "Call <the> port."})
    thread = Note.objects.get()
    client.post(url, {"answer": thread.pk, f"answer-{thread.pk}": "Did so."})
    page = client.get(url).content.decode()
    assert "Call &lt;the&gt; port." in page
    assert "Did so." in page
    client.post(url, {"resolve": thread.pk})
    assert "1 resolved" in client.get(url).content.decode()
    client.post(url, {"reopen": thread.pk})
    assert Note.objects.open().get() == thread


def test_names_that_reach_nobody_are_told(log_in, article):
    response = log_in("reporter").post(story_url(article, "notes"), {"write": "1", "note": "@editor @nobody"})
    assert "called @nobody: no mail went there" in told(response)


def test_a_note_that_is_refused_stays_typed_with_everything_else(log_in, article, people):
    thread = Note.write(article, people["editor"], "Call.")
    data = {"write": "1", "note": "x" * 5001, f"answer-{thread.pk}": "Half an answer"}
    response = log_in("reporter").post(story_url(article, "notes"), data)
    assert response.status_code == 422
    page = response.content.decode()
    assert "between 1 and 5,000 characters" in page
    assert "x" * 5001 in page
    assert "Half an answer</textarea>" in page


def test_a_part_alone_is_given_to_the_script(log_in, article, people):
    thread = Note.write(article, people["editor"], "Call.")
    data = {"write": "1", "note": "New one.", f"answer-{thread.pk}": "Half an answer"}
    response = log_in("reporter").post(story_url(article, "notes"), data, headers={"X-Part": "notes"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert "The note is written." in page
    assert "Half an answer</textarea>" in page
    assert ">New one.</textarea>" not in page
    assert "New one." in page


def test_strange_posts_to_notes_are_bad_requests(log_in, article, people):
    elsewhere = Note.write(create_article(section=article.section), people["administrator"], "There.")
    client = log_in("reporter")
    url = story_url(article, "notes")
    for data, status in (
        ({}, 400),
        ({"resolve": "x"}, 400),
        ({"answer": "9" * 30}, 400),
        ({"resolve": elsewhere.pk}, 404),
        ({"answer": elsewhere.pk, f"answer-{elsewhere.pk}": "No."}, 404),
    ):
        assert client.post(url, data).status_code == status, data
    assert Note.objects.get() == elsewhere


def test_an_outsiders_remark_is_marked_in_the_form(log_in, article, people):
    ShareLink.make(article, people["reporter"], "lawyer").remark("<b>Who</b> says so?")
    page = log_in("reporter").get(story_url(article)).content.decode()
    assert "by a link, not of the desk" in page
    assert "&lt;b&gt;Who&lt;/b&gt; says so?" in page


def test_query_count_of_notes_does_not_grow(log_in, article, people, django_assert_num_queries):
    def write(number):
        for _ in range(number):
            thread = Note.write(article, people["editor"], "Call.")
            Note.write(article, people["reporter"], "Did so.", parent=thread)

    client = log_in("administrator")
    url = story_url(article, "notes")
    write(1)
    client.get(url)
    # publication, session, user, permissions 2; story, threads, answers; what waits for moderators
    with django_assert_num_queries(9):
        client.get(url)
    write(5)
    with django_assert_num_queries(9):
        client.get(url)


# -- List --


def headlines(client, **query):
    return {article.headline for article in client.get(LIST, query).context["cl"].result_list}


def test_stories_in_the_trash_are_in_no_list_but_their_own(log_in, article, people):
    article.trash(people["editor"])
    create_article(headline="Kept", section=article.section, created_by=people["reporter"])
    client = log_in("editor")
    assert headlines(client) == {"Kept"}
    assert headlines(client, q="Harbour") == set()
    assert headlines(client, whose="mine") == set()
    assert headlines(client, state="trashed") == {"Harbour dues rise"}
    assert "In the trash, 30 days left" in client.get(LIST, {"state": "trashed"}).content.decode()
    offered = client.get(reverse("admin:articles_article_choose_story")).json()
    assert (offered["count"], "Kept" in offered["html"]) == (1, True)


def test_filters_by_deadline_begin_with_what_is_due_first(log_in, section):
    now = timezone.now()
    for headline, deadline, state in (
        ("Late", now - DAY, State.DRAFT),
        ("Later", now - 2 * DAY, State.IN_REVIEW),
        ("Done", now - DAY, State.APPROVED),
        ("Soon", now + 2 * DAY, State.DRAFT),
        ("Far", now + 20 * DAY, State.DRAFT),
    ):
        create_article(headline=headline, section=section, deadline=deadline, state=state)
    client = log_in("editor")
    rows = client.get(LIST, {"deadline": "overdue"}).context["cl"].result_list
    assert [article.headline for article in rows] == ["Later", "Late"]
    assert headlines(client, deadline="week") == {"Soon"}
    assert headlines(client, deadline="nonsense") == {"Late", "Later", "Done", "Soon", "Far"}
    assert "was due " in client.get(LIST).content.decode()


def test_the_list_counts_open_notes_without_a_query_per_row(log_in, people, section, django_assert_max_num_queries):
    client = log_in("editor")

    def fill(number):
        for _ in range(number):
            story = create_article(section=section)
            Note.write(story, people["editor"], "Call.")
            Note.write(story, people["editor"], "Done.").resolve(people["editor"])

    fill(2)
    with CaptureQueriesContext(connection) as few:
        page = client.get(LIST).content.decode()
    assert page.count(">1 note</a>") == 2
    fill(8)
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)


# -- Many at once --


def act(client, action, articles, url=LIST, **data):
    versions = {f"version-{article.pk}": article.version for article in articles}
    chosen = {"_selected_action": [article.pk for article in articles]}
    return client.post(url, {"action": action, **chosen, **versions, **data}, follow=True)


def test_rows_carry_the_version_they_show(log_in, article):
    assert f'name="version-{article.pk}" value="{article.version}"' in log_in("editor").get(LIST).content.decode()


def test_many_are_submitted_at_once_each_by_its_rules(log_in, article, people, section):
    others = [create_article(headline=headline, section=section) for headline in ("Reviewed", "Changed", "Thrown")]
    others[0].submit(people["editor"])
    stale = Article.objects.get(pk=others[1].pk)
    others[1].save()
    others[2].trash(people["editor"])
    url = f"{LIST}?state=draft&p=1"
    response = act(log_in("editor"), "submit_selected", [article, others[0], stale, others[2]], url=url)
    assert response.redirect_chain[-1][0] == url
    page = response.content.decode()
    assert "1 story is in review." in page
    assert "“Reviewed”: “Reviewed” is in review." in page
    assert "“Changed”</a> was changed by somebody else since you saw it here." in page
    assert "“Thrown” is in the trash. Take it out first." in page
    assert set(Article.objects.filter(state=State.IN_REVIEW)) == {article, others[0]}


@pytest.mark.parametrize(
    ("action", "data", "done"),
    [
        ("publish_selected", {}, lambda article: article.live_edition()),
        ("assign_selected", {"to": "reporter"}, lambda article: str(article.assigned_to) == "reporter"),
        ("tag_selected", {"tags": "port, dues"}, lambda article: set(article.tags.names()) == {"port", "dues"}),
        ("move_selected", {"section": "other"}, lambda article: article.section.name == "Other"),
        ("trash_selected", {}, lambda article: article.state == State.TRASHED),
    ],
)
def test_what_hurts_or_needs_a_word_is_asked_first(action, data, done, log_in, article, section, people):
    second = create_article(headline="Second", section=section)
    records = {"other": create_section(name="Other"), "reporter": people["reporter"]}
    data = {name: records[value].pk if value in records else value for name, value in data.items()}
    client = log_in("editor")
    url = f"{LIST}?state=draft"
    asked = act(client, action, [article, second], url=url)
    assert asked.redirect_chain == []
    page = asked.content.decode()
    assert "Second" in page
    assert f'name="version-{second.pk}" value="{second.version}"' in page
    assert not done(Article.objects.get(pk=article.pk))
    response = act(client, action, [article, second], url=url, apply="1", **data)
    assert response.redirect_chain[-1][0] == url
    assert "2 stories are" in response.content.decode()
    for story in Article.objects.filter(pk__in=[article.pk, second.pk]):
        assert done(story)


def test_assigning_many_leaves_deadlines_and_lengths_that_are_not_asked_for(log_in, article, people):
    deadline = timezone.now() + DAY
    article.assign(people["editor"], people["editor"], deadline, 600)
    act(log_in("editor"), "assign_selected", [article], apply="1", to=people["reporter"].pk, word_target="900")
    article.refresh_from_db()
    assert (article.assigned_to, article.deadline, article.word_target) == (people["reporter"], deadline, 900)


def test_what_is_wrong_on_the_page_is_told_and_nothing_is_done(log_in, article):
    client = log_in("editor")
    for action, data, words in (
        ("tag_selected", {"tags": ""}, "Choose a tag."),
        ("move_selected", {"section": "0"}, "Select a valid choice"),
        ("assign_selected", {"word_target": "-3", "deadline_0": "2030-01-01"}, "greater than or equal to 1"),
    ):
        response = act(client, action, [article], apply="1", **data)
        assert words in response.content.decode(), action
    assert not article.log.exists()


def test_a_story_changed_between_list_and_confirmation_is_left_alone(log_in, article):
    stale = Article.objects.get(pk=article.pk)
    article.save()
    response = act(log_in("editor"), "trash_selected", [stale], apply="1")
    assert "was changed by somebody else" in response.content.decode()
    article.refresh_from_db()
    assert article.state == State.DRAFT


def test_a_reporter_gets_no_editors_action_and_no_foreign_story(log_in, article, people):
    foreign = create_article(headline="Foreign")
    client = log_in("reporter")
    page = client.get(LIST).content.decode()
    for action in ("publish_selected", "assign_selected"):
        assert action not in page
        act(client, action, [article], apply="1")
    response = act(client, "submit_selected", [article, foreign])
    assert "1 of them is not there any more, or not yours." in response.content.decode()
    assert "1 story is in review." in response.content.decode()
    foreign.refresh_from_db()
    assert foreign.state == State.DRAFT
    assert not article.editions.exists()


def test_a_reporter_makes_no_new_tag_in_bulk(log_in, article):
    create_tag(name="port")
    response = act(log_in("reporter"), "tag_selected", [article], apply="1", tags="port, brand new")
    assert "There is no tag “brand new” yet." in response.content.decode()
    assert not article.tags.exists()


def test_the_trash_offers_the_way_out_alone(log_in, article, people):
    article.trash(people["editor"])
    client = log_in("editor")
    url = f"{LIST}?state=trashed"
    page = client.get(url).content.decode()
    assert "untrash_selected" in page
    assert "publish_selected" not in page
    assert "untrash_selected" not in client.get(LIST).content.decode()
    response = act(client, "untrash_selected", [article], url=url)
    assert "1 story is out of the trash." in response.content.decode()


def test_there_is_an_end_to_many(log_in, section, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    articles = [create_article(section=section) for _ in range(5)]
    client = log_in("editor")
    response = act(client, "submit_selected", articles[:3])
    assert "These are the first 2 of what you chose" in response.content.decode()
    assert Article.objects.filter(state=State.IN_REVIEW).count() == 2
    response = act(client, "submit_selected", articles[:1], select_across="1", index="0")
    assert "These are the first 2 of what you chose" in response.content.decode()
    response = client.post(LIST, {"action": "submit_selected", "_selected_action": ["x"]})
    assert response.status_code == 400


# -- Emptying the trash --


def test_emptying_the_trash_deletes_what_is_due_alone(article, people, section, capsys):
    editor = people["editor"]
    young = create_article(section=section)
    young.trash(editor)
    article.trash(editor)
    Article.objects.filter(pk=article.pk).update(trashed_at=timezone.now() - 30 * DAY)
    public = publish(section=section).article
    Article.objects.filter(pk=public.pk).update(state=State.TRASHED, trashed_at=timezone.now() - 90 * DAY)
    call_command("empty_trash", dry_run=True)
    assert "Would delete 1 story" in capsys.readouterr().out
    assert Article.objects.count() == 3
    call_command("empty_trash")
    assert "Deleted 1 story" in capsys.readouterr().out
    assert set(Article.objects.all()) == {young, public}
    call_command("empty_trash")
    assert "Deleted 0 stories" in capsys.readouterr().out


def test_what_was_public_is_not_offered_to_the_trash(log_in, article, people, section):
    draft = create_article(section=section, headline="Never public")
    publish(article)
    client = log_in("editor")
    page = client.get(story_url(article, "trash")).content.decode()
    assert "it can’t be thrown away" in page
    assert ">Move to trash</button>" not in page
    both = {"action": "trash_selected", "_selected_action": [article.pk, draft.pk]}
    page = client.post(LIST, both).content.decode()
    assert f'name="_selected_action" value="{draft.pk}"' in page
    assert f'name="_selected_action" value="{article.pk}"' not in page
    page = client.post(LIST, {**both, "_selected_action": [article.pk]}).content.decode()
    assert ">Move to trash</button>" not in page


def test_a_story_in_the_trash_offers_no_publishing(log_in, article, people):
    article.trash(people["editor"])
    assert 'name="_publish"' not in log_in("editor").get(story_url(article)).content.decode()
