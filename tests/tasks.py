"""Tasks in tests: where they wait, and a worker that does what waits."""

import logging
import signal

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

# What the worker sets for its process, which is not ours to keep.
RESTORED = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)


def backend(name):
    """Decorator or context: tasks run ``immediate``ly or wait in the ``database``, whatever the environment says."""
    return override_settings(TASKS={"default": {**settings.TASKS["default"], "BACKEND": settings.TASK_BACKENDS[name]}})


def work():
    """Do all tasks that wait in the database, as the worker does."""
    handlers = {number: signal.getsignal(number) for number in RESTORED}
    levels = {logger: logger.level for logger in map(logging.getLogger, ("django_tasks", "django_tasks_db"))}
    try:
        call_command(
            "db_worker", queue_name="*", batch=True, startup_delay=False, interval=0, reload=False, verbosity=0
        )
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for logger, level in levels.items():
            logger.setLevel(level)
