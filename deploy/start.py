"""
Set newsroom up on this machine and start it: what stands behind ``make run``, ``make dev`` and ``make test``.

A Python that is too old has to say so in a sentence. So the syntax is that of Python 3.6, and what ``choose_python``
and the functions before it call exists there.
"""

import ast
import contextlib
import errno
import fcntl
import hashlib
import os
import re
import shlex
import socket
import subprocess
import sys
from collections import namedtuple

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVIRONMENT = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(ENVIRONMENT, "bin", "python")

# The second set holds the first at the same versions, so one environment does for running and for testing.
REQUIREMENTS = {"run": ["requirements.txt"], "test": ["requirements.txt", "requirements-dev.txt"]}
# What pip may have been told of the package index, and uv's name for it.
INDEX = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_EXTRA_INDEX_URL", "find-links": "UV_FIND_LINKS"}


class Refusal(Exception):
    """Newsroom cannot start; the message says why, and what to do, in one sentence."""


# -- A Python that newsroom runs on ------------------------------------------------------------------------

Python = namedtuple("Python", "path version missing")  # str, tuple of three int, list of module names

# Debian leaves ensurepip out of its python3 package; a Python built by hand may lack the others.
PROBE = """
import importlib.util, sys
print(getattr(sys, "_base_executable", None) or sys.executable)
print("%d.%d.%d" % sys.version_info[:3])
print(" ".join(name for name in ("ensurepip", "_sqlite3", "_ssl") if not importlib.util.find_spec(name)))
"""


def probe_python(command):
    """Return the Python behind ``command``, or None when it does not start."""
    try:
        answer = subprocess.check_output([command, "-c", PROBE], stderr=subprocess.DEVNULL)
        path, version, missing = answer.decode().split("\n")[:3]
        return Python(path, tuple(int(part) for part in version.split(".")), missing.split())
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None


def choose_python(pythons):
    """Return the path of the first of ``pythons`` that will do. Raise ``Refusal`` when none will."""
    recent = [python for python in pythons if python.version >= OLDEST]
    whole = [python for python in recent if not python.missing]
    if whole:
        return whole[0].path
    if recent:
        path, version, missing = recent[0]
        number, remedy = "%d.%d" % version[:2], "install it in full"
        if missing == ["ensurepip"]:
            remedy = "install the package python{0}-venv (on Debian and Ubuntu)".format(number)
        words = "Python {0} at {1} lacks {2}: {3}, or name another with PYTHON=/its/path."
        raise Refusal(words.format(number, path, " and ".join(missing), remedy))
    found = ", ".join(sorted({"%d.%d.%d" % python.version for python in pythons})) or "none"
    words = "newsroom needs Python 3.11 or newer, and only {0} was found: install a newer Python, "
    raise Refusal((words + "or name one with PYTHON=/its/path.").format(found))


def use_a_good_python():
    """Go on in a Python that will do: this one, or the newest on the PATH, which starts this file again."""
    if os.environ.pop("NEWSROOM_PYTHON_CHOSEN", ""):
        return
    commands = [sys.executable, "python3.14", "python3.13", "python3.12", "python3.11", "python3"]
    chosen = choose_python([python for python in map(probe_python, commands) if python])
    # Also left: a virtual environment that happens to be active, which may be the one to be made anew.
    if chosen != sys.executable:
        os.environ["NEWSROOM_PYTHON_CHOSEN"] = "yes"
        os.execv(chosen, [chosen, os.path.abspath(__file__)] + sys.argv[1:])


# -- The environment in .venv ------------------------------------------------------------------------------


def stamp_path(name):
    return os.path.join(ENVIRONMENT, name + ".stamp")


def stamp(name):
    """What the stamp of a set of requirements reads when it is installed for this Python."""
    content = "".join(read(os.path.join(ROOT, requirements)) for requirements in REQUIREMENTS[name])
    return "Python {}.{} {}\n".format(*sys.version_info[:2], hashlib.sha256(content.encode()).hexdigest())


def environment_works():
    found = probe_python(PYTHON)
    return found is not None and found.version[:2] == sys.version_info[:2]


