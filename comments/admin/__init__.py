"""The moderators’ desk, one module per thing that is worked on. In the order in which the desk lists them."""

from comments.admin import queue, people  # isort: skip
from comments.admin import rules, filters  # isort: skip
from comments.admin import outbox  # isort: skip

__all__ = ["filters", "outbox", "people", "queue", "rules"]
