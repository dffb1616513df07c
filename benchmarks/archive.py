"""Published stories by the thousand, made quickly, with everything that belongs to a story."""

import itertools
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from articles import richtext
from articles.content import LINKED_FIELDS, TEXT_FIELDS
from articles.models import (
    Address,
    Article,
    Author,
    Byline,
    Citation,
    Edition,
    Image,
    Pointer,
    RelatedLink,
    Revision,
    Section,
    Source,
    Tag,
)
from articles.models.revisions import EditionAuthor, EditionTag
from articles.models.search_index import EDITIONS, keep, key_of, lowest_key
from articles.models.taxonomy import ArticleTag
from comments.models import Comment, Discussion
from newsroom.demo.loader import HERE, DemoStory

BATCH = 400  # stories that are written at once; what one of them names is among them
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_DAY = 30  # stories, whatever the size of the archive: a month's pages hold the same in all
SECTIONS = "City Harbour Business Culture Science Sport World Opinion".split()
EVERY_UPDATED, EVERY_WITHDRAWN, EVERY_COMMON, EVERY_RARE = 10, 50, 5, 400  # one story in …


@cache
def paragraphs():
    """List of paragraphs (str, plain text) of the demonstration stories: what a newsroom really writes."""
    stories = [DemoStory.read(path) for path in sorted((HERE / "stories").glob("*.html"))]
    parts = [part for story in stories for part in story.text.split("</p>") if "<p>" in part]
    texts = [richtext.text(part.partition("<p>")[2]) for part in parts]
    return [" ".join(text.split()) for text in texts if len(text) > 100]


def prose(words, chance):
    """Return ``words`` or a few more words of stories as HTML, a sub-heading every five paragraphs."""
    parts, length = [], 0
    for number in itertools.count(1):
        if length >= words:
            return "".join(parts)
        text = chance.choice(paragraphs())
        if number % 5 == 0:
            parts.append(f"<h2>{' '.join(text.split()[:6])}</h2>")
        parts.append(f"<p>{text}</p>")
        length += len(text.split())


@dataclass(frozen=True)
class Written:
    """Stories that were written at once: the ids that were there before (above, dict of table → int) and with them."""

    size: int
    above: dict
    last: dict


