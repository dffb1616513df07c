"""
Measure newsroom in a database of its own: ``python -m benchmarks`` and the name of a program in this folder (desk,
readers, paint, search, comments, spam).

What is measured, and the figures of one run, stand in ``docs/speed.md`` and ``docs/spam.md``.
"""

import argparse
import importlib
import os
import sys
import tempfile
from contextlib import contextmanager

import django

# Of the environment: the rest would set newsroom up otherwise than it is described.
KEPT = {"PATH", "LANG", "DATABASE_URL", "CHROMIUM", "LIGHTHOUSE"}


def main(arguments=None):
    options = parser().parse_args(arguments)
    with throw_away():
        program = importlib.import_module(f"benchmarks.{options.program}")
        for line in program.run(options):
            print(line, flush=True)


def parser():
    """The programs and what can be said to them; the defaults take a few minutes together."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measures in SQLite, in a folder that is thrown away, or in the empty database DATABASE_URL names.",
    )
    programs = parser.add_subparsers(dest="program", required=True)
    desk = programs.add_parser("desk", help="the form of a long and of a short story; lists, calendar, dashboard")
    desk.add_argument("--words", type=int, default=3000, help="of the long story (default %(default)s)")
    desk.add_argument("--citations", type=int, default=20, help="of the long story (default %(default)s)")
    desk.add_argument("--revisions", type=int, default=200, help="of the long story (default %(default)s)")
    desk.add_argument("--stories", type=int, nargs=2, default=[1000, 10_000], help="two sizes of the archive")
    desk.add_argument("--repeat", type=int, default=20, help="times that each page is made (default %(default)s)")
    readers = programs.add_parser("readers", help="the readers' pages in a small and in a large archive")
    readers.add_argument("--stories", type=int, nargs=2, default=[1000, 30_000], help="two sizes of the archive")
    readers.add_argument("--words", type=int, default=300, help="of each story (default %(default)s)")
    readers.add_argument("--repeat", type=int, default=20, help="times that each page is made (default %(default)s)")
    readers.add_argument("--plans", action="store_true", help="show how the database answers each list, in full")
    paint = programs.add_parser("paint", help="what a browser fetches and how soon it paints; needs Chromium")
    paint.add_argument("--repeat", type=int, default=5, help="visits of each page (default %(default)s)")
    comments = programs.add_parser("comments", help="stories with few and with many comments, and the queue")
    comments.add_argument("--comments", type=int, nargs=2, default=[10, 10_000], help="on two stories")
    comments.add_argument("--repeat", type=int, default=20, help="times that each page is made (default %(default)s)")
    search = programs.add_parser("search", help="what readers and the desk look for, in a large archive")
    search.add_argument("--stories", type=int, nargs=2, default=[20_000, 40_000], help="for readers, for the desk")
    search.add_argument("--words", type=int, default=300, help="of each story (default %(default)s)")
    search.add_argument("--repeat", type=int, default=20, help="times that each is asked (default %(default)s)")
    spam = programs.add_parser("spam", help="what becomes of scripted and of honest comments")
    spam.add_argument("--posts", type=int, default=10_000, help="scripted ones (default %(default)s)")
    spam.add_argument("--honest", type=int, default=500, help="honest ones (default %(default)s)")
    spam.add_argument("--decisions", type=int, default=200, help="of a moderator, before the second wave")
    spam.add_argument("--seed", type=int, default=1, help="of the texts (default %(default)s)")
    return parser


@contextmanager
def throw_away():
    """Django with production's settings and an empty database; all that is written to the disk is thrown away."""
    with tempfile.TemporaryDirectory(prefix="newsroom-benchmarks-") as folder:
        kept = {name: value for name, value in os.environ.items() if name in KEPT}
        os.environ.clear()
        os.environ.update(
            kept,
            VAR_DIR=folder,
            SITE_URL="http://testserver",
            LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE="benchmarks.settings",
        )
        django.setup()
        from django.core.management import call_command
        from django.db import connection

        try:
            if connection.introspection.table_names():
                sys.exit("The database that DATABASE_URL names is not empty. Name one that is, made for this alone.")
            call_command("migrate", verbosity=0)
            yield
        finally:
            connection.close()


if __name__ == "__main__":
    main()
