"""Refusals with a name; their message is a sentence for the moderator."""

from django.utils import timezone
from django.utils.formats import date_format


class AlreadyDecided(Exception):
    """The comment is no longer as the moderator saw it; nothing was changed."""

    def __init__(self, comment, words=""):
        """
        ``comment`` is as it is now; ``words`` say what was decided when that is something else. 1 query when
        ``decided_by`` is not loaded.
        """
        self.comment = comment
        if words:
            super().__init__(f"{words}.")
            return
        if comment.withdrawn_at or comment.erased_at:
            super().__init__(f"“{comment}” was taken back by its writer.")
            return
        if comment.decided_at is None:
            super().__init__(f"“{comment}” is waiting again.")
            return
        when = date_format(timezone.localtime(comment.decided_at), "j F Y, H:i")
        by = f" by {comment.decided_by}" if comment.decided_by else ""
        super().__init__(f"“{comment}” was decided already: {comment.get_status_display().lower()}{by}, {when}.")


class NotForYou(Exception):
    """This can't be asked for, or isn't this person's to decide; nothing was changed."""
