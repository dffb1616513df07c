"""
Set newsroom up on this machine and start it: what stands behind ``make run``, ``make dev`` and ``make test``.

A Python too old for newsroom reads this file too and has to say so in a sentence. So the syntax is that of
Python 3.6, and what ``choose_python`` and the functions before it call exists there.
"""

import argparse
import contextlib
import errno
import fcntl
import hashlib
import http.client
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import namedtuple

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVIRONMENT = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(ENVIRONMENT, "bin", "python")

# One environment for running and for testing: the second set holds the first at the same versions, so going
# from one to the other installs nothing twice. Each set has a stamp of its own in the environment.
REQUIREMENTS = {"run": ["requirements.txt"], "test": ["requirements.txt", "requirements-dev.txt"]}


class Refusal(Exception):
    """Newsroom cannot start; the message says why, and what to do, in one sentence."""


# -- A Python that newsroom runs on ------------------------------------------------------------------------

Python = namedtuple("Python", "path version missing")  # str, tuple of three int, list of module names

# Debian leaves ensurepip out of its python3 package; a Python built by hand may lack the others.
PROBE = """
import sys
missing = []
for name in ("ensurepip", "sqlite3", "ssl"):
    try:
        __import__(name)
    except ImportError:
        missing.append(name)
print(getattr(sys, "_base_executable", None) or sys.executable)
print("%d.%d.%d" % sys.version_info[:3])
print(" ".join(missing))
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
    for python in recent:
        if not python.missing:
            return python.path
    if recent:
        path, version, missing = recent[0]
        number = "%d.%d" % version[:2]
        if missing == ["ensurepip"]:
            remedy = "install the package python{0}-venv (on Debian and Ubuntu)".format(number)
        else:
            remedy = "install it in full"
        raise Refusal(
            "Python {0} at {1} lacks {2}: {3}, or name another with PYTHON=/its/path.".format(
                number, path, " and ".join(missing), remedy
            )
        )
    found = ", ".join(sorted({"%d.%d.%d" % python.version for python in pythons})) or "none"
    raise Refusal(
        "newsroom needs Python 3.11 or newer, and only {0} was found: install a newer Python, "
        "or name one with PYTHON=/its/path.".format(found)
    )


def use_a_good_python():
    """Go on in a Python that will do: this one, or the newest on the PATH, which starts this file again."""
    if os.environ.pop("NEWSROOM_PYTHON_CHOSEN", ""):
        return
    commands = [sys.executable, "python3.13", "python3.12", "python3.11", "python3"]
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
    digest = hashlib.sha256()
    for requirements in REQUIREMENTS[name]:
        with open(os.path.join(ROOT, requirements), "rb") as file:
            digest.update(file.read())
    return "Python {}.{} {}\n".format(*sys.version_info[:2], digest.hexdigest())


def is_installed(name):
    """Tell whether the environment works and holds this set, installed to the end."""
    return environment_works() and read(stamp_path(name)) == stamp(name)


def environment_works():
    """Tell whether ``.venv`` has a Python of this version that starts, and its pip."""
    command = [PYTHON, "-c", "import sys, pip; print('%d.%d' % sys.version_info[:2])"]
    try:
        answer = subprocess.check_output(command, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.decode().strip() == "{}.{}".format(*sys.version_info[:2])


def install(name):
    """
    Bring the environment to a set of requirements, unless it is there. Raise ``Refusal`` when that fails.

    An installation that did not run to its end leaves no stamp, and an environment without a stamp is made
    anew: half a package can look like a whole one to pip.
    """
    with only_one_at_a_time():
        if is_installed(name):
            return
        stamps = [stamp_path(each) for each in REQUIREMENTS if os.path.exists(stamp_path(each))]
        if not (stamps and environment_works()):
            say("Making .venv with Python {}.{}.{} …".format(*sys.version_info[:3]))
            make_environment()
        for path in stamps:
            with contextlib.suppress(FileNotFoundError):
                os.remove(path)
        say(f"Installing {REQUIREMENTS[name][-1]} …")
        run_pip(REQUIREMENTS[name][-1])
        for each, requirements in REQUIREMENTS.items():
            if set(requirements) <= set(REQUIREMENTS[name]):
                with open(stamp_path(each), "w") as file:
                    file.write(stamp(each))


def make_environment():
    if os.path.islink(ENVIRONMENT) or os.path.isfile(ENVIRONMENT):
        os.remove(ENVIRONMENT)
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", ENVIRONMENT],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if made.returncode:
        raise Refusal(f"Python could not make the environment .venv: {reason(made.stdout)}")


def run_pip(requirements):
    log = os.path.join(ENVIRONMENT, "install.log")
    command = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--retries", "2"]
    with open(log, "w") as file:
        done = subprocess.run(
            [*command, "--require-hashes", "--requirement", requirements],
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    if done.returncode:
        raise Refusal(f"{why_pip_failed(read(log))} What pip said is in .venv/install.log.")


def why_pip_failed(output):
    """Return a sentence that says what kept pip from installing, and the remedy, from its ``output``."""
    if "No space left on device" in output:
        return "The disk is full: make room, then run the same command again."
    if "DO NOT MATCH THE HASHES" in output:
        return "A package is not the one newsroom was tested with (its hash differs), so nothing was installed."
    if re.search("from versions: none|Max retries exceeded|Failed to establish|timed out|to proxy", output):
        return "The package index did not answer: check the network, then run the same command again."
    errors = re.findall(r"^ERROR: (.+)", output, re.MULTILINE)
    return f"pip could not install the packages: {errors[-1] if errors else reason(output)}"


@contextlib.contextmanager
def only_one_at_a_time():
    """Hold off a second make in the same folder while the first one installs."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another make that is installing …")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


