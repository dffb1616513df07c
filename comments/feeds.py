"""The newest comments of a story as a feed, in the formats that ``articles.feeds`` has."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from articles.feed_formats import Item
from articles.feeds import LENGTH, Feed
from articles.structured_data import absolute
from articles.views import find_edition, gone
from comments.models import Comment
from comments.policy import are_shown
from comments.text import to_html


def feed_address(edition, form):
    """Where the comments of ``edition`` (with its address) are as a feed of one format."""
    day, slug = edition.address.day, edition.address.slug
    return reverse(f"comments:feed{form.suffix}", args=[day.year, day.month, day.day, slug])


def title_of(comment):
    """Whose ``comment`` (of ``for_reading()``) it is, and whom it answers where readers see that one too."""
    if comment.parent_status == Comment.Status.APPROVED:
        return f"{comment.name}, in reply to {comment.parent_name}"
    return comment.name


class StoryFeed(Feed):
    """
    What readers have written under one story. 6 queries. It says no ``Last-Modified``: nothing keeps when the last
    comment was taken away.
    """

    def __call__(self, request, form, **where):
        edition, moved = find_edition(**where)
        if moved:
            return redirect(feed_address(moved, form), permanent=True)
        if edition is None:
            return gone(request, **where)
        return super().__call__(request, form, edition=edition)

    hub = ""  # none is told of comments

    def find(self, edition):
        if not are_shown(edition.article):
            raise Http404("This story shows no comments.")
        return edition

    def title(self, subject, publication):
        return f"{publication.name}: comments on “{subject.headline}”"

    def description(self, subject, publication):
        return f"What readers have written under “{subject.headline}”"

    def page(self, subject):
        return f"{subject.get_absolute_url()}#comments"

    def rows(self, subject, at):
        shown = Comment.objects.approved().filter(article=subject.article_id).for_reading()
        return list(shown.order_by("-created_at", "-pk")[:LENGTH])

    def facts(self, rows, at):
        return [[comment.pk, title_of(comment), comment.edited_at] for comment in rows]

    def items(self, subject, rows, publication, at):
        return [
            Item(
                id=publication.permanent_id("comment", comment.pk),
                url=absolute(comment.get_absolute_url()),
                title=title_of(comment),
                summary=comment.excerpt,
                html=to_html(comment.body),
                language=subject.language or publication.language,
                published_at=comment.created_at,
                updated_at=comment.edited_at or comment.created_at,
                authors=[(comment.name, "")],
            )
            for comment in rows
        ]

    def last_change(self, at):
        return None
