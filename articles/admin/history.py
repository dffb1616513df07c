"""What a story said before: its revisions, what differs between them, and bringing one back."""

from articles.admin.features import Feature


class History(Feature):
    pass
