"""Right of reply: whom a story names, when they were asked, by when, and what they said. The desk’s alone."""

from django import forms
from django.contrib import messages
from django.db import models, transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from articles.admin.features import Feature
from articles.forms import DayAndTimeField
from articles.models import Article, RightOfReply


def field_for(field, **kwargs):
    if isinstance(field, models.DateTimeField):
        return field.formfield(**{**kwargs, "form_class": DayAndTimeField})
    return field.formfield(**kwargs)


Replies = forms.inlineformset_factory(
    Article,
    RightOfReply,
    fields=["name", "asked_at", "due_at", "answer", "note"],
    widgets={"note": forms.Textarea(attrs={"rows": 3})},
    formfield_callback=field_for,
    extra=1,
    max_num=100,
)


class RightsOfReply(Feature):
    def feature_urls(self):
        view = self.admin_site.admin_view(self.replies_view)
        return [*super().feature_urls(), path("<path:object_id>/replies/", view, name="articles_article_replies")]

    @method_decorator([csrf_protect, require_http_methods(["GET", "HEAD", "POST"])])
    def replies_view(self, request, object_id):
        """The lines of one story, and room for one more. They are no part of its text: nothing conflicts with it."""
        article = self.story_of(request, object_id)
        formset = Replies(request.POST if request.method == "POST" else None, instance=article, prefix="replies")
        if formset.is_bound and formset.is_valid():
            with transaction.atomic():
                formset.save()
            messages.success(request, "Saved.")
            return redirect("admin:articles_article_replies", article.pk)
        context = {**self.page_context(request, article, "Right of reply"), "formset": formset}
        return TemplateResponse(request, "admin/articles/article/replies.html", context)