# -- The site ----------------------------------------------------------------------------------------------


def whole_number(name, default, largest):
    """Return the environment's variable ``name`` as a number from 1 to ``largest``. Raise ``Refusal``."""
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= largest):
        raise Refusal(f"{name} must be a whole number from 1 to {largest}, not “{value}”.")
    return int(value)


def refuse_used_port(port):
    """Raise ``Refusal`` when newsroom could not listen on ``port`` of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = port + 1 if port < 65535 else 8000
                raise Refusal(
                    f"Port {port} is in use, perhaps by newsroom itself: "
                    f"stop what uses it, or take another port with PORT={other}."
                ) from None
            raise Refusal(f"Port {port} cannot be used ({error.strerror}): take another with PORT=8001.") from None


def manage(*arguments):
    """
    Run a management command, show what it prints as it comes, and return that.

    Raise ``Refusal`` with its reason when it fails.
    """
    log = os.path.join(data_folder(), "start.log")
    printed = []
    with open(log, "w", encoding="utf-8") as errors:
        command = subprocess.Popen(
            [PYTHON, "manage.py", *arguments],
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            errors="replace",
        )
        with command:
            for line in command.stdout:
                say(line.rstrip())
                printed.append(line)
    if command.returncode:
        raise Refusal(f"“manage.py {arguments[0]}” failed: {reason(read(log))} The whole story is in {shown(log)}.")
    os.remove(log)
    return "".join(printed)


def reason(output):
    """Return the line of a failed command's ``output`` that says why, as a sentence."""
    errors = re.findall(r"^(?:[A-Za-z_][\w.]*: ).+", output, re.MULTILINE)
    lines = errors or output.strip().splitlines() or ["it gave no reason"]
    line = re.sub(r"^([a-z_0-9]+\.)+(?=[A-Z]\w*: )", "", lines[-1].strip())
    line = re.sub(r"^(CommandError: |Error: )?(\[Errno \d+\] )?", "", line)
    return line if line.endswith((".", "!", "?")) else line + "."


def data_folder():
    return os.environ["VAR_DIR"]


def collect_static_files():
    """Gather styles and scripts for the web server, unless none changed since the last time."""
    state = static_state()
    collected = os.path.join(data_folder(), "static.stamp")
    manifest = os.path.join(data_folder(), "static", "staticfiles.json")
    if not os.path.exists(manifest) or read(collected) != state:
        say("Collecting styles and scripts …")
        manage("collectstatic", "--noinput", "--verbosity", "0")
        with open(collected, "w") as file:
            file.write(state)


def static_state():
    """Return a digest of all that collectstatic works from: packages, settings, and our own files."""
    apps = [name for name in os.listdir(ROOT) if os.path.exists(os.path.join(ROOT, name, "__init__.py"))]
    paths = [os.path.join(ROOT, "requirements.txt"), os.path.join(ROOT, "newsroom", "settings.py")]
    for folder in ["static", *(os.path.join(app, "static") for app in apps)]:
        for place, _, names in os.walk(os.path.join(ROOT, folder)):
            paths += [os.path.join(place, name) for name in names]
    digest = hashlib.sha256()
    for path in sorted(paths):
        with open(path, "rb") as file:
            digest.update(f"{shown(path)} {hashlib.sha256(file.read()).hexdigest()}\n".encode())
    return digest.hexdigest()


def fill_when_empty():
    """Fill an empty database with a publication to look at; one with content is left, and a line says so."""
    if not manage("demo", "--if-empty"):
        say("Stories, pictures and accounts are those of last time. To set a new password:")
        say(f"  {variables()}.venv/bin/python manage.py changepassword NAME")


