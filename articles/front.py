"""
Who stands where on the front page: what editors pinned, and for every other place what the rule takes.

A pin holds its place while its story is live and its time is not over; else the place fills itself. No story stands
twice: pins come first, then the rule goes down the page and takes only what stands nowhere yet. No picture stands
twice either: the second story that has it goes without, unless an editor chose it for this place. What readers may see
is decided by ``Edition.objects.live()`` alone, for pins as for the rule.

The rule looks at the ``RECENT`` newest stories, without opinion, which has a place of its own:

- Lead: of the ``LATELY`` newest, one marked as big; else one of a kind that ``LEADS``, with a picture (in the layout
  "headline" without one too) and more than a brief; else the newest of all that is more than a brief; else the newest.
- Beside it: those marked as big, then what is more than a brief, then any, each the newest first.
- Under the lead of a package: those that share most tags with it.
- Feature: the newest of the kind "feature" with a picture, which then stands nowhere above; else the newest ``LONG``
  read with one. Without either the band is not there.
- Latest: the newest of the rest. Opinion: the newest. A section's block: its newest.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from articles import front_content
from articles.front_content import BLOCK, PLACES, RELATED, Announcement, Pin, section_in, slot_of
from articles.models import Edition, EditionTag, Image, Section

RECENT = 60  # newest stories that the rule chooses from
LATELY = 20  # of those, the ones that may lead or stand beside the lead
BRIEF = 100  # words; what has no more is a brief, and so is what its writer calls one
LONG = 900  # words; what has no fewer is a long read
LEADS = frozenset({"news", "analysis", "interview", "live"})
MOST_BLOCKS = 50  # sections that have a block
OPINIONS = 20  # newest stories of a section that may be opinion, beyond which its block looks no further
FEWEST = 3  # stories that the form of a strip needs
FEATURE_AFTER = 2  # blocks that stand above the feature
TAGGED = 60  # newest stories with the lead's tags that its related ones are chosen from
TAGGED_SINCE = timedelta(days=30)  # what they stand for goes on now, and a tag may have thousands of older ones


@dataclass(frozen=True)
class Place:
    """
    One story where it stands. ``pin`` is None where the rule filled it. ``headline``, ``kicker`` and ``image`` are
    what this page shows; an empty kicker is the usual one, of section and kind.
    """

    slot: str
    position: int
    edition: Edition
    pin: Pin | None = None
    image: Image | None = None

    @property
    def headline(self):
        own = self.pin.headline if self.pin else ""
        is_large = self.slot == "feature" or (self.slot == "lead" and self.position == 0)
        return own or (self.edition.headline if is_large else self.edition.front_headline)

    @property
    def language(self):
        """Of the headline: code, or empty for the publication's, in which an editor of the front writes."""
        return "" if self.pin and self.pin.headline else self.edition.language

    @property
    def kicker(self):
        return self.pin.kicker if self.pin else ""

    @property
    def alt(self):
        """What ``image`` shows, for those who don't see it."""
        if self.image is None or self.image == self.edition.lead_image:
            return self.edition.lead_alt
        return "" if self.image.is_decorative else self.image.alt


FORMS = ("large", "words", "list", "large", "words", "mirrored")  # of the strips of sections, in turn


@dataclass(frozen=True)
class Strip:
    """
    The block of a section as the page shows it, ``form`` one of: "large" (a large story, two middling, one small),
    "words" (no pictures, the name in the margin), "list" and "mirrored" (a picture with words, beside it a list, at the
    end or at the start), "columns" (words in larger type, beside them stories with pictures), "few" (one or two
    stories, each half the width).
    """

    section: Section
    places: list[Place]
    form: str


def strips(blocks):
    """``blocks`` (pairs of section and its places) as list of ``Strip``: no two alike beside each other, no hole."""
    found = []
    for number, (section, places) in enumerate(blocks):
        form = FORMS[number % len(FORMS)]
        if len(places) < FEWEST:
            form = "few"
        elif form != "words" and places[0].image is None:
            form = "columns" if any(place.image for place in places[1:]) else "words"
        found.append(Strip(section, places, form))
    return found


@dataclass(frozen=True)
class IdlePin:
    """A pin that holds no place now, and why, in words."""

    pin: Pin
    reason: str


@dataclass
class Filled:
    """A page at one moment: ``places`` in the order of the page, ``blocks`` as pairs of section and its places."""

    layout: str
    places: list[Place] = field(default_factory=list)
    blocks: list[tuple[Section, list[Place]]] = field(default_factory=list)
    idle: list[IdlePin] = field(default_factory=list)
    announcement: Announcement | None = None

    def of(self, slot):
        return [place for place in self.places if place.slot == slot]

    @property
    def lead(self):
        return next((place for place in self.of("lead") if place.position == 0), None)

    @property
    def related(self):
        return [place for place in self.of("lead") if place.position > 0]

    @property
    def seconds(self):
        return self.of("seconds")

    @property
    def briefs(self):
        return self.of("briefs")

    @property
    def opinion(self):
        return self.of("opinion")

    @property
    def feature(self):
        return next(iter(self.of("feature")), None)

    @property
    def strips_above_feature(self):
        return strips(self.blocks)[:FEATURE_AFTER]

    @property
    def strips_below_feature(self):
        return strips(self.blocks)[FEATURE_AFTER:]

    @property
    def opinion_section(self):
        """The section that all of the opinion here stands in, or None."""
        sections = {place.edition.section for place in self.opinion}
        return sections.pop() if len(sections) == 1 else None

    @property
    def editions(self):
        return [place.edition for place in self.places]


