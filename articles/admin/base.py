"""What all pages of the desk have in common."""

from functools import cached_property

from django.contrib import admin
from django.core.paginator import EmptyPage, Paginator
from django.db import models
from django.http import Http404
from django.utils.html import format_html
from django.utils.text import capfirst

from articles.forms import DayAndTimeField
from articles.widgets import Day


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


class PeekingPaginator(Paginator):
    """For suggestions: knows whether there is more by looking one row further, and counts nothing."""

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


FORM_FIELDS = {
    models.DateTimeField: {"form_class": DayAndTimeField},
    models.DateField: {"widget": Day},
    models.URLField: {"assume_scheme": "https"},
}


class DeskAdmin(admin.ModelAdmin):
    paginator = CappedPaginator
    show_full_result_count = False
    empty_value_display = ""
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    actions_on_bottom = False
    formfield_overrides = FORM_FIELDS

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404(f"No {opts.verbose_name} of this number is yours to see.")

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    def get_deleted_objects(self, objs, request):
        """What stands in the way is told in sentences, with numbers, instead of listing it all. 1 query each."""
        in_use = [sentence for obj in objs for sentence in uses(obj)]
        if in_use:
            return [], {}, set(), in_use
        return super().get_deleted_objects(objs, request)


def uses(obj):
    """Return sentences (list of SafeString) on what forbids deleting ``obj``. 2 queries per kind of use."""
    sentences = []
    for relation in obj._meta.related_objects:
        if relation.on_delete is not models.PROTECT:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: obj})
        if number := rows.count():
            names = ", ".join(f"“{row}”" for row in rows[:5])
            opts = relation.related_model._meta
            sentences.append(
                format_html(
                    "“{}” is the {} of {} {}: {}{}.",
                    obj,
                    relation.field.verbose_name,
                    number,
                    opts.verbose_name if number == 1 else opts.verbose_name_plural,
                    names,
                    "" if number <= 5 else " and more",
                )
            )
    return sentences
