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
from articles.admin.forms import DayAndTimeField
from articles.models import Article, LogLine, RightOfReply
from articles.record_form import RecordForm, in_words

FIELDS = ("name", "asked_at", "due_at", "answer", "note")


def field_for(field, **kwargs):
    if isinstance(field, models.DateTimeField):
        return field.formfield(**{**kwargs, "form_class": DayAndTimeField})
    return field.formfield(**kwargs)


Replies = forms.inlineformset_factory(
    Article,
    RightOfReply,
    form=RecordForm,
    fields=list(FIELDS),
    widgets={"note": forms.Textarea(attrs={"rows": 3})},
    formfield_callback=field_for,
    extra=1,
    max_num=100,
)


def saved(formset):
    """Save the lines of ``formset``, and return what the log says of each that was changed (list of str)."""
    columns = [RightOfReply._meta.get_field(name) for name in FIELDS]
    before = formset.instance.rights_of_reply.in_bulk()
    gone = [before[form.instance.pk] for form in formset.deleted_forms if form.instance.pk in before]
    formset.save()

    def facts(reply):
        said = [(column, in_words(reply, column)) for column in columns[1:] if getattr(reply, column.name)]
        return "; ".join(f"{column.verbose_name}: {words}" for column, words in said)

    def differences(old, new, names):
        changed = [column for column in columns if column.name in names]
        pairs = [(column.verbose_name, in_words(old, column), in_words(new, column)) for column in changed]
        return "; ".join(f"{what}: “{was}” before, “{now}” now" for what, was, now in pairs)

    return [
        *(f"{reply.name}, new. {facts(reply)}." for reply in formset.new_objects),
        *(
            f"{before[reply.pk].name}, changed. {differences(before[reply.pk], reply, names)}."
            for reply, names in formset.changed_objects
        ),
        *(f"{reply.name}, deleted. {facts(reply)}." for reply in gone),
    ]


class RightsOfReply(Feature):
    def feature_urls(self):
        view = self.admin_site.admin_view(self.replies_view)
        return [*super().feature_urls(), path("<path:object_id>/replies/", view, name="articles_article_replies")]

    @method_decorator([csrf_protect, require_http_methods(["GET", "HEAD", "POST"])])
    def replies_view(self, request, object_id):
        """The lines of one story, and room for one more. They are no part of its text: nothing conflicts with it."""
        article = self.story_of(request, object_id)
        formset = Replies(request.POST if request.method == "POST" else None, instance=article, prefix="replies")
        with transaction.atomic():  # rows that were changed stay locked until they are saved
            if formset.is_bound and formset.is_valid():
                for note in saved(formset):
                    article.log.create(action=LogLine.Action.REPLY, by=request.user, note=note)
                messages.success(request, "Saved.")
                return redirect("admin:articles_article_replies", article.pk)
        context = {**self.page_context(request, article, "Right of reply"), "formset": formset}
        return TemplateResponse(request, "admin/articles/article/replies.html", context)
