from django.core.management.base import BaseCommand, CommandError

from articles.exceptions import UnfitPicture
from articles.models import Image


class Command(BaseCommand):
    help = "Make the renditions that are missing, from the originals. Safe to repeat."

    def handle(self, **options):
        made, failed = 0, 0
        pks = list(Image.objects.order_by("pk").values_list("pk", flat=True))  # no cursor stays open while this writes
        for pk in pks:
            image = Image.objects.filter(pk=pk).first()
            if image is None:
                continue  # deleted in this very moment
            try:
                made += image.make()
            except (OSError, UnfitPicture) as error:
                failed += 1
                self.stderr.write(f"“{image}” ({image.pk}): {error}")
        self.stdout.write(f"Made {made} rendition(s).")
        if failed:
            raise CommandError(f"{failed} picture(s) could not be done; the originals are in the backups.")
