"""
What speaks for and against a comment, each as a signal in words and points. One module a family.

``comments.screening`` adds the points up and decides. Nothing here deletes or refuses anything.
"""

from comments.models import LogLine
from comments.spam import bayes, blocks, characters, form, links, people, repeats, words
from comments.spam.post import Post, signal

__all__ = ["BLOCKED", "BLOCKED_AS_SPAM", "Post", "follow", "found_in", "signal"]

BLOCKED, BLOCKED_AS_SPAM = blocks.HOLD, blocks.SPAM  # names of signals that decide by themselves


def found_in(post):
    """Return the signals (list of dicts) of ``post`` (a ``Post``). At most 8 queries, whatever it says."""
    families = (form, links, repeats, characters, words, people, bayes, blocks)
    return [signal for family in families for signal in family.signals(post)]


def follow(sender, *, comment, before, by, line, **kwargs):
    """A receiver of ``comment_moved``: keep what later comments are compared with, learn from what people decide."""
    if before is None:
        repeats.keep_traces(comment)
    elif line and line.action == LogLine.Action.ERASED:
        comment.traces.all().delete()
    bayes.follow(comment, before, by)
