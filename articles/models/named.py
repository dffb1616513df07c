"""Records that are called by a name: found by it, however it is typed, on every database alike."""

from django.core.exceptions import ValidationError
from django.db import models

from articles import text
from articles.fields import KeyField


class Named(models.Model):
    """
    A record with a ``name``. ``name_key`` is what names are compared by (``text.folded``): filter by it. Where no two
    may have one name, it is unique, and ``name_taken`` says so.
    """

    name_key = KeyField(db_index=True)
    name_taken = "This name is taken already."

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if "name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key"}
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        same = type(self)._base_manager.exclude(pk=self.pk).filter(name_key=text.folded(self.name))
        if self._meta.get_field("name_key").unique and same.exists():
            raise ValidationError({"name": self.name_taken})
