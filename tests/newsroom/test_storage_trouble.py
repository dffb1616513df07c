"""A disk or database that takes nothing: said in a sentence, for a while only, and what was typed is given back."""

import sqlite3
import subprocess
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from newsroom import roles
from tests.articles.desk import shown, story_url
from tests.comments.factories import comments_url, sent
from tests.factories import create_article, create_superuser, publish

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "I piloted one of those two ships <b>myself</b>."
is_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="of SQLite alone")
is_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="of PostgreSQL alone")


@contextmanager
def full():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        cursor.execute("CREATE TABLE filler (words)")
        try:
            for size in (100_000, 1000, 10):
                while True:
                    try:
                        cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [size])
                    except Exception:
                        break
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
            cursor.execute("DROP TABLE IF EXISTS filler")


@contextmanager
def full_disk(folder):
    """The database lies on a disk of its own, which is full."""
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder]).returncode:  # noqa: S603, S607
        pytest.skip("Only root can mount a disk to fill.")
    before = connection.settings_dict["NAME"]
    try:
        connection.cursor().execute("VACUUM INTO %s", [str(folder / "db.sqlite3")])
        connection.close()
        connection.settings_dict["NAME"] = str(folder / "db.sqlite3")
        connection.cursor().execute("SELECT count(*) FROM articles_article").fetchone()  # its index of what is new
        with open(folder / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        subprocess.run(["umount", "-l", folder])  # noqa: S603, S607


@contextmanager
def read_only():
    statements = {
        "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
        "postgresql": ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
    }[connection.vendor]
    connection.cursor().execute(statements[0])
    yield
    connection.cursor().execute(statements[1])


@contextmanager
def locked():
    connection.cursor().execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()
    connection.close()


@contextmanager
def lost():
    """The server has ended the connection, as when it is started anew."""
    with connection.cursor() as cursor, pytest.raises(Exception, match="terminat"):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    yield
    connection.close()


TROUBLES = [
    pytest.param(full, 507, marks=is_sqlite),
    pytest.param(read_only, 503),
    pytest.param(locked, 503, marks=is_sqlite),
    pytest.param(lost, 503, marks=is_postgresql),
]


@pytest.fixture
def reader():
    return Client(raise_request_exception=False)


def told(response, status, *typed):
    assert response.status_code == status
    assert response["Retry-After"] == "60"
    page = response.content.decode()
    assert "<h1" in page
    for words in typed:
        assert words in page
    assert "csrfmiddlewaretoken" not in page
    return page


@pytest.mark.parametrize(("trouble", "status"), TROUBLES)
def test_a_comment_is_given_back(reader, caplog, trouble, status):
    edition = publish()
    data = sent(edition, body=WORDS * 100)
    with trouble():
        response = reader.post(comments_url(edition), data)
    page = told(response, status)
    if trouble is not lost:  # which is noticed before anything is read
        assert "I piloted one of those two ships &lt;b&gt;myself&lt;/b&gt;." in page
        assert data["stamp"] not in page
    assert "Internal Server Error" in caplog.text or "Service Unavailable" in caplog.text or caplog.records
    assert reader.post(comments_url(edition), sent(edition, body=WORDS)).status_code == 303


@pytest.mark.parametrize(("trouble", "status"), TROUBLES)
def test_a_story_is_given_back_and_a_password_is_not(reader, trouble, status):
    boss = create_superuser()
    article = create_article(created_by=boss)
    reader.force_login(boss)
    data = {
        **shown(reader, story_url(article)),
        "body": f"<p>{WORDS * 1000}</p>",
        "headline": "Two ships",
        "_continue": "1",
    }
    with trouble():
        response = reader.post(story_url(article), data)
        page = told(response, status)
        login = Client(raise_request_exception=False).post(
            "/admin/login/", {"username": boss.username, "password": "correct horse battery"}
        )
    if trouble is not lost:
        assert "Two ships</textarea>" in page
        assert "I piloted one" in page
        assert login.status_code in {302, status}
        assert "correct horse" not in login.content.decode()
    article.refresh_from_db()
    assert article.headline != "Two ships"


@is_sqlite
def test_a_disk_that_is_full_is_told(reader, tmp_path):
    roles.sync()
    edition = publish()
    with full_disk(tmp_path / "disk"):
        assert reader.get(edition.get_absolute_url()).status_code == 200
        response = reader.post(comments_url(edition), sent(edition, body=WORDS * 100))
        told(response, 507, "There is no space left on the server.", "I piloted one of those two ships")


def test_a_fault_in_a_query_is_no_trouble_with_storage(reader, monkeypatch):
    def odd(*args):
        connection.cursor().execute("SELECT nothing FROM nowhere")

    monkeypatch.setattr("articles.views.Section.objects.filter", odd)
    monkeypatch.setattr("articles.views.get_object_or_404", odd)
    assert reader.get("/nothing/").status_code == 500
