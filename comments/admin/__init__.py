"""The moderators’ desk, one module per thing that is worked on. In the order in which the desk lists them."""

from comments.admin import queue, filters  # isort: skip

__all__ = ["filters", "queue"]
