"""
What the desk’s first page shows: what waits for a person, what is due, what goes out next, what went out.

A row is a dict of ``headline``, ``url`` and ``words`` (list), and where it has them ``state`` (``Standing``), ``quote``
(str), ``more`` (a line of words) and ``buttons`` (list of words, address and dict of what is sent to it by POST).
"""

from datetime import timedelta

from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.text import Truncator, capfirst

from articles import richtext
from articles.admin.proposals import waiting_for
from articles.admin.states import UNFINISHED, Standing, is_overdue, near
from articles.admin.story_list import due as due_soon
from articles.admin.story_list import own
from articles.models import Article, Byline, Edition, LogLine, Note, Reads, SourceReview
from articles.models.checklist import findings_of
from articles.models.workflow import MOVES
from comments.models import Comment, QueueCount
from comments.modes import storms
from newsroom.site_admin.pages import linked_nowhere
from newsroom.templatetags.desk import person

ROWS = 8
NUMBERS = "Nothing One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve".split()


def home(user, publication, at=None):
    """
    Dict of ``greeting``, ``now`` and ``waiting`` (sentences), ``left`` and ``right``: lists of blocks. A block is a
    dict of ``title``, ``rows``, ``number`` (str: how many, “8+” for more than are shown), ``more`` (address of all, or
    None) and ``more_words``. A block without rows is left out, but for what waits.

    11 queries for who writes, 24 for who decides, at most 4 more for who moderates and 2 for who keeps the pages.
    """
    at = at or timezone.now()
    left, right = [], []
    if user.has_perm("articles.change_article"):
        left, right = of_stories(user, at)
    if user.has_perm("comments.change_comment"):
        (right if left else left).append(of_comments())
    if user.has_perm("flatpages.change_flatpage"):
        left.append(block("The site needs", of_site(publication)))
    waiting = left[0] if left else None
    return {
        "greeting": f"{greeting(at)}, {user.first_name or user.get_username()}",
        "now": f"{format_date(timezone.localtime(at), 'l, j F, H:i')}.",
        "waiting": sentence(waiting) if waiting else "",
        "left": [block for block in left if block["rows"] or block is waiting],
        "right": [block for block in right if block["rows"]],
    }


def greeting(at):
    hour = timezone.localtime(at).hour
    return "Good morning" if 4 <= hour < 12 else "Good afternoon" if 12 <= hour < 18 else "Good evening"


def sentence(block):
    number = block["total"]
    words = NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"
    if block["number"].endswith("+"):
        words = f"More than {words.lower()}"
    return f"{words} {'thing waits' if number == 1 else 'waits' if number == 0 else 'things wait'} for you."


def of_stories(user, at):
    articles = Article.objects.editable_by(user).exclude(state=Article.State.TRASHED)
    without_text = articles.defer("body")
    may_decide = user.has_perm("articles.publish_article")
    back = sent_back_to(user, without_text)
    tasks = assigned_to(user, articles.exclude(pk__in=shown_in(back)), at)
    waits = [
        back,
        in_review(articles.decided_by(user), at) if may_decide else [],
        notes_naming(user, articles),
        waiting_for(user, ROWS + 1),
        sources_withdrawn(articles),
        left_out(articles, at),
    ]
    tasks_of_others = due(user, articles, at) if may_decide else []
    shown = {pk for rows in (back, tasks, tasks_of_others) for pk in shown_in(rows)}
    drafts = drafts_of(user, without_text.exclude(pk__in=shown))
    left = [
        together("Waits for you", waits),
        block("Assigned to you", tasks, {"whose": "assigned"}),
        block("Due", tasks_of_others, {"deadline": "due"}, "All that is due"),
        *([] if may_decide else [block("In review", in_review(articles, at), {"state": "in_review"})]),
        block("Your drafts", drafts, {"whose": "mine", "state": "draft"}),
    ]
    mine = Exists(Article.objects.editable_by(user).filter(pk=OuterRef("article")))
    editions = Edition.objects.filter(mine).select_related("section")
    next_ones = editions.filter(live_from__gt=at).order_by("live_from")
    lately = editions.live(at).filter(live_from__gt=at - timedelta(days=14)).order_by("-live_from")
    lately = lately.annotate(reads=Reads.objects.lately(at).total())
    right = [
        {**block("Going out next", of_editions(next_ones), {"state": "set"}), "calendar": True},
        block("Live lately", of_editions(lately, with_kind=True), {"state": "live"}),
    ]
    return left, right


