from django.core.management.base import BaseCommand
from django.utils import timezone

from comments.models import Trace


class Command(BaseCommand):
    help = f"Delete what comments are compared with for repeats after {Trace.KEPT.days} days. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only count it.")

    def handle(self, *, dry_run, **options):
        old = Trace.objects.old(timezone.now())
        number = old.count() if dry_run else old.delete()[0]
        self.stdout.write(f"{'Would delete' if dry_run else 'Deleted'} {number} trace(s).")
