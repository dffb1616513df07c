"""
Outside checkers of comments (``COMMENT_CHECKERS``): asked after the comment was kept, while it is held.

A checker is a class, named by its dotted path, with a method ``check(comment)`` that returns a list of signals (made by
``comments.spam.signal``; empty: nothing to say) and a ``name``. It is called in a thread of its own, is given a comment
with its edition loaded, and must not touch the database. Whatever it raises, and an answer that takes longer than
``COMMENT_CHECK_SECONDS``, counts as no answer: the comment stays held and says so, and ``check_comments`` asks again.
"""

import logging
import threading
from contextlib import suppress
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from comments.exceptions import AlreadyDecided
from comments.models import Comment
from comments.policy import current_publication, policy_of
from comments.screening import score_of, status_of
from comments.spam import signal

logger = logging.getLogger(__name__)

ASKED_FOR = timedelta(days=1)  # then a comment that no checker answered about is left to the moderators alone

Status = Comment.Status
DECIDED_BY = {Status.APPROVED: "approve", Status.SPAM: "mark_spam"}


def follow(sender, *, comment, before, **kwargs):
    """A receiver of ``comment_moved``: have a new comment checked once it is kept."""
    if before is None and comment.awaits_check:
        transaction.on_commit(partial(check_later.enqueue, comment.pk), robust=True)


@task
def check_later(comment_id):
    check(comment_id)


def check(comment_id, at=None):
    """
    Ask the outside checkers about a comment that awaits it, and decide as the mode of its story asks. Return whether
    all of them answered. Safe to repeat and to be done twice at once; a moderator's decision is never changed.
    """
    at = at or timezone.now()
    comment = Comment.objects.filter(awaits_check=True).select_related("edition__article", "edition__address")
    comment = comment.filter(pk=comment_id).first()
    if comment is None:
        return True
    found, silent = [], []
    for path in settings.COMMENT_CHECKERS:
        name, answer = _ask(path, comment)
        if answer is None:
            silent.append(name)
        else:
            found += answer
    _decide(comment, found, silent, at)
    return not silent


def _ask(path, comment):
    """Return the checker's name, and its signals (list) or None when it did not answer in time, or not sensibly."""
    name, answers = path.rpartition(".")[2], []
    try:
        checker = import_string(path)()
        name = str(getattr(checker, "name", name))
        thread = threading.Thread(target=lambda: answers.append(_call(checker, comment)), daemon=True)
        thread.start()
        thread.join(settings.COMMENT_CHECK_SECONDS)
        if answers and answers[0] is not None:
            return name, [signal(f"checker: {one['name']}", str(one["words"]), one["points"]) for one in answers[0]]
        if thread.is_alive():
            logger.warning("Checker %s did not answer in time about comment %s", name, comment.pk)
    except Exception:
        logger.exception("Checker %s could not be asked about comment %s", name, comment.pk)
    return name, None


def _call(checker, comment):
    try:
        return checker.check(comment)
    except Exception as error:  # whatever it is, it is no answer
        logger.warning("Checker %s failed about comment %s: %s", type(checker).__name__, comment.pk, error)
        return None


@transaction.atomic
def _decide(comment, found, silent, at):
    """``found``: signals; ``silent``: names of those that did not answer."""
    now = Comment.objects.select_for_update().get(pk=comment.pk)
    if not now.awaits_check or now.body != comment.body:  # edited meanwhile: it is asked about again
        return
    kept = [one for one in now.signals if not one["name"].startswith(("checker: ", "no answer: "))]
    unanswered = [signal(f"no answer: {name}", f"{name} did not answer", 0) for name in silent]
    now.signals = [*kept, *found, *unanswered]
    now.score = score_of(now.signals)
    now.awaits_check = bool(silent) and now.status == Status.HELD and now.created_at > at - ASKED_FOR
    now.save(update_fields=["signals", "score", "awaits_check"])
    if silent or now.status != Status.HELD:
        return
    policy = policy_of(comment.edition, current_publication(), at)
    status = status_of(now, policy.settings, policy.mode, at)
    if status in DECIDED_BY:
        with suppress(AlreadyDecided):  # its writer took it back
            getattr(now, DECIDED_BY[status])(None)
