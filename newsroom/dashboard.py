"""What the desk’s first page shows: what waits for me, what is due, what goes out next, what went out."""

from datetime import timedelta

from django.apps import apps
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from articles.admin.article import own
from articles.admin.proposals import waiting_for
from articles.admin.states import moment
from articles.admin.workflow import UNFINISHED, is_overdue
from articles.models import Article, Byline, Edition, LogLine, Note, SourceReview
from articles.models.workflow import MOVES

ROWS = 8
DUE_WITHIN = timedelta(days=7)


def panels(user, at=None):
    """
    List of dicts ``title``, ``empty`` (a sentence; None: the panel is shown only when it has rows), ``rows`` (list of
    ``headline``, ``url``, ``words``), ``number`` (str: how many, “8+” for more) and ``more`` (URL of all of them, or
    None). At most ``ROWS`` rows each. 11 queries for who writes, 12 for who decides, at most 2 more for who moderates.
    """
    at = at or timezone.now()
    found = []
    if user.has_perm("articles.change_article"):
        articles = Article.objects.editable_by(user).exclude(state=Article.State.TRASHED).defer("body")
        may_decide = user.has_perm("articles.publish_article")
        back = sent_back_to(user, articles, at)
        tasks = assigned_to(user, articles.exclude(pk__in=shown_in(back)), at)
        found = [
            back,
            tasks,
            notes_naming(user, articles),
            in_review(articles.decided_by(user), "To decide") if may_decide else in_review(articles, "In review"),
            *([due(user, articles, at)] if may_decide else []),
            sources_withdrawn(articles),
            panel("New names", None, waiting_for(user, ROWS + 1)),
            left_out(articles, at),
            drafts_of(user, articles.exclude(pk__in=[*shown_in(back), *shown_in(tasks)])),
            of_editions(
                "Going out next",
                "Nothing is scheduled.",
                Edition.objects.filter(live_from__gt=at).order_by("live_from"),
                user,
                readers="scheduled",
            ),
            of_editions(
                "Live lately",
                "Nothing went out in the last two weeks.",
                Edition.objects.live(at).filter(live_from__gt=at - timedelta(days=14)).order_by("-live_from"),
                user,
                readers="live",
            ),
        ]
    if user.has_perm("comments.change_comment"):
        found.append(of_comments())
    return [panel for panel in found if panel["rows"] or panel["empty"]]


def assigned_to(user, articles, at):
    """1 query. A story that was published is no task any more, unless its deadline is still to come."""
    tasks = articles.filter(Q(state__in=UNFINISHED) | Q(deadline__gt=at), assigned_to=user).select_related("section")
    rows = [
        row(article, task_words(article, at), article.section, article.get_state_display().lower())
        for article in tasks.order_by(F("deadline").asc(nulls_last=True), "-changed_at", "-pk")[: ROWS + 1]
    ]
    return panel("Assigned to you", None, rows, {"whose": "assigned"})


def task_words(article, at):
    words = [f"{article.word_target:,} words"] if article.word_target else []
    if is_overdue(article, at):
        words.insert(0, format_html('<strong class="overdue">overdue since {}</strong>', moment(article.deadline)))
    elif article.deadline:
        words.insert(0, f"due {moment(article.deadline)}")
    return format_html_join(", ", "{}", [[part] for part in words])


def sent_back_to(user, articles, at):
    """1 query. Drafts that this person writes, and that an editor has sent back."""
    moves = LogLine.objects.filter(article=OuterRef("pk"), action__in=MOVES).order_by("-at", "-pk")
    mine = articles.filter(own(user) | Q(assigned_to=user), state=Article.State.DRAFT)
    back = mine.annotate(
        last_move=Subquery(moves.values("action")[:1]),
        sent_back_at=Subquery(moves.values("at")[:1]),
        sent_back_by=Subquery(moves.values("by__username")[:1]),
        reason=Subquery(moves.values("note")[:1]),
    ).filter(last_move=LogLine.Action.SENT_BACK)
    rows = [
        row(
            article,
            f"{article.sent_back_by}, {moment(article.sent_back_at)}: {Truncator(article.reason).chars(140)}",
            task_words(article, at),
        )
        for article in back.order_by("-sent_back_at")[: ROWS + 1]
    ]
    return panel("Sent back to you", None, rows, {"whose": "mine", "state": "draft"})


def notes_naming(user, articles):
    """1 query. Open threads that name this person, on stories that they may open."""
    threads = Note.objects.naming(user).filter(article__in=articles.order_by().values("pk"))
    rows = [
        {
            "headline": thread.article.headline,
            "url": f"{reverse('admin:articles_article_notes', args=[thread.article_id])}#note-{thread.pk}",
            "words": [f"{thread.author_name}: {Truncator(thread.text).chars(140)}", moment(thread.at)],
        }
        for thread in threads.select_related("article", "by", "share_link").order_by("-at")[: ROWS + 1]
    ]
    return panel("Notes that name you", None, rows)


