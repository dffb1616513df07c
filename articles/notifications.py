"""
Mails to the desk when something waits for a person.

They leave after commit. A mail server that is down costs a line in the log and nothing else: the dashboard says the
same.
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

logger = logging.getLogger(__name__)


def editors_of(article):
    """Users who may publish ``article`` as editors of its section, for mail. 1 query."""
    users = get_user_model().objects.filter(is_active=True, groups__permissions__codename="publish_article")
    if article.section_id and article.section.members.exists():
        users = users.filter(Q(desks=article.section_id))
    return users.distinct()


def writers_of(article):
    """Users who write ``article``: who began it, has it now, or is named on it. 1 query."""
    return (
        get_user_model()
        .objects.filter(
            Q(created_articles=article) | Q(assigned_articles=article) | Q(author__bylines__article=article),
            is_active=True,
        )
        .distinct()
    )


def tell(users, article, by, subject, text=""):
    """Mail ``users`` but ``by`` about ``article`` after commit; one mail each. Users without an address get none."""
    address = f"{settings.SITE_URL}{reverse('admin:articles_article_change', args=[article.pk])}"
    body = "\n\n".join(part for part in (f"{article.headline}", text, address) if part)
    receivers = sorted({user.email for user in users if user.email and user != by})
    mails = [
        EmailMessage(f"{subject}: {article.headline}"[:200], body, to=[receiver]) for receiver in receivers
    ]
    if mails:
        transaction.on_commit(lambda: _send(mails), robust=True)


def _send(mails):
    try:
        get_connection().send_messages(mails)
    except (OSError, SMTPException):
        logger.exception("%s mail(s) to the desk could not be sent.", len(mails))


def submitted(article, by):
    tell(editors_of(article), article, by, "For review", f"{by} has handed it in.")


def approved(article, by):
    tell(writers_of(article), article, by, "Approved", f"{by} has approved it.")


def sent_back(article, by, reason):
    tell(writers_of(article), article, by, "Sent back", f"{by} writes: {reason}")


def assigned(article, by):
    tell([article.assigned_to], article, by, "Assigned to you", f"{by} has assigned it to you.")


def taken_over(article, by, before):
    tell([before], article, by, "Taken over", f"{by} has taken it over from you.")


def mentioned(users, article, by, text):
    tell(users, article, by, "You are named in a note", text)
