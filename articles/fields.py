"""
Fields for what people type. Each makes its words sound (``articles/text.py``) whichever way they come in: by a form, by
``create``, ``bulk_create`` or ``update``, in a look-up. To a migration they are Django's: the columns are the same.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models

from articles import text

NO_WEB_ADDRESS = "Give a web address that begins with http:// or https://, without a user name before the host."


def validate_web_address(value):
    """Refuse what is no address of a page: another scheme, no host, or a user name that could pass for the host."""
    URLValidator(schemes=["http", "https"], message=NO_WEB_ADDRESS)(value)
    if not text.is_web_address(value):
        raise ValidationError(NO_WEB_ADDRESS, code="invalid")


class Sound:
    """Mixin of a form's fields. What nobody sees is nothing, so that a required field asks for it."""

    make = staticmethod(text.line)  # str → str

    def to_python(self, value):
        return super().to_python(self.make(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget):
        """Without a length: a browser would cut what is pasted, and say nothing. What is too long is refused."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class LineFormField(Sound, forms.CharField):
    pass


class NameFormField(Sound, forms.CharField):
    make = staticmethod(text.name)


class LinesFormField(Sound, forms.CharField):
    widget = forms.Textarea
    make = staticmethod(text.lines)


class MarkupFormField(Sound, forms.CharField):
    """HTML, as the editor sends it."""

    widget = forms.Textarea
    make = staticmethod(text.sound)


class EmailFormField(Sound, forms.EmailField):
    pass


class SlugFormField(Sound, forms.SlugField):
    pass


class URLFormField(Sound, forms.URLField):
    """The address of a page on the web; https:// is put before one that comes without."""

    default_validators = [validate_web_address]
    default_error_messages = {"invalid": NO_WEB_ADDRESS}

    def __init__(self, **kwargs):
        super().__init__(**{"assume_scheme": "https", **kwargs})


class SoundColumn:
    """Mixin of a model's fields that are text; ``form_class`` says what becomes of it."""

    def made_sound(self, value):
        return self.form_class.make(value) if isinstance(value, str) else value

    def to_python(self, value):
        return self.made_sound(super().to_python(value))

    def get_prep_value(self, value):
        return self.made_sound(super().get_prep_value(value))

    def pre_save(self, instance, add):
        value = self.made_sound(super().pre_save(instance, add))
        setattr(instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.form_class, **kwargs})

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        base = next(base for base in type(self).__mro__ if base.__module__.startswith("django."))
        return name, f"django.db.models.{base.__name__}", args, kwargs


class LineField(SoundColumn, models.CharField):
    form_class = LineFormField


class NameField(SoundColumn, models.CharField):
    """What somebody or something is called: nothing in it that is not seen."""

    form_class = NameFormField


class LinesField(SoundColumn, models.TextField):
    form_class = LinesFormField


class MarkupField(SoundColumn, models.TextField):
    """HTML; what may stand in it is for ``articles/richtext/``."""

    form_class = MarkupFormField


class EmailField(SoundColumn, models.EmailField):
    form_class = EmailFormField


class SlugField(SoundColumn, models.SlugField):
    form_class = SlugFormField


class URLField(SoundColumn, models.URLField):
    form_class = URLFormField
    default_validators = [validate_web_address]


class KeyField(models.CharField):
    """What the record's ``name`` is compared by, made of it whenever the record is saved."""

    make = staticmethod(text.folded)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": text.LONGEST_KEY, "editable": False, **kwargs})

    def pre_save(self, instance, add):
        value = self.make(instance.name)
        setattr(instance, self.attname, value)
        return value

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class SortField(KeyField):
    """What records are sorted by in a list of names."""

    make = staticmethod(text.sort_key)


class WordsField(SoundColumn, models.JSONField):
    """JSON with words in it, each of them sound."""

    form_class = forms.JSONField

    def made_sound(self, value):
        return text.all_sound(value)


class WordListFormField(forms.CharField):
    """``a, b, c`` in the form; list of str in the model."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        words = (text.line(word) for word in (value or "").split(","))
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
        for line in filter(None, map(text.line, text.lines(value or "").split("\n"))):
            label, _, url = line.rpartition(" ")
            try:
                (validate_email if url.startswith("mailto:") else validate_web_address)(url.removeprefix("mailto:"))
            except ValidationError:
                raise ValidationError(f"“{line}” does not end in a web address.") from None
            links.append({"label": label.strip() or url, "url": url})
        return links


class WordListField(WordsField):
    """List of short words, such as languages or fields of expertise."""

    def __init__(self, *args, **kwargs):
        kwargs.update(default=list, blank=True)
        kwargs.setdefault("help_text", "Separated by commas.")
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return models.Field.formfield(self, form_class=WordListFormField, **{**kwargs, "required": False})


class LinkListField(WordsField):
    """List of ``{"label": str, "url": str}``."""

    def __init__(self, *args, **kwargs):
        kwargs.update(default=list, blank=True)
        kwargs.setdefault("help_text", "One a line: the words to show, a space, the address.")
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return models.Field.formfield(self, form_class=LinkListFormField, **{**kwargs, "required": False})
