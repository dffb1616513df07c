"""Links that show an unpublished story to an outsider: a lawyer, an interview partner."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from articles import notifications, rights
from articles.exceptions import NotAllowed, Refusal
from articles.fields import NameField
from articles.models.log import LogLine
from articles.text import lines

LONGEST = timedelta(days=7)
MOST_REMARKS = 20  # by one link


def new_token():
    return secrets.token_urlsafe(32)


class ShareLinkQuerySet(models.QuerySet):
    def open(self, at=None):
        """Links that work at ``at`` (aware datetime, default now)."""
        return self.filter(revoked_at=None, expires_at__gt=at or timezone.now()).exclude(article__state="trashed")


class ShareLink(models.Model):
    """One link for one outsider. It shows the story as it was last saved, and takes remarks."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="share_links")
    name = NameField(max_length=80, help_text="For whom: “lawyer”, “Dr Lassen”.")
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=F("created_at")), name="share_link_ends_after_it_began"
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.article})"

    def get_absolute_url(self):
        return reverse("articles:shared", args=[self.token])

    @classmethod
    @transaction.atomic
    def make(cls, article, by, name, days=7):
        """
        Return a new link to ``article`` for ``name``, good for ``days`` (1 to 7). Raise ``NotAllowed``, or ``Refusal``.
        """
        if not rights.may_edit(by, article):
            raise NotAllowed("This story is not yours to share.")
        name = " ".join(name.split())
        if not name or len(name) > 80:
            raise Refusal("Say whom the link is for, in at most 80 characters.")
        if article.state == article.State.TRASHED:
            raise Refusal(f"“{article}” is in the trash.")
        if not timedelta(0) < timedelta(days=days) <= LONGEST:
            raise Refusal("A link is good for 1 to 7 days.")
        now = timezone.now()
        link = cls.objects.create(
            article=article,
            created_by=by,
            name=name,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        article.log.create(action=LogLine.Action.SHARED, by=by, note=f"With {link.name}, for {days} day(s).")
        return link

    @transaction.atomic
    def revoke(self, by):
        """Make the link stop working. Safe to repeat."""
        if not rights.may_edit(by, self.article):
            raise NotAllowed("This story is not yours.")
        if not self.revoked_at:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])
            self.article.log.create(action=LogLine.Action.UNSHARED, by=by, note=f"With {self.name}.")

    def count_opening(self):
        """Note that it was opened now. 1 query."""
        ShareLink.objects.filter(pk=self.pk).update(opened=F("opened") + 1, opened_at=timezone.now())

    @transaction.atomic
    def remark(self, text):
        """
        Add the outsider's remark as an internal note and return it; the writers get a mail. ``Refusal``: it is empty or
        over 5,000 characters, or the link has brought 20 already.
        """
        text = lines(text)
        if not text:
            raise Refusal("Write something first.")
        if len(text) > 5000:
            raise Refusal(f"A remark has at most 5,000 characters; this one has {len(text):,}.")
        ShareLink.objects.select_for_update().only("pk").get(pk=self.pk)
        if self.notes.count() >= MOST_REMARKS:
            raise Refusal(
                f"{MOST_REMARKS} remarks have come by this link, and it takes no more. "
                "Write to the person who gave it to you."
            )
        note = self.article.notes.create(share_link=self, text=text)
        notifications.remarked(self, text)
        return note
