"""Who has a story now and what is asked of whom: review, assignment, notes, trash, many at once."""

from articles.admin.features import Feature


class WorkflowPages(Feature):
    pass
