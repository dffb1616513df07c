"""What others may want to know of a comment: learning, mail and stored pages follow from it."""

from django.dispatch import Signal

# A comment came in, or its status changed. Sent inside the transaction, with ``comment`` (Comment, saved), ``before``
# (its earlier status, None for a new one), ``by`` (user or None) and ``line`` (LogLine, None for a new one).
# What leaves the database, such as mail, is for ``transaction.on_commit``.
comment_moved = Signal()

# A moderator decided on a reader's report or on a writer's appeal. Sent inside the transaction, with ``about`` (Report
# or Appeal, saved).
answered = Signal()
