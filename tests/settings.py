"""Settings of the test runs: the project's own, with files in a folder that ``tests/conftest.py`` throws away."""

import os
import tempfile

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="newsroom-tests-"))
os.environ.setdefault("SECRET_KEY", "a-key-for-tests-alone-" + "0123456789" * 4)
os.environ.setdefault("SITE_URL", "http://testserver")

from newsroom.settings import *  # noqa: F403
from newsroom.settings import CACHES, DATABASES, STORAGES, VAR_DIR

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
CACHES["default"]["KEY_PREFIX"] = f"{VAR_DIR.name}-{WORKER}"  # one Redis, several test processes and runs
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # whose queries the tests count, with Redis and without

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in use: in memory, the threads of a server under test would lock each other out at once instead of
    # waiting. What survives a power cut does not matter here.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"  # likewise

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = VAR_DIR / f"static-{WORKER}"
STATIC_ROOT.mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
COMMENT_RATE_LIMITS: list = []  # every client of a test has the same address; those of the limits set their own
SEARCHES_A_MINUTE = 0  # likewise
