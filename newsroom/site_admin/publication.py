"""The publication's settings, with what is asked of a story before it is published."""

import zoneinfo
from operator import attrgetter
from typing import Any

from django import forms
from django.conf.global_settings import LANGUAGES
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from articles.admin.base import RecordAdmin
from articles.admin.choices import Choice, Radios
from articles.checklist import CHECKS
from articles.models import ChecklistRule
from articles.record_form import RecordForm
from newsroom.models import POLICIES, Publication

NOT_ASKED = "none"
ASKED = [
    *((one.value, capfirst(one.label)) for one in reversed(ChecklistRule.Severity)),
    (NOT_ASKED, "Not asked"),
]
# One field for each check, and one for its number where it has one.
CHECK_FIELDS = {name: (f"check_{name}", f"limit_{name}") for name in CHECKS}
CHECKLIST_FIELDS: list[Any] = [
    (asked, limit) if CHECKS[name].limit is not None else asked for name, (asked, limit) in CHECK_FIELDS.items()
]


def zones():
    """Time zones (list of choices) that are called by a place; each once."""
    names = [
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    ]
    return [(name, name.replace("_", " ")) for name in ["UTC", *sorted(names)]]


def with_current(choices, value):
    """``choices``, and what is chosen now if it is none of them, as a command may have chosen."""
    return choices if not value or value in dict(choices) else [(value, value), *choices]


def checklist_fields():
    """Dict of name → form field: for each check how strictly it is asked, and its number where it has one."""
    fields = {}
    for name, (asked, limit) in CHECK_FIELDS.items():
        check = CHECKS[name]
        fields[asked] = forms.ChoiceField(label=check.label.capitalize(), choices=ASKED)
        if check.limit is not None:
            label, usual = f"{check.label.capitalize()}: the number", f"Empty: {check.limit:,}."
            fields[limit] = forms.IntegerField(
                label=label, help_text=usual, required=False, min_value=1, max_value=10**9
            )
    return fields


class ChecklistForm(forms.Form):
    locals().update(checklist_fields())  # a check that is added has its fields here


class PublicationForm(RecordForm, ChecklistForm):
    """
    The publication, and for each check how strictly it is asked of every kind of story (``ChecklistRule`` without a
    kind). 1 query more for the rules.
    """

    language = forms.ChoiceField()
    time_zone = forms.ChoiceField(error_messages={"invalid_choice": "No time zone of that name is known."})
    robots = forms.ChoiceField(
        label="Who may read by machine",
        choices=Publication.Robots.choices,
        widget=Radios("Who may read by machine"),
        help_text=Publication._meta.get_field("robots").help_text,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "language" not in self.fields:
            return
        for name, title in POLICIES.items():
            self.fields[name].label = title
            self.fields[name].label_from_instance = attrgetter("title")
        here = self.instance
        self.fields["language"].choices = with_current(LANGUAGES, here.language)
        self.fields["time_zone"].choices = with_current(zones(), here.time_zone)
        if here.time_zone in zoneinfo.available_timezones():
            now = timezone.localtime(timezone=zoneinfo.ZoneInfo(here.time_zone))
            self.fields["time_zone"].help_text = f"Now {now:%H:%M} there."
        self.fields["robots"].choices = [
            (value, Choice(capfirst(words), capfirst(sentence)))
            for value, label in Publication.Robots.choices
            for words, _, sentence in [label.replace("; ", ": ").partition(": ")]
        ]
        self.rules = {rule.check_name: rule for rule in ChecklistRule.objects.filter(kind="")}
        for name, (asked, limit) in CHECK_FIELDS.items():
            rule = self.rules.get(name)
            self.initial[asked] = rule.severity if rule and rule.is_active else NOT_ASKED
            self.initial[limit] = rule.limit if rule else None

    def save_rules(self):
        """Write the rules of those checks that were changed here. 1 query each."""
        for name, fields in CHECK_FIELDS.items():
            if not set(fields) & set(self.changed_data):
                continue
            rule = self.rules.get(name) or ChecklistRule(check_name=name)
            asked, limit = (self.cleaned_data.get(field) for field in fields)
            if fields[0] in self.changed_data:
                rule.is_active = asked != NOT_ASKED
                rule.severity = asked if rule.is_active else rule.severity
            if fields[1] in self.changed_data:
                rule.limit = limit
            rule.save()


@admin.register(Publication)
class PublicationAdmin(RecordAdmin):
    """One row: its list is its form."""

    form = PublicationForm
    readonly_fields = ["preview"]
    view_on_site = False
    fieldsets = [
        (
            "The publication",
            {
                "fields": ["name", "tagline", "preview", "logo", "colour", "contact_email", "social_links"],
                "description": "As readers and search engines see it.",
            },
        ),
        (
            "Language and time",
            {"fields": [("language", "time_zone")], "description": "Every time at the desk and on the site."},
        ),
        (
            "Comments",
            {
                "fields": ["comments_open", "comments_close_after_days"],
                "description": "Sections and stories may say otherwise.",
            },
        ),
        (
            "Most read",
            {
                "fields": ["counts_reads"],
                "description": "Lists on the front page and at the end of stories; most discussed stands beside it.",
            },
        ),
        ("Machines", {"fields": ["robots"], "description": "Shown in robots.txt, in a header and in each page."}),
        (
            "Before a story is published",
            {
                "fields": CHECKLIST_FIELDS,
                "classes": ["checklist"],
                "description": (
                    "“Needed” stops it, “Look at” is advice. Always needed: a headline, a text, a byline, a section."
                ),
            },
        ),
        (
            "Who may add what",
            {
                "fields": ["reporters_may_add_authors", "reporters_may_add_tags"],
                "description": "Without this, a reporter’s new author or tag waits for an editor.",
            },
        ),
        (
            "Pages that state our policies",
            {
                "fields": list(POLICIES),
                "description": (
                    "Machines are told which page says what. Readers find them by menu and footer; one page may say "
                    "several things. Each story leads to “Tell us what is wrong”; without it, to the contact e-mail."
                ),
            },
        ),
    ]

    @admin.display(description="at the top of each page")
    def preview(self, publication):
        """What readers see of name and logo."""
        logo = publication.logo
        if logo is None or not logo.is_shown:
            return format_html('<span class="entrance__name">{}</span>', publication.name)
        return format_html('<img class="logo" src="{}" alt="{}">', logo.rendition_url(), publication.name)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field.widget, RelatedFieldWidgetWrapper):  # pages are made elsewhere
            field.widget = field.widget.widget
        return field

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

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return super().changeform_view(request, object_id, form_url, {"title": "Settings", **(extra_context or {})})

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.save_rules()

    def tell_saved(self, request, obj):
        self.message_user(request, "Saved.")

    def response_post_save_add(self, request, obj):
        return redirect("admin:newsroom_publication_change", obj.pk)

    response_post_save_change = response_post_save_add
