"""Who has a story now and what is asked of whom: review, assignment, copies, trash."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin import publishing
from articles.admin.bulk import BulkActions
from articles.admin.forms import AssignForm, SendBackForm
from articles.admin.notes import Notes
from articles.admin.states import is_overdue
from articles.exceptions import Conflict, Refusal
from articles.models import Article
from articles.models.workflow import KEPT_IN_TRASH
from articles.pointers import linked_from


def version_seen(request):
    """Return the version (int) that the page showed which this POST comes from."""
    try:
        return int(request.POST["version"])
    except (KeyError, ValueError) as error:
        raise BadRequest("This page does not say which version of the story it showed. Open it anew.") from error


class WorkflowPages(Notes, BulkActions):
    """Pages of one action each. They take ``version``, and say what to do when the story is at another by now."""

    # Name of the page → button, form, title, words on the button, whether it is for who may publish.
    ASKING_PAGES = {
        "send_back": ("_send_back", SendBackForm, "Send back", "Send back", True),
        "assign": ("_assign", AssignForm, "Assign", "Assign", True),
        "trash": ("_trash", None, "Move to trash", "Move to trash", False),
    }

    def feature_urls(self):
        asking = [(name, self.asking_view) for name in self.ASKING_PAGES]
        plain = [
            (button[1:], self.plain_view)
            for button in ("_submit", "_take_back", "_take_over", "_duplicate", "_untrash", "_approve")
        ]
        return [
            *super().feature_urls(),
            *(
                path(
                    f"<path:object_id>/{name.replace('_', '-')}/",
                    self.admin_site.admin_view(view),
                    {"name": name},
                    name=f"articles_article_{name}",
                )
                for name, view in (*asking, *plain)
            ),
        ]

    def feature_context(self, request, article):
        context = super().feature_context(request, article)
        if article is None or not article.pk:
            return context
        state, may_decide = article.state, self.has_publish_permission(request, article)
        is_trashed = state == Article.State.TRASHED
        return {
            **context,
            "is_trashed": is_trashed,
            "leaves_trash_at": article.leaves_trash_at,
            "can_approve": may_decide and state == Article.State.IN_REVIEW,
            "can_send_back": may_decide and state in {Article.State.IN_REVIEW, Article.State.APPROVED},
            "can_assign": may_decide and not is_trashed,
            "can_take_over": article.assigned_to_id != request.user.pk and not is_trashed,
            "can_duplicate": self.has_add_permission(request) and not is_trashed,
            "is_overdue": is_overdue(article),
            "sent_back": article.sent_back_line(),
        }

    def story_for(self, request, object_id, editors_only=False):
        """The story of a page of one action. Who may not do such actions at all gets 403, whose it is not 404."""
        if editors_only:
            return self.story_to_decide(request, object_id)
        if not self.has_change_permission(request):
            raise PermissionDenied("Stories are for those who write.")
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404("No story of this number is yours to see.")
        return article

    @method_decorator([require_POST, csrf_protect])
    def plain_view(self, request, object_id, name):
        """Do what needs no further word, and go to the story."""
        button = f"_{name}"
        if button == "_duplicate" and not self.has_add_permission(request):
            raise PermissionDenied("Only who may begin a story can copy one.")
        article = self.story_for(request, object_id, button in publishing.EDITING)
        version = version_seen(request)
        try:
            made = publishing.do(request, button, article, version=version)
        except Refusal as refusal:
            messages.error(request, f"Not {publishing.DONE[button]}: {refusal}")
            made = None
        return redirect("admin:articles_article_change", (made or article).pk)

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect])
    def asking_view(self, request, object_id, name):
        """Ask what an action needs, and do it. On a conflict, what was typed stays, and a second press is meant so."""
        button, form_class, title, words, editors_only = self.ASKING_PAGES[name]
        article = self.story_for(request, object_id, editors_only)
        data = request.POST if request.method == "POST" else None
        form = conflict = None
        if form_class:
            current = {"to": article.assigned_to_id, "deadline": article.deadline, "word_target": article.word_target}
            form = form_class(data, initial=current)
        refused = ""
        if data is not None and (form is None or form.is_valid()):
            try:
                publishing.do(request, button, article, form, version_seen(request))
            except Conflict as refusal:
                conflict = refusal
                article.refresh_from_db()
            except Refusal as refusal:
                refused = str(refusal)
            else:
                if name == "trash":
                    return redirect("admin:articles_article_changelist")
                return redirect("admin:articles_article_change", article.pk)
        context = {
            **self.admin_site.each_context(request),
            **self.desk_context(request, article),
            "opts": self.opts,
            "original": article,
            "title": title,
            "subtitle": str(article),
            "form": form,
            "button": button,
            "words": words,
            "conflict": conflict,
            "refused": refused,
            "days_in_trash": KEPT_IN_TRASH.days,
            "pointing_here": linked_from(article, self.get_queryset(request)) if name == "trash" else [],
        }
        status = 409 if conflict else 200
        return TemplateResponse(request, f"admin/articles/article/{name}.html", context, status=status)
