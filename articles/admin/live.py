"""Live coverage at the desk: entries are written, corrected and taken back on one page, by several people at once."""

from dataclasses import dataclass
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from articles import richtext
from articles.admin.autosave import name_of_person
from articles.admin.features import Feature
from articles.admin.forms import ChangeKindField, DayAndTimeField, PictureWordsField, now_or_later
from articles.admin.names import AuthorsField
from articles.admin.states import short
from articles.admin.widgets import EntryTextWidget, for_editor_page, is_id
from articles.conditional import unless_known
from articles.coverage import number_in, pictures_of
from articles.exceptions import Refusal
from articles.fields import LineFormField, LinesFormField, MarkupFormField
from articles.models import Article, Author, CoverageEdition, Edition, Entry, EntryEdition, LogLine, Said
from articles.models.coverage import LONGEST_SUMMARY
from articles.models.entries import LONGEST_HEADLINE
from articles.story import live_editions_of

SIZE = 40  # entries on a page
MOST_WAITING = 50
LIVE_ACTIONS = [
    LogLine.Action.ENTRY_POSTED,
    LogLine.Action.ENTRY_CHANGED,
    LogLine.Action.ENTRY_WITHDRAWN,
    LogLine.Action.COVERAGE,
    LogLine.Action.PUBLISHED,
]


class EntryForm(forms.Form):
    """What an entry says, and when. ``makes_authors``: whether new names of authors are made for readers too."""

    headline = LineFormField(required=False, max_length=LONGEST_HEADLINE)
    body = MarkupFormField(required=False, label="Text")
    picture_words = PictureWordsField(required=False)
    is_key = forms.BooleanField(
        required=False, label="Key event", help_text="Stands in the list at the top of readers’ page."
    )
    authors = AuthorsField(required=False)
    live_at = DayAndTimeField(required=False, label="When", help_text="Empty: at once.")
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, makes_authors=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].widget = EntryTextWidget(attrs={"rows": 5})
        self.fields["authors"].is_accepted = makes_authors

    def clean_body(self):
        if words := richtext.too_long(self.cleaned_data["body"]):
            raise forms.ValidationError(words)
        return self.cleaned_data["body"]

    def clean_live_at(self):
        return now_or_later(self.cleaned_data["live_at"], "post")

    def said(self, by):
        """What it says (``Said``), with a record of each author."""
        data = self.cleaned_data
        return Said(
            headline=data["headline"],
            body=data["body"],
            is_key=data["is_key"],
            authors=self.fields["authors"].made(data["authors"], by),
            picture_words=data["picture_words"] or {},
        )


