"""What the desk’s first page shows: what is mine, what waits, what goes out next, what went out."""

from datetime import timedelta

from django.apps import apps
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils import timezone

from articles import rights
from articles.admin.article import own
from articles.admin.states import moment
from articles.models import Article, Edition

ROWS = 8


def panels(user, at=None):
    """
    List of dicts ``title``, ``empty`` (a sentence), ``rows`` (list of ``headline``, ``url``, ``words``), ``more``
    (URL of all of them, or None). At most ``ROWS`` rows each. 8 queries for who writes, 1 for who moderates.
    """
    at = at or timezone.now()
    found = []
    if user.has_perm("articles.change_article"):
        articles = Article.objects.editable_by(user).order_by("-changed_at", "-pk")
        drafts = articles.filter(own(user), state=Article.State.DRAFT)
        found = [
            of_articles("My drafts", "No draft of yours.", drafts, whose="mine", state="draft"),
            of_articles(
                "In review",
                "Nothing waits for an editor.",
                articles.filter(state=Article.State.IN_REVIEW),
                state="in_review",
            ),
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
    return found


def of_articles(title, empty, articles, **filters):
    """3 queries (stories, bylines, editions); 1 when there are none."""
    rows = [
        {
            "headline": article.headline,
            "url": address(article.pk),
            "words": [
                article.section,
                ", ".join(byline.author.name for byline in article.bylines.all()),
                f"changed {moment(article.changed_at)}",
            ],
        }
        for article in articles.for_desk().defer("body")[: ROWS + 1]
    ]
    return panel(title, empty, rows, filters)


def of_editions(title, empty, editions, user, **filters):
    """1 query. The headline is the edition’s: what readers see, or will see."""
    mine = Article.objects.filter(rights.editable_by(user), pk=OuterRef("article"))
    rows = [
        {
            "headline": edition.headline,
            "url": address(edition.article_id),
            "words": [moment(edition.live_from), edition.section, edition.get_kind_display()],
        }
        for edition in editions.filter(Exists(mine)).select_related("section")[: ROWS + 1]
    ]
    return panel(title, empty, rows, filters)


def panel(title, empty, rows, filters):
    more = reverse("admin:articles_article_changelist", query=filters)
    return {"title": title, "empty": empty, "rows": rows[:ROWS], "more": more if len(rows) > ROWS else None}


def address(pk):
    return reverse("admin:articles_article_change", args=[pk])


def of_comments():
    """1 query."""
    Comment = apps.get_model("comments", "Comment")
    held = Comment.objects.filter(status="held").aggregate(number=Count("pk"), oldest=Min("created_at"))
    url = reverse(admin_urlname(Comment._meta, "changelist"))
    rows = []
    if held["number"]:
        words = "1 comment" if held["number"] == 1 else f"{held['number']:,} comments"
        rows = [{"headline": f"{words} to read", "url": url, "words": [f"oldest {moment(held['oldest'])}"]}]
    return {"title": "Comments waiting", "empty": "No comment waits.", "rows": rows, "more": None}
