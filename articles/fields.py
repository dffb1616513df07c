"""Model fields for short lists that are typed as plain text at the desk and kept as JSON."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models


class WordListFormField(forms.CharField):
    """``a, b, c`` in the form; list of str in the model."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        words = (" ".join(word.split()) for word in (value or "").split(","))
        return [word for word in words if word]


class LinkListFormField(forms.CharField):
    """One link a line, ``Label https://…``, in the form; list of ``{"label": str, "url": str}`` in the model."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(f"{link['label']} {link['url']}" for link in value)
        return value

    def to_python(self, value):
        links = []
        for line in (value or "").splitlines():
            if not line.strip():
                continue
            label, _, url = line.strip().rpartition(" ")
            try:
                URLValidator(schemes=["http", "https", "mailto"])(url)
            except ValidationError:
                raise ValidationError(f"“{line.strip()}” does not end in a web address.") from None
            links.append({"label": label.strip() or url, "url": url})
        return links


class WordListField(models.JSONField):
    """List of short words, such as languages or fields of expertise."""

    def __init__(self, *args, **kwargs):
        kwargs.update(default=list, blank=True)
        kwargs.setdefault("help_text", "Separated by commas.")
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return models.Field.formfield(self, form_class=WordListFormField, **{**kwargs, "required": False})


class LinkListField(models.JSONField):
    """List of ``{"label": str, "url": str}``."""

    def __init__(self, *args, **kwargs):
        kwargs.update(default=list, blank=True)
        kwargs.setdefault("help_text", "One a line: the words to show, a space, the address.")
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return models.Field.formfield(self, form_class=LinkListFormField, **{**kwargs, "required": False})
