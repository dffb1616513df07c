"""Whose name stands over stories."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from articles.fields import EmailField, LineField, LinesField, LinkListField, NameField, SlugField, WordListField
from articles.models.named import Named


class Author(Named):
    """A person (or agency) whose name stands over stories; not a login, though it may belong to one."""

    name = NameField(max_length=120)
    slug = SlugField(max_length=120, unique=True, help_text="Address: /authors/slug/.")
    role = LineField(max_length=120, blank=True, help_text="Such as “City hall reporter”.")
    bio = LinesField(blank=True, max_length=2000)
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
    location = LineField(max_length=120, blank=True)
    email_shown = EmailField("e-mail shown to readers", blank=True, help_text="Public. Leave empty to show none.")
    links = LinkListField()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("articles:author", args=[self.slug])


class Byline(models.Model):
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "author"],
                name="byline_names_an_author_once",
                violation_error_message="This author is named already.",
            )
        ]

    def __str__(self):
        return str(self.author)
