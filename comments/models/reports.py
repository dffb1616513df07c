"""House rules, what readers report, and what writers may ask to be looked at once more."""

from datetime import timedelta
from itertools import takewhile

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.fields import KeyField, LineField, LinesField, NameField
from articles.models import Named
from comments.exceptions import AlreadyDecided, NotForYou
from comments.models.comment import Comment
from comments.models.counts import QueueCount, Tally
from comments.models.log import LogLine
from comments.signals import answered

Status = Comment.Status


class HouseRule(Named):
    """A rule that readers find beside the form, and that a refusal names."""

    name = NameField(max_length=80, help_text="Short, as it is named to who broke it.")
    name_key = KeyField(unique=True)
    name_taken = "There is a rule of this name already."
    text = LineField("what it says", max_length=300)
    fault = LineField(
        "as a fault",
        max_length=120,
        blank=True,
        help_text="What a reader chooses who reports a comment, such as “It insults or attacks people”.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order, lowest first; the first nine have a key.")
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name

    @property
    def as_fault(self):
        return self.fault or f"It breaks the rule “{self.name}”"


class ReportQuerySet(models.QuerySet):
    def open(self):
        """Reports that wait for a moderator."""
        return self.filter(outcome=Report.Outcome.OPEN)

    @transaction.atomic
    def receive(self, report):
        """
        Save the new ``report``, the numbers with it, and return it; or the one that is known when it was received
        before, with the address if that came only now. Whatever was decided on the comment, the report stays until a
        moderator answers it. 7 queries, 2 more with an address.
        """
        report.fingerprint = report.fingerprint or report.make_fingerprint()
        comment = Comment.objects.select_for_update().get(pk=report.comment_id)
        if report.commenter_id and not self.filter(fingerprint=report.fingerprint).exists():
            known = self.open().filter(fingerprint=report.make_fingerprint(of_anybody=True)).first()
            if known:
                known.name, known.commenter, known.fingerprint = report.name, report.commenter, report.fingerprint
                known.save(update_fields=["name", "commenter", "fingerprint"])
                return known
        try:
            with transaction.atomic():
                report.save(force_insert=True)
        except IntegrityError:
            if known := self.filter(fingerprint=report.fingerprint).first():
                return known
            raise
        Comment.objects.filter(pk=comment.pk).update(open_reports=F("open_reports") + 1)
        QueueCount.add(QueueCount.REPORTED, int(not comment.open_reports))
        LogLine.objects.create(action=LogLine.Action.REPORTED, comment=comment, rule=report.reason)
        return report


class Report(models.Model):
    """
    A reader says that a comment should not stand. It stays until a moderator decided on it, whatever was decided on the
    comment before. ``reason`` is a house rule's name, or ``ILLEGAL`` for a notice of illegal content, whose ``words``
    say why. ``commenter`` is who reported, when they gave an address.
    """

    ILLEGAL, OTHER = "Illegal content", "Something else"

    class Outcome(models.TextChoices):
        OPEN = "open"
        UPHELD = "upheld"
        DISMISSED = "dismissed"

    comment = models.ForeignKey("Comment", on_delete=models.PROTECT, related_name="reports")
    reason = LineField(max_length=80)
    words = LinesField(max_length=2000, blank=True)
    name = NameField(max_length=80, blank=True)
    commenter = models.ForeignKey("Commenter", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports")
    address_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answered_in = models.ForeignKey(
        LogLine, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="reports"
    )  # the line of the decision, which can be taken back
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["created_at", "id"], name="report_open", condition=Q(outcome="open")),
            models.Index(fields=["address_hash", "-created_at"], name="report_of_network"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at=None) | (~Q(outcome="open") & Q(decided_at__isnull=False)),
                name="report_decided_unless_open",
            )
        ]

    def __str__(self):
        return f"{self.reason} ({self.comment_id})"

    @property
    def is_notice(self):
        """Whether it says that the comment is illegal."""
        return self.reason == self.ILLEGAL

    def make_fingerprint(self, *, of_anybody=False):
        """
        Return 64 characters that tell a report sent twice: from comment, reason, words, network, day and who reported;
        with ``of_anybody`` as if they had not said who they are.
        """
        parts = [self.comment_id, self.reason, self.words, self.address_hash, self.created_at.date()]
        parts += ["", None] if of_anybody else [self.name, self.commenter_id]
        text = "\x1f".join(str(part) for part in parts)
        return salted_hmac("comments.report", text, algorithm="sha256").hexdigest()


