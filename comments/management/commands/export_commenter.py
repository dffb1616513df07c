import json
import os
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from comments import privacy
from comments.models import Commenter


class Command(BaseCommand):
    help = "Write out, as JSON, all that is kept about who comments under an e-mail address."

    def add_arguments(self, parser):
        parser.add_argument("address")
        parser.add_argument("--output", type=Path, metavar="FILE", help="A new file. Default: standard output.")

    def handle(self, *, address, output, **options):
        found = [privacy.export(commenter, with_notes=True) for commenter in Commenter.objects.at(address)]
        if not found:
            raise CommandError("Nothing is kept under this address.")
        document = json.dumps(found, indent=2, ensure_ascii=False)
        if output is None:
            self.stdout.write(document)
            return
        try:
            with open(output, "x", encoding="utf-8", opener=partial(os.open, mode=0o600)) as file:
                file.write(document + "\n")
        except OSError as error:
            raise CommandError(f"{output} can’t be written: {error.strerror}.") from error
        self.stdout.write(f"Written to {output}.")
