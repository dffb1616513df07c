"""
Names that somebody proposes who may not make them alone: they stand on stories at the desk at once, and readers see
them when an editor has accepted them, or has published a story with them.
"""

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from articles.exceptions import NotAllowed, Refusal
from articles.locks import one_at_a_time
from articles.models.log import LogLine


class ProposalQuerySet(models.QuerySet):
    """Of records that have a ``name``; ``known_as(name)`` returns the one that a name finds, or None."""

    def accepted(self):
        return self.filter(proposed_at=None)

    def proposed(self):
        return self.exclude(proposed_at=None)

    @transaction.atomic
    def get_or_add(self, name, *, by, is_accepted):
        """
        The record that ``name`` finds, else a new one: proposed by ``by`` unless it ``is_accepted``. Of two people who
        type the same name at once, one makes it, and the other gets that. 1 query, 4 when it is new.
        """
        if known := self.known_as(name):
            return known
        one_at_a_time(f"{self.model._meta.label} names")
        if known := self.known_as(name):
            return known
        proposal = {} if is_accepted else {"proposed_by": by, "proposed_at": timezone.now()}
        return self.create(name=name, slug=self.model.slug_for(name), **proposal)


class Proposal(models.Model):
    """
    A record that may be a proposal: ``proposed_at`` is None for one that was accepted, or made by who may make it.

    A subclass has ``STORIES``, the path from a story to the rows that name it, and ``slug_for(name)``.
    """

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_proposed(self):
        return self.proposed_at is not None

    @classmethod
    def may_decide(cls, user):
        """Whether ``user`` accepts and refuses such names at all: who may make them does. No query of its own."""
        return user.is_active and user.has_perm(f"articles.add_{cls._meta.model_name}")

    @property
    def in_words(self):
        return f"{self._meta.verbose_name} “{self}”"

    def stories(self):
        """The stories that it stands on at the desk (``ArticleQuerySet``)."""
        rows = self._meta.get_field(self.STORIES).related_model
        Article = rows._meta.get_field(self.STORY).related_model
        return Article.objects.filter(pk__in=getattr(self, self.STORIES).order_by().values(self.STORY))

    def _take(self, by):
        """Lock it for a decision by ``by``. Raise ``NotAllowed``, or ``Refusal`` when somebody was faster."""
        if not self.may_decide(by):
            raise NotAllowed(f"Only an editor can decide on a new {self._meta.verbose_name}.")
        now = type(self).objects.select_for_update().filter(pk=self.pk).first()
        if now is None or not now.is_proposed:
            raise Refusal(f"The {self.in_words} was decided on meanwhile.")

    def _log(self, action, by, note):
        for article in self.stories():
            article.log.create(action=action, by=by, note=note)

    @transaction.atomic
    def accept(self, by, note=""):
        """Let readers see it where it stands. It is as if ``by`` had made it. Raise ``NotAllowed``, ``Refusal``."""
        self._take(by)
        self.proposed_by = self.proposed_at = None
        self.save(update_fields=["proposed_by", "proposed_at"])
        self._log(LogLine.Action.NAME_ACCEPTED, by, f"New {self.in_words}. {note}".strip())

    @transaction.atomic
    def refuse(self, by):
        """
        Take it off the stories that it stands on, each with a new version and a line in its log, and delete it. Return
        the number of stories. Raise ``NotAllowed``, ``Refusal``. About 15 queries a story.
        """
        self._take(by)
        stories = list(self.stories())
        self._log(LogLine.Action.NAME_REFUSED, by, f"New {self.in_words}.")
        getattr(self, self.STORIES).all().delete()
        for article in stories:
            article.save_revision(by)
        self.delete()
        return len(stories)

    @transaction.atomic
    def merge_into(self, other, by):
        """
        Let ``other``, which is the same, take its place everywhere. Raise ``NotAllowed``, ``Refusal``.
        """
        self._take(by)
        if other.pk == self.pk:
            raise Refusal("That is the new one itself. Choose another.")
        if other.is_proposed:
            raise Refusal(f"The {other.in_words} is new too. Accept it first.")
        stories = list(self.stories())
        self._log(LogLine.Action.NAME_ACCEPTED, by, f"New {self.in_words} is {other.in_words}.")
        other.absorb([self])
        for article in stories:
            article.save_revision(by)


def accept_all(proposals, by):
    """Accept those of ``proposals`` (querysets) that are new, as publishing does. Return them (list). 1 query each."""
    found = [one for queryset in proposals for one in queryset.proposed()]
    for one in found:
        one.accept(by, "With its publication.")
    return found
