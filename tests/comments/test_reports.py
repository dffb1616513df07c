"""A reader reports a comment, without account, script or cookie; and anybody reads how comments are moderated."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from comments import decisions, form_stamps
from comments.models import Appeal, Comment, Commenter, HouseRule, Report
from tests.comments.factories import create_comment
from tests.factories import create_superuser, create_user, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return create_comment(status="approved", body="Buy my boats at https://boats.example")


def url(comment):
    return reverse("comments:report", args=[comment.pk])


def filled(comment, **fields):
    fields = {"reason": "No advertising", "words": "", "stamp": form_stamps.make(comment.article_id), **fields}
    return {name: value for name, value in fields.items() if value is not None}


def test_page_shows_the_comment_and_every_rule_to_choose(client, comment):
    HouseRule.objects.create(name="Old rule", text="No longer in use", is_active=False)
    page = client.get(url(comment))
    assert page.status_code == 200
    for rule in HouseRule.objects.filter(is_active=True):
        assert f'value="{rule.name}"' in page.text
    assert "Old rule" not in page.text
    assert "Buy my boats" in page.text
    assert comment.email not in page.text
    assert not page.cookies
    assert "no-store" in page["Cache-Control"]


def test_an_address_that_grows_in_lower_case_is_measured_as_it_is_kept(client, comment):
    answer = client.post(url(comment), filled(comment, words="Look.", email="İ" * 140 + "@example.org"))
    assert answer.status_code == 422
    assert "longer than the 254 characters" in answer.text
    assert "Look." in answer.text


def test_report_is_kept_and_told_so(client, comment):
    answer = client.post(url(comment), filled(comment, words="Look at the link.", name="Ida", email="ida@example.org"))
    assert answer.status_code == 303
    report = Report.objects.get()
    assert (report.comment, report.reason, report.words, report.name) == (
        comment,
        "No advertising",
        "Look at the link.",
        "Ida",
    )
    assert report.commenter == Commenter.objects.get(email="ida@example.org")
    assert "We have your report" in client.get(answer.url).text


def test_report_sent_twice_is_kept_once(client, comment):
    for _ in range(2):
        assert client.post(url(comment), filled(comment)).status_code == 303
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": None}, "Choose what is wrong"),
        ({"reason": "No such rule"}, ""),
        ({"reason": Report.ILLEGAL, "words": ""}, "which law it breaks"),
        ({"reason": Report.OTHER, "words": "  "}, "what is wrong with it"),
        ({"words": "x" * 2001}, "longer than the 2000 characters"),
        ({"email": "nobody"}, "This is no email address"),
        ({"stamp": "made up"}, "open for more than a day"),
        ({"stamp": None}, "open for more than a day"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(client, comment, fields, sentence):
    fields = {"words": "These are my words.", "name": "Ida", **fields}
    page = client.post(url(comment), filled(comment, **fields))
    assert page.status_code == 422
    assert sentence in page.text
    assert fields["words"].strip() in page.text
    assert 'value="Ida"' in page.text
    assert not Report.objects.exists()


def test_report_from_another_site_is_refused(client, comment):
    answer = client.post(url(comment), filled(comment), headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize("status", ["held", "rejected", "spam", "removed"])
def test_what_readers_do_not_see_cannot_be_reported(client, status):
    assert client.get(url(create_comment(status=status))).status_code == 404


def test_comment_of_a_withdrawn_story_cannot_be_reported(client, comment):
    comment.article.withdraw(create_superuser(), reason="Wrong")
    assert client.get(url(comment)).status_code == 404
    assert client.post(url(comment), filled(comment)).status_code == 404


def test_queries_of_the_form_do_not_grow(client, comment, django_assert_num_queries):
    client.get(url(comment))
    with django_assert_num_queries(5):  # publication, sections, comment, live edition with its address, rules
        client.get(url(comment))


def test_network_that_sends_many_reports_has_to_wait_and_loses_nothing(client, comment, settings):
    settings.COMMENT_RATE_LIMITS = [(2, 60)]
    for number in range(2):
        assert client.post(url(comment), filled(comment, words=f"Report {number}")).status_code == 303
    page = client.post(url(comment), filled(comment, words="One more of mine."))
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 60
    assert "One more of mine." in page.text
    assert client.post(url(comment), filled(comment), REMOTE_ADDR="203.0.113.9").status_code == 303
    assert Report.objects.count() == 3


def test_house_rules_stand_as_faults_of_the_comment(client):
    HouseRule.objects.filter(name="Be fair to people").update(fault="It insults people")
    HouseRule.objects.create(name="Own rule", text="Do not shout.", position=9)
    text = client.get(url(create_comment(status="approved"))).text
    assert "<strong>It insults people</strong>" in text
    assert "<strong>It is advertising</strong>" in text
    assert "<strong>It breaks the rule “Own rule”</strong>" in text
    assert "No insults, no threats" not in text
    assert 'value="Be fair to people"' in text
    assert all(rule.fault for rule in HouseRule.objects.exclude(name="Own rule"))


# -- The public page --


def test_numbers_say_what_was_decided_by_rule_and_on_appeal(client):
    by, other = create_user(), create_user()
    edition = publish()
    for _ in range(2):
        create_comment(edition=edition).reject(by, rule="No advertising")
    create_comment(edition=edition).approve(by)
    appealed = create_comment(edition=edition)
    appealed.reject(by, rule="Be fair to people")
    Appeal.objects.ask(appealed, "Why?").decide(other, overturn=True)
    text = " ".join(client.get(reverse("comments:moderation")).text.split())
    assert "4 comments came in" in text
    assert '<th scope="row">No advertising</th><td class="numbers__number">2</td>' in text
    assert "1 appeal of writers was decided, and 100 % of the decisions overturned" in text


def sums(client):
    """What the public page says: how many came in, and the sums of its tables."""
    context = client.get(reverse("comments:moderation")).context
    first = sum(number for _, number in context["first"])
    assert context["received"] + context["before"] == first
    assert context["against"] == sum(number for _, number in context["by_rule"])
    return context


def test_numbers_add_up_whatever_was_decided(client):
    by, edition = create_user(), publish()
    waiting, refused, ruled, removed, spam = (create_comment(edition=edition) for _ in range(5))
    refused.reject(by)
    ruled.reject(by, rule="No advertising")
    removed.approve(by)
    removed.remove(by, rule="No advertising")
    spam.mark_spam(by)
    context = sums(client)
    assert context["by_rule"] == [("No advertising", 2), ("No rule was named", 1)]
    assert context["first"][-1][1] == 1
    waiting.withdraw()
    assert sums(client)["received"] == 5


def test_numbers_add_up_when_what_was_shown_at_once_waits_again(client):
    by, edition = create_user(), publish()
    comment = create_comment(edition=edition)
    at_once = Comment(article=edition.article, edition=edition, name="A", email="a@example.org", body="At once.")
    at_once.status, at_once.decided_at = "approved", timezone.now()
    at_once = Comment.objects.receive(at_once)
    assert dict(sums(client)["first"])["shown at once, by the rules set for the story"] == 1
    line = at_once.hold(by)
    assert dict(sums(client)["first"])["shown at once, by the rules set for the story"] == 0
    at_once.undo(line, by)
    assert dict(sums(client)["first"])["shown at once, by the rules set for the story"] == 1
    at_once.remove(by, rule="No advertising")
    at_once.hold(by, seen="removed")
    at_once.approve(by)
    decisions.reply(by, comment, "Thank you.", name="Desk", batch=uuid.uuid4(), seen=("held", ""))
    context = sums(client)
    assert (context["received"], context["before"], context["against"]) == (2, 0, 0)


def test_what_a_checker_decides_is_no_decision_of_a_moderator(client):
    comment = create_comment()
    comment.mark_spam(None)
    assert dict(sums(client)["first"])["spam, found by the program"] == 1
    assert sums(client)["wait"] is None


def test_numbers_of_nothing_are_said_in_words(client):
    text = client.get(reverse("comments:moderation")).text
    assert "No comment came in" in text
    assert "No report was decided" in text


def test_numbers_cost_the_same_whatever_was_decided(client, django_assert_num_queries):
    for number in range(5):
        create_comment().reject(create_user(), rule=f"Rule {number}")
    with django_assert_num_queries(4):  # publication, sections, tallies, rules
        client.get(reverse("comments:moderation"))
    assert Comment.objects.count() == 5


# -- Who reported, and what is given back --


def test_an_address_that_comes_later_is_added_to_the_report(client, comment):
    client.post(url(comment), filled(comment))
    for _ in range(2):
        client.post(url(comment), filled(comment, name="Ida", email="ida@example.org"))
    report = Report.objects.get()
    assert (report.name, report.commenter.email) == ("Ida", "ida@example.org")
    comment.refresh_from_db()
    assert comment.open_reports == 1


def test_two_readers_of_one_network_are_two(client, comment):
    for email in ("ida@example.org", "ola@example.org"):
        client.post(url(comment), filled(comment, email=email))
    assert {report.commenter.email for report in Report.objects.all()} == {"ida@example.org", "ola@example.org"}
    comment.refresh_from_db()
    assert comment.open_reports == 2


def test_the_second_click_on_the_last_report_of_a_minute_is_no_further_one(client, comment, settings):
    settings.COMMENT_RATE_LIMITS = [(1, 60)]
    for _ in range(2):
        assert client.post(url(comment), filled(comment, email="ida@example.org")).status_code == 303
    assert client.post(url(comment), filled(comment, words="Another")).status_code == 429


def test_words_about_a_comment_that_is_gone_meanwhile_are_given_back(client, comment):
    comment.remove(create_user())
    page = client.post(url(comment), filled(comment, words="It names a child."))
    assert page.status_code == 404
    assert "Your report was not sent" in page.text
    assert "It names a child." in page.text


def test_links_of_the_errors_lead_to_their_fields(client, comment):
    page = client.post(url(comment), filled(comment, name="x" * 81, email="nobody", words="x" * 2001, reason=""))
    for name in ("name", "email", "words", "reason"):
        assert page.text.count(f'href="#report-{name}"') == 1
        assert page.text.count(f'id="report-{name}"') == 1
