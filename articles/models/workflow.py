"""From draft to approved: who has the story now, who is asked for what, and the trash."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from articles import notifications, rights
from articles.exceptions import Conflict, NotAllowed, Refusal
from articles.models.log import LogLine

KEPT_IN_TRASH = timedelta(days=30)


class Workflow(models.Model):
    """
    The deeds of ``Article`` that only the desk notices.

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

    @transaction.atomic
    def submit(self, by, version=None):
        """Hand the story to the editors: draft → in review. They get a mail."""
        self._move(by, version, rights.may_edit, self.State.DRAFT, self.State.IN_REVIEW, LogLine.Action.SUBMITTED)
        notifications.submitted(self, by)

    @transaction.atomic
    def take_back(self, by, version=None):
        """Take the story back to write on: in review → draft."""
        self._move(by, version, rights.may_edit, self.State.IN_REVIEW, self.State.DRAFT, LogLine.Action.TAKEN_BACK)

    @transaction.atomic
    def approve(self, by, version=None):
        """Say that it can be published as it is: in review → approved. The writers get a mail."""
        self._move(
            by,
            version,
            rights.may_publish,
            self.State.IN_REVIEW,
            self.State.APPROVED,
            LogLine.Action.APPROVED,
        )
        notifications.approved(self, by)

    @transaction.atomic
    def send_back(self, by, reason, version=None):
        """Give the story back to its writers, who get ``reason`` by mail: in review or approved → draft."""
        if not reason.strip():
            raise Refusal("Say what is to be done: the writers get this sentence.")
        source = self.State.APPROVED if self.state == self.State.APPROVED else self.State.IN_REVIEW
        action = LogLine.Action.SENT_BACK
        self._move(by, version, rights.may_publish, source, self.State.DRAFT, action, reason.strip())
        notifications.sent_back(self, by, reason.strip())

    def _move(self, by, version, may, source, target, action, note=""):
        self.lock(version)
        if not may(by, self):
            raise NotAllowed("This story is not yours to move.")
        if self.state != source:
            raise Refusal(f"“{self}” is {self.get_state_display().lower()}.")
        self.set_state(target)
        self.log.create(action=action, by=by, note=note)

    @transaction.atomic
    def assign(self, by, to, deadline=None, word_target=None, version=None):
        """
        Give the story to ``to`` (a user, or None for nobody), with a deadline (aware datetime) and a number of words
        if there are any. They get a mail.
        """
        self.lock(version)
        if not rights.may_assign(by, self):
            raise NotAllowed("Only an editor of this section can assign this story.")
        if to and not (to.is_active and to.is_staff):
            raise Refusal(f"{to} has no access to the desk.")
        self.touch(assigned_to=to, deadline=deadline, word_target=word_target)
        self.log.create(action=LogLine.Action.ASSIGNED, by=by, note=f"To {to or 'nobody'}.")
        if to and to != by:
            notifications.assigned(self, by)

    @transaction.atomic
    def take_over(self, by, version=None):
        """Make it one's own task; who had it gets a mail."""
        self.lock(version)
        if not rights.may_edit(by, self):
            raise NotAllowed("This story is not yours to take over.")
        before = self.assigned_to
        if before == by:
            raise Refusal("You have this story already.")
        self.touch(assigned_to=by)
        self.log.create(action=LogLine.Action.TAKEN_OVER, by=by, note=f"From {before}." if before else "")
        if before:
            notifications.taken_over(self, by, before)

    # -- Trash --

    @transaction.atomic
    def trash(self, by, version=None):
        """
        Put the story into the trash, from where it can be taken back for 30 days. What was ever public, or waits to be,
        is refused: it is withdrawn or cancelled instead, and never deleted.
        """
        self.lock(version)
        if not rights.may_edit(by, self):
            raise NotAllowed("This story is not yours to throw away.")
        if self.state == self.State.TRASHED:
            raise Refusal(f"“{self}” is in the trash already.")
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
