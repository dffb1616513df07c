"""What moderators decide about a person: whom to trust, whom to hold, whom to ban; and what they can block."""

from contextlib import suppress

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from comments.models import Block, Commenter, LogLine

TIMES = [("1", "a day"), ("7", "a week"), ("30", "30 days"), ("365", "a year")]
LONGEST_REASON = Commenter._meta.get_field("standing_reason").max_length
# What the forms about a person show.
OFFERED = {"times": TIMES, "longest_reason": LONGEST_REASON, "network_days": Block.NETWORK_USUALLY.days}


@transaction.atomic
def set_standing(commenter, standing, by, *, reason="", until=None):
    """
    Give ``commenter`` (saved) another ``Commenter.Standing`` until ``until`` (aware datetime, None: for good). Raise
    ``ValueError`` without a ``reason`` (at most ``LONGEST_REASON`` characters), which colleagues find in the log.
    3 queries.
    """
    if not reason or len(reason) > LONGEST_REASON:
        raise ValueError(f"Say why, in at most {LONGEST_REASON} characters: colleagues will ask.")
    now = Commenter.objects.select_for_update().get(pk=commenter.pk)
    before = now.standing_at()
    commenter.standing, commenter.standing_reason = standing, reason
    commenter.standing_until = None if standing == Commenter.Standing.NORMAL else until
    commenter.save(update_fields=["standing", "standing_reason", "standing_until"])
    end = commenter.standing_until and timezone.localtime(commenter.standing_until)
    note = f"until {date_format(end, 'j F Y, H:i')}: {reason}" if end else reason
    LogLine.objects.create(
        action=LogLine.Action.STANDING, by=by, commenter=commenter, before=before, after=standing, note=note
    )


def blockable(comment):
    """Dict of ``Block.Kind`` → what of ``comment`` (or None) ``Block.from_comment`` would block. No query."""
    if comment is None:
        return {}
    named = {
        Block.Kind.EMAIL: comment.email,
        Block.Kind.DOMAIN: comment.website or comment.email,
        Block.Kind.NETWORK: comment.address_hash,
    }
    found = {}
    for kind, value in named.items():
        with suppress(ValueError):
            found[kind.value] = Block.normal(kind, value)
    return found


def blocked(blockable):
    """Dict of ``Block.Kind`` → the ``Block`` in force on what ``blockable`` names of that kind. 1 query at most."""
    named = Q()
    for kind, value in blockable.items():
        named |= Q(kind=kind, value=value)
    return {block.kind: block for block in Block.objects.in_force(timezone.now()).filter(named)} if blockable else {}
