"""The moderators’ queue: what waits, oldest first, and beside it all that helps to decide on the one in front."""

import uuid

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone

from articles import text
from comments import decisions, modes, standing
from comments.admin import log, mail_preferences, reports
from comments.admin import modes as modes_page
from comments.admin.addresses import at_url, go, number_or_none, place_of, uuid_or_none
from comments.admin.base import ModeratorsDesk
from comments.admin.reports import too_long
from comments.admin.search import ALL, APPEALED, REPORTED, TABS, Filters
from comments.exceptions import AlreadyDecided
from comments.models import Comment, Commenter, HouseRule, LogLine, QueueCount
from comments.policy import policy_of

Status = Comment.Status
EARLIER = 5  # comments of the same writer shown beside the one to decide on
LINES = 20  # of its log
MOST = 100  # comments decided on at one press
# What may be done with many at once.
BULK: dict[str, dict[str, str]] = {tab: dict(offered) for tab, offered in decisions.OFFERED.items()}
for _offered in BULK.values():
    _offered.pop("pick", None)
    _offered.pop("unpick", None)
BULK[ALL] = decisions.APPROVE | decisions.REJECT | decisions.SPAM | decisions.REMOVE | decisions.HOLD
COUNTED = {Status.HELD: QueueCount.HELD, REPORTED: QueueCount.REPORTED, APPEALED: QueueCount.APPEALED}
SAID = {
    Status.APPROVED: "Approved",
    Status.REJECTED: "Rejected",
    Status.SPAM: "Marked as spam",
    Status.REMOVED: "Removed",
    Status.HELD: "Waiting again",
    "picked": "Made an editors’ pick",
    "unpicked": "No editors’ pick any more",
    LogLine.Action.REPORT_UPHELD: "Report upheld",
    LogLine.Action.REPORT_DISMISSED: "Left as it is, against a report",
    LogLine.Action.APPEAL_CONFIRMED: "The decision stands",
}


def name_of(user):
    """The name under which a colleague answers readers. At most 1 query."""
    author = getattr(user, "author", None)
    return (author.name if author else user.get_full_name() or user.get_username())[:80]


