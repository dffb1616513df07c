"""New authors and tags that wait for an editor: accepted, refused, or found to be the same as another."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.text import capfirst
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.names import AuthorsField, TagsField
from articles.exceptions import Refusal
from articles.models import Article, Author, Tag

FIELDS = {Author: AuthorsField, Tag: TagsField}


def waiting_for(user, most):
    """
    Rows for the first page: the new names on stories that ``user`` decides on, oldest first, ``most`` of each kind. 1
    query for each kind that they decide on.
    """
    rows = []
    for model in FIELDS:
        if not model.may_decide(user):
            continue
        here = f"{model.STORIES}__{model._meta.model_name}"
        stories = Article.objects.decided_by(user).filter(**{here: OuterRef("pk")}).order_by("pk")
        waiting = model.objects.proposed().annotate(headline=Subquery(stories.values("headline")[:1]))
        waiting = waiting.filter(headline__isnull=False).select_related("proposed_by").order_by("proposed_at", "pk")
        rows += [row(one) for one in waiting[:most]]
    return rows


def row(one):
    what, by = one._meta.model_name, one.proposed_by
    other = "somebody else" if isinstance(one, Author) else "another"
    ways = (("Accept", "accept"), (f"Same as {other}…", "same"), ("Refuse", "refuse"))
    proposed = f"Proposed by {by.get_full_name() or by.get_username()}" if by else "Proposed"
    return {
        "headline": f"New {what}: {one}",
        "url": reverse(f"admin:articles_{what}_change", args=[one.pk]),
        "words": [f"{proposed} for “{one.headline}”"],
        "buttons": [(words, reverse(f"admin:articles_{what}_{way}", args=[one.pk]), {}) for words, way in ways],
    }


class Proposals:
    """Mixin of the admin of a ``Proposal``: three addresses that decide on one."""

    def get_urls(self):
        views = {"accept": self.accept_view, "refuse": self.refuse_view, "same": self.same_view}
        return [
            *(
                path(
                    f"<int:pk>/{way}/",
                    self.admin_site.admin_view(view),
                    name=f"articles_{self.opts.model_name}_{way}",
                )
                for way, view in views.items()
            ),
            *super().get_urls(),
        ]

    def to_decide(self, request, pk):
        """The new name. Whose story it is not gets 404, who decides on none 403. 2 queries."""
        if not self.model.may_decide(request.user):
            raise PermissionDenied(f"Only an editor can decide on a new {self.opts.verbose_name}.")
        one = self.model.objects.filter(pk=pk).first()
        if one is None:
            raise Http404(f"There is no such {self.opts.verbose_name}: it was decided on meanwhile.")
        theirs = Article.objects.decided_by(request.user).order_by().values("pk")
        stories = one.stories()
        if one.is_proposed and stories.exists() and not stories.filter(pk__in=theirs).exists():
            raise Http404(f"This {self.opts.verbose_name} stands on stories of another desk.")
        return one

    def decide(self, request, action, words):
        """Do ``action`` and say ``words``, or why not; then home, where the next one waits."""
        try:
            action()
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, words)
        return redirect("admin:index")

    @method_decorator([csrf_protect, require_POST])
    def accept_view(self, request, pk):
        one = self.to_decide(request, pk)

        def accept():
            one.accept(request.user)
            self.log_change(request, one, "Accepted.")

        return self.decide(request, accept, format_html("{} is accepted. Readers see it where it stands.", one))

    @method_decorator([csrf_protect, require_POST])
    def refuse_view(self, request, pk):
        one = self.to_decide(request, pk)

        def refuse():
            self.log_deletions(request, [one])
            one.refuse(request.user)

        words = format_html("{} is refused, and taken off its stories. Their log says so.", one)
        return self.decide(request, refuse, words)

    @method_decorator([csrf_protect, require_http_methods(["GET", "HEAD", "POST"])])
    def same_view(self, request, pk):
        """Asks who or what it is the same as; POST with ``into`` merges the two."""
        one = self.to_decide(request, pk)
        form = same_form(self.model, request.POST if "into" in request.POST else None)
        if form.is_valid():
            (chosen,) = form.cleaned_data["into"]
            other = chosen if isinstance(chosen, self.model) else self.model.objects.known_as(chosen)

            def merge():
                one.merge_into(other, request.user)
                self.log_change(request, other, f"Took the place of the new {self.opts.verbose_name} “{one}”.")

            return self.decide(request, merge, format_html("“{}” is “{}” now, on every story.", one, other))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": one,
            "title": f"Whom is “{one}” the same as?" if self.model is Author else f"What is “{one}” the same as?",
            "form": form,
            "media": form.media,
        }
        return TemplateResponse(request, "admin/articles/same_name.html", context)


def same_form(model, data):
    field = FIELDS[model](label=capfirst(model._meta.verbose_name))
    field.most = field.widget.most = 1
    return type("SameForm", (forms.Form,), {"into": field})(data)
