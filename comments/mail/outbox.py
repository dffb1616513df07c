"""
Mails to those who write comments, and to moderators: written as rows (``Letter``) in the transaction of what they tell
of, sent after it, and again when the mail server was down. Their words: ``templates/emails/comments/<kind>.txt``, the
subject first.

Nobody is mailed who has not said, once, that the address is theirs. The one mail that asks them is ``confirm``; other
letters wait for the answer. Who asked for no mail gets none.

Each letter is sent at least once: it is claimed (``attempts`` and ``send_after`` are moved by compare-and-set) before
it goes, so that of two workers one sends it, and marked after. A worker that dies in between leaves it to be sent once
more, under the same Message-ID.
"""

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import formataddr, parseaddr
from functools import partial
from smtplib import SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_tasks import task

from articles.models import Edition
from comments import signed_links, text
from comments.models import Comment, Commenter, HouseRule, Letter, LogLine, Report, Subscription
from comments.publication import current_publication

logger = logging.getLogger(__name__)

Kind = Letter.Kind

WHEN_CONFIRMED = datetime(9000, 1, 1, tzinfo=UTC)  # ``send_after`` of what waits until the address is confirmed
KEPT_WAITING = timedelta(days=30)
KEPT = timedelta(days=90)  # after they were sent or given up

ASK_AGAIN = timedelta(hours=24)  # between two mails that ask one address to confirm
ASKED_AT_MOST = 3
ASKED_BY_NETWORK = ((timedelta(hours=1), 5), (timedelta(days=1), 20))  # such mails that one network may cause

LINKS_A_DAY = 10  # mails to one address, each with the link to one comment

HOUR = timedelta(hours=1)
# After each failure so long until the next try, three days in all; then a letter is given up.
DELAYS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), 2 * HOUR, *[12 * HOUR] * 6)
CLAIM = timedelta(minutes=5)  # how long a letter is its worker's; longer than a slow mail server takes for one
PATIENCE = 10  # seconds for a mail server that doesn't answer

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")

SECOND_THOUGHTS = timedelta(minutes=10)  # before anybody is told of a decision, which may be taken back

CORRECTIONS_TOLD = timedelta(days=3)  # how long after it went live a correction is still told


# -- Writing --


def write(kind, *, key, commenter=None, user=None, comment=None, edition=None, report=None, after=None):
    """
    Write the letter of ``kind`` to ``commenter`` (or ``user``) unless one of this ``key`` is there, and have it sent
    after commit, not before ``after`` (aware datetime). Return it, or None when it was there, or its reader wants no
    mail. 2 queries.
    """
    if commenter and (commenter.no_mail_at or not commenter.email):
        return None
    waits = commenter and not commenter.confirmed_at and kind != Kind.CONFIRM
    about = {"comment": comment, "edition": edition, "report": report, "commenter": commenter, "user": user}
    about["send_after"] = WHEN_CONFIRMED if waits else after or timezone.now()
    letter, is_new = Letter.objects.get_or_create(key=key, defaults={"kind": kind, **about})
    if not is_new:
        return None
    have_sent()
    return letter


def have_sent():
    """Have what is due sent after commit."""
    transaction.on_commit(partial(deliver.enqueue), robust=True)


def ask_to_confirm(commenter, comment=None, report=None, at=None):
    """
    Write the mail that asks whether the address is ``commenter``’s, because of ``comment`` or ``report``: not when it
    was confirmed or asked for no mail, not twice in ``ASK_AGAIN``, not more than ``ASKED_AT_MOST`` times, and not when
    the network that came from has caused too many. Return the letter or None. Up to 6 queries.
    """
    at = at or timezone.now()
    if commenter.confirmed_at or commenter.no_mail_at:
        return None
    asked = commenter.letters.filter(kind=Kind.CONFIRM)
    if commenter.confirmation_sent_at and commenter.confirmation_sent_at > at - ASK_AGAIN:
        return None
    number = asked.count()
    cause = comment or report
    if number >= ASKED_AT_MOST or (cause and _network_asks_too_much(cause.address_hash, at)):
        return None
    key = f"confirm:{commenter.pk}:{number + 1}"
    letter = write(Kind.CONFIRM, key=key, commenter=commenter, comment=comment, report=report)
    if letter:
        commenter.confirmation_sent_at = at
        commenter.save(update_fields=["confirmation_sent_at"])
    return letter


