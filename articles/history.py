"""
The public history of a story: every edition that readers could see, and what each changed in what they read.

Told of what stood on its page alone (``content.READ``): no draft, no internal name of a picture, no story that is not
public, nobody of the desk. Of small edits it is said that there was one.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max
from django.http import Http404
from django.utils import timezone

from articles import diffs, richtext
from articles.content import READ, WORK, named_in, only
from articles.models import Edition, Image, Section
from articles.story import live_editions_of

SIZE = 10  # editions on one page; fewer where their texts are longer together than the next line says
MOST = 300_000  # characters of text that one page compares: about half a second
WORDS = {
    Edition.Kind.FIRST: "Published",
    Edition.Kind.UPDATE: "Update",
    Edition.Kind.CLARIFICATION: "Clarification",
    Edition.Kind.CORRECTION: "Correction",
    Edition.Kind.TYPO: "Minor edit",
}


@dataclass(frozen=True)
class Entry:
    """
    One edition. ``words``: what kind it is; ``note``: the public one, or ""; ``changes``: a ``Comparison`` with what
    readers saw before, or None where none is shown; ``is_back``: the story was withdrawn before; ``is_shut``: it was
    withdrawn since, and its words are not shown; ``withdrawn_at`` (aware datetime or None) and ``reason``: it ended so.
    """

    edition: Edition
    words: str
    note: str
    changes: diffs.Comparison | None
    is_back: bool
    is_shut: bool
    withdrawn_at: datetime | None
    reason: str


@dataclass(frozen=True)
class History:
    """A page of it, newest first; ``older`` is the number of the next edition, or None."""

    entries: list[Entry]
    older: int | None


def history_of(article, number=None, at=None):
    """
    The ``History`` of ``article`` (id) at ``at`` (default now), from the edition with ``number`` (default: the live
    one) back. 5 queries at most; words are compared with the effort of one comparison, however many there are.

    What stood before a withdrawal is listed, and its words are not shown: they were taken from readers. Raise
    ``Http404`` for a number before the first.
    """
    at = at or timezone.now()
    public = Edition.objects.filter(article=article, live_from__lte=at)
    withdrawn_at = public.exclude(withdrawn_by=None).filter(live_until__lte=at).aggregate(at=Max("live_until"))["at"]
    shown = public.filter(number__lte=number) if number else public
    editions = list(shown.select_related("revision").order_by("-number")[: SIZE + 1])
    if not editions:
        raise Http404("No such edition.")
    size = _fitting(editions)
    page, contents = editions[:size], {}
    for edition in editions[: size + 1]:
        if not withdrawn_at or edition.live_from >= withdrawn_at:
            contents[edition.pk] = edition.revision.content
    readers = _Readers(contents.values(), article, at)
    entries = []
    for edition, previous in zip(page, [*editions[1:], None], strict=False):
        changes = None
        if edition.kind != Edition.Kind.TYPO and previous and {edition.pk, previous.pk} <= contents.keys():
            changes = readers.compare(contents[previous.pk], contents[edition.pk])
        is_withdrawn = edition.withdrawn_by_id is not None and edition.has_ended(at)
        entries.append(
            Entry(
                edition,
                WORDS[edition.kind],
                edition.note if edition.kind in Edition.PUBLIC_NOTE_KINDS else "",
                changes,
                is_back=previous is not None and previous.withdrawn_by_id is not None,
                is_shut=edition.pk not in contents,
                withdrawn_at=edition.live_until if is_withdrawn else None,
                reason=edition.withdrawal_reason if is_withdrawn else "",
            )
        )
    return History(entries, editions[size].number if len(editions) > size else None)


def _fitting(editions):
    """How many of ``editions`` (list) go on one page; one at least."""
    length = 0
    for count, edition in enumerate(editions[:SIZE]):
        length += len(edition.revision.content["body"])
        if count and length > MOST:
            return count
    return min(len(editions), SIZE)


class _Readers:
    """What readers see of ``contents``: 3 queries at most for what these name."""

    def __init__(self, contents, article, at):
        named = [name for content in contents for name in named_in(content) if name.field in READ]
        sections, images, stories = (only(named, kind) for kind in ("section", "image", "article"))
        self.sections = dict(Section.objects.filter(pk__in=sections).values_list("pk", "name")) if sections else {}
        self.images = Image.objects.shown().in_bulk(images) if images else {}
        self.stories = live_editions_of(stories - {article}, at) if stories else {}
        self.effort = diffs.Effort()

    def compare(self, old, new):
        """The ``Comparison`` of what readers saw of two contents."""
        names = {
            "section": self.sections,
            "image": {pk: image.alt for pk, image in self.images.items()},  # its title is the desk's
            "article": {pk: edition.headline for pk, edition in self.stories.items()},
        }
        found = diffs.compare(self.read(old), self.read(new), names=names, effort=self.effort)
        return replace(found, language=new.get("language") or "")

    def read(self, content):
        """``content`` without what readers don't see of it now."""
        shown = {name: content[name] for name in READ if name in content}
        if content.get("kind") != "review":  # what it reviewed once stands on no page
            shown = {name: value for name, value in shown.items() if name not in WORK}
        shown["body"] = richtext.without_tokens(content["body"], images=self.images, editions=self.stories)
        if content.get("lead_image") not in self.images:
            shown |= {"lead_image": None, "lead_image_alt": "", "lead_image_caption": ""}
        shown["related"] = [
            row for row in content.get("related") or [] if not row.get("target") or row["target"] in self.stories
        ]
        words = content.get("picture_words") or {}
        shown["picture_words"] = {pk: said for pk, said in words.items() if int(pk) in self.images}
        return shown
