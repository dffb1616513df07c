"""
Fronts: what editors put on the front page and at the head of a section's page.

The same idea as for stories: ``Front.content`` is the working copy, a ``FrontEdition`` is what readers see from its
``live_from`` on, until the next one begins. Nothing runs at that moment. ``content`` has the shape that
``articles/front_content.py`` says.
"""

import copy
from itertools import zip_longest

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format

from articles import front_content, rights
from articles.exceptions import FrontConflict, NotAllowed, Refusal
from articles.fields import LinesField, WordsField
from articles.models.article import Article
from articles.models.images import Image
from articles.models.log import Line
from articles.models.taxonomy import Section
from articles.text import lines


def empty():
    return copy.deepcopy(front_content.EMPTY)


class FrontManager(models.Manager):
    def of(self, section=None):
        """Return the front of ``section`` (saved), or the front page; a new one says nothing yet. 1 query, 3 if new."""
        return self.get_or_create(section=section)[0]

    def live_content(self, section=None, at=None):
        """What readers of the front page, or of the page of ``section``, are shown at ``at`` (default now). 1 query."""
        found = FrontEdition.objects.live(at).filter(front__section=section).values_list("content", flat=True).first()
        return found or empty()

    def pin_in_words(self, article, at=None):
        """
        A sentence on where ``article`` (saved) is pinned on the front page that is live at ``at`` (default now), or on
        one that waits; "" for nowhere. 1 query, and 1 for the name of a section.
        """
        at = at or timezone.now()
        found = []
        for edition in FrontEdition.objects.unfinished(at).filter(front__section=None).order_by("live_from"):
            for pin in front_content.read(edition.content).pins:
                if pin.article == article.pk and not pin.is_over(at):
                    begins = f" from {in_words(edition.live_from)}" if edition.live_from > at else ""
                    ends = f" until {in_words(pin.until)}" if pin.until else ""
                    found.append(f"pinned as {place_in_words(pin)}{begins}{ends}")
        words = "; ".join(found)
        return f"{words[:1].upper()}{words[1:]}." if found else ""

    def moments_of(self, article, at=None):
        """
        When after ``at`` (default now) a front changes by the clock for ``article`` (saved), because it comes, moves or
        goes there: list of (aware datetime, what happens then, in words). 1 query.
        """
        at = at or timezone.now()
        editions = FrontEdition.objects.unfinished(at).select_related("front__section").order_by("live_from", "number")
        of_fronts: dict[Front, list[FrontEdition]] = {}
        for edition in editions:
            of_fronts.setdefault(edition.front, []).append(edition)
        found = []
        for front, in_turn in of_fronts.items():
            before = None
            for edition, following in zip_longest(in_turn, in_turn[1:]):
                begins = max(edition.live_from, at)
                pins = front_content.read(edition.content, of_section=front.section_id is not None).pins
                pin = next((pin for pin in pins if pin.article == article.pk and not pin.is_over(begins)), None)
                if edition.live_from > at and pin != before:
                    found.append((edition.live_from, f"when the {front.in_words} changes"))
                if pin and pin.until and not (following and following.live_from <= pin.until):
                    found.append((pin.until, f"when its place on the {front.in_words} ends"))
                before = pin
        return found

    def with_pictures(self, at=None):
        """
        What shows a picture of its own for a pin: dict of the picture’s id → dict of ``Front`` → whether readers see it
        there at ``at`` (default now) or are to. 2 queries, as long as there are sections.
        """
        at = at or timezone.now()
        fronts = {front.pk: front for front in self.select_related("section")}
        editions = FrontEdition.objects.unfinished(at).values_list("front", "content") if fronts else ()
        found: dict[int, dict[Front, bool]] = {}
        kept = ((front.pk, front.content) for front in fronts.values())
        for said, is_public in ((kept, False), (editions, True)):
            for pk, content in said:
                for pin in front_content.read(content, of_section=fronts[pk].section_id is not None).pins:
                    if pin.image and not pin.is_over(at):
                        found.setdefault(pin.image, {})[fronts[pk]] = is_public
        return found


