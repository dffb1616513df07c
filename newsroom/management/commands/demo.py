from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.demo.loader import Demo, has_content


class Command(BaseCommand):
    help = "Fill an empty database with a demo publication and one account a role. Refuses if there is content."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="Do nothing if there is content.")

    def handle(self, *, if_empty, **options):
        if has_content():
            if if_empty:
                self.stdout.write("Stories, pictures and accounts are those of last time. To set a new password:")
                self.stdout.write(f"  VAR_DIR={settings.VAR_DIR} .venv/bin/python manage.py changepassword NAME")
                return
            raise CommandError("This database has content already. The demo only goes into an empty one.")
        passwords = Demo(say=self.stdout.write).load()
        self.stdout.write("Demo accounts (the passwords are made now and stand nowhere else):")
        for name, password in passwords.items():
            self.stdout.write(f"  {name:<14} {password}")
