"""Reports of readers and appeals of writers: they stay until somebody decided, and somebody else decides on appeals."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from comments.exceptions import AlreadyDecided, NotForYou
from comments.models import Appeal, Comment, LogLine, QueueCount, Report, Tally, answer_reports, why_no_appeal
from tests.comments.factories import create_comment
from tests.factories import create_user

pytestmark = pytest.mark.django_db


def report(comment, **fields):
    return Report.objects.receive(Report(comment=comment, **{"reason": "No advertising", **fields}))


def waiting():
    numbers = QueueCount.all()
    assert numbers["reported"] == Comment.objects.filter(open_reports__gt=0).count()
    assert numbers["appealed"] == Appeal.objects.open().count()
    for comment in Comment.objects.all():
        assert comment.open_reports == comment.reports.open().count()
    return numbers["reported"], numbers["appealed"]


def tallies():
    return {(tally.kind, tally.rule): tally.number for tally in Tally.objects.filter(number__gt=0)}


# -- Reports --


def test_report_of_an_approved_comment_stays_until_a_moderator_answers_it():
    comment = create_comment(status="approved")
    first = report(comment)
    assert waiting() == (1, 0)
    comment.refresh_from_db()
    comment.remove(create_user())
    assert waiting() == (1, 0), "whatever is decided on the comment, the report waits"
    answer_reports(comment, [first.pk], create_user(), uphold=True)
    assert waiting() == (0, 0)


def test_report_sent_twice_is_kept_once():
    comment = create_comment(status="approved")
    assert report(comment, words="Look") == report(comment, words="Look")
    assert Report.objects.count() == 1
    assert waiting() == (1, 0)


@pytest.mark.parametrize(("status", "after"), [("approved", "removed"), ("held", "rejected"), ("spam", "spam")])
def test_upheld_report_takes_the_comment_away_under_the_rule(status, after):
    comment, by = create_comment(status=status), create_user()
    [decided] = answer_reports(
        comment, [report(comment).pk], by, uphold=True, rule="No advertising", statement="An ad."
    )
    comment.refresh_from_db()
    assert comment.status == after
    assert (decided.outcome, decided.decided_by) == ("upheld", by)
    if after != status:
        line = comment.log.get(action=LogLine.Action.DECIDED, after=after)
        assert (line.rule, line.statement, line.by) == ("No advertising", "An ad.", by)


def test_dismissed_report_leaves_the_comment_where_it_is():
    comment = create_comment(status="approved")
    answer_reports(comment, [report(comment).pk], create_user(), uphold=False)
    comment.refresh_from_db()
    assert comment.status == "approved"
    assert tallies()["report_dismissed", "No advertising"] == 1


def test_reports_that_came_while_the_moderator_read_stay_open():
    comment = create_comment(status="approved")
    seen, late = report(comment), report(comment, words="Another reader")
    answer_reports(comment, [seen.pk], create_user(), uphold=False)
    assert list(Report.objects.open()) == [late]
    assert waiting() == (1, 0)


def test_second_moderator_is_told_that_a_report_was_answered():
    comment = create_comment(status="approved")
    one = report(comment)
    answer_reports(comment, [one.pk], create_user(), uphold=False)
    with pytest.raises(AlreadyDecided, match="These reports were decided already"):
        answer_reports(comment, [one.pk], create_user(), uphold=True)
    comment.refresh_from_db()
    assert comment.status == "approved"


# -- Appeals --


def test_appeal_can_be_made_once_against_a_refusal():
    comment = create_comment(status="rejected")
    Appeal.objects.ask(comment, "It was no advertisement.")
    assert waiting() == (0, 1)
    with pytest.raises(NotForYou, match="once already"):
        Appeal.objects.ask(comment, "But really.")
    assert waiting() == (0, 1)


@pytest.mark.parametrize("status", ["held", "approved"])
def test_there_is_no_appeal_where_nothing_was_refused(status):
    with pytest.raises(NotForYou, match="Nothing was decided against"):
        Appeal.objects.ask(create_comment(status=status), "Why?")


def test_there_is_no_appeal_on_what_the_writer_took_back():
    comment = create_comment(status="approved")
    comment.withdraw()
    assert "took this comment back" in why_no_appeal(comment)


def test_who_decided_does_not_decide_on_the_appeal():
    by, other = create_user(), create_user()
    comment = create_comment(status="rejected", by=by)
    appeal = Appeal.objects.ask(comment, "Please look again.")
    with pytest.raises(NotForYou, match="another moderator"):
        appeal.decide(by, overturn=True)
    appeal.decide(other, overturn=True, answer="You are right.")
    comment.refresh_from_db()
    assert (comment.status, comment.decided_by) == ("approved", other)
    assert waiting() == (0, 0)
    assert tallies()["appeal_overturned", ""] == 1
    with pytest.raises(AlreadyDecided, match="This appeal was decided already"):
        Appeal.objects.get().decide(other, overturn=False)


def test_the_database_too_refuses_an_appeal_decided_by_who_is_appealed_against():
    by = create_user()
    appeal = Appeal.objects.ask(create_comment(status="rejected", by=by), "Again.")
    with pytest.raises(IntegrityError), transaction.atomic():
        appeal.close(Appeal.Outcome.CONFIRMED, by)


def test_nothing_is_confirmed_while_the_comment_waits_again():
    comment, colleague = create_comment(status="rejected", by=create_user()), create_user()
    appeal = Appeal.objects.ask(comment, "Please look again.")
    comment.hold(colleague, seen="rejected")
    with pytest.raises(AlreadyDecided, match="waits again"):
        appeal.decide(colleague, overturn=False, answer="It was fair.")
    appeal.decide(colleague, overturn=True)
    assert Comment.objects.get().status == "approved"


def test_confirmed_appeal_leaves_the_comment_refused():
    comment = create_comment(status="removed")
    Appeal.objects.ask(comment, "Again.").decide(create_user(), overturn=False, answer="The rule is plain.")
    comment.refresh_from_db()
    assert comment.status == "removed"
    assert tallies()["appeal_confirmed", ""] == 1


def test_appeal_ends_with_the_comment_it_is_about():
    by = create_user()
    changed_mind, taken_back = create_comment(status="rejected", by=by), create_comment(status="rejected")
    Appeal.objects.ask(changed_mind, "Again.")
    Appeal.objects.ask(taken_back, "Again.")
    changed_mind.approve(by, seen="rejected")
    taken_back.withdraw()
    assert waiting() == (0, 0)
    changed_mind.refresh_from_db()
    assert (changed_mind.appeal.outcome, changed_mind.appeal.decided_by) == ("overturned", None)
    assert taken_back.appeal.outcome == "confirmed"


# -- Numbers --


def test_decisions_are_counted_by_rule_and_undone_ones_are_not():
    by = create_user()
    one, two, three = (create_comment() for _ in range(3))
    one.reject(by, rule="No advertising")
    two.reject(by, rule="No advertising")
    three.approve(by)
    assert tallies() == {("received", ""): 3, ("rejected", "No advertising"): 2, ("approved", ""): 1}
    two.hold(by, seen="rejected", undoes=two.log.get())
    assert tallies()["rejected", "No advertising"] == 1
    three.remove(by, rule="Be fair to people")
    assert tallies()["later_removed", "Be fair to people"] == 1


def test_time_to_the_decision_is_kept():
    comment = create_comment()
    Comment.objects.filter(pk=comment.pk).update(created_at=comment.created_at - timedelta(days=365))
    Comment.objects.get().approve(create_user())
    assert Tally.objects.get(kind="approved").seconds > 360 * 24 * 3600


def test_imported_comments_are_not_counted_as_decided_here():
    edition = create_comment().edition
    Tally.objects.all().delete()
    old = {"created_at": edition.live_from.replace(year=2020), "decided_at": edition.live_from, "status": "approved"}
    Comment.objects.receive(
        Comment(article=edition.article, edition=edition, name="a", email="a@example.org", body="b", **old)
    )
    assert tallies() == {}


def test_a_comment_that_waits_again_is_counted_when_it_is_decided_on_again():
    by, comment = create_user(), create_comment()
    comment.approve(by)
    comment.hold(by)
    assert tallies() == {("received", ""): 1}
    comment.undo(comment.log.first(), by)
    assert tallies() == {("received", ""): 1, ("approved", ""): 1}
    comment.hold(by)
    comment.approve(by)
    comment.remove(by, rule="No advertising")
    comment.hold(by, seen="removed")
    comment.reject(by, rule="No advertising")
    assert tallies() == {("received", ""): 1, ("rejected", "No advertising"): 1}
    comment.undo(comment.log.first(), by)
    assert tallies() == {("received", ""): 1}
