"""Choices that are seen at once: radio buttons and boxes, each with its words and, where there is one, a sentence."""

from dataclasses import dataclass

from django import forms
from django.forms.widgets import ChoiceWidget
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Choice:
    """What is read at a choice: its words, and a sentence below them."""

    words: str
    sentence: str = ""

    def __str__(self):
        return self.words


class _SeenAtOnce(ChoiceWidget):
    """``legend`` names the group. A choice's label is a str or a ``Choice``."""

    def __init__(self, legend, **kwargs):
        super().__init__(**kwargs)
        self.legend = legend

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        context = self.get_context(name, value, attrs)
        return render_to_string("admin/widgets/choices.html", {**context, "legend": self.legend})


class Radios(_SeenAtOnce, forms.RadioSelect):
    pass


class Boxes(_SeenAtOnce, forms.CheckboxSelectMultiple):
    pass
