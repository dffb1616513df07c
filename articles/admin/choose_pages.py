"""
Choosing without script. A button of the story's form keeps what is typed and leads to a page of records, at the address
that the choosers ask; what is chosen there is put into what was kept, and the form shows it, not saved yet.
"""

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from articles.admin.autosave import posted_key, posted_number
from articles.admin.features import Feature
from articles.admin.forms import linkable_by
from articles.admin.widgets import is_id
from articles.content import citation_content
from articles.exceptions import TextTooLong
from articles.models import Article, Author, Citation, Image, RelatedLink, Source, Tag


class Way(NamedTuple):
    """What is chosen (a kind of ``choosers``), the heading of its page, and the part of the form one comes back to."""

    kind: str
    heading: str
    place: str


# By the value of the button that leads there.
WAYS = {
    "lead_image": Way("image", "Choose a picture", "picture"),
    "social_image": Way("image", "Choose a picture for social media", "more"),
    "translation_of": Way("story", "Choose the story that this one translates", "more"),
    "authors": Way("author", "Choose an author", "fields"),
    "tags": Way("tag", "Choose a tag", "fields"),
    "citations": Way("source", "Choose a source", "sources"),
    "related_links": Way("story", "Choose a story", "related"),
    "picture_in_text": Way("image", "Choose a picture for the end of the text", "id_body"),
    "see_also": Way("story", "Choose a story to point to at the end of the text", "id_body"),
}


def put(content, field, record):
    """``content`` (the shape of ``Revision.content``) with ``record`` where ``field`` (of ``WAYS``) has it."""
    match field:
        case "authors":
            row = {"author": record.pk, "name": record.name}
            return {**content, "bylines": [*content["bylines"], row]}
        case "tags":
            return {**content, "tags": sorted({*content["tags"], record.name}, key=str.casefold)}
        case "citations":
            return {**content, "citations": [*content["citations"], citation_content(Citation(source=record))]}
        case "related_links":
            label = RelatedLink._meta.get_field("label").get_default()
            row = {"target": record.pk, "url": "", "title": "", "label": label}
            return {**content, "related": [*content["related"], row]}
        case "picture_in_text":
            return {**content, "body": f'{content["body"]}\n<figure data-image="{record.pk}"></figure>'}
        case "see_also":
            return {**content, "body": f'{content["body"]}\n<aside data-see-also="{record.pk}"></aside>'}
    return {**content, field: record.pk}


class Found(NamedTuple):
    """A record on the page: ``why_not`` says why it can't be chosen ("": it can)."""

    pk: int
    name: str
    words: str
    picture: str = ""
    why_not: str = ""


def found(kind, record, words=""):
    """``words``: what tells an author or a tag from others."""
    if kind == "image":
        return Found(record.pk, record.title, record.credit or "No credit", record.thumbnail_url)
    if kind == "source":
        why_not = f"Withdrawn: {record.status_reason}" if record.status == Source.Status.WITHDRAWN else ""
        return Found(record.pk, record.name, record.get_kind_display(), why_not=why_not)
    if kind == "story":
        return Found(record.pk, record.name, ", ".join(filter(None, [str(record.section or ""), record.words])))
    return Found(record.pk, record.name, words)


