"""Makers of test data: keyword-only, every argument with a default that nobody needs to know."""

import itertools
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from articles.models import Article, Author, Byline, Entry, Image, Said, Section, Series, Source, Tag
from newsroom import roles

_numbers = itertools.count(1)


def create_user(*, role=None, username=None, **fields):
    """A user; ``role`` (reporter, editor, moderator, administrator) puts them in that group."""
    user = get_user_model().objects.create_user(
        username or f"user{next(_numbers)}", password="correct horse battery", **fields
    )
    if role:
        if not Group.objects.filter(name=role).exists():
            roles.sync()  # a test that commits has flushed them away
        user.groups.add(Group.objects.get(name=role))
    return user


def create_superuser(**fields):
    return get_user_model().objects.create_superuser(
        f"user{next(_numbers)}", password="correct horse battery", **fields
    )


def create_section(*, name=None, slug=None, **fields):
    number = next(_numbers)
    return Section.objects.create(name=name or f"Section {number}", slug=slug or f"section-{number}", **fields)


def create_author(*, name=None, **fields):
    number = next(_numbers)
    return Author.objects.create(name=name or f"Author {number}", slug=fields.pop("slug", f"author-{number}"), **fields)


def create_source(*, name=None, kind="person", **fields):
    return Source.objects.create(name=name or f"Source {next(_numbers)}", kind=kind, **fields)


def create_tag(*, name=None):
    return Tag.objects.create(name=name or f"Tag {next(_numbers)}")


def create_series(*, name=None, parts=(), **fields):
    """A series of ``parts`` (articles), in this order."""
    number = next(_numbers)
    series = Series.objects.create(name=name or f"Series {number}", slug=f"series-{number}", **fields)
    for article in parts:
        series.add(article)
    return series


def create_image(**fields):
    """A picture's row without a file: enough for everything that only names it."""
    number = next(_numbers)
    fields = {"title": f"Picture {number}", "alt": "What it shows", "width": 2000, "height": 1333, **fields}
    return Image.objects.create(file=f"{number}.jpg", suffix="jpg", sha256=f"{number:064}", **fields)


def create_article(*, headline=None, section=None, authors=None, tags=(), **fields):
    """A draft that is ready to be published: section, text and one byline."""
    article = Article.objects.create(
        headline=headline or f"Headline {next(_numbers)}",
        section=section or create_section(),
        body=fields.pop("body", "<p>The first paragraph.</p>"),
        **fields,
    )
    Byline.objects.bulk_create(
        Byline(article=article, author=author, position=position)
        for position, author in enumerate([create_author()] if authors is None else authors)
    )
    article.tags.add(*tags)
    return article


def publish(article=None, *, by=None, at=None, kind=None, note="", **fields):
    """Publish ``article`` (default: a new one) and return the edition; ``at`` defaults to an hour ago."""
    article = article or create_article(**fields)
    at = at or timezone.now() - (timedelta(minutes=1) if article.editions.exists() else timedelta(hours=1))
    return article.publish(by or create_superuser(), at=at, kind=kind, note=note)


def publish_coverage(*, by=None, at=None, **fields):
    """A live coverage that is public since ``at`` (default: three hours ago); its story."""
    at = at or timezone.now() - timedelta(hours=3)
    article = create_article(kind="live", **fields)
    publish(article, by=by, at=at)
    return article


def post(article, *, by=None, at=None, headline="", body="<p>What happened.</p>", is_key=False, authors=()):
    """Post an entry to ``article`` and return its edition; ``at`` defaults to now."""
    said = Said(headline=headline, body=body, is_key=is_key, authors=[author.pk for author in authors])
    return Entry.objects.post(article, by or create_superuser(), said, at=at)