def _network_asks_too_much(address_hash, at):
    if not address_hash:
        return False
    caused = Q(comment__address_hash=address_hash) | Q(report__address_hash=address_hash)
    asked = Letter.objects.filter(caused, kind=Kind.CONFIRM)
    return any(asked.filter(created_at__gt=at - time).count() >= most for time, most in ASKED_BY_NETWORK)


def subscribe(comment, *, replies=False, corrections=False):
    """
    Have the writer of ``comment`` told of replies to what they wrote under its story, of corrections of it, or both,
    beside what they asked for before; and ask them to confirm the address if they never did. Up to 9 queries, none
    when neither is asked for.
    """
    commenter = comment.commenter
    if commenter is None or not (replies or corrections):
        return
    wanted = {name: True for name, is_wanted in (("replies", replies), ("corrections", corrections)) if is_wanted}
    Subscription.objects.update_or_create(commenter=commenter, article_id=comment.article_id, defaults=wanted)
    ask_to_confirm(commenter, comment)


def mail_link(comment, at=None):
    """
    Mail the writer of ``comment`` the link to it, after they confirmed the address; not more than ``LINKS_A_DAY``, as
    anybody can type an address. Up to 9 queries.
    """
    if comment.commenter:
        since = (at or timezone.now()) - timedelta(days=1)
        if comment.commenter.letters.filter(kind=Kind.RECEIVED, created_at__gt=since).count() >= LINKS_A_DAY:
            return
        write(Kind.RECEIVED, key=f"received:{comment.pk}", commenter=comment.commenter, comment=comment)
        ask_to_confirm(comment.commenter, comment)


@transaction.atomic
def confirm(commenter, at=None):
    """
    Take down that ``commenter`` reads mail at the address, and let their waiting letters go. Return whether that is
    news. 4 queries.
    """
    at = at or timezone.now()
    is_news = Commenter.objects.filter(pk=commenter.pk, confirmed_at=None).update(confirmed_at=at, no_mail_at=None)
    if is_news:
        commenter.confirmed_at, commenter.no_mail_at = at, None
        let_go(commenter.letters, at)
        have_sent()
    return bool(is_news)


def let_go(letters, at):
    """
    Let those of ``letters`` go at ``at`` that waited for a confirmation; what a moderator decided not before it can't
    be taken back any more. 2 queries.
    """
    waiting = letters.filter(send_after=WHEN_CONFIRMED)
    answers = waiting.filter(kind__in=[Kind.DECISION, Kind.REPORT, Kind.APPEAL], created_at__gt=at - SECOND_THOUGHTS)
    answers.update(send_after=F("created_at") + SECOND_THOUGHTS)
    waiting.update(send_after=at)


@transaction.atomic
def stop(commenter, article=None, what=""):
    """
    Send ``commenter`` no mail any more; with ``article`` (id) none on ``what`` ("replies", "corrections") of that one
    story. Letters that wait are torn up. Safe to repeat.
    """
    if article is None:
        Commenter.objects.filter(pk=commenter.pk, no_mail_at=None).update(no_mail_at=timezone.now())
        commenter.subscriptions.all().delete()
        commenter.letters.filter(sent_at=None).delete()
        return
    commenter.subscriptions.filter(article=article).update(**{what: False})
    commenter.subscriptions.filter(article=article, replies=False, corrections=False).delete()


def allow_again(commenter):
    """Take back that ``commenter`` wants no mail; what was stopped stays stopped."""
    Commenter.objects.filter(pk=commenter.pk).update(no_mail_at=None)


# -- Occasions --


def tell_of_reply(sender, *, comment, **kwargs):
    """
    Write to who is answered when a reply appears, if they asked for that (receives ``comment_moved``): once for each
    reply, and not for one's own. 1 query for a reply that appears, 2 more when somebody is told.
    """
    if comment.status != Comment.Status.APPROVED or not comment.parent_id:
        return
    wanted = Subscription.objects.filter(
        article=comment.article_id,
        replies=True,
        commenter__comments=comment.parent_id,
        commenter__comments__withdrawn_at=None,
    ).exclude(commenter=comment.commenter_id)
    for subscription in wanted.select_related("commenter"):
        write(Kind.REPLY, key=f"reply:{comment.pk}", commenter=subscription.commenter, comment=comment)


