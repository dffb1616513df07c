"""
The outbox: mails are written as rows (``OutgoingMail``) in the transaction of what they tell of, sent after it, and
again when the mail server was down. Their words are made when they are sent (``comments.mail.messages``).

Each mail is sent at least once: it is claimed (``attempts`` and ``send_after`` are moved by compare-and-set) before it
goes, so that of two workers one sends it, and marked after. A worker that dies in between leaves it to be sent once
more, under the same Message-ID.
"""

import logging
import re
from contextlib import suppress
from datetime import timedelta
from functools import partial
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from articles import text
from comments.mail.corrections import tell_of_corrections
from comments.mail.messages import compose
from comments.models import OutgoingMail
from comments.policy import current_publication

logger = logging.getLogger(__name__)

Kind = OutgoingMail.Kind

KEPT_WAITING = timedelta(days=30)  # for a confirmation
KEPT = timedelta(days=90)  # after they were sent or given up

# Before anybody is told of a decision: so long it can be taken back unnoticed.
TOLD_AFTER = timedelta(minutes=10)

HOUR = timedelta(hours=1)
# After each failure so long until the next try, three days in all; then a mail is given up.
DELAYS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), 2 * HOUR, *[12 * HOUR] * 6)
CLAIM = timedelta(minutes=5)  # how long a mail is its worker's; longer than a slow mail server takes for one
PATIENCE = 10  # seconds for a mail server that doesn't answer

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")


def write(kind, *, key, commenter=None, user=None, comment=None, edition=None, report=None, after=None):
    """
    Write the mail of ``kind`` to ``commenter`` (or ``user``) unless one of this ``key`` is there, and have it sent
    after commit, not before ``after`` (aware datetime). Return it, or None when it was there, or its reader wants no
    mail. 2 queries.
    """
    if commenter and (commenter.no_mail_at or not commenter.email):
        return None
    waits = commenter and not commenter.confirmed_at and kind != Kind.CONFIRM
    about = {"comment": comment, "edition": edition, "report": report, "commenter": commenter, "user": user}
    about["send_after"] = OutgoingMail.WHEN_CONFIRMED if waits else after or timezone.now()
    mail, is_new = OutgoingMail.objects.get_or_create(key=key, defaults={"kind": kind, **about})
    if not is_new:
        return None
    have_sent()
    return mail


def have_sent():
    """Have what is due sent after commit."""
    transaction.on_commit(partial(deliver.enqueue), robust=True)


def let_go(mails, at):
    """
    Let those of ``mails`` go at ``at`` that waited for a confirmation; what a moderator decided not before it can't
    be taken back any more. 2 queries.
    """
    waiting = mails.filter(send_after=OutgoingMail.WHEN_CONFIRMED)
    answers = waiting.filter(kind__in=[Kind.DECISION, Kind.REPORT, Kind.APPEAL], created_at__gt=at - TOLD_AFTER)
    answers.update(send_after=F("created_at") + TOLD_AFTER)
    waiting.update(send_after=at)


# -- Sending --


@task(queue_name="mail")
def deliver():
    """Send some of what is due; a request may wait for it. The rest goes with ``send_mail_queue``. Safe to repeat."""
    send_due(limit=20)


def forget(at=None, *, dry_run=False):
    """
    Delete mails that were sent or given up ``KEPT`` ago and return how many; not those that asked for a confirmation,
    which are counted.
    """
    before = (at or timezone.now()) - KEPT
    old = OutgoingMail.objects.filter(Q(sent_at__lt=before) | Q(given_up_at__lt=before)).exclude(kind=Kind.CONFIRM)
    return old.count() if dry_run else old.delete()[0]


def due(at=None):
    """Mails that may be sent at ``at`` (default now), in the order in which they are; 1 query when they are read."""
    return OutgoingMail.objects.due(at or timezone.now())