class ChoosePages(Feature):
    def feature_urls(self):
        view = self.admin_site.admin_view(self.chosen_view)
        return [*super().feature_urls(), path("<path:object_id>/chosen/", view, name="articles_article_chosen")]

    # -- From the form --

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        field = request.POST.get("_choose")
        if field in WAYS:
            try:
                return self.to_choose(request, object_id, field)
            except TextTooLong:
                pass  # which the form says
        return super().changeform_view(request, object_id, form_url, extra_context)

    def to_choose(self, request, object_id, field):
        """Keep what is typed, of a new story too, and lead to the page of records."""
        if object_id is None and not self.has_add_permission(request):
            raise PermissionDenied("You may not begin a story.")
        article = self.own_story(request, object_id) if object_id else None
        key = posted_key(request)
        if article is None and key is None:
            return HttpResponseBadRequest("A new story needs the key of its form.")
        content, typed = self.typed(request, article)
        try:
            article, revision = self.keep_of(request, article, key, content, typed.saved)
        except IntegrityError:
            return HttpResponseBadRequest("This form has begun a story of somebody else.")
        self.keep_typed(request, article)
        query = {"for": article.pk, "field": field, "from": revision.number if revision else ""}
        return redirect(f"{reverse(f'admin:articles_article_choose_{WAYS[field].kind}')}?{urlencode(query)}")

    # -- The page --

    def choosing_page(self, request, kind, records, next_page=None):
        """``records`` (list of ``Found``) to choose one of. 404 for no story of the person, or no such field."""
        field = request.GET["field"]
        if field not in WAYS or WAYS[field].kind != kind:
            raise Http404("Nothing of the story is chosen here.")
        article = self.own_story(request, request.GET.get("for", ""))
        return self.page_of_choices(request, article, field, request.GET.get("from", ""), records, next_page)

    def page_of_choices(self, request, article, field, number, records=(), next_page=None, refused=""):
        way = WAYS[field]
        asked = {"for": article.pk, "field": field, "from": number}
        query = {**asked, "q": request.GET.get("q", "")}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": way.heading,
            "asked": asked,
            "field": field,
            "kind": way.kind,
            "found": records,
            "next_url": next_page and f"?{urlencode({**query, 'page': next_page})}",
            "choose_url": reverse(f"admin:articles_article_choose_{way.kind}"),
            "back_url": back(article, number, field),
            "refused": refused,
            "source_kinds": Source.Kind.choices,
        }
        return TemplateResponse(
            request, "admin/articles/article/choose_page.html", context, status=422 if refused else None
        )

    # -- Back to the form --

    @method_decorator([csrf_protect, require_POST])
    def chosen_view(self, request, object_id):
        """
        Put the record ``value`` (or a source that is made of ``name``, ``kind`` and ``description``) into what was kept
        as the autosave ``from``, and show the form with it. ``value`` "row": an empty row.
        """
        article = self.own_story(request, object_id)
        field, number = request.POST.get("field"), posted_number(request, "from")
        if field not in WAYS:
            raise Http404("Nothing of the story is chosen here.")
        if request.POST.get("value") == "row":
            return redirect(back(article, number, field, {"add": field}))
        if "name" in request.POST and WAYS[field].kind == "source":
            record, refused = self.made_source(request)
            if record is None:
                return self.page_of_choices(request, article, field, number or "", refused=refused)
        else:
            record = self.choosable(request, WAYS[field].kind)
        mine = article.revisions.filter(number=number or 0, autosave=True, created_by=request.user).first()
        content = put(mine.content if mine else article.content(), field, record)
        based_on = mine.based_on if mine else self.saved_number(request, article)
        with transaction.atomic():
            kept = article.autosave(request.user, content, based_on, grows=mine.number if mine else 0)
        named = record.headline if isinstance(record, Article) else record
        messages.success(request, format_html("“{}” is chosen. It is saved with the story.", named))
        return redirect(back(article, kept.number, field))

    def choosable(self, request, kind):
        """The record that was chosen; 404 for one that the person may not choose. 1 query."""
        records = {
            "image": Image.objects,
            "source": Source.objects.in_ledger().filter(status=Source.Status.ACTIVE),
            "story": linkable_by(request.user),
            "author": Author.objects,
            "tag": Tag.objects,
        }[kind]
        value = request.POST.get("value", "")
        record = records.filter(pk=value).first() if is_id(value) else None
        if record is None:
            raise Http404(f"{capfirst(kind)} {value[:20]} is not there to be chosen.")
        return record


def back(article, number, field, query=None):
    """The way to the form as it was kept (autosave ``number``, or None), open where ``field`` stands."""
    query = {**({"from": number} if number else {}), "chosen": field, **(query or {})}
    return f"{reverse('admin:articles_article_change', args=[article.pk])}?{urlencode(query)}#{WAYS[field].place}"
