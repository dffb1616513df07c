"""Who writes: the first comment, what became of the earlier ones, a confirmed address, many at once."""

from datetime import timedelta

from comments.spam.post import signal, times

SHORT = timedelta(minutes=10)
MANY = [(12, 3), (7, 2), (4, 1)]


def signals(post):
    """1 query. ``post.comment`` may have its commenter loaded already."""
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
