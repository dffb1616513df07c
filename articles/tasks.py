"""
What is done in the background: after commit, by number of the row, safe to repeat.

At once or by a worker is one setting (``TASKS_BACKEND``); docs/operating.md has the worker.
"""

from functools import partial

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django_tasks import task


@task(queue_name="pictures")
def make_picture(pk):
    """Make the renditions and crops that the image ``pk`` should have and hasn't. An image that is gone needs none."""
    image = apps.get_model("articles", "Image").objects.filter(pk=pk).first()
    if image is not None:
        image.make()


@task()
def keep_words(kind, pk):
    """Keep anew the words of the editions by an author, or with a tag (``kind``), that has the number ``pk``."""
    from articles.search.rebuild import keep_editions  # which needs the models, and they need this

    named = {"author": "edition_authors__author", "tag": "edition_tags__tag"}[kind]
    for _ in keep_editions(apps.get_model("articles", "Edition").objects.filter(**{named: pk})):
        pass


@task()
def ping(service):
    """Tell ``service`` (of ``articles.pings``) what changed since it was told. What it was told already is not sent."""
    from articles import pings  # which needs the models, and they need this

    pings.tell(service)


def services():
    """Names of the services that the settings ask to tell of what changed; none by default."""
    wanted = {"indexnow": settings.INDEXNOW_KEY, "websub": settings.WEBSUB_HUB}
    return [name for name, setting in wanted.items() if setting]


def ping_all():
    """Tell each of ``services()``, after commit."""
    for service in services():
        transaction.on_commit(partial(ping.enqueue, service), robust=True)
