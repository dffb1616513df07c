"""How moderators change when comments appear: for the site, a section or a story, for good or for a storm's hours."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from articles.locks import one_at_a_time
from articles.models import Section
from comments.models import CommentSettings, LogLine, Mode, ModeOverride

STORMS = [Mode.BEFORE, Mode.CLOSED]  # the milder first
HOURS = [2, 6, 24]
INHERIT = ""


@transaction.atomic
def set_mode(target, mode, by, *, close_after_days=None, trusted_after=None):
    """
    Let comments appear in ``mode`` (a ``Mode``; ``INHERIT`` for as above it) from now on. ``target`` is a section, a
    story (Article) or None for the site, which alone has a ``trusted_after`` (comments) and inherits nothing. Every
    change is a line in the log. Up to 5 queries.
    """
    row = _row(target)
    before = row.mode
    changes = [] if before == mode else [f"{_words(before)} → {_words(mode)}"]
    row.mode = mode
    if target is None:
        if trusted_after is not None and trusted_after != row.trusted_after:
            changes.append(f"trusted after {row.trusted_after} → {trusted_after}")
            row.trusted_after = trusted_after
    elif close_after_days != row.close_after_days:
        changes.append(f"closes after {_days(row.close_after_days)} → {_days(close_after_days)}")
        row.close_after_days = close_after_days
    if changes:
        _keep(row, by)
        _log(target, by, before, mode, "; ".join(changes))


@transaction.atomic
def start_storm(target, mode, hours, by, at=None):
    """
    Let ``mode`` (of ``STORMS``) stand over everything in ``target`` (as in ``set_mode``) for ``hours`` from ``at``
    (default now). It ends by the clock.
    """
    at = at or timezone.now()
    row = _row(target)
    before = row.storm_mode if row.is_stormy(at) else row.mode
    row.storm_mode, row.storm_until = Mode(mode), at + timedelta(hours=hours)
    _keep(row, by)
    until = date_format(timezone.localtime(row.storm_until), "j F Y, H:i")
    _log(target, by, before, mode, f"storm: {_words(mode)}, until {until}")


@transaction.atomic
def end_storm(target, by):
    """End the storm over ``target`` now, if there is one."""
    row = _row(target)
    if row.is_stormy():
        before, row.storm_mode, row.storm_until = row.storm_mode, "", None
        _keep(row, by)
        _log(target, by, before, row.mode, f"storm ended; {_words(row.mode)}")


def storms(at=None):
    """Return what has a storm over it at ``at`` (default now), as a list: the settings first. 2 queries."""
    at = at or timezone.now()
    site = CommentSettings.objects.current()
    overrides = ModeOverride.objects.filter(storm_until__gt=at).exclude(storm_mode="").order_by("pk")
    overrides = overrides.select_related("section", "article").defer("article__body")
    return [one for one in (site, *overrides) if one.is_stormy(at)]


def _row(target):
    """The row of ``target``, or a new one; whoever else wants one waits, as a row that is not there can't be locked."""
    one_at_a_time("comments.modes")
    if target is None:
        return CommentSettings.objects.select_for_update().first() or CommentSettings()
    key = {"section" if isinstance(target, Section) else "article": target}
    return ModeOverride.objects.select_for_update().filter(**key).first() or ModeOverride(**key)


def _keep(row, by):
    """An override that changes nothing any more goes."""
    row.changed_by = by
    changes_nothing = row.mode == INHERIT and not row.storm_mode
    if isinstance(row, ModeOverride) and changes_nothing and row.close_after_days is None:
        if row.pk:
            row.delete()
        return
    row.save()


def _log(target, by, before, after, note):
    key = {} if target is None else {"section" if isinstance(target, Section) else "article": target}
    LogLine.objects.create(action=LogLine.Action.MODE, by=by, before=before, after=after, note=note, **key)


def _words(mode):
    return Mode(mode).label if mode else "as above it"


def _days(days):
    return "as the publication says" if days is None else f"{days} day{'' if days == 1 else 's'}"
