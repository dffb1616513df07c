from django.core.management.base import BaseCommand, CommandError

from newsroom import roles


class Command(BaseCommand):
    help = "Give the groups of the four roles exactly their permissions. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Only say what differs; exit 1 if anything does.")

    def handle(self, *, check, **options):
        differences = roles.differences()
        for sentence in differences:
            self.stdout.write(sentence)
        if check and differences:
            raise CommandError("The roles differ. Run “manage.py sync_roles” to bring them back.")
        if not check:
            roles.sync()
        self.stdout.write("The roles are as they should be.")
