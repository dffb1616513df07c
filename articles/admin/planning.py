"""What surrounds publishing a story: when, where, whether it is ready, and how to undo a withdrawal."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import richtext
from articles.admin.autosave import NO_VERSION, posted_number
from articles.admin.calendar import CalendarPage
from articles.admin.replies import RightsOfReply
from articles.admin.states import moment
from articles.exceptions import Conflict, Refusal
from articles.models import Article
from articles.models.checklist import findings, limit_of, rules_for
from articles.richtext import reading_time
from articles.visibility import moments, places


def report(content, word_target=None, article=None):
    """
    What the form says beside the text: ``findings``, and ``counts`` in words and numbers. ``content`` has the shape of
    ``Revision.content``. ``article``: the story, if it was saved. 7 queries at most.
    """
    rules = rules_for(content["kind"])
    length = richtext.length_of(content["body"])
    headline = len(content["headline"])
    limit = limit_of("headline_length", rules)
    return {
        "findings": findings(content, rules=rules, article=article),
        "counts": {
            "text": length_of_text(length.words, word_target, length.characters),
            "headline": length_of_headline(headline, limit),
            "headline_is_long": headline > limit,
            "headline_limit": limit,
            "words_a_minute": reading_time.WORDS_A_MINUTE,
            "characters_a_minute": reading_time.CHARACTERS_A_MINUTE,
            "without_spaces": reading_time.WITHOUT_SPACES,
            "word_target": word_target or "",
        },
    }


# The two sentences stand in static/js/desk/counts.js once more, for while one is writing.


def length_of_text(words, target, characters=0):
    minutes = reading_time.Length(words, characters).minutes
    words += characters
    said = f"{words:,} word{'' if words == 1 else 's'}"
    if target and words < target:
        said = f"{said} of {target:,}, {target - words:,} to go"
    elif target:
        said = f"{said} of {target:,}, {words - target:,} over" if words > target else f"{said}, as asked for"
    return f"{said}, {minutes} minute{'' if minutes == 1 else 's'}"


def length_of_headline(length, limit):
    said = f"{length:,} character{'' if length == 1 else 's'}"
    return (
        f"{said}, {length - limit:,} more than are shown everywhere"
        if length > limit
        else f"{length:,} of {limit:,} characters"
    )


class Planning(RightsOfReply, CalendarPage):
    def feature_urls(self):
        pages = [
            ("add/checklist/", self.checklist_view, "add_checklist"),
            ("<path:object_id>/checklist/", self.checklist_view, "checklist"),
            ("<path:object_id>/visibility/", self.visibility_view, "visibility"),
            ("<path:object_id>/reinstate/", self.reinstate_view, "reinstate"),
        ]
        return [
            *super().feature_urls(),
            *(
                path(route, self.admin_site.admin_view(view), name=f"articles_article_{name}")
                for route, view, name in pages
            ),
        ]

    def feature_context(self, request, article):
        """11 queries at most for a saved story, 4 for a new one."""
        context = super().feature_context(request, article)
        if article is None or not article.pk:
            return {
                **context,
                **report(self.begun(request)),
                "checklist_url": reverse("admin:articles_article_add_checklist"),
            }
        return {
            **context,
            **report(article.content(), article.word_target, article),
            "checklist_url": reverse("admin:articles_article_checklist", args=[article.pk]),
        }

    def begun(self, request):
        """What stands in the form of a new story, in the shape of ``Revision.content``."""
        content = self.typed_content(request, None)
        if request.method != "POST":
            content["kind"] = Article._meta.get_field("kind").get_default()
            content["bylines"] = [{"author": author.pk, "name": author.name} for author in request.own_authors]
        return content

    # -- The checklist --

    @method_decorator([csrf_protect, require_POST])
    def checklist_view(self, request, object_id=None):
        """What the checklist finds in what is typed (POST, the whole form, complete or not). Nothing is saved."""
        article = self.story_of(request, object_id) if object_id else None
        if article is None and not self.has_add_permission(request):
            raise PermissionDenied("You can’t begin stories.")
        context = report(self.typed_content(request, article), article=article)
        context["checklist_url"] = request.path  # the page that asks has the places that findings lead to
        return TemplateResponse(request, "admin/articles/article/_findings.html", context)

    # -- The public places --

    @method_decorator(require_safe)
    def visibility_view(self, request, object_id):
        """Where the story can be seen, now and at each moment that is set for later."""
        article, now = self.story_of(request, object_id), timezone.now()
        when = moments(article, now)
        groups = {}
        for place in places(article, now):
            answers = [place.is_open(each.at) for each in when]
            groups.setdefault(place.group, []).append((place, answers))
        context = {
            **self.page_context(request, article, "Where it can be seen"),
            "moments": when,
            "groups": groups,
            "open_now": sum(answers[0] for rows in groups.values() for _, answers in rows),
        }
        return TemplateResponse(request, "admin/articles/article/visibility.html", context)

    # -- Undoing a withdrawal --

    @method_decorator([csrf_protect, require_http_methods(["GET", "HEAD", "POST"])])
    def reinstate_view(self, request, object_id):
        """Call off a planned withdrawal, or bring a withdrawn story back: asked first, done by POST."""
        article = self.story_to_decide(request, object_id)
        withdrawn, refusal = article.withdrawn_edition(), None
        if request.method == "POST":
            seen = posted_number(request, "version")
            try:
                edition = article.reinstate(request.user, version=NO_VERSION if seen is None else seen)
            except Conflict as conflict:
                refusal = str(conflict)
                article = conflict.article
                withdrawn = article.withdrawn_edition()
            except Refusal as error:
                refusal = str(error)
            else:
                messages.success(request, said_of(article, edition, withdrawn))
                return redirect("admin:articles_article_change", article.pk)
        context = {
            **self.page_context(request, article, "Undo the withdrawal"),
            "withdrawn": withdrawn,
            "is_planned": withdrawn is not None and not withdrawn.has_ended(timezone.now()),
            "refused": refusal,
        }
        status = 409 if refusal else 200
        return TemplateResponse(request, "admin/articles/article/reinstate.html", context, status=status)

    def page_context(self, request, article, title):
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": title,
            "subtitle": str(article),
        }


def said_of(article, edition, withdrawn):
    if edition == withdrawn:
        words = "“{}” stays public: the withdrawal planned for {} is called off."
        return format_html(words, article, moment(withdrawn.live_until))
    return format_html('“{}” is public again: <a href="{}">see it</a>.', article, edition.get_absolute_url())
