"""A live coverage by two people, with readers who watch it: one with script, one without."""

import re

from django.utils import timezone
from playwright.sync_api import expect

from articles.models import CoverageEdition, EntryEdition
from tests.browser.conftest import write_in_editor
from tests.factories import create_author, create_superuser, create_user, post, publish_coverage

QUICK = "const every = window.setInterval; window.setInterval = (deed, ms) => every(deed, ms / 20);"


def open_coverage(page, article):
    page.add_init_script(QUICK)
    page.goto(f"/admin/articles/article/{article.pk}/live/")
    page.locator(".cke_editable[contenteditable=true]").wait_for()


def test_two_editors_write_and_a_reader_sees_it_without_loading_anew(site):
    article = publish_coverage(headline="Storm gates close")
    first = post(article, headline="What we know", body="<p>The gates close at 16:00.</p>")
    ines, tom = (create_user(role="editor", username=name, is_staff=True) for name in ("ines", "tom"))
    create_author(name="Ines Varga", user=ines)
    reader = site.page()
    reader.add_init_script(QUICK)
    reader.goto(article.live_edition().get_absolute_url())
    one, other = site.desk("editor", user=ines), site.desk("editor", user=tom)
    for page in (one, other):
        open_coverage(page, article)

    write_in_editor(one, "<p>Both leaves are shut.</p>")
    one.fill("#id_headline", "Gates shut")
    one.check("#id_is_key")
    begun = timezone.now()
    one.locator(".cke_editable").press("Control+Enter")
    expect(one.get_by_text(re.compile("Posted "))).to_be_visible()
    edition = EntryEdition.objects.live().get(entry__number=2)
    assert (edition.headline, edition.is_key) == ("Gates shut", True)
    assert (edition.live_from - begun).total_seconds() < 10

    # The other editor has it in the list, and is told.
    expect(other.locator("[data-live-list]")).to_contain_text("Both leaves are shut.")
    expect(other.locator("[data-live-said]")).to_contain_text("ines")

    # The reader is told, and nothing moves before they ask.
    said = reader.locator("[data-live-said]")
    expect(said).to_have_text("1 new entry")
    expect(reader.locator(".live__events")).to_contain_text("Gates shut")
    expect(reader.locator(".entry")).to_have_count(1)
    reader.locator("[data-live-show]").click()
    expect(reader.locator(".entry").first).to_contain_text("Both leaves are shut.")
    expect(reader.locator(".entry").first).to_be_focused()

    # What was wrong is put right where it stands, without being asked for.
    first.entry.withdraw(tom, seen=1, reason="It was 15:30.")
    expect(reader.locator("#entry-1")).to_contain_text("It was 15:30.")
    expect(reader.locator("#entry-1")).not_to_contain_text("The gates close at 16:00.")

    CoverageEdition.objects.change(article, tom, seen=0, is_ended=True)
    expect(said).to_have_text("This coverage has ended")


def test_a_reader_without_script_has_all_of_it(site):
    article = publish_coverage()
    for number in range(25):
        post(article, headline=f"Number {number + 1}.")
    page = site.page(java_script_enabled=False)
    page.goto(article.live_edition().get_absolute_url())
    expect(page.locator(".entry")).to_have_count(20)
    post(article, headline="The newest of all")
    page.get_by_role("link", name="See what is new").click()
    expect(page.locator(".entry").first).to_contain_text("The newest of all")
    page.get_by_role("link", name="Earlier entries").click()
    expect(page.locator(".entry").first).to_contain_text("Number 6.")
    page.get_by_role("link", name="Link to this entry").nth(2).click()
    assert page.url.endswith("?entry=4#entry-4")
    expect(page.locator(".entry").first).to_contain_text("Number 4.")


def test_the_script_rests_while_nobody_looks_and_asks_for_little(site):
    article = publish_coverage()
    post(article)
    page = site.page()
    page.add_init_script(QUICK + "Object.defineProperty(document, 'hidden', { get: () => window.isHidden ?? false });")
    answers = []
    page.on("response", lambda response: answers.append(response.status) if response.url.endswith("/live/") else None)
    page.goto(article.live_edition().get_absolute_url())
    page.wait_for_timeout(3500)
    assert set(answers) == {304}
    page.evaluate("window.isHidden = true")
    page.wait_for_timeout(500)
    seen = len(answers)
    page.wait_for_timeout(2500)
    assert len(answers) == seen


def test_writing_without_script(site):
    article = publish_coverage()
    page = site.desk("editor", user=create_superuser(), java_script_enabled=False)
    page.goto(f"/admin/articles/article/{article.pk}/live/")
    page.fill("#id_headline", "Gates shut")
    page.fill("#id_body", "Both of them.\n\nAt four.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".update").first).to_contain_text("At four.")
    page.get_by_role("button", name="Key event").click()
    expect(page.get_by_role("button", name="Key event ✓")).to_be_visible()
    page.get_by_role("link", name="Take back…").click()
    page.get_by_label("Why").fill("They are open.")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".update--back")).to_contain_text("They are open.")
