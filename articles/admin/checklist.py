"""What is asked of a story before it is published: the newsroom sets it here, without code."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from articles.admin.base import RecordAdmin
from articles.checklist import CHECKS
from articles.models import Article, ChecklistRule
from articles.record_form import RecordForm


class RuleForm(RecordForm):
    kind = forms.ChoiceField(
        required=False,
        label="Kind of story",
        choices=[("", "every kind"), *Article.Kind.choices],
        help_text="A rule for one kind goes before the one for every kind, and may switch it off.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        numbers = [f"{check.label}: {check.limit:,}" for check in CHECKS.values() if check.limit is not None]
        self.fields["limit"].label = "Number"
        self.fields["limit"].help_text = f"Empty: the usual one ({'; '.join(numbers)}). Other checks have none."
        name = self.instance.check_name
        if name and name not in CHECKS:
            self.fields["check_name"].choices = [(name, f"{name} (no longer a check)")]

    def clean_check_name(self):
        name = self.cleaned_data["check_name"]
        if name not in CHECKS:
            raise ValidationError("This check is no longer there, so the rule asks nothing. Delete it.")
        return name


@admin.register(ChecklistRule)
class ChecklistRuleAdmin(RecordAdmin):
    form = RuleForm
    list_display = ["asked", "for_kind", "severity", "number", "is_active"]
    list_filter = ["severity", "is_active"]
    sortable_by = []
    ordering = ["-is_active", "severity", "check_name", "kind"]
    list_per_page = 200
    actions = ["use", "rest"]
    fields = ["check_name", "kind", "severity", "limit", "is_active"]
    view_on_site = False

    @admin.display(description="check")
    def asked(self, rule):
        if rule.check_name not in CHECKS:
            return f"{rule.check_name} (no longer a check; asks nothing)"
        return capfirst(rule.get_check_name_display())

    @admin.display(description="kind of story")
    def for_kind(self, rule):
        return dict(Article.Kind.choices).get(rule.kind, rule.kind) or "every kind"

    @admin.display(description="number")
    def number(self, rule):
        known = CHECKS.get(rule.check_name)
        if rule.limit is not None:
            return f"{rule.limit:,}"
        return f"{known.limit:,} (the usual one)" if known and known.limit is not None else None

    @admin.action(description="Take into use", permissions=["change"])
    def use(self, request, queryset):
        queryset.update(is_active=True)

    @admin.action(description="Take out of use", permissions=["change"])
    def rest(self, request, queryset):
        queryset.update(is_active=False)
