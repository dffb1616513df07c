from django.core.management.base import BaseCommand

from comments.spam import bayes


class Command(BaseCommand):
    help = "Learn anew what spam reads like, from all decisions that people made. Safe to repeat."

    def handle(self, **options):
        good, bad = bayes.learn_anew()
        self.stdout.write(f"Learned from {good} approved and {bad} spam comment(s).")
