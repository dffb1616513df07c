"""One story that can't be shown takes no page of many down: it is left out, and the desk is told."""

import logging
from contextlib import contextmanager

from django.db import DatabaseError

from articles.models import LogLine

logger = logging.getLogger(__name__)


@contextmanager
def alone(edition):
    """
    What fails within is the failure of this ``edition`` alone: it goes to the log with its traceback, and into the
    story's log once an edition, from where it comes to the first page of the desk. 2 queries then, else none.
    """
    try:
        yield
    except DatabaseError:
        raise  # of no story
    except Exception as error:
        logger.exception("Story %s can’t be shown among others (edition %s).", edition.article_id, edition.pk)
        told = LogLine.objects.filter(article=edition.article_id, action=LogLine.Action.LEFT_OUT)
        if not told.filter(at__gte=edition.live_from).exists():
            note = f"{type(error).__name__}: {error}"[:500]
            LogLine.objects.create(article_id=edition.article_id, action=LogLine.Action.LEFT_OUT, note=note)
