from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.models import Reads


class Command(BaseCommand):
    help = f"Delete how often stories were read in an hour after {Reads.KEPT.days} days. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *, dry_run, **options):
        old = Reads.objects.old(timezone.now())
        number = old.count() if dry_run else old.delete()[0]
        self.stdout.write(f"{'Would delete' if dry_run else 'Deleted'} {number} number(s) of an hour.")