class Archive:
    """
    Stories that were published before ``newest`` (aware datetime), ``A_DAY`` of them a day, going back in time.

    One in ten was updated, one in fifty withdrawn; they have one or two authors, two or three tags, two sources, and
    every other one a picture. All of the section Opinion are of that kind. One in five has the first of ``tags``, one
    in 400 the tag ``rare`` and the author ``rare_author``. ``writers`` are the users who began them. The same in every
    run.

    The newest ``PERIOD`` stories are written. Those before are the same at other times, copied within the database,
    which takes a tenth of the time: ``written`` and ``copies`` say which.
    """

    PERIOD = 3 * BATCH  # stories of whole days
    COPIED = (
        *(Article, Byline, ArticleTag, Citation, RelatedLink, Address, Revision, Edition, EditionAuthor, EditionTag),
        *(Pointer, Comment, Discussion),
    )

    def __init__(self, newest, *, words=300, writers=()):
        self.chance = random.Random(1)  # noqa: S311 - the same stories every time, no secret
        self.newest, self.size = newest, 0
        self.written = {}  # number of the first story → Written
        self.copies = []  # (Written, dict of table → what was added to its ids, days before)
        self.desk = get_user_model().objects.create_user("desk-of-the-archive")
        self.writers = writers or [self.desk]
        self.sections = [Section.objects.create(name=name, slug=name.lower()) for name in SECTIONS]
        self.authors = [Author.objects.create(name=f"Writer {n}", slug=f"writer-{n}") for n in range(40)]
        self.tags = [Tag.objects.create(name=f"Subject {n}", slug=f"subject-{n}") for n in range(300)]
        self.rare_author = Author.objects.create(name="Guest", slug="guest")
        self.rare = Tag.objects.create(name="Rare", slug="rare")
        self.sources = Source.objects.bulk_create(Source(name=f"Source {n}", kind="person") for n in range(200))
        self.images = Image.objects.bulk_create(
            Image(title=f"Picture {n}", alt="A crane.", width=2000, height=1333, suffix="jpg", sha256=f"{n:064}")
            for n in range(50)
        )
        self.bodies = [
            richtext.clean(prose(words, self.chance) + f'<figure data-image="{image.pk}"></figure>')
            for image in self.images
        ]

    def grow_to(self, size):
        """Add older stories until there are ``size``; tell the database how many there are, as its own upkeep would."""
        while self.size < size:
            again = self.written.get(self.size % self.PERIOD)
            if self.size >= self.PERIOD and again and self.size + again.size <= size:
                self._copy(again)
            else:
                self._write(range(self.size, min(size, self.size - self.size % BATCH + BATCH)))
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    def keep_words(self):
        """Keep what readers find the stories by; of copies as it was kept, under other keys."""
        learned, table = set(), Edition._meta.db_table
        for written in self.written.values():
            with transaction.atomic():
                keep(list(_editions_of(written).unfinished().select_related("revision")), learned)
        for written, offsets, days in self.copies:
            keys = [key_of(edition) for edition in _editions_of(written)]
            _copy_words(EDITIONS, keys, offsets[table] + lowest_key(EPOCH - timedelta(days)))

    @transaction.atomic
    def _write(self, numbers):
        above, first = _last_ids(self.COPIED), self.size
        self._add(numbers)
        self.written[first] = Written(len(numbers), above, _last_ids(self.COPIED))

    @transaction.atomic
    def _copy(self, written):
        days = self.size // self.PERIOD * self.PERIOD // A_DAY
        offsets = {table: last - written.above[table] for table, last in _last_ids(self.COPIED).items()}
        with connection.cursor() as cursor:
            for model in self.COPIED:
                table, pk = model._meta.db_table, model._meta.pk.column
                columns, values = zip(*_shifted(model, offsets, days), strict=True)
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} "  # noqa: S608
                    f"WHERE {pk} > %s AND {pk} <= %s ORDER BY {pk}",
                    [written.above[table], written.last[table]],
                )
            for sql in connection.ops.sequence_reset_sql(no_style(), self.COPIED):
                cursor.execute(sql)
        self.copies.append((written, offsets, days))
        self.size += written.size

    def _add(self, numbers):
        choice = self.chance.choice
        articles = Article.objects.bulk_create(self._article(number) for number in numbers)
        self.size += len(articles)
        authors, tags, citations, links = {}, {}, [], []
        for number, article in zip(numbers, articles, strict=True):
            is_rare = number % EVERY_RARE == EVERY_RARE // 2
            authors[article] = [self.rare_author] if is_rare else self.chance.sample(self.authors, choice([1, 1, 2]))
            tags[article] = self.chance.sample(self.tags[1:], 2)
            tags[article] += [self.rare] if is_rare else [self.tags[0]] if number % EVERY_COMMON == 0 else []
            citations += [
                Citation(article=article, source=source, statement="What it says.", position=position)
                for position, source in enumerate(self.chance.sample(self.sources, 2))
            ]
            links.append(RelatedLink(article=article, target=choice(articles)))
        Byline.objects.bulk_create(
            Byline(article=article, author=author, position=position)
            for article in articles
            for position, author in enumerate(authors[article])
        )
        ArticleTag.objects.bulk_create(ArticleTag(content_object=a, tag=tag) for a in articles for tag in tags[a])
        Citation.objects.bulk_create(citations)
        links = [link for link in links if link.target != link.article]
        RelatedLink.objects.bulk_create(links)
        targets = {link.article: link.target for link in links}

        editions = []
        addresses = Address.objects.bulk_create(
            Address(article=article, day=timezone.localdate(self._moment(number)), slug=article.slug)
            for number, article in zip(numbers, articles, strict=True)
        )
        for number, article, address in zip(numbers, articles, addresses, strict=True):
            content = self._content(article, authors[article], tags[article], targets.get(article))
            editions += self._editions(number, article, address, content)
        Revision.objects.bulk_create(edition.revision for edition in editions)
        for edition in editions:
            edition.revision = edition.revision  # whose id it did not know
        Edition.objects.bulk_create(editions)
        EditionAuthor.objects.bulk_create(
            EditionAuthor(edition=edition, author=author, position=position, published_at=edition.published_at)
            for edition in editions
            for position, author in enumerate(authors[edition.article])
        )
        EditionTag.objects.bulk_create(
            EditionTag(edition=edition, tag=tag, published_at=edition.published_at)
            for edition in editions
            for tag in tags[edition.article]
        )
        Pointer.objects.keep_editions(editions)
        comments = Comment.objects.bulk_create(self._comment(edition, n) for edition in editions[::5] for n in range(3))
        numbers = Counter(comment.article_id for comment in comments)
        Discussion.objects.bulk_create(
            Discussion(article_id=article, approved=number, threads=number) for article, number in numbers.items()
        )

    def _moment(self, number):
        return self.newest - timedelta(days=1) / A_DAY * number

    def _article(self, number):
        section = self.chance.choice(self.sections)
        return Article(
            section=section,
            kind="opinion" if section.slug == "opinion" else "news",
            headline=f"{' '.join(self.chance.choice(paragraphs()).split()[:8])} {number}",
            slug=f"story-{number}",
            standfirst=self.chance.choice(paragraphs())[:200],
            body=self.chance.choice(self.bodies),
            lead_image=self.chance.choice(self.images) if number % 2 else None,
            state=Article.State.APPROVED,
            version=2,
            created_by=self.chance.choice(self.writers),
        )

    def _content(self, article, authors, tags, target):
        """The shape of ``Revision.content``."""
        return {
            **{name: getattr(article, name) for name in TEXT_FIELDS},
            **{name: getattr(article, f"{name}_id") for name in LINKED_FIELDS},
            "tags": sorted(tag.name for tag in tags),
            "bylines": [{"author": author.pk, "name": author.name} for author in authors],
            "citations": [],
            "related": [{"target": target.pk, "url": "", "title": "", "label": "See also"}] if target else [],
        }

    def _editions(self, number, article, address, content):
        """Unsaved editions of one story with their unsaved revisions: one, or two when it was updated."""
        at = self._moment(number)
        starts = [at, at + timedelta(hours=3)] if number % EVERY_UPDATED == 0 else [at]
        starts = [start for start in starts if start <= self.newest]
        editions = []
        for place, start in enumerate(starts, 1):
            revision = Revision(article=article, number=place, created_by=self.desk, content=content)
            previous = editions[-1] if editions else None
            kind = Edition.Kind.UPDATE if previous else Edition.Kind.FIRST
            edition = Edition.of(
                revision, previous=previous, address=address, kind=kind, note="", by=self.desk, at=start
            )
            edition.article = article
            if previous:
                previous.live_until = start
            editions.append(edition)
        if number % EVERY_WITHDRAWN == EVERY_WITHDRAWN // 2:
            last = editions[-1]
            last.live_until = last.live_from + timedelta(hours=1)
            last.withdrawn_by, last.withdrawal_reason = self.desk, "It was wrong."
        return editions

    def _comment(self, edition, number):
        text = self.chance.choice(paragraphs())
        return Comment(
            article=edition.article,
            edition=edition,
            name=f"Reader {number}",
            email=f"reader{number}@example.org",
            body=text,
            status=Comment.Status.APPROVED,
            created_at=edition.live_from + timedelta(hours=number),
            decided_at=edition.live_from + timedelta(hours=number),
            fingerprint=f"{edition.pk}-{number}",
            thread_size=1,
        )


