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
