from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from comments.models import Comment
from comments.spam.checkers import check


class Command(BaseCommand):
    help = "Ask the outside checkers (COMMENT_CHECKERS) again about comments they did not answer about. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--older-than", type=int, default=2, metavar="MINUTES", help="Default: 2.")
        parser.add_argument("--limit", type=int, default=200, metavar="N", help="At most so many, oldest first.")
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *, older_than, limit, dry_run, **options):
        before = timezone.now() - timedelta(minutes=older_than)
        due = Comment.objects.filter(awaits_check=True, created_at__lte=before).order_by("created_at", "pk")
        due = list(due.values_list("pk", flat=True)[:limit])
        if dry_run:
            self.stdout.write(f"Would ask about {len(due)} comment(s).")
            return
        answered = sum(check(pk) for pk in due)
        self.stdout.write(f"Asked about {len(due)} comment(s), {answered} answered in full.")
