"""Keeping what is typed, telling who else is there, and merging two versions of a story."""

from articles.admin.features import Feature


class Autosaving(Feature):
    pass
