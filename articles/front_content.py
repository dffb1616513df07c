"""
The document of a front: what an editor has put on the front page, or on a section's, as one JSON-ready dict.

    {"layout": "picture",
     "pins": [{"slot": "lead", "position": 0, "article": 12, "until": "2026-11-29T18:00:00+01:00" or None,
               "headline": "", "kicker": "", "image": 7 or None}],
     "big": [12],
     "announcement": {"text": "", "url": "", "label": "Breaking", "until": None} or None}

A pin holds one place (slot and position, from 0) for one story; its headline, kicker and image (empty: the story's own)
are shown there and nowhere else. "big" names stories that may lead by rule however short they are, before others.
A block of a section is the slot ``section:<id>``. The page of a section has the slot ``lead`` alone.

``checked`` refuses at the desk what can't be meant; ``read`` takes whatever is kept and leaves out the same, so that a
page never depends on it. Nothing here asks the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles import text

LAYOUTS = {
    "picture": "Picture: one lead with its picture, three beside it",
    "headline": "Headline: for the day that has one subject",
    "package": "Package: a lead and its parts",
}
RELATED = 4  # headlines under the lead of a package: its positions 1 to 4
# Slot → how many places it has; each block of a section has ``BLOCK``. In the order in which pins win.
PLACES = {"lead": 1 + RELATED, "seconds": 3, "briefs": 8, "opinion": 4, "feature": 1}
BLOCK = 4
LABELS = {"lead": "Lead", "seconds": "Second", "briefs": "Latest", "opinion": "Opinion", "feature": "Feature"}

MOST_BIG = 50
LONGEST = {"headline": 200, "kicker": 60, "text": 200, "label": 30, "url": 500}  # characters
EMPTY: dict[str, Any] = {"layout": "picture", "pins": [], "big": [], "announcement": None}


@dataclass(frozen=True)
class Pin:
    slot: str
    position: int
    article: int
    until: datetime | None = None
    headline: str = ""
    kicker: str = ""
    image: int | None = None

    @property
    def place(self):
        return self.slot, self.position

    def is_over(self, at):
        """Whether its time is over at ``at`` (aware datetime)."""
        return self.until is not None and self.until <= at

    def as_content(self):
        return {
            "slot": self.slot,
            "position": self.position,
            "article": self.article,
            "until": self.until and self.until.isoformat(),
            "headline": self.headline,
            "kicker": self.kicker,
            "image": self.image,
        }


@dataclass(frozen=True)
class Announcement:
    """The bar over every readers' page."""

    text: str
    url: str = ""
    label: str = ""
    until: datetime | None = None

    def is_over(self, at):
        return self.until is not None and self.until <= at

    def as_content(self):
        return {"text": self.text, "url": self.url, "label": self.label, "until": self.until and self.until.isoformat()}


@dataclass(frozen=True)
class FrontContent:
    """``pins`` in the order in which they win; no place and no story twice."""

    layout: str
    pins: tuple[Pin, ...]
    big: tuple[int, ...]
    announcement: Announcement | None

    def as_content(self):
        return {
            "layout": self.layout,
            "pins": [pin.as_content() for pin in self.pins],
            "big": list(self.big),
            "announcement": self.announcement and self.announcement.as_content(),
        }


def slot_of(section):
    """The slot of the block of ``section`` (saved)."""
    return f"section:{section.pk}"


def section_in(slot):
    """The id of the section whose block ``slot`` (str) is, or None."""
    word, _, number = slot.partition(":")
    if word != "section" or not (number.isascii() and number.isdecimal() and number[0] != "0" and len(number) < 19):
        return None
    return int(number)


def places_of(slot, *, of_section=False):
    """How many places ``slot`` (str) has on the front page, or on the page of a section; 0 for no slot."""
    if of_section:
        return 1 if slot == "lead" else 0
    return PLACES.get(slot, BLOCK if section_in(slot) else 0)


def label_of(slot, position, sections: Mapping[int, str] = {}):
    """What a person calls a place: “Lead”, “Second 2”; ``sections`` is dict of id → name."""
    if slot == "lead":
        return f"Related {position}" if position else "Lead"
    pk = section_in(slot)
    name = sections.get(pk, "Section") if pk else LABELS.get(slot, slot)
    return name if places_of(slot) == 1 else f"{name} {position + 1}"


def is_safe_address(url):
    """Whether ``url`` (str) is an address of the site itself, from one “/” on, or one of the web."""
    if any(char.isspace() or char == "\\" for char in url):  # a browser reads “/\host” as “//host”
        return False
    return (url.startswith("/") and not url.startswith("//")) or text.is_web_address(url)


def read(content, *, of_section=False):
    """``content`` (of any age and shape) as ``FrontContent``, without what ``checked`` would refuse."""
    return _Reading(content, of_section).found


