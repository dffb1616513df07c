"""Who has a story open. In a table of its own: a heart-beat touches nothing else, and there is no lock to forget."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

GONE_AFTER = timedelta(seconds=45)


class PresenceQuerySet(models.QuerySet):
    def beat(self, article, user, at=None):
        """Note that ``user`` has ``article`` open at ``at`` (default now). 1 query."""
        self.bulk_create(
            [Presence(article=article, user=user, seen_at=at or timezone.now())],
            update_conflicts=True,
            unique_fields=["article", "user"],
            update_fields=["seen_at"],
        )

    def others(self, article, user, at=None):
        """Who else has ``article`` open at ``at``, latest first. 1 query."""
        return (
            self.filter(article=article, seen_at__gt=(at or timezone.now()) - GONE_AFTER)
            .exclude(user=user)
            .select_related("user")
            .order_by("-seen_at")
        )

    def leave(self, article, user):
        self.filter(article=article, user=user).delete()


class Presence(models.Model):
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="presence_once")]

    def __str__(self):
        return f"{self.user}, {self.article_id}"
