"""
Mails to the desk when something waits for a person. Their words: ``templates/emails/articles/``, the subject first.

They leave after commit, one to a person for each event. A mail server that is down costs a line in the log and nothing
else: the dashboard says the same.
"""

import logging
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from articles import rights

logger = logging.getLogger(__name__)

PATIENCE = 10  # seconds for a mail server that doesn't answer, while a person waits for the page


def editors_of(article):
    """
    Users (list) who decide on ``article``: the editors of its section; where it has none who may publish, those who
    may publish everywhere. 4 queries at most.
    """
    with_perm = partial(get_user_model().objects.with_perm, backend="django.contrib.auth.backends.ModelBackend")
    everywhere = with_perm("articles.edit_any_article")
    editors = with_perm("articles.publish_article", include_superusers=False).exclude(pk__in=everywhere)
    if article.section_id and article.section.members.exists():
        editors = editors.filter(desks=article.section_id)
    return list(editors) or list(everywhere)


def writers_of(article):
    """Users (list) who write ``article`` and may open it: who began it, has it now, or is named on it."""
    writers = get_user_model().objects.filter(
        Q(created_articles=article) | Q(assigned_articles=article) | Q(author__bylines__article=article)
    )
    return [user for user in writers.distinct() if rights.may_edit(user, article)]


def tell(users, article, by, event, **words):
    """
    Mail ``users`` but ``by`` (a user or None) about ``event``, the name of a template, after
    commit. Who has no address gets none.
    """
    receivers = sorted({user.email for user in users if user and user.email and user != by})
    if not receivers:
        return
    url = f"{settings.SITE_URL}{reverse('admin:articles_article_change', args=[article.pk])}"
    context = {"article": article, "headline": " ".join(article.headline.split()), "by": by, "url": url, **words}
    subject, _, body = render_to_string(f"emails/articles/{event}.txt", context).strip().partition("\n")
    mails = [EmailMessage(" ".join(subject.split())[:200], body.strip(), to=[receiver]) for receiver in receivers]
    transaction.on_commit(lambda: _send(mails), robust=True)


def _send(mails):
    connection = get_connection(timeout=getattr(settings, "EMAIL_TIMEOUT", None) or PATIENCE)
    try:
        connection.open()
    except (OSError, SMTPException):
        logger.exception("%s mail(s) to the desk could not be sent.", len(mails))
        return
    for mail in mails:
        try:
            connection.send_messages([mail])
        except (OSError, SMTPException):
            logger.exception("A mail to the desk could not be sent.")
    connection.close()


def submitted(article, by):
    tell(editors_of(article), article, by, "submitted")


def approved(article, by):
    tell(writers_of(article), article, by, "approved")


def sent_back(article, by, reason):
    tell(writers_of(article), article, by, "sent_back", reason=reason)


def assigned(article, by):
    tell([article.assigned_to], article, by, "assigned")


def taken_over(article, by, before):
    """``before`` had it until now, and may have lost sight of it by that: then there is no address in the mail."""
    tell([before], article, by, "taken_over", may_open=rights.may_edit(before, article))


def mentioned(users, article, by, text):
    tell(users, article, by, "mentioned", text=text)


def remarked(link, text):
    """An outsider has remarked on the story: for its writers, and for whoever gave the link away."""
    users = {*writers_of(link.article), link.created_by}
    able = [user for user in users if rights.may_edit(user, link.article)]
    tell(able, link.article, None, "remarked", link=link, text=text)
