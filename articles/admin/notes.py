"""Notes on a story: a page of their own, and a part of the story's form that never sends what is typed there."""

import json

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from articles import richtext, text
from articles.admin.features import Feature
from articles.exceptions import Refusal
from articles.models import Note

# What a form says of the words that a new note is on: names of inputs → those of passage_fields().
PASSAGE = {"passage": "quote", "passage_before": "before", "passage_after": "after"}
FOLLOWED = 200  # passages that one form tells of


def with_open_notes(articles):
    """``articles`` with ``open_notes``: the number of threads on each that nobody has resolved."""
    threads = Note.objects.open().filter(article=OuterRef("pk")).order_by().values("article")
    number = Subquery(threads.annotate(number=Count("pk")).values("number"))
    return articles.annotate(open_notes=Coalesce(number, 0))


class Notes(Feature):
    def feature_urls(self):
        return [
            *super().feature_urls(),
            path("<path:object_id>/notes/", self.admin_site.admin_view(self.notes_view), name="articles_article_notes"),
        ]

    def feature_context(self, request, article):
        context = super().feature_context(request, article)
        if article is None or not article.pk:
            return context
        return {**context, **notes_of(article)}

    def save_related(self, request, form, formsets, change):
        """With the text, the form says where the passages of notes stand in it now (``note_passages``)."""
        super().save_related(request, form, formsets, change)
        if passages := followed(request.POST.get("note_passages", "")):
            form.instance.notes.follow(passages)

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect])
    def notes_view(self, request, object_id):
        """
        All threads, with what adds to them. A script on the story's form asks for the part alone
        (``X-Part: notes``), so that the form around it stays as it is; without script it opens in a tab of its own.
        """
        article = self.story_for(request, object_id)
        is_part = request.headers.get("X-Part") == "notes"
        said, refused = "", ""
        if request.method == "POST":
            try:
                said = self.change_notes(request, article)
            except Refusal as refusal:
                refused = str(refusal)
            else:
                if not is_part:
                    messages.success(request, said)
                    return HttpResponseRedirect(reverse("admin:articles_article_notes", args=[article.pk]))
        context = {
            "original": article,
            **notes_of(article, typed(request, done=bool(said))),
            "outcome": refused or said,
            "refused": refused,
        }
        status = 422 if refused else 200
        if is_part:
            return TemplateResponse(request, "admin/articles/article/_notes.html", context, status=status)
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Notes",
            "subtitle": str(article),
            "own_page": True,
        }
        return TemplateResponse(request, "admin/articles/article/notes.html", {**page, **context}, status=status)

    def change_notes(self, request, article):
        """Do what the pressed button says, and return it in a sentence. Raise ``Refusal``."""
        data = request.POST
        if "write" in data:
            passage = {part: data.get(name, "") for name, part in PASSAGE.items()}
            return told(Note.write(article, request.user, data.get("note", ""), passage=passage))
        for button in ("answer", "resolve", "reopen"):
            if button in data:
                number = data[button]
                if not number.isdecimal() or len(number) > 18:
                    raise BadRequest("A note is named by its number.")
                thread = get_object_or_404(article.notes, pk=number, parent=None)
                if button == "answer":
                    return told(Note.write(article, request.user, data.get(f"answer-{number}", ""), parent=thread))
                thread.resolve(request.user, resolved=button == "resolve")
                return "The thread is resolved." if button == "resolve" else "The thread is open again."
        raise BadRequest("Nothing was pressed.")


def notes_of(article, typed=None):
    """
    Dict for the template; ``typed``: what stands in the inputs (dict of name → str). 2 queries.

    Each thread says whether the words of its passage stand in the saved text (``is_there``). Where they were changed,
    the editor finds them too (static/js/desk/editor/passages.js).
    """
    typed = typed or {}
    threads = list(article.notes.for_story())
    words = text.line(richtext.text(article.body)) if any(thread.passage for thread in threads) else ""
    for thread in threads:
        thread.is_there = thread.passage in words
        thread.typed = typed.get(f"answer-{thread.pk}", "")
    return {
        "outcome": "",
        "refused": "",
        "typed": typed,
        "note_threads": [thread for thread in threads if not thread.resolved_at],
        "resolved_threads": [thread for thread in threads if thread.resolved_at],
    }


def typed(request, done):
    """What stands in the inputs (dict of name → str) but that which was taken by the button."""
    new = {"note", *PASSAGE}
    taken = () if not done else new if "write" in request.POST else {f"answer-{request.POST.get('answer')}"}
    return {
        name: value
        for name, value in request.POST.items()
        if (name in new or name.startswith("answer-")) and name not in taken
    }


def followed(typed):
    """What ``Note.objects.follow`` takes (dict), from the JSON that a form sent; {} when it can't be read."""
    try:
        found = json.loads(typed)
        return {
            int(pk): {part: str(said[part]) for part in PASSAGE.values()}
            for pk, said in list(found.items())[:FOLLOWED]
            if pk.isascii() and pk.isdecimal() and len(pk) < 19
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def told(note):
    """A sentence on what became of a new note, and on the names in it that reach nobody."""
    if not note.unreached:
        return "The note is written."
    names = ", ".join(f"@{name}" for name in note.unreached)
    return f"The note is written. Nobody who may open this story is called {names}: no mail went there."
