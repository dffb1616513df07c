"""The groups that the migration made are those of ``newsroom/roles.py``, and a command keeps them so."""

from io import StringIO

from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import TestCase

from newsroom import roles


class RolesTests(TestCase):
    def test_the_migration_made_the_groups_with_exactly_their_permissions(self):
        for name, wanted in roles.ROLES.items():
            held = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
            self.assertEqual({f"{app}.{codename}" for app, codename in held}, set(wanted), name)

    def test_check_is_content_with_what_the_migration_made(self):
        out = StringIO()
        call_command("sync_roles", "--check", stdout=out)
        self.assertIn("The roles are as they should be.", out.getvalue())

    def test_check_names_what_differs_and_fails(self):
        reporter = Group.objects.get(name="reporter")
        reporter.permissions.add(Permission.objects.get(codename="publish_article"))
        Group.objects.get(name="moderator").delete()
        out = StringIO()
        with self.assertRaises(CommandError):
            call_command("sync_roles", "--check", stdout=out)
        self.assertIn("“reporter” should not have articles.publish_article.", out.getvalue())
        self.assertIn("There is no group “moderator”.", out.getvalue())

    def test_sync_brings_them_back_and_can_be_repeated(self):
        Group.objects.get(name="editor").permissions.clear()
        for _ in range(2):
            call_command("sync_roles", stdout=StringIO())
            self.assertEqual(roles.differences(), [])
