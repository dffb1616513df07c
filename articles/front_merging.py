"""
Two contents of one front (``articles/front_content.py``), changed by two people at once, put together place by place:
what one of them changed is taken, what both changed is asked.

A part of a front is named by a key: “lead 0” (slot and position), “layout”, “announcement”. Nothing here asks the
database.
"""

from dataclasses import dataclass, replace

from articles import front_content

LAYOUT, ANNOUNCEMENT = "layout", "announcement"


@dataclass(frozen=True)
class Merged:
    """``content`` has mine where both changed the same; ``asked`` are the keys of those parts."""

    content: dict
    asked: list[str]


def key_of(place):
    return "{} {}".format(*place)


def part(content, key, *, of_section=False):
    """What ``content`` says of the part ``key``: a ``Pin``, an ``Announcement``, the name of a layout, or None."""
    said = front_content.read(content, of_section=of_section)
    if key in (LAYOUT, ANNOUNCEMENT):
        return getattr(said, key)
    return next((pin for pin in said.pins if key_of(pin.place) == key), None)


def with_part(content, other, key, *, of_section=False):
    """``content`` with the part ``key`` as in ``other``; a story that comes by it leaves the place it had."""
    said, part_of_other = front_content.read(content, of_section=of_section), part(other, key, of_section=of_section)
    if key in (LAYOUT, ANNOUNCEMENT):
        return replace(said, **{key: part_of_other}).as_content()
    comes = part_of_other and part_of_other.article
    pins = [pin for pin in said.pins if key_of(pin.place) != key and pin.article != comes]
    said = replace(said, pins=(*pins, *filter(None, [part_of_other])))
    return front_content.read(said.as_content(), of_section=of_section).as_content()  # in the order of places


def merge(base, mine, theirs, *, of_section=False):
    """Return ``Merged`` of ``mine`` and ``theirs``, both made from ``base``."""
    base, mine, theirs = (front_content.read(said, of_section=of_section) for said in (base, mine, theirs))
    asked: list[str] = []

    def taken(key, before, one, other):
        if before == one:
            return other
        if other not in (before, one):
            asked.append(key)
        return one

    layout = taken(LAYOUT, base.layout, mine.layout, theirs.layout)
    announcement = taken(ANNOUNCEMENT, base.announcement, mine.announcement, theirs.announcement)
    before, one, other = ({pin.place: pin for pin in said.pins} for said in (base, mine, theirs))
    pins = {
        place: taken(key_of(place), before.get(place), one.get(place), other.get(place))
        for place in {**one, **other, **before}
    }
    at = {pin.article: place for place, pin in one.items()}
    for place, pin in pins.items():  # a story that comes by theirs, and that I have elsewhere
        mine_at = at.get(pin.article, place) if pin else place
        if mine_at != place and pins[mine_at] == one[mine_at]:
            asked += [key for key in (key_of(mine_at), key_of(place)) if key not in asked]
            pins[place] = None
    big = [pk for pk in mine.big if pk in theirs.big or pk not in base.big]
    big += [pk for pk in theirs.big if pk not in mine.big and pk not in base.big]
    content = {
        "layout": layout,
        "pins": [pin.as_content() for pin in pins.values() if pin],
        "big": big,
        "announcement": announcement and announcement.as_content(),
    }
    return Merged(front_content.read(content, of_section=of_section).as_content(), asked)
