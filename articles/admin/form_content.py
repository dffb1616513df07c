"""What a form at the desk holds, typed and not saved, as the document that revisions are made of."""

import re
from datetime import UTC, datetime

from django.utils.dateparse import parse_date

from articles import richtext, text
from articles.content import LINKED_FIELDS, TEXT_FIELDS, citation_content, with_words
from articles.models import Citation, RelatedLink
from articles.richtext import captions

# What the desk alone knows of a story and types into its form: no part of a revision, but not to be lost either.
DESK_FIELDS = ("comments_policy", "comments_close_at", "embargo_until")
_BETWEEN_TAGS = re.compile(r">\s+<")


def desk_content(article):
    """What ``DESK_FIELDS`` say as saved, JSON-ready: moments to the minute."""
    return {name: _plain(getattr(article, name)) for name in DESK_FIELDS}


def typed_in(form, formsets, loaded):
    """
    Return ``content_of()`` and, by their names, those of ``DESK_FIELDS`` that differ from ``loaded`` (a
    ``desk_content()``): what was changed in the form since it was opened.
    """
    content = content_of(form, formsets)
    for name in DESK_FIELDS:
        if name not in form.cleaned_data:
            continue
        value = _plain(form.cleaned_data[name])
        if value != loaded.get(name):
            content[name] = value
    return content


def desk_value(name, value):
    """Return ``value`` from a ``desk_content()`` as the article takes it."""
    return datetime.fromisoformat(value) if name in {"comments_close_at", "embargo_until"} and value else value


def alike(one, other):
    """
    Whether two contents of one story say the same to a person. No difference: white space between elements, whether a
    source was saved before, a slug that is left to be made from the headline.
    """
    named = one["slug"] and other["slug"]
    return _bare(one, named) == _bare(other, named)


def _bare(content, named):
    body = _BETWEEN_TAGS.sub("><", content["body"].replace("\xa0", " ").replace("&nbsp;", " ")).split()
    citations = [{**row, "id": None} for row in content["citations"]]
    bare = {**content, "slug": named and content["slug"], "body": " ".join(body), "citations": citations}
    return {**bare, "picture_words": captions.of(content)}


def _plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(second=0, microsecond=0).isoformat()
    return value


def content_of(form, formsets):
    """
    Return what is typed in a bound ``ArticleForm`` and its formsets in the shape of ``Revision.content``.

    Nothing has to be complete or valid: what a field refuses is kept as it was typed where it is text, and left out
    where it is a choice. About 6 queries, made by the forms as they check themselves.
    """
    form.is_valid()
    content = {name: _text(form, name) for name in TEXT_FIELDS}
    content["body"] = richtext.clean(content["body"])
    content |= {name: _linked(form, name) for name in LINKED_FIELDS}
    tags = form.cleaned_data.get("tags")
    if tags is None:
        tags = form.fields["tags"].to_python(form["tags"].data)
    content["tags"] = sorted(map(str, tags), key=str.casefold)
    authors = form.cleaned_data.get("authors")
    if authors is None:
        authors = form.fields["authors"].as_far_as_known(form["authors"].data)
    content["bylines"] = [{"author": author.pk, "name": author.name} for author in authors]
    rows = {formset.model: _rows(formset) for formset in formsets}
    content["citations"] = [_citation(row) for row in rows.get(Citation, []) if row.source_id]
    content["related"] = [
        {"target": row.target_id, "url": row.url, "title": row.title, "label": row.label}
        for row in rows.get(RelatedLink, [])
        if row.target_id or row.url or row.title
    ]
    return with_words(content, form.instance.picture_words)


def _text(form, name):
    value = form.cleaned_data.get(name)
    if value is None and name in form.fields:
        value = form.fields[name].widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    value = (value if name in form.fields else getattr(form.instance, name)) or ""
    return text.sound(value) if isinstance(value, str) else value


def _linked(form, name):
    if name not in form.fields:
        return getattr(form.instance, f"{name}_id")
    return getattr(form.cleaned_data.get(name), "pk", None)


def _rows(formset):
    """The rows of a formset as unsaved records, in order, without those that are empty or marked for deletion."""
    formset.is_valid()
    rows = []
    for number, form in enumerate(formset.forms):
        data = getattr(form, "cleaned_data", {})
        if data.get("DELETE") or not (form.instance.pk or form.has_changed()):
            continue
        row = form.instance
        if row.pk is None:
            row.pk = data.get("id")  # of a citation that is marked in the text and was never saved
        # A record takes a row's values only when the whole row is valid; what is valid of a row is kept all the same.
        for name in form.fields:
            if name in data and name not in {"id", "article", "DELETE", "position"}:
                setattr(row, name, data[name] if data[name] is not None or name in {"target", "accessed_on"} else "")
        rows.append((row.position if row.position is not None else 10**6, number, row))
    return [row for _, _, row in sorted(rows, key=lambda entry: entry[:2])]


def _citation(row):
    if isinstance(row.accessed_on, str):
        row.accessed_on = parse_date(row.accessed_on)
    return citation_content(row)
