"""House rules, what readers report, and what writers may ask to be looked at once more."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class HouseRule(models.Model):
    """A rule that readers find beside the form, and that a refusal names."""

    name = models.CharField(max_length=80, unique=True, help_text="Short, as it is named to who broke it.")
    text = models.CharField("what it says", max_length=300)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order, lowest first; the first nine have a key.")
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class Report(models.Model):
    """
    A reader says that a comment should not stand. It stays until a moderator decided on it, whatever was decided on the
    comment before. ``reason`` is a house rule's name, or ``ILLEGAL`` for a notice of illegal content, whose ``words``
    say why. ``commenter`` is who reported, when they gave an address.
    """

    ILLEGAL, OTHER = "Illegal content", "Something else"

    class Outcome(models.TextChoices):
        OPEN = "open"
        UPHELD = "upheld"
        DISMISSED = "dismissed"

    comment = models.ForeignKey("Comment", on_delete=models.PROTECT, related_name="reports")
    reason = models.CharField(max_length=80)
    words = models.TextField(max_length=2000, blank=True)
    name = models.CharField(max_length=80, blank=True)
    commenter = models.ForeignKey("Commenter", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports")
    address_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["created_at", "id"], name="report_open", condition=Q(outcome="open")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at=None) | (~Q(outcome="open") & Q(decided_at__isnull=False)),
                name="report_decided_unless_open",
            )
        ]

    def __str__(self):
        return f"{self.reason} ({self.comment_id})"


class Appeal(models.Model):
    """A writer asks, once, that another moderator looks at a decision. Overturned: the comment is approved."""

    class Outcome(models.TextChoices):
        OPEN = "open"
        OVERTURNED = "overturned"
        CONFIRMED = "confirmed", "the decision stands"

    comment = models.OneToOneField("Comment", on_delete=models.PROTECT, related_name="appeal")
    against = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who decided; None when no person did
    words = models.TextField(max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["created_at", "id"], name="appeal_open", condition=Q(outcome="open")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at=None) | (~Q(outcome="open") & Q(decided_at__isnull=False)),
                name="appeal_decided_unless_open",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(against=None) | ~Q(decided_by=models.F("against")),
                name="appeal_decided_by_another",
                violation_error_message="An appeal is decided by somebody else than the decision.",
            ),
        ]

    def __str__(self):
        return f"Appeal on comment {self.comment_id}"
