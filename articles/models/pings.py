"""Up to when a service elsewhere has been told of what came, changed and went (``articles.pings``)."""

from django.db import models


class PingMark(models.Model):
    service = models.CharField(max_length=20, unique=True)
    told_until = models.DateTimeField()

    class Meta:
        default_permissions = ()  # nobody's to change

    def __str__(self):
        return f"{self.service}, {self.told_until}"
