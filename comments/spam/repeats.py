"""The same words, or nearly, in other comments of the last weeks."""

from comments.models import Trace
from comments.spam import links
from comments.spam.post import signal, times
from comments.spam.traces import likeness, trace_of, traces_of_text

LOOK_AT = 100  # traces; five times as many as there are comments, at most
ALIKE = 0.5  # share of words in threes that two texts have in common, from which one repeats the other
OFTEN = [(10, 5), (4, 4), (2, 3), (1, 1.5)]


def signals(post):
    """1 query."""
    comment = post.comment
    text = links.without_addresses(comment.body)
    values = traces_of_text(text)
    if not values:
        return []
    traces = Trace.objects.filter(value__in=values, created_at__gt=post.at - Trace.KEPT)
    rows = traces.values_list("comment_id", "comment__article_id", "comment__commenter_id", "comment__body")[:LOOK_AT]
    # Who sends a text once more under the same story has mended it, or doubts that it arrived.
    own = (comment.article_id, comment.commenter_id)
    others = {pk: body for pk, *where, body in rows if tuple(where) != own}
    number = sum(likeness(text, links.without_addresses(body)) >= ALIKE for body in others.values())
    points = next((points for least, points in OFTEN if number >= least), 0)
    if not points:
        return []
    most = number >= OFTEN[0][0]
    number = f"{OFTEN[0][0]} or more other comments" if most else times(number, "other comment")
    return [signal("repeat", f"nearly the same text as {number}", points)]


def keep_traces(comment):
    """Keep the traces of a comment that has just been saved. 1 query."""
    values = {*traces_of_text(links.without_addresses(comment.body)), *map(trace_of, links.sites_in(comment))}
    Trace.objects.bulk_create(
        Trace(comment=comment, value=value, created_at=comment.created_at) for value in sorted(values)
    )
