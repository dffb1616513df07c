"""House rules: what readers find beside the form, and what a refusal names."""

from django.contrib import admin
from django.db import transaction

from articles.admin.base import RecordAdmin
from comments.models import HouseRule, LogLine


@admin.register(HouseRule)
class HouseRuleAdmin(RecordAdmin):
    """Decisions keep the name a rule had then, so that it may change and go. Every change is a line in the log."""

    list_display = ("name", "text", "fault", "position", "is_active")
    view_on_site = False

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        self.log(request, obj, "Changed" if change else "Added")

    @transaction.atomic
    def delete_model(self, request, obj):
        self.log(request, obj, "Deleted")
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        for rule in queryset:
            self.delete_model(request, rule)

    def log(self, request, rule, done):
        state = "" if rule.is_active else " (not in use)"
        LogLine.objects.create(
            action=LogLine.Action.FILTER, by=request.user, rule=rule.name, note=f"{done} house rule: {rule.text}{state}"
        )
