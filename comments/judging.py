"""What becomes of a comment when it comes in: shown at once, held for a moderator, or put among the spam."""

from django.utils import timezone

from comments.models import Comment, Commenter, Mode

Status = Comment.Status


def judge(comment, policy, *, age, at=None):
    """
    Set ``status``, ``signals``, ``score`` and what goes with them on ``comment`` (not saved yet), as ``policy`` (of its
    story) asks. ``age`` is how long the form was open (timedelta).
    """
    at = at or timezone.now()
    comment.score = sum(signal["points"] for signal in comment.signals)
    comment.status = _status(comment, policy, at)
    comment.decided_at = None if comment.status == Status.HELD else at


def _status(comment, policy, at):
    """The mode decides; a score that is high enough, and a writer's standing, go before it."""
    settings, writer = policy.settings, comment.commenter
    standing = writer.standing_at(at) if writer else Commenter.Standing.NORMAL
    if comment.score >= settings.spam_from:
        return Status.SPAM
    if comment.score >= settings.hold_from or standing in {Commenter.Standing.HELD, Commenter.Standing.BANNED}:
        return Status.HELD
    if policy.mode == Mode.AFTER or (policy.mode == Mode.TRUSTED and is_trusted(comment, settings, at)):
        return Status.APPROVED
    return Status.HELD


def is_trusted(comment, settings, at):
    """
    Whether the writer of ``comment`` may appear at once where trusted writers do: by standing, or by enough comments
    approved under the same name and e-mail address. At most 1 query.
    """
    writer = comment.commenter
    if writer is None:
        return False
    if writer.standing_at(at) == Commenter.Standing.TRUSTED:
        return True
    if writer.approved < settings.trusted_after:
        return False
    return (
        writer.comments.approved().filter(name=comment.name)[: settings.trusted_after].count() >= settings.trusted_after
    )
