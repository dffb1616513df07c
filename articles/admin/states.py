"""Where a story stands, in words: for lists, forms and the dashboard alike."""

from datetime import timedelta
from math import ceil
from typing import NamedTuple

from django.utils import timezone
from django.utils.dateformat import format as format_date


class Standing(NamedTuple):
    name: str  # one of: draft, in_review, approved, scheduled, live, withdrawn, trashed
    words: str

    @property
    def mark(self):
        """Which of the marks in css/desk/parts.css (``state--…``) stands before the words."""
        if self.name == "live" and "changes" in self.words:
            return "changed"
        return MARKS.get(self.name, self.name)


MARKS = {"in_review": "review", "approved": "review", "scheduled": "set", "withdrawn": "gone", "trashed": "gone"}


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


def standing(article, unfinished, ended_at=None, at=None, is_changed=False):
    """
    Return the ``Standing`` of ``article`` at ``at`` (default now). No query.

    ``unfinished``: its editions that are live or come later, in order; ``ended_at``: when the last one ended;
    ``is_changed``: whether the story says something else by now than the last of them.
    """
    at = at or timezone.now()
    live = next((edition for edition in unfinished if edition.live_from <= at), None)
    waiting = next((edition for edition in unfinished if edition.live_from > at), None)
    more = ", with unpublished changes" if is_changed else ""
    if live and waiting:
        return Standing("live", f"live, next edition {moment(waiting.live_from)}{more}")
    if live and live.live_until:
        return Standing("live", f"live until {moment(live.live_until)}{more}")
    if live:
        return Standing("live", f"live{more}")
    if waiting:
        return Standing("scheduled", f"scheduled for {moment(waiting.live_from)}{more}")
    if ended_at:
        return Standing("withdrawn", f"withdrawn {moment(ended_at)}")
    if article.leaves_trash_at:
        days = max(0, ceil((article.leaves_trash_at - at) / timedelta(days=1)))
        return Standing("trashed", f"in the trash, {days} day{'' if days == 1 else 's'} left")
    return Standing(article.state, article.get_state_display().lower())
