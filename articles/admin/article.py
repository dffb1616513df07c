"""Stories: the list, the form, and the two pages that publish and withdraw."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from articles import diffs, rights
from articles.admin import publishing
from articles.admin.autosave import NO_VERSION, Autosaving, name_of_person, posted_number
from articles.admin.base import DeskAdmin
from articles.admin.choosers import Choosers
from articles.admin.forms import (
    ArticleForm,
    CitationForm,
    CitationRows,
    KeepingChoiceField,
    PublishForm,
    RelatedLinkForm,
    RowForm,
    Rows,
    WithdrawForm,
    with_labels,
)
from articles.admin.history import History, unpublished
from articles.admin.live import Live
from articles.admin.panel import panel
from articles.admin.planning import Planning
from articles.admin.pointers import Pointers
from articles.admin.points_at_stories import PointsAtStories
from articles.admin.preview import Previewing
from articles.admin.states import standing
from articles.admin.story_list import StoryList
from articles.admin.titled import Titled
from articles.admin.widgets import for_editor_page
from articles.admin.workflow import WorkflowPages
from articles.content import WORK
from articles.exceptions import Conflict, Embargoed, NotAllowed, Refusal
from articles.models import Article, Author, Citation, Edition, Front, LogLine, RelatedLink, Tag
from articles.models.checklist import findings


class RowsInline(PointsAtStories, admin.StackedInline):
    """Rows of a story, in order; whoever may change the story may change them."""

    formfield_overrides = DeskAdmin.formfield_overrides
    form = RowForm
    formset = Rows
    extra = 0

    def get_extra(self, request, obj=None, **kwargs):
        """A row is there when it was asked for: without script by a page that leads to ``?add=``."""
        return int(request.GET.get("add") == self.model._meta.get_field("article").remote_field.related_name)

    def has_view_permission(self, request, obj=None):
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.choosers:
            kwargs["form_class"] = KeepingChoiceField
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class CitationInline(RowsInline):
    model = Citation
    form = CitationForm
    formset = CitationRows
    has_marks = True  # in the text, by their number
    verbose_name, verbose_name_plural = "source", "sources"
    choosers = ["source"]
    formfield_overrides = {
        **RowsInline.formfield_overrides,
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 2})},
    }
    fields = ["source", "statement", "quote", "url", "archive_url", "accessed_on", "position"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source")


class RelatedLinkInline(RowsInline):
    model = RelatedLink
    fk_name = "article"
    form = RelatedLinkForm
    choosers = ["target"]
    fields = ["target", "label", "url", "title", "position"]

    def get_queryset(self, request):
        stories = models.Prefetch("target", with_labels(request.user))
        return super().get_queryset(request).prefetch_related(stories)


HAPPENED = 8  # of the latest things that happened, shown beside a story


def happened(editions, log_lines):
    """List of (moment, words, whether it is an edition), newest first. 1 query, for ``log_lines`` (queryset)."""
    found = [(edition.live_from, edition_in_words(edition), True) for edition in editions]
    of_editions = {LogLine.Action.PUBLISHED, LogLine.Action.SCHEDULED}
    for line in log_lines:
        if line.action not in of_editions:
            words = line.get_action_display()
            found.append((line.at, f"{name_of_person(line.by)}: {words}" if line.by else words.capitalize(), False))
    return sorted(found, key=lambda entry: entry[0], reverse=True)[:HAPPENED]


def edition_in_words(edition):
    kind = "" if edition.kind == Edition.Kind.FIRST else f"{edition.get_kind_display()}, "
    words = [f"Edition {edition.number}, {kind}{name_of_person(edition.published_by)}"]
    if edition.note:
        words.append(f"“{edition.note}”")
    if edition.withdrawn_by:
        words.append(f"Withdrawn by {name_of_person(edition.withdrawn_by)}: “{edition.withdrawal_reason}”")
    return ". ".join(words)


def since_then(shown, newest):
    """What differs from the revision that readers see, in words: “1 picture added, 2 paragraphs”, or ""."""
    words = diffs.summary(shown.content, newest.content)
    return "" if words == diffs.NO_CHANGE else words[0].lower() + words[1:]


@admin.register(Article)
class ArticleAdmin(  # type: ignore[misc] # its mixins extend what ModelAdmin defines
    Choosers,
    Autosaving,
    Titled,
    History,
    Previewing,
    Live,
    WorkflowPages,
    Planning,
    Pointers,
    PointsAtStories,
    StoryList,
    DeskAdmin,
):
    form = ArticleForm
    inlines = [CitationInline, RelatedLinkInline]
    view_on_site = False
    change_form_template = "admin/articles/article/change_form.html"
    # Where each stands on the page, its templates say.
    fields = [
        *("headline", "standfirst", "body", "picture_words", "dateline", "section", "kind", "authors", "tags"),
        *("lead_image", "lead_image_alt", "lead_image_caption", "slug", "short_headline", "seo_title"),
        *("seo_description", "social_image", "canonical_url", "language", "translation_of"),
        *("embargo_until", "comments_policy", "comments_close_at"),
        *WORK,
    ]

    # -- Who may --

    def get_queryset(self, request):
        return Article.objects.editable_by(request.user).order_by("-changed_at", "-pk")

    def get_object(self, request, object_id, from_field=None):
        article = super().get_object(request, object_id, from_field)
        if article and request.method == "POST" and connection.in_atomic_block:
            # One save at a time: state and version are read after whoever was first is done.
            Article.objects.select_for_update().get(pk=article.pk)
            article.refresh_from_db()
        return article

    def has_delete_permission(self, request, obj=None):
        return False

    def has_publish_permission(self, request, obj=None):
        """Whether the person publishes at all, or this story. 1 query at most."""
        if obj is None or obj.pk is None:
            return request.user.has_perm("articles.publish_article")
        return rights.may_publish(request.user, obj)

    def story_to_decide(self, request, object_id):
        """The story of a page for its editors. Who publishes nothing gets 403, whose it is not 404."""
        if not self.has_publish_permission(request):
            raise PermissionDenied("Only an editor of this section can do this.")
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404("No story of this number is yours to see.")
        if not self.has_publish_permission(request, article):
            raise PermissionDenied("Only an editor of this section can do this.")
        return article

    # -- Form --

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type("ArticleForm", (form,), {"user": request.user, "makes": self.names_made_by(request)})

    def names_made_by(self, request):
        """Which new names ("authors", "tags") the person makes for readers too; others they propose."""
        user, publication = request.user, request.publication
        return {
            name
            for name, model in (("authors", Author), ("tags", Tag))
            if model.may_decide(user) or getattr(publication, f"reporters_may_add_{name}")
        }

    def get_changeform_initial_data(self, request):
        """A story is by who begins it, as far as they are an author. 1 query."""
        mine = Author.objects.with_namesakes().filter(user=request.user)
        request.own_authors = list(mine)
        return {**super().get_changeform_initial_data(request), "authors": request.own_authors}

    @method_decorator(for_editor_page)
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if publishing.pressed(request) in publishing.FOR_EDITORS and not self.has_publish_permission(request):
            raise PermissionDenied("Only an editor of this section can do this.")
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        self.show_typed(request, form, obj)
        kept = request.session.get("publishing", {})
        if not form.is_bound and obj and kept.get("article") == obj.pk:
            form.keep_typed(kept)
        context.update(
            pressed=publishing.pressed(request),
            chosen=request.GET.get("chosen"),
            media=sum((formset.media for formset in formsets), form.media),  # none of the admin's own
            **self.desk_context(request, obj),
            **self.feature_context(request, obj),
        )
        if obj:
            context["happened"] = happened(context["editions"], obj.log.select_related("by")[:HAPPENED])
        context.update(panel(form, formsets, context))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def desk_context(self, request, article):
        """What form and publishing pages say about the story’s standing. 8 queries for a saved story."""
        can_publish = self.has_publish_permission(request, article)
        if article and article.state == Article.State.TRASHED:
            can_publish = False
        if article is None or not article.pk:
            return {"can_publish": can_publish, "can_submit": True}
        now = timezone.now()
        editions = list(
            article.editions.select_related("address", "revision", "published_by", "withdrawn_by").order_by("-number")
        )
        changed = unpublished(article, editions)
        unfinished = sorted((e for e in editions if not e.has_ended(now)), key=lambda edition: edition.live_from)
        live = next((edition for edition in unfinished if edition.is_live(now)), None)
        return {
            "can_publish": can_publish,
            "can_submit": article.state == Article.State.DRAFT,
            "can_take_back": article.state == Article.State.IN_REVIEW,
            "standing": standing(article, unfinished, editions[0].live_until if editions else None, now, bool(changed)),
            "is_changed": bool(changed and unfinished),
            "since_then": since_then(live.revision, changed) if live and changed else "",
            "live": live,
            "waiting": next((edition for edition in unfinished if edition.live_from > now), None),
            "editions": editions,
            "now": now,
            "revision_count": article.revisions.count(),
        }

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.save_revision(by=request.user)
        self.finish(request, form)

    def finish(self, request, form):
        """
        Do what the pressed button says. A refusal is told: the text is saved by then, and what was typed beside it
        for publishing is kept for the next time the form is shown.
        """
        article, done = form.instance, None
        offered = {}
        button = publishing.pressed(request)
        if button and (change := self.changed_meanwhile(request)):
            messages.warning(
                request,
                f"Saved, but not {publishing.DONE[button]}. {change['words']} Look at it, and press that button again.",
            )
        elif button:
            try:
                if button not in publishing.ASKING:
                    action_form = form.action_forms.get(button)
                    request.copied = publishing.do(request, button, article, action_form, article.version)
                done = button
            except (Refusal, NotAllowed) as refusal:
                messages.error(request, f"Saved, but not {publishing.DONE[button]}: {refusal}", extra_tags="publish")
                if isinstance(refusal, Embargoed):
                    offered = {"publish_when": "later", **publishing.as_typed("publish_at", article.embargo_until)}
        self.keep_typed(request, article, done, offered)

    def keep_typed(self, request, article, done=None, offered=None):
        """Keep what was typed for publishing, but for the action that is ``done``, until the form is shown again."""
        offered = offered or {}
        typed = {
            name: value
            for action, names in publishing.TYPED.items()
            for name in names
            if action != done and (value := request.POST.get(name, "").strip())
        }
        if typed.keys() - {"edition_kind", "publish_when"} or offered:
            request.session["publishing"] = {"article": article.pk, **typed, **offered}
        elif request.session.get("publishing", {}).get("article") == article.pk:
            del request.session["publishing"]

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_after_save(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self.response_after_save(request, obj) or super().response_change(request, obj)

    def response_after_save(self, request, article):
        """Stay with the story after an action; to the list when it went to a desk that is not this person’s."""
        if not rights.may_edit(request.user, article):
            messages.success(request, format_html("“{}” is saved, and is another desk’s now.", article))
            return redirect("admin:articles_article_changelist")
        button = publishing.pressed(request)
        if button and self.changed_meanwhile(request):
            return redirect("admin:articles_article_change", article.pk)
        if button in publishing.ASKING and self.has_publish_permission(request, article):
            return redirect(f"admin:articles_article_{publishing.ASKING[button]}", article.pk)
        if button == "_trash" and article.state == Article.State.TRASHED:
            return redirect("admin:articles_article_changelist")
        if button:
            return redirect("admin:articles_article_change", (getattr(request, "copied", None) or article).pk)
        return None

    def tell_saved(self, request, obj):
        messages.success(request, "Saved. Readers see no change before it is published.")

    # -- Publishing pages --

    def get_urls(self):
        return (
            self.feature_urls()
            + [
                path(
                    f"<path:object_id>/{name}/",
                    self.admin_site.admin_view(view),
                    name=f"articles_article_{name}",
                )
                for name, view in (("publish", self.publish_view), ("withdraw", self.withdraw_view))
            ]
            + super().get_urls()
        )

    def publish_view(self, request, object_id):
        return self.action_view(request, object_id, "_publish", "Publish")

    def withdraw_view(self, request, object_id):
        return self.action_view(request, object_id, "_withdraw", "Withdraw")

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    @method_decorator(csrf_protect)
    def action_view(self, request, object_id, action, title):
        """A page with the form of one action. The story as it is saved is meant; nothing of it is changed here."""
        article = self.story_to_decide(request, object_id)
        button = publishing.pressed(request) or action
        data = request.POST if request.method == "POST" else None
        form = WithdrawForm(data) if action == "_withdraw" else PublishForm(data, article=article)
        conflict = None
        if data is not None and (button == "_cancel" or form.is_valid()):
            try:
                seen = posted_number(request, "version")
                version = NO_VERSION if seen is None else seen
                publishing.do(request, button, article, None if button == "_cancel" else form, version)
            except Conflict as refusal:
                conflict = refusal
                article.refresh_from_db()
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("admin:articles_article_change", article.pk)
        context = {
            **self.admin_site.each_context(request),
            **self.desk_context(request, article),
            "opts": self.opts,
            "original": article,
            "title": title,
            "subtitle": str(article),
            "form": form,
            "button": action,
            "conflict": conflict,
            "findings": findings(article.content(), article=article) if action == "_publish" else [],
            **(self.changes(request, article) if action == "_publish" else {}),
            "pinned": Front.objects.pin_in_words(article) if action == "_withdraw" else "",
        }
        status = 409 if conflict else 200
        return TemplateResponse(request, f"admin/articles/article/{title.lower()}.html", context, status=status)
