"""Telling moderators by mail what waits: seldom, in quiet hours never, and without anybody's words or name."""

import zoneinfo
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comments.mail import messages, outbox
from comments.models import Appeal, Comment, ModeratorMail, OutgoingMail, QueueCount, Report
from comments.policy import current_publication

HEADLINES = 5
REMIND_AFTER = timedelta(days=1)  # when nothing new came, but something still waits


@dataclass
class Digest:
    """``headlines`` are of the stories whose comments have waited longest; ``oldest`` is aware, or None."""

    held: int
    reported: int
    appealed: int
    oldest: datetime | None
    headlines: list[str]

    @property
    def waits(self):
        return bool(self.held or self.reported or self.appealed)


def digest():
    """Return what waits now, from the numbers that are kept. 3 queries."""
    numbers = QueueCount.all()
    oldest = Comment.objects.held().order_by("created_at", "pk").values_list("created_at", flat=True).first()
    waiting = Comment.objects.held().order_by("created_at", "pk").values_list("article__headline", flat=True)
    headlines = list(dict.fromkeys(waiting[:200]))[:HEADLINES]
    return Digest(numbers["held"], numbers["reported"], numbers["appealed"], oldest, headlines)


def send(at=None):
    """
    Write the mail to each moderator who is due at ``at`` (aware datetime, default now), and return how many.
    Safe to repeat, and to run twice at once. 3 queries when nobody is due, 4 more for each who is.

    Due is who wants mail, has had none for as long as they said, is not in their quiet hours, and has something new to
    read since, or still the same after a day.
    """
    at = at or timezone.now()
    zone = zoneinfo.ZoneInfo(current_publication().time_zone)
    wanted = ModeratorMail.objects.filter(every__gt=0, user__in=moderators()).select_related("user")
    due = [mail for mail in wanted if is_due(mail, at, zone)]
    if not due:
        return 0
    now, latest = digest(), latest_arrival()
    if not now.waits:
        return 0
    return sum(_write(mail, at) for mail in due if mail.last_at is None or has_reason(mail.last_at, latest, at))


def moderators():
    """Users who may decide on comments and can be mailed."""
    may = Q(is_superuser=True) | Q(
        groups__permissions__codename="change_comment", groups__permissions__content_type__app_label="comments"
    )
    return get_user_model().objects.filter(may, is_active=True, is_staff=True).exclude(email="").distinct()


def is_due(mail, at, zone):
    """Whether ``mail`` (ModeratorMail) may go out at ``at`` (aware datetime), by the clock alone."""
    if mail.last_at and at - mail.last_at < timedelta(minutes=mail.every):
        return False
    return not is_quiet(mail, at.astimezone(zone).time())


def is_quiet(mail, time):
    """Whether ``time`` (of the wall clock, naive) is in the quiet hours; these may go over midnight."""
    start, end = mail.quiet_from, mail.quiet_until
    if start is None or end is None or start == end:
        return False
    return start <= time < end if start < end else time >= start or time < end


def latest_arrival():
    """When the last thing that waits came in, or None. 3 queries, each along an index."""
    comment = Comment.objects.held().order_by("-created_at", "-pk").values_list("created_at", flat=True).first()
    asked = (
        model.objects.open().order_by("-created_at", "-pk").values_list("created_at", flat=True).first()
        for model in (Report, Appeal)
    )
    return max(filter(None, [comment, *asked]), default=None)


def has_reason(last_at, latest, at):
    return bool(latest and latest > last_at) or at - last_at >= REMIND_AFTER


@transaction.atomic
def _write(mail, at):
    """Return whether the mail was written: who comes second finds that ``last_at`` has moved."""
    claimed = ModeratorMail.objects.filter(pk=mail.pk, last_at=mail.last_at).update(last_at=at)
    if claimed:
        outbox.write(OutgoingMail.Kind.DIGEST, key=f"digest:{mail.pk}:{at:%Y%m%dT%H%M%S}", user=mail.user, after=at)
    return bool(claimed)


@messages.words_of(OutgoingMail.Kind.DIGEST)
def _words(mail):
    """None when nothing waits any more: then there is nothing to send."""
    now = digest()
    return {"digest": now} if now.waits else None