class ReviseForm(EntryForm):
    """The same for an entry that is there, which readers know unless it ``waits``."""

    edition_kind = ChangeKindField()
    note = LinesFormField(
        required=False,
        label="What was wrong",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A clarification or a correction needs it: readers see it at the entry.",
    )

    def __init__(self, *args, waits, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("edition_kind", "note") if waits else ("live_at",):
            del self.fields[name]
        del self.fields["form_key"]


class TakeBackForm(forms.Form):
    reason = LinesFormField(
        label="Why",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Readers see this sentence in place of the entry.",
    )


class SummaryForm(forms.Form):
    summary = LinesFormField(
        required=False,
        max_length=LONGEST_SUMMARY,
        label="Pinned summary",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Stands over the entries. A line is a paragraph.",
    )


@dataclass(frozen=True)
class Row:
    """An entry in the list: ``edition`` is what it says last, ``before`` what it said before, the latest first."""

    edition: EntryEdition
    text: SafeString
    before: list[EntryEdition]
    key: str  # stands for it, as it was seen, in the value of a button
    clock: str

    @property
    def entry(self):
        return self.edition.entry

    @property
    def notes(self):
        return [one for one in (self.edition, *self.before) if one.kind in Edition.PUBLIC_NOTE_KINDS]

    @property
    def last_words(self):
        """What an entry that was taken back said last, in plain words."""
        if not self.before:
            return ""
        said = self.before[0]
        return " ".join(filter(None, [said.headline, richtext.text(said.body)]))


def rows_of(editions):
    """List of ``Row`` for ``editions`` (list, of ``for_page``). 1 query, 1 more for “See also”."""
    changed = [one.entry_id for one in editions if one.number > 1]
    before: dict = {}
    if changed:
        ended = EntryEdition.objects.filter(entry__in=changed, live_until__isnull=False)
        for one in ended.order_by("-number"):
            before.setdefault(one.entry_id, []).append(one)
    stories = {int(pk) for one in editions for pk in richtext.tokens(one.body)["data-see-also"]}
    others = live_editions_of(stories) if stories else {}
    return [
        Row(
            edition=one,
            text=richtext.render(one.body, images=pictures_of(one), editions=others, words=one.picture_words),
            before=before.get(one.entry_id, []),
            key=f"{one.entry.number}-{one.number}",
            clock=short(one.published_at) if one.published_at else "",
        )
        for one in editions
    ]


def pressed(value):
    """(number of an entry, number of the edition that was seen), from the value of a button."""
    number, _, seen = value.partition("-")
    if not (is_id(number) and is_id(seen)):
        raise BadRequest("An entry is named by its number.")
    return int(number), int(seen)


class Live(Feature):
    def feature_urls(self):
        pages = (("", self.live_view, "live"), ("<int:number>/", self.entry_view, "entry"))
        return [
            *super().feature_urls(),
            *(
                path(
                    f"<path:object_id>/live/{route}",
                    self.admin_site.admin_view(view),
                    name=f"articles_article_{name}",
                )
                for route, view, name in pages
            ),
        ]

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect, for_editor_page])
    def live_view(self, request, object_id):
        """
        The page of a coverage: a form for a new entry, and the entries from ``?entry=`` back. A script asks for the
        list alone (``X-Part: entries``), 304 where nobody has done anything. What is refused comes back as typed.
        """
        article = self.story_for(request, object_id)
        if request.headers.get("X-Part") == "entries":
            last = self.last_line(article)
            now = timezone.now()
            etag = f'"{last.pk if last else 0}-{now:%Y%m%d%H%M}"'  # by the minute: what waits becomes public by time

            def make():
                context = self.list_context(request, article, last)
                return TemplateResponse(request, "admin/articles/article/_live_list.html", context)

            return unless_known(request, make, at=now, etag=etag)
        over = CoverageEdition.objects.filter(article=article).order_by("-number").first()
        form, summary, refused = None, None, ""
        if request.method == "POST":
            makes = "authors" in self.names_made_by(request)
            if "post" in request.POST:
                form = EntryForm(request.POST, makes_authors=makes)
            if "summarise" in request.POST:
                summary = SummaryForm(request.POST)
            try:
                if said := self.change_coverage(request, article, form or summary):
                    messages.success(request, said)
                    return redirect("admin:articles_article_live", article.pk)
            except Refusal as refusal:
                refused = str(refusal)
        own = Author.objects.with_namesakes().filter(user=request.user).first()
        context = {
            **self.list_context(request, article, self.last_line(article)),
            "form": form or EntryForm(initial={"form_key": uuid4(), "authors": [own] if own else []}),
            "summary_form": summary or SummaryForm(initial={"summary": over.summary if over else ""}),
            "refused": refused,
            "title": str(article),
            "subtitle": "Live coverage",
        }
        context = {**self.admin_site.each_context(request), **context}
        status = 422 if refused or (form or summary) and (form or summary).errors else 200
        return TemplateResponse(request, "admin/articles/article/live.html", context, status=status)

    def change_coverage(self, request, article, form):
        """
        Do what the pressed button says, and return it in a sentence; "" where ``form`` (bound, or None) has faults.
        Raise ``Refusal``.
        """
        data, by = request.POST, request.user
        if form is not None and not form.is_valid():
            return ""
        if "post" in data:
            edition = Entry.objects.post(
                article,
                by,
                form.said(by),
                at=form.cleaned_data["live_at"],
                form_key=form.cleaned_data["form_key"],
            )
            if edition.is_proposed:
                return "Proposed. An editor of this section posts it."
            verb = "Posted" if edition.is_live() else "It is set for"
            return f"{verb} {short(edition.published_at)}."
        if "accept" in data or "key" in data or "pin" in data or "discard" in data:
            button = next(name for name in ("accept", "key", "pin", "discard") if name in data)
            number, seen = pressed(data[button])
            entry = get_object_or_404(article.entries.select_related("article"), number=number)
            return self.change_entry(article, entry, button, seen, by, data)
        over = {"seen": int(data["over"]) if is_id(data.get("over", "")) else 0}
        if "summarise" in data:
            CoverageEdition.objects.change(article, by, summary=form.cleaned_data["summary"], **over)
            return "The summary is saved."
        if "unpin" in data:
            CoverageEdition.objects.change(article, by, pinned=None, **over)
            return "No entry is pinned now."
        if "end" in data or "resume" in data:
            after = CoverageEdition.objects.change(article, by, is_ended="end" in data, **over)
            return "The coverage has ended." if after.has_ended else "The coverage goes on."
        raise BadRequest("Nothing was pressed.")

    def change_entry(self, article, entry, button, seen, by, data):
        if button == "accept":
            entry.accept(by, seen=seen)
            return f"Entry {entry.number} is posted."
        if button == "discard":
            entry.cancel(by, seen=seen)
            return f"Entry {entry.number} is thrown away."
        if button == "pin":
            over = int(data["over"]) if is_id(data.get("over", "")) else 0
            CoverageEdition.objects.change(article, by, pinned=entry, seen=over)
            return f"Entry {entry.number} is pinned."
        said = Said.of(entry.latest_edition())
        said = Said(said.headline, said.body, not said.is_key, said.authors, said.picture_words)
        entry.revise(by, said, seen=seen, kind=Edition.Kind.TYPO)
        return f"Entry {entry.number} is {'a' if said.is_key else 'no'} key event now."

    def last_line(self, article):
        """The line of the log that tells what was done last in the coverage (or None). 1 query."""
        return article.log.filter(action__in=LIVE_ACTIONS).select_related("by").first()

    def list_context(self, request, article, last):
        """What ``_live_list.html`` needs. At most 10 queries."""
        now = timezone.now()
        latest = EntryEdition.objects.filter(article=article).latest().select_related("written_by")
        waiting = latest.filter(Q(live_from=None) | Q(live_from__gt=now)).for_page().order_by("-live_from", "-pk")
        shown = latest.filter(live_from__lte=now)
        start = number_in(request.GET.get("entry"))
        if start is not None:
            first = shown.filter(entry__number=start).first()
            if first is None:
                raise Http404("There is no such entry.")
            shown = shown.filter(
                Q(published_at__lt=first.published_at)
                | Q(published_at=first.published_at, entry_id__lte=first.entry_id)
            )
        found = list(shown.newest_first().for_page()[: SIZE + 1])
        keys = latest.filter(live_from__lte=now).key_events().newest_first().select_related("entry")[:SIZE]
        over = CoverageEdition.objects.filter(article=article).select_related("pinned").order_by("-number").first()
        may_publish = self.has_publish_permission(request, article)
        url = reverse("admin:articles_article_live", args=[article.pk])
        live = article.editions.live(now).select_related("address").first()
        return {
            "opts": self.opts,
            "original": article,
            "live": live,
            "is_shown": live is not None and live.article_kind == Article.Kind.LIVE,
            "is_live_kind": article.kind == Article.Kind.LIVE,
            "over": over,
            "has_ended": over is not None and over.has_ended,
            "may_publish": may_publish,
            "waiting": rows_of(list(waiting[:MOST_WAITING])),
            "rows": rows_of(found[:SIZE]),
            "older_url": f"{url}?entry={found[SIZE].entry.number}" if len(found) > SIZE else None,
            "is_first_page": start is None,
            "live_url": url,
            "key_events": [(short(one.published_at), one) for one in keys],
            "last_done": f"{name_of_person(last.by)}, {short(last.at)}: {last.get_action_display()}." if last else "",
            "last_by": last.by_id if last else None,
        }

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect, for_editor_page])
    def entry_view(self, request, object_id, number):
        """One entry: change or correct it, take it back, and see what it said before."""
        article = self.story_for(request, object_id)
        entry = get_object_or_404(article.entries.select_related("article"), number=number)
        latest, now = entry.latest_edition(), timezone.now()
        may_publish = self.has_publish_permission(request, article)
        waits = latest.is_proposed or latest.live_from > now
        makes = "authors" in self.names_made_by(request)
        form, take_back, refused, is_conflict = None, None, "", False
        if request.method == "POST":
            seen = int(request.POST["seen"]) if is_id(request.POST.get("seen", "")) else 0
            if "take_back" in request.POST:
                take_back = TakeBackForm(request.POST)
            else:
                form = ReviseForm(request.POST, waits=waits, makes_authors=makes)
            try:
                if said := self.save_entry(request, entry, form, take_back, seen, may_publish):
                    messages.success(request, said)
                    return redirect("admin:articles_article_live", article.pk)
            except Refusal as refusal:
                refused = str(refusal)
                latest = entry.latest_edition()
                is_conflict = latest is not None and latest.number != seen
        initial = {name: getattr(latest, name) for name in ("headline", "body", "picture_words", "is_key")}
        authors = (
            Author.objects.with_namesakes().filter(entry_authors__edition=latest).order_by("entry_authors__position")
        )
        initial |= {"authors": list(authors), "live_at": latest.live_from if waits else None}
        [row] = rows_of([EntryEdition.objects.for_page().select_related("written_by").get(pk=latest.pk)])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "entry": entry,
            "row": row,
            "waits": waits,
            "may_publish": may_publish,
            "may_change": (may_publish or latest.is_proposed) and not latest.is_withdrawn,
            "form": form or ReviseForm(initial=initial, waits=waits, makes_authors=makes),
            "take_back": take_back or TakeBackForm(),
            "refused": refused,
            "is_conflict": is_conflict,
            "live_url": reverse("admin:articles_article_live", args=[article.pk]),
            "title": f"Entry {entry.number}",
            "subtitle": str(article),
        }
        bound = form or take_back
        status = 409 if is_conflict else 422 if refused or (bound and bound.errors) else 200
        return TemplateResponse(request, "admin/articles/article/entry.html", context, status=status)

    def save_entry(self, request, entry, form, take_back, seen, may_publish):
        """Do what the pressed button says, and return it in a sentence; "" where a form has faults."""
        by = request.user
        if take_back is not None:
            if not take_back.is_valid():
                return ""
            entry.withdraw(by, seen=seen, reason=take_back.cleaned_data["reason"])
            return f"Entry {entry.number} is taken back."
        if "save" not in request.POST:
            raise BadRequest("Nothing was pressed.")
        if not form.is_valid():
            return ""
        data, said = form.cleaned_data, form.said(by)
        if not may_publish:
            entry.propose_anew(by, said, seen=seen)
        elif "edition_kind" in data:
            entry.revise(by, said, seen=seen, kind=data["edition_kind"], note=data["note"])
        else:
            entry.revise(by, said, seen=seen, at=data["live_at"])
        return f"Entry {entry.number} is saved."
