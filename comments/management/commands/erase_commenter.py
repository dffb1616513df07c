from django.core.management.base import BaseCommand, CommandError

from comments import privacy
from comments.models import Commenter


class Command(BaseCommand):
    help = (
        "Erase who comments under an e-mail address: name, address and words go, the places of the comments stay. "
        "A ban stays as a hash. Can't be undone; safe to repeat."
    )

    def add_arguments(self, parser):
        parser.add_argument("address")
        parser.add_argument("--dry-run", action="store_true", help="Only count the comments.")

    def handle(self, *, address, dry_run, **options):
        found = list(Commenter.objects.at(address))
        if not found:
            raise CommandError("Nothing is kept under this address.")
        if dry_run:
            number = sum(commenter.comments.count() for commenter in found)
        else:
            number = sum(privacy.erase(commenter) for commenter in found)
        verb = "Would erase" if dry_run else "Erased"
        self.stdout.write(f"{verb} {number:,} comment{'' if number == 1 else 's'}.")
