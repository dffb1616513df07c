"""Who writes: the first comment, what became of the earlier ones, a confirmed address, many from one place."""

from datetime import timedelta

from comments.models import Comment
from comments.network import address_hash
from comments.spam.post import signal, times

DAY = timedelta(days=1)
MANY_FROM_NETWORK = [(60, 3), (30, 2), (15, 1)]  # a household has few, an office or a mobile network has more
SHORT = timedelta(minutes=10)
MANY = [(12, 3), (7, 2), (4, 1)]


def signals(post):
    """2 queries, with the commenter loaded."""
    return _of_writer(post) + _of_network(post)


def _of_network(post):
    hashes = {address_hash(post.address, on=moment.date()) for moment in (post.at, post.at - DAY)} - {""}
    if not hashes:
        return []
    sent = Comment.objects.filter(address_hash__in=hashes, created_at__gt=post.at - DAY)
    number = sent[: MANY_FROM_NETWORK[0][0]].count()
    points = next((points for least, points in MANY_FROM_NETWORK if number >= least), 0)
    return [signal("busy network", f"{times(number, 'comment')} from this network in a day", points)] if points else []


def _of_writer(post):
    writer = post.comment.commenter
    if writer is None:
        return []
    found = []
    sent = writer.held + writer.approved + writer.rejected + writer.spam + writer.removed
    if sent <= 0:
        found.append(signal("first", "first comment", 1))
    if writer.confirmed_at:
        found.append(signal("confirmed", "e-mail address confirmed", -1))
    refused = writer.rejected + writer.removed
    if writer.spam > 0:
        share = writer.spam / (writer.spam + writer.approved)
        found.append(signal("earlier spam", f"{writer.spam} of {times(sent, 'earlier comment')} spam", 1 + 3 * share))
    elif writer.approved >= 3 and writer.approved > 4 * refused:
        found.append(signal("earlier approved", f"{writer.approved} approved before", -1))
    if refused >= 2 and refused >= writer.approved:
        found.append(signal("earlier refused", f"{refused} of {times(sent, 'earlier comment')} refused", 1))
    lately = writer.comments.filter(created_at__gt=post.at - SHORT)[: MANY[0][0]].count()
    if points := next((points for number, points in MANY if lately >= number), 0):
        words = f"{times(lately, 'comment')} in {SHORT.seconds // 60} minutes under this e-mail address"
        found.append(signal("many", words, points))
    return found
