"""
Signed links: whoever has one is who wrote the comment, or has the mailbox. Each kind has a salt of its own, so that
none opens what another is for; keys in ``SECRET_KEY_FALLBACKS`` still open them.

A link names what it is for by its number and its ``link_key``, a random one: in another copy of the database, and
after an older backup was restored, the same number may be somebody else's. Links to what was erased are dead.
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
    return reverse("comments:own_comment", args=[_sign("own_comment", [comment.pk, comment.link_key])])


def comment_of(token):
    """Return the ``Comment`` that ``token`` is for, with its story and writer. Raise ``NotValid``. 1 query."""
    pk, key = _unsign("own_comment", token, 2)
    comments = Comment.objects.filter(pk=pk, link_key=key, erased_at=None)
    comment = comments.select_related("article", "edition__address", "commenter").first()
    if comment is None:
        raise NotValid
    return comment


def for_confirming(commenter):
    """Return the path of the page where ``commenter`` says that the address is theirs."""
    return reverse("comments:confirm", args=[_sign("confirm", [commenter.pk, commenter.link_key])])


def for_stopping(commenter, article=None, what=""):
    """
    Return the path where ``commenter`` stops mails: all of them, or those of one ``article`` (or its id) on ``what``
    ("replies" or "corrections").
    """
    article = getattr(article, "pk", article)
    return reverse("comments:stop", args=[_sign("stop", [commenter.pk, commenter.link_key, article, what])])


def for_own_comments(commenter):
    """Return the path of the page with everything that ``commenter`` wrote; good for ``OWN_COMMENTS_LAST`` from now."""
    return reverse(
        "comments:own_comments",
        args=[_sign("own_comments", [commenter.pk, commenter.link_key], signing.TimestampSigner)],
    )


def commenter_to_confirm(token):
    """Return the ``Commenter`` of a link to confirm. Raise ``NotValid``. 1 query."""
    return _commenter(*_unsign("confirm", token, 2))


def commenter_to_leave_alone(token):
    """Return ``(commenter, article id or None, what)`` of a link to stop mails. Raise ``NotValid``. 1 query."""
    *commenter, article, what = _unsign("stop", token, 4)
    return _commenter(*commenter), article, what


def commenter_of(token):
    """Return the ``Commenter`` of a link to everything they wrote. Raise ``NotValid``, also after a day. 1 query."""
    return _commenter(*_unsign("own_comments", token, 2, signing.TimestampSigner, max_age=OWN_COMMENTS_LAST))


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


def _commenter(pk, key):
    commenter = Commenter.objects.filter(pk=pk, link_key=key).exclude(email="").first()
    if commenter is None:
        raise NotValid
    return commenter