def sources_withdrawn(articles):
    """1 query. Stories that lean on a source that was withdrawn, and that nobody has decided on."""
    waiting = SourceReview.objects.filter(
        outcome=SourceReview.Outcome.OPEN, article__in=articles.order_by().values("pk")
    )
    rows = [
        {
            "headline": review.article.headline,
            "url": reverse("admin:articles_source_change", args=[review.source_id]),
            "words": [f"cites “{review.source}”", f"withdrawn {moment(review.opened_at)}"],
        }
        for review in waiting.select_related("article", "source")
        .defer("article__body")
        .order_by("-opened_at", "-pk")[: ROWS + 1]
    ]
    return panel("Sources withdrawn", None, rows)


def in_review(articles, title):
    """2 queries; 1 when there are none."""
    bylines = Prefetch("bylines", queryset=Byline.objects.select_related("author"))
    waiting = articles.filter(state=Article.State.IN_REVIEW).select_related("section").prefetch_related(bylines)
    rows = [
        row(
            article,
            article.section,
            ", ".join(byline.author.name for byline in article.bylines.all()),
            f"changed {moment(article.changed_at)}",
        )
        for article in waiting.order_by("-changed_at", "-pk")[: ROWS + 1]
    ]
    return panel(title, "Nothing waits for an editor.", rows, {"state": "in_review"})


def due(user, articles, at):
    """1 query. What others are to hand in, late ones first."""
    tasks = articles.filter(state__in=UNFINISHED, deadline__lt=at + DUE_WITHIN).exclude(assigned_to=user)
    rows = [
        row(article, task_words(article, at), article.assigned_to or "nobody has it", article.section)
        for article in tasks.select_related("section", "assigned_to").order_by("deadline", "pk")[: ROWS + 1]
    ]
    late = any(one["late"] for one in rows)
    return panel("Due", "Nothing is due within a week.", rows, {"deadline": "overdue" if late else "week"})


def drafts_of(user, articles):
    """1 query."""
    drafts = articles.filter(own(user), state=Article.State.DRAFT).select_related("section")
    rows = [
        row(article, article.section, f"changed {moment(article.changed_at)}")
        for article in drafts.order_by("-changed_at", "-pk")[: ROWS + 1]
    ]
    return panel("My drafts", "No draft of yours.", rows, {"whose": "mine", "state": "draft"})


def row(article, *words):
    return {
        "pk": article.pk,
        "headline": article.headline,
        "url": address(article.pk),
        "words": words,
        "late": is_overdue(article),
    }


def shown_in(panel):
    """Ids of the stories that a panel shows, so that the next ones need not."""
    return [row["pk"] for row in panel["rows"]]


def of_editions(title, empty, editions, user, **filters):
    """1 query. The headline is the edition’s: what readers see, or will see."""
    mine = Article.objects.editable_by(user).filter(pk=OuterRef("article"))
    rows = [
        {
            "headline": edition.headline,
            "url": address(edition.article_id),
            "words": [moment(edition.live_from), edition.section, edition.get_kind_display()],
        }
        for edition in editions.filter(Exists(mine)).select_related("section")[: ROWS + 1]
    ]
    return panel(title, empty, rows, filters)


def panel(title, empty, rows, filters=None):
    more = reverse("admin:articles_article_changelist", query=filters) if filters and len(rows) > ROWS else None
    number = f"{ROWS}+" if len(rows) > ROWS else str(len(rows))
    return {"title": title, "empty": empty, "rows": rows[:ROWS], "number": number, "more": more}


def address(pk):
    return reverse("admin:articles_article_change", args=[pk])


def left_out(articles, at):
    """1 query. Stories that lists and feeds can't show, since the edition went live that is live at ``at``."""
    failing = Edition.objects.live(at).filter(article=OuterRef("article"), live_from__lte=OuterRef("at"))
    lines = LogLine.objects.filter(action=LogLine.Action.LEFT_OUT, article__in=articles.order_by().values("pk"))
    rows = [
        {"headline": line.article.headline, "url": address(line.article_id), "words": [line.note]}
        for line in lines.filter(Exists(failing)).select_related("article").defer("article__body")[: ROWS + 1]
    ]
    return panel("Left out of lists and feeds", None, rows)


def of_comments():
    """2 queries. The numbers are kept, not counted."""
    Comment = apps.get_model("comments", "Comment")
    numbers = apps.get_model("comments", "QueueCount").all()
    url = reverse(admin_urlname(Comment._meta, "changelist"))
    rows = []
    if numbers["held"]:
        held = Comment.objects.held().order_by("created_at", "pk").values_list("created_at", flat=True)
        oldest = [f"oldest {moment(at)}" for at in held[:1]]
        rows.append({"headline": f"{comments(numbers['held'])} to read", "url": url, "words": oldest})
    if numbers["reported"]:
        words = f"{comments(numbers['reported'])} reported"
        rows.append({"headline": words, "url": f"{url}?status=reported", "words": ["by readers, to decide on"]})
    if numbers["appealed"]:
        words = "1 appeal" if numbers["appealed"] == 1 else f"{numbers['appealed']:,} appeals"
        rows.append({"headline": words, "url": f"{url}?status=appealed", "words": ["for another moderator"]})
    total = sum(numbers[name] for name in ("held", "reported", "appealed"))
    return panel("Comments waiting", "No comment waits.", rows) | {"number": f"{total:,}"}


def comments(number):
    return "1 comment" if number == 1 else f"{number:,} comments"
