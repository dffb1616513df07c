"""Whether a story takes comments now, and what readers are told when it doesn't. No query."""

from datetime import timedelta

from django.utils import timezone

from articles.models import Article


def are_shown(article):
    """Whether the page of ``article`` shows comments at all."""
    return article.comments_policy != Article.CommentsPolicy.HIDDEN


def closed_because(edition, publication, at=None):
    """Return why the story of ``edition`` takes no comment at ``at`` (default now), or "" when it does."""
    article, at = edition.article, at or timezone.now()
    if not are_shown(article):
        return "This story takes no comments."
    if not publication.comments_open:
        return "Comments are closed on all stories at present."
    if article.comments_policy == Article.CommentsPolicy.CLOSED:
        return "Comments on this story are closed."
    if article.comments_close_at and article.comments_close_at <= at:
        return "Comments on this story are closed."
    days = publication.comments_close_after_days
    if days is not None and edition.published_at + timedelta(days=days) <= at:
        return f"Comments on a story close {days} day{'' if days == 1 else 's'} after it was published."
    return ""
