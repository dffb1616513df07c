"""What readers get of a live coverage: its entries page by page, what stands over them, and when it last changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property

from articles import richtext
from articles.models import CoverageEdition, Edition, EntryEdition
from articles.models.entries import LIVE
from articles.story import live_editions_of

SIZE = 20  # entries on a page, and in what a page asks for again and again
KEY_EVENTS = 20  # the newest of them


class Stamp(NamedTuple):
    """
    By which of its records a coverage is what it is: ids of the editions that began last, 0 for none. ``changed_at`` is
    when that was (aware datetime or None), ``ended_at`` when the coverage ended.
    """

    entry: int
    coverage: int
    changed_at: datetime | None
    ended_at: datetime | None

    @property
    def etag(self):
        return f'"{self.entry}-{self.coverage}"'


NOTHING = Stamp(0, 0, None, None)


def stamped(editions, at):
    """
    Dict of story id → ``Stamp``, of those of ``editions`` (queryset of live ones) that are live coverages. Changes of
    one story are made one after the other, so that the one that began last tells of all before it. 1 query.
    """
    entries = EntryEdition.objects.begun(at).filter(article=OuterRef("article"))
    over = CoverageEdition.objects.live(at).filter(article=OuterRef("article"))
    rows = (
        editions.filter(article_kind=LIVE)
        .order_by()
        .values_list(
            "article",
            Subquery(entries.values("pk")[:1]),
            Subquery(over.values("pk")[:1]),
            Subquery(entries.values("live_from")[:1]),
            Subquery(over.values("live_from")[:1]),
            Subquery(over.values("ended_at")[:1]),
        )
    )
    return {
        article: Stamp(entry or 0, coverage or 0, max(filter(None, changes), default=None), ended_at)
        for article, entry, coverage, *changes, ended_at in rows
    }


def stamps_of(editions, at):
    """``stamped`` for a list of live editions. 1 query, none where none is a live coverage."""
    pks = [edition.pk for edition in editions if edition.article_kind == LIVE]
    return stamped(Edition.objects.filter(pk__in=pks), at) if pks else {}


def changed_at(edition, stamps):
    """
    When ``edition`` (live) last changed for more than a typo, its entries with it: aware datetime, None for not since
    it was first published. ``stamps``: of ``stamps_of``.
    """
    moments = [edition.updated_at, stamps.get(edition.article_id, NOTHING).changed_at]
    latest = max(filter(None, moments), default=None)
    return latest if latest and latest > edition.published_at else None


def last_change(at):
    """
    The latest moment up to ``at`` at which any story, or anything of a live coverage, began or ended (aware datetime or
    None). 1 query.
    """
    return Edition.objects.last_change(
        at,
        EntryEdition.objects.begun(at).order_by("-live_from").values("live_from")[:1],  # sorts no ties
        CoverageEdition.objects.filter(live_from__lte=at).order_by("-live_from").values("live_from")[:1],
    )


@dataclass(frozen=True)
class Shown:
    """An entry on a page: ``text`` is rendered, ``notes`` are the editions that corrected it, newest first."""

    edition: EntryEdition
    text: str
    notes: list[EntryEdition]
    url: str

    @property
    def number(self):
        return self.edition.entry.number

    @property
    def pictures(self):
        """Those that its text shows (list of Image)."""
        return list(pictures_of(self.edition).values())

    @property
    def updated_at(self):
        """When it last changed for more than a typo, or None."""
        is_new = self.edition.live_from == self.edition.published_at
        return None if is_new or self.edition.kind == Edition.Kind.TYPO else self.edition.live_from


def entry_url(page, number):
    """The address of entry ``number`` of the coverage at ``page`` (address): a page that begins with it."""
    return f"{page}?{urlencode({'entry': number})}#entry-{number}"


def number_in(asked):
    """The number (int or None) of the entry that ``?entry=`` asks for. Raise ``Http404`` for what is none."""
    if asked is None:
        return None
    if asked.isascii() and asked.isdecimal() and len(asked) < 10:
        return int(asked)
    raise Http404("No such entry.")


class Coverage:
    """
    The coverage of ``edition`` (live, with its address) at one moment: the newest ``SIZE`` entries, or those from the
    entry with the number ``start`` back. At most 11 queries, whatever the number of entries; a template asks for the
    parts and makes none. ``base`` as in ``richtext.render``, for those who read it elsewhere.
    """

    def __init__(self, edition, at=None, start=None, base=""):
        self.edition, self.start, self.base = edition, start, base
        self.at = at or timezone.now()
        self.page_url = edition.get_absolute_url()
        self.fragment_url = edition.address.get_live_url()

    def load(self):
        """Ask for what is shown. Raise ``Http404`` where the entry to begin with is not there."""
        return self._shown

    @property
    def _live(self):
        return EntryEdition.objects.filter(article=self.edition.article_id).live(self.at)

    @cached_property
    def stamp(self):
        return stamps_of([self.edition], self.at).get(self.edition.article_id, NOTHING)

    @property
    def etag(self):
        return self.stamp.etag

    @property
    def changed_at(self):
        return self.stamp.changed_at

    @property
    def ended_at(self):
        return self.stamp.ended_at

    @cached_property
    def _over(self):
        return CoverageEdition.objects.select_related("pinned").filter(pk=self.stamp.coverage).first()

    @property
    def summary(self):
        return self._over.summary if self.stamp.coverage and self._over else ""

    @cached_property
    def _first(self):
        """The edition that the page begins with, where one is asked for."""
        if self.start is None:
            return None
        first = self._live.filter(entry__number=self.start).first()
        if first is None:
            raise Http404("There is no such entry.")
        return first

    @cached_property
    def _pinned(self):
        pinned = self._over.pinned_id if self.stamp.coverage and self._over else None
        return (
            self._live.filter(entry=pinned).exclude(kind=EntryEdition.WITHDRAWN).for_page().first() if pinned else None
        )

    @property
    def _listed(self):
        """All that the pages list, newest first."""
        return self._live.exclude(entry=self._pinned.entry_id) if self._pinned else self._live

    @cached_property
    def _rows(self):
        listed = self._listed
        if first := self._first:
            listed = listed.filter(published_at__lte=first.published_at).filter(
                Q(published_at__lt=first.published_at) | Q(entry__lte=first.entry_id)
            )
        return list(listed.newest_first().for_page()[: SIZE + 1])

    @cached_property
    def _shown(self):
        editions = [*filter(None, [self._pinned]), *self._rows[:SIZE]]
        stories = {int(pk) for one in editions for pk in richtext.tokens(one.body)["data-see-also"]}
        others = live_editions_of(stories - {self.edition.article_id}, self.at) if stories else {}
        corrected = [one.entry_id for one in editions if one.number > 1]
        notes: dict = {}
        if corrected:
            found = EntryEdition.objects.begun(self.at).filter(entry__in=corrected, kind__in=Edition.PUBLIC_NOTE_KINDS)
            for note in found:
                notes.setdefault(note.entry_id, []).append(note)
        return [
            Shown(
                edition=one,
                text=richtext.render(
                    one.body,
                    images=pictures_of(one),
                    editions=others,
                    words=one.picture_words,
                    base=self.base,
                    page=self.page_url if self.base else "",
                ),
                notes=[] if one.is_withdrawn else notes.get(one.entry_id, []),
                url=entry_url(self.page_url, one.entry.number),
            )
            for one in editions
        ]

    @property
    def pinned(self):
        """The entry that stands over the others (``Shown``), or None."""
        return self._shown[0] if self._pinned else None

    @property
    def entries(self):
        """List of ``Shown``, newest first."""
        return self._shown[1:] if self._pinned else self._shown

    @property
    def older_url(self):
        """Of the page behind this one (address or None)."""
        if len(self._rows) <= SIZE:
            return None
        return entry_url(self.page_url, self._rows[SIZE].entry.number)

    @cached_property
    def newer_url(self):
        """Of the page before this one; None on the first."""
        first = self._first
        if first is None:
            return None
        newer = self._listed.filter(published_at__gte=first.published_at).filter(
            Q(published_at__gt=first.published_at) | Q(entry__gt=first.entry_id)
        )
        above = newer.order_by("published_at", "entry_id").values_list("entry__number", flat=True)[: SIZE + 1]
        numbers = list(above)
        if not numbers:
            return None
        return entry_url(self.page_url, numbers[SIZE - 1]) if len(numbers) > SIZE else self.page_url

    @property
    def is_first_page(self):
        return self._first is None

    @cached_property
    def key_events(self):
        """List of (edition, address) of the newest key events."""
        keys = self._live.key_events().newest_first().select_related("entry")[:KEY_EVENTS]
        here = {one.edition.entry_id for one in self._shown}
        return [
            (one, f"#{one.anchor}" if one.entry_id in here else entry_url(self.page_url, one.entry.number))
            for one in keys
        ]

    @property
    def bodies(self):
        """The stored texts of what is shown."""
        return [one.edition.body for one in self._shown]


def pictures_of(edition):
    """Dict of id → the pictures of ``edition`` (of ``for_page``) that readers may see."""
    found = (picture.image for picture in edition.entry_pictures.all())
    return {image.pk: image for image in found if image.is_shown}
