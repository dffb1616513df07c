"""
Settings, all from the environment, safe by default; ``docs/operating.md`` has the table of variables.

Without any variable set this is one machine with SQLite, everything it writes under ``var/``.
"""

import ipaddress
import os
import re
import secrets
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)


def secret_key():
    """Return SECRET_KEY, or the key kept in ``var/secret_key``, made at the first start (owner-readable only)."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    path = VAR_DIR / "secret_key"
    try:
        with open(path, "x", opener=partial(os.open, mode=0o600)) as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text().strip()


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if not DEBUG and (len(SECRET_KEY) < 50 or SECRET_KEY.startswith("django-insecure")):
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters and be no published default.")

# Absolute addresses (feeds, sitemaps, canonical links, mails) come from here, never from a request's Host.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname or _site.path:
    raise ImproperlyConfigured("SITE_URL must be http:// or https:// with a host and no path.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_site.hostname, "localhost", "127.0.0.1", "[::1]"])
if not DEBUG and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts; '*' is only accepted with DEBUG.")
ADMIN_PATH = env.str("ADMIN_PATH", default="admin/").strip("/") + "/"

INSTALLED_APPS = [
    "newsroom.apps.NewsroomConfig",
    "articles",
    "comments",
    "newsroom.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "newsroom.apps.StaticFilesConfig",
    "taggit",
    "ckeditor",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "newsroom.middleware.CacheControlMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "newsroom.middleware.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.middleware.PublicationMiddleware",
    "newsroom.middleware.FewFieldsMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context.publication",
            ],
        },
    },
]

# -- Storage: database, cache, files -----------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for a writer (WAL), an acknowledged save survives a power cut (FULL), and a writer
    # that has to wait does so at its first statement instead of failing at its last (IMMEDIATE).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # PostgreSQL takes lists that end early for dear, and compiles them: seconds for what then runs a millisecond.
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options["options"] = f"-c jit=off {_options.get('options', '')}".strip()

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    # What readers get: renditions without metadata.
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What was uploaded, as it came: never served to readers.
    "originals": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR_DIR / "originals",
            "base_url": None,
            "file_permissions_mode": 0o600,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "newsroom.static_storage.StaticStorage",
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False  # CKEditor loads its plugins by their plain names

FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A form without its files: the longest text (LONGEST in articles/richtext/policy.py), in whatever script, and more.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
# A story's form has about ten fields a row, and rows by the thousand; what a reader sends has a few.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 40_000
READERS_MAX_NUMBER_FIELDS = 100

# Of one person: files an hour, and megabytes of originals. Of each disk: percent that pictures leave free. 0: no bound.
UPLOADS_PER_HOUR = env.int("UPLOADS_PER_HOUR", default=200)
UPLOAD_QUOTA = env.int("UPLOAD_QUOTA", default=10_000)
DISK_RESERVE = env.int("DISK_RESERVE", default=5)
if min(UPLOADS_PER_HOUR, UPLOAD_QUOTA, DISK_RESERVE, 100 - DISK_RESERVE) < 0:
    raise ImproperlyConfigured("UPLOADS_PER_HOUR and UPLOAD_QUOTA are 0 or more, DISK_RESERVE is from 0 to 100.")

# -- Language and time -------------------------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en-gb")
TIME_ZONE = env.str("TIME_ZONE", default="UTC")  # of commands and of a publication that names none
USE_I18N = True
USE_TZ = True

# -- Accounts ----------------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# -- Mail --------------------------------------------------------------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"newsroom@{_site.hostname}")

# -- Work in the background --------------------------------------------------------------------------------

# Tasks are enqueued after commit, can be repeated, and are given numbers of rows, not rows. At once, they run inside
# the request that asked for them; one that fails costs a line in the log and not the request.
TASK_BACKENDS = {
    "immediate": "django_tasks.backends.immediate.ImmediateBackend",
    "database": "django_tasks_db.DatabaseBackend",
}
TASKS_BACKEND = env.str("TASKS_BACKEND", default="immediate")
if TASKS_BACKEND not in TASK_BACKENDS:
    raise ImproperlyConfigured("TASKS_BACKEND must be immediate or database.")
TASKS = {"default": {"BACKEND": TASK_BACKENDS[TASKS_BACKEND], "QUEUES": ["default", "pictures", "mail"]}}

# -- Safety in the browser ---------------------------------------------------------------------------------

# Readers' pages: nothing inline, nothing from elsewhere. The editor's page widens this for itself alone.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "newsroom.errors.csrf_failure"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

TLS = _site.scheme == "https"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if TLS else []
if TLS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
    # Only a proxy that sets the header itself may be believed: it says so by this variable.
    if env.bool("BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# -- Comments ----------------------------------------------------------------------------------------------


def trusted_proxies():
    """Return TRUSTED_PROXIES as networks; "unix" stands for whoever reaches the server by its Unix socket."""
    names = [name.strip() for name in env.list("TRUSTED_PROXIES", default=[])]
    try:
        return [name if name == "unix" else ipaddress.ip_network(name) for name in names if name]
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES must be addresses or networks: {error}.") from error


def comment_rate_limits():
    """Return COMMENT_RATE_LIMITS, such as 3/60,20/3600, as a list of (number of comments, seconds)."""
    limits = [limit.strip() for limit in env.list("COMMENT_RATE_LIMITS", default=["3/60", "20/3600"])]
    if not all(re.fullmatch(r"[1-9]\d{0,5}/[1-9]\d{0,6}", limit, re.ASCII) for limit in limits if limit):
        raise ImproperlyConfigured("COMMENT_RATE_LIMITS must be like 3/60,20/3600: comments per seconds.")
    return [tuple(map(int, limit.split("/"))) for limit in limits if limit]


TRUSTED_PROXIES = trusted_proxies()  # the only peers whose X-Forwarded-For is believed
COMMENT_RATE_LIMITS = comment_rate_limits()  # per network address; empty: none
# Outside checkers of comments (dotted paths of classes), asked after the comment was kept; none as a default.
COMMENT_CHECKERS = [path.strip() for path in env.list("COMMENT_CHECKERS", default=[]) if path.strip()]
COMMENT_CHECK_SECONDS = env.int("COMMENT_CHECK_SECONDS", default=5)  # for each of them
AKISMET_KEY = env.str("AKISMET_KEY", default="")
AKISMET_URL = env.str("AKISMET_URL", default="https://rest.akismet.com/1.1/comment-check")

# -- Writing -----------------------------------------------------------------------------------------------

AUTOSAVE = env.int("AUTOSAVE", default=10)  # seconds between two copies of what is being typed; 0: none

# -- Search ------------------------------------------------------------------------------------------------

SEARCH_LANGUAGE = "newsroom.models.publication_language"  # whose endings are taken off the words that are kept

# Of one network address: searches at once, and after these so many a minute. 0 a minute: no bound.
SEARCHES_AT_ONCE = env.int("SEARCHES_AT_ONCE", default=60)
SEARCHES_A_MINUTE = env.int("SEARCHES_A_MINUTE", default=10)

# -- Embeds ------------------------------------------------------------------------------------------------

# Whose posts a story may show in a frame, once a reader asks for it. Any host may run Mastodon: name those you trust.
MASTODON_HOSTS = env.list(
    "MASTODON_HOSTS",
    default="mastodon.social mastodon.online mstdn.social mas.to mastodon.world fosstodon.org hachyderm.io "
    "infosec.exchange journa.host newsie.social".split(),
)
if odd := [host for host in MASTODON_HOSTS if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host)]:
    raise ImproperlyConfigured(f"MASTODON_HOSTS must be host names in small letters; {odd[0]!r} is none.")

# -- Telling others what is new ------------------------------------------------------------------------------

# Nobody is told as a default. The WebSub hub is named in feeds too, so that programs can be told instead of asking; of
# IndexNow, which tells search engines, the key is one's own to choose.
WEBSUB_HUB = env.str("WEBSUB_HUB", default="")
INDEXNOW_KEY = env.str("INDEXNOW_KEY", default="")
INDEXNOW_URL = env.str("INDEXNOW_URL", default="https://api.indexnow.org/indexnow")
if WEBSUB_HUB and not (urlsplit(WEBSUB_HUB).scheme in {"http", "https"} and urlsplit(WEBSUB_HUB).hostname):
    raise ImproperlyConfigured("WEBSUB_HUB must be an address that begins with https://.")
if INDEXNOW_KEY and not re.fullmatch(r"[A-Za-z0-9-]{8,128}", INDEXNOW_KEY):
    raise ImproperlyConfigured("INDEXNOW_KEY must have 8 to 128 letters, digits and hyphens.")

# -- Editor and tags ---------------------------------------------------------------------------------------

TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True

# W001 says that CKEditor 4 is no longer maintained in public. It stays because the newsroom's user fixed it,
# fenced in by what docs/decisions/0002-ckeditor-4.md lists: its known holes need plug-ins, pages or settings
# that are not here, and nothing it sends is trusted (articles/richtext/).
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001"]

_EDITOR: dict = {
    "toolbar": [
        ["Format", "Bold", "Italic", "Link"],
        ["BulletedList", "NumberedList", "Blockquote", "Table", "SpecialChar"],
        ["Undo", "Redo", "deskfind", "RemoveFormat", "Source", "Maximize"],
    ],
    "format_tags": "p;h2;h3;h4;pre",
    "versionCheck": False,
    "fullPage": False,
    "extraPlugins": "divarea,desklink,deskgestures,deskfind",
    "removePlugins": (
        "image,exportpdf,scayt,wsc,forms,iframe,flash,smiley,preview,print,save,newpage,templates,"
        "stylesheetparser,about,bidi,language,div,colorbutton,colordialog,font,uploadimage,"
        "pastefromword,pastefromgdocs,pastefromlibreoffice,pastetools,find,elementspath,resize"
    ),
    # "extraAllowedContent" and "textPolicy" come from articles/richtext/policy.py (articles/admin/widgets.py).
    "removeDialogTabs": "table:advanced",  # nothing of it is kept
    "toolbarCanCollapse": False,
    "width": "100%",
}
# "page" is for flat pages; a story's text has what stands in it by its number as well (static/js/desk/editor/).
CKEDITOR_CONFIGS = {
    "page": _EDITOR,
    "article": {
        **_EDITOR,
        "toolbar": [
            _EDITOR["toolbar"][0],
            ["deskpicture", "deskgallery", "deskquote", "deskbox", "deskcite", "deskseealso", "desknote", "deskembed"],
            [*_EDITOR["toolbar"][1], "desksmall", "deskruby"],
            *_EDITOR["toolbar"][2:],
        ],
        "extraPlugins": (
            f"{_EDITOR['extraPlugins']},desktokens,deskmarks,deskbuttons,deskblocks,deskruby,deskupload,deskoffers,desknotes"
        ),
    },
    # An entry of a live coverage is short, and written fast.
    "entry": {
        **_EDITOR,
        "toolbar": [
            ["Bold", "Italic", "Link", "BulletedList", "Blockquote"],
            ["deskpicture", "deskseealso", "deskembed"],
            ["Undo", "Redo", "Source"],
        ],
        "extraPlugins": f"{_EDITOR['extraPlugins']},desktokens,deskbuttons,deskupload,deskoffers",
    },
}

# -- Log ---------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_keys": {"()": "newsroom.logs.WithoutKeys"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_keys"]},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
