"""Accounts: who may sign in, in which role, and for which sections; and everybody's own account."""

import secrets

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.views.decorators.debug import sensitive_post_parameters

from articles.admin.base import RecordAdmin
from articles.admin.choices import Boxes, Choice, Radios
from articles.fields import EmailFormField, NameFormField
from articles.models import Author, Section
from articles.record_form import RecordForm
from articles.slugs import slug_of
from newsroom import roles

CLOSED, OPENED = "Closed the account.", "Opened the account again."  # what the account's log says


class RoleChoice(Radios):
    """One of the roles. Who has two of them, as a command may give, keeps both until one is chosen."""

    def value_from_datadict(self, data, files, name):
        return [pk for value in data.getlist(name) for pk in value.split("+") if pk]

    def format_value(self, value):
        return ["+".join(sorted(map(str, value)))] if value else []


class RoleField(forms.ModelMultipleChoiceField):
    def offer(self, held):
        """Offer each role with what it may do; where several are ``held`` (list of ``Group``), these together too."""
        known = {group.name: group for group in self.queryset}
        choices = [
            (str(known[name].pk), Choice(name.capitalize(), f"{duty.capitalize()}."))
            for name, duty in roles.DUTIES.items()
            if name in known
        ]
        if len(held) > 1:
            words = " and ".join(group.name for group in held).capitalize()
            choices.append(("+".join(sorted(str(group.pk) for group in held)), Choice(words)))
        self.widget.choices = choices


class PersonForm(RecordForm):
    """An account: who it is, the role that lets them in, and the sections that an editor is for."""

    groups = RoleField(
        queryset=Group.objects.filter(name__in=roles.ROLES),
        label="Role",
        widget=RoleChoice("Role"),
        error_messages={"required": "Choose what they may do."},
    )
    sections = forms.ModelMultipleChoiceField(
        queryset=Section.objects.all(),
        required=False,
        label="Sections",
        widget=Boxes("Sections"),
        help_text="For an editor. A section where nobody is chosen is every editor’s.",
    )
    byline = forms.ModelChoiceField(
        queryset=Author.objects.none(), required=False, empty_label="None", help_text="The author that readers see."
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "username", "groups"]
        field_classes = {"first_name": NameFormField, "last_name": NameFormField, "email": EmailFormField}
        labels = {"email": "E-mail", "username": "User name"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "groups" in self.fields:  # not in one's own account, nor for those who may only look
            held = list(self.instance.groups.order_by("name")) if self.instance.pk else []
            self.fields["groups"].offer(held)
            self.fields["groups"].required = self.instance.pk is None
        if "sections" in self.fields and self.instance.pk:
            self.initial["sections"] = [section.pk for section in self.instance.desks.all()]
        if "byline" in self.fields:
            here = self.instance.pk
            free = Q(user=None) if here is None else Q(user=None) | Q(user=here)
            self.fields["byline"].queryset = Author.objects.filter(free)
            self.initial["byline"] = Author.objects.filter(user=here).first() if here else None
        if "username" in self.fields:
            self.fields["username"].help_text = "What they sign in with."

    def save_byline(self):
        """Link the author that was chosen with this account, and no other."""
        if "byline" not in self.changed_data:
            return
        Author.objects.filter(user=self.instance).update(user=None)
        if author := self.cleaned_data["byline"]:
            Author.objects.filter(pk=author.pk).update(user=self.instance)

    def save_sections(self):
        """Put the person into the sections that were chosen and out of those that were taken away, and no others."""
        if "sections" not in self.changed_data:
            return
        shown = self["sections"].initial or []
        if self.instance.pk and self.is_bound and self.fields["sections"].show_hidden_initial:
            key = self.add_initial_prefix("sections")
            shown = self.data.getlist(key) if key in self.data else shown
        before = {int(pk) for pk in shown if str(pk).isdecimal()}
        after = {section.pk for section in self.cleaned_data["sections"]}
        self.instance.desks.add(*(after - before))
        self.instance.desks.remove(*(before - after))


class NewPersonForm(PersonForm):
    password = forms.CharField(
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Empty: one is made, and shown to you once.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].required = False
        self.fields["username"].help_text = "What they sign in with. Empty: made of the name."

    def clean(self):
        cleaned = super().clean()
        if not self.errors.get("username") and not cleaned.get("username"):
            name = f"{cleaned.get('first_name', '')} {cleaned.get('last_name', '')}".strip()
            if name:
                cleaned["username"] = free_username(name)
            else:
                self.add_error("username", "Type a name, or what they sign in with.")
        return cleaned

    def clean_password(self):
        if password := self.cleaned_data["password"]:
            validate_password(password)
        return password


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="New password",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Empty: one is made, and shown to you once.",
    )

    clean_password = NewPersonForm.clean_password


