from django.core.management.base import BaseCommand

from comments.mail import digest


class Command(BaseCommand):
    help = "Tell moderators by mail what waits, each as often as they said. For a timer; safe to repeat."

    def handle(self, **options):
        number = digest.send()
        self.stdout.write(f"Wrote {number} mail(s) to moderators.")
