"""The groups that the migration made are those of ``newsroom/roles.py``, and a command keeps them so."""

from io import StringIO

from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.test import Client, TestCase
from django.urls import reverse

from newsroom import roles
from tests.factories import create_superuser, create_user


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


class LettingInTests(TestCase):
    """A role lets an account into the desk, and the lack of one keeps it out, whoever changed it."""

    def setUp(self):
        self.client.force_login(create_superuser())
        self.rita = User.objects.create_user("rita", password="correct horse battery")
        self.role = Group.objects.get(name="reporter")

    def save(self, **fields):
        url = reverse("admin:auth_user_change", args=[self.rita.pk])
        return self.client.post(url, {"username": "rita", **fields}, follow=True)

    def may_sign_in(self):
        data = {"username": "rita", "password": "correct horse battery"}
        return Client().post(reverse("admin:login"), data).status_code == 302

    def test_who_is_given_a_role_at_the_desk_may_sign_in_and_the_desk_says_what_they_may_do(self):
        response = self.save(groups=[self.role.pk])
        self.assertContains(
            response, "“rita” is saved. They may sign in and, as reporter, write stories and hand them in."
        )
        self.assertTrue(self.may_sign_in())
        response = self.save()
        self.assertContains(response, "“rita” is saved. They can’t sign in to the desk yet: they have no role.")
        self.assertFalse(self.may_sign_in())

    def test_an_account_that_is_closed_stays_out_and_is_said_to(self):
        User.objects.filter(pk=self.rita.pk).update(is_active=False)
        response = self.save(groups=[self.role.pk])
        self.assertContains(response, "They can’t sign in: the account is closed.")
        self.assertFalse(self.may_sign_in())

    def test_the_form_asks_for_no_second_box(self):
        response = self.client.get(reverse("admin:auth_user_change", args=[self.rita.pk]))
        self.assertNotContains(response, "is_staff")
        self.assertNotContains(self.client.get(reverse("admin:auth_user_add")), "is_staff")

    def test_every_way_to_a_role_lets_in_and_every_way_out_of_it_keeps_out(self):
        ways = {
            "add": (lambda: self.rita.groups.add(self.role), lambda: self.rita.groups.remove(self.role)),
            "set": (lambda: self.rita.groups.set([self.role]), lambda: self.rita.groups.set([])),
            "from the role": (lambda: self.role.user_set.add(self.rita), lambda: self.role.user_set.remove(self.rita)),
            "clear": (lambda: self.role.user_set.set([self.rita]), lambda: self.role.user_set.clear()),
        }
        for name, (give, take) in ways.items():
            with self.subTest(name):
                give()
                self.assertTrue(self.may_sign_in())
                take()
                self.assertFalse(self.may_sign_in())

    def test_staff_without_a_role_is_none_and_a_superuser_needs_none(self):
        self.rita.is_staff = True
        self.rita.save()
        self.assertFalse(self.may_sign_in())
        self.rita.is_superuser = True
        self.rita.save()
        self.assertTrue(self.may_sign_in())

    def test_the_command_lets_in_who_was_given_a_role_behind_its_back(self):
        User.groups.through.objects.create(user=self.rita, group=self.role)
        self.assertFalse(self.may_sign_in())
        call_command("sync_roles", stdout=StringIO())
        self.assertTrue(self.may_sign_in())

    def test_signing_in_costs_no_query_more(self):
        rita = create_user(role="reporter")
        with self.assertNumQueries(1):
            rita.save(update_fields=["last_login"])