def prepare_database():
    say("Preparing the database …")
    manage("migrate", "--noinput", "--verbosity", "0")


def variables():
    """Return what goes before a command for it to work on the same data."""
    return "" if data_folder() == os.path.join(ROOT, "var") else f"VAR_DIR={shlex.quote(shown(data_folder()))} "


WATCHED = 2  # seconds between two looks at whether the worker lives


def serve(port):
    """Start the web server, say where it is, and stay until it ends or is told to. Return its exit code."""
    environment = {"GUNICORN_LOG_LEVEL": "warning", **os.environ}
    # In sessions of their own, for they get one signal from here: with a Ctrl-C as well they would wait in vain.
    server = subprocess.Popen(
        [PYTHON, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"],
        env=environment,
        start_new_session=True,
    )
    worker = start_worker()
    # A closed terminal and a polite kill mean the same as Ctrl-C: never leave a server behind.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        if answers(port, server):
            say("\nnewsroom is running; Ctrl-C stops it.\n")
            say_addresses(port)
        while worker and server.poll() is None:
            if worker.poll() is not None:
                say("The worker for tasks ended; it is started again.")
                worker = start_worker()
            time.sleep(WATCHED)
        return server.wait()
    except KeyboardInterrupt:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        server.terminate()
        stop_worker(worker)
        worker = None
        server.wait()
        say("\nStopped. Everything is kept in {}.".format(shown(data_folder())))
        return 0
    finally:
        stop_worker(worker)


def start_worker():
    """Start what does the tasks, when they wait in the database. Return its process or None."""
    if os.environ.get("TASKS_BACKEND") != "database":
        return None
    return subprocess.Popen([PYTHON, "manage.py", "db_worker", "--queue-name", "*"], start_new_session=True)


def stop_worker(worker):
    """Let it do the task it is at, no longer than a web server would be given."""
    if worker is None:
        return
    worker.terminate()
    try:
        worker.wait(timeout=20)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def say_addresses(port):
    site = f"http://127.0.0.1:{port}/"
    desk = site + os.environ.get("ADMIN_PATH", "admin/").strip("/") + "/"
    say(f"  Readers  {site}\n  Desk     {desk}\n")


def answers(port, server):
    """Wait until the server answers a request. Return False when it ends before it does."""
    while server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/")
            connection.getresponse()
            return True
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    return False


# -- What make asks for ------------------------------------------------------------------------------------


def run():
    port = whole_number("PORT", 8000, 65535)
    whole_number("WEB_CONCURRENCY", 2, 512)
    whole_number("WEB_THREADS", 4, 512)
    refuse_used_port(port)
    install("run")
    os.environ["DEBUG"] = "off"
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    use_data_folder("var")
    prepare_database()
    collect_static_files()
    fill_when_empty()
    refuse_used_port(port)
    return serve(port)


def dev():
    port = whole_number("PORT", 8000, 65535)
    refuse_used_port(port)
    install("run")
    os.environ["DEBUG"] = "on"
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    use_data_folder("var/dev")
    prepare_database()
    fill_when_empty()
    say("\nnewsroom starts for developing; Ctrl-C stops it.\n")
    say_addresses(port)
    if os.environ.get("TASKS_BACKEND") == "database":
        say("Tasks wait for a worker, in another terminal:")
        say(f"  {variables()}TASKS_BACKEND=database .venv/bin/python manage.py db_worker --queue-name '*'\n")
    os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    os.execv(PYTHON, [PYTHON, "manage.py", "runserver", str(port)])


def demo():
    install("run")
    use_data_folder("var")
    prepare_database()
    return subprocess.call([PYTHON, "manage.py", "demo"])


def environment():
    install("test")


def use_data_folder(default):
    os.environ.setdefault("VAR_DIR", os.path.join(ROOT, default))
    os.makedirs(data_folder(), exist_ok=True)


def read(path):
    """Return the text of a file, or nothing when there is none."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def shown(path):
    """Return a path as a person in the project's folder would write it."""
    relative = os.path.relpath(path, ROOT)
    return path if relative.startswith("..") else relative


def say(text):
    print(text, flush=True)


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Set newsroom up on this machine and start it.")
    parser.add_argument("command", choices=["run", "dev", "demo", "environment"])
    command = parser.parse_args(arguments).command
    try:
        use_a_good_python()
        os.chdir(ROOT)
        sys.stdout.reconfigure(errors="replace")
        return {"run": run, "dev": dev, "demo": demo, "environment": environment}[command]() or 0
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
