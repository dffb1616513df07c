"""A story as readers will see it, for the desk and, by a link, for an outsider."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.features import Feature
from articles.admin.form_content import Typed
from articles.admin.states import moment
from articles.exceptions import Refusal
from articles.fields import NameFormField
from articles.models import Article, ShareLink
from articles.models.sharing import LONGEST
from articles.story import Story

# The form shows it beside itself: the only pages that may be framed, and by this site alone.
framed_by_the_form = csp_replace({"frame-ancestors": [SELF]})


class ShareForm(forms.Form):
    """For whom a link is, and for how long. Inside of the story's page, so its inputs say whose they are."""

    share_name = NameFormField(
        label="For whom",
        max_length=80,
        help_text="“Lawyer”, “Dr Lassen”.",
        error_messages={"required": "Say whom the link is for."},
    )
    share_days = forms.TypedChoiceField(
        label="Good for",
        coerce=int,
        choices=[(days, f"{days} day{'s' if days > 1 else ''}") for days in range(1, LONGEST.days + 1)],
        initial=3,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = "share-form"


class Previewing(Feature):
    def feature_urls(self):
        return [
            *super().feature_urls(),
            *(
                path(route, self.admin_site.admin_view(view), name=f"articles_article_{name}")
                for route, view, name in (
                    ("add/preview/", self.preview_view, "add_preview"),
                    ("<path:object_id>/preview/", self.preview_view, "preview"),
                    ("<path:object_id>/share/", self.share_view, "share"),
                    ("<path:object_id>/share/<int:link_id>/revoke/", self.revoke_view, "revoke"),
                )
            ),
        ]

    def feature_context(self, request, article):
        context = super().feature_context(request, article)
        if article is None or not article.pk:
            return {**context, "preview_url": reverse("admin:articles_article_add_preview")}
        return {
            **context,
            **self.share_context(article),
            "preview_url": reverse("admin:articles_article_preview", args=[article.pk]),
        }

    # -- Preview --

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(framed_by_the_form)
    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def preview_view(self, request, object_id=None):
        """
        The reader's page of a story that is not public: of what is typed (POST, the whole form, complete or not), of
        the story as it is saved (GET), of an earlier revision (GET with its number). Nothing is saved.
        """
        article = self.story_of(request, object_id) if object_id else None
        if article is None and not self.has_add_permission(request):
            raise PermissionDenied("You can’t begin stories.")
        if request.method == "POST":
            content, words = self.typed_content(request, article), "This is what is typed now, saved or not."
        elif article is None:
            return redirect("admin:articles_article_add")
        elif "revision" in request.GET:
            number = request.GET["revision"]
            revision = get_object_or_404(article.revisions, number=number if is_number(number) else None)
            saved = "typed" if revision.autosave else "saved"
            content, words = revision.content, f"Version {revision.number}, {saved} {moment(revision.created_at)}."
        else:
            content, words = article.content(), "This is the story as it is saved."
        story = Story.preview(article or Article(), content)
        story.edition.headline = story.edition.headline or "No headline yet"
        context = {"readers_page": "articles/article.html", "edition": story.edition, "story": story, "words": words}
        response = TemplateResponse(request, "articles/preview.html", context)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    def typed_content(self, request, article):
        """Return what is typed in the story's form (``article`` None: of a new one) in the shape of a revision."""
        return Typed(request.POST, article, request.user).content()

    # -- Share links --

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def share_view(self, request, object_id):
        """The links to a story, and a form for a new one; a page of its own, so that nothing typed is in danger."""
        article = self.story_of(request, object_id)
        form = ShareForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                link = ShareLink.make(
                    article, request.user, form.cleaned_data["share_name"], form.cleaned_data["share_days"]
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, format_html("The link for “{}” is made. Copy its address.", link.name))
                return redirect("admin:articles_article_share", article.pk)
        context = {
            **self.admin_site.each_context(request),
            **self.share_context(article),
            "opts": self.opts,
            "original": article,
            "title": "Links for outsiders",
            "subtitle": str(article),
            "share_form": form,
        }
        return TemplateResponse(request, "admin/articles/article/share.html", context)

    @method_decorator(require_POST)
    def revoke_view(self, request, object_id, link_id):
        article = self.story_of(request, object_id)
        link = get_object_or_404(article.share_links, pk=link_id)
        link.revoke(request.user)
        messages.success(request, format_html("The link for “{}” no longer works.", link.name))
        return redirect("admin:articles_article_share", article.pk)

    def share_context(self, article):
        """For the lists of links: those that work, and those that did. 1 query."""
        now = timezone.now()
        links = list(article.share_links.all())
        for link in links:
            link.is_open = link.revoked_at is None and link.expires_at > now
        return {
            "share_form": ShareForm(),
            "share_links": [link for link in links if link.is_open],
            "ended_links": [link for link in links if not link.is_open],
        }

    def story_of(self, request, object_id):
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404("No story of this number is yours to see.")
        return article


def is_number(text):
    return text.isascii() and text.isdigit() and len(text) < 10
