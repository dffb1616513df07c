"""What saved texts point to, as rows with an index: who leads to a record is asked without reading any text."""

import re
from functools import reduce
from html import unescape
from operator import or_

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from articles.fields import LinesField
from articles.richtext import embeds

# Stored text is what ``richtext.clean`` returns, where a token is empty and nothing else looks like one.
_TOKEN = re.compile(r'<(?:figure|aside|div) data-(image|see-also|embed)="([^"]*)"></')


class PointerQuerySet(models.QuerySet):
    def at_the_desk(self):
        """Those of working copies."""
        return self.filter(edition=None)

    def of(self, editions):
        """Those of ``editions`` (queryset)."""
        # One look by key for each pointer that is found: as a list, the ids of all editions would be gathered first.
        return self.filter(Exists(editions.filter(pk=OuterRef("edition"))))

    def to_story(self, article):
        return self.filter(kind=Pointer.Kind.STORY, target=article.pk)

    def lost(self, at=None):
        """
        Those of editions that are live at ``at`` (default now) which lead nowhere: the picture is gone, the story is
        not public, the embed is no address or no longer answers.
        """
        edition, image, check = (apps.get_model("articles", name).objects for name in ("Edition", "Image", "LinkCheck"))
        live = edition.live(at)
        gone = {
            Pointer.Kind.STORY: Q(~Exists(live.filter(article=OuterRef("target")))),
            Pointer.Kind.PICTURE: Q(~Exists(image.filter(pk=OuterRef("target")))),
            Pointer.Kind.EMBED: Q(url__in=check.dead().values("url")),
            Pointer.Kind.NO_ADDRESS: Q(),
        }
        lost = reduce(or_, (Q(kind=kind) & is_gone for kind, is_gone in gone.items()))
        return self.of(live).filter(lost)


class PointerManager(models.Manager.from_queryset(PointerQuerySet)):  # type: ignore[misc] # a class made by a call
    def keep(self, article):
        """Let the rows of a working copy be what its saved text points to. 1 query when they are, 2 more if not."""
        rows = self.filter(article=article).at_the_desk()
        there = {(row.kind, row.target, row.url): row.pk for row in rows}
        said = named_in_text(article.body)
        if gone := [pk for key, pk in there.items() if key not in said]:
            rows.filter(pk__in=gone).delete()
        self.bulk_create(
            Pointer(article=article, kind=kind, target=target, url=url)
            for kind, target, url in sorted(said - there.keys(), key=str)
        )

    def keep_editions(self, editions):
        """Write what new ``editions`` (saved, with their revision) point to, for good. 1 query at most."""
        self.bulk_create(
            Pointer(article_id=edition.article_id, edition=edition, kind=kind, target=target, url=url)
            for edition in editions
            for kind, target, url in sorted(named_in_content(edition.revision.content), key=str)
        )


class Pointer(models.Model):
    """
    One thing that a text points to, once however often: of the working copy of ``article``, or of ``edition``. The
    sources, related links and lead picture of a working copy have tables of their own, and are here for editions alone.
    """

    class Kind(models.TextChoices):
        STORY = "story"
        PICTURE = "picture"
        SOURCE = "source"
        EMBED = "embed"
        NO_ADDRESS = "no address", "embed of what is no address"

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="pointers")
    edition = models.ForeignKey("articles.Edition", null=True, on_delete=models.CASCADE, related_name="pointers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    target = models.BigIntegerField(null=True)  # the id of a record, which may be gone; None for an embed
    url = LinesField(blank=True)

    objects = PointerManager()

    class Meta:
        indexes = [models.Index(fields=["kind", "target"], name="pointer_to")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.target or self.url}"


def named_in_text(body):
    """Set of (kind, id or None, address or "") that the tokens in ``body`` (stored text) name."""
    found = set()
    for name, value in _TOKEN.findall(body):
        if name == "embed":
            url = unescape(value)
            found.add((Pointer.Kind.EMBED if embeds.read(url) else Pointer.Kind.NO_ADDRESS, None, url))
        else:
            found.add((Pointer.Kind.PICTURE if name == "image" else Pointer.Kind.STORY, int(value), ""))
    return found


def named_in_content(content):
    """The same for everything that ``content`` (the shape of ``Revision.content``) names."""
    found = named_in_text(content["body"])
    found |= {(Pointer.Kind.STORY, row["target"], "") for row in content["related"] if row["target"]}
    found |= {(Pointer.Kind.SOURCE, row["source"], "") for row in content["citations"]}
    if content["social_image"]:
        found.add((Pointer.Kind.PICTURE, content["social_image"], ""))
    return found
