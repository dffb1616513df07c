"""All that is kept about one person who wrote comments or reported some: to be handed out, and to be erased."""

import re
from datetime import timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.utils import timezone

from comments.models import Appeal, Block, Comment, Commenter, LogLine, Report
from comments.models.people import new_link_key

NETWORK_KEPT = timedelta(days=30)

Standing = Commenter.Standing


def export(commenter, *, with_notes=False):
    """
    Return all that is kept about ``commenter`` as a dict that JSON can hold; times are ISO 8601. Nothing of anybody
    else is in it: of reports on their comments the reason alone. What moderators wrote down for each other may tell of
    others too: only ``with_notes`` is it there, for a person to look through. 9 queries, however much there is.
    """
    document = {
        "address": commenter.email,
        "first_seen_at": _iso(commenter.first_at),
        "address_confirmed_at": _iso(commenter.confirmed_at),
        "no_mail_since": _iso(commenter.no_mail_at),
        "standing": {
            "is": commenter.standing_at(),
            "until": _iso(commenter.standing_until),
            "why": commenter.standing_reason,
        },
        "blocks_of_the_address": [
            {
                "action": block.action,
                "why": block.reason,
                "since": _iso(block.created_at),
                "until": _iso(block.expires_at),
            }
            for block in Block.objects.filter(kind=Block.Kind.EMAIL, value=commenter.email)
        ],
        "comments": [_exported(comment) for comment in _with_everything(commenter.comments)],
        "reports_made": [
            {
                "comment": report.comment_id,
                "reason": report.reason,
                "words": report.words,
                "name": report.name,
                "made_at": _iso(report.created_at),
                "outcome": report.outcome,
                "decided_at": _iso(report.decided_at),
                "network_mark": report.address_hash,
            }
            for report in commenter.reports.all()
        ],
        "subscriptions": [
            {
                "story": _address(subscription.article.addresses.all()),
                "replies": subscription.replies,
                "corrections": subscription.corrections,
                "since": _iso(subscription.created_at),
            }
            for subscription in commenter.subscriptions.select_related("article").prefetch_related("article__addresses")
        ],
        "mails": [
            {"about": mail.get_kind_display(), "written_at": _iso(mail.created_at), "sent_at": _iso(mail.sent_at)}
            for mail in commenter.mails.order_by("created_at", "pk")
        ],
    }
    if not with_notes:
        lines = [line for comment in document["comments"] for line in comment["log"]]
        for noted in [document["standing"], *document["blocks_of_the_address"], *lines]:
            noted.pop("why", None)
            noted.pop("note", None)
    return document


def _with_everything(comments):
    related = comments.select_related("edition__address", "appeal").order_by("created_at", "pk")
    return related.prefetch_related("earlier_texts", "log", "reports")


def _exported(comment):
    appeal = getattr(comment, "appeal", None)
    return {
        "number": comment.pk,
        "story": comment.edition.headline,
        "story_address": f"{settings.SITE_URL}{comment.edition.get_absolute_url()}",
        "in_reply_to": comment.parent_id,
        "name": comment.name,
        "address": comment.email,
        "website": comment.url,
        "text": comment.body,
        "earlier_texts": [{"text": text.body, "until": _iso(text.until)} for text in comment.earlier_texts.all()],
        "written_at": _iso(comment.created_at),
        "edited_at": _iso(comment.edited_at),
        "withdrawn_at": _iso(comment.withdrawn_at),
        "state": comment.status,
        "decided_at": _iso(comment.decided_at),
        "rule": comment.rule,
        "editors_pick": comment.pick,
        "score": comment.score,
        "signals": comment.signals,
        "network_mark": comment.address_hash,
        "form_mark": comment.form_id,
        "log": [
            {
                "what": line.action,
                "at": _iso(line.at),
                "before": line.before,
                "after": line.after,
                "rule": line.rule,
                "statement": line.statement,
                "note": line.note,
            }
            for line in comment.log.all()
        ],
        "reported_for": [
            {"reason": report.reason, "at": _iso(report.created_at), "outcome": report.outcome}
            for report in comment.reports.all()
        ],
        "appeal": appeal
        and {
            "words": appeal.words,
            "made_at": _iso(appeal.created_at),
            "outcome": appeal.outcome,
            "answer": appeal.answer,
            "decided_at": _iso(appeal.decided_at),
        },
    }


