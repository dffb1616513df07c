"""Moderators answer reports and appeals in the queue, beside the comment that these are about."""

import uuid

import pytest
from django.urls import reverse

from comments.models import Appeal, Comment, Commenter, HouseRule, QueueCount, Report, Tally
from tests.comments.factories import create_comment
from tests.factories import create_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return create_comment(status="approved", body="Buy boats")


def report(comment, **fields):
    return Report.objects.receive(Report(comment=comment, **{"reason": "No advertising", **fields}))


def queue(client, tab):
    return client.get(reverse("admin:comments_comment_changelist"), {"status": tab})


def answer(client, comment, decision, *reports, **data):
    data = {"decision": decision, "report": [report.pk for report in reports], "status": "reported", **data}
    return client.post(reverse("admin:comments_comment_answer", args=[comment.pk]), data, follow=True)


def undo(client, response):
    batch = response.context["done"]["batch"]
    return client.post(reverse("admin:comments_comment_undo"), {"batch": batch}, follow=True)


def decide_appeal(client, comment, decision, words=""):
    url = reverse("admin:comments_comment_appeal", args=[comment.pk])
    return client.post(url, {"decision": decision, "answer": words, "status": "appealed"}, follow=True)


def test_reported_comment_shows_who_says_what(client, moderator, comment):
    report(comment, words="Look <b>here</b>.", name="Ola", commenter=Commenter.objects.of("ola@example.org"))
    page = queue(client, "reported").text
    assert "Reported by 1 reader" in page
    assert "Look &lt;b&gt;here&lt;/b&gt;." in page
    assert "ola@example.org" in page


def test_comment_that_stands_is_left_and_the_report_ends(client, moderator, comment):
    page = answer(client, comment, "dismiss", report(comment)).text
    assert "Left as it is, against a report:" in page
    assert "There is nothing here." in page
    comment.refresh_from_db()
    assert comment.status == "approved"


def test_report_that_is_right_takes_the_comment_away_under_a_rule(client, moderator, comment):
    rule = HouseRule.objects.get(name="No advertising")
    one, two = report(comment), report(comment, words="Me too")
    answer(client, comment, "uphold", one, two, rule=rule.pk, statement="You sell.", note="Third time")
    comment.refresh_from_db()
    assert (comment.status, comment.rule, comment.decided_by) == ("removed", "No advertising", moderator)
    assert {one.outcome for one in Report.objects.all()} == {"upheld"}
    assert comment.log.get(after="removed").statement == "You sell."


def test_notice_of_illegal_content_can_be_upheld_as_that(client, moderator, comment):
    notice = report(comment, reason=Report.ILLEGAL, words="It names a child.")
    assert '<option value="illegal">' in queue(client, "reported").text
    answer(client, comment, "uphold", notice, rule="illegal")
    comment.refresh_from_db()
    assert (comment.status, comment.rule) == ("removed", "Illegal content")


@pytest.mark.parametrize(
    ("decision", "data", "sentence"),
    [
        ("uphold", {}, "Say which house rule it breaks"),
        ("uphold", {"rule": "99999"}, "Say which house rule it breaks"),
        ("nonsense", {}, "No decision was made"),
        ("dismiss", {"report": ["x", "-1"]}, "No decision was made"),
        ("dismiss", {"statement": "Please be kind."}, "its writer is told nothing"),
        ("uphold", {"rule": "illegal", "statement": "x" * 2001}, "2,000 characters we can mail: it has 2,001"),
    ],
)
def test_what_is_not_understood_changes_nothing(client, moderator, comment, decision, data, sentence):
    one = report(comment)
    page = answer(client, comment, decision, one, note="Seen before", **data)
    assert page.status_code == 422
    assert sentence in page.text
    assert 'value="Seen before"' in page.text
    assert data.get("statement", "") in page.text
    one.refresh_from_db()
    assert one.outcome == "open"


def test_second_moderator_is_told_that_the_reports_were_answered(client, moderator, comment):
    one = report(comment)
    answer(client, comment, "dismiss", one)
    assert "These reports were decided already" in answer(client, comment, "uphold", one, rule="illegal").text
    comment.refresh_from_db()
    assert comment.status == "approved"


@pytest.mark.parametrize("decision", ["dismiss", "uphold"])
def test_an_answer_to_reports_is_taken_back(client, moderator, comment, decision):
    one, two = report(comment), report(comment, words="Me too")
    waited = QueueCount.all()
    page = answer(client, comment, decision, one, two, rule="illegal" if decision == "uphold" else "")
    assert QueueCount.all()["reported"] == 0
    undo(client, page)
    comment.refresh_from_db()
    assert (comment.status, comment.open_reports) == ("approved", 2)
    assert {one.outcome for one in Report.objects.all()} == {"open"}
    assert QueueCount.all() == waited
    assert not Tally.objects.filter(kind__startswith="report_", number__gt=0).exists()
    assert "nothing to take back" not in undo(client, page).text  # pressed twice
    assert Report.objects.open().count() == 2
    answer(client, comment, "uphold", one, two, rule="illegal")
    comment.refresh_from_db()
    assert comment.status == "removed"


