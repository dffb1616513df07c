"""What the desk types into: the editor, days with times, records by their number."""

from ckeditor.widgets import CKEditorWidget
from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django import forms
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html

from articles.admin.states import clock_in_words
from articles.images import processing
from articles.models import Source
from articles.richtext import policy

# CKEditor 4 writes onclick and style attributes into its own buttons; an injected <script> stays blocked. The frame is
# the preview's.
for_editor_page = csp_replace(
    {
        "script-src": [SELF],
        "script-src-attr": [UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "frame-src": [SELF],
    }
)


class EditorWidget(CKEditorWidget):
    """CKEditor as ``CKEDITOR_CONFIGS["page"]`` sets it up. Without script: a text area with HTML in it."""

    config_of = "page"
    plugins: tuple[str, ...] = ("passages", "link", "gestures", "find")  # of static/js/desk/editor/, in order
    # A text is shown by the rules that readers get it by.
    SHEETS = ("components/prose", "desk/editor", "desk/offers")

    def __init__(self, attrs=None):
        super().__init__(
            config_name=self.config_of,
            template_name="admin/widgets/editor.html",
            attrs={"rows": 30, "cols": 80, **(attrs or {})},
        )

    @property
    def media(self):
        # One list: as two, ours could be loaded before the editor it speaks to.
        editor = super().media
        ours = (f"js/desk/editor/{name}.js" for name in self.plugins)
        return forms.Media(
            css={**editor._css, "screen": [f"css/{name}.css" for name in self.SHEETS]},
            js=[*editor._js, "js/desk/editor.js", *ours, "js/desk/editor/paste.js"],
        )

    def get_context(self, name, value, attrs):
        self.config = {
            **self.config,
            "panelCss": static("css/desk/editor-panel.css"),
            "extraAllowedContent": policy.allowed_content(),
            "textPolicy": policy.for_scripts(),
        }
        return super().get_context(name, value, attrs)

    def _render(self, template_name, context, renderer=None):
        return render_to_string(template_name, context)


class StoryTextWidget(EditorWidget):
    """The editor of a story: with what stands in its text by its number, the tokens of ``articles/richtext/``."""

    config_of = "article"
    plugins = (
        *EditorWidget.plugins,
        "tokens",
        "marks",
        "upload",
        "picture-words",
        "choose-picture",
        "choose-gallery",
        "choose-story",
        "choose-source",
        "choose-embed",
        "buttons",
        "blocks",
        "ruby",
        "offers",
        "notes",
    )

    @property
    def media(self):
        choosers = Script("js/desk/choose/for-editor.js", type="module")
        return super().media + forms.Media(css={"screen": ["css/desk/chooser.css"]}, js=[choosers])

    def get_context(self, name, value, attrs):
        desk = {key: reverse(f"admin:articles_{page}") for key, page in self.PAGES.items()}
        desk["mostBytes"] = processing.MAX_BYTES
        desk["blank"] = static("img/desk/blank.gif")
        self.config = {**self.config, "desk": desk}
        kinds = [kind for kind in Source.Kind.choices if kind[0] != Source.Kind.ANONYMOUS]
        return {**super().get_context(name, value, attrs), "tokens": True, "source_kinds": kinds}

    # What the editor asks of the desk (articles/admin/choosers.py, titled.py).
    PAGES = {
        "tokens": "article_tokens",
        "image": "article_choose_image",
        "see-also": "article_choose_story",
        "citation": "article_choose_source",
        "embed": "article_choose_embed",
        "cite": "article_cite",
        "titled": "article_titled",
        "link": "article_link",
        "upload": "image_upload",
    }


class EntryTextWidget(StoryTextWidget):
    """The editor of an entry of a live coverage, which has pictures, stories and embeds, and no sources of its own."""

    config_of = "entry"
    plugins = tuple(name for name in StoryTextWidget.plugins if name not in {"marks", "choose-source", "notes"})


class Day(forms.DateInput):
    """The browser's own input of a day, as ``DayAndTime`` has."""

    input_type = "date"

    def __init__(self, attrs=None, format="%Y-%m-%d"):
        super().__init__(attrs, format)


class Slider(forms.NumberInput):
    """A number between two ends. It always has one, so that HTML has no “required” for it."""

    input_type = "range"

    def use_required_attribute(self, initial):
        return False


class PictureFile(forms.FileInput):
    """A picture to send. What is too large is told before it is sent, by ``file-size.js``."""

    def __init__(self, attrs=None):
        super().__init__({"accept": "image/*", "data-most-bytes": processing.MAX_BYTES, **(attrs or {})})


class ToTheMinute:
    """What shows a moment shows its minute: seconds are not typed, and make no difference."""

    supports_microseconds = True  # Django would cut them off from what a form begins with

    def decompress(self, value):
        return [
            part and part.replace(second=0, microsecond=0) if index else part
            for index, part in enumerate(super().decompress(value))
        ]


class DayAndTime(ToTheMinute, forms.SplitDateTimeWidget):
    """The browser's own day and time inputs: no script, any keyboard, the words of the person's language."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, attrs=None):
        super().__init__(
            attrs=attrs,
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date", "aria-label": "Day"},
            time_attrs={"type": "time", "aria-label": "Time"},
        )

    def _render(self, template_name, context, renderer=None):
        inputs = super()._render(template_name, context, renderer)
        return format_html('{} <span class="clock">{}</span>', inputs, clock_in_words())


class HiddenDayAndTime(ToTheMinute, forms.SplitHiddenDateTimeWidget):
    """What a form showed, as ``RecordForm`` brings it back."""


class ChosenSelect(forms.Select):
    """
    One record of many: a hidden select that holds what is chosen alone, which a script fills by offers while one types.
    It asks nobody for what it shows when that is ``chosen`` (an object, already there), else it costs 1 query. Without
    script a text input for the number of the record.

    The input has the name of the select and comes after it, so that what stands in it is what counts. It holds what was
    chosen before, or what was typed, be it a number or not.
    """

    OFFERS = {"article": "choose_story", "source": "choose_source"}  # in articles/admin/choosers.py
    chosen = None

    def __init__(self, records, attrs=None):
        super().__init__(attrs)
        self.records = records  # the ``_meta`` of their model

    @property
    def media(self):
        return forms.Media(js=[Script("js/desk/choose/records.js", type="module")])

    def optgroups(self, name, value, attrs=None):
        wanted = list(filter(is_id, value))
        if self.chosen is not None and value == [str(self.chosen.pk)]:
            found = [self.chosen]
        else:
            found = list(self.choices.queryset.filter(pk__in=wanted)) if wanted else []
        label = self.choices.field.label_from_instance
        options = [self.create_option(name, "", "None", not found, 0)]
        options += [self.create_option(name, one.pk, label(one), True, 1) for one in found]
        return [(None, options, 0)]

    def get_context(self, name, value, attrs):
        model = self.records.model_name
        offers = reverse(f"admin:articles_article_{self.OFFERS[model]}")
        attrs = {**(attrs or {}), "hidden": True, "data-record": model, "data-offers": offers}
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        options = [option for _, group, _ in widget["optgroups"] for option in group]
        return {
            **context,
            "number": "".join(widget["value"]),
            "chosen": next((option["label"] for option in options if option["selected"] and option["value"]), ""),
            "record": self.records.verbose_name,
            "records": self.records.verbose_name_plural,
            "list_url": reverse(f"admin:{self.records.app_label}_{model}_changelist"),
        }

    def _render(self, template_name, context, renderer=None):
        html = super()._render(template_name, context, renderer)
        return html + render_to_string("admin/widgets/by_number.html", context)


def is_id(text):
    """Whether a database can look for ``text`` (str) as the number of a record."""
    return text.isascii() and text.isdecimal() and len(text) < 19