def install(name):
    """
    Bring ``.venv`` to a set of requirements, unless it is there. Raise ``Refusal`` when that fails.

    An installation that did not run to its end leaves no stamp, and an environment without a stamp is made anew: half
    a package can look like a whole one.
    """
    with open(os.path.join(ROOT, "requirements.txt")) as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if read(stamp_path(name)) == stamp(name) and environment_works():
            return
        stamps = [path for path in map(stamp_path, REQUIREMENTS) if os.path.exists(path)]
        if not (stamps and environment_works()):
            say("Making .venv with Python {}.{}.{} …".format(*sys.version_info[:3]))
            call(sys.executable, "-m", "venv", "--clear", ENVIRONMENT)
        for path in filter(os.path.exists, stamps):
            os.remove(path)
        say(f"Installing {REQUIREMENTS[name][-1]} …")
        sync(REQUIREMENTS[name][-1])
        for each, requirements in REQUIREMENTS.items():
            if set(requirements) <= set(REQUIREMENTS[name]):
                write(stamp_path(each), stamp(each))


def sync(requirements):
    """Install what ``requirements`` says and nothing else, by the uv that is pinned in requirements-dev.txt."""
    uv = os.path.join(ENVIRONMENT, "uv.txt")
    pinned = read(os.path.join(ROOT, "requirements-dev.txt"))
    write(uv, re.search(r"^uv==(?:.*\\\n)*.*\n", pinned, re.MULTILINE)[0])
    call(PYTHON, "-m", "pip", "install", "--no-input", "--retries", "2", "--require-hashes", "--requirement", uv)
    # Any of several indexes may have a package: its hash is what counts.
    settings = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    for line in call(PYTHON, "-m", "pip", "config", "list").splitlines():
        name, _, value = line.partition("=")
        if name.rpartition(".")[2] in INDEX:
            settings[INDEX[name.rpartition(".")[2]]] = " ".join(ast.literal_eval(value).split())
    call(PYTHON, "-m", "uv", "pip", "sync", "--python", PYTHON, "--require-hashes", requirements, uv, **settings)


def call(*command, **variables):
    """Run a command that installs and return its output. Raise ``Refusal`` with its reason when it fails."""
    environment = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", **variables, **os.environ}
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "errors": "replace"}
    done = subprocess.run(command, env=environment, **output)
    if done.returncode:
        with contextlib.suppress(OSError):
            write(os.path.join(ENVIRONMENT, "install.log"), done.stdout)
        raise Refusal(why_it_failed(done.stdout))
    return done.stdout


def why_it_failed(output):
    """Return a sentence that says what kept the packages from being installed, and the remedy, from an ``output``."""
    if "No space left on device" in output:
        return "The disk is full: make room, then run the same command again."
    if re.search("DO NOT MATCH THE HASHES|Hash mismatch", output):
        return "A package is not the one newsroom was tested with (its hash differs), so nothing was installed."
    if re.search("versions: none|Max retries|Failed to establish|timed out|to proxy|[Ff]ailed to fetch", output):
        return "The package index did not answer: check the network, then run the same command again."
    return f"The packages could not be installed: {reason(output)}"


def reason(output):
    """Return the line of a failed command's ``output`` that says why, as a sentence."""
    errors = re.findall(r"^(?:[A-Za-z_][\w.]*: ).+", output, re.MULTILINE)
    line = (errors or output.strip().splitlines() or ["it gave no reason"])[-1].strip()
    line = re.sub(r"^([a-z_0-9]+\.)+(?=[A-Z]\w*: )", "", line)
    line = re.sub(r"^(CommandError: |(?i:error): )?(\[Errno \d+\] )?", "", line)
    return line if line.endswith((".", "!", "?")) else line + "."


# -- The site ----------------------------------------------------------------------------------------------