def assigned_to(user, articles, at):
    """1 query. A story that was published is no task any more, unless its deadline is still to come."""
    tasks = articles.filter(Q(state__in=UNFINISHED) | Q(deadline__gt=at), assigned_to=user).select_related("section")
    tasks = tasks.order_by(F("deadline").asc(nulls_last=True), "-changed_at", "-pk")
    return [row(article, article.section, length(article), state=task(article, at)) for article in tasks[: ROWS + 1]]


def task(article, at):
    """The ``Standing`` of what somebody is to hand in."""
    if is_overdue(article, at):
        return Standing("late", f"Late since {near(article.deadline)}")
    if article.deadline:
        return Standing("review", f"Due {near(article.deadline)}")
    return Standing("draft", article.get_state_display().capitalize())


def length(article):
    """How long it is, of how long it is to be."""
    words = richtext.length_of(article.body).total
    return f"{words:,} of {article.word_target:,} words" if article.word_target else f"{words:,} words"


def sent_back_to(user, articles):
    """1 query. Drafts that this person writes, and that an editor has sent back."""
    moves = LogLine.objects.filter(article=OuterRef("pk"), action__in=MOVES).order_by("-at", "-pk")
    mine = articles.filter(own(user) | Q(assigned_to=user), state=Article.State.DRAFT).select_related("section")
    back = mine.annotate(
        last_move=Subquery(moves.values("action")[:1]),
        sent_back_at=Subquery(moves.values("at")[:1]),
        sent_back_by=Subquery(moves.values("by__username")[:1]),
        reason=Subquery(moves.values("note")[:1]),
    ).filter(last_move=LogLine.Action.SENT_BACK)
    return [
        row(
            article,
            article.section,
            f"by {article.sent_back_by}, {near(article.sent_back_at)}",
            state=Standing("late", "Sent back"),
            quote=article.reason,
        )
        for article in back.order_by("-sent_back_at")[: ROWS + 1]
    ]


def notes_naming(user, articles):
    """1 query. Open threads that name this person, on stories that they may open."""
    threads = Note.objects.naming(user).filter(article__in=articles.order_by().values("pk"))
    return [
        {
            "headline": thread.article.headline,
            "url": f"{reverse('admin:articles_article_notes', args=[thread.article_id])}#note-{thread.pk}",
            "state": Standing("changed", "Note for you"),
            "words": [thread.author_name, near(thread.at)],
            "quote": Truncator(thread.text).chars(140),
        }
        for thread in threads.select_related("article", "by", "share_link").order_by("-at")[: ROWS + 1]
    ]


def sources_withdrawn(articles):
    """1 query. Stories that lean on a source that was withdrawn, and that nobody has decided on."""
    waiting = SourceReview.objects.filter(
        outcome=SourceReview.Outcome.OPEN, article__in=articles.order_by().values("pk")
    )
    return [
        {
            "headline": review.article.headline,
            "url": reverse("admin:articles_source_change", args=[review.source_id]),
            "state": Standing("gone", "Source withdrawn"),
            "words": [f"It cites “{review.source}”", near(review.opened_at)],
        }
        for review in waiting.select_related("article", "source")
        .defer("article__body")
        .order_by("-opened_at", "-pk")[: ROWS + 1]
    ]


def left_out(articles, at):
    """1 query. Stories that lists and feeds can't show, since the edition went live that is live at ``at``."""
    failing = Edition.objects.live(at).filter(article=OuterRef("article"), live_from__lte=OuterRef("at"))
    lines = LogLine.objects.filter(action=LogLine.Action.LEFT_OUT, article__in=articles.order_by().values("pk"))
    lines = lines.filter(Exists(failing)).select_related("article").defer("article__body")
    return [
        row(
            line.article,
            f"since {near(line.at)}",
            state=Standing("gone", "Left out of lists and feeds"),
            more=line.note,
        )
        for line in lines[: ROWS + 1]
    ]


def in_review(articles, at):
    """12 queries at most; 1 when there are none."""
    bylines = Prefetch("bylines", queryset=Byline.objects.select_related("author"))
    submitted = LogLine.objects.filter(article=OuterRef("pk"), action=LogLine.Action.SUBMITTED).order_by("-at")
    waiting = articles.filter(state=Article.State.IN_REVIEW).annotate(since=Subquery(submitted.values("at")[:1]))
    waiting = waiting.select_related("section").prefetch_related(bylines).order_by("-changed_at", "-pk")[: ROWS + 1]
    found = findings_of(list(waiting), at)
    return [
        row(
            article,
            article.section,
            *(byline.author.name for byline in article.bylines.all()),
            f"since {near(article.since or article.changed_at)}",
            state=Standing("review", "In review"),
            more=f"{length(article)}, {missing(found[article.pk])}",
        )
        for article in waiting
    ]