class OwnAccountForm(RecordForm):
    """What everybody may change of their own account."""

    class Meta(PersonForm.Meta):
        fields = ["first_name", "last_name", "email"]


def free_username(name):
    """What somebody called ``name`` signs in with: a name that nobody has yet. 1 query."""
    word = slug_of(name, 100, "person")
    taken = set(User.objects.filter(username__startswith=word).values_list("username", flat=True))
    return next(each for each in (word, *(f"{word}-{n}" for n in range(2, 10_000))) if each not in taken)


def new_password():
    return secrets.token_urlsafe(12)


class RoleFilter(admin.SimpleListFilter):
    title = parameter_name = "role"

    def lookups(self, request, model_admin):
        return [*((name, name) for name in roles.ROLES), ("left", "left")]

    def queryset(self, request, queryset):
        if self.value() == "left":
            return queryset.filter(is_active=False)
        return queryset.filter(groups__name=self.value(), is_active=True) if self.value() else queryset


@admin.register(User)
class PersonAdmin(RecordAdmin):
    """
    Accounts. A role lets a person in (``newsroom/roles.py``); an account is closed, never deleted. Superusers are made
    by a command, and changed by superusers alone.
    """

    form = PersonForm
    what = ("person", "people")
    view_on_site = False
    list_display = ["person", "role", "sections_of", "last_seen"]
    list_filter = [RoleFilter]
    search_fields = ["username", "first_name", "last_name", "email"]
    search_help_text = "Name or e-mail"
    sortable_by = []
    ordering = ["-is_active", "first_name", "last_name", "username"]
    actions = None
    WHO = ("Name and address", {"fields": [("first_name", "last_name"), "email", "username", "byline"]})
    WHAT = ("What they may do", {"fields": ["groups", "sections"], "description": "The role lets them in."})

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [self.WHO, self.WHAT, ("Signing in", {"fields": ["password"]})]
        return [self.WHO, self.WHAT]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **({} if obj else {"form": NewPersonForm}), **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return ["groups"] if obj == request.user else []

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/password/", view(self.password_view), name="auth_user_password_change"),
            path("<int:pk>/close/", view(self.close_view), name="auth_user_close"),
            *super().get_urls(),
        ]

    # -- The list --

    def changelist_view(self, request, extra_context=None):
        words = "Who can sign in, and what they may do. The role lets them in: nothing else has to be ticked."
        return super().changelist_view(request, {"title": "People", "words": words, **(extra_context or {})})

    def get_queryset(self, request):
        closed = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(User),
            object_id=Cast(OuterRef("pk"), CharField()),
            change_message=CLOSED,
        )
        left = Subquery(closed.order_by("-action_time").values("action_time")[:1])
        people = super().get_queryset(request).annotate(left_at=left)
        return people.select_related("author__portrait").prefetch_related("groups", "desks")

    @admin.display(description="name")
    def person(self, user):
        author = getattr(user, "author", None)
        name = user.get_full_name() or user.get_username()
        below = [user.email or user.get_username(), author and author.name != name and f"writes as {author}"]
        return render_to_string(
            "admin/auth/user/_person.html",
            {"name": name, "below": ", ".join(filter(None, below)), "face": author and author.portrait},
        )

    @admin.display(description="role")
    def role(self, user):
        names = ["administrator, by command"] if user.is_superuser else [group.name for group in user.groups.all()]
        return " and ".join(names).capitalize() or "No role"

    @admin.display(description="for")
    def sections_of(self, user):
        names = {group.name for group in user.groups.all()}
        if "editor" in names:
            return ", ".join(section.name for section in user.desks.all()) or "sections without editors of their own"
        return "all" if "administrator" in names or user.is_superuser else ""

    @admin.display(description="last signed in")
    def last_seen(self, user):
        if not user.is_active:
            on = f" on {date_format(timezone.localtime(user.left_at), 'j F Y')}" if user.left_at else ""
            return format_html('<span class="state state--gone">Left{}</span>', on)
        return date_format(timezone.localtime(user.last_login), "j F Y, H:i") if user.last_login else "never"

    # -- One account --

    @method_decorator(sensitive_post_parameters("password"))
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        short = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().changeform_view(request, object_id, form_url, {**short, **(extra_context or {})})

    def save_model(self, request, obj, form, change):
        if not change:
            obj.made_password = "" if form.cleaned_data["password"] else new_password()
            obj.set_password(form.cleaned_data["password"] or obj.made_password)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.save_sections()
        form.save_byline()

    def response_add(self, request, obj, post_url_continue=None):
        if obj.made_password:
            return self.show_password(request, obj, obj.made_password)
        return super().response_add(request, obj, post_url_continue)

    def show_password(self, request, person, password):
        """The page that shows a password that was made: once, and kept nowhere, so no redirect leads to it."""
        return self.page(request, person, "password_made", str(person.get_full_name() or person), password=password)

    def page(self, request, person, template, title, **context):
        everywhere = self.admin_site.each_context(request)
        context = {**everywhere, "title": title, "person": person, "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/auth/user/{template}.html", context)

    def said_of(self, account):
        """Which role they have, and so what they may do now. 1 query."""
        if not account.is_active:
            return "They can’t sign in: the account is closed."
        if account.is_superuser:
            return "They may sign in and do everything."
        held = roles.of(account)
        if not held:
            return "They can’t sign in to the desk yet: they have no role."
        duties = "; ".join(f"as {role}, {roles.DUTIES[role]}" for role in held)
        return f"They may sign in and, {duties}."

    def has_change_permission(self, request, obj=None):
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not above

    def has_delete_permission(self, request, obj=None):
        return False

    def asked_for(self, request, pk):
        """The account ``pk``, for who may change it. Raise ``PermissionDenied`` or ``Http404``."""
        if not self.has_change_permission(request):
            raise PermissionDenied("Only an administrator can change accounts.")
        person = self.get_object(request, str(pk)) if pk < 10**18 else None
        if person is None:
            raise Http404("No account of this number.")
        if not self.has_change_permission(request, person):
            raise PermissionDenied("Only a superuser can change a superuser’s account.")
        return person

    @method_decorator(sensitive_post_parameters("password"))
    def password_view(self, request, pk):
        """A new password for somebody, typed or made. They are signed out everywhere."""
        person = self.asked_for(request, pk)
        form = PasswordForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self.page(
                request, person, "password", f"A new password for {person.get_full_name() or person}", form=form
            )
        made = "" if form.cleaned_data["password"] else new_password()
        person.set_password(form.cleaned_data["password"] or made)
        person.save(update_fields=["password"])
        self.log_change(request, person, "Set a new password.")
        if made:
            return self.show_password(request, person, made)
        messages.success(request, "Saved. The new password holds from now on, and they are signed out everywhere.")
        return redirect("admin:auth_user_change", person.pk)

    def close_view(self, request, pk):
        """Close an account, or open it again. GET asks."""
        person = self.asked_for(request, pk)
        name = person.get_full_name() or person.get_username()
        if person == request.user:
            raise PermissionDenied("Your own account is closed by another administrator.")
        if request.method != "POST":
            title = f"Close the account of {name}" if person.is_active else f"Open the account of {name} again"
            return self.page(request, person, "close", title)
        person.is_active = not person.is_active
        person.save(update_fields=["is_active"])
        self.log_change(request, person, OPENED if person.is_active else CLOSED)
        words = "can sign in again" if person.is_active else "can’t sign in any more"
        messages.success(request, f"Saved. {name} {words}.")
        return redirect("admin:auth_user_changelist")


def own_account(request):
    """Everybody's own account: name, e-mail, the way to the password and to the page that readers have of them."""
    form = OwnAccountForm(request.POST if request.method == "POST" else None, instance=request.user)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("admin:account")
    context = {
        **admin.site.each_context(request),
        "title": "Your account",
        "form": form,
        "errors": form.errors,
        "author": Author.objects.filter(user=request.user).first(),
        "role": roles.words(request.user),
    }
    return TemplateResponse(request, "admin/account.html", context)
