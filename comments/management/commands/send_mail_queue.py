from django.core.management.base import BaseCommand, CommandError

from comments.mail import outbox


class Command(BaseCommand):
    help = "Send the mails that wait: to writers of comments, and to moderators. Safe to repeat, and twice at once."

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=1000, metavar="N", help="Send at most so many (1000).")
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *, limit, dry_run, **options):
        if limit < 1:
            raise CommandError("--limit takes 1 or more.")
        if dry_run:
            self.say("Would send", outbox.due()[:limit].count())
            return
        self.say("Sent", outbox.send_due(limit=limit))

    def say(self, verb, number):
        self.stdout.write(f"{verb} {number:,} mail{'' if number == 1 else 's'}.")