def _iso(moment):
    return moment and moment.isoformat()


def _address(addresses):
    newest = max(addresses, key=lambda address: address.pk, default=None)
    return newest and f"{settings.SITE_URL}{newest.get_absolute_url()}"


def erase(commenter):
    """
    Forget ``commenter``: every comment becomes a place without name and words, so that answers hold; reports keep their
    reason alone; mails, subscriptions and the address go. Return how many comments there were. Safe to repeat.

    Of who is banned or always held, a hash of the address stays with that and why; of who asked for no mail, that.
    """
    address, number = commenter.email, 0
    while True:
        # No cursor stays open while this writes: SQLite would refuse what others have changed since it was opened.
        for pk in list(commenter.comments.order_by("pk").values_list("pk", flat=True)):
            _erase_comment(Comment.objects.get(pk=pk))
            number += 1
        with transaction.atomic():
            commenter = Commenter.objects.select_for_update().filter(pk=commenter.pk).first()
            if commenter is None:
                return number
            if not commenter.comments.exists():  # or one came in meanwhile
                _erase_person(commenter, address)
                return number


@transaction.atomic
def _erase_comment(comment):
    comment.erase()
    Appeal.objects.filter(comment=comment).update(words="", answer="")
    appeals = [LogLine.Action.APPEALED, LogLine.Action.APPEAL_CONFIRMED, LogLine.Action.APPEAL_OVERTURNED]
    LogLine.objects.filter(comment=comment, action__in=appeals).update(note="", statement="")


def _erase_person(commenter, address):
    Report.objects.filter(commenter=commenter).update(words="", name="", address_hash="", commenter=None)
    commenter.mails.all().delete()
    commenter.subscriptions.all().delete()
    _keep_blocks_as_standing(commenter, address)
    if address:  # a note on a block names it, and so does what the desk itself logs of that
        for model, field in (
            (LogLine, "note"),
            (LogLine, "statement"),
            (LogEntry, "object_repr"),
            (LogEntry, "change_message"),
        ):
            for line in model.objects.filter(**{f"{field}__icontains": address}).only("pk", field):
                without = _without(address, getattr(line, field))
                model.objects.filter(pk=line.pk).update(**{field: without})
        commenter.standing_reason = _without(address, commenter.standing_reason)
    now = timezone.now()
    if commenter.standing_at(now) in {Standing.BANNED, Standing.HELD} or commenter.no_mail_at:
        commenter.email, commenter.confirmed_at, commenter.confirmation_sent_at = "", None, None
        commenter.link_key = new_link_key()  # links of before stay dead, whoever comes back under the address
        changed = ["email", "confirmed_at", "confirmation_sent_at", "link_key", "standing", "standing_reason"]
        commenter.save(update_fields=changed)
    else:
        commenter.delete()


def _without(address, words):
    """Return ``words`` with a sign in place of ``address``, however that is written."""
    return re.sub(re.escape(address), "…", words, flags=re.IGNORECASE)


def _keep_blocks_as_standing(commenter, address):
    """A block names the address itself: what it is for goes on under the hash."""
    now = timezone.now()
    for block in Block.objects.filter(kind=Block.Kind.EMAIL, value=address):
        if block in Block.objects.in_force(now) and commenter.standing_at(now) in {Standing.NORMAL, Standing.TRUSTED}:
            commenter.standing = Standing.BANNED if block.action == Block.Action.SPAM else Standing.HELD
            commenter.standing_until, commenter.standing_reason = block.expires_at, block.reason
            commenter.save(update_fields=["standing", "standing_until", "standing_reason"])
        block.delete()


def forget_networks(older_than=NETWORK_KEPT, at=None, *, dry_run=False, batch=5000):
    """
    Forget which networks comments and reports older than ``older_than`` (timedelta) came from, and return of how many.
    In short transactions; safe to repeat and to cut short.
    """
    before, number = (at or timezone.now()) - older_than, 0
    for model in (Comment, Report):
        old = model.objects.filter(created_at__lt=before).exclude(address_hash="").order_by("pk")
        if dry_run:
            number += old.count()
            continue
        last = 0
        while pks := list(old.filter(pk__gt=last).values_list("pk", flat=True)[:batch]):
            number += model.objects.filter(pk__in=pks).update(address_hash="")
            last = pks[-1]
    return number
