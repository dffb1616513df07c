from django.core.management.base import BaseCommand, CommandError

from articles import pings
from articles.tasks import services


class Command(BaseCommand):
    help = "Tell IndexNow and the WebSub hub what came, changed and went since they were told. Safe to repeat."

    def handle(self, **options):
        failed = []
        for service in services():
            try:
                self.stdout.write(f"{service}: told of {pings.tell(service)} edition(s).")
            except OSError as error:
                failed.append(f"{service} could not be told ({error}); it is told the next time.")
        if not services():
            self.stdout.write("Nobody is told: neither INDEXNOW_KEY nor WEBSUB_HUB is set.")
        if failed:
            raise CommandError(" ".join(failed))