def checked(content, *, of_section=False):
    """
    Return ``content`` (as a form made it) as it is kept. Raise ``ValidationError`` with a sentence for each thing in it
    that can't be meant. Whether its stories, pictures and sections exist is for ``Front.save_content``.
    """
    reading = _Reading(content, of_section)
    if reading.errors:
        raise ValidationError(reading.errors)
    return reading.found.as_content()


class _Wrong(Exception):
    """What can't be meant, in a sentence."""


class _Reading:
    def __init__(self, content, of_section):
        self.of_section, self.errors = of_section, []
        content = text.all_sound(content)
        if not isinstance(content, dict):
            self.errors.append("A front is a set of layout, pins and announcement.")
            content = {}
        layout = content.get("layout", EMPTY["layout"])
        if not (isinstance(layout, str) and layout in LAYOUTS):
            self.errors.append(f"There is no layout “{layout}”.")
            layout = EMPTY["layout"]
        announcement = content.get("announcement")
        if announcement is not None:
            announcement = self.take(self.announcement, announcement)
        self.found = FrontContent(layout, self.pins(content), self.big(content), announcement)

    def take(self, make, *args):
        """What ``make`` makes of ``args``; None, and its sentence kept, where that can't be meant."""
        try:
            return make(*args)
        except _Wrong as wrong:
            self.errors.append(str(wrong))
            return None

    def rows(self, content, name):
        rows = content.get(name) or []
        if isinstance(rows, list):
            return rows
        self.errors.append(f"“{name}” is a list.")
        return []

    def pins(self, content):
        pins = [pin for row in self.rows(content, "pins") if (pin := self.take(self.pin, row))]
        order = {slot: number for number, slot in enumerate(PLACES)}
        pins.sort(key=lambda pin: (order.get(pin.slot, len(order)), pin.position))
        places, stories, kept = set(), set(), []
        for pin in pins:
            if pin.place in places:
                self.errors.append(f"{label_of(*pin.place)} can hold one story, and was given two.")
            elif pin.article in stories:
                self.errors.append(f"{label_of(*pin.place)}: this story has a place already. No story stands twice.")
            else:
                kept.append(pin)
                places.add(pin.place)
                stories.add(pin.article)
        return tuple(kept)

    def pin(self, row):
        if not isinstance(row, dict):
            raise _Wrong("A pin is a place and a story.")
        slot, position = row.get("slot"), row.get("position", 0)
        number = places_of(slot, of_section=self.of_section) if isinstance(slot, str) else 0
        if not number:
            raise _Wrong(f"There is no place “{str(slot)[:60]}” on this page.")
        if not _is_number(position) or not 0 <= position < number:
            raise _Wrong(f"“{label_of(slot, 0)}” has {number} place(s); there is none {str(position)[:20]}.")
        where = label_of(slot, position)
        return Pin(
            slot,
            position,
            _id(row.get("article"), f"{where}: choose a story."),
            _until(row.get("until"), where),
            _words(row, "headline", where),
            _words(row, "kicker", where),
            None if row.get("image") is None else _id(row["image"], f"{where}: there is no such picture."),
        )

    def big(self, content):
        ids = [
            self.take(_id, entry, "A story marked as big is named by its number.")
            for entry in self.rows(content, "big")
        ]
        kept = tuple(dict.fromkeys(filter(None, ids)))
        if len(kept) > MOST_BIG:
            self.errors.append(f"At most {MOST_BIG} stories can be marked as big.")
        return kept[:MOST_BIG]

    def announcement(self, row):
        where = "Announcement"
        if self.of_section:
            raise _Wrong("The announcement is set on the front page.")
        if not isinstance(row, dict):
            raise _Wrong("An announcement is a sentence, with a link if there is one.")
        words, url = _words(row, "text", where), _words(row, "url", where)
        if not words:
            raise _Wrong("Announcement: write the sentence that readers see, or take it off.")
        if url and not is_safe_address(url):
            raise _Wrong("Announcement: the link begins with https:// or http://, or with one / for a page of ours.")
        return Announcement(words, url, _words(row, "label", where), _until(row.get("until"), where))


def _is_number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def _id(value, words):
    if not (_is_number(value) and 0 < value < 2**63):
        raise _Wrong(words)
    return value


def _words(row, name, where):
    value = row.get(name) or ""
    if not isinstance(value, str):
        raise _Wrong(f"{where}: the {name} is no text.")
    value = text.line(value)
    if len(value) > LONGEST[name]:
        raise _Wrong(f"{where}: the {name} has {len(value)} characters; {LONGEST[name]} are the most.")
    return value


def _until(value, where):
    if value is None or value == "":
        return None
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise _Wrong(f"{where}: “until” is a day and a time.")
    return moment
