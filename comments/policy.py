"""Whether a story takes comments now, when they appear, and what readers are told when it takes none."""

from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from articles.models import Article
from comments.models import CommentSettings, Mode, ModeOverride

STRICTNESS = [Mode.AFTER, Mode.TRUSTED, Mode.BEFORE, Mode.CLOSED]


def current_publication():
    """Return the ``Publication`` for what no request asks for; by its name, as it knows comments. 1 query."""
    return apps.get_model("newsroom", "Publication").objects.current()


def are_shown(article):
    """Whether the page of ``article`` shows comments at all. No query."""
    return article.comments_policy != Article.CommentsPolicy.HIDDEN


@dataclass(frozen=True)
class Policy:
    """
    How one story takes comments at one moment. ``closed`` is the sentence that says why it takes none, or "".
    ``source`` is what set the mode: the ``CommentSettings``, or the ``ModeOverride`` of section or story.
    """

    settings: CommentSettings
    source: CommentSettings | ModeOverride
    mode: Mode
    closed: str


def policy_of(edition, publication, at=None):
    """
    Return the ``Policy`` of the story of ``edition`` (with its article) at ``at`` (aware datetime, default now): a
    story's own mode goes before its section's, which goes before the site's. A storm is over everything below it:
    where several say something, the strictest counts. 2 queries.
    """
    at = at or timezone.now()
    settings = CommentSettings.objects.current()
    overrides = ModeOverride.objects.filter(Q(article=edition.article_id) | Q(section=edition.section_id))
    overrides = sorted(overrides, key=lambda override: override.article_id is None)
    source = next((override for override in overrides if override.mode), settings)
    mode = Mode(source.mode)
    for one in (settings, *overrides):
        if one.is_stormy(at) and STRICTNESS.index(one.storm_mode) > STRICTNESS.index(mode):
            source, mode = one, Mode(one.storm_mode)
    days = next((o.close_after_days for o in overrides if o.close_after_days is not None), None)
    days = publication.comments_close_after_days if days is None else days
    return Policy(settings, source, mode, _closed_because(edition, publication, mode, days, at))


def _closed_because(edition, publication, mode, days, at):
    article = edition.article
    if not are_shown(article):
        return "This story takes no comments."
    if not publication.comments_open:
        return "Comments are closed on all stories at present."
    if article.comments_policy == Article.CommentsPolicy.CLOSED or mode == Mode.CLOSED:
        return "Comments on this story are closed."
    if article.comments_close_at and article.comments_close_at <= at:
        return "Comments on this story are closed."
    if days is not None and edition.published_at + timedelta(days=days) <= at:
        return f"Comments on a story close {days} day{'' if days == 1 else 's'} after it was published."
    return ""
