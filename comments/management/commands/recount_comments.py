from django.core.management.base import BaseCommand, CommandError

from comments.recounting import recount

SHOWN = 50


class Command(BaseCommand):
    help = "Count comments anew wherever a number of them is kept, and set right what differs. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Only tell what differs; then the status is 1.")

    def handle(self, *, check, **options):
        found = recount(check=check)
        for sentence in found[:SHOWN]:
            self.stdout.write(sentence)
        if len(found) > SHOWN:
            self.stdout.write(f"and {len(found) - SHOWN} more")
        if check and found:
            raise CommandError(f"{len(found)} row(s) differ. Run it without --check to set them right.")
        self.stdout.write(f"Set right {len(found)} row(s)." if found else "Every number is right.")