def missing(findings):
    """What keeps a story with these ``findings`` from being published, in words."""
    needed = [finding.words for finding in findings if finding.blocks]
    if not needed:
        return "nothing is missing"
    number = "1 thing is" if len(needed) == 1 else f"{len(needed)} things are"
    return f"{number} needed first: {' '.join(needed)}"


def due(user, articles, at):
    """1 query. What others are to hand in, late ones first."""
    tasks = due_soon(articles, at).exclude(assigned_to=user).select_related("section", "assigned_to")
    return [
        row(
            article,
            article.section,
            person(article.assigned_to) if article.assigned_to else "nobody has it",
            length(article),
            state=task(article, at),
        )
        for article in tasks.order_by("deadline", "pk")[: ROWS + 1]
    ]


def drafts_of(user, articles):
    """1 query."""
    drafts = articles.filter(own(user), state=Article.State.DRAFT).select_related("section")
    return [
        row(article, article.section, f"changed {near(article.changed_at)}", state=Standing("draft", "Draft"))
        for article in drafts.order_by("-changed_at", "-pk")[: ROWS + 1]
    ]


def of_editions(editions, with_kind=False):
    """
    1 query. The headline is the edition’s: what readers see, or will see. Of those with ``reads`` (int) it says how
    often they were read in a day.
    """
    return [
        {
            "headline": edition.headline,
            "url": reverse("admin:articles_article_change", args=[edition.article_id]),
            "words": [
                capfirst(near(edition.live_from)),
                *([edition.get_kind_display().capitalize()] if with_kind else []),
                edition.section,
                *([f"read {reads:,} times in 24 hours"] if (reads := getattr(edition, "reads", 0)) else []),
            ],
        }
        for edition in editions[: ROWS + 1]
    ]


def row(article, *words, **more):
    return {
        "pk": article.pk,
        "headline": article.headline,
        "url": reverse("admin:articles_article_change", args=[article.pk]),
        "words": words,
        **more,
    }


def shown_in(rows):
    """Ids of the stories in ``rows``, so that the next block need not show them."""
    return [row["pk"] for row in rows[:ROWS]]


def block(title, rows, filters=None, more_words="See all"):
    is_more = len(rows) > ROWS
    return {
        "title": title,
        "rows": rows[:ROWS],
        "total": len(rows[:ROWS]),
        "number": f"{ROWS}+" if is_more else str(len(rows)),
        "more": reverse("admin:articles_article_changelist", query=filters) if filters and is_more else None,
        "more_words": more_words,
    }


def together(title, parts):
    """One block of several lists of rows, each as long as a block may be."""
    rows = [row for part in parts for row in part[:ROWS]]
    is_more = any(len(part) > ROWS for part in parts)
    return {**block(title, []), "rows": rows, "total": len(rows), "number": f"{len(rows)}{'+' * is_more}"}


def of_site(publication):
    """2 queries. Pages that readers find nowhere."""
    pages = reverse("admin:flatpages_flatpage_changelist")
    return [
        {
            "headline": page.title,
            "url": pages,
            "state": Standing("gone", "Linked from nowhere"),
            "words": [page.url],
        }
        for page in linked_nowhere(publication)[: ROWS + 1]
    ]


def of_comments():
    """4 queries. The numbers are kept, not counted."""
    numbers = QueueCount.all()
    url = reverse(admin_urlname(Comment._meta, "changelist"))
    rows = [
        {
            "headline": f"Storm {storm.where}",
            "url": f"{url}modes/",
            "state": Standing("review", capfirst(storm.what)),
            "words": [f"until {near(storm.storm_until)}"],
        }
        for storm in storms()
    ]
    if held := numbers["held"]:
        first = Comment.objects.held().order_by("created_at", "pk").values_list("created_at", flat=True)
        oldest = [f"The oldest since {near(at)}" for at in first[:1]]
        rows.append(
            {"headline": f"{held:,} {'waits' if held == 1 else 'wait'} to be read", "url": url, "words": oldest}
        )
    if reported := numbers["reported"]:
        words = f"{reported:,} {'was' if reported == 1 else 'were'} reported"
        rows.append({"headline": words, "url": f"{url}?status=reported", "words": ["by readers"]})
    if appealed := numbers["appealed"]:
        words = f"{appealed:,} appeal{'' if appealed == 1 else 's'}"
        rows.append({"headline": words, "url": f"{url}?status=appealed", "words": ["for another moderator"]})
    total = sum(numbers[name] for name in ("held", "reported", "appealed"))
    return {
        **block("Comments", rows),
        "number": f"{total:,}",
        "total": total,
        "more": url,
        "more_words": "Open the queue",
    }