class Candidate(NamedTuple):
    """The few columns of an edition that the rule decides by."""

    pk: int
    article: int
    kind: str
    words: int
    section: int
    published_at: datetime
    picture: str | None  # state of its lead picture

    @property
    def is_brief(self):
        return self.kind == "brief" or (self.words <= BRIEF and self.kind != "live")

    @property
    def has_picture(self):
        return self.picture is not None and self.picture != Image.State.NEW


COLUMNS = ("pk", "article", "article_kind", "words", "section", "published_at", "lead_image__state")


def candidates(editions, most):
    """The first ``most`` of ``editions`` (queryset) as list of ``Candidate``. 1 query."""
    return [Candidate(*row) for row in editions.values_list(*COLUMNS)[:most]]


def leading(kinds):
    """
    Where in ``kinds`` (kinds of stories of a section, newest first) the one stands that leads its page: the first that
    its writer does not call a brief, else the first.
    """
    return next((place for place, kind in enumerate(kinds) if kind != "brief"), 0)


def fill(content, at: datetime | None = None, section: Section | None = None) -> Filled:
    """
    Return the front page as ``content`` (see ``articles/front_content.py``; of any age, it need not be sound) and the
    rule make it at ``at`` (default now), or the lead of the page of ``section``, which is a story of that section.

    The editions come with all that cards need. At most 10 queries, whatever there is of stories, pins and sections;
    3 fewer without pins, pictures of their own and package. Of a section: 4.
    """
    at = at or timezone.now()
    if section is not None:
        return _SectionFiller(content, at, section).filled()
    return _FrontFiller(content, at).filled()


def pinned_lead(content, section: Section, at: datetime | None = None) -> Place | None:
    """
    The story that ``content`` puts at the head of the page of ``section`` at ``at`` (default now), or None: the newest
    leads. No query without a pin, at most 4 with one.
    """
    filler = _SectionFiller(content, at or timezone.now(), section)
    filler.take_pins(["lead"])
    return next(iter(filler.made(["lead"])), None) if filler.chosen else None


class _Filler:
    of_section = False

    def __init__(self, content, at):
        self.at = at
        self.said = front_content.read(content, of_section=self.of_section)
        self.live = Edition.objects.live(at).newest_first()
        self.pins = {}  # place → pin
        self.chosen = {}  # place → id of an edition
        self.used = set()  # ids of stories
        self.idle = []

    def take_pins(self, slots: Iterable[str]):
        """Give the pinned stories that are live their places in ``slots``, in the order in which pins win."""
        found = self.live.filter(article__in={pin.article for pin in self.said.pins}).order_by()
        live = {row.article: row for row in candidates(found, None)} if self.said.pins else {}
        for pin in self.said.pins:
            if reason := self.why_idle(pin, live.get(pin.article), slots):
                self.idle.append(IdlePin(pin, reason))
            else:
                self.put(pin.place, live[pin.article])
                self.pins[pin.place] = pin

    def why_idle(self, pin, candidate, slots):
        if pin.is_over(self.at):
            return "Its time is over."
        if pin.slot not in slots or (pin.slot == "lead" and pin.position and self.said.layout != "package"):
            return "This page has no such place now."
        if candidate is None:
            return "The story is not live."
        return ""

    def put(self, place, candidate):
        self.chosen[place] = candidate.pk
        self.used.add(candidate.article)

    def free(self, slot, first=0, number=None):
        """The positions of ``slot`` that nobody has."""
        last = first + number if number else front_content.places_of(slot)
        return [position for position in range(first, last) if (slot, position) not in self.chosen]

    def take(self, slot, rows, positions=None):
        """Give the places of ``slot`` that are free to the first of ``rows`` (candidates) that stand nowhere yet."""
        rows = iter(rows)
        for position in self.free(slot) if positions is None else positions:
            row = next((row for row in rows if row.article not in self.used), None)
            if row is None:
                return
            self.put((slot, position), row)

    def shows_picture(self, slot, position):
        """Whether a story in this place stands with its picture."""
        if slot == "lead":
            return position == 0 and self.said.layout != "headline"
        return slot not in {"briefs", "opinion"}

    def made(self, slots):
        """
        List of ``Place`` of what is chosen, along ``slots``; a picture stands once, with the first story that has it.
        2 queries, and 1 for pictures of pins.
        """
        editions = Edition.objects.for_cards_without_authors().in_bulk({*self.chosen.values()})
        wanted = {pin.image for pin in self.pins.values()} - {None}
        images = Image.objects.shown().in_bulk(wanted) if wanted else {}
        places, pictures = [], set()
        for slot in slots:
            for position in range(front_content.places_of(slot)):
                edition = editions.get(self.chosen.get((slot, position)))
                if edition is None:  # nobody has it; or it went between two queries
                    continue
                pin = self.pins.get((slot, position))
                image = images.get(pin.image) if pin and pin.image else None
                if image is None and edition.lead_image and edition.lead_image.is_shown:
                    image = edition.lead_image if edition.lead_image_id not in pictures else None
                if image and self.shows_picture(slot, position):
                    pictures.add(image.pk)
                places.append(Place(slot, position, edition, pin, image))
        Edition.with_byline([place.edition for place in places])
        return places


