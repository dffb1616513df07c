"""What fails once may have had bad luck, and is named; what fails twice has failed."""

import os
import subprocess
import sys

from django.conf import settings

FAILS_ONCE = """
from pathlib import Path

def test_good():
    pass

def test_unlucky():
    seen = Path(__file__).with_name("seen")
    was_seen, _ = seen.exists(), seen.touch()
    assert was_seen
"""
FAILS = "def test_bad(): assert False\n"


def looked(folder, code, *arguments):
    """The finished process of pytest on a file of ``code``, with a second look."""
    (folder / "test_it.py").write_text(code)
    (folder / "pytest.ini").write_text("[pytest]\n")
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pytest", "-p", "tests.second_look", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(settings.BASE_DIR)},
        capture_output=True,
        text=True,
    )


def test_what_passes_the_second_time_passes_and_is_named(tmp_path):
    run = looked(tmp_path, FAILS_ONCE, "-n", "1")
    assert run.returncode == 0, run.stdout
    assert run.stdout.endswith("1 of the tests passed only at the second look: test_it.py::test_unlucky\n")


def test_what_fails_twice_fails_whatever_else_passes(tmp_path):
    run = looked(tmp_path, FAILS_ONCE + FAILS)
    assert run.returncode == 1, run.stdout
    assert "1 failed, 1 passed" in run.stdout
    assert "passed only at the second look" not in run.stdout


def test_what_passes_is_looked_at_once(tmp_path):
    run = looked(tmp_path, "def test_good(): pass\n")
    assert run.returncode == 0, run.stdout
    assert "second look" not in run.stdout


def test_many_failures_are_no_chance(tmp_path):
    run = looked(tmp_path, "import pytest\n@pytest.mark.parametrize('n', range(11))\ndef test_bad(n): assert False\n")
    assert run.returncode == 1
    assert run.stdout.count("test session starts") == 1
    assert run.stdout.endswith("11 tests failed, more than 10: no second look at them.\n")


def test_a_file_that_can_not_be_read_is_an_error(tmp_path):
    run = looked(tmp_path, "import nothing_of_this_name\n")
    assert run.returncode not in (0, 5)
    assert run.stdout.count("test session starts") == 1
