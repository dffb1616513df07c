"""The entries of a live coverage, and what readers see of each from when to when (EntryEdition)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from articles import richtext, rights
from articles.exceptions import EntryConflict, NotAllowed, NotLive, Refusal
from articles.fields import LineField, LinesField, MarkupField, WordsField
from articles.models.coverage import CoverageEdition
from articles.models.images import Image
from articles.models.log import LogLine
from articles.models.revisions import Edition
from articles.richtext import captions
from articles.text import line, lines

LIVE = "live"  # the kind of a story that has entries
LONGEST_HEADLINE = 200  # characters


@dataclass(frozen=True)
class Said:
    """What an entry says. ``authors``: ids in order; ``picture_words`` as in ``richtext/captions.py``."""

    headline: str = ""
    body: str = ""
    is_key: bool = False
    authors: Sequence[int] = ()
    picture_words: dict = field(default_factory=dict)

    @classmethod
    def of(cls, edition):
        """What ``edition`` says. 1 query for who wrote it, none with ``for_page``."""
        return cls(
            headline=edition.headline,
            body=edition.body,
            is_key=edition.is_key,
            authors=[credit.author_id for credit in edition.entry_authors.all()],
            picture_words=edition.picture_words,
        )

    def cleaned(self):
        """The same as it is kept. Raise ``Refusal`` for what can’t be."""
        if words := richtext.too_long(self.body):
            raise Refusal(words)
        body = richtext.with_citations(richtext.clean(self.body), {})  # an entry has no sources of its own
        headline = line(self.headline)
        if len(headline) > LONGEST_HEADLINE:
            raise Refusal(f"A headline has at most {LONGEST_HEADLINE} characters; this one has {len(headline)}.")
        if not headline and not richtext.text(body).strip() and not any(richtext.tokens(body).values()):
            raise Refusal("Write something: an entry has a text or a headline.")
        words = captions.tidied(self.picture_words, richtext.pictures(body))
        return Said(headline, body, bool(self.is_key), list(dict.fromkeys(self.authors)), words)


class EntryManager(models.Manager):
    @transaction.atomic
    def post(self, article, by, said, *, at=None, form_key=None):
        """
        Add an entry to ``article`` that says ``said`` (``Said``) and show it to readers from ``at`` (aware datetime,
        default now); return its ``EntryEdition``. By somebody who may write and not publish it is proposed: no reader
        sees it before an editor posts it. ``form_key`` (UUID) is that of the form: sent twice, it posts once. A moment
        in the past is for imports. 11 queries at most, and 1 for each picture.

        Raise ``NotAllowed``, or ``Refusal`` for an empty entry, another kind of story, or a coverage that has ended.
        """
        said = said.cleaned()
        article.lock()
        if not rights.may_edit(by, article):
            raise NotAllowed("This story is not yours to write in.")
        if form_key and (known := self.filter(article=article, form_key=form_key).first()):
            return known.latest_edition()
        if article.kind != LIVE:
            raise Refusal("Only a story of the kind “live” has entries. Change its kind first.")
        if article.state == article.State.TRASHED:
            raise Refusal("The story is in the trash. Take it out first.")
        last = CoverageEdition.objects.live().filter(article=article).first()
        if last and last.has_ended:
            raise Refusal("This coverage has ended. Go on with it first.")
        number = (self.filter(article=article).aggregate(last=models.Max("number"))["last"] or 0) + 1
        entry = self.create(article=article, number=number, form_key=form_key)
        entry.article = article
        if not rights.may_publish(by, article):
            edition = entry._add(said, by=by, number=1, kind=Edition.Kind.FIRST)
            article.log.create(action=LogLine.Action.ENTRY_POSTED, by=by, note=f"Entry {number}, as a proposal.")
            return edition
        now = timezone.now()
        edition = entry._add(said, by=by, number=1, kind=Edition.Kind.FIRST, publisher=by, at=at or now)
        when = f", for {edition.live_from.isoformat()}" if edition.live_from > now else ""
        article.log.create(action=LogLine.Action.ENTRY_POSTED, by=by, note=f"Entry {number}{when}.")
        return edition


class Entry(models.Model):
    """
    One entry of a live coverage. Its number, counted within the story, is in its address; what it says is in its
    editions, of which at most one is live at any moment, as for stories.

    Each deed takes ``seen``, the number of the edition that the person saw: ``EntryConflict`` is raised when the entry
    is at another by now. ``NotAllowed`` is raised for a person who may not, ``Refusal`` where the rules don't allow it.
    """

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    form_key = models.UUIDField(null=True)

    objects = EntryManager()

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="entry_number_once"),
            models.UniqueConstraint(fields=["article", "form_key"], name="entry_of_a_form_once"),
        ]

    def __str__(self):
        return f"Entry {self.number} of story {self.article_id}"

    def latest_edition(self):
        """What it says last, live or not yet. 1 query."""
        return self.editions.order_by("-number").first()

    def _take(self, by, seen):
        """Lock the story for a change by ``by``, who must be an editor of it; return (latest edition, now)."""
        self.article.lock()
        if not rights.may_publish(by, self.article):
            raise NotAllowed("Only an editor of this section can do this.")
        return self._latest(seen), timezone.now()

    def _latest(self, seen):
        latest = self.latest_edition()
        if latest is None or latest.number != seen:
            raise EntryConflict(self)
        return latest

    def _add(self, said, *, by, number, kind, note="", publisher=None, at=None, published_at=None):
        edition = EntryEdition.objects.create(
            entry=self,
            article=self.article,
            number=number,
            kind=kind,
            note=note,
            written_by=by,
            published_by=publisher,
            live_from=at,
            published_at=published_at or at,
            headline=said.headline,
            body=said.body,
            picture_words=said.picture_words,
            is_key=said.is_key,
        )
        EntryAuthor.objects.bulk_create(
            EntryAuthor(edition=edition, author_id=author, position=position)
            for position, author in enumerate(said.authors)
        )
        # A picture that was deleted since it was chosen shows as nothing, as in stories.
        pictures = richtext.pictures(said.body)
        there = Image.objects.filter(pk__in=pictures) if pictures else ()
        EntryPicture.objects.bulk_create(
            EntryPicture(edition=edition, article=self.article, image=image) for image in there
        )
        return edition

    @transaction.atomic
    def propose_anew(self, by, said, *, seen):
        """Let what is still proposed say ``said`` instead, for whoever may write. Return the new edition."""
        said = said.cleaned()
        self.article.lock()
        if not rights.may_edit(by, self.article):
            raise NotAllowed("This story is not yours to write in.")
        latest = self._latest(seen)
        if not latest.is_proposed:
            raise NotAllowed("It is posted. Only an editor of this section can change it now.")
        latest.delete()
        edition = self._add(said, by=by, number=latest.number + 1, kind=Edition.Kind.FIRST)
        self._log(LogLine.Action.ENTRY_CHANGED, by, "still a proposal")
        return edition

    @transaction.atomic
    def accept(self, by, *, seen, at=None):
        """Show what was proposed from ``at`` (default now). Return its edition."""
        latest, now = self._take(by, seen)
        if not latest.is_proposed:
            raise Refusal("It is posted already.")
        latest.live_from = latest.published_at = at or now
        latest.published_by = by
        latest.save(update_fields=["live_from", "published_at", "published_by"])
        self._log(LogLine.Action.ENTRY_POSTED, by, f"proposed by {latest.written_by}")
        return latest

    @transaction.atomic
    def revise(self, by, said, *, seen, kind=Edition.Kind.UPDATE, note="", at=None):
        """
        Let it say ``said`` from now on; what it said before is kept. ``kind`` is an ``Edition.Kind``: a clarification
        or a correction has a ``note``, which readers see at the entry. What no reader has seen yet is replaced, and
        may have another time (``at``). Return the new edition, or the one there is when nothing changes.
        """
        said = said.cleaned()
        latest, now = self._take(by, seen)
        if latest.is_withdrawn:
            raise Refusal("This entry was taken back. Write a new one.")
        if latest.live_from is None or latest.live_from > now:
            latest.delete()
            at = at or latest.live_from
            publisher = by if at else None
            edition = self._add(
                said, by=by, number=latest.number + 1, kind=Edition.Kind.FIRST, publisher=publisher, at=at
            )
            self._log(LogLine.Action.ENTRY_CHANGED, by, "before it was public")
            return edition
        note = lines(note)
        if kind not in Edition.Kind.values or kind == Edition.Kind.FIRST:
            raise Refusal("Say what this change is: an update, a clarification, a correction or a typo.")
        if kind in Edition.PUBLIC_NOTE_KINDS and not note:
            raise Refusal(f"A {Edition.Kind(kind).label.lower()} needs a sentence that tells readers what changed.")
        if said == Said.of(latest) and not note:
            return latest
        edition = self._follow(latest, said, by=by, kind=kind, note=note, now=now)
        self._log(LogLine.Action.ENTRY_CHANGED, by, f"{Edition.Kind(kind).label.lower()}. {note}")
        return edition

    @transaction.atomic
    def withdraw(self, by, *, seen, reason):
        """
        Take it back: from now on readers see in its place that it was, and the public ``reason``. What it said is kept
        for the desk. Return the new edition.
        """
        latest, now = self._take(by, seen)
        if latest.is_withdrawn:
            raise Refusal("This entry was taken back already.")
        if latest.live_from is None or latest.live_from > now:
            raise NotLive("Nobody has seen it yet. Throw it away instead.")
        reason = lines(reason)
        if not reason:
            raise Refusal("Say why the entry is taken back: readers see this sentence in its place.")
        edition = self._follow(latest, Said(), by=by, kind=EntryEdition.WITHDRAWN, note=reason, now=now)
        self._log(LogLine.Action.ENTRY_WITHDRAWN, by, reason)
        return edition

    @transaction.atomic
    def cancel(self, by, *, seen):
        """Delete what no reader has seen: an entry that waits (editors), or a proposal (who wrote it, too)."""
        self.article.lock()
        latest = self._latest(seen)
        is_own = latest.is_proposed and latest.written_by_id == by.pk and rights.may_edit(by, self.article)
        if not (is_own or rights.may_publish(by, self.article)):
            raise NotAllowed("Only an editor of this section, or who proposed it, can throw this away.")
        if latest.live_from and latest.live_from <= timezone.now():
            raise Refusal("Readers have seen it. Take it back instead.")
        self._log(LogLine.Action.ENTRY_WITHDRAWN, by, "before it was public")
        self.delete()

    def _follow(self, latest, said, *, by, kind, note, now):
        """End ``latest`` and begin an edition that says ``said`` at the same instant."""
        at = max(now, latest.live_from + timedelta(microseconds=1))
        latest.live_until = at
        latest.save(update_fields=["live_until"])
        return self._add(
            said,
            by=by,
            number=latest.number + 1,
            kind=kind,
            note=note,
            publisher=by,
            at=at,
            published_at=latest.published_at,
        )

    def _log(self, action, by, words):
        self.article.log.create(action=action, by=by, note=f"Entry {self.number}, {words}".strip().rstrip(".") + ".")


class EntryEditionQuerySet(models.QuerySet):
    def live(self, at=None):
        """
        What readers may see at ``at`` (aware datetime, default now): an entry of a story that is live then as a live
        coverage. One that was taken back is among them, with the reason in place of what it said.
        """
        at = at or timezone.now()
        stories = Edition.objects.live(at).filter(article=OuterRef("article"), article_kind=LIVE)
        begun = self.filter(Q(live_until__isnull=True) | Q(live_until__gt=at), live_from__lte=at, published_at__lte=at)
        return begun.filter(Exists(stories.order_by()))

    def newest_first(self):
        """The order of every reader's list, by when the entry was first public."""
        return self.order_by("-published_at", "-entry_id")

    def key_events(self):
        return self.filter(is_key=True)

    def latest(self):
        """What each entry says last at the desk: live, waiting or proposed."""
        return self.filter(live_until=None)

    def begun(self, at=None):
        """Those that had begun at ``at`` (default now), the last one first, along an index. No story is asked."""
        return self.filter(live_from__lte=at or timezone.now()).order_by("-live_from", "-pk")

    def for_page(self):
        """Load what ``_live_entry.html`` shows but for notes and “See also” links: 3 queries, however many."""
        authors = EntryAuthor.objects.select_related("author")
        pictures = EntryPicture.objects.select_related("image")
        return self.select_related("entry").prefetch_related(
            models.Prefetch("entry_authors", queryset=authors), models.Prefetch("entry_pictures", queryset=pictures)
        )


