"""
Many stories at once. Each is asked for its own rules and for the version that the list showed; what became of each is
told. What needs a word first has a page that asks for it and leads back to the same list.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from articles import rights
from articles.admin.features import Feature
from articles.admin.forms import AddTagsForm, AssignManyForm, MoveForm
from articles.admin.publishing import told_address
from articles.exceptions import Conflict, NotAllowed, Refusal
from articles.models import Article
from articles.models.workflow import KEPT_IN_TRASH

MOST = 100


class BulkActions(Feature):
    actions = [
        "submit_selected",
        "publish_selected",
        "assign_selected",
        "tag_selected",
        "move_selected",
        "trash_selected",
        "untrash_selected",
    ]
    actions_selection_counter = True

    def get_actions(self, request):
        """In the trash nothing is offered but the way out; elsewhere everything else."""
        in_trash = request.GET.get("state") == Article.State.TRASHED
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if (name == "untrash_selected") == in_trash
        }

    def action_checkbox(self, article):
        return format_html(
            '{}<input type="hidden" name="version-{}" value="{}">',
            super().action_checkbox(article),
            article.pk,
            article.version,
        )

    def response_action(self, request, queryset):
        for number in request.POST.getlist(ACTION_CHECKBOX_NAME):
            if not number.isdecimal() or len(number) > 18:
                raise BadRequest("A story is named by its number.")
        return super().response_action(request, queryset)

    @admin.action(description="Submit for review", permissions=["change"])
    def submit_selected(self, request, queryset):
        self.do_with_each(request, queryset, "in review", lambda article, **seen: article.submit(request.user, **seen))

    @admin.action(description="Publish now…", permissions=["publish"])
    def publish_selected(self, request, queryset):
        return self.ask_first(
            request,
            queryset,
            None,
            "Publish now",
            "published",
            lambda article, form, **seen: publish_now(request, article, **seen),
        )

    @admin.action(description="Assign…", permissions=["publish"])
    def assign_selected(self, request, queryset):
        return self.ask_first(
            request,
            queryset,
            AssignManyForm,
            "Assign",
            "assigned",
            lambda article, form, **seen: article.assign(request.user, **form.asked_of(article), **seen),
        )

    @admin.action(description="Add tags…", permissions=["change"])
    def tag_selected(self, request, queryset):
        return self.ask_first(
            request,
            queryset,
            lambda data: AddTagsForm(data, user=request.user),
            "Add tags",
            "tagged",
            lambda article, form, **seen: article.add_tags(request.user, form.cleaned_data["tags"], **seen),
        )

    @admin.action(description="Move to a section…", permissions=["change"])
    def move_selected(self, request, queryset):
        return self.ask_first(
            request,
            queryset,
            MoveForm,
            "Move to a section",
            "moved",
            lambda article, form, **seen: article.move_to(request.user, form.cleaned_data["section"], **seen),
        )

    @admin.action(description="Move to trash…", permissions=["change"])
    def trash_selected(self, request, queryset):
        return self.ask_first(
            request,
            queryset,
            None,
            "Move to trash",
            "in the trash",
            lambda article, form, **seen: article.trash(request.user, **seen),
            but_not=Q(editions__isnull=False),
        )

    @admin.action(description="Take out of the trash", permissions=["change"])
    def untrash_selected(self, request, queryset):
        self.do_with_each(
            request, queryset, "out of the trash", lambda article, **seen: article.untrash(request.user, **seen)
        )

    # -- How --

    def ticked(self, request, queryset):
        """
        The stories (list) that were ticked and are still this person's, whatever the list's filter says by now; or all
        of the list. Of more than ``MOST`` the first so many, which is told.
        """
        if request.POST.get("select_across") == "1":
            articles = list(queryset[: MOST + 1])
            wanted = len(articles)
        else:
            numbers = request.POST.getlist(ACTION_CHECKBOX_NAME)[: MOST + 1]
            wanted = len(set(numbers))
            articles = list(self.get_queryset(request).filter(pk__in=numbers).for_desk())
        if wanted > MOST:
            words = f"These are the first {MOST} of what you chose: more are not done at once. Choose the others after."
            messages.info(request, words)
            return articles[:MOST]
        if gone := wanted - len(articles):
            words = "1 of them is" if gone == 1 else f"{gone} of them are"
            messages.warning(request, f"{words} not there any more, or not yours.")
        return articles

    def ask_first(self, request, queryset, form_class, title, done, action, but_not=None):
        """
        Show a page with the stories and what is to be said; when it comes back valid, call ``action`` with each story,
        the form and the version. ``form_class``: called with the data, or None when only a "yes" is asked for.
        ``but_not``: ``Q`` of the stories that it can’t be done to, which are shown apart.
        """
        articles = self.ticked(request, queryset)
        if not articles:
            return None
        pks = [article.pk for article in articles]
        left = set(Article.objects.filter(but_not, pk__in=pks).values_list("pk", flat=True)) if but_not else set()
        data = request.POST if "apply" in request.POST else None
        form = (form_class or forms.Form)(data)
        if data is not None and form.is_valid():
            self.do_with_each(request, queryset, done, lambda article, **seen: action(article, form, **seen), articles)
            return None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "form": form,
            "media": self.media + form.media,
            "action": request.POST["action"],
            "articles": [
                (article, version_shown(request, article) or article.version)
                for article in articles
                if article.pk not in left
            ],
            "left": [article for article in articles if article.pk in left],
            "back": request.get_full_path(),
            "days_in_trash": KEPT_IN_TRASH.days,
        }
        return TemplateResponse(request, "admin/articles/article/bulk.html", context)

    def do_with_each(self, request, queryset, done, action, articles=None):
        """Call ``action(article, version=…)`` for each, and tell how many are ``done`` and what kept the others."""
        articles = self.ticked(request, queryset) if articles is None else articles
        number = gone = 0
        for article in articles or []:
            try:
                action(article, version=version_shown(request, article))
            except Conflict:
                link = reverse("admin:articles_article_change", args=[article.pk])
                told = '<a href="{}">“{}”</a> was changed by somebody else since you saw it here. Look at it first.'
                messages.warning(request, format_html(told, link, article))
            except (Refusal, NotAllowed) as refusal:
                messages.warning(request, format_html("“{}”: {}", article, refusal))
            else:
                number += 1
                gone += not rights.may_edit(request.user, article)
        if number:
            words = f"{number} {'story is' if number == 1 else 'stories are'} {done}."
            if gone:
                words += f" You can’t open {gone} of them any more: another desk’s now."
            messages.success(request, words)


def publish_now(request, article, version):
    edition = article.publish(request.user, version=version)
    if edition.taken:
        messages.info(request, format_html("“{}”: {}", article, told_address(edition)))


def version_shown(request, article):
    """The version (int) of ``article`` that the list showed, or None for a story that was not on the page."""
    version = request.POST.get(f"version-{article.pk}", "")
    return int(version) if version.isdecimal() and len(version) <= 10 else None
