"""A comment, which ones readers see, and what may be done to one."""

import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.fields import EmailField, LineField, LinesField, NameField, URLField, WordsField
from articles.models.desk_index import Indexed
from articles.search.tables import Index
from articles.text import is_web_address
from comments.exceptions import AlreadyDecided
from comments.models import counts
from comments.models.log import LogLine
from comments.models.people import new_link_key
from comments.signals import comment_moved

logger = logging.getLogger(__name__)

PICKS = (LogLine.Action.PICKED, LogLine.Action.UNPICKED)
COMMENTS = Index("comments_search", {"parts": 1.0})
DECISIONS = (LogLine.Action.DECIDED, LogLine.Action.WITHDRAWN, LogLine.Action.ERASED)


class CommentQuerySet(models.QuerySet):
    def approved(self):
        """Comments that readers may see."""
        return self.filter(status=Comment.Status.APPROVED)

    def held(self):
        """Comments that wait for a moderator."""
        return self.filter(status=Comment.Status.HELD)

    def threads(self, article):
        """The first comments of threads with something to see under ``article`` (or its id), in no order."""
        return self.filter(article=article, thread=None, thread_size__gt=0)

    def for_reading(self):
        """
        Load what readers see of comments, and nothing that they don't. 1 query.

        With the name and state of the parent (``parent_name``, ``parent_status``, ``parent_withdrawn_at``), what that
        one answered (``above_parent_id``), and since when the edition was live that was answered (``edition_from``).
        """
        related = self.annotate(
            parent_name=F("parent__name"),
            parent_status=F("parent__status"),
            parent_withdrawn_at=F("parent__withdrawn_at"),
            above_parent_id=F("parent__parent"),
            edition_from=F("edition__live_from"),
        )
        return related.only(
            *"article thread parent depth name url body status created_at user pick edited_at withdrawn_at".split(),
            *"thread_size has_pick".split(),
        )

    def for_queue(self):
        """Load what the moderators' list shows with the comments themselves. 1 query."""
        related = self.select_related("article", "decided_by", "commenter", "parent")
        return related.defer("article__body")

    def by_same_writer(self, comment):
        """The other comments left under the e-mail address of ``comment``, newest first; none without one."""
        if not comment.commenter_id:
            return self.none()
        return self.filter(commenter=comment.commenter_id).exclude(pk=comment.pk).order_by("-created_at", "-pk")

    def receive(self, comment):
        """
        Save the new ``comment``, its numbers with it, and return it; or return the one that is known when it was
        received before. It may come decided (``status``, ``decided_at``), as imported ones do.

        Up to 13 queries, none more for a long thread or a busy story.
        """
        try:
            with transaction.atomic():
                comment.save(force_insert=True)
                counts.account(comment, None)
                comment_moved.send(Comment, comment=comment, before=None, by=comment.decided_by, line=None)
        except IntegrityError:
            if known := self.filter(fingerprint=comment.fingerprint).first():
                return known
            raise
        logger.info("Comment %s received on article %s: %s", comment.pk, comment.article_id, comment.status)
        return comment


