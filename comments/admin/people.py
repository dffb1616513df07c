"""Who writes comments: what became of all they wrote, whom to trust, hold or ban, what to block."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.fields import LineFormField
from comments.admin import paging
from comments.admin.addresses import go, number_or_none, place_of
from comments.admin.base import ModeratorsDesk
from comments.models import Block, Comment, Commenter
from comments.standing import LONGEST_REASON, OFFERED, TIMES, blockable, blocked, set_standing

LINES = 30
FOR_GOOD = ("", "for good")


class StandingForm(forms.Form):
    standing = forms.ChoiceField(choices=Commenter.Standing.choices)
    days = forms.ChoiceField(required=False, choices=[FOR_GOOD, *TIMES])
    reason = LineFormField(max_length=LONGEST_REASON, error_messages={"required": "Say why: colleagues will ask."})


class BlockForm(forms.Form):
    kind = forms.ChoiceField(choices=Block.Kind.choices)
    days = forms.ChoiceField(required=False, choices=[FOR_GOOD, *TIMES])
    reason = LineFormField(max_length=LONGEST_REASON, error_messages={"required": "Say why: colleagues will ask."})


@admin.register(Commenter)
class CommenterAdmin(ModeratorsDesk):
    list_display = ("writer", "standing", "standing_until", "numbers")
    list_filter = ("standing",)
    search_fields = ("email",)
    search_help_text = "Search in e-mail addresses"
    ordering = ("-pk",)
    list_display_links = None

    def get_urls(self):
        view, change = "comments.view_commenter", "comments.change_commenter"
        post = ("POST",)
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name="comments_commenter_changelist"),
            path("<int:pk>/change/", self.guard(self.person_view, view), name="comments_commenter_change"),
            path(
                "<int:pk>/standing/",
                self.guard(self.standing_view, change, methods=post),
                name="comments_commenter_standing",
            ),
            path(
                "block/",
                self.guard(self.block_view, change, "comments.add_block", methods=post),
                name="comments_commenter_block",
            ),
        ]

    def get_actions(self, request):
        return {}

    @admin.display(description="person")
    def writer(self, commenter):
        url = reverse("admin:comments_commenter_change", args=[commenter.pk])
        return format_html('<a href="{}">{}</a>', url, commenter)

    @admin.display(description="comments")
    def numbers(self, commenter):
        """How many were approved, wait and so on, in words; kinds of which there is none are left out."""
        kinds = ["approved", "held", "rejected", "spam", "removed"]
        numbers = [(getattr(commenter, kind), "waiting" if kind == "held" else kind) for kind in kinds]
        return ", ".join(f"{number:,} {words}" for number, words in numbers if number)

    def person_view(self, request, pk):
        """All that one person wrote, and what was decided about them. 5 queries of its own."""
        person = get_object_or_404(Commenter, pk=pk)
        comments = person.comments.select_related("article").defer("article__body")
        page = paging.page_of(comments, request.GET, column="created_at")
        address = reverse("admin:comments_commenter_change", args=[pk])
        newest = page.rows[0] if page.rows else None
        blocks = blockable(newest)
        return self.page(
            request,
            "person",
            str(person),
            person=person,
            writer=person,
            standing=person.standing_at(),
            standings=Commenter.Standing.choices,
            comment=newest,
            **OFFERED,
            blocks=blocks,
            blocked=blocked(blocks),
            page=page,
            newer_url=f"{address}?before={page.previous}",
            older_url=f"{address}?after={page.next}",
            lines=person.log.filter(action__in=["standing", "filter"]).select_related("by")[:LINES],
        )

    def standing_view(self, request, pk):
        """Trust, hold always, ban, or none of it; always with a reason."""
        person, form = get_object_or_404(Commenter, pk=pk), StandingForm(request.POST)
        if self.is_understood(request, form):
            data = form.cleaned_data
            set_standing(person, data["standing"], request.user, reason=data["reason"], until=until(data["days"]))
            self.message_user(request, f"{person}: {person.get_standing_display()}.", messages.SUCCESS)
        return back(request, pk)

    def block_view(self, request):
        """Block the address, the domain or the network that the comment ``comment`` came from."""
        comment = get_object_or_404(Comment, pk=number_or_none(request.POST.get("comment", "")))
        form = BlockForm(request.POST)
        if self.is_understood(request, form):
            kind, days = form.cleaned_data["kind"], form.cleaned_data["days"]
            try:
                made = Block.from_comment(
                    comment, kind, by=request.user, reason=form.cleaned_data["reason"], until=until(days)
                )
            except ValueError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                words = "This network" if kind == Block.Kind.NETWORK else made.display_value
                self.message_user(request, f"{words} is blocked: what comes from there is held.", messages.SUCCESS)
        return back(request, comment.commenter_id)

    def is_understood(self, request, form):
        if form.is_valid():
            return True
        words = " ".join(error for errors in form.errors.values() for error in errors)
        self.message_user(request, f"{words} Nothing was changed.", messages.ERROR)
        return False


def until(days):
    """When so many ``days`` (str of a number, or "") from now are over; None for good."""
    return timezone.now() + timedelta(days=int(days)) if days else None


def back(request, pk):
    """To the queue when the form was sent from there, else to the person ``pk``."""
    if at := number_or_none(request.POST.get("at", "")):
        return go(place_of(request), at)
    if pk is None:
        return HttpResponseRedirect(reverse("admin:comments_comment_changelist"), status=303)
    return HttpResponseRedirect(reverse("admin:comments_commenter_change", args=[pk]), status=303)