def test_a_press_that_came_twice_answers_once(client, moderator, comment):
    one, press = report(comment), uuid.uuid4()
    for _ in range(2):
        page = answer(client, comment, "dismiss", one, press=press)
        assert (page.status_code, "Left as it is" in page.text) == (200, True)
    assert Tally.objects.get(kind="report_dismissed").number == 1


@pytest.mark.parametrize("decision", ["overturn", "confirm"])
def test_the_answer_to_an_appeal_is_taken_back(client, moderator, decision):
    refused = create_comment(status="rejected", by=create_user())
    Appeal.objects.ask(refused, "It was no advertisement.")
    undo(client, decide_appeal(client, refused, decision, "So it is."))
    refused.refresh_from_db()
    appeal = Appeal.objects.get()
    assert (refused.status, appeal.outcome, appeal.answer, appeal.decided_by) == ("rejected", "open", "", None)
    assert QueueCount.all()["appealed"] == 1
    assert not Tally.objects.filter(kind__startswith="appeal_", number__gt=0).exists()
    decide_appeal(client, refused, "overturn")
    assert Comment.objects.get().status == "approved"


@pytest.mark.parametrize("by_itself", [True, False])
def test_an_appeal_waits_again_when_the_approval_that_ended_it_is_taken_back(client, moderator, by_itself):
    refused = create_comment(status="rejected", by=moderator if by_itself else create_user())
    Appeal.objects.ask(refused, "It was no advertisement.")
    data = {"decision": "approve", "comment": f"{refused.pk}:rejected", "press": uuid.uuid4()}
    page = client.post(reverse("admin:comments_comment_decide"), data, follow=True)
    assert Appeal.objects.get().outcome == "overturned"
    assert "Approved" in page.text
    undo(client, page)
    refused.refresh_from_db()
    assert (refused.status, Appeal.objects.get().outcome) == ("rejected", "open")


def test_an_appeal_is_not_opened_again_over_a_comment_that_a_colleague_let_stand(client, moderator):
    refused = create_comment(status="rejected", by=create_user())
    Appeal.objects.ask(refused, "It was no advertisement.")
    page = decide_appeal(client, refused, "confirm", "So it is.")
    refused.refresh_from_db()
    refused.approve(create_user(), seen="rejected")
    assert "It stays so." in undo(client, page).text
    assert Appeal.objects.get().outcome == "confirmed"


def test_appeal_is_answered_by_somebody_else(client, moderator):
    refused = create_comment(status="rejected", by=create_user())
    Appeal.objects.ask(refused, "It was no advertisement.")
    page = queue(client, "appealed").text
    assert "It was no advertisement." in page
    assert "Approved:" in decide_appeal(client, refused, "overturn").text
    refused.refresh_from_db()
    assert (refused.status, refused.decided_by) == ("approved", moderator)


def test_own_decision_is_left_to_a_colleague(client, moderator):
    refused = create_comment(status="rejected", by=moderator)
    Appeal.objects.ask(refused, "Again.")
    assert "a colleague answers the appeal" in queue(client, "appealed").text
    page = decide_appeal(client, refused, "overturn", "You are right.")
    assert page.status_code == 422
    assert "another moderator looks at the appeal" in page.text
    assert Appeal.objects.get().outcome == "open"


def test_decision_that_stands_is_explained_and_a_long_answer_comes_back(client, moderator):
    refused = create_comment(status="removed")
    Appeal.objects.ask(refused, "Again.")
    assert "Say why the decision stands" in decide_appeal(client, refused, "confirm").text
    long = decide_appeal(client, refused, "confirm", "x" * 2001)
    assert "longer than the 2,000 characters" in long.text
    assert "x" * 2001 in long.text
    assert "The decision stands:" in decide_appeal(client, refused, "confirm", "The rule is plain.").text
    assert Appeal.objects.get().answer == "The rule is plain."


def test_tabs_say_how_many_wait(client, moderator, comment):
    report(comment)
    Appeal.objects.ask(create_comment(status="rejected"), "Again.")
    tabs = {tab["title"]: tab["number"] for tab in queue(client, "reported").context["tabs"]}
    assert (tabs["Reported"], tabs["Appeals"]) == (1, 1)


def test_reports_and_appeals_cost_the_same_however_many(client, moderator, comment, django_assert_num_queries):
    report(comment)
    queue(client, "reported")
    with django_assert_num_queries(22):  # the queue’s own, and the reports
        queue(client, "reported")
    for number in range(10):
        report(comment, words=str(number), commenter=Commenter.objects.of(f"r{number}@example.org"))
        report(create_comment(status="approved"), words=str(number))
    with django_assert_num_queries(22):
        queue(client, "reported")


def test_a_report_is_not_answered_over_words_that_nobody_has_read(client, moderator, comment):
    one = report(comment)
    Comment.objects.get(pk=comment.pk).edit("Buy houses")
    page = answer(client, comment, "dismiss", one, version=comment.version)
    assert "changed it meanwhile" in page.text
    one.refresh_from_db()
    assert one.outcome == "open"


def test_a_rule_was_chosen_for_nothing_when_the_comment_stands(client, moderator, comment):
    one = report(comment)
    page = answer(client, comment, "dismiss", one, rule=HouseRule.objects.first().pk)
    assert page.status_code == 422
    assert "You chose a rule, which is for a report that is right." in page.text
    one.refresh_from_db()
    assert one.outcome == "open"
