from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError

from articles import link_check


class Command(BaseCommand):
    help = (
        "Ask the web addresses of sources, and those that stories name (public, planned, in review or approved), "
        "whether they still answer. Those of drafts and of embargoed stories are never asked. Safe to repeat and to "
        "cut short: each answer is kept at once."
    )

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, help="Ask at most so many.")
        parser.add_argument(
            "--older-than",
            type=int,
            default=7,
            metavar="DAYS",
            help="Not those asked within so many days (7). One that failed once is asked the next day.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *, limit, older_than, dry_run, **options):
        if older_than < 0 or older_than > 36500 or (limit is not None and limit < 1):
            raise CommandError("--limit takes 1 or more, --older-than 0 or more days.")
        age = timedelta(days=older_than)
        if dry_run:
            number = len(link_check.due(link_check.addresses(), age)[:limit])
            self.stdout.write(f"Would ask {number:,} address{'' if number == 1 else 'es'}.")
            return
        asked = failed = 0
        try:
            for check in self.checks(older_than=age, limit=limit):
                asked += 1
                if check.failures:
                    failed += 1
                    self.stdout.write(f"{check.url}: {check.problem}")
        except link_check.Unreachable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Asked {asked:,} address{'' if asked == 1 else 'es'}; {failed:,} did not answer well.")

    def checks(self, **options):
        return link_check.check_all(**options)
