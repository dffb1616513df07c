"""From draft to approved: who has the story now, who is asked for what, copies, and the trash."""

import logging
from datetime import timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from articles import notifications, rights
from articles.exceptions import Conflict, NotAllowed, Refusal
from articles.models.log import LogLine
from articles.models.taxonomy import Section
from articles.text import lines

KEPT_IN_TRASH = timedelta(days=30)
# What moves a story between writers and editors; the last of them says whether it was sent back.
MOVES = tuple(
    LogLine.Action[name] for name in ("SUBMITTED", "TAKEN_BACK", "APPROVED", "SENT_BACK", "PUBLISHED", "UNTRASHED")
)

MAX_HEADLINE = 200  # characters

logger = logging.getLogger(__name__)


def shortened(headline):
    """Return ``headline`` (str) as a story can be called until it has one that fits: cut, and the cut is seen."""
    return headline if len(headline) <= MAX_HEADLINE else f"{headline[: MAX_HEADLINE - 1]}…"


class Workflow(models.Model):
    """
    The methods of ``Article`` that only the desk notices.

    Each takes ``version``, the one the person saw: ``Conflict`` is raised when the story is at another by now.
    Each raises ``NotAllowed`` for a person who may not, and ``Refusal`` where the state does not allow it. Each writes
    a line in the story's log; mails leave after commit.
    """

    class Meta:
        abstract = True

    def lock(self, version=None):
        """
        Read the story anew and let nobody else change it until the transaction ends (SQLite: the transaction is the
        lock). Raise ``Conflict`` when ``version`` is given and no longer its version.
        """
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if version is not None and version != self.version:
            raise Conflict(self)

    def touch(self, **values):
        """Save ``values`` as a change that everybody who has the story open should know of. 2 queries."""
        type(self).objects.filter(pk=self.pk).update(**values, version=F("version") + 1, changed_at=timezone.now())
        self.refresh_from_db(fields=["version", "changed_at", *values])

    def set_state(self, state):
        self.touch(state=state)

    def _take(self, by, version, may, refusal):
        """Lock a story outside the trash for a change by ``by``, whom ``may`` (a function of ``rights``) must let."""
        self.lock(version)
        if not may(by, self):
            raise NotAllowed(refusal)
        if self.state == self.State.TRASHED:
            raise Refusal(f"“{self}” is in the trash. Take it out first.")

    # -- Review --

    @transaction.atomic
    def submit(self, by, version=None):
        """Hand the story to the editors: draft → in review. They get a mail."""
        self._move(by, version, rights.may_edit, [self.State.DRAFT], self.State.IN_REVIEW, LogLine.Action.SUBMITTED)
        notifications.submitted(self, by)

    @transaction.atomic
    def take_back(self, by, version=None):
        """Take the story back to write on: in review → draft."""
        self._move(by, version, rights.may_edit, [self.State.IN_REVIEW], self.State.DRAFT, LogLine.Action.TAKEN_BACK)

    @transaction.atomic
    def approve(self, by, version=None):
        """Say that it can be published as it is: in review → approved. The writers get a mail."""
        may, sources = rights.may_publish, [self.State.IN_REVIEW]
        self._move(by, version, may, sources, self.State.APPROVED, LogLine.Action.APPROVED)
        notifications.approved(self, by)

    @transaction.atomic
    def send_back(self, by, reason, version=None):
        """Give the story back to its writers, who get ``reason`` by mail: in review or approved → draft."""
        reason = lines(reason)
        if not reason:
            raise Refusal("Say what is to be done: the writers get this sentence.")
        may, sources = rights.may_publish, [self.State.IN_REVIEW, self.State.APPROVED]
        self._move(by, version, may, sources, self.State.DRAFT, LogLine.Action.SENT_BACK, reason)
        notifications.sent_back(self, by, reason)

    def sent_back_line(self):
        """The line of the log that says why this draft came back and by whom, or None when it did not. 1 query."""
        if self.state != self.State.DRAFT:
            return None
        last = self.log.filter(action__in=MOVES).select_related("by").first()
        return last if last and last.action == LogLine.Action.SENT_BACK else None

    def _move(self, by, version, may, sources, target, action, note=""):
        by_editors = may == rights.may_publish
        words = "Only an editor of this section can do this." if by_editors else "This story is not yours to move."
        self._take(by, version, may, words)
        if self.state not in sources:
            raise Refusal(f"“{self}” is {self.get_state_display().lower()}.")
        self.set_state(target)
        self.log.create(action=action, by=by, note=note)

    # -- Whose it is --

    @transaction.atomic
    def assign(self, by, to, deadline=None, word_target=None, version=None):
        """
        Give the story to ``to`` (a user, or None for nobody), with a deadline (aware datetime) and a number of words
        if there are any. They get a mail, and so does who had it before. What is so already changes nothing.
        """
        self._take(by, version, rights.may_publish, "Only an editor of this section can assign this story.")
        if to and not rights.may_write(to):
            raise Refusal(f"{to} has no access to stories.")
        before, asked = self.assigned_to, {"assigned_to": to, "deadline": deadline, "word_target": word_target}
        if all(getattr(self, name) == value for name, value in asked.items()):
            return
        self.touch(**asked)
        due = f", due {timezone.localtime(deadline):%-d %B %Y, %H:%M}" if deadline else ""
        words = f", {word_target:,} words" if word_target else ""
        self.log.create(action=LogLine.Action.ASSIGNED, by=by, note=f"To {to or 'nobody'}{due}{words}.")
        notifications.assigned(self, by)
        if before and before != to:
            notifications.taken_over(self, by, before)

    @transaction.atomic
    def take_over(self, by, version=None):
        """Make it one's own task; who had it gets a mail."""
        self._take(by, version, rights.may_edit, "This story is not yours to take over.")
        before = self.assigned_to
        if before == by:
            raise Refusal("You have this story already.")
        self.touch(assigned_to=by)
        self.log.create(action=LogLine.Action.TAKEN_OVER, by=by, note=f"From {before}." if before else "")
        if before:
            notifications.taken_over(self, by, before)

    # -- Where it belongs, without opening it --

    @transaction.atomic
    def add_tags(self, by, names, version=None):
        """Put tags (names, list of str) on the story and keep that as a revision."""
        self._take(by, version, rights.may_edit, "This story is not yours to tag.")
        self.tags.add(*names)
        self.save_revision(by)

    def why_not_moved(self, by, before, after):
        """
        A sentence on why ``by`` may not take the story from one section to another (ids or None), or "". A draft may go
        anywhere; what is approved, waits to be public or ever was leaves and enters a section only by somebody who
        decides in it. 1 query at most for a draft, 5 for others.
        """
        if before == after or not (self.state == self.State.APPROVED or self.editions.exists()):
            return ""
        sections = Section.objects.filter(pk__in={before, after} - {None})
        names = [f"“{section}”" for section in sections if not rights.decides_in(by, section)]
        if not names:
            return ""
        standing = "was published or waits to be" if self.editions.exists() else "is approved"
        return f"The story {standing}, so only an editor of {' and '.join(names)} can move it from or to there."

    @transaction.atomic
    def move_to(self, by, section, version=None):
        """Put the story into another section and keep that as a revision. It may be another desk's then."""
        self._take(by, version, rights.may_edit, "This story is not yours to move.")
        if self.section_id == section.pk:
            raise Refusal(f"“{self}” is in {section} already.")
        if reason := self.why_not_moved(by, self.section_id, section.pk):
            raise Refusal(reason)
        self.touch(section=section)
        self.save_revision(by)

    @transaction.atomic
    def duplicate(self, by):
        """
        Return a new draft that says what this story says, begun by ``by``. Its past, its notes and its assignment are
        its own; the embargo holds for both.
        """
        self._take(by, None, rights.may_edit, "This story is not yours to copy.")
        copy = type(self)(
            created_by=by,
            comments_policy=self.comments_policy,
            embargo_until=self.embargo_until,
        )
        content = self.content()
        headline = shortened(f"Copy of {self.headline}")
        copy.apply({**content, "headline": headline, "slug": self.slug and f"{self.slug[:98]}-2"})
        copy.save_revision(by)
        copy.log.create(action=LogLine.Action.DUPLICATED, by=by, note=f"From story {self.pk}, “{self}”.")
        self.log.create(action=LogLine.Action.DUPLICATED, by=by, note=f"As story {copy.pk}.")
        return copy

    # -- Trash --

    @property
    def leaves_trash_at(self):
        """When it may be deleted for good (aware datetime), or None when it is not in the trash."""
        return self.trashed_at and self.trashed_at + KEPT_IN_TRASH

    @transaction.atomic
    def trash(self, by, version=None):
        """
        Put the story into the trash, from where it can be taken back for ``KEPT_IN_TRASH``. What was ever public, or
        waits to be, is refused: it is withdrawn or cancelled instead, and never deleted.
        """
        self._take(by, version, rights.may_edit, "This story is not yours to throw away.")
        if self.editions.exists():
            raise Refusal(f"“{self}” was public or waits to be. Withdraw or cancel it; it can’t be thrown away.")
        self.touch(state=self.State.TRASHED, trashed_at=timezone.now())
        self.log.create(action=LogLine.Action.TRASHED, by=by)

    @transaction.atomic
    def untrash(self, by, version=None):
        """Take the story out of the trash, as a draft."""
        self.lock(version)
        if not rights.may_edit(by, self):
            raise NotAllowed("This story is not yours to take out of the trash.")
        if self.state != self.State.TRASHED:
            raise Refusal(f"“{self}” is not in the trash.")
        self.touch(state=self.State.DRAFT, trashed_at=None)
        self.log.create(action=LogLine.Action.UNTRASHED, by=by)

    @transaction.atomic
    def erase(self, at=None):
        """
        Delete a story whose time in the trash is over at ``at`` (aware datetime, default now), with everything of its
        own. Its log goes with it: what remains is one line in the log of the system. Raise ``Refusal`` for any other.
        """
        self.lock()
        if self.state != self.State.TRASHED or self.leaves_trash_at > (at or timezone.now()):
            raise Refusal(f"“{self}” has not been in the trash for {KEPT_IN_TRASH.days} days.")
        if self.editions.exists():
            raise Refusal(f"“{self}” was public: it is never deleted.")
        thrown = self.log.filter(action=LogLine.Action.TRASHED).first()
        line = f"Story {self.pk} is deleted, in the trash since {self.trashed_at:%Y-%m-%d}"
        # The log's lines hold whatever is in use (PROTECT), as an outsider's remarks hold their link.
        self.notes.all().delete()
        self.log.all().delete()
        self.delete()
        who = thrown.by_id if thrown else None
        transaction.on_commit(lambda: logger.info("%s, thrown away by account %s.", line, who))
