"""Pictures: the library and the form. What an upload must be is decided in ``articles/images/processing.py``."""

from datetime import timedelta

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils import timezone
from django.utils.html import format_html

from articles.admin import uploads
from articles.admin.base import RecordAdmin
from articles.admin.forms import ImageForm
from articles.admin.image_files import ImageFiles, answer_to
from articles.admin.image_uses import SEEN, kept_from, uses_of
from articles.exceptions import DiskFull
from articles.images.processing import Picture
from articles.models import Image
from articles.models.images import DESCRIBING, ENDING


class ImageList(ChangeList):
    """``view=list`` in the address shows rows, anything else a grid."""

    def get_filters_params(self, params=None):
        found = super().get_filters_params(params)
        found.pop("view", None)
        return found

    @property
    def is_grid(self):
        return self.params.get("view") != "list" and not self.is_popup

    def as_grid(self):
        return self.get_query_string({"view": "grid"})

    def as_list(self):
        return self.get_query_string({"view": "list"})


class PersonFilter(admin.SimpleListFilter):
    """Whom the picture shows: typed, as a list of all persons would grow with the library."""

    title, parameter_name = "person", "person"
    template = "admin/articles/image/person_filter.html"

    def lookups(self, request, model_admin):
        return ()

    def has_output(self):
        return True

    def choices(self, changelist):
        others = {name: value for name, value in changelist.params.items() if name != self.parameter_name}
        yield {"others": others, "typed": self.value() or "", "all": changelist.get_query_string(remove=["person"])}

    def queryset(self, request, queryset):
        person = (self.value() or "")[:100].strip()
        return queryset.showing(person) if person else queryset


class UploadedFilter(admin.SimpleListFilter):
    title, parameter_name = "uploaded", "uploaded"

    def lookups(self, request, model_admin):
        return [
            ("1", "in the last day"),
            ("7", "in the last week"),
            ("31", "in the last month"),
            ("366", "in the last year"),
        ]

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(created_at__gte=timezone.now() - timedelta(days=int(self.value())))


class RightsFilter(admin.SimpleListFilter):
    title, parameter_name = "rights", "rights"

    def lookups(self, request, model_admin):
        return [("over", "over"), ("ending", f"ending in {ENDING.days} days"), ("open", "open")]

    def queryset(self, request, queryset):
        known = self.value() in dict(self.lookup_choices)
        return queryset.with_rights(self.value()) if known else queryset


class UseFilter(admin.SimpleListFilter):
    title, parameter_name = "use", "use"

    def lookups(self, request, model_admin):
        return [
            ("none", "unused"),
            ("mine", "mine"),
            ("undescribed", "without alternative text"),
            ("unmade", "being made, or failed"),
        ]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return queryset.unused()
        if self.value() == "mine":
            return queryset.filter(uploaded_by=request.user)
        if self.value() == "unmade":
            return queryset.unmade()
        return queryset.undescribed() if self.value() == "undescribed" else queryset


@admin.register(Image)
class ImageAdmin(ImageFiles, RecordAdmin):
    form = ImageForm
    list_display = ["thumbnail", "title", "alt", "credit", "size", "rights_until", "created_at"]
    list_display_links = ["title"]  # a thumbnail without alternative text would be a link without a name
    list_filter = [PersonFilter, UploadedFilter, RightsFilter, UseFilter]
    list_per_page = 30
    sortable_by = []
    search_fields = [*DESCRIBING, "persons"]
    search_help_text = "Title, alternative text, caption, credit, licence, where it is from, and persons."
    view_on_site = False

    class Media:
        js = ["js/desk/focus.js", "js/desk/file-size.js"]
        css = {"screen": ["css/desk-images.css"]}

    def get_changelist(self, request, **kwargs):
        return ImageList

    def get_search_results(self, request, queryset, search_term):
        return queryset.search(search_term), False

    def get_fields(self, request, obj=None):
        described = [
            "title",
            "alt",
            "is_decorative",
            "caption",
            "persons",
            "credit",
            "licence",
            "source_url",
            "rights_until",
            ("focal_x", "focal_y"),
        ]
        return described if obj else ["file", *described]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        if not hasattr(request, "kept"):  # asked several times for one page
            request.kept = kept_from(request.user, [obj], request.publication)[obj.pk]
        return sorted(request.kept)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {"focal_x", "focal_y"}:
            field.widget.attrs.update({"step": "0.01", "min": "0", "max": "1"})
        return field

    @admin.display(description="picture")
    def thumbnail(self, image):
        return format_html('<img class="thumbnail" src="{}" alt="{}" loading="lazy">', image.thumbnail_url, image.alt)

    @admin.display(description="size")
    def size(self, image):
        return f"{image.width} × {image.height}"

    def render_change_form(self, request, context, *args, **kwargs):
        if image := context.get("original"):
            context["uses"] = uses_of(image, request.user, request.publication)
            context["is_kept"] = SEEN.issubset(self.get_readonly_fields(request, image))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.upload = request.upload  # the class is made for this request
        return form

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        """
        A new file is looked at before the transaction begins, which would keep others from writing for as long. When
        the disk turns out to be full, the form comes once more, with what was typed.
        """
        request.upload = request.waits = None
        file = request.FILES.get("file") if request.method == "POST" and object_id is None else None
        if file and self.has_add_permission(request):
            request.upload = self.look(request, file)
        try:
            response = super().changeform_view(request, object_id, *args, **kwargs)
        except DiskFull as error:
            request.upload = error
            response = super().changeform_view(request, object_id, *args, **kwargs)
        if request.waits and not self.say_failure(request, request.waits) and isinstance(request.upload, Picture):
            self.say_note(request, request.upload)
        return answer_to(request.upload, response)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
            form.upload.fill(obj)
            with uploads.room():
                form.upload.store(obj)
        super().save_model(request, obj, form, change)
        if not change or {"focal_x", "focal_y"} & set(form.changed_data):
            self.want_files(request, obj)

    def want_files(self, request, obj):
        obj.want_files()
        request.waits = obj
