"""What a person sees who starts newsroom where something is missing: one sentence, never a traceback."""

import ast
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
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
    """
    A folder with requirements and a working environment that is finished for both sets. List of what is done to it from
    then on: ``.venv`` when it is made, and the file of requirements that is installed.
    """
    (tmp_path / "requirements.txt").write_text("Django==5.2.0\n")
    (tmp_path / "requirements-dev.txt").write_text("Django==5.2.0\npytest==9.0.0\n")
    monkeypatch.setattr(start, "ROOT", str(tmp_path))
    monkeypatch.setattr(start, "ENVIRONMENT", str(tmp_path / ".venv"))
    monkeypatch.setattr(start, "PYTHON", sys.executable)
    made = []

    def make_environment(*command):
        shutil.rmtree(tmp_path / ".venv", ignore_errors=True)
        (tmp_path / ".venv").mkdir()
        made.append(".venv")

    monkeypatch.setattr(start, "call", make_environment)
    monkeypatch.setattr(start, "sync", made.append)
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
    assert start.stamp("run").startswith("Python 3.99 ")
    assert not start.environment_works()


def test_an_unfinished_installation_is_begun_anew(start, environment, tmp_path, monkeypatch):
    def fail(requirements):
        raise start.Refusal("No.")

    (tmp_path / "requirements.txt").write_text("Django==5.2.1\n")
    with monkeypatch.context() as patch:
        patch.setattr(start, "sync", fail)
        with pytest.raises(start.Refusal):
            start.install("run")
    assert list(tmp_path.glob(".venv/*.stamp")) == []
    start.install("run")
    start.install("run")
    assert environment == [".venv", "requirements.txt"]


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
    assert result.stderr == ("The package index did not answer: check the network, then run the same command again.\n")
    assert "uv==" in (tmp_path / ".venv" / "install.log").read_text()
    assert list(tmp_path.glob(".venv/*.stamp")) == []


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device: 'x'", "The disk is full: make room"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "its hash differs"),
        ("  × Failed to download `nh3==0.3.8`\n  ╰─▶ Hash mismatch for `nh3==0.3.8`\n", "its hash differs"),
        ("error: Failed to fetch: `http://127.0.0.1:9/nh3/`\n  Caused by: tcp connect error", "index did not answer"),
        (
            "WARNING: x\nERROR: Failed building wheel for pillow\n",
            "installed: Failed building wheel for pillow",
        ),
        ("", "it gave no reason."),
    ],
)
def test_what_pip_and_uv_say_becomes_a_sentence(start, output, sentence):
    assert sentence in start.why_it_failed(output)


def test_uv_itself_is_the_one_that_is_pinned_and_asks_the_index_that_pip_asks(start, tmp_path, monkeypatch):
    calls = []

    def call(*command, **variables):
        calls.append((command, variables))
        return "global.index-url='https://index.example.org/simple'\n:env:.find-links='/a\\n/b'\nglobal.timeout='9'\n"

    (tmp_path / ".venv").mkdir()
    shutil.copy(PROJECT / "requirements-dev.txt", tmp_path)
    monkeypatch.setattr(start, "ROOT", str(tmp_path))
    monkeypatch.setattr(start, "ENVIRONMENT", str(tmp_path / ".venv"))
    monkeypatch.setattr(start, "call", call)
    start.sync("requirements.txt")
    pinned = (tmp_path / ".venv" / "uv.txt").read_text().splitlines()
    assert pinned[0].startswith("uv==")
    assert len(pinned) > 5
    assert all("--hash=sha256:" in line for line in pinned[1:])
    (installed, _), _, (synced, variables) = calls
    assert "--require-hashes" in installed
    assert synced[-2:] == ("requirements.txt", str(tmp_path / ".venv" / "uv.txt"))
    assert variables["UV_DEFAULT_INDEX"] == "https://index.example.org/simple"
    assert variables["UV_FIND_LINKS"] == "/a /b"


def test_what_the_system_refuses_is_told_in_one_sentence(tmp_path):
    folder = copy_project(tmp_path)
    (folder / ".venv").write_text("No folder.")
    result = run_script(folder, "environment")
    assert result.returncode == 1
    assert result.stderr == "newsroom could not be set up: .venv/test.stamp: Not a directory.\n"


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
    collected = []
    monkeypatch.setattr(start, "ROOT", str(tmp_path))
    monkeypatch.setattr(start, "ENVIRONMENT", str(tmp_path / ".venv"))
    monkeypatch.setattr(start, "manage", lambda *arguments: collected.append(arguments[0]))
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    for path in (".venv/run.stamp", "newsroom/settings.py", "static/css/site.css", "static/old.js"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    start.collect_static_files()
    assert collected == ["collectstatic"]
    manifest = tmp_path / "var" / "static" / "staticfiles.json"
    manifest.parent.mkdir(parents=True)
    manifest.touch()
    start.collect_static_files()
    assert collected == ["collectstatic"]
    for change in (
        lambda: (tmp_path / "static/css/site.css").write_text("a"),
        lambda: (tmp_path / "static/old.js").unlink(),
        (tmp_path / ".venv/run.stamp").touch,
    ):
        os.utime(manifest, (time.time() - 2,) * 2)
        for path in tmp_path.rglob("*"):
            if path != manifest:
                os.utime(path, (time.time() - 3,) * 2)
        collected.clear()
        start.collect_static_files()
        assert collected == []
        change()
        start.collect_static_files()
        assert collected == ["collectstatic"]
