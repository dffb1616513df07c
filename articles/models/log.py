"""The story's log: who did what, and when. Lines are added, never changed."""

from django.conf import settings
from django.db import models

from articles.fields import LinesField


class AppendOnly(models.Model):
    """A row that says what was done: it is added, never changed and never deleted."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("A line of the log is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("A line of the log is never deleted.")


class Line(AppendOnly):
    """Who did what, and when; subclasses say to what, and have the ``choices`` of ``action``."""

    action = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = LinesField(blank=True)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"


class LogLine(Line):
    class Action(models.TextChoices):
        SUBMITTED = "submitted", "submitted for review"
        TAKEN_BACK = "taken_back", "taken back to draft"
        PUBLISHED = "published"
        SCHEDULED = "scheduled"
        CANCELLED = "cancelled", "cancelled before it was public"
        WITHDRAWN = "withdrawn"
        REINSTATED = "reinstated", "withdrawal undone"
        APPROVED = "approved"
        SENT_BACK = "sent_back", "sent back"
        ASSIGNED = "assigned"
        TAKEN_OVER = "taken_over", "taken over"
        RESTORED = "restored", "earlier text restored"
        MERGED = "merged", "two versions merged"
        DUPLICATED = "duplicated"
        SHARED = "shared", "shared with an outsider"
        UNSHARED = "unshared", "link revoked"
        REPLY = "reply", "right of reply written down"
        NAME_ACCEPTED = "name_accepted", "new name accepted"
        NAME_REFUSED = "name_refused", "new name refused"
        TRASHED = "trashed", "put into the trash"
        UNTRASHED = "untrashed", "taken out of the trash"
        ENTRY_POSTED = "entry_posted", "live entry written"
        ENTRY_CHANGED = "entry_changed", "live entry changed"
        ENTRY_WITHDRAWN = "entry_withdrawn", "live entry taken back"
        COVERAGE = "coverage", "live coverage changed"
        LEFT_OUT = "left_out", "left out of lists and feeds: it can’t be shown"

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="log")
    action = models.CharField(max_length=20, choices=Action.choices)

    class Meta(Line.Meta):
        indexes = [
            models.Index(fields=["article", "-at"], name="log_of_article"),
            models.Index(fields=["-at"], name="log_of_left_out", condition=models.Q(action="left_out")),
        ]
