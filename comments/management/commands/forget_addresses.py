from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError

from comments import privacy
from comments.mail import outbox


class Command(BaseCommand):
    help = (
        f"Forget which networks comments and reports came from, after {privacy.NETWORK_KEPT.days} days, and mails to "
        f"writers, {outbox.KEPT.days} days after they were sent. Safe to repeat and to cut short."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--days", type=int, default=privacy.NETWORK_KEPT.days, help="Keep so many days (%(default)s)."
        )
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *, days, dry_run, **options):
        if not 0 <= days <= 36500:
            raise CommandError("--days takes 0 or more.")
        number = privacy.forget_networks(timedelta(days=days), dry_run=dry_run)
        mails = outbox.forget(dry_run=dry_run)
        verb = "Would forget" if dry_run else "Forgot"
        self.stdout.write(f"{verb} the network of {number:,} comments and reports.")
        self.stdout.write(f"{verb} {mails:,} mail{'' if mails == 1 else 's'}.")
