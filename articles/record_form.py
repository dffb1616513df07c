"""A form of a record that several people may have open at once: nobody's save undoes another's."""

from datetime import date, datetime

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import date_format


class BoundRecordField(BoundField):
    """A field whose hidden copy, of what the page showed, is described by nothing: nobody hears of it."""

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        is_hidden = (widget or self.field.widget).is_hidden
        return {name: value for name, value in attrs.items() if not (is_hidden and name.startswith("aria-"))}


class RecordForm(forms.ModelForm):
    """
    A form of one record, that brings back what it showed (as Django's hidden initial values): what differs from that
    was changed by the person, and nothing else is written. What somebody else changed meanwhile stays. Where both
    changed the same, the person is told what stands there now, and saving once more puts theirs in its place.

    Validate and save within one transaction: the row is locked between the two. 1 query more if anything was changed.
    A form that comes without what it showed, as a program's may, is held against the row as it is.
    """

    bound_field_class = BoundRecordField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._shared = []
        if self.instance.pk and (not self.is_bound or self._brings_back()):
            columns = {field.name for field in self._meta.model._meta.get_fields()}
            for name, field in self.fields.items():
                if field.disabled:  # as the hash of a password, which no page holds
                    continue
                field.show_hidden_initial = True
                if name in columns:
                    self._shared.append(name)

    def _brings_back(self):
        """Whether what was shown came back. Said of those fields too that a browser sends no plain value for."""
        shown = {name: self.add_initial_prefix(name) for name in self.fields}
        if not any(key in self.data or f"{key}_0" in self.data for key in shown.values()):
            return False
        self.data = self.data.copy()
        for name, key in shown.items():
            if issubclass(self.fields[name].hidden_widget, forms.MultiWidget | forms.MultipleHiddenInput):
                self.data.setlistdefault(key)  # Django looks for the bare name when it shows the form once more
        return True

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self.has_changed():
            self._respect_others()
        return cleaned

    def _respect_others(self):
        now = self._meta.model._base_manager.select_for_update().filter(pk=self.instance.pk).first()
        if now is None:
            self.add_error(None, "It was deleted meanwhile. Copy what you typed, if you need it.")
            return
        for bound in [self[name] for name in self._shared if name in self.cleaned_data]:
            column = now._meta.get_field(bound.name)
            current = column.value_from_object(now)
            shown = self._widget_data_value(bound.field.hidden_widget(), bound.html_initial_name)
            if bound.name not in self.changed_data:
                self.cleaned_data[bound.name] = current if column.many_to_many else getattr(now, bound.name)
                self._put(bound.html_name, getattr(bound.field.widget, "widget", bound.field.widget), bound, current)
            elif _differs(bound.field, current, shown) and _differs(bound.field, current, bound.data):
                empty = current in (None, "", [])
                words = "emptied this meanwhile" if empty else f"changed this meanwhile to “{in_words(now, column)}”"
                self.add_error(bound.name, f"A colleague {words}. Save again to put yours in its place.")
            self._put(bound.html_initial_name, bound.field.hidden_widget(), bound, current)

    def _put(self, name, widget, bound, value):
        """Let ``widget`` show ``value`` if the form comes once more."""
        if isinstance(widget, forms.MultiWidget):
            for suffix, part, piece in zip(widget.widgets_names, widget.widgets, widget.decompress(value), strict=True):
                self._put(name + suffix, part, bound, piece)
            return
        value = bound.field.prepare_value(value)
        shown = str(value) if isinstance(value, bool) else widget.format_value(value)
        self.data.setlist(name, shown if isinstance(shown, list) else ["" if shown is None else shown])

    def save(self, commit=True):
        if not commit or self.instance._state.adding or self.errors:
            return super().save(commit)
        self.save_changes()
        self._save_m2m()
        return self.instance

    def save_changes(self):
        """Write the columns that were changed, and no other. 1 query at most."""
        columns = {field.name for field in self._meta.model._meta.concrete_fields} & set(self.changed_data)
        if columns:
            self.instance.save(update_fields=columns)


def _differs(field, current, sent):
    """Whether ``sent``, as a browser sends it, is something else than ``current``; line ends count for nothing."""
    current, sent = (each.replace("\r\n", "\n") if isinstance(each, str) else each for each in (current, sent))
    return field.has_changed(current, sent)


def in_words(record, column):
    """What a person reads where ``record`` has a value in ``column`` (a model field)."""
    if column.many_to_many:
        return ", ".join(map(str, getattr(record, column.name).all()))
    if column.choices:
        return getattr(record, f"get_{column.name}_display")()
    value = getattr(record, column.name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return str(column.formfield().prepare_value(value))
