"""Production's settings, but for names of static files without their hashes (nothing is collected) and no mail."""

from newsroom.settings import *  # noqa: F403
from newsroom.settings import STATIC_ROOT, STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(exist_ok=True)
SEARCHES_A_MINUTE = 0
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
