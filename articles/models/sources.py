"""Who says so: sources as records of their own, and what each story cites them for."""

from django.db import models
from django.db.models import Q


class Source(models.Model):
    class Kind(models.TextChoices):
        PERSON = "person"
        ORGANISATION = "organisation"
        OUTLET = "outlet"
        DOCUMENT = "document"
        ANONYMOUS = "anonymous"
        OWN_REPORTING = "own reporting"

    class Status(models.TextChoices):
        ACTIVE = "active"
        WITHDRAWN = "withdrawn"

    name = models.CharField(
        max_length=200, help_text="As readers will see it. An anonymous source: “An official of the port”."
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    description = models.CharField(
        max_length=300, blank=True, help_text="Who or what it is: a role, a date, why it is not named."
    )
    url = models.URLField("web address", blank=True, max_length=500)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    status_reason = models.CharField(max_length=300, blank=True, help_text="Why it was withdrawn.")

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["name"], name="source_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="active") | ~Q(status_reason=""),
                name="source_withdrawn_says_why",
                violation_error_message="Say why the source was withdrawn.",
            )
        ]

    def __str__(self):
        return self.name


class Citation(models.Model):
    """One use of a source by one article."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    statement = models.CharField(max_length=400, blank=True, help_text="What the story takes from it.")
    quote = models.TextField(blank=True, max_length=2000, help_text="Its words, if they are quoted.")
    url = models.URLField("web address", blank=True, max_length=500)
    archive_url = models.URLField("archived copy", blank=True, max_length=500)
    accessed_on = models.DateField("read on", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.source}: {self.statement}" if self.statement else str(self.source)
