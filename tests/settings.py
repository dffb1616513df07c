"""Settings of the test runs: the project's own, with files in a folder that ``tests/conftest.py`` throws away."""

import os
import tempfile

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="newsroom-tests-"))
os.environ.setdefault("SECRET_KEY", "a-key-for-tests-alone-" + "0123456789" * 4)
os.environ.setdefault("SITE_URL", "http://testserver")

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import STATIC_ROOT, STORAGES  # noqa: E402

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
