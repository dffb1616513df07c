"""Pictures: the library and the form. What an upload must be is decided in ``articles/images/processing.py``."""

from datetime import timedelta

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.forms import Textarea
from django.utils import timezone
from django.utils.html import format_html

from articles.admin import uploads
from articles.admin.base import RecordAdmin
from articles.admin.forms import ImageForm, persons_in_words, rights_in_words
from articles.admin.image_files import UPLOAD, ImageFiles, answer_to
from articles.admin.image_uses import SEEN, kept_from, numbers_of_stories, uses_of
from articles.admin.states import moment
from articles.admin.widgets import PictureFile, Slider
from articles.exceptions import DiskFull
from articles.images.processing import Picture
from articles.models import Front, Image
from articles.models.images import DESCRIBING, ENDING


class ImageList(ChangeList):
    """``view=list`` in the address shows rows, anything else a grid."""

    def get_filters_params(self, params=None):
        found = super().get_filters_params(params)
        found.pop("view", None)
        return found

    def get_results(self, request):
        """Also tell each picture of the page in how many stories it is (``story_count``). 2 queries more."""
        super().get_results(request)
        numbers = numbers_of_stories(self.result_list)
        for image in self.result_list:
            image.story_count = numbers[image.pk]

    @property
    def is_grid(self):
        return self.params.get("view") != "list" and not self.is_popup

    def as_grid(self):
        return self.get_query_string({"view": "grid"})

    def as_list(self):
        return self.get_query_string({"view": "list"})


class PersonFilter(admin.SimpleListFilter):
    """Whom the picture shows: typed, as a list of all persons would grow with the library. There once it is used."""

    title = parameter_name = "person"
    is_typed = True

    def lookups(self, request, model_admin):
        return ()

    def has_output(self):
        return bool(self.value())

    def queryset(self, request, queryset):
        person = (self.value() or "")[:100].strip()
        return queryset.showing(person) if person else queryset


class UploadedFilter(admin.SimpleListFilter):
    title = parameter_name = "uploaded"
    everything = "Any time"

    def lookups(self, request, model_admin):
        return [
            ("mine", "by me"),
            ("1", "in the last day"),
            ("7", "in the last week"),
            ("31", "in the last month"),
            ("366", "in the last year"),
        ]

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        if self.value() == "mine":
            return queryset.filter(uploaded_by=request.user)
        return queryset.filter(created_at__gte=timezone.now() - timedelta(days=int(self.value())))


class RightsFilter(admin.SimpleListFilter):
    title = parameter_name = "rights"

    def lookups(self, request, model_admin):
        return [("over", "over"), ("ending", f"end within {ENDING.days} days"), ("open", "open")]

    def queryset(self, request, queryset):
        known = self.value() in dict(self.lookup_choices)
        return queryset.with_rights(self.value()) if known else queryset


class MissingFilter(admin.SimpleListFilter):
    title = parameter_name = "missing"
    everything = "Anything"

    def lookups(self, request, model_admin):
        return [("credit", "credit"), ("alt", "alternative text"), ("files", "files: being made, or failed")]

    def queryset(self, request, queryset):
        if self.value() == "credit":
            return queryset.filter(credit="")
        if self.value() == "files":
            return queryset.unmade()
        return queryset.undescribed() if self.value() == "alt" else queryset


class UseFilter(admin.SimpleListFilter):
    title, parameter_name = "used", "use"
    everything = "Anywhere"

    def lookups(self, request, model_admin):
        return [("none", "nowhere")]

    def queryset(self, request, queryset):
        if self.value() != "none":
            return queryset
        return queryset.unused(pinned=Front.objects.with_pictures())


@admin.register(Image)
class ImageAdmin(ImageFiles, RecordAdmin):
    form = ImageForm
    list_display = ["thumbnail", "title", "alt", "credit", "pixels", "stories", "rights_until", "uploaded"]
    list_display_links = ["title"]  # a thumbnail without alternative text would be a link without a name
    list_filter = [PersonFilter, MissingFilter, RightsFilter, UseFilter, UploadedFilter]
    list_per_page = 30
    sortable_by = []
    search_fields = [*DESCRIBING, "persons"]
    search_help_text = "Words, people or places"
    view_on_site = False

    def get_changelist(self, request, **kwargs):
        return ImageList

    def get_search_results(self, request, queryset, search_term):
        return queryset.search(search_term), False

    def get_fieldsets(self, request, obj=None):
        """The focal point first: the page of a picture shows it beside all words. A closed row says what is in it."""

        def fold(name, fields, words=None):
            return name, {"fields": fields, "classes": ["collapse"], "description": words}

        words = ["title", "alt", "is_decorative", "caption", "credit"]
        focus = fold("Focal point", [("focal_x", "focal_y")], "The middle")
        folds = [
            fold("Rights", ["licence", "source_url", "rights_until"], obj and rights_in_words(obj)),
            fold("People", ["persons"], obj and persons_in_words(obj)),
        ]
        if obj:
            return [focus, (None, {"fields": words}), *folds]
        return [(None, {"fields": ["file", *words]}), *folds, focus]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        if not hasattr(request, "kept"):  # asked several times for one page
            request.kept = kept_from(request.user, [obj], request.publication)[obj.pk]
        return sorted(request.kept)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {"focal_x", "focal_y"}:
            field.widget = Slider(attrs={"step": "0.01", "min": "0", "max": "1"})
            field.help_text = ""  # of the numbers, which nobody types
        if db_field.name in {"alt", "caption"}:
            field.widget = Textarea(attrs={"rows": 2})
        if db_field.name == "file":
            field.widget = PictureFile()
        return field

    @admin.display(description="picture")
    def thumbnail(self, image):
        return format_html('<img class="thumb" src="{}" alt="{}" loading="lazy">', image.thumbnail_url, image.alt)

    @admin.display(description="stories")
    def stories(self, image):
        return image.story_count

    @admin.display(description="size")
    def pixels(self, image):
        return f"{image.width} × {image.height}"

    @admin.display(description="uploaded")
    def uploaded(self, image):
        return moment(image.created_at)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"upload": UPLOAD, **(extra_context or {})})

    def render_change_form(self, request, context, *args, **kwargs):
        context["show_save_and_add_another"] = False  # several go up at once
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
