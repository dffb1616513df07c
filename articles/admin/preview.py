"""A story as readers will see it, for the desk and, by a link, for an outsider."""

from articles.admin.features import Feature


class Previewing(Feature):
    pass
