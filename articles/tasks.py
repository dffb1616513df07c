"""
What is done in the background: after commit, by number of the row, safe to repeat.

At once or by a worker is one setting (``TASKS_BACKEND``); docs/operating.md has the worker.
"""

from django.apps import apps
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
