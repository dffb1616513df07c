from django.core.management.base import BaseCommand, CommandError

from articles.search.rebuild import rebuild


class Command(BaseCommand):
    help = (
        "Keep anew the words that stories are found by: after a restore of tables alone, or a change of the "
        "publication's language. Search goes on meanwhile. Safe to repeat and to cut short."
    )

    def add_arguments(self, parser):
        parser.add_argument("--after", type=int, default=0, metavar="NUMBER", help="Go on where it was cut short.")

    def handle(self, *, after, verbosity, **options):
        if after < 0:
            raise CommandError("--after is the number that the last line told, or 0 to begin.")
        kept = 0
        for kept, last in rebuild(after):
            if verbosity:
                self.stdout.write(f"{kept} kept; to go on from here: --after {last}")
        if verbosity:
            self.stdout.write(f"Done: {kept} edition{'' if kept == 1 else 's'}.")
