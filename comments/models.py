"""What a comment is, which ones readers see, and what a moderator may decide about one."""

import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments.exceptions import AlreadyDecided
from comments.text import is_web_address

logger = logging.getLogger(__name__)


class CommentQuerySet(models.QuerySet):
    def approved(self):
        """Comments that readers may see."""
        return self.filter(status=Comment.Status.APPROVED)

    def held(self):
        """Comments that wait for a moderator."""
        return self.filter(status=Comment.Status.HELD)

    def for_page(self, article):
        """
        What the page of ``article`` (or its id) shows, oldest first, along one index. 1 query, however many.

        ``above_parent_id`` is what their parent answered, for the thread of one whose parent is not shown.
        """
        comments = self.approved().filter(article=article).order_by("created_at", "pk")
        return comments.annotate(above_parent_id=F("parent__parent"))

    def for_queue(self):
        """Load what the moderators' list shows with the comments themselves. 1 query."""
        return self.select_related("article", "decided_by").defer("article__body", "article__internal_note")

    def by_same_writer(self, comment):
        """The other comments left under the e-mail address of ``comment``, newest first; none without one."""
        if not comment.email:
            return self.none()
        return self.filter(email=comment.email).exclude(pk=comment.pk).order_by("-created_at", "-pk")

    def receive(self, comment):
        """Save the new ``comment`` and return it, or return the same one when it was received before."""
        try:
            with transaction.atomic():
                comment.save(force_insert=True)
        except IntegrityError:
            if known := self.filter(fingerprint=comment.fingerprint).first():
                return known
            raise
        logger.info("Comment %s received on article %s", comment.pk, comment.article_id)
        return comment


class Comment(models.Model):
    """
    One reader's words under one story. Plain text: whoever shows it escapes it.

    ``signals`` says why it was held, as a list of ``{"name": str, "words": str, "points": float}``; ``score``
    is the sum of the points. ``rule`` names the house rule of a refusal. ``decided_by`` is None with
    ``decided_at`` set when no person decided. ``address_hash`` is made by ``comments.network``.
    """

    class Status(models.TextChoices):
        HELD = "held"
        APPROVED = "approved"
        REJECTED = "rejected"
        SPAM = "spam"
        REMOVED = "removed"

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="comments")
    edition = models.ForeignKey("articles.Edition", on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    name = models.CharField(max_length=80)
    email = models.EmailField("e-mail", max_length=254)
    url = models.URLField("website", max_length=200, blank=True)
    body = models.TextField("comment", max_length=5000)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.HELD)
    created_at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    pick = models.BooleanField("editors’ pick", default=False)
    score = models.FloatField(default=0)
    signals = models.JSONField(default=list, blank=True)
    address_hash = models.CharField(max_length=64, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    rule = models.CharField(max_length=80, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        get_latest_by = "created_at"
        indexes = [
            models.Index(fields=["article", "status", "created_at", "id"], name="comment_of_page"),
            models.Index(fields=["status", "created_at", "id"], name="comment_of_queue"),
            models.Index(fields=["email", "-created_at", "-id"], name="comment_of_writer"),
            models.Index(fields=["-created_at", "-id"], name="comment_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="held", decided_at=None, decided_by=None)
                | (~Q(status="held") & Q(decided_at__isnull=False)),
                name="comment_decided_unless_held",
                violation_error_message="A comment is held, or it was decided at some time.",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="comment_does_not_answer_itself",
                violation_error_message="A comment can’t answer itself.",
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.excerpt}"

    def save(self, *args, **kwargs):
        self.email = self.email.strip().lower()
        self.fingerprint = self.fingerprint or self.make_fingerprint()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """Where readers find it, once it is approved. 1 query, more when the edition is not loaded."""
        return f"{self.edition.get_absolute_url()}#comment-{self.pk}"

    def clean(self):
        if self.parent_id and self.parent.article_id != self.article_id:
            raise ValidationError({"parent": "An answer belongs under the same story as what it answers."})
        if self.edition_id and self.edition.article_id != self.article_id:
            raise ValidationError({"edition": "This edition is of another story."})

    @property
    def excerpt(self):
        """The first words, on one line of at most 60 characters."""
        line = " ".join(self.body.split())
        return line if len(line) <= 60 else f"{line[:59]}…"

    @property
    def website(self):
        """``url`` when it may be linked (http or https, with a host), else ""."""
        return self.url if is_web_address(self.url) else ""

    @property
    def is_staff(self):
        """Whether it was written by someone signed in at the desk."""
        return self.user_id is not None

    def make_fingerprint(self):
        """
        Return 64 characters that tell a form sent twice: from article, parent, name, e-mail, text and day.

        Keyed, so that it tells nothing about the writer to who has the database alone.
        """
        parts = [
            self.article_id,
            self.parent_id,
            self.name,
            self.email.strip().lower(),
            self.body,
            self.created_at.date(),
        ]
        text = "\x1f".join(str(part) for part in parts)
        return salted_hmac("comments.fingerprint", text, algorithm="sha256").hexdigest()

    # -- Decisions --

    def approve(self, by, *, seen=Status.HELD):
        """Show it to readers; see ``_decide``."""
        self._decide(self.Status.APPROVED, by, seen)

    def reject(self, by, *, seen=Status.HELD, rule=""):
        """Refuse it, under the house rule named ``rule``; see ``_decide``."""
        self._decide(self.Status.REJECTED, by, seen, rule)

    def mark_spam(self, by, *, seen=Status.HELD):
        """Put it among the spam; see ``_decide``."""
        self._decide(self.Status.SPAM, by, seen)

    def remove(self, by, *, seen=Status.APPROVED, rule=""):
        """Take it from readers, who have seen it; answers to it stay. See ``_decide``."""
        self._decide(self.Status.REMOVED, by, seen, rule)

    @transaction.atomic
    def _decide(self, status, by, seen, rule=""):
        """
        Save that ``by`` (a user, or None when no person decided) chose ``status`` after seeing ``seen``.

        The first decision wins: raise ``AlreadyDecided`` when the comment is no longer as it was seen. To
        change a decision deliberately is to decide with the present status as ``seen``.
        """
        now = Comment.objects.select_for_update().get(pk=self.pk)
        if now.status != seen or now.status == status:
            raise AlreadyDecided(now)
        self.status, self.decided_by, self.decided_at, self.rule = status, by, timezone.now(), rule
        self.save(update_fields=["status", "decided_by", "decided_at", "rule"])
        logger.info("Comment %s: %s after %s, by user %s", self.pk, status, seen, by and by.pk)
