"""
What each kind of mail says: the words for its template, ``templates/emails/comments/<kind>.txt``, whose first line is
the subject.
"""

from collections.abc import Callable
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles import text
from articles.models import Edition
from comments import signed_links
from comments.editing import EDIT_WINDOW
from comments.models import Comment, HouseRule, LogLine, OutgoingMail

Kind = OutgoingMail.Kind

_words: dict[str, Callable] = {}


def words_of(kind):
    """
    Decorator: the function that takes an ``OutgoingMail`` of ``kind``, with what it is about loaded, and returns the
    dict that its template needs; or None when there is nothing to tell any more. ``stop_url`` in it (a path) is where
    such mails are stopped with one click; those to commenters can be stopped anyhow.
    """

    def register(function):
        _words[kind] = function
        return function

    return register


@words_of(Kind.CONFIRM)
def _confirm(mail):
    if mail.commenter.confirmed_at:
        return None
    return {"confirm_url": signed_links.for_confirming(mail.commenter), "comment": mail.comment}


@words_of(Kind.RECEIVED)
def _received(mail):
    if mail.comment.erased_at:
        return None
    return {"link": signed_links.for_comment(mail.comment), "comment": mail.comment, "edit_window": EDIT_WINDOW}


@words_of(Kind.OWN_COMMENTS)
def _own_comments(mail):
    return {"link": signed_links.for_own_comments(mail.commenter), "lasts": signed_links.OWN_COMMENTS_LAST}


@words_of(Kind.REPLY)
def _reply(mail):
    """Only while the reply is shown, is an answer to something that its writer stands by, and is still wanted."""
    reply, commenter = mail.comment, mail.commenter
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
def _correction(mail):
    edition, commenter = mail.edition, mail.commenter
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
def _decision(mail):
    """Only while that decision stands: it may have been undone, or made again."""
    comment = mail.comment
    line = comment.log.filter(action=LogLine.Action.DECIDED).first()
    if comment.withdrawn_at or comment.erased_at or mail.key != f"decision:{line.pk}":
        return None
    return {
        "comment": comment,
        "line": line,
        "rule": line.rule and HouseRule.objects.filter(name=line.rule).first(),
        "link": signed_links.for_comment(comment),
        "what_happened": "not published" if line.after == Comment.Status.REJECTED else "taken down",
    }


def key_of_answer(about):
    """The key of the mail that tells how ``about`` (Report or Appeal) was decided, when it was decided last."""
    when = f"{about.decided_at.timestamp():.6f}" if about.decided_at else ""
    return f"{about._meta.model_name}:{about.pk}:{when}"


@words_of(Kind.REPORT)
def _report(mail):
    """Only that answer which stands: it may have been taken back, or given again."""
    if mail.key != key_of_answer(mail.report):
        return None
    return {"report": mail.report, "edition": mail.comment.edition}


@words_of(Kind.APPEAL)
def _appeal(mail):
    """Only that answer which stands."""
    if mail.comment.erased_at or mail.key != key_of_answer(mail.comment.appeal):
        return None
    return {
        "comment": mail.comment,
        "appeal": mail.comment.appeal,
        "link": signed_links.for_comment(mail.comment),
    }


def compose(mail, publication, connection=None):
    """
    Return the ``EmailMessage`` of ``mail``, or None when there is nothing to tell any more. Up to 3 queries.

    Plain text, on the address and in the name of ``publication`` alone. Nothing in it can begin a header of its own.
    """
    words = _words[mail.kind](mail)
    if words is None:
        return None
    words = {"site_url": settings.SITE_URL, "publication": publication, "mail": mail, **words}
    if mail.commenter:
        words["stop_all_url"] = signed_links.for_stopping(mail.commenter)
    stop_url = words.get("stop_url") or words.get("stop_all_url")
    with timezone.override(publication.time_zone):
        subject, _, body = render_to_string(f"emails/comments/{mail.kind}.txt", words).strip().partition("\n")
    headers = {
        "Message-ID": message_id(mail),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "bulk",
    }
    if stop_url:
        headers["List-Unsubscribe"] = f"<{settings.SITE_URL}{stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(
        text.line(subject)[:200],
        body.strip() + "\n",
        from_email=formataddr((text.name(publication.name), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[(mail.commenter or mail.user).email],
        reply_to=[publication.contact_email] if publication.contact_email else None,
        headers=headers,
        connection=connection,
    )


def message_id(mail):
    """The Message-ID of ``mail``, the same each time it is sent; it tells nothing but our host."""
    name = salted_hmac("comments.mail", mail.key, algorithm="sha256").hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.SITE_URL).hostname}>"
