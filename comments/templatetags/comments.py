"""Tags and filters for pages that show comments: ``{% load comments %}``."""

from django import template
from django.urls import reverse

from comments import stamps, text
from comments.models import Comment
from comments.policy import are_shown, policy_of
from comments.threads import in_threads

register = template.Library()


@register.inclusion_tag("comments/_block.html", takes_context=True)
def comments_block(context, story, form=None):
    """
    Show the approved comments on ``story`` and the form, ``form`` being one that was sent and refused.

    Nothing when the story hides its comments. 3 queries, whatever the number of comments.
    """
    edition, publication = story.edition, context["publication"]
    if not are_shown(edition.article):
        return {"is_shown": False}
    comments = list(Comment.objects.for_page(edition.article_id))
    address = edition.address
    return {
        "is_shown": True,
        "threads": in_threads(comments),
        "count": len(comments),
        "form": form,
        "closed": policy_of(edition, publication).closed,
        "edition": edition,
        "publication": publication,
        "action": reverse(
            "comments:post",
            args=[address.day.year, address.day.month, address.day.day, address.slug],
        ),
        "stamp": form.stamp_to_send if form else stamps.make(edition.article_id),
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
