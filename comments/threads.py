"""
Which comments stand on a page, and how: threads of a story in pages, answers under what they answer.

However deep a comment was answered, readers see three levels: what answers the third stands after it, and says whom it
answers.
"""

import re
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q, TextChoices
from django.db.models.expressions import RawSQL
from django.http import Http404
from django.urls import reverse

from comments.models import Comment

LEVELS = 3
THREADS = 50  # on one page of a story
REPLIES = 100  # of one thread, on one page of its own, and at most on a page of the story
REPLIES_TOGETHER = 200  # on one page of a story: long threads show fewer when there are many
REPLIES_ALWAYS = 4  # of each thread on the story's page, whatever else is on it
OPEN = 3  # answers to one comment that stand open on the story's page: the others are there, folded
PICKED = 3  # editors' picks that stand above the threads, the newest

_NUMBER = re.compile("[1-9][0-9]{0,5}")


class Sort(TextChoices):
    OLDEST = "oldest", "Oldest"
    NEWEST = "newest", "Newest"
    PICKS = "picks", "Editors’ picks first"


ORDER = {
    Sort.OLDEST: ("created_at", "pk"),
    Sort.NEWEST: ("-created_at", "-pk"),
    Sort.PICKS: ("-has_pick", "created_at", "pk"),
}


@dataclass
class Gone:
    """Holds the place of a comment that is not shown but has answers that are."""

    pk: int
    was_withdrawn: bool
    is_gone: bool = True

    @property
    def anchor(self):
        return f"comment-{self.pk}"


@dataclass(frozen=True)
class Answered:
    """Who is answered where the page doesn't show it by its shape, and where the comment is."""

    name: str
    link: str
    is_gone: bool = False


@dataclass
class Placed:
    """
    Where a comment stands in its thread: ``order`` among all, ``replies`` (list of ``Placed``) below it, and whom it
    answers when that can't be seen. Of the third level, ``after`` are those that answer it or each other; each of them
    has it as ``third``. All ``replies`` stand open where ``number_open`` is None, else as many of them.
    """

    comment: Comment | Gone
    order: int = 0
    level: int = 1
    replies: list = field(default_factory=list)
    after: list = field(default_factory=list)
    answered: Answered | Gone | None = None
    third: "Placed | None" = None
    number_open: int | None = None

    @property
    def open(self):
        return self.replies[: self.number_open]

    @property
    def folded(self):
        return [] if self.number_open is None else self.replies[self.number_open :]

    @property
    def number_folded(self):
        """How many comments are in the fold, with those below them and without the places of those that are gone."""
        return sum(_is_there(below) for node in self.folded for below in (node, *node.replies))


@dataclass(frozen=True)
class Thread:
    """
    ``first`` is its first comment; ``shown`` are all comments of it on this page, in no order, ``number_of_replies``
    how many it has on all pages.
    """

    pk: int
    first: Placed
    shown: list
    number_of_replies: int

    @property
    def has_more(self):
        return self.number_of_replies > sum(1 for comment in self.shown if comment.thread_id)


@dataclass(frozen=True)
class Pick:
    """An editors' pick above the threads: with all its ``thread`` where it begins one of this page, else by itself."""

    comment: Comment
    thread: Thread | None


@dataclass(frozen=True)
class Shown:
    """What is on a page of comments: ``picks`` (list of ``Pick``), and the other ``threads`` (list of ``Thread``)."""

    picks: list
    threads: list

    @property
    def comments(self):
        """All of them, a pick by itself again."""
        threads = [*(pick.thread for pick in self.picks if pick.thread), *self.threads]
        return chain((pick.comment for pick in self.picks), *(thread.shown for thread in threads))


@dataclass(frozen=True)
class Pages:
    """The page ``number`` of comments among those up to ``last``, at ``url``; its neighbours as addresses or ""."""

    url: str
    number: int
    last: int
    sort: Sort = Sort.OLDEST

    @property
    def previous_url(self):
        return self._at(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self):
        return self._at(self.number + 1) if self.number < self.last else ""

    @property
    def sorts(self):
        """List of (label, address of the first page, whether it is this order)."""
        return [(sort.label, f"{self.url}{query(sort=sort)}#comments", sort == self.sort) for sort in Sort]

    def _at(self, number):
        return f"{self.url}{query(sort=self.sort, page=number)}#comments"