def send_due(at=None, limit=100):
    """
    Send up to ``limit`` mails that are due at ``at`` (aware datetime, default now) and return how many went. Safe to
    repeat, and in several processes at once. 5 queries, and up to 8 a mail.

    A mail server that can't be reached ends it: one mail is put off for that, the others are not touched.
    """
    at = at or timezone.now()
    let_go(OutgoingMail.objects.filter(commenter__confirmed_at__isnull=False), at)
    OutgoingMail.objects.filter(send_after=OutgoingMail.WHEN_CONFIRMED, created_at__lt=at - KEPT_WAITING).delete()
    tell_of_corrections(at)
    numbers = list(due(at).values_list("pk", "attempts")[:limit])
    if not numbers:
        return 0
    publication = current_publication()
    connection, sent = get_connection(timeout=getattr(settings, "EMAIL_TIMEOUT", None) or PATIENCE), 0
    try:
        for pk, attempts in numbers:
            mail = _claim(pk, attempts, at)
            if mail is None:
                continue
            try:
                if _send(mail, publication, connection, at):
                    sent += 1
            except _Unreachable:
                break
    finally:
        _close(connection)
    return sent


class _Unreachable(Exception):
    """The mail server takes nothing at present."""


def _claim(pk, attempts, at):
    """Return the mail if it is ours now, with what it is about, or None if another has it. 2 queries."""
    ours = OutgoingMail.objects.due(at).filter(pk=pk, attempts=attempts)
    if not ours.update(attempts=F("attempts") + 1, send_after=at + CLAIM):
        return None
    related = ("commenter", "user", "edition__address", "report", "comment__edition__address", "comment__parent")
    mail = OutgoingMail.objects.select_related(*related).get(pk=pk)
    if mail.attempts > len(DELAYS) + 1:  # whoever had it before came to no end
        _put_off(mail, "Tried too often.", at)
        return None
    return mail


def _send(mail, publication, connection, at):
    """Send one that is ours; return whether it went."""
    reader = mail.commenter or mail.user
    if not reader.email or getattr(reader, "no_mail_at", None):
        mail.delete()
        return False
    try:
        message = compose(mail, publication, connection)
        if message is None:
            mail.delete()
            return False
        try:
            connection.open()
        except (OSError, SMTPException) as error:
            _put_off(mail, error, at)
            raise _Unreachable from error
        message.send()
    except _Unreachable:
        raise
    except SMTPRecipientsRefused as error:
        is_final = all(code >= 500 for code, _ in error.recipients.values())
        _put_off(mail, error, at, is_final=is_final)
    except (OSError, SMTPException) as error:
        _put_off(mail, error, at)
        _close(connection)
    except Exception as error:  # a mail that can't be made keeps no other from going
        _put_off(mail, error, at)
    else:
        OutgoingMail.objects.filter(pk=mail.pk).update(sent_at=at, error="")
        return True
    return False


def _put_off(mail, error, at, *, is_final=False):
    """Try ``mail`` again later, or give it up; the ``error`` is kept without the address that it may name."""
    words = _without_addresses(error)
    tries = mail.attempts
    if is_final or tries > len(DELAYS):
        OutgoingMail.objects.filter(pk=mail.pk).update(given_up_at=at, error=words)
        logger.warning("OutgoingMail %s (%s) given up after %s attempt(s).", mail.pk, mail.kind, tries)
        return
    OutgoingMail.objects.filter(pk=mail.pk).update(send_after=at + DELAYS[tries - 1], error=words)
    logger.warning("OutgoingMail %s (%s) could not be sent, attempt %s: %s", mail.pk, mail.kind, tries, words)


def _without_addresses(error):
    if isinstance(error, SMTPRecipientsRefused):
        error = "; ".join(f"{code} {words.decode(errors='replace')}" for code, words in error.recipients.values())
    words = str(error) if isinstance(error, str) else f"{type(error).__name__}: {error}"
    return text.line(_ADDRESS.sub("…", words))[:200]


def _close(connection):
    with suppress(OSError, SMTPException):
        connection.close()
