"""What comments are measured by: words and phrases, blocks, and what was learned from decisions."""

import re
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from articles.fields import LineField, NameField
from comments import network
from comments.models.log import LogLine

_HASH = re.compile(r"[0-9a-f]{64}")


class WordRule(models.Model):
    """A word or phrase that counts for or against a comment, on word boundaries, look-alike letters folded."""

    phrase = NameField("word or phrase", max_length=100, unique=True)
    points = models.FloatField(
        default=3,
        validators=[MinValueValidator(-20), MaxValueValidator(20)],
        help_text="Added to the score of a comment that has it. Below zero speaks for the comment.",
    )
    note = LineField(max_length=200, blank=True, help_text="Why it is here, for colleagues.")
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
    value = LineField(max_length=254)
    week = models.CharField(max_length=7, blank=True, editable=False)
    action = models.CharField("what becomes of a comment", max_length=10, choices=Action.choices, default=Action.HOLD)
    reason = LineField(max_length=200)
    expires_at = models.DateTimeField("until", null=True, blank=True, help_text="Empty: until it is taken away.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    NETWORK_DAYS, NETWORK_USUALLY = 90, timedelta(days=30)
    TOO_LONG = f"A block of a network ends within {NETWORK_DAYS} days: networks change hands."

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
        return f"{self.get_kind_display()} {self.display_value}"

    def clean(self):
        """Bring ``value`` into the form in which it is looked for; a network address typed becomes its hash."""
        try:
            self.value = self.normal(self.kind, self.value)
        except ValueError as error:
            raise ValidationError({"value": str(error)}) from None
        if self.kind != self.Kind.NETWORK:
            self.week = ""
            return
        if not _HASH.fullmatch(self.value):
            self.week = network.week_of(timezone.now().date())
            self.value = network.address_hash(self.value)
        latest = timezone.now() + timedelta(days=self.NETWORK_DAYS)
        if self.expires_at is None or self.expires_at > latest:
            raise ValidationError({"expires_at": self.TOO_LONG})

    @property
    def display_value(self):
        """``value`` for people: of a network, the first characters of its hash, which stand beside its comments too."""
        return self.value[:8] if self.kind == self.Kind.NETWORK else self.value

    @property
    def until(self):
        """ " until …" with the day, or "" for a block without an end."""
        day = self.expires_at and timezone.localtime(self.expires_at)
        return f" until {date_format(day, 'j F Y')}" if day else ""

    @property
    def words(self):
        """What is blocked, until when and why, in one sentence without its stop."""
        what = "this network" if self.kind == self.Kind.NETWORK else f"{self.get_kind_display()} {self.value}"
        return f"{what} is blocked{self.until}: {self.reason}"

    @classmethod
    def normal(cls, kind, value):
        """Return ``value`` as blocks of ``kind`` keep it. Raise ``ValueError`` with a sentence when it is none."""
        value = value.strip().lower()
        if kind == cls.Kind.EMAIL:
            if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
                raise ValueError("This is no e-mail address.")
        elif kind == cls.Kind.DOMAIN:
            value = re.sub(r"^(?:[a-z]+://)?(?:[^/@\s]*@)?(?:www\.)?", "", value).partition("/")[0].partition(":")[0]
            if not re.fullmatch(r"(?:[\w-]+\.)+[\w-]+", value):
                raise ValueError("This is no domain. It should look like example.com.")
        elif not (_HASH.fullmatch(value) or network.address_hash(value)):
            raise ValueError("This is no network address. It is easier to block the network from a comment's page.")
        return value

    @classmethod
    @transaction.atomic
    def from_comment(cls, comment, kind, *, by, reason, action=Action.HOLD, until=None):
        """
        Block where ``comment`` came from and return the block: its e-mail address, its network, or as ``DOMAIN`` that
        of its website (of its e-mail address without one). A block that is over is begun anew. ``until``: aware
        datetime or None; a network's is ``NETWORK_USUALLY`` from now when none is given.

        Raise ``ValueError`` with a sentence when the comment has no such thing, when it is blocked already, and when
        the block of a network would last longer than ``NETWORK_DAYS``. 5 queries.
        """
        now = timezone.now()
        if kind == cls.Kind.NETWORK:
            value, until = comment.address_hash, until or now + cls.NETWORK_USUALLY
            if until > now + timedelta(days=cls.NETWORK_DAYS):
                raise ValueError(cls.TOO_LONG)
        elif kind == cls.Kind.EMAIL:
            value = comment.email
        else:
            value = comment.website or comment.email.partition("@")[2]
        if not value:
            raise ValueError(f"Nothing is known of this comment's {cls.Kind(kind).label}.")
        value = cls.normal(kind, value)
        week = network.week_of(comment.created_at.date()) if kind == cls.Kind.NETWORK else ""
        given = {"week": week, "action": action, "reason": reason, "expires_at": until, "created_by": by}
        known = cls.objects.select_for_update().in_force(now).filter(kind=kind, value=value).first()
        if known:
            raise ValueError(f"{capfirst(known.words)}. To change that, open it under Blocks.")
        block, _ = cls.objects.update_or_create(kind=kind, value=value, defaults=given)
        LogLine.objects.create(
            action=LogLine.Action.FILTER,
            by=by,
            comment=comment,
            commenter_id=comment.commenter_id,
            note=f"Blocked the {block.get_kind_display()}{block.until}: {reason}",
        )
        return block


class Word(models.Model):
    """In how many comments that were approved (``good``) or called spam (``bad``) a word stood. "" counts them all."""

    word = models.CharField(primary_key=True, max_length=40)
    good = models.IntegerField(default=0)
    bad = models.IntegerField(default=0)

    def __str__(self):
        return f"{self.word}: {self.good} good, {self.bad} bad"


class TraceQuerySet(models.QuerySet):
    def old(self, at):
        """Those that are no longer looked at, at ``at`` (aware datetime)."""
        return self.filter(created_at__lt=at - Trace.KEPT)


class Trace(models.Model):
    """
    Stands for something that a comment says: a part of its text, or a site that it names. Comments that say (nearly)
    the same share traces. Keyed, so that traces tell nothing to who has the database alone.
    """

    KEPT = timedelta(days=30)

    comment = models.ForeignKey("Comment", on_delete=models.CASCADE, related_name="traces")
    value = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = TraceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["value", "created_at"], name="trace_of_value"),
            models.Index(fields=["created_at"], name="trace_by_age"),
        ]

    def __str__(self):
        return f"{self.value} in {self.comment_id}"
