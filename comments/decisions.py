"""What a moderator does at one press of a button, with one comment or with many, and how it is taken back."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles import text
from comments.exceptions import AlreadyDecided
from comments.models import Comment, LogLine, reopen_reports

Status = Comment.Status

# What may be decided about a comment that was seen in a status: decision → what the button says.
APPROVE, REJECT, SPAM, REMOVE, HOLD, PICK = (
    {"approve": "Approve"},
    {"reject": "Reject"},
    {"spam": "Spam"},
    {"remove": "Remove"},
    {"hold": "Hold again"},
    {"pick": "Pick"},
)
OFFERED = {
    Status.HELD: APPROVE | REJECT | SPAM | PICK,
    Status.APPROVED: REMOVE | SPAM | HOLD | PICK | {"unpick": "No pick any more"},
    Status.REJECTED: APPROVE | SPAM | HOLD,
    Status.SPAM: APPROVE | REJECT | HOLD,
    Status.REMOVED: APPROVE | SPAM | HOLD,
}
REPORT_ANSWERS = {LogLine.Action.REPORT_UPHELD, LogLine.Action.REPORT_DISMISSED}
ANSWERS = REPORT_ANSWERS | {LogLine.Action.APPEAL_OVERTURNED, LogLine.Action.APPEAL_CONFIRMED}
RULED = {"reject", "remove"}  # decisions that name a house rule
LEADS_TO = {
    "approve": Status.APPROVED,
    "reject": Status.REJECTED,
    "spam": Status.SPAM,
    "remove": Status.REMOVED,
    "hold": Status.HELD,
    "pick": Status.APPROVED,
    "unpick": Status.APPROVED,
}


@dataclass
class Outcome:
    """``done`` are the lines written (list of LogLine), ``refused`` why the others were not (list of sentences)."""

    done: list[LogLine] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def decide(by, decision, seen, *, batch, rule="", statement="", note=""):
    """
    Let ``by`` (user) make ``decision`` on each comment of ``seen`` (dict of id → the status and the ``version`` of the
    text that were seen). ``batch`` (UUID) is of this press of a button: pressed twice, it is done once. Return the
    ``Outcome``.

    Each comment is decided on its own, so that two moderators with many of the same never wait for each other.
    """
    outcome = Outcome()
    for comment in Comment.objects.filter(pk__in=seen).select_related("commenter").order_by("pk"):
        status, version = seen[comment.pk]
        if decision not in OFFERED.get(status, {}):
            outcome.refused.append(f"“{comment}”: that can’t be decided here.")
            continue
        how = {"version": version, "batch": batch, "rule": rule, "statement": statement, "note": note}
        try:
            outcome.done += _do(comment, by, decision, status, how)
        except AlreadyDecided as error:
            pressed_before = comment.log.filter(batch=batch, by=by, after=LEADS_TO[decision])
            if not pressed_before.exists():
                outcome.refused.append(f"{error} Nothing was changed.")
    return outcome


@transaction.atomic
def _do(comment, by, decision, seen, how):
    """Return the lines written."""
    lines = []
    if decision not in RULED:
        how = {name: how[name] for name in ("version", "batch", "note")}
    if decision in {"pick", "unpick"}:
        if seen != Status.APPROVED:
            lines.append(comment.approve(by, seen=seen, **how))
        lines.append(comment.set_pick(by, decision == "pick", version=how["version"], batch=how["batch"]))
    else:
        verb = {"spam": comment.mark_spam}.get(decision) or getattr(comment, decision)
        lines.append(verb(by, seen=seen, **how))
    return [line for line in lines if line]


def reply(by, comment, body, *, name, batch, seen):
    """
    Answer ``comment`` as a colleague, ``by`` (user), under ``name``; seen by readers at once. ``seen`` is the status
    of ``comment`` and the ``version`` of its text that were seen: if readers don't see it, it is approved in the same
    go. Return the reply.

    Raise ``AlreadyDecided`` when it is no longer as it was seen; then nothing is said. Sent twice, it is kept once.
    """
    answer = Comment(
        article_id=comment.article_id,
        edition=comment.article.editions.live().first() or comment.edition,
        parent=comment,
        name=name,
        body=text.lines(body),
        user=by,
        status=Status.APPROVED,
        decided_by=by,
        decided_at=timezone.now(),
    )
    with transaction.atomic():
        if known := Comment.objects.filter(fingerprint=answer.make_fingerprint()).first():
            return known
        status, version = seen
        if status == Status.APPROVED:
            now = Comment.objects.select_for_update().get(pk=comment.pk)
            if now.status != status:
                raise AlreadyDecided(now)
            now.has_to_be(version)
        else:
            comment.approve(by, seen=status, version=version, batch=batch)
        answer = Comment.objects.receive(answer)
        LogLine.objects.create(action=LogLine.Action.DECIDED, by=by, comment=answer, after=Status.APPROVED, batch=batch)
    return answer


def undo(by, batch, *, press):
    """
    Take back what ``by`` (user) did at the press ``batch`` (UUID), as far as it is still as they left it. ``press``
    (UUID) is of this press. Return the ``Outcome``.
    """
    outcome = Outcome()
    if not LogLine.objects.filter(batch=batch, by=by).exists():
        return outcome
    # The comments first, as an appeal waits only while its comment is not shown. What followed of itself is nobody's.
    lines = LogLine.objects.filter(Q(by=by) | Q(by=None), batch=batch, comment__isnull=False, undone_by=None)
    for line in sorted(lines.select_related("comment"), key=lambda line: (line.action in ANSWERS, -line.pk)):
        try:
            outcome.done.append(_take_back(line, by, press))
        except AlreadyDecided as error:
            outcome.refused.append(f"{error} It stays so.")
    return outcome


def _take_back(line, by, press):
    if line.action in REPORT_ANSWERS:
        return reopen_reports(line, by, batch=press)
    if line.action in ANSWERS:
        return line.comment.appeal.reopen(line, by, batch=press)
    return line.comment.undo(line, by, batch=press)


def what_became(batch, by):
    """
    Return the lines (list of LogLine, with comment and ``undone_by``) of what ``by`` did at the press ``batch``; one
    a comment, its last, and what became of the comment rather than of those who asked about it. 1 query.
    """
    lines = LogLine.objects.filter(batch=batch, by=by, comment__isnull=False).select_related("comment", "undone_by")
    told = sorted(lines, key=lambda line: (line.action not in ANSWERS, line.pk))
    return list({line.comment_id: line for line in told}.values())
