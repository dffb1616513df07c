"""Work in the background: inside the request as a default, by a worker when one variable says so."""

from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from tests import tasks

done = []


@task(queue_name="mail")
def note(word):
    done.append(word)


@task
def stumble():
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


@pytest.fixture
def database():
    with tasks.backend("database"):
        yield


@pytest.fixture
def immediate():
    with tasks.backend("immediate"):
        yield


def requeue(**options):
    out = StringIO()
    call_command("requeue_tasks", stdout=out, **options)
    return out.getvalue()


def test_every_queue_that_is_used_is_there():
    assert settings.TASKS["default"]["QUEUES"] == ["default", "pictures", "mail"]


@pytest.mark.django_db(transaction=True)
def test_immediate_tasks_run_after_commit_and_a_failing_one_breaks_nothing(immediate, caplog):
    with transaction.atomic():
        transaction.on_commit(partial(stumble.enqueue), robust=True)
        transaction.on_commit(partial(note.enqueue, "after"), robust=True)
        assert done == []
    assert done == ["after"]
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_what_waits_and_goes_on_after_a_failure(database):
    with transaction.atomic():
        transaction.on_commit(partial(stumble.enqueue), robust=True)
        transaction.on_commit(partial(note.enqueue, "later"), robust=True)
    assert done == []
    tasks.work()
    assert done == ["later"]
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {
        TaskResultStatus.SUCCESSFUL,
        TaskResultStatus.FAILED,
    }


@pytest.fixture
def left_running(database):
    """Function: a task that a worker began ``minutes`` ago, the last of ``attempts``."""

    def make(minutes, attempts=1):
        left = DBTaskResult.objects.get(pk=note.enqueue("again").id)
        for number in range(attempts):
            left.claim(f"worker {number}")
        DBTaskResult.objects.filter(pk=left.pk).update(started_at=timezone.now() - timedelta(minutes=minutes))
        return left

    return make


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_is_done_by_the_next(left_running):
    left_running(31)
    tasks.work()
    assert done == []
    assert requeue(dry_run=True).startswith("Would put 1 task(s) back")
    assert requeue().startswith("Put 1 task(s) back")
    assert requeue().startswith("Put 0 task(s) back")
    tasks.work()
    assert done == ["again"]


@pytest.mark.django_db
def test_a_task_that_may_still_run_is_left_alone(left_running):
    left_running(29)
    assert requeue().startswith("Put 0")
    assert requeue(older_than=28).startswith("Put 1")
    with pytest.raises(CommandError, match="from 1"):
        requeue(older_than=0)


@pytest.mark.django_db
def test_a_task_that_ends_every_worker_is_given_up(left_running):
    left = left_running(31, attempts=3)
    assert "Put 0 task(s) back into the queue, gave up 1 after 3 attempts." in requeue()
    left.refresh_from_db()
    assert left.status == TaskResultStatus.FAILED
    assert "Begun 3 times" in left.traceback