class Front(models.Model):
    """The working copy of the front page (``section`` is None) or of a section's page. One row each."""

    section = models.ForeignKey("articles.Section", null=True, on_delete=models.CASCADE, related_name="fronts")
    version = models.PositiveIntegerField(default=0)
    content = WordsField(default=empty)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(null=True)

    objects = FrontManager()

    class Meta:
        constraints = [models.UniqueConstraint(Coalesce("section", 0), name="front_of_each_once")]

    def __str__(self):
        return f"Page of {self.section}" if self.section_id else "Front page"

    @property
    def in_words(self):
        """What it is called within a sentence, after “the”."""
        return f"page of {self.section}" if self.section_id else "front page"

    def live_edition(self, at=None):
        """The ``FrontEdition`` that readers see at ``at`` (aware datetime, default now), or None. 1 query."""
        return self.editions.live(at).first()

    def waiting_editions(self, at=None):
        """Those that begin after ``at`` (default now), the next one first."""
        return self.editions.filter(live_from__gt=at or timezone.now()).order_by("live_from", "number")

    def live_content(self, at=None):
        """What readers see at ``at`` (default now), or what says nothing. 1 query."""
        edition = self.live_edition(at)
        return edition.content if edition else empty()

    def changes(self, before=None):
        """
        List of sentences: how the working copy differs from ``before`` (content; default: what is live). 3 queries.
        """
        return changes(self.live_content() if before is None else before, self.content)

    # -- Deeds. Each takes the version that the person saw, and raises ``NotAllowed`` or ``FrontConflict``. --

    def _take(self, by, version):
        self.refresh_from_db(from_queryset=Front.objects.select_for_update())
        if not rights.may_edit_front(by, self.section):
            raise NotAllowed("Only an editor can change this page.")
        if version is not None and version != self.version:
            raise FrontConflict(self)

    def _keep(self, by, content):
        self.content, self.version = content, self.version + 1
        self.saved_by, self.saved_at = by, timezone.now()
        self.save(update_fields=["content", "version", "saved_by", "saved_at"])

    @transaction.atomic
    def save_content(self, by, content, version):
        """
        Keep ``content`` as the working copy, which no reader sees, and say in the log what changed. Raise
        ``ValidationError`` (a sentence for each fault) for what can't be meant, with nothing saved. At most 10 queries.
        """
        self._take(by, version)
        content = self._checked(content)
        if words := changes(self.content, content):
            self._keep(by, content)
            self.log.create(action=FrontLogLine.Action.CHANGED, by=by, note="\n".join(words))

    def _checked(self, content):
        """``content`` as it is kept; what it named before and is gone since may stay. 3 queries at most."""
        content = front_content.checked(content, of_section=self.section_id is not None)
        new, old = front_content.read(content), front_content.read(self.content)
        errors = []
        for model, names, words in (
            (Article, lambda said: {pin.article for pin in said.pins} | {*said.big}, "story"),
            (Image, lambda said: {pin.image for pin in said.pins} - {None}, "picture"),
            (Section, lambda said: {front_content.section_in(pin.slot) for pin in said.pins} - {None}, "section"),
        ):
            asked = names(new) - names(old)
            if asked and (missing := asked - {*model.objects.filter(pk__in=asked).values_list("pk", flat=True)}):
                errors += [f"There is no {words} with the number {pk}." for pk in sorted(missing)]
        if errors:
            raise ValidationError(errors)
        return content

    @transaction.atomic
    def publish(self, by, live_from=None, note="", version=None):
        """
        Show the working copy to readers from ``live_from`` (aware datetime, default now) and return the
        ``FrontEdition``. What waits for a later moment goes on waiting. Raise ``Refusal`` for a moment in the past.
        """
        self._take(by, version)
        return self._publish(by, self.content, live_from, note)

    def _publish(self, by, content, live_from, note, action=None):
        now = timezone.now()
        if live_from is not None and live_from < now:
            raise Refusal("What readers have seen can’t be changed in the past. Choose a later time.")
        edition = self.editions.create(
            number=(self.editions.aggregate(last=Max("number"))["last"] or 0) + 1,
            content=content,
            note=lines(note),
            published_by=by,
            published_at=now,
            live_from=live_from or now,
        )
        Action = FrontLogLine.Action
        action = action or (Action.SCHEDULED if edition.live_from > now else Action.PUBLISHED)
        when = f"For {in_words(edition.live_from)}. " if action == Action.SCHEDULED else ""
        self.log.create(action=action, by=by, note=f"{when}{edition.note}".strip())
        return edition

    @transaction.atomic
    def revert_to(self, by, edition, version=None):
        """
        Undo: show from now on what ``edition`` (of this front) showed, as a new one, and let the working copy be that
        too. Return the new ``FrontEdition``. What the working copy said is in the log alone then.
        """
        self._take(by, version)
        if edition.front_id != self.pk:
            raise Refusal("This is an edition of another page.")
        if lost := changes(edition.content, self.content):
            self.log.create(action=FrontLogLine.Action.DROPPED, by=by, note="\n".join(lost))
        self._keep(by, edition.content)
        note = f"As it was from {in_words(edition.live_from)}."
        return self._publish(by, edition.content, None, note, FrontLogLine.Action.REVERTED)


class FrontEditionQuerySet(models.QuerySet):
    def live(self, at=None):
        """Those that have begun at ``at`` (aware datetime, default now); of each front the first is what is shown."""
        return self.filter(live_from__lte=at or timezone.now()).order_by("-live_from", "-number")

    def unfinished(self, at=None):
        """Those that are shown at ``at`` (aware datetime, default now), one of each front, and those that wait."""
        at = at or timezone.now()
        shown = FrontEdition.objects.live(at).filter(front=OuterRef("front"))
        return self.filter(Q(live_from__gt=at) | Q(pk=Subquery(shown.values("pk")[:1])))

    def said_of(self, section=None, at=None, key="content"):
        """
        What readers of the front page, or of the page of ``section`` (or a reference to one), are shown at ``at``, as a
        part of another query; ``key`` may name a part of it.
        """
        return models.Subquery(self.live(at).filter(front__section=section).values(key)[:1])


