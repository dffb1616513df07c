"""Tags and filters for pages that show comments: ``{% load comments %}``."""

from copy import copy

from django import template
from django.urls import reverse
from django.utils.html import format_html

from comments import text, threads
from comments.forms import CommentForm
from comments.mail.outbox import KEPT as MAILS_KEPT
from comments.marks import mark
from comments.models import HouseRule
from comments.policy import are_shown, policy_of
from comments.privacy import NETWORK_KEPT

register = template.Library()


@register.inclusion_tag("comments/_block.html", takes_context=True)
def comments_block(context, story, form=None):
    """
    Show the page of comments on ``story`` that the request asks for (``?comments=…&page=…``) and the form, ``form``
    being one that was sent and refused. A page that is none raises ``Http404``.

    Nothing when the story hides its comments. At most 6 queries, and 1 for ``story.corrections``, whatever the number
    of comments; 2 less where there are none.
    """
    edition, publication, request = story.edition, context["publication"], context.get("request")
    if not are_shown(edition.article):
        return {"is_shown": False}
    asked = request.GET if request else {}
    discussion = getattr(edition.article, "discussion", None)
    last = threads.last_page(discussion.threads if discussion else 0, threads.THREADS)
    sort, page = threads.sort_named(asked.get("comments")), threads.page_number(asked.get("page"), last)
    shown = threads.Shown([], [])
    if discussion and discussion.threads:
        shown = threads.shown(edition.article_id, sort=sort, page=page)
    mark(shown.comments, story)
    return {
        "is_shown": True,
        "threads": shown.threads,
        "picks": [(pick.comment if pick.thread else _once_more(pick.comment), pick.thread) for pick in shown.picks],
        "count": discussion.approved if discussion else 0,
        "pages": threads.Pages(edition.get_absolute_url(), page, last, sort),
        "form": form,
        "policy": policy_of(edition, publication),
        "edition": edition,
        "publication": publication,
    }


def _once_more(pick):
    """``pick`` (a marked comment) as it stands on a page that has it at its own place too."""
    pick = copy(pick)
    pick.anchor, pick.is_below = f"pick-{pick.pk}", True
    return pick


@register.simple_tag
def comments_link(story):
    """
    Return the link from the head of a story to its comments, which tells how many there are; nothing where they are
    hidden. 1 query, which ``comments_block`` then does not make.
    """
    article = story.edition.article
    if not are_shown(article):
        return ""
    discussion = getattr(article, "discussion", None)
    number = discussion.approved if discussion else 0
    words = f"{number} comment{'' if number == 1 else 's'}" if number else "Comments"
    return format_html('<span class="to-comments"><a href="#comments">{}</a></span>', words)


@register.inclusion_tag("comments/_form.html")
def comments_form(edition, policy, publication, form=None, parent=None):
    """
    The form for a comment on ``edition``, or for an answer to ``parent``; ``form`` is one that was sent and refused.
    1 query.
    """
    form = form or CommentForm(edition=edition)
    day, slug = edition.address.day, edition.address.slug
    return {
        "form": form,
        "parent": parent,
        "policy": policy,
        "rules": HouseRule.objects.filter(is_active=True),
        "publication": publication,
        "network_kept": NETWORK_KEPT,
        "mails_kept": MAILS_KEPT,
        "action": reverse("comments:post", args=[day.year, day.month, day.day, slug]),
        "stamp": form.stamp_to_send,
    }


@register.filter
def comment_text(body):
    """Return the plain text of a comment as escaped paragraphs, its first two web addresses as links."""
    return text.to_html(body)


@register.filter
def span(passed):
    """Return a timedelta in words, in the unit that fits: “40 minutes”, “3 hours”, “2 days”."""
    minutes = round(passed.total_seconds() / 60)
    for size, unit, most in ((1, "minute", 90), (60, "hour", 48 * 60), (24 * 60, "day", None)):
        if most is None or minutes < most:
            number = max(1, round(minutes / size))
            return f"{number} {unit}{'' if number == 1 else 's'}"


@register.simple_tag
def thread_url(edition, pk):
    """The address of the page of one thread, by its first comment."""
    day, slug = edition.address.day, edition.address.slug
    return reverse("comments:thread", args=[day.year, day.month, day.day, slug, pk])
