"""A front as the desk shows it: every place, what stands there and why, and what may be done with it."""

from dataclasses import dataclass, field

from django.urls import reverse

from articles import front, front_content
from articles.admin.choosers import named_for, with_states
from articles.admin.forms import with_labels
from articles.admin.states import near, standing
from articles.front_content import LABELS, PLACES, RELATED
from articles.models import Article

BY_RULE = {
    "lead": "Fills itself",
    "seconds": "Fills itself",
    "briefs": "The newest of the rest",
    "opinion": "The newest opinion",
    "feature": "The newest long read",
}
TOP = ("lead", "seconds")  # one row of places for moving up and down
LARGE = ("lead", "seconds", "feature")  # with picture and standfirst; the others are lists


@dataclass
class Row:
    """
    One place. ``place`` (``front.Place``) is what readers would see there, or None; ``pin`` the form of what a person
    chose, or None; ``why`` says in words what holds it, or will.
    """

    slot: str
    position: int
    name: str
    place: front.Place | None = None
    pin: object = None
    why: str = ""
    above: tuple | None = None
    below: tuple | None = None

    @property
    def key(self):
        return f"{self.slot} {self.position}"

    @property
    def id(self):
        return place_id(self.slot, self.position)

    @property
    def article(self):
        return self.place.edition.article_id if self.place else self.pin.article if self.pin else None

    @property
    def words(self):
        """What its buttons are called by."""
        return f"“{self.place.headline}”" if self.place else self.name

    @property
    def url(self):
        return reverse("admin:articles_article_change", args=[self.place.edition.article_id]) if self.place else ""

    @property
    def shows_picture(self):
        return self.slot in LARGE


@dataclass
class Block:
    """Places that stand together, as they do on the page."""

    slot: str
    name: str
    rows: list[Row]
    why: str = ""
    is_list: bool = False

    @property
    def id(self):
        return f"slot-{self.slot.replace(':', '-')}"

    @property
    def is_chosen(self):
        """Whether a person chose all of it."""
        return all(row.pin for row in self.rows)


@dataclass
class Shown:
    """``blocks`` in the order of the page; ``elsewhere`` are pins whose place the page has not now."""

    blocks: list[Block]
    elsewhere: list[Row] = field(default_factory=list)

    @property
    def rows(self):
        return [row for block in self.blocks for row in block.rows]

    @property
    def choices(self):
        """Groups of places that a story may be put in: pairs of words and list of (key, words)."""
        return [(block.name, [(row.key, row.name) for row in block.rows]) for block in self.blocks]


def address(front, page=""):
    """Where a front is edited at the desk, or another of its ``page``s (“preview”, “log”)."""
    if front.section_id is None:
        return reverse(f"admin:articles_front_{page or 'changelist'}")
    name = f"section_{page}" if page else "section"
    return reverse(f"admin:articles_front_{name}", args=[front.section_id])


def place_id(slot, position):
    return f"place-{slot.replace(':', '-')}-{position}"


def shown_front(content, pins, user, section=None, at=None):
    """
    Return ``Shown`` of ``content`` at ``at`` (default now), with ``pins`` (dict of place → form). The cost of
    ``front.fill``, 1 query more for names of stories that wait for their place.
    """
    filled = front.fill(content, at, section)
    sections = {} if section else {one.pk: one.name for one, _ in filled.blocks}
    places = {(place.slot, place.position): place for place in filled.places}
    rows, blocks = {}, []
    for slot, positions, name, is_list in slots(filled, section):
        made = []
        for position in positions:
            label = front_content.label_of(slot, position, sections)
            place, pin = places.get((slot, position)), pins.get((slot, position))
            made.append(Row(slot, position, label, place, pin))
        rows |= {(row.slot, row.position): row for row in made}
        why = BY_RULE.get(slot, f"The newest in {name}")
        blocks.append(Block(slot, name, made, why, is_list))
    shown = Shown(blocks)
    for place, pin in pins.items():
        if place not in rows:
            shown.elsewhere.append(Row(*place, front_content.label_of(*place, sections), pin=pin))
    explain(shown, filled, user)
    neighbours(shown)
    return shown


def slots(filled, section):
    """Yield slot, its positions, what it is called and whether it is a list, in the order of the page."""
    yield "lead", [0], "Lead", False
    if section:
        return
    if filled.layout == "package":
        yield "lead", range(1, 1 + RELATED), "Related to the lead", True
    yield "briefs", range(PLACES["briefs"]), LABELS["briefs"], True
    yield "seconds", range(PLACES["seconds"]), LABELS["seconds"], False
    yield "opinion", range(PLACES["opinion"]), LABELS["opinion"], True
    blocks = [(front_content.slot_of(one), one.name) for one, _ in filled.blocks]
    for slot, name in blocks[: front.FEATURE_AFTER]:
        yield slot, range(front_content.BLOCK), name, True
    yield "feature", [0], LABELS["feature"], False
    for slot, name in blocks[front.FEATURE_AFTER :]:
        yield slot, range(front_content.BLOCK), name, True


def explain(shown, filled, user):
    """Give each place its words on why this stands there. 4 queries where a pin waits."""
    idle = {idle.pin.place: idle for idle in filled.idle}
    stories = stories_in_words(user, {idle.pin.article for idle in filled.idle})
    for row in [*shown.rows, *shown.elsewhere]:
        waiting = idle.get((row.slot, row.position))
        if waiting:
            story = stories.get(waiting.pin.article)
            name = f"“{story.name}”" if story else "A story that is gone"
            row.why = f"{name}: {reason(waiting, story)}"
        elif row.pin and row.place and row.place.pin:
            until = row.place.pin.until
            row.why = f"Chosen until {near(until)}" if until else "Chosen"


def reason(idle, story):
    if story and idle.reason == "The story is not live.":
        return f"{story.standing.words}. It comes when it is live; until then this fills itself."
    return idle.reason


def stories_in_words(user, ids):
    """Dict of id → story with ``name``, ``words`` and ``standing``. 4 queries, none without ids."""
    found = with_states(with_labels(user)).filter(pk__in=ids).for_desk() if ids else Article.objects.none()
    return {story.pk: in_words(story) for story in found}


def in_words(story):
    """``story`` (from ``with_states(…).for_desk()``) with what a person may know of it: ``name`` and ``standing``."""
    named_for(story)
    ended = story.changed_at if story.public_headline and not story.is_live else None
    story.standing = standing(story, story.unfinished, ended)
    return story


def neighbours(shown):
    """Tell each place which ones stand above and below: lead and those beside it are one row, any list another."""
    lists = [block.rows for block in shown.blocks if block.slot not in TOP]
    top = [row for slot in TOP for row in shown.rows if row.slot == slot]
    for rows in (top, *lists):
        for above, below in zip(rows, rows[1:], strict=False):
            above.below, below.above = (below.slot, below.position), (above.slot, above.position)
