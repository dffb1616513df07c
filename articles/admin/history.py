"""What a story said before: its revisions, what differs between them, and bringing one back."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db.models import BooleanField, Case, F, OuterRef, Q, Subquery, TextField, When
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from articles import diffs, rights
from articles.admin.features import Feature
from articles.admin.forms import story_label, with_labels
from articles.admin.states import moment, short
from articles.content import empties, named_in, only
from articles.exceptions import Conflict, Refusal
from articles.models import Article, Image, Revision, Section, Series

VERSIONS = 25  # on one page of the history
LOG_LINES = 50
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*[+-]\d\d:\d\d")


@dataclass(frozen=True)
class Side:
    """One side of a comparison. ``key``: what stands for it in an address: a number, “now” or “live”."""

    key: str
    title: str
    content: dict
    revision: Revision | None = None

    @property
    def place(self):
        return self.revision.number if self.revision else float("inf")


@dataclass(frozen=True)
class Version:
    """A line of the history. ``previous``: what it was made from; ``marks``: (mark, words) of what became of it."""

    revision: Revision
    previous: Revision | None
    summary: str
    marks: list[tuple[str, str]]
    is_current: bool


def number_in(text):
    """Return ``text`` (str or None) as the number of a row; anything else is a page that is not there."""
    if not (text and text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404("No such version.")
    return int(text)


def names_for(user, *contents):
    """
    Return the words for ids that ``diffs.compare`` asks for. A story of another desk is called by what readers know
    of it. 4 queries at most.
    """
    series = {content["series"] for content in contents if content.get("series")}
    named = [name for content in contents for name in named_in(content)]
    sections = Section.objects.filter(pk__in=only(named, "section")).values_list("pk", "name")
    images = Image.objects.filter(pk__in=only(named, "image")).values_list("pk", "title")
    stories = with_labels(user).filter(pk__in=only(named, "article")).only("headline")
    return {
        "section": dict(sections),
        "image": dict(images),
        "article": {story.pk: story_label(story) for story in stories},
        "series": dict(Series.objects.filter(pk__in=series).values_list("pk", "name")) if series else {},
    }


def compare(user, old, new):
    """Return the ``Comparison`` of two contents, ids in words. 3 queries at most."""
    return diffs.compare(old, new, names=names_for(user, old, new))


def with_previous(article, page):
    """
    Return pairs of each of ``page`` (revisions, newest first) and the one it was made from, or None: of a saved one the
    saved one before, of an autosave the one that was opened for typing. 1 query.
    """
    if not page:
        return []
    opened = [revision.based_on for revision in page if revision.autosave and revision.based_on]
    saved_before = article.revisions.filter(autosave=False, number__lt=page[-1].number).values("number")[:1]
    others = article.revisions.filter(Q(number__in=opened) | Q(number=Subquery(saved_before)))
    known = {revision.number: revision for revision in [*others, *page]}
    saved = sorted((number for number, revision in known.items() if not revision.autosave), reverse=True)

    def previous(revision):
        if revision.autosave and revision.based_on in known:
            return known[revision.based_on]
        return next((known[number] for number in saved if number < revision.number), None)

    return [(revision, previous(revision)) for revision in page]


def with_changes(articles):
    """
    ``articles`` with ``is_changed`` (bool): whether what is saved is not what the latest edition says. Decided by what
    the revisions say, and texts are read only where there are two.
    """
    saved = Revision.objects.filter(article=OuterRef("pk"), autosave=False).order_by("-number")
    public = Revision.objects.filter(editions__article=OuterRef("pk")).order_by("-editions__live_from")

    def newest(revisions, expression):
        return Subquery(revisions.annotate(wanted=expression).values("wanted")[:1])

    text = Cast("content", TextField())
    return articles.alias(saved_id=newest(saved, F("pk")), public_id=newest(public, F("pk"))).annotate(
        is_changed=Case(
            When(Q(public_id=None) | Q(saved_id=F("public_id")), then=False),
            When(Exact(newest(saved, text), newest(public, text)), then=False),
            default=True,
            output_field=BooleanField(),
        )
    )


def unpublished(article, editions):
    """
    The newest saved revision of ``article`` where it says something else than the newest of its ``editions`` (list,
    newest first, with their revisions), or None. 1 query at most.
    """
    newest = article.revisions.filter(autosave=False).first() if editions else None
    is_other = newest and newest != editions[0].revision and newest.content != editions[0].revision.content
    return newest if is_other else None


def side_of(revision):
    return Side(str(revision.number), name_of(revision), revision.content, revision)


def as_saved(content):
    return Side("now", "the story as it is saved now", content)


def name_of(revision):
    return f"autosave {revision.number}" if revision.autosave else f"version {revision.number}"


def in_words(note):
    """A note of the log with its moments as the desk writes them."""
    return STAMP.sub(lambda found: moment(datetime.fromisoformat(found[0])), note)


def mark(edition, now):
    """Return mark (as of ``Standing``, or "") and words of what ``edition`` means to the revision it shows."""
    words = f"Edition {edition.number}"
    if edition.kind != edition.Kind.FIRST:
        words += f", {edition.get_kind_display().lower()}"
    if edition.is_live(now):
        return "live", f"{words}, live now"
    if edition.live_from > now:
        return "set", f"{words}, set for {short(edition.live_from)}"
    if edition.withdrawn_by_id:
        return "gone", f"{words}, withdrawn {short(edition.live_until)}"
    return "", f"{words}, until {short(edition.live_until)}"


class History(Feature):
    def feature_urls(self):
        pages = (
            ("compare/", self.compare_view, "compare"),
            ("changes/", self.changes_view, "changes"),
            ("revisions/<int:number>/", self.revision_view, "revision"),
            ("restore/<int:number>/", self.restore_view, "restore"),
        )
        return [
            *super().feature_urls(),
            *(
                path(f"<path:object_id>/{route}", self.admin_site.admin_view(view), name=f"articles_article_{name}")
                for route, view, name in pages
            ),
        ]

    def story_of_history(self, request, object_id):
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404("No story of this number is yours to see.")
        return article

    def history_page(self, request, article, name, title, status=200, **context):
        return TemplateResponse(
            request,
            f"admin/articles/article/{name}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "original": article,
                "title": title,
                "subtitle": str(article),
                "trashed": article.state == Article.State.TRASHED,
                **context,
            },
            status=status,
        )

    # -- The list --

    @method_decorator(require_safe)
    def history_view(self, request, object_id, extra_context=None):
        """
        Revisions and log, newest first, beside what the last change was; ``?before=`` and ``?log_before=`` lead to the
        older ones. At most 17 queries.
        """
        return self.shown_history(request, self.story_of_history(request, object_id), **(extra_context or {}))

    def shown_history(self, request, article, keys=None, **context):
        """The page of the history: the sides named by ``keys`` compared, or without them what changed last."""
        now = article.content()
        versions, older, differs = self.versions(request, article, now)
        is_first = "before" not in request.GET
        lines, older_lines = self.log_lines(request, article)
        if keys:
            old, new = (self.side(article, key, now) for key in keys)
            chosen = tuple(side.revision and side.revision.number for side in (old, new))
            context |= self.steps(article, old, new)
        else:
            chosen = self.chosen(versions, is_first and not differs)
            old, new = self.chosen_sides(versions, chosen, now)
        return self.history_page(
            request,
            article,
            "history",
            "History",
            versions=versions,
            older=older,
            is_first=is_first,
            differs=differs,
            chosen=chosen,
            old=old,
            new=new,
            is_backwards=bool(old and old.place > new.place),
            comparison=old and compare(request.user, old.content, new.content),
            summary=old and diffs.summary(old.content, new.content),
            log_lines=lines,
            older_lines=older_lines,
            is_first_of_log="log_before" not in request.GET,
            **context,
        )

    def versions(self, request, article, content):
        """
        Return a page of ``Version``, the query string of the next one (or ""), and whether the story differs from the
        newest of all. ``content``: what it says.
        """
        revisions = article.revisions.select_related("created_by")
        shown = revisions
        if "before" in request.GET:
            shown = revisions.filter(number__lt=number_in(request.GET["before"]))
        page = list(shown[: VERSIONS + 1])
        if not page and "before" in request.GET:
            raise Http404("No older version.")
        more, page = len(page) > VERSIONS, page[:VERSIONS]
        now = timezone.now()
        marks = {}
        for edition in article.editions.filter(revision__in=page).order_by("number"):
            marks.setdefault(edition.revision_id, []).append(mark(edition, now))
        newest = article.revisions.filter(autosave=False).first()
        differs = newest is not None and newest.content != content
        versions = [
            Version(
                revision,
                previous,
                diffs.summary(previous and previous.content, revision.content),
                marks.get(revision.pk, []),
                is_current=revision == newest and not differs,
            )
            for revision, previous in with_previous(article, page)
        ]
        return versions, f"?before={page[-1].number}" if more else "", differs

    def chosen(self, versions, newest_first):
        """Return the numbers that the comparison begins with, (from, to): the last change. To None: as saved now."""
        if not newest_first or not versions:
            return (versions[0].revision.number if versions else None), None
        newest = versions[0]
        return newest.previous and newest.previous.number, newest.revision.number

    def chosen_sides(self, versions, chosen, now):
        """The two ``Side`` that ``chosen`` names, whose revisions are read by then; twice None for a first version."""
        known = {one.number: one for version in versions for one in (version.revision, version.previous) if one}
        old, new = chosen
        if old is None:
            return None, None
        return side_of(known[old]), side_of(known[new]) if new else as_saved(now)

    def log_lines(self, request, article):
        """Return a page of the log and the query string of the next one (or "")."""
        lines = article.log.select_related("by")
        if "log_before" in request.GET:
            lines = lines.filter(pk__lt=number_in(request.GET["log_before"]))
        lines = list(lines[: LOG_LINES + 1])
        if not lines and "log_before" in request.GET:
            raise Http404("No older line.")
        more, lines = len(lines) > LOG_LINES, lines[:LOG_LINES]
        for line in lines:
            line.words = in_words(line.note)
        return lines, f"?log_before={lines[-1].pk}#log" if more else ""

    # -- Comparing and reading --

    def side(self, article, key, now):
        """Return the ``Side`` that ``key`` names; ``now``: what the story says. 1 query, but for “now”."""
        if key == "now":
            return as_saved(now)
        if key == "live":
            edition = article.editions.live().select_related("revision__created_by").first()
            if edition is None:
                raise Http404("Readers see nothing of this story now.")
            return Side(
                "live", f"edition {edition.number}, which readers see now", edition.revision.content, edition.revision
            )
        return side_of(self.revision_of(article, number_in(key)))

    def revision_of(self, article, number):
        revision = article.revisions.select_related("created_by").filter(number=number).first()
        if revision is None:
            raise Http404("No such version. Autosaves are thrown away when the story has been published.")
        return revision

    @method_decorator(require_safe)
    def compare_view(self, request, object_id):
        """What differs from ``?old=`` to ``&new=``: numbers of revisions, “now” or “live”. At most 21 queries."""
        article = self.story_of_history(request, object_id)
        return self.shown_history(request, article, [request.GET.get(name) for name in ("old", "new")])

    def steps(self, article, old, new):
        """The addresses of the changes before ``old`` and after ``new``, or None. 2 queries."""
        saved = article.revisions.filter(autosave=False)
        before = old.revision and saved.filter(number__lt=old.revision.number).values("number").first()
        after = new.revision and saved.filter(number__gt=new.revision.number).values("number").last()
        return {
            "earlier": before and f"?old={before['number']}&new={old.revision.number}",
            "later": after and f"?old={new.revision.number}&new={after['number']}",
        }

    @method_decorator(require_safe)
    def revision_view(self, request, object_id, number):
        """One revision, to read. 8 queries at most."""
        article = self.story_of_history(request, object_id)
        revision = self.revision_of(article, number)
        numbers = article.revisions.values_list("number", flat=True)
        return self.history_page(
            request,
            article,
            "revision",
            name_of(revision).capitalize(),
            revision=revision,
            # Against nothing: every field that says something, in the desk's words and order.
            fields=compare(request.user, {}, revision.content),
            earlier=numbers.filter(number__lt=number).first(),
            later=numbers.filter(number__gt=number).last(),
        )

    # -- Bringing one back --

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def restore_view(self, request, object_id, number):
        """What would change, then (POST with the ``version`` that was shown) the restoring. Readers see no change."""
        article = self.story_of_history(request, object_id)
        revision = self.revision_of(article, number)
        refusal, status = None, 200
        if request.method == "POST":
            try:
                version = int(request.POST.get("version", ""))
            except ValueError:
                version = -1  # no story's version: what would change has to be seen first
            try:
                before, lost = article.restore(request.user, revision, version, may_empty="may_empty" in request.POST)
            except Conflict as conflict:
                refusal, status = f"{conflict} Below is what restoring would change now.", 409
            except Refusal as error:
                refusal = error
            else:
                return self.restored(request, article, revision, before, lost)
            article = self.story_of_history(request, object_id)
        content = article.content()
        typed = article.pending_autosave(request.user)
        return self.history_page(
            request,
            article,
            "restore",
            f"Restore version {number}",
            status,
            revision=revision,
            refusal=refusal,
            comparison=compare(request.user, content, revision.content),
            empties=empties(content, revision.content),
            typed=typed if typed != revision else None,
            is_public=article.editions.unfinished().exists(),
        )

    def restored(self, request, article, revision, before, lost):
        messages.success(
            request,
            format_html(
                "Version {} is restored. What the story said until now is kept as version {}: "
                '<a href="{}">bring that back</a>.',
                revision.number,
                before.number,
                reverse("admin:articles_article_restore", args=[article.pk, before.number]),
            ),
        )
        if lost:
            messages.warning(request, f"Not all of it came back. {' '.join(lost)}")
        if not rights.may_edit(request.user, article):
            messages.success(request, format_html("“{}” is another desk’s now.", article))
            return redirect("admin:articles_article_changelist")
        return redirect("admin:articles_article_change", article.pk)

    # -- What publishing would change --

    @method_decorator(require_safe)
    def changes_view(self, request, object_id):
        """What publishing now would change for readers."""
        article = self.story_of_history(request, object_id)
        return self.history_page(
            request,
            article,
            "changes",
            "What publishing would change",
            can_publish=self.has_publish_permission(request, article),
            **self.changes(request, article),
        )

    def changes(self, request, article):
        """
        Return the context of ``_changes.html``: what readers see or saw last (``shown``, an edition or None), and what
        differs from it (``changes``); the same of an edition that waits for its time (``waiting``, ``since``).
        At most 14 queries.
        """
        now = timezone.now()
        editions = article.editions.select_related("revision").order_by("-live_from")
        shown = editions.filter(live_from__lte=now).first()
        waiting = editions.filter(live_from__gt=now).first()
        content = article.content()
        both = [edition.revision.content for edition in (shown, waiting) if edition]
        names = names_for(request.user, content, *both) if both else {}
        return {
            "shown": shown,
            "is_shown": bool(shown and shown.is_live(now)),
            "changes": diffs.compare(shown.revision.content, content, names=names) if shown else None,
            "waiting": waiting,
            "since": diffs.compare(waiting.revision.content, content, names=names) if waiting else None,
        }
