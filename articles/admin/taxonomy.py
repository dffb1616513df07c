"""Sections, authors and tags, and the suggestions of the tag field."""

from dal import autocomplete
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Case, When
from django.urls import path

from articles.admin.base import DeskAdmin, PeekingPaginator
from articles.models import Author, Section, Tag


@admin.register(Section)
class SectionAdmin(DeskAdmin):
    list_display = ["name", "slug", "position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["members"]


@admin.register(Author)
class AuthorAdmin(DeskAdmin):
    list_display = ["name", "role", "user"]
    list_select_related = ["user"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["portrait"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = get_user_model().objects.filter(is_staff=True).order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class TagSuggestions(autocomplete.Select2QuerySetView):
    """
    What the tag field suggests: names, those that begin with what was typed first.

    The last one offers a new tag, to those who may make tags; never the first, which a quick Enter would take.
    """

    queryset = Tag.objects.all()
    paginator_class = PeekingPaginator
    paginate_by = 10

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("articles.view_tag"):
            raise PermissionDenied("Tags are for those who write.")
        # A word longer than any tag, or with a NUL in it, finds nothing.
        self.typed = "".join(filter(str.isprintable, request.GET.get("q", "")))[:101].strip()
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        begins = Case(When(name__istartswith=self.typed, then=0), default=1)
        return Tag.objects.filter(name__icontains=self.typed).order_by(begins, "name")

    def get_result_value(self, tag):
        return tag.name

    def get_create_option(self, context, q):
        is_last = not self.has_more(context)
        is_known = Tag.objects.filter(name__iexact=self.typed).exists()
        if not self.typed or not is_last or is_known or not self.request.user.has_perm("articles.add_tag"):
            return []
        return [{"id": self.typed, "text": f"New tag: “{self.typed}”", "selected_text": self.typed}]


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    list_display = ["name", "slug", "description"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_urls(self):
        suggest = self.admin_site.admin_view(TagSuggestions.as_view())
        return [path("suggest/", suggest, name="articles_tag_suggest"), *super().get_urls()]