def query(*, sort=Sort.OLDEST, page=1):
    """The query part of the address of a page of comments, empty for the first page of the usual order."""
    parts = ({"comments": sort.value} if sort != Sort.OLDEST else {}) | ({"page": page} if page > 1 else {})
    return f"?{urlencode(parts)}" if parts else ""


def sort_named(text):
    """Return the ``Sort`` that ``text`` (of the address, or None) names. Raise ``Http404``."""
    try:
        return Sort(text) if text is not None else Sort.OLDEST
    except ValueError:
        raise Http404("No such order of comments.") from None


def last_page(number, size):
    """Return which page is the last when ``number`` things stand on pages of ``size``."""
    return max(1, -(-number // size))


def page_number(text, last):
    """Return the number (int) of the page that ``text`` (of the address, or None) asks for. Raise ``Http404``."""
    if text is None:
        return 1
    if not _NUMBER.fullmatch(text) or int(text) > last:
        raise Http404("No such page of comments.")
    return int(text)


def shown(article, *, sort=Sort.OLDEST, page=1):
    """
    Return what is ``Shown`` on a page of ``article`` (or its id): its threads, their long answers folded, and on the
    first page the newest editors' picks of all, unless it begins with the picked threads anyway. 2 queries, 1 without
    answers; what they read grows neither with the story's comments nor with the length of a thread.
    """
    start = (page - 1) * THREADS
    ordered = Comment.objects.threads(article).order_by(*ORDER[sort])
    roots = list(_these(ordered, start, THREADS).order_by(*ORDER[sort]))
    most = _replies_each([_number_of_replies(root) for root in roots])
    answered = [root.pk for root in roots if _number_of_replies(root)]
    has_picks = page == 1 and sort != Sort.PICKS
    selects = [_first_replies(pk, most) for pk in answered]
    if has_picks and len(roots) == THREADS:  # else all that could be picked is here
        selects.append(_newest_picks(roots[0].article_id))
    replies, found = {}, []
    if selects:
        found = list(Comment.objects.filter(pk__in=_any_of(selects)).for_reading())
        for reply in found:
            replies.setdefault(reply.thread_id, []).append(reply)
    threads = {root.pk: _thread(root, sorted(replies.get(root.pk, ()), key=_age)[:most]) for root in roots}
    for thread in threads.values():
        _fold(thread.first)
    picks = [comment for comment in {*roots, *found} if comment.pick and comment.status == Comment.Status.APPROVED]
    picks = sorted(picks, key=_age, reverse=True)[:PICKED] if has_picks else []
    picks = [Pick(comment, threads.pop(comment.pk, None)) for comment in picks]
    for pick in picks:
        if pick.thread:
            pick.thread.first.number_open = 0
    return Shown(picks, list(threads.values()))


def _these(ordered, start, number):
    """``number`` of the comments ``ordered`` (queryset) after the first ``start``, of which the index alone is read."""
    return Comment.objects.filter(pk__in=ordered.values("pk")[start : start + number]).for_reading()


def _any_of(selects):
    """
    The ids that any of ``selects`` gives, each (SQL with a limit of its own, its parameters): a limit for each, so that
    a long thread costs no more than what is shown of it. Django has no words for it that SQLite takes.
    """
    params = [param for _, its_params in selects for param in its_params]
    return RawSQL(" UNION ALL ".join(sql for sql, _ in selects), params)  # noqa: S611 - every value is a parameter


def _first_replies(root, most):
    """What selects up to ``most`` approved answers in the thread of ``root`` (id), oldest first, along one index."""
    return _limited("thread_id = %s AND status = %s", "created_at, id", most), (root, Comment.Status.APPROVED.value)


def _newest_picks(article):
    """What selects the newest editors' picks that readers of ``article`` (id) see, along one index."""
    where = "article_id = %s AND status = %s AND pick"
    return _limited(where, "created_at DESC, id DESC", PICKED), (article, Comment.Status.APPROVED.value)


def _limited(where, order, number):
    table = connection.ops.quote_name(Comment._meta.db_table)
    limited = f"SELECT id FROM {table} WHERE {where} ORDER BY {order} LIMIT {int(number)}"  # noqa: S608 - our own words
    return f"SELECT id FROM ({limited}) AS those"  # noqa: S608


def _age(comment):
    return comment.created_at, comment.pk


def thread_page(root, page=1):
    """Return the ``Thread`` that ``root`` (from ``for_reading``) began, with the answers of one page. 1 query."""
    ordered = Comment.objects.approved().filter(thread=root.pk).order_by("created_at", "pk")
    return _thread(root, sorted(_these(ordered, (page - 1) * REPLIES, REPLIES), key=_age))


def last_page_of_thread(root):
    return last_page(_number_of_replies(root), REPLIES)


def place_of(comment):
    """
    Return where the approved ``comment`` (with its ``thread``) stands: its thread's first comment, or None when it is
    on a page of the story, and the number of the page. Up to 2 queries.
    """
    root = comment.thread or comment
    if comment is not root:
        thread = Comment.objects.approved().filter(thread=root.pk)
        before = thread.filter(_before(comment)).count()
        if before >= REPLIES_ALWAYS:
            return root, before // REPLIES + 1
    before = Comment.objects.threads(comment.article_id).filter(_before(root)).count()
    return None, before // THREADS + 1


def _before(comment):
    # The first half is what an index can be entered by.
    at = comment.created_at
    return Q(created_at__lte=at) & (Q(created_at__lt=at) | Q(pk__lt=comment.pk))


def _number_of_replies(root):
    return root.thread_size - (root.status == Comment.Status.APPROVED)


def _replies_each(numbers):
    """How many answers of each thread are shown when the threads of a page have ``numbers`` of them."""
    for most in range(REPLIES, REPLIES_ALWAYS, -1):
        if sum(min(number, most) for number in numbers) <= REPLIES_TOGETHER:
            return most
    return REPLIES_ALWAYS


def _thread(root, replies):
    is_shown = root.status == Comment.Status.APPROVED
    first = Placed(root if is_shown else Gone(root.pk, bool(root.withdrawn_at)))
    _nest(first, replies)
    return Thread(root.pk, first, [root, *replies] if is_shown else [*replies], _number_of_replies(root))


def _nest(first, replies):
    """Place ``replies`` (oldest first) below ``first``. No query."""
    nodes = {first.comment.pk: first}
    # What is answered is always less deep than its answer, though an imported one may be dated after it.
    for order, reply in sorted(enumerate(replies), key=lambda pair: pair[1].depth):
        node, above = Placed(reply, order), nodes.get(reply.parent_id)
        if above is None and reply.parent_status == Comment.Status.APPROVED:
            node.answered = Answered(reply.parent_name, reverse("comments:comment", args=[reply.parent_id]))
            above = first
        elif above is None:
            above = Placed(Gone(reply.parent_id, bool(reply.parent_withdrawn_at)), order)
            nodes[reply.parent_id] = above
            _put(above, nodes.get(reply.above_parent_id, first))
        _put(node, above)
        nodes[reply.pk] = node
    for second in first.replies:
        thirds = sorted(second.replies, key=_by_order)
        second.replies = list(chain.from_iterable([third, *sorted(third.after, key=_by_order)] for third in thirds))
    first.replies.sort(key=_by_order)


def _fold(first):
    """
    Let ``OPEN`` answers stand open below ``first``, and below each of these as many of its own; once so many comments
    are open in all, what comes after is folded together, without folds within.
    """
    number = 0
    for place, second in enumerate(first.replies):
        if number >= OPEN:
            first.number_open = place
            return
        if len(second.replies) > OPEN:
            second.number_open = OPEN
        number += _is_there(second) + sum(map(_is_there, second.open))


def _is_there(node):
    return not node.comment.is_gone


def _put(node, above):
    node.level = min(above.level + 1, LEVELS)
    if above.level < LEVELS:
        node.third = node
        above.replies.append(node)
        return
    node.third = above.third
    if not node.comment.is_gone:  # no place is held among those that stand after the third
        answered = above.comment
        node.answered = answered if answered.is_gone else Answered(answered.name, f"#comment-{answered.pk}")
        node.third.after.append(node)


def _by_order(node):
    return node.order
