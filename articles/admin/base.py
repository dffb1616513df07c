"""What all pages of the desk have in common."""

from collections.abc import Sequence
from functools import cached_property

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR
from django.core.paginator import EmptyPage, Paginator
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from articles import text
from articles.admin.forms import DayAndTimeField
from articles.admin.pictures import picture_field
from articles.admin.widgets import Day
from articles.models import Article, Front, Image, Pointer, Source
from articles.models.desk_index import Indexed, among
from articles.record_form import RecordForm


class CappedPaginator(Paginator):
    """Counts no further than ``CAP``: the cost of a list does not grow with the archive."""

    CAP = 2000

    @cached_property
    def count(self):
        return min(self._found, self.CAP)

    @property
    def is_capped(self):
        return self._found > self.CAP

    @cached_property
    def _found(self):
        return self.object_list.order_by().values("pk")[: self.CAP + 1].count()


class SearchPaginator(CappedPaginator):
    """Counts less far: each record that may have the words has to be read to know."""

    CAP = 500


class Counted(models.Subquery):
    """How many rows a query has: of a sliced one as many as are worth counting."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


class PeekingPaginator(Paginator):
    """For what is chosen from: knows whether there is more by looking one row further, and counts nothing."""

    def page(self, number):
        start = (self.validate_number(number) - 1) * self.per_page
        rows = list(self.object_list[start : start + self.per_page + 1])
        page = self._get_page(rows[: self.per_page], number, self)
        page.has_next = lambda: len(rows) > self.per_page
        return page

    def validate_number(self, number):
        number = int(number)
        if not 0 < number <= 1000:
            raise EmptyPage("No such page.")
        return number


def as_term(typed):
    """What is looked for when somebody has ``typed`` (str) that: 100 characters of it at most."""
    return text.line(typed)[:100]


def asks_what_can_not_be(request):
    """Whether the address filters a list by a number beyond all numbers, which no database can look for."""
    filters = [value for name, value in request.GET.items() if name != SEARCH_VAR]
    return any(len(value) > 18 and value.isdecimal() for value in filters)


def without_blanks(query):
    """``query`` (``QueryDict``) without what a form of filters sends of those that nothing was chosen in."""
    made = query.copy()
    for name, values in query.lists():
        if not any(values):
            del made[name]
    return made


FORM_FIELDS: dict = {
    models.DateTimeField: {"form_class": DayAndTimeField},
    models.DateField: {"widget": Day},
    models.URLField: {"widget": forms.URLInput},  # without Django’s “Currently” above it
}


class ChoosingForm(helpers.ActionForm):
    action = forms.ChoiceField(label="What to do with them")


class DeskAdmin(admin.ModelAdmin):
    """
    ``what``: (one, many) of the records in words, by default the model’s; ``pages_are``: what the pages before and
    after this one are called; ``plain_columns``: columns that need no name where a row is shown as a card.
    """

    what: tuple[str, str] | None = None
    pages_are = ("Previous", "Next")
    plain_columns: Sequence[str] = ()
    action_form = ChoosingForm
    paginator = CappedPaginator
    show_full_result_count = False
    empty_value_display = ""
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    actions_on_bottom = False
    formfield_overrides = FORM_FIELDS

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.what = self.what or (self.opts.verbose_name, self.opts.verbose_name_plural)

    def changelist_view(self, request, extra_context=None):
        if asks_what_can_not_be(request):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")  # as Django does with other odd filters
        request.GET = without_blanks(request.GET)
        return super().changelist_view(request, {"title": capfirst(self.what[1]), **(extra_context or {})})

    def get_action_choices(self, request, default_choices=(("", "What to do with them…"),)):
        return super().get_action_choices(request, list(default_choices))

    def get_paginator(self, request, queryset, per_page, *args, **kwargs):
        is_search = self.paginator is CappedPaginator and request.GET.get(SEARCH_VAR)
        paginator = SearchPaginator if is_search else self.paginator
        return paginator(queryset, per_page, *args, **kwargs)

    @admin.display(description="")
    def action_checkbox(self, obj):
        """The box that chooses a row; no widget of a form, whose template took a tenth of the time of a list."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" aria-label="Choose “{}”" data-choose>',
            helpers.ACTION_CHECKBOX_NAME,
            obj.pk,
            obj,
        )

    def beside_link(self, obj):
        """What stands in a list behind the link to ``obj``."""
        return ""

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404(f"No {self.what[0]} of this number is yours to see.")

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if not db_field.has_default():
            blank = [("", "None" if db_field.blank else "Choose…")]
            kwargs.setdefault("choices", db_field.get_choices(blank_choice=blank))
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("empty_label", "None" if db_field.blank else "Choose…")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.related_model is Image:
            return db_field.formfield(**picture_field())
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    def response_add(self, request, obj, post_url_continue=None):
        self.tell_saved(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self.tell_saved(request, obj)
        return super().response_change(request, obj)

    def tell_saved(self, request, obj):
        if IS_POPUP_VAR not in request.POST:
            messages.success(request, f"“{obj}” is saved. {self.said_of(obj)}".strip())

    def said_of(self, obj):
        """What else is told of ``obj`` when it was saved (str)."""
        return ""

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        """Django’s, without the words of its own that it has for a save: ``tell_saved`` has told of it."""
        if level == messages.SUCCESS and request.resolver_match.url_name.endswith(("_add", "_change")):
            return
        super().message_user(request, message, level, *args, **kwargs)

    def get_deleted_objects(self, objs, request):
        """What stands in the way is told in sentences, with numbers, instead of listing it all. 1 query each."""
        in_use = [sentence for obj in objs for sentence in uses(obj)]
        if in_use:
            return [], {}, set(), in_use
        return super().get_deleted_objects(objs, request)


class RecordAdmin(DeskAdmin):
    """Of records that several people may have open at once: a save writes what was changed (``RecordForm``)."""

    form = RecordForm

    def save_model(self, request, obj, form, change):
        if change:
            form.save_changes()
        else:
            super().save_model(request, obj, form, change)


class NamedAdmin(RecordAdmin):
    """Of records that are ``Named``: searched by their names alone, however these are typed."""

    search_fields = ["name_key"]

    def get_search_results(self, request, queryset, search_term):
        words = text.folded(search_term)
        if issubclass(self.model, Indexed):
            queryset = among(queryset, self.model.objects.with_parts(words))
        return super().get_search_results(request, queryset, words)


def uses(obj):
    """
    Return sentences (list of SafeString) on what forbids deleting ``obj``, with the stories it is used in: stories as
    they are written now and every edition, live, waiting or over; fronts as they are now and will be. Not counted are
    revisions that were never public, and fronts that are over.

    2 queries per kind of use.
    """
    sentences = []
    for relation in obj._meta.related_objects:
        if relation.on_delete is not models.PROTECT:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: obj})
        if number := rows.count():
            opts = relation.related_model._meta
            words = opts.verbose_name if number == 1 else opts.verbose_name_plural
            sentences.append(used(obj, f"the {relation.field.verbose_name} of {number} {words}", where(rows)))
    if kind := {Image: Pointer.Kind.PICTURE, Source: Pointer.Kind.SOURCE}.get(type(obj)):
        sentences += uses_in_texts(obj, Pointer.objects.filter(kind=kind, target=obj.pk))
    if isinstance(obj, Image) and (fronts := Front.objects.with_pictures().get(obj.pk)):
        sentences.append(used(obj, "shown with a story on", ", ".join(map(str, fronts))))
    return sentences


