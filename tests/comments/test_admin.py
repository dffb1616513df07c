"""The moderators' queue: who may, what they see, what happens."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from comments.models import Comment
from tests.comments.factories import create_comment
from tests.factories import create_user, publish

pytestmark = pytest.mark.django_db

LIST = "admin:comments_comment_changelist"


@pytest.fixture
def moderator(client):
    user = create_user(role="moderator", username="maja")
    client.force_login(user)
    return user


def decide(client, comment, decision, seen="held", **data):
    url = reverse("admin:comments_comment_decide", args=[comment.pk])
    return client.post(f"{url}?seen={seen}", {"decision": decision, **data}, follow=True)


def act(client, action, comments, query=""):
    data = {"action": action, "_selected_action": [comment.pk for comment in comments]}
    return client.post(f"{reverse(LIST)}{query}", data, follow=True)


def names_in(response):
    return [comment.name for comment in response.context["cl"].result_list]


def said(response):
    return [str(message) for message in response.context["messages"]]


# -- Who may --


@pytest.mark.parametrize(
    ("role", "status"), [("moderator", 200), ("administrator", 200), ("editor", 403), ("reporter", 403)]
)
def test_queue_is_for_moderators_and_administrators(client, role, status):
    comment = create_comment()
    client.force_login(create_user(role=role))
    pages = [
        reverse(LIST),
        reverse("admin:comments_comment_change", args=[comment.pk]),
        reverse("admin:comments_comment_history", args=[comment.pk]),
    ]
    assert [client.get(page).status_code for page in pages] == [status] * 3
    assert decide(client, comment, "approve").status_code == status
    comment.refresh_from_db()
    assert comment.status == ("approved" if status == 200 else "held")


def test_strangers_are_sent_to_log_in(client):
    comment = create_comment()
    response = client.post(reverse("admin:comments_comment_decide", args=[comment.pk]), {"decision": "approve"})
    assert response.status_code == 302
    assert "login" in response["Location"]
    comment.refresh_from_db()
    assert comment.status == "held"


def test_nobody_adds_or_deletes_a_comment_here(client):
    comment = create_comment()
    client.force_login(create_user(role="administrator"))
    assert client.get(reverse("admin:comments_comment_add")).status_code == 403
    assert client.post(reverse("admin:comments_comment_delete", args=[comment.pk])).status_code == 403
    assert "delete_selected" not in client.get(reverse(LIST)).content.decode()


def test_nothing_changes_by_get(client, moderator):
    comment = create_comment()
    url = reverse("admin:comments_comment_decide", args=[comment.pk])
    assert client.get(f"{url}?seen=held&decision=approve").status_code == 405
    assert client.post(reverse("admin:comments_comment_change", args=[comment.pk]), {}).status_code == 405
    comment.refresh_from_db()
    assert comment.status == "held"


def test_decision_needs_the_token_of_the_desk(moderator):
    comment, client = create_comment(), Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    assert decide(client, comment, "approve").status_code == 403


# -- The list --


def test_list_shows_what_waits_oldest_first(client, moderator):
    for name in ("first", "second", "third"):
        create_comment(name=name)
    create_comment(name="decided", status="approved")
    assert names_in(client.get(reverse(LIST))) == ["first", "second", "third"]


def test_other_lists_are_one_click_away_newest_first(client, moderator):
    for status in Comment.Status.values:
        create_comment(name=f"{status} 1", status=status)
        create_comment(name=f"{status} 2", status=status)
    for status in ("approved", "rejected", "spam", "removed"):
        response = client.get(reverse(LIST), {"status": status})
        assert names_in(response) == [f"{status} 2", f"{status} 1"]
    assert len(names_in(client.get(reverse(LIST), {"status": "all"}))) == 10
    assert len(names_in(client.get(reverse(LIST), {"status": "nonsense"}))) == 2


def test_search_looks_at_name_address_and_text_whatever_was_decided(client, moderator):
    create_comment(name="Halvard", status="spam")
    create_comment(email="halvard@example.org", status="approved")
    create_comment(body="Ask Halvard.")
    create_comment()
    assert len(names_in(client.get(reverse(LIST), {"q": "halvard"}))) == 3
    assert len(names_in(client.get(reverse(LIST), {"q": "halvard", "status": "spam"}))) == 1


def test_comments_of_one_story(client, moderator):
    comment = create_comment(name="here", status="approved")
    create_comment(name="elsewhere", status="approved")
    query = {"status": "all", "article__id__exact": comment.article_id}
    assert names_in(client.get(reverse(LIST), query)) == ["here"]


@pytest.mark.parametrize("status", ["held", "all"])
def test_list_costs_the_same_for_two_and_for_forty(client, moderator, django_assert_num_queries, status):
    for _ in range(2):
        create_comment(status="rejected", by=create_user())
        create_comment()
    client.get(reverse(LIST))  # content types are read once
    # publication; session, user, permissions of the user and of the groups; how many there are, the comments
    cost = 7
    with django_assert_num_queries(cost):
        client.get(reverse(LIST), {"status": status})
    edition = publish()
    for _ in range(20):
        create_comment(status="rejected", by=create_user(), edition=edition)
        create_comment()
    with django_assert_num_queries(cost):
        client.get(reverse(LIST), {"status": status})


def test_what_readers_sent_is_text_and_no_link(client, moderator):
    comment = create_comment(
        name="<b>Name</b>",
        url="https://spam.example/",
        body="<script>alert(1)</script> https://spam.example/\n\njavascript:alert(2)",
    )
    for url in (reverse(LIST), reverse("admin:comments_comment_change", args=[comment.pk])):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<b>Name" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert 'href="https://spam.example' not in page


# -- The page of one comment --


def test_page_shows_story_parent_and_what_the_writer_sent_before(client, moderator):
    edition = publish(headline="The dredging", standfirst="Nobody voted.")
    parent = create_comment(edition=edition, status="approved", body="Half empty.")
    for status in ("approved", "spam", "spam"):
        create_comment(email="tom@example.org", status=status, body=f"Before: {status}")
    create_comment(body="Somebody else’s.")
    comment = create_comment(
        edition=edition,
        parent=parent,
        email="TOM@example.org",
        signals=[{"name": "fast", "words": "sent 2 s after the page was made", "points": 0}],
    )
    page = client.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    for words in (
        comment.body,
        "The dredging",
        "Nobody voted.",
        "Half empty.",
        "Under this e-mail address: 3, of these 1 approved, 2 spam.",
        "Before: approved",
        "sent 2 s after the page was made",
        edition.get_absolute_url(),
    ):
        assert words in page
    assert "Somebody else’s." not in page


def test_page_costs_the_same_whatever_the_writer_sent_before(client, moderator, django_assert_num_queries):
    comment = create_comment(email="tom@example.org")
    create_comment(email="tom@example.org")
    url = reverse("admin:comments_comment_change", args=[comment.pk])
    cost = 8  # publication; session, user, 2 of permissions; the comment, counts, the writer’s others
    with django_assert_num_queries(cost):
        client.get(url)
    for number in range(30):
        create_comment(email="tom@example.org", body=f"More {number}", status="approved")
    with django_assert_num_queries(cost):
        page = client.get(url).content.decode()
    assert "Under this e-mail address: 31, of these 30 approved, 1 held. The newest 20:" in page


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30, "x", "1_2f", "٣"])
def test_comment_that_is_not_there_is_not_found(client, moderator, pk):
    assert client.get(f"{reverse(LIST)}{pk}/change/").status_code == 404


# -- Deciding on one --


@pytest.mark.parametrize(
    ("decision", "status"), [("approve", "approved"), ("reject", "rejected"), ("mark_spam", "spam")]
)
def test_decision_is_made_said_and_logged(client, moderator, decision, status):
    comment = create_comment(name="Halvard", body="Half empty.")
    response = decide(client, comment, decision)
    assert response.redirect_chain == [(reverse(LIST), 302)]
    assert said(response) == [f"“Halvard: Half empty.” is {status} now."]
    comment.refresh_from_db()
    assert (comment.status, comment.decided_by) == (status, moderator)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (moderator, str(comment.pk))
    assert entry.get_change_message() == f"{status.capitalize()}; was held."
    assert "Halvard" not in entry.object_repr


def test_decision_leads_back_to_the_same_list(client, moderator):
    response = decide(client, create_comment(), "approve", _changelist_filters="status=all&q=x")
    assert response.redirect_chain == [(f"{reverse(LIST)}?status=all&q=x", 302)]


def test_buttons_stand_in_the_row_and_lead_where_the_page_does(client, moderator):
    comment = create_comment()
    url = f"{reverse('admin:comments_comment_decide', args=[comment.pk])}?seen=held"
    page = client.get(reverse(LIST), {"q": "Reader"}).content.decode()
    assert page.count(f'formaction="{url}"') == 3
    assert '<input type="hidden" name="_changelist_filters" value="q=Reader">' in page
    page = client.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert f'action="{url}"' in page


def test_second_moderator_is_told_who_decided(client, moderator):
    comment = create_comment(name="Halvard", by=None)
    comment.reject(create_user(username="tom"))
    response = decide(client, comment, "approve")
    [message] = said(response)
    assert "rejected by tom" in message
    assert "Nothing was changed." in message
    comment.refresh_from_db()
    assert comment.status == "rejected"
    assert not LogEntry.objects.exists()


def test_decision_is_changed_from_where_it_is_seen(client, moderator):
    comment = create_comment(status="rejected")
    page = client.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()
    assert "Decide otherwise:" in page
    assert "?seen=rejected" in page
    decide(client, comment, "approve", seen="rejected")
    comment.refresh_from_db()
    assert (comment.status, comment.decided_by) == ("approved", moderator)


@pytest.mark.parametrize(
    ("decision", "seen"),
    [
        ("", "held"),
        ("delete", "held"),
        ("_decide", "held"),
        ("remove", "held"),
        ("approve", ""),
        ("approve", "x"),
    ],
)
def test_decision_that_is_not_offered_is_none(client, moderator, decision, seen):
    comment = create_comment()
    [message] = said(decide(client, comment, decision, seen=seen))
    assert "No decision was made" in message
    comment.refresh_from_db()
    assert comment.status == "held"


# -- Deciding on many --


@pytest.mark.parametrize(
    ("action", "status"),
    [("approve_selected", "approved"), ("reject_selected", "rejected"), ("mark_spam_selected", "spam")],
)
def test_selected_comments_are_decided_on(client, moderator, action, status):
    chosen, left = [create_comment() for _ in range(3)], create_comment()
    response = act(client, action, chosen)
    assert said(response) == [f"3 comments are {status} now."]
    assert {comment.status for comment in Comment.objects.exclude(pk=left.pk)} == {status}
    assert Comment.objects.get(pk=left.pk).status == "held"
    assert LogEntry.objects.count() == 3


def test_what_was_decided_in_the_meantime_is_left_and_said(client, moderator):
    waiting, decided = create_comment(), create_comment()
    decided.mark_spam(create_user(username="tom"))
    messages = said(act(client, "approve_selected", [waiting, decided]))
    assert len(messages) == 2
    assert "spam by tom" in messages[0]
    assert messages[1] == "1 comment is approved now."
    decided.refresh_from_db()
    assert decided.status == "spam"


def test_decisions_are_changed_in_bulk_in_the_list_that_shows_them(client, moderator):
    spam = [create_comment(status="spam") for _ in range(2)]
    assert said(act(client, "approve_selected", spam, "?status=spam")) == ["2 comments are approved now."]
    assert said(act(client, "remove_selected", spam, "?status=approved")) == ["2 comments are removed now."]


def test_actions_are_those_that_the_list_allows(client, moderator):
    create_comment(status="approved")
    page = client.get(reverse(LIST), {"status": "approved"}).content.decode()
    assert "remove_selected" in page
    assert "reject_selected" not in page
    create_comment()
    page = client.get(reverse(LIST)).content.decode()
    assert "remove_selected" not in page
    assert "reject_selected" in page


def test_selection_of_all_pages_takes_all(client, moderator):
    edition = publish()
    comments = [create_comment(edition=edition) for _ in range(55)]
    data = {"action": "approve_selected", "_selected_action": [comments[0].pk], "select_across": "1"}
    response = client.post(reverse(LIST), data, follow=True)
    assert said(response) == ["55 comments are approved now."]


def test_selection_of_nonsense_is_a_bad_request(client, moderator):
    create_comment()
    data = {"action": "approve_selected", "_selected_action": ["x"]}
    assert client.post(reverse(LIST), data).status_code == 400
