"""What comments are measured by: words and phrases, blocks, and what was learned from decisions."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class WordRule(models.Model):
    """A word or phrase that counts for or against a comment, on word boundaries, look-alike letters folded."""

    phrase = models.CharField("word or phrase", max_length=100, unique=True)
    points = models.FloatField(
        default=3,
        validators=[MinValueValidator(-20), MaxValueValidator(20)],
        help_text="Added to the score of a comment that has it. Below zero speaks for the comment.",
    )
    note = models.CharField(max_length=200, blank=True, help_text="Why it is here, for colleagues.")
    is_active = models.BooleanField("in use", default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["phrase"]

    def __str__(self):
        return self.phrase


class BlockQuerySet(models.QuerySet):
    def in_force(self, at):
        """Blocks that have not expired at ``at`` (aware datetime)."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at))


class Block(models.Model):
    """
    Where nothing good has come from: comments from there are held or counted as spam.

    ``value`` is an e-mail address, a domain (of e-mail addresses, websites and links, with its subdomains), or for a
    network the ``address_hash`` of a comment, whose key is of the ISO week ``week`` (such as "2026-48").
    """

    class Kind(models.TextChoices):
        EMAIL = "email", "e-mail address"
        DOMAIN = "domain"
        NETWORK = "network", "network address"

    class Action(models.TextChoices):
        HOLD = "hold", "hold for a moderator"
        SPAM = "spam", "put among the spam"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=254)
    week = models.CharField(max_length=7, blank=True, editable=False)
    action = models.CharField("what becomes of a comment", max_length=10, choices=Action.choices, default=Action.HOLD)
    reason = models.CharField(max_length=200)
    expires_at = models.DateTimeField("until", null=True, blank=True, help_text="Empty: until it is taken away.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="block_once"),
            models.CheckConstraint(
                condition=~Q(kind="network") | Q(expires_at__isnull=False),
                name="block_of_network_expires",
                violation_error_message="A block of a network ends some day: networks change hands.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.value}"


class Word(models.Model):
    """In how many comments that were approved (``good``) or called spam (``bad``) a word stood. "" counts them all."""

    word = models.CharField(primary_key=True, max_length=40)
    good = models.IntegerField(default=0)
    bad = models.IntegerField(default=0)

    def __str__(self):
        return f"{self.word}: {self.good} good, {self.bad} bad"
