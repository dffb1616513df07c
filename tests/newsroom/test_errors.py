"""What is answered when something is wrong: our own pages, never a 500 that a visitor can cause."""

import pytest
from django.db.models.sql.compiler import SQLCompiler
from django.test import Client

from tests.factories import create_user

pytestmark = pytest.mark.django_db


def test_an_unknown_address_is_404_whatever_is_posted_to_it():
    client = Client()
    client.cookies["csrftoken"] = "x" * 32
    # Django's own 404 page asks for the token, and reading this body fails.
    response = client.post("/no/such/page/", b"no boundary", content_type="multipart/form-data")
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


def test_a_foreign_host_is_400(client):
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "<h1" in response.content.decode()


def test_a_form_of_the_desk_without_its_token_is_403_in_plain_words():
    client = Client(enforce_csrf_checks=True)
    client.force_login(create_user(role="editor"))
    response = client.post("/admin/articles/article/add/", {"headline": "Typed"})
    assert response.status_code == 403
    assert "reload the page" in response.content.decode()


def test_a_refusal_tells_why(client):
    client.force_login(create_user(role="moderator"))
    response = client.get("/admin/articles/article/")
    assert response.status_code == 403
    assert "<h1" in response.content.decode()


def test_a_fault_of_ours_is_told_in_a_page_that_needs_nothing(client, monkeypatch):
    def fail(*args, **options):
        raise RuntimeError("A fault of ours")

    monkeypatch.setattr(SQLCompiler, "execute_sql", fail)
    client.raise_request_exception = False
    response = client.get("/nothing/")
    assert response.status_code == 500
    page = response.content.decode()
    assert "<h1" in page
    assert "{%" not in page
    assert "{{" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/var/secret_key",
        "/newsroom/settings.py",
        "/manage.py",
        "/static/../newsroom/settings.py",
        "/media/../newsroom.sqlite3",
        "/wp-login.php",
    ],
)
def test_what_is_not_for_the_public_is_not_there(client, path):
    assert client.get(path).status_code == 404


def test_getting_is_not_signing_out(client):
    client.force_login(create_user(role="editor"))
    assert client.get("/admin/logout/").status_code == 405
    assert client.get("/admin/").status_code == 200
