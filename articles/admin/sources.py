"""Sources: who says so, and in how many stories."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, OuterRef, Subquery

from articles.admin.base import DeskAdmin
from articles.models import Citation, Source


class SourceList(ChangeList):
    def get_queryset(self, request, exclude_parameters=None):
        """Sources with ``used_in``: the number of stories (int or None), counted for the rows shown alone."""
        uses = Citation.objects.filter(source=OuterRef("pk")).order_by().values("source")
        stories = uses.annotate(number=Count("article", distinct=True)).values("number")
        return super().get_queryset(request, exclude_parameters).annotate(used_in=Subquery(stories))


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    list_display = ["name", "kind", "description", "status", "used_in"]
    list_filter = ["kind", "status"]
    sortable_by = ["name"]
    search_fields = ["name"]
    view_on_site = False

    def get_changelist(self, request, **kwargs):
        return SourceList

    @admin.display(description="stories")
    def used_in(self, source):
        return source.used_in or 0
