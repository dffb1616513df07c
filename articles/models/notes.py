"""What the desk says to each other about a story: threads of internal notes. Readers never see them."""

import re

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from articles import notifications, rights
from articles.exceptions import NotAllowed, Refusal
from articles.fields import LineField, LinesField
from articles.text import folded, line, lines

MENTION = re.compile(r"(?<![\w@.])@([\w.+@-]+)")
LONGEST_PASSAGE = 1000  # characters
AROUND = 100  # characters kept on each side of a passage


def mentioned(text):
    """Names in ``text`` (list of str, once each, in order) that are marked with @, as they are written."""
    names = (name.rstrip(".-@") for name in MENTION.findall(text))
    return list(dict.fromkeys(filter(None, names)))


def passage_fields(quote="", before="", after=""):
    """
    The columns of a note (dict) on the words ``quote`` of a story’s text, which stand between ``before`` and ``after``;
    without words it is on the whole story. The text itself is left alone: no mark of the desk can reach readers. As in
    the Web Annotation Data Model (TextQuoteSelector), the words are found again by what they say and stand in.
    """
    quote = line(quote)[:LONGEST_PASSAGE]
    sides = (line(before)[-AROUND:], line(after)[:AROUND]) if quote else ("", "")
    return dict(zip(("passage", "passage_before", "passage_after"), (quote, *sides), strict=True))


class NoteQuerySet(models.QuerySet):
    def follow(self, passages):
        """
        Keep where passages stand by now. ``passages``: dict of a note’s id → arguments of ``passage_fields`` (dict).
        What is no passage, or no note of these, is left out. 1 query, and 1 for all that changed.
        """
        changed = []
        for note in self.exclude(passage="").filter(pk__in=passages):
            fields = passage_fields(**passages[note.pk])
            if fields["passage"] and any(getattr(note, name) != value for name, value in fields.items()):
                vars(note).update(fields)
                changed.append(note)
        self.bulk_update(changed, list(passage_fields()))

    def open(self):
        """Threads (first notes) that nobody has resolved."""
        return self.filter(parent=None, resolved_at=None)

    def naming(self, user):
        """Open threads in which ``user`` is named, in the first note or an answer."""
        of_user = Note.named.through.objects.filter(user=user)
        within = Note.objects.filter(pk__in=of_user.values("note"), parent__isnull=False).values("parent")
        return self.open().filter(Q(pk__in=of_user.values("note")) | Q(pk__in=within))

    def for_story(self):
        """Load threads with their answers. 2 queries."""
        answers = Note.objects.select_related("by").order_by("at", "pk")
        return (
            self.filter(parent=None)
            .select_related("by", "resolved_by", "share_link")
            .prefetch_related(models.Prefetch("answers", queryset=answers))
            .order_by(models.F("resolved_at").asc(nulls_first=True), "-at", "-pk")
        )


class Note(models.Model):
    """
    A note on a story or on a ``passage`` of its text, or an answer to one. From an outsider it has a ``share_link``
    instead of a user.
    """

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="notes")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    share_link = models.ForeignKey(
        "articles.ShareLink", null=True, blank=True, on_delete=models.PROTECT, related_name="notes"
    )
    text = LinesField(max_length=5000)
    passage = LineField(max_length=LONGEST_PASSAGE, blank=True)
    passage_before = LineField(max_length=AROUND, blank=True)
    passage_after = LineField(max_length=AROUND, blank=True)
    named = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["article", "-at"], name="note_of_article")]
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False, share_link=None) | Q(by=None, share_link__isnull=False),
                name="note_by_user_or_outsider",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, parent=None),
                name="note_resolved_by_someone",
            ),
        ]

    def __str__(self):
        return f"{self.author_name}: {self.text[:60]}"

    @property
    def author_name(self):
        return str(self.by) if self.by_id else self.share_link.name

    @classmethod
    @transaction.atomic
    def write(cls, article, by, text, parent=None, passage=None):
        """
        Add a note by a user and return it; ``passage``: what it is on (arguments of ``passage_fields``, dict). Those
        named in it as @username, who may open the story, are kept in ``named`` and get a mail; the names that reach
        nobody stand in ``unreached`` (list of str). An answer to a thread that was resolved opens it again.

        Raise ``NotAllowed``, or ``Refusal`` for an empty note or one longer than 5,000 characters.
        """
        if not rights.may_edit(by, article):
            raise NotAllowed("This story is not yours to write notes on.")
        text = lines(text)
        if not text or len(text) > 5000:
            raise Refusal("A note has between 1 and 5,000 characters.")
        if parent and (parent.article_id != article.pk or parent.parent_id):
            raise Refusal("That note is no thread of this story.")
        note = cls.objects.create(
            article=article, by=by, text=text, parent=parent, **passage_fields(**({} if parent else passage or {}))
        )
        names = mentioned(text)
        wanted = {folded(name): name for name in names}
        accounts = get_user_model().objects.filter(is_active=True) if wanted else ()
        named = {folded(user.username): user for user in accounts}
        found = {key: named[key] for key in wanted.keys() & named.keys() if rights.may_edit(named[key], article)}
        note.named.set(found.values())
        note.unreached = [name for name in names if folded(name) not in found]
        notifications.mentioned(found.values(), article, by, text)
        if parent and parent.resolved_at:
            parent.resolve(by, resolved=False)
        return note

    def resolve(self, by, resolved=True):
        """Close the thread, or open it again (``resolved`` False). Raise ``NotAllowed``; ``Refusal`` for an answer."""
        if not rights.may_edit(by, self.article):
            raise NotAllowed("This story is not yours.")
        if self.parent_id:
            raise Refusal("Only a whole thread can be resolved.")
        self.resolved_at, self.resolved_by = (timezone.now(), by) if resolved else (None, None)
        self.save(update_fields=["resolved_at", "resolved_by"])
