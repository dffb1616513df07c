"""What of the whole site is edited at the desk: the publication, its pages, accounts and roles."""

import taggit.models
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.contrib.flatpages import admin as flatpages_admin  # noqa: F401 (registers, see below)
from django.contrib.flatpages.forms import FlatpageForm
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites import admin as sites_admin  # noqa: F401
from django.contrib.sites.models import Site
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django_tasks_db import admin as tasks_admin  # noqa: F401
from django_tasks_db.models import DBTaskResult
from taggit import admin as taggit_admin  # noqa: F401

from articles import richtext, text
from articles.admin.base import RecordAdmin
from articles.admin.widgets import EditorWidget, for_editor_page
from articles.fields import EmailFormField, LineFormField, MarkupFormField, NameFormField
from articles.models import Section
from articles.models.taxonomy import why_reserved
from articles.record_form import RecordForm
from newsroom import roles
from newsroom.models import POLICIES, Publication

# What Django's apps put on the desk, and the desk shows in its own way or not at all.
for model in (FlatPage, User, Group, Site, taggit.models.Tag, DBTaskResult):
    admin.site.unregister(model)


@admin.register(Publication)
class PublicationAdmin(RecordAdmin):
    """One row: its list is its form."""

    autocomplete_fields = ["logo"]
    view_on_site = False
    fieldsets = [
        (None, {"fields": ["name", "tagline", "logo", "contact_email", "social_links"]}),
        ("Language and time", {"fields": ["language", "time_zone"]}),
        ("Pages that state our policies", {"fields": list(POLICIES)}),
        ("Comments", {"fields": ["comments_open", "comments_close_after_days"]}),
        ("Machines", {"fields": ["robots"]}),
    ]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.publication.pk is None

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        publication = Publication.objects.first()
        if publication and self.has_view_or_change_permission(request):
            return redirect("admin:newsroom_publication_change", publication.pk)
        if self.has_add_permission(request):
            return redirect("admin:newsroom_publication_add")
        raise PermissionDenied("Only an administrator can see this.")

    def response_post_save_add(self, request, obj):
        return redirect("admin:newsroom_publication_change", obj.pk)

    response_post_save_change = response_post_save_add


class PageForm(RecordForm, FlatpageForm):
    """A page such as “About us”, at an address that nothing else of the site has."""

    class Meta(FlatpageForm.Meta):
        fields = ["title", "url", "content"]
        field_classes = {"title": LineFormField, "content": MarkupFormField}
        widgets = {"content": EditorWidget}

    def clean_url(self):
        url = text.line(super().clean_url())
        if url != self.instance.url and (reason := why_taken(url)):
            raise ValidationError(reason)
        return url

    def clean_content(self):
        content = self.cleaned_data["content"]
        if sentence := richtext.too_long(content):
            raise ValidationError(sentence)
        return richtext.clean(content)


def why_taken(url):
    """Return a sentence saying why no page may have this address, or None when it may."""
    word, _, rest = url.strip("/").partition("/")
    if not word or "//" in url:
        return "That is no address for a page. Such as “/about/”."
    if FlatPage.objects.filter(url=url).exists():
        return f"There is a page at “{url}” already."
    if Section.objects.filter(slug=word).exists():
        return f"“/{word}/” is the address of a section. Choose another one."
    # A page may lie under another page, whose first word is taken by nothing but that page.
    return None if FlatPage.objects.filter(url=f"/{word}/").exists() else why_reserved(word)


@admin.register(FlatPage)
class PageAdmin(RecordAdmin):
    form = PageForm
    list_display = ["title", "url"]
    search_fields = ["title", "url"]

    @method_decorator(for_editor_page)
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.sites.set([settings.SITE_ID])


class AccountForm(RecordForm, UserChangeForm):
    """An account, whose password has a page of its own."""

    class Meta(UserChangeForm.Meta):
        field_classes = {
            **UserChangeForm.Meta.field_classes,
            **dict.fromkeys(("first_name", "last_name"), NameFormField),
            "email": EmailFormField,
        }


@admin.register(User)
class AccountAdmin(UserAdmin, RecordAdmin):
    """
    Accounts. A role lets a person in (``newsroom/roles.py``). Only a superuser makes or changes a superuser, or hands
    out single permissions.
    """

    form = AccountForm
    view_on_site = False
    list_filter = ["groups", "is_active", "is_superuser"]
    filter_horizontal = ["user_permissions"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
        ("What the person may do", {"fields": ["is_active", "groups", "is_superuser", "user_permissions"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    SUPERUSERS_ALONE = ("is_superuser", "user_permissions")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.label, field.help_text = "Roles", "What the person may do here."
        return field

    def said_of(self, account):
        """Which role they have, and so what they may do now. 1 query."""
        if not account.is_active:
            return "They can’t sign in: the account is not active."
        if account.is_superuser:
            return "They may sign in and do everything."
        held = [role for role in roles.ROLES if role in account.groups.values_list("name", flat=True)]
        if not held:
            return "They can’t sign in to the desk yet: no role is ticked."
        duties = "; ".join(f"as {role}, {roles.DUTIES[role]}" for role in held)
        return f"They may sign in and, {duties}."

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, *self.SUPERUSERS_ALONE)

    def has_change_permission(self, request, obj=None):
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not above

    def has_delete_permission(self, request, obj=None):
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_delete_permission(request, obj) and not above


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """The roles are data of the program (``newsroom/roles.py``): here they are only looked at."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