class EntryEdition(models.Model):
    """
    What an entry says from ``live_from`` until ``live_until``. Never changed, except that its ending is set; and while
    it is only proposed (``live_from`` is None), when it becomes public.
    """

    WITHDRAWN = "withdrawn"
    KINDS = [*Edition.Kind.choices, (WITHDRAWN, "taken back")]

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="editions")
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="entry_editions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=15, choices=KINDS)
    note = LinesField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    live_from = models.DateTimeField(null=True)
    live_until = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)  # the first ``live_from`` of the entry: its place among the others

    headline = LineField(max_length=LONGEST_HEADLINE, blank=True)
    body = MarkupField(blank=True)
    picture_words = WordsField(default=dict, blank=True)  # articles/richtext/captions.py
    is_key = models.BooleanField(default=False)
    authors = models.ManyToManyField("articles.Author", through="EntryAuthor", related_name="+")

    objects = EntryEditionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["article", "-published_at", "-entry"], name="entry_newest"),
            models.Index(
                fields=["article", "-published_at", "-entry"], condition=Q(is_key=True), name="entry_newest_key"
            ),
            models.Index(fields=["article", "-live_from", "-id"], name="entry_last_change"),
            models.Index(fields=["-live_from"], name="entry_live_from"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="entry_edition_number_once"),
            models.UniqueConstraint(fields=["entry"], condition=Q(live_until=None), name="entry_open_end_once"),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gt=F("live_from")), name="entry_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["clarification", "correction", "withdrawn"]) | ~Q(note=""),
                name="entry_correction_has_note",
            ),
            models.CheckConstraint(
                condition=Q(live_from=None, published_at=None, published_by=None)
                | Q(live_from__isnull=False, published_at__isnull=False, published_by__isnull=False),
                name="entry_public_by_somebody",
            ),
        ]

    def __str__(self):
        return self.title

    def is_live(self, at=None):
        """Whether its time has come at ``at`` (default now) and is not over; whether its story is live is not asked."""
        at = at or timezone.now()
        return bool(self.live_from and self.live_from <= at and (self.live_until is None or self.live_until > at))

    @property
    def is_proposed(self):
        return self.live_from is None

    @property
    def is_withdrawn(self):
        return self.kind == self.WITHDRAWN

    @property
    def anchor(self):
        return f"entry-{self.entry.number}"

    @property
    def title(self):
        """Its headline, else how its text begins."""
        return self.headline or richtext.shortened(richtext.text(self.body), 90)

    @property
    def byline(self):
        """List of authors in order; no query after ``for_page()``, else 1."""
        return [credit.author for credit in self.entry_authors.all()]


class EntryAuthor(models.Model):
    """Who an edition of an entry is by."""

    edition = models.ForeignKey(EntryEdition, on_delete=models.CASCADE, related_name="entry_authors")
    author = models.ForeignKey("articles.Author", on_delete=models.PROTECT, related_name="entry_authors")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "author"], name="entry_author_once")]

    def __str__(self):
        return str(self.author)


class EntryPicture(models.Model):
    """That a picture stands in an edition of an entry, so that it is known to be in use and loaded in one query."""

    edition = models.ForeignKey(EntryEdition, on_delete=models.CASCADE, related_name="entry_pictures")
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    image = models.ForeignKey("articles.Image", on_delete=models.PROTECT, related_name="entry_pictures")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "image"], name="entry_picture_once")]

    def __str__(self):
        return str(self.image)
