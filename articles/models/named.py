"""Records that are called by a name: found by it, however it is typed, on every database alike."""

from django.core.exceptions import ValidationError
from django.db import models

from articles import text
from articles.fields import KeyField, SortField
from articles.models.desk_index import Indexed


class Named(models.Model):
    """
    A record with a ``name``. ``name_key`` is what names are compared by (``text.folded``): filter by it. Where no two
    may have one name, it is unique, and ``name_taken`` says so.
    """

    name_key = KeyField(db_index=True)
    name_taken = "This name is taken already."

    MADE_OF_NAME: tuple[str, ...] = ("name_key",)
    called: str | None = None  # what it is called in the database, as far as that was read

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if "name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], *self.MADE_OF_NAME}
        is_renamed = not self._state.adding and self.name != self.called
        super().save(*args, **kwargs)
        self.called = self.name
        if is_renamed:
            self.names_changed()

    @classmethod
    def from_db(cls, db, field_names, values):
        record = super().from_db(db, field_names, values)
        record.called = record.__dict__.get("name")
        return record

    def names_changed(self):
        """What is kept of the name elsewhere is brought into step."""

    def clean(self):
        super().clean()
        same = type(self)._base_manager.exclude(pk=self.pk).filter(name_key=text.folded(self.name))
        if self._meta.get_field("name_key").unique and same.exists():
            raise ValidationError({"name": self.name_taken})


class Listed(Named):
    """A record whose name stands in lists of names, in the order of ``sort_key``."""

    sort_key = SortField(db_index=True)

    MADE_OF_NAME = ("name_key", "sort_key")

    class Meta:
        abstract = True


class FoundByName(Indexed, Listed):
    """A ``Listed`` record that the desk finds by any part of its name, by an index of its own (``desk_index``)."""

    desk_fields = ("name",)

    class Meta:
        abstract = True

    def desk_texts(self):
        return [self.name_key]
