"""What a person sees who starts newsroom where something is missing: one sentence, never a traceback."""

import ast
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SCRIPT = PROJECT / "deploy" / "start.py"


@pytest.fixture
def start():
    """The script as a module of its own, so that a test may change its folders."""
    spec = importlib.util.spec_from_file_location("start", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def environment(start, tmp_path, monkeypatch):
    """A folder with requirements and a working environment that is finished for both sets."""
    (tmp_path / "requirements.txt").write_text("Django==5.2.0\n")
    (tmp_path / "requirements-dev.txt").write_text("Django==5.2.0\npytest==9.0.0\n")
    monkeypatch.setattr(start, "ROOT", str(tmp_path))
    monkeypatch.setattr(start, "ENVIRONMENT", str(tmp_path / ".venv"))
    monkeypatch.setattr(start, "PYTHON", sys.executable)
    made = []

    def make_environment():
        shutil.rmtree(tmp_path / ".venv", ignore_errors=True)
        (tmp_path / ".venv").mkdir()
        made.append(".venv")

    monkeypatch.setattr(start, "make_environment", make_environment)
    monkeypatch.setattr(start, "environment_works", (tmp_path / ".venv").exists)
    monkeypatch.setattr(start, "run_pip", made.append)
    start.install("run")
    start.install("test")
    made.clear()
    return made


def copy_project(folder):
    """Copy what the script needs to get as far as installing."""
    (folder / "deploy").mkdir()
    shutil.copy(SCRIPT, folder / "deploy")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(PROJECT / name, folder)
    return folder


def run_script(folder, command="run", **variables):
    return subprocess.run(
        [sys.executable, folder / "deploy" / "start.py", command],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=600,
    )


# -- Python ------------------------------------------------------------------------------------------------


def test_an_old_python_can_read_the_script():
    ast.parse(SCRIPT.read_text(), feature_version=(3, 6))


def test_an_old_python_is_told_what_newsroom_needs(start):
    old = start.Python("/usr/bin/python3", (3, 9, 2), [])
    with pytest.raises(start.Refusal, match=r"needs Python 3\.11 or newer, and only 3\.9\.2 was found: install"):
        start.choose_python([old])


def test_a_newer_python_beside_the_old_one_is_taken(start):
    old = start.Python("/usr/bin/python3", (3, 9, 2), [])
    new = start.Python("/usr/bin/python3.12", (3, 12, 1), [])
    assert start.choose_python([old, new]) == "/usr/bin/python3.12"


def test_a_python_without_its_venv_package_is_passed_over_or_named(start):
    bare = start.Python("/usr/bin/python3", (3, 11, 2), ["ensurepip"])
    whole = start.Python("/opt/python/bin/python3", (3, 13, 0), [])
    assert start.choose_python([bare, whole]) == whole.path
    with pytest.raises(start.Refusal, match=r"install the package python3\.11-venv"):
        start.choose_python([bare])


def test_a_command_that_is_no_python_is_no_python(start):
    assert start.probe_python("/nowhere/python3") is None
    assert start.probe_python("false") is None
    assert start.probe_python(sys.executable).version == sys.version_info[:3]


# -- Port --------------------------------------------------------------------------------------------------


def test_a_used_port_is_named_with_the_way_out(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run_script(copy_project(tmp_path), PORT=str(port))
    assert result.returncode == 1
    assert result.stderr == (
        f"Port {port} is in use, perhaps by newsroom itself: "
        f"stop what uses it, or take another port with PORT={port + 1}.\n"
    )
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80a", "8000.0", "٨٠"])
def test_a_port_that_is_none_is_refused_with_its_range(tmp_path, port):
    result = run_script(copy_project(tmp_path), PORT=port)
    assert result.returncode == 1
    assert result.stderr == f"PORT must be a whole number from 1 to 65535, not “{port}”.\n"


# -- The environment ---------------------------------------------------------------------------------------


def test_what_is_installed_is_not_installed_again(start, environment):
    start.install("run")
    start.install("test")
    assert environment == []


def test_testing_brings_what_running_needs(start, environment):
    os.remove(start.stamp_path("run"))
    os.remove(start.stamp_path("test"))
    start.install("test")
    start.install("run")
    assert environment == [".venv", "requirements-dev.txt"]


def test_changed_requirements_are_installed_for_each_set(start, environment, tmp_path):
    (tmp_path / "requirements.txt").write_text("Django==5.2.1\n")
    start.install("run")
    start.install("test")
    assert environment == ["requirements.txt", "requirements-dev.txt"]


def test_another_python_is_another_stamp(start, environment, monkeypatch):
    before = start.stamp("run")
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert start.stamp("run") != before
    assert not start.is_installed("run")


def test_an_unfinished_installation_is_begun_anew(start, environment, tmp_path, monkeypatch):
    def fail(requirements):
        raise start.Refusal("No.")

    (tmp_path / "requirements.txt").write_text("Django==5.2.1\n")
    with monkeypatch.context() as patch:
        patch.setattr(start, "run_pip", fail)
        with pytest.raises(start.Refusal):
            start.install("run")
    assert not start.is_installed("run")
    assert not start.is_installed("test")
    start.install("run")
    assert environment == [".venv", "requirements.txt"]
    assert start.is_installed("run")


def test_without_a_network_one_sentence_says_so(tmp_path):
    result = run_script(
        copy_project(tmp_path),
        "environment",
        PIP_CONFIG_FILE=os.devnull,
        PIP_FIND_LINKS="",
        PIP_INDEX_URL="http://127.0.0.1:9/",
        PIP_EXTRA_INDEX_URL="",
        PIP_NO_CACHE_DIR="1",
    )
    assert result.returncode == 1
    assert result.stderr == (
        "The package index did not answer: check the network, then run the same command again. "
        "What pip said is in .venv/install.log.\n"
    )
    assert list(tmp_path.glob(".venv/*.stamp")) == []


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device: 'x'", "The disk is full: make room"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "its hash differs"),
        (
            "WARNING: x\nERROR: Failed building wheel for pillow\n",
            "packages: Failed building wheel for pillow",
        ),
        ("", "it gave no reason."),
    ],
)
def test_what_pip_says_becomes_a_sentence(start, output, sentence):
    assert sentence in start.why_pip_failed(output)


