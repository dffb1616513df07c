"""Makers of comments and of what a reader sends: keyword-only, every argument with a default."""

import itertools

from comments import form_stamps
from comments.models import Comment
from tests.factories import create_superuser, publish

_numbers = itertools.count(1)

DECIDE = {"approved": "approve", "rejected": "reject", "spam": "mark_spam"}


def create_comment(*, edition=None, status="held", by=None, **fields):
    """A comment, brought to its ``status`` by the decisions that lead there."""
    edition = edition or publish()
    number = next(_numbers)
    fields = {
        "name": f"Reader {number}",
        "email": f"reader{number}@example.org",
        "body": f"Words of comment {number}",
        **fields,
    }
    comment = Comment.objects.receive(Comment(article=edition.article, edition=edition, **fields))
    if status == "removed":
        comment.approve(by or create_superuser())
        comment.remove(by or create_superuser())
    elif status != "held":
        getattr(comment, DECIDE[status])(by or create_superuser())
    return comment


def create_thread(*, edition, replies):
    """An approved comment with approved replies."""
    first = create_comment(edition=edition, status="approved")
    for _ in range(replies):
        create_comment(edition=edition, parent=first, status="approved")
    return first


def comments_url(edition):
    return f"{edition.get_absolute_url()}comments/"


def sent(edition, **fields):
    """What the form sends when it is filled in well; ``None`` leaves a field out."""
    fields = {
        "body": "I piloted one of those two ships.",
        "name": "Halvard",
        "email": "halvard@example.org",
        "url": "",
        "subject": "",
        "stamp": form_stamps.make(edition.article_id),
        **fields,
    }
    return {name: value for name, value in fields.items() if value is not None}
