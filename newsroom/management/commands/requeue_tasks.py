from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

ATTEMPTS = 3  # a task that was begun so often and never came to an end is what ends its workers


class Command(BaseCommand):
    help = "Put tasks that a killed worker left half done back into the queue. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument(
            "--older-than", type=int, default=30, metavar="MINUTES", help="Of those begun so long ago (default: 30)."
        )
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *, older_than, dry_run, **options):
        if older_than < 1:
            raise CommandError("--older-than takes a number of minutes from 1: a task that still runs is no loss.")
        lost = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - timedelta(minutes=older_than))
        again, given_up = [], []
        for task in lost:
            (again if len(task.worker_ids) < ATTEMPTS else given_up).append(task.pk)
        if not dry_run:
            # Asked once more, for a worker that was only slow may have come to the end meanwhile.
            lost.filter(pk__in=again).update(status=TaskResultStatus.READY, started_at=None)
            lost.filter(pk__in=given_up).update(
                status=TaskResultStatus.FAILED,
                finished_at=timezone.now(),
                traceback=f"Begun {ATTEMPTS} times, and each time the worker was gone before the end.",
            )
        self.stdout.write(
            f"{'Would put' if dry_run else 'Put'} {len(again)} task(s) back into the queue, "
            f"gave up {len(given_up)} after {ATTEMPTS} attempts."
        )