# -- Commands ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("CommandError: There are stories already.\n", "There are stories already."),
        (
            'Traceback (most recent call last):\n  File "x"\nValueError: old\n\n'
            "django.db.utils.OperationalError: connection failed: Connection refused\n\tIs it up?\n",
            "OperationalError: connection failed: Connection refused.",
        ),
        ("Error: [Errno 13] Permission denied: '.venv'\n", "Permission denied: '.venv'."),
        ("Killed\n", "Killed."),
    ],
)
def test_the_reason_of_a_failed_command_is_its_last_error(start, output, sentence):
    assert start.reason(output) == sentence


def test_static_files_are_collected_again_only_after_a_change(start, tmp_path, monkeypatch):
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "newsroom").mkdir()
    (tmp_path / "newsroom" / "settings.py").write_text("")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "site.css").write_text("a")
    monkeypatch.setattr(start, "ROOT", str(tmp_path))
    before = start.static_state()
    assert start.static_state() == before
    (tmp_path / "static" / "site.css").write_text("b")
    assert start.static_state() != before


# -- The worker --------------------------------------------------------------------------------------------


@pytest.fixture
def served(start, tmp_path, monkeypatch):
    """
    Function: serve with stand-ins, a server that ends when ``workers`` have been started and workers that live for
    ``lives`` seconds; return the process numbers of the workers.
    """
    program = tmp_path / "program.py"
    program.write_text(
        "import os, pathlib, sys, time\n"
        "folder = pathlib.Path(__file__).parent\n"
        "if 'db_worker' in sys.argv:\n"
        "    (folder / f'worker.{os.getpid()}').touch()\n"
        "    time.sleep(float(os.environ['WORKER_LIVES']))\n"
        "else:\n"
        "    while len(list(folder.glob('worker.*'))) < int(os.environ['WORKERS']):\n"
        "        time.sleep(0.05)\n"
    )
    runner = tmp_path / "python"
    runner.write_text(f'#!/bin/sh\nexec {sys.executable} {program} "$@"\n')
    runner.chmod(0o755)
    monkeypatch.setattr(start, "PYTHON", str(runner))
    monkeypatch.setattr(start, "WATCHED", 0.05)
    monkeypatch.setattr(start, "answers", lambda port, server: True)
    monkeypatch.setattr(start.signal, "signal", lambda *_: None)

    def serve(workers, lives=60):
        monkeypatch.setenv("WORKERS", str(workers))
        monkeypatch.setenv("WORKER_LIVES", str(lives))
        assert start.serve(8000) == 0
        return [int(path.name.partition(".")[2]) for path in tmp_path.glob("worker.*")]

    return serve


def test_no_worker_runs_where_tasks_are_done_at_once(served, monkeypatch):
    monkeypatch.delenv("TASKS_BACKEND", raising=False)
    assert served(workers=0) == []


def test_a_worker_runs_beside_the_server_and_ends_with_it(served, monkeypatch):
    monkeypatch.setenv("TASKS_BACKEND", "database")
    (worker,) = served(workers=1)
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_a_worker_that_ends_is_started_again(served, monkeypatch, capsys):
    monkeypatch.setenv("TASKS_BACKEND", "database")
    assert len(served(workers=2, lives=0.1)) >= 2
    assert "started again" in capsys.readouterr().out