def tell_of_decision(sender, *, comment, line, **kwargs):
    """
    Write to whose comment a moderator refused or took away, with the reasons (receives ``comment_moved``); not at once,
    as such a decision can be undone. Nothing on spam, nor on what its writer took back, nor on a decision that stands
    again and was told before. At most 3 queries.
    """
    against = comment.status in {Comment.Status.REJECTED, Comment.Status.REMOVED}
    if against and line and line.action == LogLine.Action.DECIDED and line.by_id and comment.commenter:
        if line.undoes and comment.letters.filter(kind=Kind.DECISION, sent_at__isnull=False).exists():
            return
        after = timezone.now() + SECOND_THOUGHTS
        write(Kind.DECISION, key=f"decision:{line.pk}", commenter=comment.commenter, comment=comment, after=after)


def tell_of_answer(sender, *, about, **kwargs):
    """
    Write to who reported, or appealed, what a moderator decided (receives ``answered``); not at once, as that can be
    taken back. At most 4 queries.
    """
    when = {"key": key_of_answer(about), "after": timezone.now() + SECOND_THOUGHTS}
    if isinstance(about, Report):
        if about.commenter:
            write(Kind.REPORT, commenter=about.commenter, report=about, comment=about.comment, **when)
    elif about.decided_by_id and about.comment.commenter:
        write(Kind.APPEAL, commenter=about.comment.commenter, comment=about.comment, **when)


def key_of_answer(about):
    """The key of the letter that tells how ``about`` (Report or Appeal) was decided, when it was decided last."""
    when = f"{about.decided_at.timestamp():.6f}" if about.decided_at else ""
    return f"{about._meta.model_name}:{about.pk}:{when}"


def notice_correction(sender, instance, created, **kwargs):
    """Have a correction told as soon as it is committed (receives ``post_save`` of ``Edition``). No query."""
    if created and instance.kind in Edition.PUBLIC_NOTE_KINDS and instance.live_from <= timezone.now():
        have_sent()


def tell_of_corrections(at=None):
    """
    Write to those who asked to be told of corrections of stories that were corrected or clarified lately: once a
    correction is live, and before the story is withdrawn. Nobody is told of what was corrected before they asked.
    2 queries, and 2 a correction with somebody to tell.
    """
    at = at or timezone.now()
    lately = Edition.objects.corrections(at).filter(live_from__gt=at - CORRECTIONS_TOLD)
    told = 0
    for edition in lately.filter(article__in=Subscription.objects.filter(corrections=True).values("article")):
        wanted = Subscription.objects.filter(article=edition.article_id, corrections=True)
        wanted = wanted.filter(created_at__lt=edition.live_from, commenter__no_mail_at=None)
        wanted = wanted.exclude(commenter__letters__edition=edition).select_related("commenter")
        letters = [
            Letter(
                kind=Kind.CORRECTION,
                key=f"correction:{edition.pk}:{subscription.commenter_id}",
                commenter=subscription.commenter,
                edition=edition,
                send_after=at if subscription.commenter.confirmed_at else WHEN_CONFIRMED,
            )
            for subscription in wanted
        ]
        told += len(Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=500))
    return told


# -- Words --

_words: dict[str, Callable] = {}


def words_of(kind):
    """
    Decorator: the function that takes a ``Letter`` of ``kind``, with what it is about loaded, and returns the dict that
    its template needs; or None when there is nothing to tell any more. ``stop_url`` in it (a path) is where such mails
    are stopped with one click; those to commenters can be stopped anyhow.
    """

    def register(function):
        _words[kind] = function
        return function

    return register


@words_of(Kind.CONFIRM)
def _confirm(letter):
    if letter.commenter.confirmed_at:
        return None
    return {"confirm_url": signed_links.for_confirming(letter.commenter), "comment": letter.comment}


@words_of(Kind.RECEIVED)
def _received(letter):
    if letter.comment.erased_at:
        return None
    return {"link": signed_links.for_comment(letter.comment), "comment": letter.comment}


@words_of(Kind.YOURS)
def _yours(letter):
    return {"link": signed_links.for_mine(letter.commenter)}


