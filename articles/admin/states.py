"""Where a story stands: a mark with words, for lists, forms and the first page alike; and times in words."""

from datetime import timedelta
from math import ceil
from typing import NamedTuple

from django.utils import timezone
from django.utils.dateformat import format as format_date

from articles.models import Article

UNFINISHED = (Article.State.DRAFT, Article.State.IN_REVIEW)


class Standing(NamedTuple):
    """``mark``: draft, review, approved, set, live, changed, gone, late or trashed."""

    mark: str
    words: str


def moment(at):
    """Return ``at`` (aware) in words of the publication’s clock, the year only when it is another one."""
    at = timezone.localtime(at)
    return format_date(at, "j M, H:i" if at.year == timezone.localtime().year else "j M Y, H:i")


def clock_in_words():
    """Whose clock the times of the desk are of, such as “Oslo time”."""
    name = zone()
    return name if name == "UTC" else f"{name.rpartition('/')[2].replace('_', ' ')} time"


def zone():
    """The name of the publication’s time zone in the IANA’s list, such as “Europe/Oslo”."""
    return str(timezone.get_current_timezone())


def short(at):
    """The same for lists: of today the time alone."""
    at = timezone.localtime(at)
    return format_date(at, "H:i") if at.date() == timezone.localdate() else moment(at)


def near(at):
    """The same for sentences, by how far the day is: “today, 12:00”, “yesterday, 19:12”, “2 December, 03:00”."""
    at = timezone.localtime(at)
    days = (at.date() - timezone.localdate()).days
    day = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    return f"{day}, {at:%H:%M}" if day else format_date(at, "j F, H:i" if abs(days) < 300 else "j F Y, H:i")


def is_overdue(article, at=None):
    """Whether the deadline has passed and the story is still being written."""
    return bool(article.deadline and article.deadline < (at or timezone.now()) and article.state in UNFINISHED)


def standing(article, unfinished, ended_at=None, at=None, is_changed=False):
    """
    Return the ``Standing`` of ``article`` at ``at`` (default now). No query.

    ``unfinished``: its editions that are live or come later, in order; ``ended_at``: when the last one ended;
    ``is_changed``: whether the story says something else by now than the last of them.
    """
    at = at or timezone.now()
    live = next((edition for edition in unfinished if edition.live_from <= at), None)
    waiting = next((edition for edition in unfinished if edition.live_from > at), None)
    more = ", with changes" if is_changed else ""
    if live:
        words = "Live"
        if waiting:
            words += f", next edition {short(waiting.live_from)}"
        elif live.live_until:
            words += f" until {short(live.live_until)}"
        return Standing("changed" if is_changed else "live", words + more)
    if waiting:
        return Standing("set", f"Set for {short(waiting.live_from)}{more}")
    if ended_at:
        return Standing("gone", "Withdrawn")
    if article.leaves_trash_at:
        days = max(0, ceil((article.leaves_trash_at - at) / timedelta(days=1)))
        return Standing("trashed", f"In the trash, {days} day{'' if days == 1 else 's'} left")
    words = article.get_state_display().capitalize()
    if is_overdue(article, at):
        return Standing("late", f"{words}, late")
    return Standing({Article.State.IN_REVIEW: "review"}.get(article.state, str(article.state)), words)
