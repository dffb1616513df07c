"""What becomes of a comment when it comes in: shown at once, held for a moderator, or put among the spam."""

from django.conf import settings
from django.utils import timezone

from comments import spam
from comments.models import Comment, Commenter, Mode

Status = Comment.Status


def screen(comment, policy, *, age=None, trap="", address="", at=None):
    """
    Set ``status``, ``signals``, ``score`` and what goes with them on ``comment`` (not saved yet), as ``policy`` (of its
    story) asks. ``age`` is how long the form was open (timedelta; None: it came by no form), ``trap`` what stood in the
    form's hidden field (None: that was not sent at all), ``address`` the network address (str).

    Who is signed in at the desk is not measured. At most 9 queries.
    """
    at = at or timezone.now()
    if not comment.is_staff:
        comment.signals = spam.found_in(spam.Post(comment, at, age, trap, address))
    comment.score = score_of(comment.signals)
    comment.status = status_of(comment, policy.settings, policy.mode, at)
    # Nobody else is told of what we take for spam already.
    if settings.COMMENT_CHECKERS and not comment.is_staff and comment.status != Status.SPAM:
        comment.status, comment.awaits_check = Status.HELD, True
    comment.decided_at = None if comment.status == Status.HELD else at


def score_of(signals):
    return round(sum(signal["points"] for signal in signals), 1)


def status_of(comment, settings, mode, at):
    """
    What becomes of ``comment`` with its signals and score, where ``settings`` and ``mode`` hold. The mode decides;
    blocks, a score that is high enough, and a writer's standing go before it. At most 1 query.
    """
    writer = comment.commenter
    standing = writer.standing_at(at) if writer else Commenter.Standing.NORMAL
    blocks = {signal["name"] for signal in comment.signals}
    if comment.score >= settings.spam_from or spam.BLOCKED_AS_SPAM in blocks:
        return Status.SPAM
    if comment.score >= settings.hold_from or spam.BLOCKED in blocks:
        return Status.HELD
    if standing in {Commenter.Standing.HELD, Commenter.Standing.BANNED}:
        return Status.HELD
    if mode == Mode.AFTER or (mode == Mode.TRUSTED and is_trusted(comment, settings, at)):
        return Status.APPROVED
    return Status.HELD


def is_trusted(comment, settings, at):
    """
    Whether the writer of ``comment`` may appear at once where trusted writers do: by enough comments approved under the
    same name and e-mail address, of which one is enough for whose standing is trusted. At most 1 query.
    """
    writer = comment.commenter
    if writer is None:
        return False
    enough = 1 if writer.standing_at(at) == Commenter.Standing.TRUSTED else settings.trusted_after
    if writer.approved < enough:
        return False
    return writer.comments.approved().filter(name=comment.name)[:enough].count() >= enough
