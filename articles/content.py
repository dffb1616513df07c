"""
The document of a revision: what a story says, as one JSON-ready dict, and what that names.

``Article.content()`` makes it of records, ``admin/form_content.py`` of a form; it is kept in ``Revision.content``, put
back by ``Article.apply()``, compared and merged by ``diffs``, and read for the page of an edition. ``FIELDS`` has what
stands in it. Beside plain values there are rows, dicts all of them: "bylines" (author, None for a name that was typed
and not saved, and name), "citations"
(``citation_content``), "related" (target, url, title, label), and "picture_words" (``richtext/captions.py``). What
``SPARSE`` names stands in it only where it says something.

Nothing here asks the database.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

from articles import richtext, text
from articles.richtext import captions


class Field(NamedTuple):
    """
    ``label``: what the desk calls it. ``kind``: how it is compared: "text" word by word, "value" as a whole, "list" row
    by row. ``names``: of which record it holds the id ("section", "image" or "article"), or "".
    """

    name: str
    label: str
    kind: str
    names: str = ""


# In the order in which an editor reads them.
FIELDS = (
    Field("headline", "Headline", "text"),
    Field("short_headline", "Short headline", "text"),
    Field("standfirst", "Standfirst", "text"),
    Field("body", "Text", "text"),
    Field("picture_words", "Words for pictures in the text", "list"),
    Field("dateline", "Dateline", "text"),
    Field("kind", "Kind", "value"),
    Field("work", "Work reviewed", "text"),
    Field("work_kind", "Kind of work", "value"),
    Field("work_maker", "Maker of the work", "text"),
    Field("work_venue", "Venue", "text"),
    Field("work_dates", "Dates", "text"),
    Field("work_facts", "More about the work", "text"),
    Field("verdict", "Verdict", "text"),
    Field("section", "Section", "value", "section"),
    Field("bylines", "Authors", "list"),
    Field("tags", "Tags", "list"),
    Field("lead_image", "Picture", "value", "image"),
    Field("lead_image_alt", "Alternative text of the picture", "text"),
    Field("lead_image_caption", "Caption of the picture", "text"),
    Field("citations", "Sources", "list"),
    Field("related", "Related links", "list"),
    Field("slug", "Slug", "value"),
    Field("language", "Language", "value"),
    Field("translation_of", "Translation of", "value", "article"),
    Field("seo_title", "Title for search engines", "text"),
    Field("seo_description", "Description for search engines", "text"),
    Field("social_image", "Picture for social media", "value", "image"),
    Field("canonical_url", "Canonical address", "value"),
)
# What a review says of what it reviews (``articles/works.py``); kept, and not shown, while a story is of another kind.
WORK = ("work", "work_kind", "work_maker", "work_venue", "work_dates", "work_facts", "verdict")
SPARSE = frozenset(WORK)  # no key of a document where they are empty, as before there were any
# What readers see of it on its page, and what its public history compares. The rest is for lists, machines, addresses.
READ = (
    *("headline", "standfirst", "body", "picture_words", "dateline", "kind", "section", "bylines", "tags"),
    *("lead_image", "lead_image_alt", "lead_image_caption", "citations", "related"),
    *WORK,
)
LABELS = {field.name: field.label for field in FIELDS}
LINKED_FIELDS = {field.name: field.names for field in FIELDS if field.names}  # foreign keys of ``Article``
TEXT_FIELDS = [field.name for field in FIELDS if field.kind != "list" and not field.names]  # its columns of text
CITATION_TEXTS = ("statement", "quote", "url", "archive_url", "accessed_on")

LONG = 100  # words: a longer text is emptied only where somebody says so
LONGEST_ADDRESS = 500


def tidied(content, words):
    """
    ``content`` with ``words`` (``picture_words``), and without the keys of what is empty and ``SPARSE``; without any
    ``words`` it has no key of them either, as before there were any.
    """
    rest = {name: value for name, value in content.items() if name != "picture_words" and (value or name not in SPARSE)}
    kept = captions.tidied(words, richtext.pictures(content["body"])) if words else {}
    return {**rest, "picture_words": kept} if kept else rest


def texts_in(content):
    """Dict of each of ``TEXT_FIELDS`` → what ``content`` (of any age) says there."""
    return {name: content.get(name, "") if name in SPARSE else content[name] for name in TEXT_FIELDS}


def citation_content(citation):
    """
    One entry of ``content["citations"]``; ``id`` is None for one that was never saved. ``source_url`` is there when the
    source has an address of its own.
    """
    read_on = citation.accessed_on
    return {
        "id": citation.pk,
        "source": citation.source_id,
        **source_content(citation.source),
        **{name: getattr(citation, name) for name in CITATION_TEXTS},
        "accessed_on": read_on and read_on.isoformat(),
    }


def source_content(source):
    """The words about ``source`` that an entry of ``content["citations"]`` holds."""
    about = {"name": source.name, "kind": source.kind, "description": source.description}
    return {**about, "source_url": source.url} if source.url else about


def empties(old, new):
    """Whether ``new`` has no text where ``old`` has a long one."""
    return not richtext.text(new["body"]) and richtext.length_of(old["body"]).total > LONG


# -- What it names --


class Name(NamedTuple):
    """
    One thing that the field ``field`` names. ``kind``: "section", "image", "article", "source" or "citation", and
    ``value`` is an id; or "embed", and it is an address (str) that may be none.
    """

    field: str
    kind: str
    value: int | str


TOKENS = {"data-image": "image", "data-see-also": "article", "data-citation": "citation", "data-embed": "embed"}


def named_in(content: Mapping[str, Any]) -> list[Name]:
    """
    Everything that ``content`` (of any age, complete or not) names, each field in its order: the one reading of it.
    ``only`` picks out of that.
    """
    found = [Name(field, kind, content[field]) for field, kind in LINKED_FIELDS.items() if content.get(field)]
    for token, values in richtext.tokens(content.get("body") or "").items():
        kind = TOKENS[token]
        found += [Name("body", kind, value if kind == "embed" else int(value)) for value in values]
    found += [Name("related", "article", row["target"]) for row in content.get("related") or [] if row.get("target")]
    found += [Name("citations", "source", row["source"]) for row in content.get("citations") or []]
    return found


def only(names: Iterable[Name], kind, *fields) -> set:
    """The values (set) of those of ``names`` that are of ``kind``, in ``fields`` if any are given."""
    return {name.value for name in names if name.kind == kind and (not fields or name.field in fields)}


def addresses_in(content):
    """Set of the addresses on the web (str), not our own, that ``content`` names."""
    urls = {row.get(name, "") for row in content["citations"] for name in ("url", "archive_url", "source_url")}
    urls |= {row["url"] for row in content["related"]}
    urls |= {*richtext.links(content["body"]), *only(named_in(content), "embed")}
    return {url for url in urls if is_askable(url)}


def is_ours(url):
    return urlsplit(url).netloc.lower() == urlsplit(settings.SITE_URL).netloc.lower()


def is_askable(url):
    """Whether ``url`` (str) is an address on the web, and not one of our own."""
    return text.is_web_address(url) and len(url) <= LONGEST_ADDRESS and not is_ours(url)


# -- The numbers of its sources --


def citation_marks(content):
    """Ids (list of int) of the citations that marks in the text name, in the order of the marks."""
    return [name.value for name in named_in(content) if name.kind == "citation"]


def source_numbers(content):
    """Dict of source id → its number: in the order of the first mark in the text, those without one behind."""
    source_of = {row["id"]: row["source"] for row in content["citations"] if row["id"]}
    marked = [source_of[pk] for pk in citation_marks(content) if pk in source_of] if source_of else []
    sources = dict.fromkeys([*marked, *(row["source"] for row in content["citations"])])
    return {source: number for number, source in enumerate(sources, start=1)}


def numbers_of_marks(content):
    """Dict of citation id → the number that its marks show."""
    numbers = source_numbers(content)
    return {row["id"]: numbers[row["source"]] for row in content["citations"] if row["id"]}
