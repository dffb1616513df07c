"""A real Chromium against a real server. Where no Chromium is found, one line says that these tests were skipped."""

import importlib
import os
import shutil

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import WSGIRequestHandler
from django.test import Client

from articles.models import ChecklistRule
from newsroom import roles
from newsroom.models import Publication
from tests.browser import server
from tests.factories import create_user

# The one without windows draws the same and does it in three quarters of the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
PASSWORD = "correct horse battery"
PATIENCE = 30_000  # milliseconds: a slow machine is no fault
# Without these, a fresh Chromium asks its maker's hosts for updates.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# CKEditor's own markup: its links say javascript:void(0), which the policy refuses, and nothing needs.
HARMLESS = ("javascript:void(0)", "Executing inline event handler")
# CKEditor looks at the selection in a timer, by when the element it was in may be gone. The next look finds it.
SELECTION_GONE = "Cannot read properties of null (reading 'type')"

# Headers and body are two writes: the second would wait 40 ms for the browser to acknowledge the first, at every file.
WSGIRequestHandler.disable_nagle_algorithm = True
server.use()


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM:
        pytest.skip("Browser tests need Chromium: install it, or name it with CHROMIUM=/its/path.")
    # Playwright keeps an event loop in this thread, where Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def static_files(django_db_setup):
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def site(live_server, chromium, static_files):
    """
    A server with an empty publication, its roles and its checklist (which the test before has flushed away), and a
    browser for it: ``site.page()`` is a reader's, ``site.desk("editor")`` one signed in.
    """
    roles.sync()
    if not ChecklistRule.objects.exists():
        importlib.import_module("articles.migrations.0002_checklist_to_begin_with").add(apps, None)
    Publication.objects.get_or_create(name="The Harbour Ledger", tagline="Independent, from the quay to the hills")
    site = Site(live_server.url, chromium)
    yield site
    site.close()
    assert live_server.thread.httpd.rest(PATIENCE / 1000)
    assert site.complaints == []


class Site:
    """``complaints`` gathers what no page may cause: script errors, refused content, requests to other hosts."""

    def __init__(self, url, browser):
        self.url, self.browser = url, browser
        self.contexts, self.complaints = [], []

    def context(self, **options):
        options = {"viewport": {"width": 1280, "height": 900}, "base_url": self.url, "locale": "en-GB", **options}
        context = self.browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.on("page", self.watch)
        self.contexts.append(context)
        return context

    def page(self, **options):
        return self.context(**options).new_page()

    def desk(self, role, user=None, **options):
        """A page signed in as ``user``, or as a new user of ``role``; the user is ``page.user``."""
        user = user or create_user(role=role, username=role, email=f"{role}@example.org")
        page = self.page(**options)
        client = Client()  # by the form it would take two pages, before every test
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": session.key, "value": session.value, "url": self.url}])
        page.user = user
        return page

    def sign_in(self, page, user):
        page.goto("/admin/login/?next=/admin/")
        page.fill("#id_username", user.username)
        page.fill("#id_password", PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url("**/admin/")

    def watch(self, page):
        page.on("pageerror", lambda error: self.notice(page, error))
        page.on("console", lambda message: self.hear(page, message))
        page.on("request", lambda request: self.see(page, request))

    def notice(self, page, error):
        if not (error.message == SELECTION_GONE and "/ckeditor/ckeditor.js:" in error.stack):
            self.complaints.append(f"{page.url}: {error}")

    def hear(self, page, message):
        refused = "Content Security Policy" in message.text or "Content-Security-Policy" in message.text
        if refused and not any(part in message.text for part in HARMLESS):
            self.complaints.append(f"{page.url}: {message.text}")

    def see(self, page, request):
        if not request.url.startswith((self.url, "data:", "blob:", "about:")):
            self.complaints.append(f"{page.url}: asked for {request.url}")

    def close(self):
        for context in self.contexts:
            context.close()


def write_in_editor(page, html, field="id_body"):
    """Put ``html`` into the editor as if typed: through its own data processing, marked as changed."""
    page.locator(".cke_editable").first.wait_for()
    page.evaluate(
        "([field, html]) => new Promise(done => CKEDITOR.instances[field].setData(html, done))", [field, html]
    )
    page.evaluate("field => CKEDITOR.instances[field].fire('change')", field)