def whole_number(name, default, largest):
    """Return the environment's variable ``name`` as a number from 1 to ``largest``. Raise ``Refusal``."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= largest):
        raise Refusal(f"{name} must be a whole number from 1 to {largest}, not “{value}”.")
    return int(value)


def free_port():
    """Return the port that newsroom shall listen on, of 127.0.0.1. Raise ``Refusal`` when it can't."""
    port = whole_number("PORT", 8000, 65535)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            why = f"cannot be used ({error.strerror})"
            if error.errno == errno.EADDRINUSE:
                why = "is in use, perhaps by newsroom itself"
            other = port + 1 if 1024 <= port < 65535 else 8000
            raise Refusal(f"Port {port} {why}: stop what uses it, or take another port with PORT={other}.") from None
    return port


def manage(*arguments):
    """Run a management command. Raise ``Refusal`` with its reason when it fails."""
    log = os.path.join(os.environ["VAR_DIR"], "start.log")
    with open(log, "w") as errors:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        failed = subprocess.call([PYTHON, "manage.py", *arguments], env=environment, stderr=errors)
    if failed:
        raise Refusal(f"“manage.py {arguments[0]}” failed: {reason(read(log))} The whole story is in {shown(log)}.")
    os.remove(log)


def collect_static_files():
    """Gather styles and scripts for the web server, unless nothing changed since the last time."""
    manifest = os.path.join(os.environ["VAR_DIR"], "static", "staticfiles.json")
    sources = [os.path.join(ROOT, "newsroom", "settings.py"), stamp_path("run")]
    for folder, _, names in os.walk(os.path.join(ROOT, "static")):
        sources += [folder, *(os.path.join(folder, name) for name in names)]
    if not os.path.exists(manifest) or max(map(os.path.getmtime, sources)) > os.path.getmtime(manifest):
        say("Collecting styles and scripts …")
        manage("collectstatic", "--noinput", "--verbosity", "0")


def start(default, debug):
    """Make what is missing and serve the site, with its data in the folder ``default`` unless VAR_DIR says where."""
    port = free_port()
    whole_number("WEB_CONCURRENCY", 2, 512)
    whole_number("WEB_THREADS", 4, 512)
    install("run")
    os.environ["DEBUG"] = debug
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    prepare(default)
    if debug == "off":
        collect_static_files()
    manage("demo", "--if-empty")
    free_port()
    site = f"http://127.0.0.1:{port}/"
    desk = site + os.environ.get("ADMIN_PATH", "admin/").strip("/") + "/"
    words = f"\nnewsroom is running; Ctrl-C stops it.\n\n  Readers  {site}\n  Desk     {desk}\n"
    if os.environ.get("TASKS_BACKEND") == "database":
        data = shlex.quote(os.environ["VAR_DIR"])
        words += "\nTasks wait for a worker, in another terminal:\n"
        words += f"  VAR_DIR={data} TASKS_BACKEND=database .venv/bin/python manage.py db_worker --queue-name '*'\n"
    if debug == "on":
        say(words)
        os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
        os.execv(PYTHON, [PYTHON, "manage.py", "runserver", str(port)])
    os.environ.update(NEWSROOM_IS_READY=words, GUNICORN_LOG_LEVEL=os.environ.get("GUNICORN_LOG_LEVEL", "warning"))
    os.execv(PYTHON, [PYTHON, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"])


def prepare(default):
    os.environ.setdefault("VAR_DIR", os.path.join(ROOT, default))
    os.makedirs(os.environ["VAR_DIR"], exist_ok=True)
    say("Preparing the database …")
    manage("migrate", "--noinput", "--verbosity", "0")


def demo():
    install("run")
    prepare("var")
    manage("demo")


def read(path):
    """Return the text of a file, or nothing when there is none."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def shown(path):
    """Return a path as a person in the project's folder would write it."""
    relative = os.path.relpath(path, ROOT)
    return path if relative.startswith("..") else relative


def say(text):
    print(text, flush=True)


COMMANDS = {
    "run": lambda: start("var", debug="off"),
    "dev": lambda: start("var/dev", debug="on"),
    "demo": demo,
    "environment": lambda: install("test"),
}


def main():
    try:
        use_a_good_python()
        os.chdir(ROOT)
        sys.stdout.reconfigure(errors="replace")
        COMMANDS[sys.argv[1]]()
        return 0
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as error:
        where = f"{shown(error.filename)}: " if error.filename else ""
        print(f"newsroom could not be set up: {where}{error.strerror or error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
