"""
What stories point to: the links beside one (``RelatedLink``), and what saved texts name, as rows with an index
(``Pointer``), so that who leads to a record is asked without reading any text.
"""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from articles.content import named_in
from articles.fields import LineField, LinesField, URLField
from articles.richtext import embeds

# What else an edition names has a column of its own, and so has all that a working copy names outside its text.
POINTING = {"body", "related", "citations", "social_image"}


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


class PointerManager(models.Manager.from_queryset(PointerQuerySet)):  # type: ignore[misc] # a class made by a call
    def keep(self, article):
        """Let the rows of a working copy be what its saved text points to. 1 query when they are, 2 more if not."""
        rows = self.filter(article=article).at_the_desk()
        there = {(row.kind, row.target, row.url): row.pk for row in rows}
        said = pointers_in({"body": article.body})
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
            for kind, target, url in sorted(pointers_in(edition.revision.content), key=str)
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


class RelatedLink(models.Model):
    """A story or page that readers are pointed to beside this one."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="related_links")
    target = models.ForeignKey(
        "articles.Article", null=True, blank=True, on_delete=models.CASCADE, related_name="linked_from"
    )
    url = URLField("or web address", blank=True, max_length=500)
    title = LineField(max_length=200, blank=True, help_text="For a web address.")
    label = LineField(max_length=40, default="See also", help_text="Such as “Background”.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=False, url="", title="")
                | (Q(target__isnull=True) & ~Q(url="") & ~Q(title="")),
                name="related_link_story_or_address",
                violation_error_message="Choose a story, or give a web address with a title; not both.",
            ),
            models.CheckConstraint(
                condition=~Q(target=F("article")),
                name="related_link_not_to_itself",
                violation_error_message="A story can’t point at itself.",
            ),
        ]

    def __str__(self):
        return f"{self.label}: {self.target or self.title}"


def pointers_in(content):
    """Set of (kind, id or None, address or "") that ``content`` (the shape of ``Revision.content``) points to."""
    kinds = {"article": Pointer.Kind.STORY, "image": Pointer.Kind.PICTURE, "source": Pointer.Kind.SOURCE}
    found = set()
    for name in named_in(content):
        if name.kind == "embed":
            kind = Pointer.Kind.EMBED if embeds.read(name.value) else Pointer.Kind.NO_ADDRESS
            found.add((kind, None, name.value))
        elif name.kind in kinds and name.field in POINTING:
            found.add((kinds[name.kind], name.value, ""))
    return found
