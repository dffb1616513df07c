from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.exceptions import Refusal
from articles.models import Article
from articles.models.workflow import KEPT_IN_TRASH


class Command(BaseCommand):
    help = (
        f"Delete stories that have been in the trash for {KEPT_IN_TRASH.days} days, and all of theirs. Safe to repeat."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *, dry_run, **options):
        now = timezone.now()
        due = Article.objects.filter(state=Article.State.TRASHED, trashed_at__lte=now - KEPT_IN_TRASH, editions=None)
        if dry_run:
            self.say("Would delete", due.count())
            return
        deleted = 0
        for pk in list(due.values_list("pk", flat=True)):  # no cursor stays open while this writes
            try:
                Article.objects.get(pk=pk).erase(now)
            except (Refusal, Article.DoesNotExist):
                continue  # taken out of the trash, or deleted by another run, in this very moment
            deleted += 1
        self.say("Deleted", deleted)

    def say(self, verb, number):
        self.stdout.write(f"{verb} {number} {'story' if number == 1 else 'stories'}.")
