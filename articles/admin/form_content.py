"""What a form at the desk holds, typed and not saved, as the document that revisions are made of."""

import re
from datetime import UTC, datetime
from functools import cache

from django.core.exceptions import ValidationError

from articles import richtext, text
from articles.admin.forms import DayAndTimeField, linkable_by
from articles.admin.names import AuthorsField, TagsField
from articles.admin.widgets import is_id
from articles.content import CITATION_TEXTS, LINKED_FIELDS, TEXT_FIELDS, WORK, source_content, tidied
from articles.models import Article, Citation, Image, RelatedLink, Section, Series, Source, Tag
from articles.richtext import captions

# The fields that the form has; the others stay as the story has them.
ASKED = frozenset(
    {
        *("headline", "standfirst", "body", "dateline", "section", "kind"),
        *("lead_image", "lead_image_alt", "lead_image_caption", "slug", "short_headline", "seo_title"),
        *("seo_description", "social_image", "canonical_url", "language", "translation_of"),
        *WORK,
    }
)

# What the desk alone knows of a story and types into its form: no part of a revision, but not to be lost either.
DESK_COLUMNS = ("comments_policy", "comments_close_at", "embargo_until")
DESK_FIELDS = (*DESK_COLUMNS, "series")
_BETWEEN_TAGS = re.compile(r">\s+<")


def desk_content(article):
    """What ``DESK_FIELDS`` say as saved, JSON-ready: moments to the minute, the id of a series. 1 query at most."""
    part = getattr(article, "series_part", None) if article.pk else None
    return {**{name: _plain(getattr(article, name)) for name in DESK_COLUMNS}, "series": part and part.series_id}


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
    return {**bare, **{name: content.get(name, "") for name in WORK}, "picture_words": captions.of(content)}


def _plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(second=0, microsecond=0).isoformat()
    return value


