"""The programs that measure: that they run and tell what they found. How fast anything is, is not tested."""

import os
import re
import sqlite3
import subprocess
import sys

from django.conf import settings


def measured(*arguments, database=None):
    """Return the finished process of ``python -m benchmarks`` with an empty database of its own."""
    environment = dict(os.environ)
    for name in ("DATABASE_URL", "REDIS_URL", "VAR_DIR"):
        environment.pop(name, None)
    if database:
        environment["DATABASE_URL"] = database
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1200,
    )


def rows(output):
    """Dict of a row's name → its cells (list of str), of all tables in ``output``."""
    lines = [line.strip("|").split("|") for line in output.splitlines() if line.startswith("|")]
    return {name.strip(): [cell.strip() for cell in cells] for name, *cells in lines}


def test_the_desk_is_measured_with_a_long_and_a_short_story():
    size = ["--words", "400", "--citations", "5", "--revisions", "6", "--stories", "60", "120", "--repeat", "1"]
    run = measured("desk", *size)
    assert run.returncode == 0, run.stderr
    found = rows(run.stdout)
    for page in ("open the form", "save", "autosave", "history", "dashboard, editor", "stories, reporter"):
        assert len(found[page]) == 9
        assert all(re.fullmatch(r"[\d,.]+", cell) for cell in found[page]), found[page]


def test_readers_pages_are_measured_and_their_lists_read_in_order():
    run = measured("readers", "--stories", "640", "700", "--words", "30", "--repeat", "1")
    assert run.returncode == 0, run.stderr
    for page in ("section, half-way down", "tag", "author", "archive of a year", "corrections", "feed", "sitemaps"):
        assert rows(run.stdout)[page][-1] == "yes", run.stdout


def test_what_is_looked_for_is_measured():
    run = measured("search", "--stories", "150", "200", "--words", "30", "--repeat", "1")
    assert run.returncode == 0, run.stderr
    found = rows(run.stdout)
    assert found["a common word, in one of five"][0] == "30"
    assert found["a word of none"][0] == "0"
    assert len(found["list of stories: nothing"]) == 4
    assert len(found["list of comments: common"]) == 4


def test_a_database_with_something_in_it_is_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "used.sqlite3") as database:
        database.execute("CREATE TABLE stories (headline TEXT)")
    run = measured("readers", database=f"sqlite:///{tmp_path / 'used.sqlite3'}")
    assert run.returncode == 1
    assert "not empty" in run.stderr


def test_comments_are_measured_with_few_and_with_many():
    run = measured("comments", "--comments", "20", "150", "--repeat", "1")
    assert run.returncode == 0, run.stderr
    found = rows(run.stdout)
    for page in ("oldest first", "newest first", "picks first", "last page", "longest thread", "queue"):
        few, many = (int(found[page][column]) for column in (2, 6))
        assert many <= few, page  # queries; one fewer where the last page by chance has nothing to ask more for


def test_scripted_and_honest_comments_are_sent_and_none_is_lost():
    run = measured("spam", "--posts", "100", "--honest", "20", "--decisions", "20")
    assert run.returncode == 0, run.stderr
    found = rows(run.stdout)
    for kind in ("no hidden field", "form replayed", "link farm", "repeats", "flood", "all scripted", "honest"):
        sent, *fates, _ = found[kind]
        assert sum(map(int, fates)) == int(sent) > 0
    assert "0 lost" in run.stdout