@words_of(Kind.REPLY)
def _reply(letter):
    """Only while the reply is shown, is an answer to something that its writer stands by, and is still wanted."""
    reply, commenter = letter.comment, letter.commenter
    if reply.status != Comment.Status.APPROVED or reply.parent is None or reply.parent.withdrawn_at:
        return None
    if reply.parent.commenter_id != commenter.pk:
        return None
    if not commenter.subscriptions.filter(article=reply.article_id, replies=True).exists():
        return None
    return {
        "reply": reply,
        "stop_url": signed_links.for_stopping(commenter, reply.article_id, "replies"),
        "what": "replies to what you wrote under this story",
    }


@words_of(Kind.CORRECTION)
def _correction(letter):
    edition, commenter = letter.edition, letter.commenter
    if not commenter.subscriptions.filter(article=edition.article_id, corrections=True).exists():
        return None
    if not Edition.objects.live().filter(article=edition.article_id).exists():
        return None
    return {
        "edition": edition,
        "stop_url": signed_links.for_stopping(commenter, edition.article_id, "corrections"),
        "what": "corrections to this story",
    }


@words_of(Kind.DECISION)
def _decision(letter):
    """Only while that decision stands: it may have been undone, or made again."""
    comment = letter.comment
    line = comment.log.filter(action=LogLine.Action.DECIDED).first()
    if comment.withdrawn_at or comment.erased_at or letter.key != f"decision:{line.pk}":
        return None
    return {
        "comment": comment,
        "line": line,
        "rule": line.rule and HouseRule.objects.filter(name=line.rule).first(),
        "link": signed_links.for_comment(comment),
        "what_happened": "not published" if line.after == Comment.Status.REJECTED else "taken down",
    }


@words_of(Kind.REPORT)
def _report(letter):
    """Only that answer which stands: it may have been taken back, or given again."""
    if letter.key != key_of_answer(letter.report):
        return None
    return {"report": letter.report, "edition": letter.comment.edition}


@words_of(Kind.APPEAL)
def _appeal(letter):
    """Only that answer which stands."""
    if letter.comment.erased_at or letter.key != key_of_answer(letter.comment.appeal):
        return None
    return {
        "comment": letter.comment,
        "appeal": letter.comment.appeal,
        "link": signed_links.for_comment(letter.comment),
    }


def compose(letter, publication, connection=None):
    """
    Return the ``EmailMessage`` of ``letter``, or None when there is nothing to tell any more. Up to 3 queries.

    Plain text, on the address and in the name of ``publication`` alone. Nothing in it can begin a header of its own.
    """
    words = _words[letter.kind](letter)
    if words is None:
        return None
    words = {"site_url": settings.SITE_URL, "publication": publication, "letter": letter, **words}
    if letter.commenter:
        words["stop_all_url"] = signed_links.for_stopping(letter.commenter)
    stop_url = words.get("stop_url") or words.get("stop_all_url")
    with timezone.override(publication.time_zone):
        subject, _, body = render_to_string(f"emails/comments/{letter.kind}.txt", words).strip().partition("\n")
    headers = {
        "Message-ID": message_id(letter),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "bulk",
    }
    if stop_url:
        headers["List-Unsubscribe"] = f"<{settings.SITE_URL}{stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(
        text.one_line(subject)[:200],
        body.strip() + "\n",
        from_email=formataddr((text.one_line(publication.name), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[(letter.commenter or letter.user).email],
        reply_to=[publication.contact_email] if publication.contact_email else None,
        headers=headers,
        connection=connection,
    )


def message_id(letter):
    """The Message-ID of ``letter``, the same each time it is sent; it tells nothing but our host."""
    name = salted_hmac("comments.letter", letter.key, algorithm="sha256").hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.SITE_URL).hostname}>"


# -- Sending --


@task(queue_name="mail")
def deliver():
    """Send some of what is due; a request may wait for it. The rest goes with ``send_letters``. Safe to repeat."""
    send_due(limit=20)


def forget(at=None, *, dry_run=False):
    """
    Delete letters that were sent or given up ``KEPT`` ago and return how many; not those that asked for a confirmation,
    which are counted.
    """
    before = (at or timezone.now()) - KEPT
    old = Letter.objects.filter(Q(sent_at__lt=before) | Q(given_up_at__lt=before)).exclude(kind=Kind.CONFIRM)
    return old.count() if dry_run else old.delete()[0]


