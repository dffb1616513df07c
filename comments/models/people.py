"""Who writes comments, what they want to be told, and the mails that tell them."""

import secrets
from datetime import UTC, datetime

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.fields import EmailField, LineField


def email_hash(email, key=None):
    """Return 64 characters that stand for an e-mail address; keyed, so that they tell nobody which."""
    return salted_hmac("comments.email", email.strip().lower(), secret=key, algorithm="sha256").hexdigest()


def new_link_key():
    """Return what links to a row hold beside its number, which may come again in a copy or after a restore."""
    return secrets.token_urlsafe(16)


class CommenterQuerySet(models.QuerySet):
    def at(self, email):
        """Who writes under this address, an erased and banned one too; also when the key of the hash was changed."""
        hashes = [email_hash(email, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
        return self.filter(Q(email_hash__in=hashes) | Q(email=email.strip().lower())).order_by("pk")

    def of(self, email):
        """Return the commenter of this address, made when new. 1 query, 2 with one that was known otherwise, 4 new."""
        email = email.strip().lower()
        now = {"email": email, "email_hash": email_hash(email)}
        known = self.at(email).first()
        if known is None:
            try:
                with transaction.atomic():
                    return self.create(**now)
            except IntegrityError:  # made by another request in this very moment
                return self.get(email_hash=now["email_hash"])
        if (known.email, known.email_hash) != (email, now["email_hash"]):  # erased once and back, or a new key
            known.email, known.email_hash = email, now["email_hash"]
            known.save(update_fields=["email", "email_hash"])
        return known


class Commenter(models.Model):
    """
    Whoever writes under one e-mail address. Its numbers are how many comments are in each status now.

    ``email`` is empty once the person was erased: what stays of somebody who is banned is the hash, and the ban.
    Nothing is mailed before ``confirmed_at``, but the one mail that asks for it.
    """

    class Standing(models.TextChoices):
        NORMAL = "normal"
        TRUSTED = "trusted", "trusted: appears at once where trusted writers do"
        HELD = "held", "always held"
        BANNED = "banned", "banned"

    email = EmailField("e-mail", max_length=254, blank=True)
    email_hash = models.CharField(max_length=64, unique=True, editable=False)
    link_key = models.CharField(max_length=22, default=new_link_key, editable=False)
    first_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmation_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    no_mail_at = models.DateTimeField(null=True, blank=True, editable=False)  # asked for no mail at all
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.NORMAL)
    standing_until = models.DateTimeField(null=True, blank=True)
    standing_reason = LineField(max_length=200, blank=True)
    held = models.IntegerField(default=0, editable=False)
    approved = models.IntegerField(default=0, editable=False)
    rejected = models.IntegerField(default=0, editable=False)
    spam = models.IntegerField(default=0, editable=False)
    removed = models.IntegerField(default=0, editable=False)

    objects = CommenterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["email"], name="commenter_by_email")]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing="normal") | ~Q(standing_reason=""),
                name="commenter_standing_has_reason",
                violation_error_message="Say why: colleagues will ask.",
            )
        ]

    def __str__(self):
        return self.email or "an erased writer"

    def standing_at(self, at=None):
        """The ``Standing`` in force at ``at`` (aware datetime, default now): one with an end passes by itself."""
        if self.standing_until and self.standing_until <= (at or timezone.now()):
            return self.Standing.NORMAL
        return self.Standing(self.standing)


class Subscription(models.Model):
    """What a commenter wants to be told of one story."""

    commenter = models.ForeignKey(Commenter, on_delete=models.CASCADE, related_name="subscriptions")
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    replies = models.BooleanField(default=False)
    corrections = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commenter", "article"], name="subscription_once_a_story"),
        ]
        indexes = [
            models.Index(fields=["article"], name="subscription_corrections", condition=Q(corrections=True)),
        ]

    def __str__(self):
        return f"{self.commenter}: {self.article}"


class OutgoingMailQuerySet(models.QuerySet):
    def due(self, at):
        """What is to be sent at ``at`` (aware datetime), oldest first."""
        return self.filter(sent_at=None, given_up_at=None, send_after__lte=at).order_by("send_after", "pk")


class OutgoingMail(models.Model):
    """
    A mail that is to be sent, or was: written into the database with what it tells of, sent after, tried again when
    the mail server is down. ``key`` says what it is about, so that nothing is told twice. Its words are made when it is
    sent, and to the address that its commenter or user has then.
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm", "please confirm your address"
        OWN_COMMENTS = "own_comments", "all you wrote here"
        RECEIVED = "received", "the link to your comment"
        REPLY = "reply", "somebody answered"
        CORRECTION = "correction", "a story was corrected"
        DECISION = "decision", "what was decided, and why"
        REPORT = "report", "what became of your report"
        APPEAL = "appeal", "what became of your appeal"
        DIGEST = "digest", "what waits for moderators"

    # ``send_after`` of what waits until the address is confirmed.
    WHEN_CONFIRMED = datetime(9000, 1, 1, tzinfo=UTC)

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    commenter = models.ForeignKey(Commenter, null=True, blank=True, on_delete=models.CASCADE, related_name="mails")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    comment = models.ForeignKey("Comment", null=True, blank=True, on_delete=models.CASCADE, related_name="mails")
    edition = models.ForeignKey("articles.Edition", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey("Report", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    send_after = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = LineField(max_length=200, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["send_after", "id"], name="mail_due", condition=Q(sent_at=None, given_up_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(commenter__isnull=False) ^ Q(user__isnull=False), name="mail_to_commenter_or_user"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.key})"


class ModeratorMail(models.Model):
    """How often a moderator wants to be told by mail of what waits. ``every`` is in minutes; 0: never."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="moderator_mail"
    )
    every = models.PositiveIntegerField("at most one mail in", default=60, help_text="Minutes. 0: no mail.")
    quiet_from = models.TimeField("no mail from", null=True, blank=True)
    quiet_until = models.TimeField("until", null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self):
        return f"{self.user}: every {self.every} minutes"
