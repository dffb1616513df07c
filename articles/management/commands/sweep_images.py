from datetime import timedelta
from itertools import chain

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles import cards
from articles.images import processing

CARDS_KEPT = timedelta(days=90)  # those that are still asked for are drawn again


class Command(BaseCommand):
    help = "Delete files of pictures that no row of the library has. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument(
            "--older-than", type=int, default=24, metavar="HOURS", help="Of files that are so old (default: 24)."
        )
        parser.add_argument("--dry-run", action="store_true", help="Only tell which.")

    def handle(self, *, older_than, dry_run, verbosity, **options):
        if older_than < 1:
            raise CommandError("--older-than takes a number of hours from 1: what is being uploaded has no row yet.")
        number = size = 0
        orphans = processing.orphans(before=timezone.now() - timedelta(hours=older_than))
        for storage, name in chain(orphans, cards.drawn(before=timezone.now() - CARDS_KEPT)):
            try:
                size += storage.size(name)
                if not dry_run:
                    storage.delete(name)
            except FileNotFoundError:
                continue  # another run was quicker
            number += 1
            if dry_run or verbosity > 1:
                self.stdout.write(f"{'public' if storage is default_storage else 'original'} {name}")
        verb = "Would delete" if dry_run else "Deleted"
        self.stdout.write(f"{verb} {number} file(s), {size / 2**20:.1f} MB.")
