"""Pictures: the list and the form. What an upload must be is decided in ``articles/pictures.py``."""

from django.contrib import admin
from django.utils.html import format_html

from articles.admin.base import DeskAdmin
from articles.forms import ImageForm
from articles.models import Image


@admin.register(Image)
class ImageAdmin(DeskAdmin):
    form = ImageForm
    list_display = ["thumbnail", "title", "alt", "credit", "size", "rights_until", "created_at"]
    list_display_links = ["thumbnail", "title"]
    list_per_page = 30
    sortable_by = []
    search_fields = ["title", "caption", "credit"]
    view_on_site = False

    def get_fields(self, request, obj=None):
        described = [
            "title",
            "alt",
            "caption",
            "credit",
            "licence",
            "source_url",
            "rights_until",
            ("focal_x", "focal_y"),
        ]
        return ["shown", *described, "size"] if obj else ["file", *described]

    def get_readonly_fields(self, request, obj=None):
        return ["shown", "size"] if obj else []

    @admin.display(description="picture")
    def thumbnail(self, image):
        return format_html(
            '<img class="thumbnail" src="{}" alt="{}" loading="lazy">', image.rendition_url(480), image.alt
        )

    @admin.display(description="picture")
    def shown(self, image):
        return format_html('<img class="shown" src="{}" alt="{}">', image.rendition_url(960), image.alt)

    @admin.display(description="size")
    def size(self, image):
        return f"{image.width} × {image.height}"

    def save_model(self, request, obj, form, change):
        if change:
            return super().save_model(request, obj, form, change)
        obj.uploaded_by = request.user
        form.picture.fill(obj)
        form.picture.store(obj)
        super().save_model(request, obj, form, change)
