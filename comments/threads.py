"""Comments in threads, one level deep, whatever answered what."""

from dataclasses import dataclass, field


@dataclass
class Gone:
    """Stands in for a comment that is not shown but has answers that are."""

    pk: int
    replies: list = field(default_factory=list)
    is_gone: bool = True


def in_threads(comments):
    """
    Return the first comment of each thread, or a ``Gone``, as a list in the order of ``comments`` (from
    ``for_page()``). Each has a list ``replies``: every comment below it, in the same order. A reply that did
    not answer the first comment has the one it answered, or a ``Gone``, in ``answered``. No query.
    """
    shown = {comment.pk: comment for comment in comments}
    heads = {}

    def head_of(comment):
        passed = []
        while comment.pk not in heads:
            passed.append(comment.pk)
            above = comment.parent_id if comment.parent_id in shown else comment.above_parent_id
            if above not in shown:
                heads[comment.pk] = Gone(comment.parent_id) if comment.parent_id else comment
            else:
                comment = shown[above]
        head = heads[comment.pk]
        heads.update(dict.fromkeys(passed, head))
        return head

    gone, threads = {}, {}
    for comment in comments:
        comment.replies = []
    for comment in comments:
        head = head_of(comment)
        if isinstance(head, Gone):
            head = gone.setdefault(head.pk, head)
        threads.setdefault(head.pk, head)
        if head is not comment:
            head.replies.append(comment)
            if comment.parent_id != head.pk:
                comment.answered = shown.get(comment.parent_id) or Gone(comment.parent_id)
    return list(threads.values())
