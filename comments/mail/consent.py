"""
Who is mailed at all: nobody who has not said, once, that the address is theirs. The one mail that asks them is
``confirm``; other mails wait for the answer. Who asked for no mail gets none.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comments.mail.outbox import have_sent, let_go, write
from comments.models import Commenter, OutgoingMail, Subscription

Kind = OutgoingMail.Kind

ASK_AGAIN = timedelta(hours=24)  # between two mails that ask one address to confirm
ASKED_AT_MOST = 3
ASKED_BY_NETWORK = ((timedelta(hours=1), 5), (timedelta(days=1), 20))  # such mails that one network may cause

LINKS_A_DAY = 10  # mails to one address, each with the link to one comment


def ask_to_confirm(commenter, comment=None, report=None, at=None):
    """
    Write the mail that asks whether the address is ``commenter``’s, because of ``comment`` or ``report``: not when it
    was confirmed or asked for no mail, not twice in ``ASK_AGAIN``, not more than ``ASKED_AT_MOST`` times, and not when
    the network that came from has caused too many. Return the mail or None. Up to 6 queries.
    """
    at = at or timezone.now()
    if commenter.confirmed_at or commenter.no_mail_at:
        return None
    asked = commenter.mails.filter(kind=Kind.CONFIRM)
    if commenter.confirmation_sent_at and commenter.confirmation_sent_at > at - ASK_AGAIN:
        return None
    number = asked.count()
    cause = comment or report
    if number >= ASKED_AT_MOST or (cause and _network_asks_too_much(cause.address_hash, at)):
        return None
    key = f"confirm:{commenter.pk}:{number + 1}"
    mail = write(Kind.CONFIRM, key=key, commenter=commenter, comment=comment, report=report)
    if mail:
        commenter.confirmation_sent_at = at
        commenter.save(update_fields=["confirmation_sent_at"])
    return mail


def _network_asks_too_much(address_hash, at):
    if not address_hash:
        return False
    caused = Q(comment__address_hash=address_hash) | Q(report__address_hash=address_hash)
    asked = OutgoingMail.objects.filter(caused, kind=Kind.CONFIRM)
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
        if comment.commenter.mails.filter(kind=Kind.RECEIVED, created_at__gt=since).count() >= LINKS_A_DAY:
            return
        write(Kind.RECEIVED, key=f"received:{comment.pk}", commenter=comment.commenter, comment=comment)
        ask_to_confirm(comment.commenter, comment)


@transaction.atomic
def confirm(commenter, at=None):
    """
    Take down that ``commenter`` reads mail at the address, and let their waiting mails go. Return whether that is
    news. 4 queries.
    """
    at = at or timezone.now()
    is_news = Commenter.objects.filter(pk=commenter.pk, confirmed_at=None).update(confirmed_at=at, no_mail_at=None)
    if is_news:
        commenter.confirmed_at, commenter.no_mail_at = at, None
        let_go(commenter.mails, at)
        have_sent()
    return bool(is_news)


@transaction.atomic
def stop(commenter, article=None, what=""):
    """
    Send ``commenter`` no mail any more; with ``article`` (id) none on ``what`` ("replies", "corrections") of that one
    story. Mails that wait are torn up. Safe to repeat.
    """
    if article is None:
        Commenter.objects.filter(pk=commenter.pk, no_mail_at=None).update(no_mail_at=timezone.now())
        commenter.subscriptions.all().delete()
        commenter.mails.filter(sent_at=None).delete()
        return
    commenter.subscriptions.filter(article=article).update(**{what: False})
    commenter.subscriptions.filter(article=article, replies=False, corrections=False).delete()


def allow_again(commenter):
    """Take back that ``commenter`` wants no mail; what was stopped stays stopped."""
    Commenter.objects.filter(pk=commenter.pk).update(no_mail_at=None)
