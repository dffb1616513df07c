"""What a browser would send back from a form of the desk."""

from django.forms import ModelMultipleChoiceField
from django.urls import reverse


def story_url(article=None, page="change"):
    return (
        reverse(f"admin:articles_article_{page}", args=[article.pk])
        if article
        else reverse("admin:articles_article_add")
    )


def shown(client, url):
    """
    Return the dict of what stands in the story's form at ``url``, its publishing fields with it, and its rows: to each
    kind one was added that is still empty.
    """
    context = client.get(url).context
    form = context["adminform"].form
    data = {}
    for part in (form, form.publishing, form.withdrawal):
        data.update(values(part))
    for inline in context["inline_admin_formsets"]:
        data.update(values_of_all(inline.formset))
        data.update(values(inline.formset.empty_form, inline.formset.total_form_count()))
        data[f"{inline.formset.prefix}-TOTAL_FORMS"] = str(inline.formset.total_form_count() + 1)
    return data


def values_of_all(formset):
    """The same as ``values``, for a formset."""
    data = values(formset.management_form)
    for form in formset.forms:
        data.update(values(form))
    return data


def values(form, number=""):
    """
    Dict of input name → what stands in it, for one form; with what it showed, where it brings that back. ``number``:
    of a row that is made of the empty one.
    """
    data = {}
    for field in form:
        name = field.html_name.replace("__prefix__", str(number))
        data |= inputs(field, field.field.widget, name, field.value())
        if field.field.show_hidden_initial:
            hidden, name = field.field.hidden_widget(), field.html_initial_name
            sent = form._widget_data_value(hidden, name) if name in form.data else field.value()
            data |= inputs(field, hidden, name, sent)
    return data


def inputs(field, widget, name, typed):
    if hasattr(widget, "widgets_names"):
        parts = typed if isinstance(typed, list) else widget.decompress(typed)
        return {
            name + suffix: "" if part is None else str(part)
            for suffix, part in zip(widget.widgets_names, parts, strict=True)
        }
    if isinstance(field.field, ModelMultipleChoiceField):
        return {name: typed or []}
    value = widget.format_value(typed) if hasattr(widget, "format_value") else None
    if isinstance(value, list):
        value = ", ".join(value)
    return {name: "" if value is None else str(value)}


def side(part, op):
    """The text of a ``Part`` of a comparison before ("delete") or after it ("insert")."""
    return "".join(piece.text for piece in part.pieces if piece.op in ("equal", op))


def sides(change):
    """The two texts that a ``FieldChange`` compares, put together from its rows again: (old, new)."""
    rows = [row for shown in change.rows for row in (shown.hidden or [shown])]

    def text(op, place):
        there = sorted((row for row in rows if getattr(row, place) is not None), key=lambda row: getattr(row, place))
        return "\n".join(side(row.parts[0], op) for row in there)

    return text("delete", "old_at"), text("insert", "new_at")
