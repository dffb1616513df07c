"""What surrounds a story's text: the words of closed rows, rows of authors, sources and links, what is wrong there."""

from django.urls import reverse

from articles.admin.choose_pages import WAYS
from articles.admin.states import moment
from articles.content import WORK
from articles.models import Citation, RelatedLink

# By field: the row of the panel that it stands in. The others stand with the text.
GROUPS = {
    "fields": ("section", "kind", "authors", "tags", "series", "dateline"),
    "work": WORK,
    "picture": ("lead_image", "lead_image_alt", "lead_image_caption"),
    "more": (
        "slug",
        "short_headline",
        "seo_title",
        "seo_description",
        "embargo_until",
        "comments_policy",
        "comments_close_at",
        "social_image",
        "canonical_url",
        "language",
        "translation_of",
    ),
}


def several(number, one, many):
    return f"{number} {one if number == 1 else many}"


class Row:
    """One row of a ``RowGroup``: a form of the formset with what it is called while it is closed."""

    def __init__(self, group, form, number=""):
        self.form, self.number = form, number
        self.record = group.record_of(form)
        self.name = group.name_of(self) or f"New {group.what}"
        self.words = group.words_of(self)
        self.is_open = bool(form.errors) or not self.record
        settled = group.settled(form) if self.record or form.instance.pk else ()
        self.hidden = [form["id"], *(form[name] for name in settled if form[name].value())]
        self.fields = [form[name] for name in group.first if name not in settled]
        self.rest = [form[name] for name in group.further]
        self.rest_is_open = any(field.errors for field in self.rest)
        self.url = group.url_of(self.record) if self.record else ""

    def value(self, name):
        """What stands in the field, as str."""
        return str(self.form[name].value() or "")

    @property
    def is_there(self):
        """Whether it will be there after saving."""
        return bool(self.record) and not (self.form.is_bound and self.form["DELETE"].value())


class RowGroup:
    """The rows of one kind. ``formset``: unbound, or as it was posted."""

    what = add = rest_words = ""
    first: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    points_at = ""
    has_marks = False

    def __init__(self, formset):
        self.formset, self.prefix = formset, formset.prefix
        forms = sorted(enumerate(formset.forms), key=lambda entry: (place_of(entry[1]), entry[0]))
        self.rows = [Row(self, form, number) for number, (_, form) in enumerate(forms, 1)]

    @property
    def blank(self):
        return Row(self, self.formset.empty_form)

    @property
    def there(self):
        return [row for row in self.rows if row.is_there]

    def settled(self, form):
        """The names of the fields that a saved row shows no more: to cite another source is another row."""
        return () if not form.instance.pk or self.points_at in form.errors else (self.points_at,)

    def record_of(self, form):
        """What the row points to, or None."""
        if form.is_bound:
            return getattr(form, "cleaned_data", {}).get(self.points_at)
        chosen = form.initial.get(self.points_at)  # an id where the row is saved, or was typed before
        if form.instance.pk and chosen == getattr(form.instance, f"{self.points_at}_id"):
            return getattr(form.instance, self.points_at)
        return form.fields[self.points_at].queryset.filter(pk=chosen).first() if isinstance(chosen, int) else chosen

    def name_of(self, row):
        return str(row.record or "")

    def words_of(self, row):
        return ""

    def url_of(self, record):
        return ""


class SourceRows(RowGroup):
    what, add, rest_words = "source", "Add a source", "Quotation, web address, copy, day read"
    first, further = ("source", "statement"), ("quote", "url", "archive_url", "accessed_on")
    points_at, has_marks = "source", True

    def words_of(self, row):
        kind = row.record.get_kind_display().capitalize() if row.record else ""
        return ". ".join(filter(None, [kind, "" if row.value("statement").strip() else "No statement yet"]))

    def url_of(self, record):
        return reverse("admin:articles_source_change", args=[record.pk])

    @property
    def said(self):
        there = self.there
        bare = sum(not row.value("statement").strip() for row in there)
        if not there:
            return "None yet"
        without = "" if not bare else ", all without a statement" if bare == len(there) > 1 else ""
        return f"{len(there)}{without or (bare and f', {in_word(bare)} without a statement') or ''}"


class RelatedRows(RowGroup):
    what, add = "link", "Add a story or a web address"
    first, points_at = ("target", "label", "url", "title"), "target"

    def settled(self, form):
        if not form.instance.pk or form.errors:
            return ()
        return ("target", "url", "title") if form.instance.target_id else ("target",)

    def name_of(self, row):
        if row.record:
            return (
                row.form.fields["target"].label_from_instance(row.record) if hasattr(row.record, "is_editable") else ""
            )
        return row.value("title") or row.value("url")

    def words_of(self, row):
        return row.value("label")

    @property
    def said(self):
        stories = sum(bool(row.record) for row in self.rows)
        addresses = sum(not row.record and bool(row.value("url")) for row in self.rows)
        said = [
            stories and several(stories, "story", "stories"),
            addresses and several(addresses, "address", "addresses"),
        ]
        return ", ".join(filter(None, said)) or "None yet"


