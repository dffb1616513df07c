"""The log of all that was done to comments, their writers and the rules. Lines are added, never changed."""

from django.conf import settings
from django.db import models

from articles.fields import LineField, LinesField
from articles.models import AppendOnly


class LogLine(AppendOnly):
    """
    One action. ``before`` and ``after`` are statuses of the comment (or names of modes and standings); ``rule`` is the
    house rule as it was called then; ``note`` is for colleagues, ``statement`` for the writer. Lines of one press of
    a button share ``batch``; ``undoes`` names the line that this one took back.
    """

    class Action(models.TextChoices):
        DECIDED = "decided"
        PICKED = "picked", "made an editors’ pick"
        UNPICKED = "unpicked", "no longer an editors’ pick"
        EDITED = "edited", "edited by its writer"
        WITHDRAWN = "withdrawn", "withdrawn by its writer"
        ERASED = "erased", "erased for its writer"
        REPORTED = "reported"
        REPORT_UPHELD = "report_upheld", "report upheld"
        REPORT_DISMISSED = "report_dismissed", "report dismissed"
        APPEALED = "appealed"
        APPEAL_OVERTURNED = "appeal_overturned", "decision overturned on appeal"
        APPEAL_CONFIRMED = "appeal_confirmed", "decision confirmed on appeal"
        STANDING = "standing", "standing of a writer changed"
        MODE = "mode", "mode changed"
        FILTER = "filter", "filter changed"

    action = models.CharField(max_length=20, choices=Action.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    comment = models.ForeignKey("Comment", null=True, blank=True, on_delete=models.PROTECT, related_name="log")
    commenter = models.ForeignKey("Commenter", null=True, blank=True, on_delete=models.SET_NULL, related_name="log")
    article = models.ForeignKey("articles.Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    section = models.ForeignKey("articles.Section", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    rule = LineField(max_length=80, blank=True)
    note = LinesField(blank=True)
    statement = LinesField(blank=True)
    batch = models.UUIDField(null=True, blank=True)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["comment", "-at"], name="comment_log_of_comment"),
            models.Index(fields=["commenter", "-at"], name="comment_log_of_writer"),
            models.Index(fields=["-at", "-id"], name="comment_log_newest"),
            models.Index(fields=["batch"], name="comment_log_of_batch", condition=models.Q(batch__isnull=False)),
        ]

    def __str__(self):
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"