class Comment(Indexed):
    """
    One reader's words under one story. Plain text: whoever shows it escapes it.

    ``signals`` says why it was held, as a list of ``{"name": str, "words": str, "points": float}``; ``score``
    is the sum of the points. ``rule`` names the house rule of a refusal as it was called then. ``decided_by`` is None
    with ``decided_at`` set when no person decided. ``address_hash`` is made by ``comments.network``.

    ``thread`` is the first comment above it (None for that one itself), ``depth`` how many are above it. On the first
    comment of a thread, ``thread_size`` counts the thread's approved comments, itself too, and ``has_pick`` tells
    whether one of these is an editors' pick. ``form_id`` stands for the form that was sent: pages that are the same for
    many have one.
    """

    desk_index, desk_fields = COMMENTS, ("name", "email", "body")

    class Status(models.TextChoices):
        HELD = "held"
        APPROVED = "approved"
        REJECTED = "rejected"
        SPAM = "spam"
        REMOVED = "removed"

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="comments")
    edition = models.ForeignKey("articles.Edition", on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    thread = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="below", editable=False
    )
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    name = NameField(max_length=80, blank=True)
    email = EmailField("e-mail", max_length=254, blank=True)
    url = URLField("website", max_length=200, blank=True)
    body = LinesField("comment", max_length=5000, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.HELD)
    created_at = models.DateTimeField(default=timezone.now)
    commenter = models.ForeignKey(
        "Commenter", null=True, blank=True, on_delete=models.SET_NULL, related_name="comments", editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    pick = models.BooleanField("editors’ pick", default=False)
    score = models.FloatField(default=0)
    signals = WordsField(default=list, blank=True)
    awaits_check = models.BooleanField(default=False, editable=False)  # an outside checker has not answered yet
    address_hash = models.CharField(max_length=64, blank=True, editable=False)
    form_id = models.CharField(max_length=64, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    rule = LineField(max_length=80, blank=True)
    learned = models.CharField(max_length=4, blank=True, editable=False)  # "good" or "bad": counted in Word as that
    open_reports = models.PositiveIntegerField(default=0, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    thread_size = models.PositiveIntegerField(default=0, editable=False)
    has_pick = models.BooleanField(default=False, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    link_key = models.CharField(max_length=22, default=new_link_key, editable=False)

    is_gone = False  # in a thread: unlike what only holds a place in it

    objects = CommentQuerySet.as_manager()

    class Meta:
        get_latest_by = "created_at"
        indexes = [
            models.Index(
                fields=["article", "created_at", "id"],
                name="comment_threads",
                condition=Q(thread=None, thread_size__gt=0),
            ),
            models.Index(
                fields=["article", "-has_pick", "created_at", "id"],
                name="comment_threads_picked",
                condition=Q(thread=None, thread_size__gt=0),
            ),
            models.Index(fields=["thread", "created_at", "id"], name="comment_replies", condition=Q(status="approved")),
            models.Index(fields=["article", "status", "created_at", "id"], name="comment_of_story"),
            # After the last: of two that would do, SQLite takes the one that was made later.
            models.Index(
                fields=["article", "status", "-created_at", "-id"], name="comment_picked", condition=Q(pick=True)
            ),
            models.Index(fields=["status", "created_at", "id"], name="comment_of_queue"),
            models.Index(fields=["commenter", "-created_at", "-id"], name="comment_of_writer"),
            models.Index(fields=["created_at", "id"], name="comment_reported", condition=Q(open_reports__gt=0)),
            models.Index(fields=["created_at", "id"], name="comment_unchecked", condition=Q(awaits_check=True)),
            models.Index(fields=["address_hash", "-created_at"], name="comment_of_network"),
            models.Index(fields=["form_id"], name="comment_of_form"),
            models.Index(fields=["decided_at"], name="comment_decided"),
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
            models.CheckConstraint(
                condition=Q(parent=None, thread=None, depth=0)
                | Q(parent__isnull=False, thread__isnull=False, depth__gt=0),
                name="comment_in_a_thread",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(status="removed", name="", email="", url="", body="", commenter=None),
                name="comment_erased_says_nothing",
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.excerpt}" if self.name else f"Comment {self.pk}, erased"

    def save(self, *args, **kwargs):
        self.email = self.email.strip().lower()
        if self._state.adding:
            self.thread_id = (self.parent.thread_id or self.parent_id) if self.parent_id else None
            self.depth = self.parent.depth + 1 if self.parent_id else 0
            self.fingerprint = self.fingerprint or self.make_fingerprint()
            if self.email and not self.commenter_id:
                self.commenter = self._meta.get_field("commenter").related_model.objects.of(self.email)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """Leads readers to it, once it is approved, whichever page of the comments it is on. No query."""
        return reverse("comments:comment", args=[self.pk])

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
    def version(self):
        """Tells its text from an earlier one: "" until its writer edits it, another number (str) after each edit."""
        return f"{self.edited_at.timestamp():.6f}" if self.edited_at else ""

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

    # -- What moderators do --

    def approve(self, by, *, seen=Status.HELD, **how):
        """Show it to readers; see ``_decide``."""
        return self._decide(self.Status.APPROVED, by, seen, **how)

    def reject(self, by, *, seen=Status.HELD, rule="", **how):
        """Refuse it, under the house rule named ``rule``; see ``_decide``."""
        return self._decide(self.Status.REJECTED, by, seen, rule=rule, **how)

    def mark_spam(self, by, *, seen=Status.HELD, **how):
        """Put it among the spam; see ``_decide``."""
        return self._decide(self.Status.SPAM, by, seen, **how)

    def remove(self, by, *, seen=Status.APPROVED, rule="", **how):
        """Take it from readers, who have seen it; answers to it stay. See ``_decide``."""
        return self._decide(self.Status.REMOVED, by, seen, rule=rule, **how)

    def hold(self, by, *, seen=Status.APPROVED, **how):
        """Let it wait for a moderator (again); see ``_decide``."""
        return self._decide(self.Status.HELD, by, seen, **how)

    @transaction.atomic
    def set_pick(self, by, pick, *, version=None, batch=None, undoes=None):
        """
        Make an approved comment an editors' pick, or no longer, and return the ``LogLine`` of it, or None when it was
        so already. Raise ``AlreadyDecided`` when it is not shown, or (with ``version``) says something else than then.
        """
        now = Comment.objects.select_for_update().get(pk=self.pk)
        if pick and now.status != self.Status.APPROVED:
            raise AlreadyDecided(now)
        now.has_to_be(version)
        if now.pick == pick:
            return None
        self.pick = pick
        self.save(update_fields=["pick"])
        counts.mark_picked_thread(self)
        action = LogLine.Action.PICKED if pick else LogLine.Action.UNPICKED
        return LogLine.objects.create(
            action=action, by=by, comment=self, commenter_id=now.commenter_id, batch=batch, undoes=undoes
        )

    @transaction.atomic
    def undo(self, line, by, *, batch=None):
        """
        Bring it back to what it was before ``line`` of its log (a decision or a pick), and return the line of that.
        What came in decided, as a colleague's reply does, is removed. Raise ``AlreadyDecided`` when something else was
        decided since. Up to 15 queries.
        """
        now = Comment.objects.select_for_update().get(pk=self.pk)
        same_kind = PICKS if line.action in PICKS else DECISIONS
        if self.log.filter(action__in=same_kind).order_by("-pk").first() != line:
            raise AlreadyDecided(now)
        how = {"batch": batch, "undoes": line}
        if line.action in PICKS:
            return self.set_pick(by, line.action == LogLine.Action.UNPICKED, **how)
        if line.before:
            before = self.log.filter(action__in=DECISIONS, pk__lt=line.pk).order_by("-pk").first()
            how["rule"] = before.rule if before and before.after == line.before else ""
        return self._decide(line.before or self.Status.REMOVED, by, line.after, **how)

    def has_to_be(self, version):
        """Raise ``AlreadyDecided`` when its writer changed the text after the ``version`` that was seen (None: any)."""
        if version is not None and self.version != version:
            raise AlreadyDecided(self, f"The writer of “{self}” changed it meanwhile: read it again")

    @transaction.atomic
    def _decide(self, status, by, seen, *, version=None, rule="", note="", statement="", batch=None, undoes=None):
        """
        Save that ``by`` (a user, or None when no person decided) chose ``status`` after seeing ``seen``, and return
        the ``LogLine`` of it, which ``note``, ``statement``, ``batch`` (UUID) and ``undoes`` (LogLine) go into.

        The first decision wins: raise ``AlreadyDecided`` when the comment is no longer as it was seen (its text
        too, with ``version``), or its writer took it back. To change a decision deliberately is to decide with the
        present status as ``seen``. Up to 12 queries.
        """
        now = Comment.objects.select_for_update().get(pk=self.pk)
        if now.status != seen or now.status == status or now.withdrawn_at or now.erased_at:
            raise AlreadyDecided(now)
        now.has_to_be(version)
        before, self.status, self.rule = now.status, status, rule
        held = status == self.Status.HELD
        self.decided_by, self.decided_at = (None, None) if held else (by, timezone.now())
        self.save(update_fields=["status", "decided_by", "decided_at", "rule"])
        counts.account(self, before)
        line = LogLine.objects.create(
            action=LogLine.Action.DECIDED,
            by=by,
            comment=self,
            commenter_id=self.commenter_id,
            before=before,
            after=status,
            rule=rule,
            note=note,
            statement=statement,
            batch=batch,
            undoes=undoes,
        )
        comment_moved.send(Comment, comment=self, before=before, by=by, line=line)
        logger.info("Comment %s: %s after %s, by user %s", self.pk, status, seen, by and by.pk)
        return line

    # -- What its writer does --

    @transaction.atomic
    def edit(self, body):
        """
        Say ``body`` (cleaned text) from now on; what it said before is kept for moderators, and was what an editors'
        pick was for. 4 queries, 5 more for a pick.
        """
        now = Comment.objects.select_for_update().get(pk=self.pk)
        if now.body == body:
            return
        if now.pick:
            self.set_pick(None, False)
        EarlierText.objects.create(comment=self, body=now.body, until=timezone.now())
        self.body, self.edited_at = body, timezone.now()
        self.save(update_fields=["body", "edited_at"])
        LogLine.objects.create(action=LogLine.Action.EDITED, comment=self, commenter_id=self.commenter_id)

    @transaction.atomic
    def withdraw(self):
        """
        Take it back for its writer, whatever was decided: readers see it no more, answers stay, and the same may be
        sent anew. Safe to repeat.
        """
        now = Comment.objects.select_for_update().get(pk=self.pk)
        if not (now.withdrawn_at or now.erased_at):
            self.withdrawn_at, self.fingerprint = timezone.now(), f"withdrawn:{self.pk}"
            self._take_away(now, LogLine.Action.WITHDRAWN)

    @transaction.atomic
    def erase(self):
        """
        Forget who wrote it and what it said, for good. Its place in the thread stays, so that answers hold. Safe to
        repeat.
        """
        now = Comment.objects.select_for_update().get(pk=self.pk)
        if now.erased_at:
            return
        self._take_away(now, LogLine.Action.ERASED)
        if self.commenter_id:
            self._meta.get_field("commenter").related_model.objects.filter(pk=self.commenter_id).update(
                removed=F("removed") - 1
            )
        self.earlier_texts.all().delete()
        self.erased_at, self.commenter, self.user = timezone.now(), None, None
        self.name = self.email = self.url = self.body = self.address_hash = self.form_id = self.learned = ""
        self.signals, self.score, self.pick, self.awaits_check = [], 0, False, False
        self.fingerprint = f"erased:{self.pk}"  # the old one could confirm a guess at who wrote what
        self.save(
            update_fields="erased_at commenter user name email url body address_hash form_id learned signals score "
            "pick awaits_check fingerprint".split()
        )

    def _take_away(self, now, action):
        """``now`` is this comment's row, locked. What was decided, and by whom, stays in the log."""
        before, self.status = now.status, self.Status.REMOVED
        self.decided_by, self.decided_at, self.rule = None, timezone.now(), ""
        self.save(update_fields=["status", "decided_by", "decided_at", "rule", "withdrawn_at", "fingerprint"])
        counts.account(self, before)
        line = LogLine.objects.create(
            action=action, comment=self, commenter_id=self.commenter_id, before=before, after=self.status
        )
        comment_moved.send(Comment, comment=self, before=before, by=None, line=line)


class EarlierText(models.Model):
    """What a comment said before its writer edited it; for moderators."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="earlier_texts")
    body = LinesField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-until", "-pk"]

    def __str__(self):
        return f"{self.comment_id} until {self.until:%Y-%m-%d %H:%M}"
