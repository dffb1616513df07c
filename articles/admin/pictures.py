"""A picture as a field of a form; what it asks of the desk is in ``image_files.py``."""

from django import forms
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.urls import reverse

from articles.admin.widgets import is_id
from articles.images import processing
from articles.models import Image


class PicturePicker(forms.TextInput):
    """
    The number of a picture, with the picture itself; a script puts the chooser in place of the number. 1 query when one
    is chosen.
    """

    template_name = "admin/widgets/picture.html"
    input_type = "text"
    has_dialog = True  # brings the dialog, which a page needs once

    @property
    def media(self):
        return forms.Media(
            css={"screen": ["css/desk/chooser.css"]}, js=[Script("js/desk/choose/pictures.js", type="module")]
        )

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        return {
            **context,
            "picture": self.picture_of(str(context["widget"]["value"] or "")),
            "choose": reverse("admin:articles_article_choose_image"),
            "picked": reverse("admin:articles_image_picked", args=[0]),
            "upload": reverse("admin:articles_image_upload"),
            "most_bytes": processing.MAX_BYTES,
            "list_url": reverse("admin:articles_image_changelist"),
            "has_dialog": self.has_dialog,
        }

    def picture_of(self, pk):
        """The picture whose number is ``pk`` (str), or None. 1 query."""
        return Image.objects.filter(pk=pk).first() if is_id(pk) else None

    def _render(self, template_name, context, renderer=None):
        return render_to_string(template_name, context)


def picture_field():
    """Arguments of the form field of a foreign key to a picture."""
    words = "Select a valid choice. No picture that you may choose has the number “%(value).40s”."
    return {"widget": PicturePicker(), "error_messages": {"invalid_choice": words}}


def share_dialog(form, *, is_there=False):
    """Let one picture of ``form`` bring the dialog for all of them; none where it ``is_there`` on the page."""
    pickers = [field.widget for field in form.fields.values() if isinstance(field.widget, PicturePicker)]
    for picker in pickers if is_there else pickers[1:]:
        picker.has_dialog = False