@transaction.atomic
def answer_reports(comment, reports, by, *, uphold, version=None, rule="", statement="", note="", batch=None):
    """
    Decide on the open ``reports`` (ids, as the moderator saw them) of ``comment`` and return those decided (list of
    Report). Upheld: the comment goes, under ``rule`` and with ``statement`` for its writer. Reports that somebody else
    decided meanwhile, or that came after, are left alone. ``batch`` (UUID) is of the press of a button.

    Raise ``AlreadyDecided`` when none of them is open any more, or (with ``version``) the comment says something else
    than the moderator saw.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    comment.has_to_be(version)
    found = list(Report.objects.select_for_update().open().filter(comment=comment, pk__in=reports))
    if not found:
        raise AlreadyDecided(comment, "These reports were decided already")
    now = timezone.now()
    outcome = Report.Outcome.UPHELD if uphold else Report.Outcome.DISMISSED
    action = LogLine.Action.REPORT_UPHELD if uphold else LogLine.Action.REPORT_DISMISSED
    line = LogLine.objects.create(
        action=action, by=by, comment=comment, commenter_id=comment.commenter_id, note=note, batch=batch
    )
    for report in found:
        report.outcome, report.decided_by, report.decided_at, report.answered_in = outcome, by, now, line
        report.save(update_fields=["outcome", "decided_by", "decided_at", "answered_in"])
        Tally.add(f"report_{outcome}", rule=report.reason, seconds=(now - report.created_at).total_seconds(), at=now)
        answered.send(Report, about=report)
    left = max(0, comment.open_reports - len(found))
    Comment.objects.filter(pk=comment.pk).update(open_reports=left)
    QueueCount.add(QueueCount.REPORTED, -int(not left))
    if uphold and comment.status in {Status.APPROVED, Status.HELD}:
        take_away = comment.remove if comment.status == Status.APPROVED else comment.reject
        take_away(by, seen=comment.status, rule=rule, statement=statement, batch=batch)
    return found


@transaction.atomic
def reopen_reports(line, by, *, batch=None):
    """
    Take back the answer to reports that ``line`` of the log tells: they wait again. Return the line of that. Raise
    ``AlreadyDecided`` when they do already.
    """
    comment = Comment.objects.select_for_update().get(pk=line.comment_id)
    found = list(Report.objects.select_for_update().filter(answered_in=line))
    if not found:
        raise AlreadyDecided(comment, "These reports wait again already")
    for report in found:
        seconds = (report.decided_at - report.created_at).total_seconds()
        Tally.take_back(f"report_{report.outcome}", rule=report.reason, seconds=seconds, at=report.decided_at)
        report.outcome, report.decided_by, report.decided_at, report.answered_in = Report.Outcome.OPEN, None, None, None
        report.save(update_fields=["outcome", "decided_by", "decided_at", "answered_in"])
    Comment.objects.filter(pk=comment.pk).update(open_reports=F("open_reports") + len(found))
    QueueCount.add(QueueCount.REPORTED, int(not comment.open_reports))
    return _taken_back(line, by, batch)


def _taken_back(line, by, batch):
    return LogLine.objects.create(
        action=line.action,
        by=by,
        comment_id=line.comment_id,
        commenter_id=line.commenter_id,
        batch=batch,
        undoes=line,
    )


class AppealQuerySet(models.QuerySet):
    def open(self):
        """Appeals that wait for another moderator."""
        return self.filter(outcome=Appeal.Outcome.OPEN)

    @transaction.atomic
    def ask(self, comment, words):
        """
        Let the writer of ``comment`` ask that its refusal is looked at once more. Raise ``NotForYou`` with the reason
        when that can't be asked, or was asked before. 5 queries.
        """
        comment = Comment.objects.select_for_update().get(pk=comment.pk)
        if reason := why_no_appeal(comment):
            raise NotForYou(reason)
        appeal = self.create(comment=comment, against=comment.decided_by, words=words)
        QueueCount.add(QueueCount.APPEALED, 1)
        LogLine.objects.create(
            action=LogLine.Action.APPEALED, comment=comment, commenter_id=comment.commenter_id, before=comment.status
        )
        return appeal


def why_no_appeal(comment):
    """Return the sentence that says why nobody can appeal on ``comment``, or "" when its writer may. 1 query."""
    if comment.withdrawn_at or comment.erased_at:
        return "You took this comment back yourself."
    if comment.status not in {Status.REJECTED, Status.REMOVED, Status.SPAM}:
        return "Nothing was decided against this comment."
    if appeal := Appeal.objects.filter(comment=comment).first():
        is_open = appeal.outcome == Appeal.Outcome.OPEN
        became = "Another moderator is looking at it." if is_open else "What was decided then stands."
        return f"You asked for this comment once already. {became}"
    return ""


class Appeal(models.Model):
    """A writer asks, once, that another moderator looks at a decision. Overturned: the comment is approved."""

    class Outcome(models.TextChoices):
        OPEN = "open"
        OVERTURNED = "overturned"
        CONFIRMED = "confirmed", "the decision stands"

    comment = models.OneToOneField("Comment", on_delete=models.PROTECT, related_name="appeal")
    against = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # who decided; None when no person did
    words = LinesField(max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    answer = LinesField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["created_at", "id"], name="appeal_open", condition=Q(outcome="open")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at=None) | (~Q(outcome="open") & Q(decided_at__isnull=False)),
                name="appeal_decided_unless_open",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(against=None) | ~Q(decided_by=models.F("against")),
                name="appeal_decided_by_another",
                violation_error_message="An appeal is decided by somebody else than the decision.",
            ),
        ]

    def __str__(self):
        return f"Appeal on comment {self.comment_id}"

    @transaction.atomic
    def decide(self, by, *, overturn, answer="", batch=None):
        """
        Say that the decision was wrong, which approves the comment, or that it stands; ``answer`` is for the writer,
        ``batch`` (UUID) of the press of a button.

        Raise ``NotForYou`` for who made the decision, ``AlreadyDecided`` when this was decided, or its writer took the
        comment back; and when nothing stands that could be confirmed, as the comment waits again.
        """
        comment = Comment.objects.select_for_update().get(pk=self.comment_id)
        now = Appeal.objects.select_for_update().get(pk=self.pk)
        if now.outcome != self.Outcome.OPEN or comment.withdrawn_at or comment.erased_at:
            raise AlreadyDecided(comment, "This appeal was decided already")
        if now.against_id == by.pk:
            raise NotForYou("You made this decision yourself, so another moderator looks at the appeal.")
        if not overturn and comment.status == Status.HELD:
            raise AlreadyDecided(comment, "The comment waits again, so no decision stands: decide on it first")
        self.close(self.Outcome.OVERTURNED if overturn else self.Outcome.CONFIRMED, by, answer, batch)
        if overturn:
            comment.approve(by, seen=comment.status, batch=batch)

    @transaction.atomic
    def reopen(self, line, by, *, batch=None):
        """
        Take back how it ended, which ``line`` of the log tells: it waits again. Return the line of that. Raise
        ``AlreadyDecided`` when it does already, or when the comment is shown or gone.
        """
        comment = Comment.objects.select_for_update().get(pk=self.comment_id)
        now = Appeal.objects.select_for_update().get(pk=self.pk)
        if now.outcome == self.Outcome.OPEN:
            raise AlreadyDecided(comment, "This appeal waits again already")
        if comment.status == Status.APPROVED or comment.withdrawn_at or comment.erased_at:
            raise AlreadyDecided(comment)
        seconds = (now.decided_at - now.created_at).total_seconds()
        Tally.take_back(f"appeal_{now.outcome}", seconds=seconds, at=now.decided_at)
        self.outcome, self.decided_by, self.decided_at, self.answer = self.Outcome.OPEN, None, None, ""
        self.save(update_fields=["outcome", "decided_by", "decided_at", "answer"])
        QueueCount.add(QueueCount.APPEALED, 1)
        return _taken_back(line, by, batch)

    def close(self, outcome, by, answer="", batch=None):
        """Save the end of it, numbers and log with it. 5 queries."""
        self.outcome, self.decided_by, self.decided_at, self.answer = outcome, by, timezone.now(), answer
        self.save(update_fields=["outcome", "decided_by", "decided_at", "answer"])
        QueueCount.add(QueueCount.APPEALED, -1)
        passed = (self.decided_at - self.created_at).total_seconds()
        Tally.add(f"appeal_{outcome}", seconds=passed, at=self.decided_at)
        LogLine.objects.create(
            action=f"appeal_{outcome}",
            by=by,
            comment_id=self.comment_id,
            statement=answer,
            note=self.words,
            batch=batch,
        )
        answered.send(Appeal, about=self)


def follow(sender, *, comment, by, line, **kwargs):
    """
    What a move of a comment means beside itself, in its transaction (receives ``comment_moved``): it is counted for the
    public page, and an appeal ends with the comment that it is about.
    """
    if line is None:
        count_arrival(comment)
        return
    if line.action == LogLine.Action.DECIDED:
        count_decision(comment, line)
    gone = line.action in {LogLine.Action.WITHDRAWN, LogLine.Action.ERASED}
    if comment.status == Status.APPROVED or gone:
        appeal = Appeal.objects.select_for_update().open().filter(comment=comment).first()
        if appeal and gone:
            appeal.close(Appeal.Outcome.CONFIRMED, None)
        elif appeal:
            appeal.close(
                Appeal.Outcome.OVERTURNED, None if by is None or by.pk == appeal.against_id else by, batch=line.batch
            )


def count_arrival(comment):
    """
    Count a comment that came in, and what became of it without a person. Not an old one, imported from elsewhere, nor a
    reply of a colleague.
    """
    if timezone.now() - comment.created_at > timedelta(hours=1) or comment.decided_by_id:
        return
    Tally.add("received", at=comment.created_at)
    if comment.decided_at:
        Tally.add(f"auto_{comment.status}", at=comment.created_at)


def count_decision(comment, line):
    """
    Count a decision with the time it took, or take one back from the count that ``line`` undoes. A comment that waits
    again is counted when it is decided on again, so what was decided until then counts no more. 1 query, and 1 more for
    one that waits again.
    """
    is_undone = line.undoes is not None
    decided = line.undoes or line
    counted = [decided]
    if decided.after == Status.HELD:
        counted, is_undone = decisions_until(comment, decided), not is_undone
    count = Tally.take_back if is_undone else Tally.add
    for one in counted:
        waited = (one.at - comment.created_at).total_seconds() if one.before == Status.HELD else 0
        kind = one.after if one.before == Status.HELD else f"later_{one.after}"
        count(f"auto_{kind}" if one.by_id is None else kind, rule=one.rule, seconds=waited, at=one.at)
    first = counted[-1] if counted else decided
    if decided.after == Status.HELD and first.before != Status.HELD:  # what it had become when it came in
        count(f"auto_{first.before}", at=comment.created_at)


def decisions_until(comment, line):
    """Return the decisions (list of LogLine) that stood when ``line`` let ``comment`` wait again. 1 query."""
    lines = comment.log.filter(action=LogLine.Action.DECIDED, undoes=None, pk__lt=line.pk).filter(
        Q(undone_by=None) | Q(undone_by__pk__gt=line.pk)
    )
    return list(takewhile(lambda one: one.after != Status.HELD, lines.order_by("-pk")))
