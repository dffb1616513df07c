"""Sections, authors and tags: what stories are sorted by, and who wrote them."""

from django.conf import settings
from django.contrib.flatpages.models import FlatPage
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from taggit.models import TagBase

from articles.fields import LinkListField, WordListField

RESERVED_SLUGS = frozenset(
    "accounts admin api archive authors comments corrections desk feed feeds health history media news preview "
    "search section sections shared sitemap static tag tags".split()
)


def why_reserved(slug):
    """Return a sentence saying why no section may have this slug, or None when it may."""
    admin_word = settings.ADMIN_PATH.partition("/")[0]
    if slug in RESERVED_SLUGS or slug == admin_word or slug.startswith("sitemap-"):
        return f"“/{slug}/” is an address that the site itself uses. Choose another slug."
    if slug.isdigit():
        return f"“/{slug}/” is the address of a year’s archive. Choose a slug with a letter in it."
    if FlatPage.objects.filter(url=f"/{slug}/").exists():
        return f"“/{slug}/” is the address of a page. Choose another slug, or move that page first."
    return None


class Section(models.Model):
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True, help_text="Its address: /slug/.")
    description = models.TextField(blank=True, max_length=300, help_text="One sentence, shown on its page.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in the navigation, lowest first.")
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="desks",
        help_text="The editors of this section. Nobody chosen: every editor.",
    )

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("articles:section", args=[self.slug])

    def clean(self):
        if reason := why_reserved(self.slug):
            raise ValidationError({"slug": reason})


class Author(models.Model):
    """A person (or agency) whose name stands over stories; not a login, though it may belong to one."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True, help_text="Address: /authors/slug/.")
    role = models.CharField(max_length=120, blank=True, help_text="Such as “City hall reporter”.")
    bio = models.TextField(blank=True, max_length=2000)
    portrait = models.ForeignKey(
        "articles.Image", null=True, blank=True, on_delete=models.PROTECT, related_name="portrayed_authors"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text="The account of this person, if they write here themselves.",
    )
    languages = WordListField()
    expertise = WordListField()
    location = models.CharField(max_length=120, blank=True)
    email_shown = models.EmailField(
        "e-mail shown to readers", blank=True, help_text="Public. Leave empty to show none."
    )
    links = LinkListField()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("articles:author", args=[self.slug])


class Tag(TagBase):
    description = models.TextField(blank=True, max_length=300, help_text="One sentence, shown on its page.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="tag_name_once_whatever_case",
                violation_error_message="There is a tag of this name already.",
            )
        ]

    def get_absolute_url(self):
        return reverse("articles:tag", args=[self.slug])


class TagAlias(models.Model):
    """Another name of a tag, and the address it had when it was a tag of its own."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "tag aliases"
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="tag_alias_once_whatever_case",
                violation_error_message="This is another name of a tag already.",
            )
        ]

    def __str__(self):
        return self.name
