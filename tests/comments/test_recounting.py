"""Numbers that went wrong are found, told and healed; right ones are left."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from comments.models import Appeal, Comment, Commenter, Discussion, QueueCount, Report
from comments.recounting import recount
from tests.comments.factories import create_comment, create_thread
from tests.comments.test_counts import check as check_numbers
from tests.factories import create_user, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    """A thread with a pick, a report, an appeal and one that waits, with every number right."""
    edition = publish()
    first = create_thread(edition=edition, replies=2)
    by = create_user()
    reply = Comment.objects.filter(thread=first).first()
    reply.set_pick(by, True)
    waiting = create_comment(edition=edition, email="waits@example.org")
    Report.objects.create(comment=first, reason="Something else", fingerprint="f" * 64)
    Comment.objects.filter(pk=first.pk).update(open_reports=1)
    rejected = create_comment(edition=edition, status="rejected", by=by)
    Appeal.objects.create(comment=rejected, against=by, words="Look again.")
    QueueCount.add(QueueCount.REPORTED, 1)
    QueueCount.add(QueueCount.APPEALED, 1)
    assert recount(check=True) == []
    return first, waiting


BREAKS = {
    "thread_size": lambda first, waiting: Comment.objects.filter(pk=first.pk).update(thread_size=9),
    "has_pick": lambda first, waiting: Comment.objects.filter(pk=first.pk).update(has_pick=False),
    "open_reports": lambda first, waiting: Comment.objects.filter(pk=waiting.pk).update(open_reports=2),
    "discussion": lambda first, waiting: Discussion.objects.update(approved=0, held=7, threads=5),
    "no discussion": lambda first, waiting: Discussion.objects.all().delete(),
    "person": lambda first, waiting: Commenter.objects.filter(pk=waiting.commenter_id).update(held=-1, spam=4),
    "held": lambda first, waiting: QueueCount.objects.filter(name="held").update(number=50),
    "reported": lambda first, waiting: QueueCount.objects.filter(name="reported").delete(),
    "appealed": lambda first, waiting: QueueCount.objects.filter(name="appealed").update(number=0),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_number_that_went_wrong_is_told_and_set_right(thread, broken):
    BREAKS[broken](*thread)
    out = StringIO()
    with pytest.raises(CommandError, match="differ"):
        call_command("recount_comments", "--check", stdout=out)
    assert "instead of" in out.getvalue() or "no numbers" in out.getvalue()
    assert recount(check=True), "a check changes nothing"
    call_command("recount_comments", stdout=StringIO())
    assert recount(check=True) == []
    check_numbers()
    assert QueueCount.all() == {"held": 1, "reported": 1, "appealed": 1}
    assert Comment.objects.get(pk=thread[0].pk).open_reports == 1


def test_right_numbers_are_left(thread):
    out = StringIO()
    call_command("recount_comments", stdout=out)
    call_command("recount_comments", "--check", stdout=out)
    assert out.getvalue().count("Every number is right.") == 2
