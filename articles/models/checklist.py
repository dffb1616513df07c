"""What is asked of a story before it is published, as the newsroom sets it at the desk."""

from django.db import models

from articles.checks import CHECKS


class ChecklistRule(models.Model):
    """One check, for one kind of story or for all, and how serious it is. What it looks at: ``articles/checks.py``."""

    class Severity(models.TextChoices):
        WARNING = "warning"
        BLOCKING = "blocking", "blocks publishing"

    check_name = models.CharField(
        "check", max_length=40, choices=[(name, check.label) for name, check in CHECKS.items()]
    )
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
