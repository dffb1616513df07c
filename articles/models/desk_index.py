"""
Where the desk looks for what grows without end: stories, names, pictures, comments. Their texts are kept as they are
saved, part by part. It may know a text that has changed since, as what is found is looked at again; it never lacks one.
"""

import re

from django.apps import apps
from django.db import models
from django.db.models import Case, Value, When

from articles.search import parts
from articles.search.tables import Index

STORIES = Index("articles_search_stories", {"parts": 1.0})
SOURCES = Index("articles_search_sources", {"parts": 1.0})
IMAGES = Index("articles_search_images", {"parts": 1.0})
AUTHORS = Index("articles_search_authors", {"parts": 1.0})
TAGS = Index("articles_search_tags", {"parts": 1.0})
TAG_ALIASES = Index("articles_search_tag_aliases", {"parts": 1.0})
MOST = 5000  # records that are looked at one by one; more are met soon on the way down a list


def keep(index, texts):
    """Keep ``texts`` (dict of pk → list of str) in ``index``. 1 query."""
    index.put((pk, {"parts": parts.kept(*found)}) for pk, found in texts.items())


def found(index, words):
    """
    Set of the ids of those records in ``index`` that may have each of ``words`` (strings) in a text; None for so many
    that it is of no use. 1 query at most.
    """
    query = parts.query(words)
    keys = index.some(query, MOST + 1) if query else ()
    return set(keys) if query and len(keys) <= MOST else None


def called(index, typed):
    """``found`` for what was ``typed`` of a name, whether its quotes are part of it or hold it together."""
    return found(index, re.split(r"[\s\"'\\]+", typed))


def indexed():
    """The models (list) whose records are kept so, whatever app they are of."""
    return [model for model in apps.get_models() if issubclass(model, Indexed)]


def among(rows, pks):
    """Those of ``rows`` (queryset) whose id is one of ``pks`` (set); all for None."""
    return rows if pks is None else rows.filter(pk__in=pks)


def having(rows, pks, condition):
    """
    Those of ``rows`` (queryset) that meet ``condition`` (``Q``), looked for ``among`` those of ``pks``. Where these are
    None, very many do, and the database is kept from guessing that few do: it would gather and sort them all, where
    the first are soon met on the way down a list.
    """
    if pks is not None:
        return among(rows, pks).filter(condition)
    return rows.filter(Case(When(condition, then=Value(True)), default=Value(False)))


class Indexed(models.Model):
    """A record whose texts (``desk_texts()``) are kept in ``desk_index`` when they are new or other ones."""

    desk_index: Index
    desk_fields: tuple[str, ...]

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        before, saved = self.__dict__.get("_kept_texts", {}), kwargs.get("update_fields")
        changed = {name for name, said in self._texts_of_now().items() if said != before.get(name)}
        if changed and (saved is None or changed <= set(saved)):
            self.keep_texts()

    @classmethod
    def from_db(cls, db, field_names, values):
        record = super().from_db(db, field_names, values)
        record._kept_texts = record._texts_of_now()
        return record

    def keep_texts(self):
        """Keep what it says now. 1 query and those of ``desk_texts``."""
        keep(self.desk_index, {self.pk: self.desk_texts()})
        self._kept_texts = self._texts_of_now()

    def desk_texts(self):
        """List of the texts (str) that it is found by. No query."""
        return [str(getattr(self, name)) for name in self.desk_fields]

    def _texts_of_now(self):
        """Those of its fields as far as they were read."""
        return {name: str(self.__dict__[name]) for name in self.desk_fields if name in self.__dict__}
