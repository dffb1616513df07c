from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from articles import pictures
from articles.exceptions import UnfitPicture
from articles.models import Image


class Command(BaseCommand):
    help = "Make the renditions that are missing, from the originals. Safe to repeat."

    def handle(self, **options):
        made, failed = 0, 0
        for image in Image.objects.order_by("pk").iterator():
            if all(default_storage.exists(name) for name in [*image.rendition_names, *image.crop_names]):
                continue
            try:
                with image.file.open() as original:
                    made += pictures.read(original, image.focus).store_missing(image)
            except (FileNotFoundError, UnfitPicture) as error:
                failed += 1
                self.stderr.write(f"“{image}” ({image.pk}): {error}")
        self.stdout.write(f"Made {made} rendition(s).")
        if failed:
            raise CommandError(f"{failed} picture(s) could not be done; the originals are in the backups.")
