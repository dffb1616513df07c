"""The settings as they come from the environment, each case in a Python of its own."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

ROOT = Path(__file__).parents[2]
KEY = "a-key-that-is-long-enough-0123456789-0123456789-0123456789"
PRODUCTION = {"SITE_URL": "https://news.example.org", "SECRET_KEY": KEY}


def run(*args, var, **variables):
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    return subprocess.run(  # noqa: S603
        [sys.executable, *args],
        cwd=ROOT,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def manage(*args, var, **variables):
    return run("manage.py", *args, var=var, **variables)


def ask(expression, var, **variables):
    """What ``expression`` is in a fresh Python, as text. It knows ``settings``; the apps are not loaded."""
    result = run("-c", f"from django.conf import settings; print({expression})", var=var, **variables)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_production_has_nothing_to_be_warned_of(tmp_path):
    result = manage("check", "--deploy", "--fail-level", "WARNING", var=tmp_path, **PRODUCTION)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 60}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"SITE_URL": "news.example.org"}, "SITE_URL"),
        ({"TASKS_BACKEND": "redis"}, "TASKS_BACKEND"),
        ({"SITE_URL": "https://news.example.org/path"}, "SITE_URL"),
    ],
)
def test_an_unsafe_setting_stops_the_start_by_its_name(tmp_path, variables, name):
    result = manage("check", var=tmp_path, **{**PRODUCTION, **variables})
    assert result.returncode != 0
    assert name in result.stderr.splitlines()[-1]


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first, second = (ask("settings.SECRET_KEY", tmp_path) for _ in range(2))
    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_tls_follows_from_the_address(tmp_path):
    asked = "[settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_SECURE]"
    assert ask(asked, tmp_path) == "[False, 'sessionid', False]"
    assert ask(asked, tmp_path, **PRODUCTION) == "[True, '__Host-session', True]"


@pytest.mark.parametrize("name", ["immediate", "database"])
def test_one_variable_chooses_where_tasks_run(tmp_path, name):
    asked = (
        "settings.TASKS['default']['BACKEND'] == settings.TASK_BACKENDS[settings.TASKS_BACKEND], settings.TASKS_BACKEND"
    )
    assert ask(asked, tmp_path, TASKS_BACKEND=name) == f"True {name}"
    assert manage("check", var=tmp_path, TASKS_BACKEND=name).returncode == 0


def test_the_cache_that_was_chosen_keeps_what_it_is_given():
    cache.set("key", "value", 60)
    assert cache.get("key") == "value"
    assert ("Redis" in settings.CACHES["default"]["BACKEND"]) == bool(os.environ.get("REDIS_URL"))


def test_postgresql_compiles_no_queries(tmp_path):
    def options(query=""):
        url = f"postgres://one@127.0.0.1/two{query}"
        return ask("settings.DATABASES['default']['OPTIONS']", tmp_path, **PRODUCTION, DATABASE_URL=url)

    assert options() == "{'options': '-c jit=off'}"
    assert options("?sslmode=require") == "{'sslmode': 'require', 'options': '-c jit=off'}"
    assert "'-c jit=off -c work_mem=8MB'" in options("?options=-c%20work_mem%3D8MB")
