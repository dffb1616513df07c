"""When a comment appears: after a moderator, at once, or never; for the site, a section, a story."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.fields import LineField


class Mode(models.TextChoices):
    BEFORE = "before", "a moderator reads first"
    TRUSTED = "trusted", "at once for trusted writers, the others are read first"
    AFTER = "after", "at once, unless something looks wrong"
    CLOSED = "closed", "no new comments"


class HasMode(models.Model):
    """``storm_mode`` stands in for ``mode`` until ``storm_until``, by comparison with the clock."""

    mode = models.CharField("new comments appear", max_length=10, choices=Mode.choices)
    storm_mode = models.CharField(max_length=10, choices=Mode.choices, blank=True, editable=False)
    storm_until = models.DateTimeField(null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    @property
    def what(self):
        """What a storm over it does, in words."""
        return "no new comments are taken" if self.storm_mode == Mode.CLOSED else "every comment is read first"

    def is_stormy(self, at=None):
        """Whether the storm mode is in force at ``at`` (aware datetime, default now)."""
        return bool(self.storm_mode and self.storm_until and self.storm_until > (at or timezone.now()))


class CommentSettingsManager(models.Manager):
    def current(self):
        """The row, or one with the default values (not saved) before anybody set something. 1 query."""
        return self.first() or self.model()


class CommentSettings(HasMode):
    """One row: how the site takes comments."""

    mode = models.CharField("new comments appear", max_length=10, choices=Mode.choices, default=Mode.BEFORE)
    trusted_after = models.PositiveSmallIntegerField(
        "trusted after",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Comments approved before, under the same name and e-mail address.",
    )
    hold_from = models.FloatField(
        "held from", default=3, help_text="The score from which a comment is held, whatever the mode."
    )
    spam_from = models.FloatField(
        "spam from", default=9, help_text="The score from which a comment goes among the spam, where you find it."
    )
    rules_intro = LineField(
        "words above the house rules", max_length=200, default="Keep to the story and be fair to people.", blank=True
    )

    objects = CommentSettingsManager()

    class Meta:
        verbose_name = verbose_name_plural = "settings of comments"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="comment_settings_are_one"),
            models.CheckConstraint(
                condition=Q(spam_from__gt=models.F("hold_from")),
                name="comment_spam_from_above_hold_from",
                violation_error_message="“Spam from” has to be higher than “held from”.",
            ),
        ]

    where = "on the whole site"

    def __str__(self):
        return "Settings of comments"

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)


class ModeOverride(HasMode):
    """
    Another mode for one section or one story. A story's goes before its section's, which goes before the site's.
    Without a ``mode`` it changes none: it carries a storm, or the days after which comments close.
    """

    section = models.OneToOneField(
        "articles.Section", null=True, blank=True, on_delete=models.CASCADE, related_name="comment_mode"
    )
    article = models.OneToOneField(
        "articles.Article", null=True, blank=True, on_delete=models.CASCADE, related_name="comment_mode"
    )
    close_after_days = models.PositiveSmallIntegerField(
        "close after", null=True, blank=True, help_text="Days after publication. Empty: as the publication says."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(section__isnull=True) ^ Q(article__isnull=True),
                name="mode_override_of_section_or_article",
                violation_error_message="A mode is for a section or for a story.",
            )
        ]

    def __str__(self):
        return f"{self.section or self.article}: {self.get_mode_display()}"

    @property
    def where(self):
        return f"in {self.section}" if self.section_id else f"on “{self.article}”"
