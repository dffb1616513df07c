"""What readers report and what writers appeal against, answered beside the comment in the queue."""

import uuid

from articles import text
from comments.admin.addresses import go, number_or_none, place_of, uuid_or_none
from comments.exceptions import AlreadyDecided, NotForYou
from comments.models import Appeal, Comment, HouseRule, LogLine, Report, answer_reports

MOST = 200  # reports answered at one press
GOES = {Comment.Status.APPROVED, Comment.Status.HELD}  # where a comment stands that goes by a report that is right
WORDS = 2000  # characters of what a moderator writes to a writer, or to colleagues


def around(comment, user):
    """
    What the page of ``comment`` shows of this to ``user``: 2 queries, 1 when nobody reported it. ``goes`` is whether
    the comment would go if a report is right.
    """
    reports = list(comment.reports.open().select_related("commenter")) if comment.open_reports else []
    appeal = Appeal.objects.filter(comment=comment).select_related("against", "decided_by").first()
    return {
        "reports": reports,
        "has_notice": any(report.is_notice for report in reports),
        "illegal": Report.ILLEGAL,
        "goes": comment.status in GOES,
        "appeal": appeal,
        "is_own_decision": bool(appeal and appeal.against_id == user.pk),
    }


def answer(desk, request, comment):
    """Decide on the reports that the form showed, and go on with the list. What was typed comes back if refused."""
    place, then, press = place_of(request), number_or_none(request.POST.get("then", "")), press_of(request)
    seen = [pk for pk in map(number_or_none, request.POST.getlist("report")[:MOST]) if pk]
    decision, rule = request.POST.get("decision"), rule_of(request)
    typed = {name: text.lines(request.POST.get(name, "")) for name in ("statement", "note")}
    goes = decision == "uphold" and comment.status in GOES
    error = None
    if decision not in {"uphold", "dismiss"} or not seen:
        error = "No decision was made."
    elif decision == "dismiss" and rule:
        error = "You chose a rule, which is for a report that is right. Take it out, or say that the report is right."
    elif goes and not rule and HouseRule.objects.filter(is_active=True).exists():
        error = "Say which house rule it breaks. Nothing was changed."
    elif too_long(typed):
        error = too_long(typed)
    elif typed["statement"] and not goes:
        error = (
            "The comment stays as it is, so its writer is told nothing: take those words out, or make them the note."
        )
    else:
        try:
            how = {"uphold": decision == "uphold", "rule": rule, "version": request.POST.get("version"), "batch": press}
            answer_reports(comment, seen, request.user, **how, **typed)
        except AlreadyDecided as refusal:
            if was_pressed(press, request.user):
                return go(place, then, done=press)
            return desk.refuse(request, comment.pk, f"{refusal} Nothing was changed.")
    if error:
        kept = typed | {"rule": request.POST.get("rule", "")}
        return desk.queue(request, comment.pk, query=request.POST, status=422, answer_error=error, answer_kept=kept)
    return go(place, then, done=press)


def too_long(typed, most=WORDS, what="mail"):
    """Return the sentence on what of ``typed`` (dict of field → words) is longer than we can ``what`` (verb), or ""."""
    length = max(map(len, typed.values()))
    if length <= most:
        return ""
    return f"That is longer than the {most:,} characters we can {what}: it has {length:,}. Nothing was changed."


def press_of(request):
    """The id of this press of a button, which the form carries so that it counts once."""
    return uuid_or_none(request.POST.get("press", "")) or uuid.uuid4()


def was_pressed(press, user):
    return LogLine.objects.filter(batch=press, by=user).exists()


def rule_of(request):
    """The name of the rule that was chosen, of the house or the law's; or ""."""
    chosen = request.POST.get("rule", "")
    if chosen == "illegal":
        return Report.ILLEGAL
    rule = HouseRule.objects.filter(pk=number_or_none(chosen)).first()
    return rule.name if rule else ""


def decide_appeal(desk, request, comment):
    """Say whether the decision stands, and go on with the list. What was typed comes back when it can't be taken."""
    place, then, press = place_of(request), number_or_none(request.POST.get("then", "")), press_of(request)
    appeal = Appeal.objects.filter(comment=comment).first()
    decision, words = request.POST.get("decision"), text.lines(request.POST.get("answer", ""))
    error = None
    if appeal is None or decision not in {"overturn", "confirm"}:
        error = "No decision was made."
    elif not words and decision == "confirm":
        error = "Say why the decision stands: the writer reads it."
    elif too_long({"answer": words}):
        error = too_long({"answer": words})
    else:
        try:
            appeal.decide(request.user, overturn=decision == "overturn", answer=words, batch=press)
        except (AlreadyDecided, NotForYou) as refusal:
            if was_pressed(press, request.user):
                return go(place, then, done=press)
            error = f"{refusal} Nothing was changed."
    if error:
        return desk.queue(request, comment.pk, query=request.POST, status=422, appeal_error=error, appeal_text=words)
    return go(place, then, done=press)
