"""What readers find: stories that are live, by the words of the edition they would open."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles import text
from articles.models import Author, Edition, EditionAuthor, EditionTag, SearchWord, Section, Tag
from articles.models.search_index import EDITIONS, lowest_key, mark, pk_of
from articles.search import asked, words
from articles.search.tables import EVER

NEWEST, BEST = "newest", "best"
MOST = 1000  # stories that are counted, and that pages lead to
AMONG = 2000  # newest stories that have the words, of which the best are shown first
ROUNDS = 10  # times that more is asked for, where much of what was found is not live


@dataclass(frozen=True)
class Filters:
    """What is None filters nothing. ``since`` and ``until`` are days in the active time zone, both included."""

    section: Section | None = None
    author: Author | None = None
    tag: Tag | None = None
    kind: str | None = None
    since: date | None = None
    until: date | None = None

    @property
    def marks(self):
        chosen = {"section": self.section, "author": self.author, "tag": self.tag}
        found = [(mark(name, record.pk),) for name, record in chosen.items() if record is not None]
        return (*found, *([(mark("kind", self.kind),)] if self.kind else []))

    def between(self, at):
        """The keys (from, below) of the stories of these days, published at ``at`` or before."""
        low = lowest_key(_midnight(self.since)) if self.since else EVER[0]
        high = lowest_key(at + timedelta(seconds=1))
        if self.until:
            high = min(high, lowest_key(_midnight(self.until + timedelta(days=1))))
        return low, high


@dataclass(frozen=True)
class Found:
    """``pks``: of editions, ``MOST`` at most; ``is_capped``: whether there are more."""

    pks: list[int]
    is_capped: bool = False

    def __len__(self):
        return len(self.pks)


def search(query, filters=Filters(), sort=NEWEST, at=None, most=MOST):
    """
    Return what ``query`` (``asked.Query``) has ``Found`` among the editions that are live at ``at`` (now, which is the
    default, or later): the newest first, or the best of the newest ``AMONG`` first. 2 queries, and 2 more for each
    round in which many are not live.
    """
    at = at or timezone.now()
    if not query:
        return Found([])
    query = asked.Query(query.phrases, query.without, filters.marks)
    low, high = filters.between(at)
    if sort == BEST:
        pks = _live([pk_of(key) for key in EDITIONS.best(query, AMONG, (low, high))], at)
    else:
        pks, chunk = [], most + most // 10 + 1
        for _ in range(ROUNDS):
            keys = EDITIONS.highest(query, chunk, (low, high))
            pks += _live([pk_of(key) for key in keys], at)
            if len(pks) > most or len(keys) < chunk:
                break
            high = keys[-1]
    return Found(pks[:most], is_capped=len(pks) > most)


def _live(pks, at):
    """Those of ``pks`` that readers may see, in their order. 1 query, none for none."""
    live = set(Edition.objects.live(at).filter(pk__in=pks).order_by().values_list("pk", flat=True)) if pks else ()
    return [pk for pk in pks if pk in live]


def shown(pks):
    """The editions of ``pks`` (list) in this order, with what a list of them shows and their revision. 2 queries."""
    editions = Edition.objects.for_cards().select_related("revision").in_bulk(pks)
    return [editions[pk] for pk in pks if pk in editions]


# -- Beside the stories --

NAMES = 5  # authors and tags that are offered


def names_like(typed, at=None):
    """
    (authors, tags) of live stories whose names have what was ``typed`` in them, with or without its accents, ``NAMES``
    of each. 2 queries.
    """
    key = text.sort_key(typed)
    if len(key) < 2:
        return [], []
    live = Edition.objects.live(at).order_by().filter(pk=OuterRef("edition"))
    found = []
    for model, rows, column in ((Author, EditionAuthor, "author"), (Tag, EditionTag, "tag")):
        used = rows.objects.filter(Exists(live), **{column: OuterRef("pk")})
        named = model.objects.accepted().filter(Exists(used), sort_key__contains=key).order_by("sort_key", "pk")
        found.append(list(named[:NAMES]))
    return tuple(found)


CANDIDATES = 3000  # words that a mistyped one is compared with
MISTYPED = 3  # words of one query that are corrected


def nearest(query, language, filters=Filters(), at=None):
    """
    What somebody may have meant who found nothing with ``query``: the same words (str) with those that no story has
    replaced by one that is a letter or two away, if that finds something now; else "". 2 queries, 1 more a word and
    those of a search.
    """
    typed = {word: words.plain(word) for word in query.typed if word.isalpha()}
    known = set(SearchWord.objects.filter(word__in=typed.values()).values_list("word", flat=True))
    meant = {}
    for word, plain in typed.items():
        if plain not in known and 3 < len(plain) <= 30 and len(meant) < MISTYPED and (near := _near(plain)):
            meant[word] = near
    if not meant:
        return ""
    offered = " ".join(meant.get(word, f'"{word}"' if " " in word else word) for word in query.typed)
    return offered if search(asked.query(offered, language), filters, at=at, most=1).pks else ""


def _near(plain):
    """How the word is written that is nearest to ``plain``, or None. 1 query."""
    reach = 1 if len(plain) < 6 else 2
    like = SearchWord.objects.filter(
        first__in={plain[0], plain[1]}, length__gte=len(plain) - reach, length__lte=len(plain) + reach
    )
    near = (
        (steps, word, written)
        for word, written in like.order_by("word").values_list("word", "written")[:CANDIDATES]
        if (steps := distance(plain, word, reach)) <= reach
    )
    return min(near, default=(None, None, None))[2]


def distance(one, other, most):
    """
    How many letters have to be put in, left out, changed or swapped with the next to make ``one`` of ``other``: at
    most ``most`` + 1.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, last = [], list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        steps = [row]
        for column, its in enumerate(other, 1):
            least = min(last[column] + 1, steps[-1] + 1, last[column - 1] + (letter != its))
            if row > 1 < column and letter == other[column - 2] and one[row - 2] == its:
                least = min(least, before[column - 2] + 1)
            steps.append(least)
        if min(steps) > most:
            return most + 1
        before, last = last, steps
    return min(last[-1], most + 1)


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
