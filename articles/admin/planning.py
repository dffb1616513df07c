"""What comes when: the calendar, the public places of a story, and the checklist before it goes there."""

from articles.admin.features import Feature


class Planning(Feature):
    pass
