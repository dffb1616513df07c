"""What is asked of a story before it is published, as the newsroom sets it at the desk."""

from django.core.exceptions import ValidationError
from django.db import models

from articles.checklist import CHECKS


def known_checks():
    """What may be chosen as a rule's check. Asked for each time: a new check needs no migration."""
    return [(name, check.label) for name, check in sorted(CHECKS.items(), key=lambda entry: entry[1].label)]


class ChecklistRule(models.Model):
    """One check, for one kind of story or for all, and how serious it is. The checks: ``articles/checklist.py``."""

    class Severity(models.TextChoices):
        WARNING = "warning", "warning"
        BLOCKING = "blocking", "blocks publishing"

    check_name = models.CharField("check", max_length=40, choices=known_checks)
    kind = models.CharField("kind of story", max_length=10, blank=True, help_text="Empty: every kind.")
    severity = models.CharField(max_length=10, choices=Severity.choices, default=Severity.WARNING)
    limit = models.PositiveIntegerField(
        null=True, blank=True, help_text="For checks with a number. Empty: the usual one."
    )
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["check_name", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_name", "kind"],
                name="checklist_rule_once",
                violation_error_message="There is a rule for this check and kind already.",
            )
        ]

    def __str__(self):
        return f"{self.get_check_name_display()} ({self.get_severity_display()})"

    def clean(self):
        check = CHECKS.get(self.check_name)
        if check and self.limit is not None and check.limit is None:
            raise ValidationError({"limit": "This check compares with no number. Leave it empty."})
        if self.limit == 0:
            raise ValidationError({"limit": "0 is no limit. To ask nothing, take the rule out of use."})
