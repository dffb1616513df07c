"""The moderators' queue: what waits, oldest first, and one page per comment with all that helps to decide."""

from operator import attrgetter

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import truncatechars
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from articles.admin.base import DeskAdmin
from comments.exceptions import AlreadyDecided
from comments.models import Comment

Status = Comment.Status
ALL = "all"
EARLIER = 20  # comments of the same writer shown beside the one to decide on

# What may be decided about a comment that was seen in a status: verb → what the button says.
APPROVE, REJECT, SPAM, REMOVE = (
    {"approve": "Approve"},
    {"reject": "Reject"},
    {"mark_spam": "Spam"},
    {"remove": "Remove"},
)
OFFERED = {
    Status.HELD: APPROVE | REJECT | SPAM,
    Status.APPROVED: REMOVE | SPAM,
    Status.REJECTED: APPROVE | SPAM,
    Status.SPAM: APPROVE | REJECT,
    Status.REMOVED: APPROVE | SPAM,
}


def status_shown(request):
    """The status that the list is about: the one chosen, else what is held, or all when searching."""
    chosen = request.GET.get("status")
    if chosen in Status or chosen == ALL:
        return chosen
    return ALL if request.GET.get("q") else Status.HELD


def number_or_none(text):
    """Return the number that ``text`` from an address or a form is, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else None


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def __init__(self, request, *args):
        self.shown = status_shown(request)
        super().__init__(request, *args)

    def lookups(self, request, model_admin):
        return [*Status.choices, (ALL, "All")]

    def choices(self, changelist):
        for value, title in self.lookup_choices:
            yield {
                "selected": value == self.shown,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(self, request, queryset):
        return queryset if self.shown == ALL else queryset.filter(status=self.shown)


@admin.register(Comment)
class CommentAdmin(DeskAdmin):
    list_display = ("text", "writer", "article", "decide")
    list_display_links = ("text",)
    list_filter = (StatusFilter,)
    search_fields = ("name", "email", "body")
    search_help_text = "In names, e-mail addresses and texts, whatever was decided."
    actions = ("approve_selected", "reject_selected", "mark_spam_selected", "remove_selected")

    class Media:
        css = {"all": ("css/admin-comments.css",)}

    # -- Rights: comments are decided on, not written or deleted here --

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    # -- The list --

    def get_queryset(self, request):
        return super().get_queryset(request).for_queue()

    def get_ordering(self, request):
        return ("created_at", "pk") if status_shown(request) == Status.HELD else ("-created_at", "-pk")

    def get_actions(self, request):
        """Only what may be decided about the comments in the list; where all are, what may be while held."""
        shown = status_shown(request)
        offered = OFFERED[Status.HELD if shown == ALL else shown]
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if name.removesuffix("_selected") in offered
        }

    @admin.display(description="comment")
    def text(self, comment):
        return format_html('<span class="comment-text">{}</span>', truncatechars(comment.body, 300))

    @admin.display(description="writer")
    def writer(self, comment):
        return format_html(
            '<bdi>{}</bdi><br><span class="comment-meta">{}<br>{}</span>',
            comment.name,
            comment.email,
            date_format(timezone.localtime(comment.created_at), "j F Y, H:i"),
        )

    @admin.display(description="decide")
    def decide(self, comment):
        """What was decided, and buttons that send the list’s own form elsewhere, as no other fits inside."""
        url = reverse("admin:comments_comment_decide", args=[comment.pk])
        offered = OFFERED[comment.status].items()
        buttons = format_html_join(
            " ",
            '<button type="submit" class="comment-decision comment-decision--{0}" name="decision" '
            'value="{0}" formaction="{1}?seen={2}" aria-label="{3}: comment by {4}">{3}</button>',
            ((verb, url, comment.status, label, comment.name) for verb, label in offered),
        )
        if comment.decided_at is None:
            return buttons
        by = f" by {comment.decided_by}" if comment.decided_by else ""
        return format_html("<p>{}{}</p>{}", comment.get_status_display(), by, buttons)

    @admin.action(description="Approve", permissions=["change"])
    def approve_selected(self, request, queryset):
        self._decide_all(request, queryset, "approve")

    @admin.action(description="Reject", permissions=["change"])
    def reject_selected(self, request, queryset):
        self._decide_all(request, queryset, "reject")

    @admin.action(description="Mark as spam", permissions=["change"])
    def mark_spam_selected(self, request, queryset):
        self._decide_all(request, queryset, "mark_spam")

    @admin.action(description="Remove", permissions=["change"])
    def remove_selected(self, request, queryset):
        self._decide_all(request, queryset, "remove")

    def response_action(self, request, queryset):
        if not all(map(number_or_none, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("A comment is named by its number.")
        return super().response_action(request, queryset)

    # -- One comment --

    def get_urls(self):
        decide = self.admin_site.admin_view(self.decide_view)
        return [path("<int:pk>/decide/", decide, name="comments_comment_decide"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The comment, its story, what it answers and what its writer sent before. 3 queries of its own."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        comments = Comment.objects.select_related("article", "edition__address", "parent", "decided_by", "user")
        comment = get_object_or_404(comments, pk=number_or_none(object_id))
        same_writer = Comment.objects.by_same_writer(comment)
        counts = same_writer.order_by().values_list("status").annotate(Count("pk"))
        counts = [(Status(status).label.lower(), count) for status, count in counts.order_by("status")]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "title": f"Comment by {comment.name}",
            "original": comment,
            "comment": comment,
            "offered": OFFERED[comment.status] if self.has_change_permission(request, comment) else {},
            "earlier": same_writer.for_queue()[:EARLIER],
            "earlier_counts": counts,
            "earlier_total": sum(count for _, count in counts),
            "list_filters": request.GET.get("_changelist_filters", ""),
        }
        return TemplateResponse(request, "admin/comments/comment/change_form.html", context)

    def decide_view(self, request, pk):
        """Decide on one comment, as seen in the status ``?seen=``, and go back to the list."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        comment = get_object_or_404(Comment, pk=pk)
        verb, seen = request.POST.get("decision"), request.GET.get("seen")
        if verb not in OFFERED.get(seen, {}):
            self.message_user(request, "No decision was made: that can’t be decided here.", messages.ERROR)
        else:
            try:
                self._decide(request, comment, verb, seen)
            except AlreadyDecided as error:
                self.message_user(request, f"{error} Nothing was changed.", messages.WARNING)
            else:
                done = f"“{comment}” is {comment.get_status_display().lower()} now."
                self.message_user(request, done, messages.SUCCESS)
        filters = request.POST.get("_changelist_filters", "")
        url = reverse("admin:comments_comment_changelist")
        return HttpResponseRedirect(f"{url}?{filters}" if filters else url)

    @transaction.atomic
    def _decide_all(self, request, queryset, verb):
        """Decide on each comment that still is as the list showed it, and say who decided on the others."""
        shown = status_shown(request)
        seen = Status.HELD if shown == ALL else shown
        if request.POST.get("select_across") == "1":
            queryset = queryset[: self.paginator.CAP]  # as many as the list says there are
        else:
            # The list’s own filter would hide from us what somebody decided in the meantime.
            queryset = Comment.objects.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
        done = 0
        for comment in sorted(queryset, key=attrgetter("pk")):  # two moderators lock in the same order
            try:
                self._decide(request, comment, verb, seen)
            except AlreadyDecided as error:
                self.message_user(request, f"{error} Nothing was changed.", messages.WARNING)
            else:
                done += 1
                status = comment.get_status_display().lower()
        if done:
            words = f"{done} comment is" if done == 1 else f"{done} comments are"
            self.message_user(request, f"{words} {status} now.", messages.SUCCESS)

    @transaction.atomic
    def _decide(self, request, comment, verb, seen):
        """Do it and log it; the log doesn’t name the writer, who may want the comment erased one day."""
        getattr(comment, verb)(request.user, seen=seen)
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(Comment),
            object_id=comment.pk,
            object_repr=f"Comment {comment.pk}",
            action_flag=CHANGE,
            change_message=f"{comment.get_status_display()}; was {Status(seen).label.lower()}.",
        )