def due(at=None):
    """Letters that may be sent at ``at`` (default now), in the order in which they are; 1 query when they are read."""
    return Letter.objects.due(at or timezone.now())


def send_due(at=None, limit=100):
    """
    Send up to ``limit`` letters that are due at ``at`` (aware datetime, default now) and return how many went. Safe to
    repeat, and in several processes at once. 5 queries, and up to 8 a letter.

    A mail server that can't be reached ends it: one letter is put off for that, the others are not touched.
    """
    at = at or timezone.now()
    let_go(Letter.objects.filter(commenter__confirmed_at__isnull=False), at)
    Letter.objects.filter(send_after=WHEN_CONFIRMED, created_at__lt=at - KEPT_WAITING).delete()
    tell_of_corrections(at)
    numbers = list(due(at).values_list("pk", "attempts")[:limit])
    if not numbers:
        return 0
    publication = current_publication()
    connection, sent = get_connection(timeout=getattr(settings, "EMAIL_TIMEOUT", None) or PATIENCE), 0
    try:
        for pk, attempts in numbers:
            letter = _claim(pk, attempts, at)
            if letter is None:
                continue
            try:
                if _send(letter, publication, connection, at):
                    sent += 1
            except _Unreachable:
                break
    finally:
        _close(connection)
    return sent


class _Unreachable(Exception):
    """The mail server takes nothing at present."""


def _claim(pk, attempts, at):
    """Return the letter if it is ours now, with what it is about, or None if another has it. 2 queries."""
    ours = Letter.objects.due(at).filter(pk=pk, attempts=attempts)
    if not ours.update(attempts=F("attempts") + 1, send_after=at + CLAIM):
        return None
    related = ("commenter", "user", "edition__address", "report", "comment__edition__address", "comment__parent")
    letter = Letter.objects.select_related(*related).get(pk=pk)
    if letter.attempts > len(DELAYS) + 1:  # whoever had it before came to no end
        _put_off(letter, "Tried too often.", at)
        return None
    return letter


def _send(letter, publication, connection, at):
    """Send one that is ours; return whether it went."""
    reader = letter.commenter or letter.user
    if not reader.email or getattr(reader, "no_mail_at", None):
        letter.delete()
        return False
    try:
        message = compose(letter, publication, connection)
        if message is None:
            letter.delete()
            return False
        try:
            connection.open()
        except (OSError, SMTPException) as error:
            _put_off(letter, error, at)
            raise _Unreachable from error
        message.send()
    except _Unreachable:
        raise
    except SMTPRecipientsRefused as error:
        is_final = all(code >= 500 for code, _ in error.recipients.values())
        _put_off(letter, error, at, is_final=is_final)
    except (OSError, SMTPException) as error:
        _put_off(letter, error, at)
        _close(connection)
    except Exception as error:  # a letter that can't be made keeps no other from going
        _put_off(letter, error, at)
    else:
        Letter.objects.filter(pk=letter.pk).update(sent_at=at, error="")
        return True
    return False


def _put_off(letter, error, at, *, is_final=False):
    """Try ``letter`` again later, or give it up; the ``error`` is kept without the address that it may name."""
    words = _without_addresses(error)
    tries = letter.attempts
    if is_final or tries > len(DELAYS):
        Letter.objects.filter(pk=letter.pk).update(given_up_at=at, error=words)
        logger.warning("Letter %s (%s) given up after %s attempt(s).", letter.pk, letter.kind, tries)
        return
    Letter.objects.filter(pk=letter.pk).update(send_after=at + DELAYS[tries - 1], error=words)
    logger.warning("Letter %s (%s) could not be sent, attempt %s: %s", letter.pk, letter.kind, tries, words)


def _without_addresses(error):
    if isinstance(error, SMTPRecipientsRefused):
        error = "; ".join(f"{code} {words.decode(errors='replace')}" for code, words in error.recipients.values())
    words = str(error) if isinstance(error, str) else f"{type(error).__name__}: {error}"
    return text.one_line(_ADDRESS.sub("…", words))[:200]


def _close(connection):
    with suppress(OSError, SMTPException):
        connection.close()
