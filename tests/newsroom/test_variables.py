"""Each variable of the environment is read, is in the documents, and does what they say."""

import re
from pathlib import Path

import pytest

from tests.newsroom.test_settings import PRODUCTION, ROOT, ask

SOURCES = ("newsroom/settings.py", "deploy/gunicorn.conf.py", "deploy/start.py")
READ = re.compile(r'\b(?:env\.\w+\(|environ\.get\(|environ\[|number\()\s*["\']([A-Z][A-Z_]+)["\']')
# Set by the programs for themselves, not by people.
OWN = {"DJANGO_SETTINGS_MODULE", "DJANGO_RUNSERVER_HIDE_WARNING", "NEWSROOM_IS_READY", "NEWSROOM_PYTHON_CHOSEN"}
LOADED = "__import__('django').setup() or"  # before what asks for more than settings: it takes ten times as long


def text(path):
    return (ROOT / path).read_text()


def test_each_variable_that_is_read_is_documented_and_each_that_is_documented_is_read():
    read = {name for path in SOURCES for name in READ.findall(text(path))} - OWN
    table = text("docs/operating.md").partition("| variable |")[2].partition("\n\n")[0]
    documented = {name for line in table.splitlines() for name in re.findall(r"`([A-Z][A-Z_]+)`", line.split("|")[1])}
    assert read == documented


def test_each_variable_is_named_in_a_test():
    tests = "\n".join(path.read_text() for path in Path(ROOT, "tests").rglob("*.py"))
    read = {name for path in SOURCES for name in READ.findall(text(path))} - OWN
    assert {name for name in read if not re.search(rf"\b{name}\b", tests)} == set()


@pytest.mark.parametrize(
    ("variables", "asked", "expected"),
    [
        (
            {"ADMIN_PATH": "/desk-of-ours/"},
            f"{LOADED} __import__('django.urls').urls.reverse('admin:index')",
            "/desk-of-ours/",
        ),
        (
            {"LANGUAGE_CODE": "de"},
            f"{LOADED} __import__('django.utils.translation').utils.translation.gettext('Save')",
            "Sichern",
        ),
        ({"LOG_LEVEL": "WARNING"}, f"{LOADED} __import__('logging').getLogger().level", "30"),
        ({"DEFAULT_FROM_EMAIL": "desk@example.org"}, "settings.DEFAULT_FROM_EMAIL", "desk@example.org"),
        ({"SITE_URL": "https://a.example"}, "settings.DEFAULT_FROM_EMAIL", "newsroom@a.example"),
        (
            {"EMAIL_URL": "smtp+tls://me:key@mail.example:587"},
            "(settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER)",
            "('mail.example', 587, True, 'me')",
        ),
        (
            {"DATABASE_URL": "postgres://me@db.example/n", "DATABASE_CONN_MAX_AGE": "7"},
            "settings.DATABASES['default']['CONN_MAX_AGE']",
            "7",
        ),
        ({"BEHIND_PROXY": "on"}, "settings.SECURE_PROXY_SSL_HEADER", "('HTTP_X_FORWARDED_PROTO', 'https')"),
        ({"BEHIND_PROXY": "off"}, "settings.SECURE_PROXY_SSL_HEADER", "None"),
        ({"SECURE_SSL_REDIRECT": "off"}, "settings.SECURE_SSL_REDIRECT", "False"),
        ({"SECURE_HSTS_SECONDS": "60"}, "settings.SECURE_HSTS_SECONDS", "60"),
        ({"SECURE_HSTS_INCLUDE_SUBDOMAINS": "off"}, "settings.SECURE_HSTS_INCLUDE_SUBDOMAINS", "False"),
        ({"SECURE_HSTS_PRELOAD": "off"}, "settings.SECURE_HSTS_PRELOAD", "False"),
        ({"INDEXNOW_URL": "https://ping.example/"}, "settings.INDEXNOW_URL", "https://ping.example/"),
        (
            {"TIME_ZONE": "Europe/Oslo"},
            f"{LOADED} __import__('newsroom.models').models.Publication().time_zone",
            "Europe/Oslo",
        ),
    ],
)
def test_a_variable_does_what_its_row_says(tmp_path, variables, asked, expected):
    assert ask(asked, tmp_path, **{**PRODUCTION, **variables}) == expected


def test_the_server_is_started_as_the_variables_say(monkeypatch):
    def configured(**variables):
        for name in ("BIND", "PORT", "WEB_CONCURRENCY", "WEB_THREADS", "GUNICORN_LOG_LEVEL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        values: dict = {}
        exec(compile(text("deploy/gunicorn.conf.py"), "gunicorn.conf.py", "exec"), values)  # noqa: S102  as gunicorn does
        return tuple(values[name] for name in ("bind", "workers", "threads", "loglevel"))

    assert configured() == ("127.0.0.1:8000", 2, 4, "info")
    assert configured(PORT="9000", WEB_CONCURRENCY="3", WEB_THREADS="5") == ("127.0.0.1:9000", 3, 5, "info")
    assert configured(BIND="unix:/run/n.sock", GUNICORN_LOG_LEVEL="debug") == ("unix:/run/n.sock", 2, 4, "debug")
