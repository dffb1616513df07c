"""Whether, and how long, the writer of a comment may edit it, and what becomes of it then."""

from copy import copy
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from comments.models import Comment
from comments.policy import policy_of
from comments.screening import score_of, screen
from comments.spam.checkers import check_later
from comments.spam.repeats import keep_traces

EDIT_WINDOW = timedelta(minutes=10)
HOW_SENT = {"no trap", "trap", "fast", "form again"}  # signals that stay true of a comment, whatever it says later

Status = Comment.Status


def editable_until(comment):
    """Return until when (aware datetime) its writer may edit ``comment``, or None when they can’t at any time."""
    if comment.withdrawn_at or comment.status not in {Status.HELD, Status.APPROVED}:
        return None
    return comment.created_at + EDIT_WINDOW


def may_edit(comment, at=None):
    until = editable_until(comment)
    return until is not None and (at or timezone.now()) < until


@transaction.atomic
def edit(comment, body, publication, address=""):
    """
    Let ``comment`` say ``body`` (cleaned text) from now on, screened as if it came in now, from the network ``address``
    (str). Return whether it was taken: not when the time is over, or it was decided against meanwhile.

    What is shown and would not be shown today waits for a moderator again, who sees both texts; what waits goes on
    waiting. Up to 30 queries.
    """
    related = ("edition__article", "commenter", "parent")
    now = Comment.objects.select_for_update(of=("self",)).select_related(*related).get(pk=comment.pk)
    if not may_edit(now):
        return False
    if now.body == body:
        return True
    new = _as_new(now, body)
    screen(new, policy_of(now.edition, publication), address=address)
    now.edit(body)
    how_sent = [signal for signal in now.signals if signal["name"] in HOW_SENT]
    now.signals = [*how_sent, *new.signals]
    # What a checker says can let it appear: that is for what would have appeared, not for what was held already.
    now.awaits_check = new.awaits_check and (now.awaits_check or now.status == Status.APPROVED)
    now.score = score_of(now.signals)
    now.save(update_fields=["signals", "score", "awaits_check"])
    now.traces.all().delete()
    keep_traces(now)
    if now.status == Status.APPROVED and new.status != Status.APPROVED:
        now.hold(None)
    if now.awaits_check:
        transaction.on_commit(partial(check_later.enqueue, now.pk), robust=True)
    return True


def _as_new(comment, body):
    """Return a copy of ``comment`` that says ``body``, and whose writer has not sent it yet."""
    new = copy(comment)
    new.body, new.signals, new.form_id = body, [], ""
    if new.commenter:
        new.commenter = copy(comment.commenter)
        setattr(new.commenter, comment.status, getattr(comment.commenter, comment.status) - 1)
    return new
