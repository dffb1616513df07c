"""What a review reviews, as its page shows it (the plate) and as machines read it. Asks the database for nothing."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db import models

from articles.content import WORK


class WorkKind(models.TextChoices):
    BOOK = "book"
    FILM = "film"
    SERIES = "series", "television or radio series"
    PLAY = "play"
    CONCERT = "concert"
    EXHIBITION = "exhibition"
    RECORD = "record"
    GAME = "game"
    RESTAURANT = "restaurant"
    OTHER = "other"


class Schema(NamedTuple):
    """
    The type of a work in schema.org, and by which property and type it names its maker and its venue ("" where it has
    no such property). https://schema.org/Review, its ``itemReviewed``. A MusicGroup may be one musician.
    """

    type: str
    maker: str = ""
    maker_type: str = "Person"
    venue: str = ""
    venue_type: str = "Place"


SCHEMAS = {
    WorkKind.BOOK: Schema("Book", "author", venue="publisher", venue_type="Organization"),
    WorkKind.FILM: Schema("Movie", "director"),
    WorkKind.SERIES: Schema("CreativeWorkSeries", "creator"),
    WorkKind.PLAY: Schema("TheaterEvent", "contributor", venue="location"),
    WorkKind.CONCERT: Schema("MusicEvent", "performer", "MusicGroup", venue="location"),
    WorkKind.EXHIBITION: Schema("ExhibitionEvent", "contributor", venue="location"),
    WorkKind.RECORD: Schema("MusicAlbum", "byArtist", "MusicGroup"),
    WorkKind.GAME: Schema("VideoGame", "author", venue="publisher", venue_type="Organization"),
    WorkKind.RESTAURANT: Schema("Restaurant"),
    WorkKind.OTHER: Schema("CreativeWork", "creator"),
}
MADE_BY_A_HOUSE = frozenset({WorkKind.BOOK, WorkKind.RECORD, WorkKind.GAME})  # its venue is who brings it out


@dataclass(frozen=True)
class Work:
    """``facts``: list of (label, words). Every other value is a str, empty where the review does not say."""

    name: str
    kind: str
    maker: str
    venue: str
    dates: str
    facts: list[tuple[str, str]]
    verdict: str

    @property
    def kind_label(self):
        """In lower case, or empty; "other" tells nobody anything."""
        known = self.kind in WorkKind.values and self.kind != WorkKind.OTHER
        return str(WorkKind(self.kind).label).lower() if known else ""

    @property
    def rows(self):
        """List of (label, words), in the order of the plate."""
        venue = "From" if self.kind in MADE_BY_A_HOUSE else "At"
        known = [("By", self.maker), (venue, self.venue), ("When", self.dates)]
        return [*((label, words) for label, words in known if words), *self.facts]

    @property
    def schema(self):
        """The schema.org object (dict), or None for a work without a name."""
        if not self.name:
            return None
        schema = SCHEMAS.get(self.kind, SCHEMAS[WorkKind.OTHER])
        thing = {"@type": schema.type, "name": self.name}
        if schema.maker and self.maker:
            thing[schema.maker] = {"@type": schema.maker_type, "name": self.maker}
        if schema.venue and self.venue:
            thing[schema.venue] = {"@type": schema.venue_type, "name": self.venue}
        return thing


def work_of(content):
    """The ``Work`` that ``content`` (of a revision, of any age) reviews, or None: no review, or nothing said of one."""
    said = {name: content.get(name, "") for name in WORK}
    if content.get("kind") != "review" or not any(said[name] for name in WORK if name != "work_kind"):
        return None
    return Work(
        name=said["work"],
        kind=said["work_kind"],
        maker=said["work_maker"],
        venue=said["work_venue"],
        dates=said["work_dates"],
        facts=[_fact(line) for line in said["work_facts"].splitlines() if line.strip()],
        verdict=said["verdict"],
    )


def _fact(line):
    """“Length: 110 minutes” as ("Length", "110 minutes")."""
    label, colon, words = (part.strip() for part in line.partition(":"))
    return (label, words) if colon and label and words else ("Also", line.strip())