class Typed:
    """
    What stands in the form of ``article`` (None: of a new story) as it was posted: ``data`` (``QueryDict``), from
    ``user``. Nothing has to be complete or valid: what a field refuses is kept as it was typed where it is text, and
    left out where it is a choice.

    ``saved``: what the story says as it is saved (``Article.content()``), 4 queries if it is not given. Whatever a
    choice names that is not in there is asked for in bulk: at most 1 query for each kind of record, 2 for tags.
    """

    def __init__(self, data, article, user, saved=None):
        self.data, self.article, self.user = data, article or Article(), user
        is_saved = self.article.pk is not None
        self.saved = (self.article.content() if is_saved else None) if saved is None else saved

    def content(self):
        """The shape of ``Revision.content``."""
        content = {name: self.text(name) for name in TEXT_FIELDS}
        content["body"] = richtext.clean(content["body"])
        content |= self.linked()
        content["tags"] = sorted(self.tags(), key=str.casefold)
        content["bylines"] = self.bylines()
        content["citations"] = self.citations(content["body"])
        content["related"] = self.related()
        words = captions.read(self.data.get("picture_words") or "{}")
        return tidied(content, self.article.picture_words if words is None else words)

    def desk_changes(self, loaded):
        """Dict of those of ``DESK_FIELDS`` that differ from ``loaded`` (a ``desk_content()``), JSON-ready. 1 query."""
        changed = {}
        series = number(self.data.get("series"))
        is_other = "series" in self.data and series != loaded.get("series")
        if is_other and (series is None or Series.objects.filter(pk=series).exists()):
            changed["series"] = series
        for name in DESK_COLUMNS:
            field = form_field(Article, name)
            value = field.widget.value_from_datadict(self.data, {}, name)
            before = getattr(self.article, name)
            try:
                value = field.clean(value) if field.has_changed(before, value) else before
            except ValidationError:
                continue
            if (plain := _plain(value)) != loaded.get(name):
                changed[name] = plain
        return changed

    def text(self, name):
        if name not in ASKED:
            return getattr(self.article, name) or ""
        return cleaned(Article, name, self.data.get(name))

    def linked(self):
        """Ids (or None) of ``LINKED_FIELDS``."""
        asked = {name: number(self.data.get(name)) for name in LINKED_FIELDS if name in ASKED}
        known = {name: {self.saved and self.saved[name]} for name in asked}
        unknown = {name: pk for name, pk in asked.items() if pk and pk not in known[name]}
        there = {}
        offered = (("section", Section.objects), ("image", Image.objects), ("article", linkable_by(self.user)))
        for kind, records in offered:
            if pks := {pk for name, pk in unknown.items() if LINKED_FIELDS[name] == kind}:
                there[kind] = set(records.filter(pk__in=pks).values_list("pk", flat=True))
        found = {name: getattr(self.article, f"{name}_id") for name in LINKED_FIELDS if name not in ASKED}
        for name, pk in asked.items():
            is_there = name not in unknown or pk in there.get(LINKED_FIELDS[name], ())
            found[name] = pk if is_there else None
        return found

    def tags(self):
        field = TagsField()
        names = field.to_python(field.widget.value_from_datadict(self.data, {}, "tags"))
        if not names or (self.saved and set(names) <= set(self.saved["tags"])):
            return names
        known = {name: tag.name for name, tag in Tag.objects.named(names).items()}
        return list(dict.fromkeys(known.get(name, name) for name in names))

    def bylines(self):
        field = AuthorsField()
        names = field.to_python(self.data.get("authors"))
        known = {row["name"]: row["author"] for row in self.saved["bylines"]} if self.saved else {}
        if set(names) <= known.keys():
            return [{"author": known[name], "name": name} for name in names]
        return [{"author": author.pk, "name": author.name} for author in field.as_far_as_known(names)]

    def citations(self, body):
        rows = self.rows("citations", ["source", *CITATION_TEXTS], Citation)
        about = ("name", "kind", "description", "source_url")
        saved = {row["id"]: row for row in self.saved["citations"]} if self.saved else {}
        known = {row["source"]: {name: row[name] for name in about if name in row} for row in saved.values()}
        if wanted := {row["source"] for row in rows} - known.keys() - {None}:
            known |= {source.pk: source_content(source) for source in Source.objects.filter(pk__in=wanted)}
        if gone := {row["id"] for row in rows if row["was_saved"]} - saved.keys():
            # Somebody else has taken it out meanwhile: it keeps its number if marks in the text name it.
            marked = {int(mark) for mark in richtext.tokens(body)["data-citation"]}
            taken = set(Citation.objects.filter(pk__in=gone & marked).values_list("pk", flat=True))
            gone -= marked - taken
        for row in rows:
            if row["source"] not in known and row["id"] in saved:
                row["source"] = saved[row["id"]]["source"]
        return [
            {
                "id": None if row["id"] in gone else row["id"],
                "source": row["source"],
                **known[row["source"]],
                **{name: row[name] for name in CITATION_TEXTS},
                "accessed_on": row["accessed_on"].isoformat() if row["accessed_on"] else None,
            }
            for row in rows
            if row["source"] in known
        ]

    def related(self):
        rows = self.rows("related_links", ["target", "url", "title", "label"], RelatedLink)
        known = {row["target"] for row in self.saved["related"]} if self.saved else set()
        if wanted := {row["target"] for row in rows} - known - {None}:
            known |= set(linkable_by(self.user).filter(pk__in=wanted).values_list("pk", flat=True))
        found = []
        for row in rows:
            target = row["target"] if row["target"] in known else None
            if target or row["url"] or row["title"]:
                found.append({"target": target, "url": row["url"], "title": row["title"], "label": row["label"]})
        return found

    def has_lost_rows(self):
        """Whether a row that was saved when the form was opened is no longer there. 2 queries at most."""
        for prefix in ("citations", "related_links"):
            first_new = number(self.data.get(f"{prefix}-INITIAL_FORMS")) or 0
            posted = {number(self.data.get(f"{prefix}-{index}-id")) for index in range(min(first_new, MOST_ROWS))}
            if posted - {None, *getattr(self.article, prefix).values_list("pk", flat=True)}:
                return True
        return False

    def rows(self, prefix, names, model):
        """
        The posted rows of one kind (list of dict: ``names``, ``id``, ``was_saved``), in order, without those that are
        empty or to be removed. What names a record is its id, or None.
        """
        data, found = self.data, []
        first_new = number(data.get(f"{prefix}-INITIAL_FORMS")) or 0
        for index in range(min(number(data.get(f"{prefix}-TOTAL_FORMS")) or 0, MOST_ROWS)):
            start = f"{prefix}-{index}-"
            posted = {name: data.get(start + name) or "" for name in names}
            was_saved = index < first_new
            if data.get(f"{start}DELETE") or not (was_saved or any(is_typed(model, *item) for item in posted.items())):
                continue
            row = {"id": number(data.get(f"{start}id")), "was_saved": was_saved}
            for name in names:
                is_link = model._meta.get_field(name).is_relation
                row[name] = number(posted[name]) if is_link else cleaned(model, name, posted[name])
            place = number(data.get(f"{start}position"))
            found.append((10**6 if place is None else place, index, row))
        return [row for _, _, row in sorted(found, key=lambda entry: entry[:2])]


MOST_ROWS = 2000
NEVER_AS_TYPED = frozenset({"url", "archive_url", "accessed_on"})  # a preview links to the addresses


def is_typed(model, name, value):
    return bool(value) and value != model._meta.get_field(name).get_default()


def number(value):
    """The id or place (int) that ``value`` (str or None) names, or None."""
    return int(value) if value and is_id(value) else None


@cache
def form_field(model, name):
    """The form's field of a column, to read what was typed; it keeps no state."""
    column = model._meta.get_field(name)
    return column.formfield(
        **({"form_class": DayAndTimeField} if column.get_internal_type() == "DateTimeField" else {})
    )


def cleaned(model, name, value):
    """``value`` (str or None) as the form would save it; what it would refuse, as it was typed, or left out."""
    try:
        return form_field(model, name).clean(value) or ""
    except ValidationError:
        return "" if name in NEVER_AS_TYPED else text.sound(value or "")
