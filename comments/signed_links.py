"""
Signed links: whoever has one is who wrote the comment, or has the mailbox. Each kind has a salt of its own, so that
none opens what another is for; keys in ``SECRET_KEY_FALLBACKS`` still open them.

A link names what it is for by id, and the writer with it: what was erased has no writer, so that its links are dead.
"""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from comments.models import Comment, Commenter

OWN_COMMENTS_LAST = timedelta(hours=24)
_SALT = "comments.link."


class NotValid(Exception):
    """The link is not ours, too old, or what it was for is erased."""


def for_comment(comment):
    """Return the path (str) of the page where its writer edits and withdraws ``comment``. Good until it is erased."""
    return reverse("comments:own_comment", args=[_sign("own_comment", [comment.pk, comment.commenter_id])])


def comment_of(token):
    """Return the ``Comment`` that ``token`` is for, with its story and writer. Raise ``NotValid``. 1 query."""
    pk, commenter = _unsign("own_comment", token, 2)
    comments = Comment.objects.filter(pk=pk, commenter=commenter, erased_at=None)
    comment = comments.select_related("article", "edition__address", "commenter").first()
    if comment is None:
        raise NotValid
    return comment


def for_confirming(commenter):
    """Return the path of the page where ``commenter`` says that the address is theirs."""
    return reverse("comments:confirm", args=[_sign("confirm", [commenter.pk])])


def for_stopping(commenter, article=None, what=""):
    """
    Return the path where ``commenter`` stops mails: all of them, or those of one ``article`` (or its id) on ``what``
    ("replies" or "corrections").
    """
    article = getattr(article, "pk", article)
    return reverse("comments:stop", args=[_sign("stop", [commenter.pk, article, what])])


def for_own_comments(commenter):
    """Return the path of the page with everything that ``commenter`` wrote; good for ``OWN_COMMENTS_LAST`` from now."""
    return reverse("comments:own_comments", args=[_sign("own_comments", [commenter.pk], signing.TimestampSigner)])


def commenter_to_confirm(token):
    """Return the ``Commenter`` of a link to confirm. Raise ``NotValid``. 1 query."""
    (pk,) = _unsign("confirm", token, 1)
    return _commenter(pk)


def commenter_to_leave_alone(token):
    """Return ``(commenter, article id or None, what)`` of a link to stop mails. Raise ``NotValid``. 1 query."""
    pk, article, what = _unsign("stop", token, 3)
    return _commenter(pk), article, what


def commenter_of(token):
    """Return the ``Commenter`` of a link to everything they wrote. Raise ``NotValid``, also after a day. 1 query."""
    (pk,) = _unsign("own_comments", token, 1, signing.TimestampSigner, max_age=OWN_COMMENTS_LAST)
    return _commenter(pk)


def _sign(purpose, parts, signer=signing.Signer):
    return signer(salt=_SALT + purpose).sign_object(parts)


def _unsign(purpose, token, length, signer=signing.Signer, **options):
    try:
        parts = signer(salt=_SALT + purpose).unsign_object(token, **options)
    except (signing.BadSignature, ValueError):
        raise NotValid from None
    if len(parts) != length:
        raise NotValid
    return parts


def _commenter(pk):
    commenter = Commenter.objects.filter(pk=pk).exclude(email="").first()
    if commenter is None:
        raise NotValid
    return commenter