def _editions_of(written):
    table = Edition._meta.db_table
    return Edition.objects.filter(pk__gt=written.above[table], pk__lte=written.last[table]).order_by("pk")


def _copy_words(index, keys, by):
    """Keep the rows of ``keys`` (list) once more, ``by`` above."""
    key = index.engine.KEY
    columns = ", ".join(index.weights) if connection.vendor == "sqlite" else "words"
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {index.table} ({key}, {columns}) "  # noqa: S608 (its own names)
            f"SELECT {key} + %s, {columns} FROM {index.table} WHERE {key} IN ({places})",
            [by, *keys],
        )


def _last_ids(tables):
    """Dict of the name of each of ``tables`` (models) → the highest id in it."""
    return {model._meta.db_table: model._base_manager.aggregate(last=Max("pk"))["last"] or 0 for model in tables}


def _shifted(model, offsets, days):
    """
    Yield (column, SQL of its value) for a row that is as another of ``model``, but ``days`` before, and of others that
    were copied where it belongs to one. What it points to at will (``target``) stays.
    """
    for field in model._meta.concrete_fields:
        column = connection.ops.quote_name(field.column)
        of = field.related_model if field.is_relation else model if field.primary_key else None
        if of and field.name != "target" and of._meta.db_table in offsets:
            yield column, f"{column} + {offsets[of._meta.db_table]}"
        elif isinstance(field, models.DateField):
            yield column, _days_before(column, days)
        elif field.name == "fingerprint":
            yield column, f"{column} || '-{days}'"
        else:
            yield column, column


def _days_before(column, days):
    if connection.vendor == "postgresql":
        return f"({column} - interval '{days} days')"
    return f"(date({column}, '-{days} days') || substr({column}, 11))"
