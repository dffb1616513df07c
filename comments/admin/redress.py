"""What readers report and what writers appeal against, answered beside the comment in the queue."""

from django.contrib import messages

from comments import text
from comments.admin.addresses import go, number_or_none, place_of
from comments.exceptions import AlreadyDecided, NotForYou
from comments.models import Appeal, Comment, HouseRule, Report, answer_reports

MOST = 200  # reports answered at one press


def around(comment, user):
    """What the page of ``comment`` shows of this to ``user``: 2 queries, 1 when nobody reported it."""
    reports = list(comment.reports.open().select_related("commenter")) if comment.open_reports else []
    appeal = Appeal.objects.filter(comment=comment).select_related("against", "decided_by").first()
    return {
        "reports": reports,
        "has_notice": any(report.is_notice for report in reports),
        "illegal": Report.ILLEGAL,
        "appeal": appeal,
        "is_own_decision": bool(appeal and appeal.against_id == user.pk),
    }


def answer(desk, request, comment):
    """Decide on the reports that the form showed, and go on with the list."""
    place, then = place_of(request), number_or_none(request.POST.get("then", ""))
    seen = [pk for pk in map(number_or_none, request.POST.getlist("report")[:MOST]) if pk]
    deed, rule = request.POST.get("deed"), rule_of(request)
    if deed not in {"uphold", "dismiss"} or not seen:
        desk.message_user(request, "No decision was made.", messages.ERROR)
        return go(place, comment.pk)
    shown = comment.status in {Comment.Status.APPROVED, Comment.Status.HELD}
    if deed == "uphold" and shown and not rule and HouseRule.objects.filter(is_active=True).exists():
        desk.message_user(request, "Say which house rule it breaks. Nothing was changed.", messages.ERROR)
        return go(place, comment.pk)
    try:
        decided = answer_reports(
            comment,
            seen,
            request.user,
            uphold=deed == "uphold",
            rule=rule,
            statement=text.plain(request.POST.get("statement", ""))[:2000],
            note=text.plain(request.POST.get("note", ""))[:2000],
        )
    except AlreadyDecided as error:
        desk.message_user(request, f"{error} Nothing was changed.", messages.WARNING)
        return go(place, comment.pk)
    words = "1 report" if len(decided) == 1 else f"{len(decided)} reports"
    desk.message_user(request, f"{words} {decided[0].get_outcome_display().lower()}.", messages.SUCCESS)
    return go(place, then)


def rule_of(request):
    """The name of the rule that was chosen, of the house or the law's; or ""."""
    chosen = request.POST.get("rule", "")
    if chosen == "illegal":
        return Report.ILLEGAL
    rule = HouseRule.objects.filter(pk=number_or_none(chosen)).first()
    return rule.name if rule else ""


def decide_appeal(desk, request, comment):
    """Say whether the decision stands, and go on with the list. What was typed comes back when it can't be taken."""
    place, then = place_of(request), number_or_none(request.POST.get("then", ""))
    appeal = Appeal.objects.filter(comment=comment).first()
    deed, words = request.POST.get("deed"), text.plain(request.POST.get("answer", ""))
    error = None
    if appeal is None or deed not in {"overturn", "confirm"}:
        error = "No decision was made."
    elif not words and deed == "confirm":
        error = "Say why the decision stands: the writer reads it."
    elif len(words) > 2000:
        error = f"The answer is longer than the 2,000 characters we can mail: it has {len(words):,}."
    else:
        try:
            appeal.decide(request.user, overturn=deed == "overturn", answer=words)
        except (AlreadyDecided, NotForYou) as refusal:
            error = f"{refusal} Nothing was changed."
    if error:
        return desk.queue(request, comment.pk, query=request.POST, status=422, appeal_error=error, appeal_text=words)
    desk.message_user(request, f"Appeal: {appeal.get_outcome_display().lower()}.", messages.SUCCESS)
    return go(place, then)