class FrontEdition(models.Model):
    """
    What a front said when it was published. Never changed; one that waits may be cancelled. Live at a moment is the one
    that began last.
    """

    front = models.ForeignKey(Front, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    content = WordsField()
    note = LinesField(blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    live_from = models.DateTimeField()

    objects = FrontEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-live_from", "-number"]
        indexes = [models.Index(fields=["front", "-live_from", "-number"], name="front_edition_live")]
        constraints = [models.UniqueConstraint(fields=["front", "number"], name="front_edition_number_once")]

    def __str__(self):
        return f"{self.front}, edition {self.number}"

    @transaction.atomic
    def cancel(self, by, version=None):
        """
        Take back an edition that waits for its time: it was never public, and is deleted. Raise ``Refusal`` for one
        that has begun.
        """
        self.front._take(by, version)
        if self.live_from <= timezone.now():
            raise Refusal("This edition is public already. Undo it instead.")
        FrontEdition.objects.filter(pk=self.pk).delete()
        note = f"The one for {in_words(self.live_from)}."
        self.front.log.create(action=FrontLogLine.Action.CANCELLED, by=by, note=note)


class FrontLogLine(Line):
    """Who did what to a front, in words."""

    class Action(models.TextChoices):
        CHANGED = "changed"
        PUBLISHED = "published"
        SCHEDULED = "scheduled"
        CANCELLED = "cancelled", "cancelled before it was public"
        DROPPED = "dropped", "changes dropped"
        REVERTED = "reverted", "put back as it was"

    front = models.ForeignKey(Front, on_delete=models.CASCADE, related_name="log")
    action = models.CharField(max_length=20, choices=Action.choices)

    class Meta(Line.Meta):
        indexes = [models.Index(fields=["front", "-at", "-id"], name="log_of_front")]


def in_words(moment):
    return date_format(timezone.localtime(moment), "j F Y, H:i")


def place_in_words(pin):
    """Where ``pin`` is: “Second 2”, “Harbour 1”. 1 query for a section’s block."""
    pk = front_content.section_in(pin.slot)
    return front_content.label_of(
        *pin.place, dict(Section.objects.filter(pk=pk).values_list("pk", "name")) if pk else {}
    )


def changes(before, after):
    """List of sentences: how one content of a front differs from another. 2 queries at most."""
    before, after = front_content.read(before), front_content.read(after)
    old, new = ({pin.article: pin for pin in said.pins} for said in (before, after))
    stories = {pk for pk in old.keys() | new.keys() if old.get(pk) != new.get(pk)} | {*before.big} ^ {*after.big}
    slots = {pin.slot for said in (before, after) for pin in said.pins}
    headlines = dict(Article.objects.filter(pk__in=stories).values_list("pk", "headline")) if stories else {}
    sections = {front_content.section_in(slot) for slot in slots} - {None}
    sections = dict(Section.objects.filter(pk__in=sections).values_list("pk", "name")) if sections and stories else {}
    story = lambda pk: f"“{headlines[pk]}”" if pk in headlines else f"Story {pk}"  # noqa: E731
    place = lambda pin: front_content.label_of(*pin.place, sections)  # noqa: E731
    found = []
    if before.layout != after.layout:
        found.append(f"Layout: {front_content.LAYOUTS[after.layout].partition(':')[0]}")
    for pk, pin in new.items():
        was = old.get(pk)
        if was is None:
            found.append(f"{story(pk)} pinned as {place(pin)}" + (f" until {in_words(pin.until)}" if pin.until else ""))
            continue
        if was.place != pin.place:
            found.append(f"{story(pk)} moves from {place(was)} to {place(pin)}")
        if was.until != pin.until:
            found.append(f"{story(pk)} stays " + (f"until {in_words(pin.until)}" if pin.until else "without an end"))
        named = [name for name in ("headline", "kicker", "image") if getattr(was, name) != getattr(pin, name)]
        if named:
            words = " and ".join(named).replace("image", "picture")
            found.append(f"{story(pk)}: another {words} on this page")
    found += [f"{story(pk)} goes from {place(pin)}" for pk, pin in old.items() if pk not in new]
    found += [f"{story(pk)} marked as big" for pk in after.big if pk not in before.big]
    found += [f"{story(pk)} no longer marked as big" for pk in before.big if pk not in after.big]
    if before.announcement != after.announcement:
        bar = after.announcement
        found.append(f"Announcement: “{bar.text}”" if bar else "Announcement taken off")
    return found