@admin.register(Comment)
class CommentAdmin(ModeratorsDesk):
    def get_urls(self):
        def of(page):
            return lambda request: page(self, request)

        def about(decision):
            return lambda request, pk: decision(self, request, find(pk))

        decide, change_settings = "comments.change_comment", "comments.change_commentsettings"
        both, post = ("GET", "HEAD", "POST"), ("POST",)
        pages = [
            ("", self.changelist_view, "changelist", decide, ("GET", "HEAD")),
            ("<int:pk>/change/", self.comment_view, "change", decide, ("GET", "HEAD")),
            ("decide/", self.decide_view, "decide", decide, post),
            ("undo/", self.undo_view, "undo", decide, post),
            ("<int:pk>/reply/", self.reply_view, "reply", decide, post),
            ("<int:pk>/answer/", about(reports.answer), "answer", decide, post),
            ("<int:pk>/appeal/", about(reports.decide_appeal), "appeal", decide, post),
            ("log/", of(log.page), "log", "comments.view_logline", ("GET", "HEAD")),
            ("modes/", of(modes_page.page), "modes", change_settings, both),
            ("storm/", of(modes_page.storm), "storm", change_settings, post),
            ("mail/", of(mail_preferences.page), "mail", decide, both),
        ]
        return [
            path(route, self.guard(view, permission, methods=methods), name=f"comments_comment_{name}")
            for route, view, name, permission, methods in pages
        ]

    # -- What is shown --

    def changelist_view(self, request, extra_context=None):
        """
        The list, and the comment of it that ``at`` names or else the first. Up to 17 queries of its own, however many
        comments there are; 1 more with a filter that no index knows, 2 with a search, 2 after a decision.
        """
        return self.queue(request, number_or_none(request.GET.get("at", "")))

    def comment_view(self, request, pk):
        """One comment, beside what waits."""
        return self.queue(request, pk)

    def refuse(self, request, at, words):
        """
        Show the queue again with ``words`` on what was wrong, and with what was typed, chosen or ticked: in the list,
        whose form names what is in front (``at``), or else for the comment in front.
        """
        self.message_user(request, words, messages.ERROR)
        if "at" in request.POST:
            kept = {"ticked": request.POST.getlist("comment")}
        else:
            kept = {name: request.POST.get(name, "") for name in ("decision", "rule", "statement", "note")}
        return self.queue(request, at, query=request.POST, status=422, kept=kept)

    def queue(self, request, at, *, query=None, status=200, **more):
        query = request.GET if query is None else query
        filters = Filters(query)
        page = filters.page(query)
        ids = [comment.pk for comment in page.rows]
        current = find(ids[0] if at is None else at) if ids or at is not None else None
        here = ids.index(current.pk) if current and current.pk in ids else None
        before = ids[here - 1] if here else None
        after = ids[here + 1 if here is not None else 0] if ids and (here is None or here + 1 < len(ids)) else None
        place = filters.query(after=query.get("after"), before=query.get("before"))
        older_url = reverse("admin:comments_comment_changelist", query=filters.query(after=page.next))
        counts = QueueCount.all()
        tabs = [
            {
                "title": title,
                "url": reverse("admin:comments_comment_changelist", query=filters.query(status=tab)),
                "is_shown": tab == filters.tab,
                "number": counts[COUNTED[tab]] if tab in COUNTED else None,
            }
            for tab, title in TABS.items()
        ]
        context = {
            "filters": filters,
            "tabs": tabs,
            "bulk": BULK.get(filters.tab, BULK[ALL]),
            "rows": page.rows,
            "page": page,
            "place": place,
            "newer_url": reverse("admin:comments_comment_changelist", query=filters.query(before=page.previous)),
            "older_url": older_url,
            "storms": modes.storms(),
            "hours": modes.HOURS,
            "previous_url": at_url(place, before, query) if before else None,
            "next_url": at_url(place, after, query) if after else older_url if page.next else None,
            "then": after or "",
            **self.around(request, current),
            **self.note(request, query),
            "last": last_decision() if filters.tab == Status.HELD and not ids and not set(place) - {"status"} else None,
            **more,
        }
        return self.page(request, "queue", "Comments", status, **context)

    def around(self, request, comment):
        """What the page of ``comment`` (or None) needs: up to 11 queries."""
        context = {"rules": list(HouseRule.objects.filter(is_active=True)), "press": uuid.uuid4(), "comment": comment}
        if comment is None:
            return context
        policy, blocks = policy_of(comment.edition, request.publication), standing.blockable(comment)
        material = comment.article.editions.filter(
            number__gt=comment.edition.number, live_from__lte=timezone.now(), kind__in=["correction", "clarification"]
        )
        same_writer = Comment.objects.by_same_writer(comment).select_related("article").defer("article__body")
        taken_back = comment.withdrawn_at or comment.erased_at
        offered = {} if taken_back else dict(decisions.OFFERED[comment.status])
        if comment.status == Status.APPROVED:
            offered.pop("pick" if comment.pick else "unpick")
        return context | {
            "offered": offered,
            "ruled": next((decision for decision in offered if decision in decisions.RULED), None),
            "corrected": list(material.order_by("live_from")),
            "writer": comment.commenter,
            "standings": Commenter.Standing.choices,
            **standing.OFFERED,
            "blocks": blocks,
            "blocked": standing.blocked(blocks),
            "standing": comment.commenter and comment.commenter.standing_at(),
            "earlier": list(same_writer[:EARLIER]),
            "lines": list(comment.log.select_related("by", "undone_by").order_by("-at", "-pk")[:LINES]),
            "earlier_texts": list(comment.earlier_texts.all()) if comment.edited_at else [],
            "policy": policy,
            "reply_name": name_of(request.user),
            **reports.around(comment, request.user),
        }

    def note(self, request, query):
        """What was done last, with the way back: 1 query after a decision."""
        done, undone = uuid_or_none(query.get("done", "")), uuid_or_none(query.get("undone", ""))
        if done:
            lines = decisions.what_became(done, request.user)
            lines = [line for line in lines if not hasattr(line, "undone_by")]
            if not lines:
                return {}
            decision = SAID.get(lines[0].after or lines[0].action, "Done")
            replies = [line for line in lines if line.after and not line.before]  # what came in decided
            if replies:
                decision, lines = "Replied" if len(lines) == 1 else "Approved and replied", replies
            return {"done": {"batch": done, "decision": decision, "lines": lines, "first": lines[0]}}
        if undone:
            lines = decisions.what_became(undone, request.user)
            return {"undone": {"lines": [line for line in lines if hasattr(line, "undone_by")]}}
        return {}

    # -- What is done --

    def decide_view(self, request):
        """Decide on the comments of the form, as they were seen, and go on with the list."""
        seen = dict(filter(None, map(as_seen, request.POST.getlist("comment")[:MOST])))
        decision, press = request.POST.get("decision", ""), uuid_or_none(request.POST.get("press", ""))
        place, then = place_of(request), number_or_none(request.POST.get("then", ""))
        if not seen or press is None or decision not in decisions.LEADS_TO:
            words = "No comment was chosen." if decision in decisions.LEADS_TO else "No decision was made."
            return self.refuse(request, number_or_none(request.POST.get("at", "")), words)
        rule = HouseRule.objects.filter(pk=number_or_none(request.POST.get("rule", ""))).first()
        front = number_or_none(request.POST.get("at", "")) or next(iter(seen))
        if decision in decisions.RULED and rule is None and HouseRule.objects.filter(is_active=True).exists():
            return self.refuse(request, front, "Say which house rule it breaks. Nothing was changed.")
        typed = {name: text.lines(request.POST.get(name, "")) for name in ("statement", "note")}
        if error := too_long(typed):
            return self.refuse(request, front, error)
        outcome = decisions.decide(
            request.user,
            decision,
            seen,
            batch=press,
            rule=rule.name if rule else "",
            **typed,
        )
        if outcome.refused and len(seen) == 1:
            return self.refuse(request, front, outcome.refused[0])
        for sentence in outcome.refused:
            self.message_user(request, sentence, messages.WARNING)
        return go(place, then, done=press)

    def undo_view(self, request):
        """Take back the last press, and go back to what it was about."""
        batch, place = uuid_or_none(request.POST.get("batch", "")), place_of(request)
        if batch is None:
            self.message_user(request, "There is nothing to take back.", messages.ERROR)
            return go(place, None)
        outcome = decisions.undo(request.user, batch, press=uuid.uuid4())
        for sentence in outcome.refused:
            self.message_user(request, sentence, messages.WARNING)
        lines = decisions.what_became(batch, request.user)
        return go(place, lines[0].comment_id if len(lines) == 1 else None, undone=batch)

    def reply_view(self, request, pk):
        """Answer a comment as oneself. What was typed comes back when it can't be taken."""
        comment, place = find(pk), place_of(request)
        words, press = text.lines(request.POST.get("body", "")), uuid_or_none(request.POST.get("press", ""))
        _, seen = as_seen(request.POST.get("comment", "")) or (None, None)
        error = too_long({"body": words}, Comment._meta.get_field("body").max_length, "publish")
        if not words:
            error = "Write your reply."
        elif error:
            pass
        elif press is None or seen is None:
            error = "The page was too old. Send your reply once more."
        else:
            try:
                decisions.reply(
                    request.user,
                    comment,
                    words,
                    name=name_of(request.user),
                    batch=press,
                    seen=seen,
                )
            except AlreadyDecided as refusal:
                error = f"{refusal} Your reply was not sent."
        if error:
            return self.queue(request, pk, query=request.POST, status=422, reply_error=error, reply_text=words)
        return go(place, pk if seen[0] == Status.APPROVED else number_or_none(request.POST.get("then", "")), done=press)


def last_decision():
    """Dict of ``words`` and ``at`` (datetime) on what a person decided last, None if nobody ever did. 1 query."""
    decided = LogLine.objects.filter(action=LogLine.Action.DECIDED, by__isnull=False)
    line = decided.values("after", "at").first()
    return line and {"words": SAID[line["after"]].lower(), "at": line["at"]}


def find(pk):
    """One comment with what its page shows of others. 1 query. ``Http404`` when there is none."""
    related = Comment.objects.select_related(
        "article__section", "edition__address", "parent", "decided_by", "user", "commenter"
    )
    comment = get_object_or_404(related.defer("article__body"), pk=pk)
    comment.edition.article = comment.article
    return comment


def as_seen(value):
    """Return (id, (status, version)) of ``12:held:`` or ``12:held:1764252000.123456``, or None."""
    number, _, rest = value.partition(":")
    status, _, version = rest.partition(":")
    pk = number_or_none(number)
    return (pk, (status, version)) if pk and status in Status else None
