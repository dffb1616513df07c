"""What stands beside a comment: that its writer works here, and that the story was corrected since."""

from django.utils.html import format_html

from articles.templatetags.articles import when


def mark(comments, story):
    """
    Give each of ``comments`` (from ``for_reading``) on ``story`` a ``badge`` ("Author", "Staff" or ""), a ``note``
    (HTML or "") and its addresses as ``here`` and ``anchor``. No query but that of ``story.corrections``.
    """
    writers = {author.user_id for author in story.byline if author.user_id}
    corrections = [(edition.live_from, _note(edition)) for edition in reversed(story.corrections)]
    for comment in comments:
        comment.badge = ("Author" if comment.user_id in writers else "Staff") if comment.is_staff else ""
        comment.here, comment.anchor = comment.get_absolute_url(), f"comment-{comment.pk}"
        comment.note = next((note for at, note in corrections if at > comment.edition_from), "")


def _note(edition):
    return format_html("written before the {} of {}", edition.get_kind_display().lower(), when(edition.live_from))