class _SectionFiller(_Filler):
    of_section = True

    def __init__(self, content, at, section):
        super().__init__(content, at)
        self.section = section

    def why_idle(self, pin, candidate, slots):
        if candidate and candidate.section != self.section.pk:
            return f"The story is not in {self.section}."
        return super().why_idle(pin, candidate, slots)

    def filled(self):
        self.take_pins(["lead"])
        if not self.chosen:
            rows = candidates(self.live.filter(section=self.section), LATELY)
            self.take("lead", rows[leading(row.kind for row in rows) :], [0])
        return Filled(self.said.layout, self.made(["lead"]), idle=self.idle)


class _FrontFiller(_Filler):
    def filled(self):
        self.sections = list(Section.objects.all()[:MOST_BLOCKS])
        blocks = [slot_of(section) for section in self.sections]
        self.take_pins({*PLACES, *blocks})
        news = candidates(self.live.exclude(article_kind="opinion"), RECENT)
        self.take("lead", [*self.may_lead(news[:LATELY]), *self.large(news), *news], self.free("lead", 0, 1))
        if self.said.layout == "package":
            self.take("lead", self.related(), self.free("lead", 1, RELATED))
        self.take("feature", (row for row in news if row.kind == "feature" and row.has_picture))
        self.take("seconds", [*self.large(news[:LATELY]), *news])
        self.take("feature", (row for row in news if row.words >= LONG and row.has_picture))
        self.take("briefs", news)
        opinion = self.live.filter(article_kind="opinion")
        self.take("opinion", candidates(opinion, PLACES["opinion"] + len(self.used)))
        newest = self.newest_of_sections()
        for section, slot in zip(self.sections, blocks, strict=True):
            self.take(slot, newest.get(section.pk, []))

        above, below = blocks[:FEATURE_AFTER], blocks[FEATURE_AFTER:]
        places = self.made(["lead", "seconds", "briefs", "opinion", *above, "feature", *below])
        standing: dict[int, list[Place]] = {}
        for place in places:
            if pk := section_in(place.slot):
                standing.setdefault(pk, []).append(place)
        shown = [(section, standing[section.pk]) for section in self.sections if section.pk in standing]
        bar = self.said.announcement
        bar = None if bar and bar.is_over(self.at) else bar
        return Filled(self.said.layout, places, shown, self.idle, bar)

    def large(self, rows):
        """Those of ``rows`` that may stand large: those marked as big, then what is more than a brief."""
        return [row for row in rows if self.is_big(row)] + [row for row in rows if not row.is_brief]

    def may_lead(self, rows):
        """``rows`` in the order in which they lead by rule."""
        needs_picture = self.said.layout != "headline"
        lead = [
            row for row in rows if row.kind in LEADS and not row.is_brief and (row.has_picture or not needs_picture)
        ]
        return [*(row for row in rows if self.is_big(row)), *lead, *self.large(rows)]

    def is_big(self, row):
        return row.article in self.said.big

    def related(self):
        """Candidates that share most tags with the lead. 1 query, none without a lead."""
        lead = self.chosen.get(("lead", 0))
        if lead is None:
            return []
        tags = EditionTag.objects.filter(edition=lead).values("tag")
        tagged = self.live.filter(
            edition_tags__tag__in=tags, edition_tags__published_at__gte=self.at - TAGGED_SINCE
        ).order_by("-edition_tags__published_at", "-edition_tags__edition_id")
        shared = Counter(candidates(tagged, TAGGED))
        return [row for row, _ in shared.most_common()]

    def newest_of_sections(self):
        """Dict of section id → its newest candidates without opinion, as many as its block may need. 1 query."""
        most = BLOCK + len(self.used) + OPINIONS
        parts = [
            # A part of a union can't be cut on SQLite: what it looks for is cut instead.
            Edition.objects.filter(pk__in=self.live.filter(section=section).values("pk")[:most]).values_list(*COLUMNS)
            for section in self.sections
        ]
        found: dict[int, list[Candidate]] = {}
        if parts:
            rows = [Candidate(*row) for row in parts[0].union(*parts[1:], all=True)]
            for row in sorted(rows, key=lambda row: (row.published_at, row.pk), reverse=True):
                if row.kind != "opinion":
                    found.setdefault(row.section, []).append(row)
        return found
