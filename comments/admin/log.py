"""Everything that was decided, by whom and when: to read and to filter, never to change."""

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse

from articles.fields import LineFormField
from comments.admin import paging
from comments.admin.search import DayField, between
from comments.models import LogLine

SIZE = 50


class LogFilters(forms.Form):
    who = forms.ModelChoiceField(get_user_model().objects.none(), required=False, empty_label="Anybody")
    what = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Anything"),
            *(
                (f"to:{status}", words)
                for status, words in [
                    ("approved", "approved"),
                    ("rejected", "rejected"),
                    ("spam", "marked as spam"),
                    ("removed", "removed"),
                    ("held", "held again"),
                ]
            ),
            *((action.value, action.label) for action in LogLine.Action if action != LogLine.Action.DECIDED),
        ],
    )
    rule = LineFormField(required=False, max_length=80, label="House rule")
    since = DayField(label="From")
    until = DayField(label="To")
    comment = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, label="Comment", widget=forms.HiddenInput
    )

    def __init__(self, query):
        super().__init__({name: query[name] for name in self.base_fields if query.get(name)}, auto_id="filter-%s")
        deciders = get_user_model().objects.filter(
            Q(is_superuser=True) | Q(groups__permissions__codename="change_comment")
        )
        self.fields["who"].queryset = deciders.distinct().order_by("username")
        self.is_valid()

    def query(self, **changes):
        return {name: value for name, value in {**self.data, **changes}.items() if value}

    def lines(self, lines):
        """``lines`` (queryset) that fit; those that an index leads to first."""
        chosen = self.cleaned_data
        if comment := chosen.get("comment"):
            lines = lines.filter(comment=comment)
        return between(lines, "at", chosen.get("since"), chosen.get("until"))

    def narrow(self, lines):
        chosen = self.cleaned_data
        if who := chosen.get("who"):
            lines = lines.filter(by=who)
        if what := chosen.get("what"):
            decided, _, after = what.partition(":")
            how = {"action": LogLine.Action.DECIDED, "after": after} if decided == "to" else {"action": what}
            lines = lines.filter(**how)
        if rule := chosen.get("rule"):
            lines = lines.filter(rule__icontains=rule)
        return lines

    @property
    def narrows(self):
        return any(self.cleaned_data.get(name) for name in ("who", "what", "rule"))


def page(desk, request):
    """2 queries of its own, 1 more with a filter that no index knows."""
    filters = LogFilters(request.GET)
    lines = LogLine.objects.select_related("by", "comment", "commenter", "article", "section", "undoes", "undone_by")
    found = paging.page_of(
        filters.lines(lines.defer("article__body")),
        request.GET,
        column="at",
        narrow=filters.narrow if filters.narrows else None,
        size=SIZE,
    )
    address = "admin:comments_comment_log"
    return desk.page(
        request,
        "log",
        "Log",
        filters=filters,
        page=found,
        newer_url=reverse(address, query=filters.query(before=found.previous)),
        older_url=reverse(address, query=filters.query(after=found.next)),
    )
