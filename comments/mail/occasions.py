"""What commenters are told by mail: of answers, of what moderators decided. Receivers of signals."""

from django.utils import timezone

from articles.models import Edition
from comments.mail.messages import key_of_answer
from comments.mail.outbox import TOLD_AFTER, have_sent, write
from comments.models import Comment, LogLine, OutgoingMail, Report, Subscription

Kind = OutgoingMail.Kind


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
        if line.undoes and comment.mails.filter(kind=Kind.DECISION, sent_at__isnull=False).exists():
            return
        after = timezone.now() + TOLD_AFTER
        write(Kind.DECISION, key=f"decision:{line.pk}", commenter=comment.commenter, comment=comment, after=after)


def tell_of_answer(sender, *, about, **kwargs):
    """
    Write to who reported, or appealed, what a moderator decided (receives ``answered``); not at once, as that can be
    taken back. At most 4 queries.
    """
    when = {"key": key_of_answer(about), "after": timezone.now() + TOLD_AFTER}
    if isinstance(about, Report):
        if about.commenter:
            write(Kind.REPORT, commenter=about.commenter, report=about, comment=about.comment, **when)
    elif about.decided_by_id and about.comment.commenter:
        write(Kind.APPEAL, commenter=about.comment.commenter, comment=about.comment, **when)


def notice_correction(sender, instance, created, **kwargs):
    """Have a correction told as soon as it is committed (receives ``post_save`` of ``Edition``). No query."""
    if created and instance.kind in Edition.PUBLIC_NOTE_KINDS and instance.live_from <= timezone.now():
        have_sent()
