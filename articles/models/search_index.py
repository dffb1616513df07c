"""
What readers find stories by, kept as they are published. An edition has its words from then until it has ended; whether
readers see it at a moment is not asked here but of ``Edition.objects.live``.
"""

import re
from datetime import UTC, datetime

from django.db import models

from articles import richtext
from articles.fields import LineField
from articles.search.tables import Index
from articles.search.words import CONTINUOUS, kept, language, plain
from articles.works import work_of

EDITIONS = Index("articles_search_editions", {"title": 8.0, "names": 4.0, "body": 1.0, "marks": 0.0})
_PK_BITS = 31
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = 2**32 - 1  # before and after 1970, which a key has room for
_OFFERED = re.compile(f"[^\\W\\d_{CONTINUOUS}]{{4,30}}")  # what may be offered to somebody who mistyped a word


class SearchWordManager(models.Manager):
    def learn(self, words):
        """Keep ``words`` (dict of the plain word → how it is written) beside those that are there. 1 query."""
        self.bulk_create(
            (
                self.model(word=word, first=word[0], length=len(word), written=written[:30])
                for word, written in sorted(words.items())
                if word
            ),
            ignore_conflicts=True,
        )


class SearchWord(models.Model):
    """
    A word of some story that was published or waits to be: before one is offered to a reader who mistyped it, it is
    looked for among what is live.
    """

    word = LineField(max_length=60, primary_key=True)  # as ``words.plain`` makes it
    first = LineField(max_length=1)
    length = models.PositiveSmallIntegerField()
    written = LineField(max_length=30)

    objects = SearchWordManager()

    class Meta:
        indexes = [models.Index(fields=["first", "length"], name="search_word_like")]

    def __str__(self):
        return self.written


def key_of(edition):
    """The key (int) of ``edition``: in the order of the lists, by the first publication of its story."""
    return lowest_key(edition.published_at) | edition.pk


def lowest_key(at):
    """The key (int) below those of all stories that were first published at ``at`` (aware datetime) or later."""
    since = at - _EPOCH
    return max(-_SECONDS, min(since.days * 86_400 + since.seconds, _SECONDS)) << _PK_BITS


def pk_of(key):
    return key & (1 << _PK_BITS) - 1


def mark(name, value):
    """What stands among the marks of an edition, with “=”, which no word has."""
    return f"{name}={value}"


def keep(editions, learned=None):
    """
    Keep the words of ``editions`` (list, with their revision), in place of those of before. ``learned``: set of the
    words that ``SearchWord`` has, which grows; for those who keep many. 5 queries.
    """
    models.prefetch_related_objects(editions, "edition_authors__author", "edition_tags__tag")
    spoken = language()
    EDITIONS.put((key_of(edition), _words_of(edition, spoken)) for edition in editions)
    offered = {}
    for edition in editions:
        offered |= {plain(word): word.lower() for word in _OFFERED.findall(_text_of(edition))}
    if learned is not None:
        offered = {word: written for word, written in offered.items() if word not in learned}
        learned |= offered.keys()
    SearchWord.objects.learn(offered)


def forget(editions):
    """Keep them no longer. 1 query."""
    EDITIONS.drop(key_of(edition) for edition in editions)


def _text_of(edition):
    content = edition.revision.content
    work = work_of(content)
    reviewed = [work.name, *(words for _, words in work.rows), work.verdict] if work else []
    return "\n".join([edition.headline, edition.standfirst, richtext.text(content["body"]), *reviewed])


def _words_of(edition, spoken):
    content = edition.revision.content
    authors = [credit.author for credit in edition.edition_authors.all()]
    tags = [tagged.tag for tagged in edition.edition_tags.all()]
    sources = [row["name"] for row in content["citations"]]
    return {
        "title": kept(f"{edition.headline}\n{edition.short_headline}", spoken),
        "names": kept("\n".join([*(record.name for record in (*authors, *tags)), *sources]), spoken),
        "body": kept(_text_of(edition), spoken),
        "marks": [
            mark("section", edition.section_id),
            mark("kind", edition.article_kind),
            *(mark("author", author.pk) for author in authors),
            *(mark("tag", tag.pk) for tag in tags),
        ],
    }