def uses_in_texts(obj, pointers):
    """The same for what no relation knows: the texts, and what editions cite and have for social media."""
    at_the_desk, in_editions = pointers.filter(edition=None), pointers.exclude(edition=None)
    written, public = (Article.objects.filter(pk__in=rows.values("article")) for rows in (at_the_desk, in_editions))
    return [
        used(obj, f"{words} {number} {'article' if number == 1 else 'articles'}", where(articles))
        for words, articles in (("in the text of", written), ("in editions of", public))
        if (number := articles.count())
    ]


def used(obj, how, names):
    return format_html("“{}” is {}: {}.", obj, how, names)


def where(rows):
    """Name the first five ``rows`` (queryset); those that belong to a story by its headline, with the way there."""
    fields = {field.name for field in rows.model._meta.get_fields()}
    to_story = "article" if "article" in fields else "edition__article" if "edition" in fields else None
    if to_story:
        rows = Article.objects.filter(pk__in=rows.order_by().values(to_story))
    found = list(rows[:6])
    if rows.model is Article:
        links = [(reverse("admin:articles_article_change", args=[row.pk]), row) for row in found[:5]]
        names = format_html_join(", ", '<a href="{}">“{}”</a>', links)
    else:
        names = format_html_join(", ", "“{}”", [[row] for row in found[:5]])
    return format_html("{} and more", names) if len(found) > 5 else names