KINDS = {Citation: SourceRows, RelatedLink: RelatedRows}


def place_of(form):
    value = str(form["position"].value())
    return int(value) if value.isdecimal() else 10**6


def in_word(number):
    return "one" if number == 1 else str(number)


def panel(form, formsets, context):
    """
    What the template of the story's form needs beside ``context``: ``rows`` (by prefix), ``words`` of the closed rows,
    ``opened`` (those that something is wrong in), ``problems`` (list of id, label, words), ``thumb``. No query.
    """
    rows = {formset.prefix: KINDS[formset.model](formset) for formset in formsets}
    problems = [
        *problems_of(form, context.get("pressed")),
        *(found for group in rows.values() for found in wrong(group)),
    ]
    opened = {group for group, names in GROUPS.items() if any(name in form.errors for name in names)}
    places = {"citations": "sources", "related_links": "related"}
    opened |= {
        places[prefix]
        for prefix, group in rows.items()
        if group.formset.total_error_count() or any(row.is_open for row in group.rows)
    }
    if way := WAYS.get(context["chosen"]):  # one comes back from choosing there
        opened.add(way.place)
        for group in rows.values():
            if places[group.prefix] == way.place and group.rows:
                group.rows[-1].is_open = True
    image = chosen(form, "lead_image")
    return {
        "rows": rows,
        "words": words(form, rows, context),
        "opened": opened,
        "panel_is_open": bool(opened),
        "problems": problems,
        "thumb": image.thumbnail_url if image else "",
    }


def chosen(form, name):
    """
    The record that a choice of the form names, as it is shown or was posted, or None. 1 query where that is not what is
    saved.
    """
    if form.is_bound and name in form.fields:
        return form.cleaned_data.get(name)
    shown = form.initial.get(name)
    if shown in {None, getattr(form.instance, f"{name}_id")} or name not in form.fields:
        return getattr(form.instance, name) if shown or name not in form.fields else None
    return form.fields[name].queryset.filter(pk=shown).first()


def names(form, field):
    """What a ``NamesField`` shows, as list of str or of records."""
    value = form[field].value() or []
    return form.fields[field].to_python(value) if isinstance(value, str) else value


def words(form, rows, context):
    section, image = chosen(form, "section"), chosen(form, "lead_image")
    kind = dict(form.fields["kind"].choices).get(form["kind"].value(), "").capitalize() if "kind" in form.fields else ""
    authors = ", ".join(getattr(author, "name", author) for author in names(form, "authors"))
    tags = len(names(form, "tags"))
    said = [
        ", ".join(filter(None, [str(section or "No section"), kind])),
        authors or "No author",
        several(tags, "tag", "tags") if tags else "",
    ]
    threads = context.get("note_threads") or []
    return {
        "fields": ". ".join(filter(None, said)),
        "work": str(form["work"].value() or "") or "Not named yet",
        "picture": str(image or "None yet"),
        "sources": rows["citations"].said,
        "related": rows["related_links"].said,
        "notes": f"{len(threads)} open, the last from {threads[0].author_name}" if threads else "None open",
        "history": ", ".join(
            filter(
                None,
                [
                    several(context.get("revision_count") or 0, "version", "versions"),
                    several(len(context["editions"]), "edition", "editions") if context.get("editions") else "",
                ],
            )
        ),
        "more": embargo(form.instance) or "Address, search, embargo, comments",
    }


def embargo(article):
    return f"Embargo until {moment(article.embargo_until)}" if article.embargo_until else ""


def problems_of(form, pressed):
    """List of (id on the page or "", label, sentence) of what is wrong in the story's own fields."""
    found = [("", "", error) for error in form.non_field_errors()]
    asking = form.action_forms.get(pressed)
    for part in filter(None, [form, asking]):
        found += [
            (field.id_for_label or f"{field.auto_id}_0", field.label, error) for field in part for error in field.errors
        ]
    return found


def wrong(group):
    found = [("", "", error) for error in group.formset.non_form_errors()]
    for row in group.rows:
        label = f"{group.what.capitalize()} {row.number}"
        found += [(row.form.prefix, label, error) for error in row.form.non_field_errors()]
        found += [
            (field.id_for_label or row.form.prefix, f"{label}, {field.label}", error)
            for field in row.form
            for error in field.errors
        ]
    return found
