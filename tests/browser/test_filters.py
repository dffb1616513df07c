"""What narrows a list stands beside it, folds away on a phone, and needs neither script nor mouse."""

import pytest
from playwright.sync_api import expect

from tests.factories import create_article, create_author, create_section, publish

PHONE, DESK = {"width": 375, "height": 800}, {"width": 1440, "height": 900}


@pytest.fixture
def news(site):
    """A corrected story of one section and a clarified one of another."""
    for name, kind in (("City", "correction"), ("Port", "clarification")):
        section = create_section(name=name, slug=name.lower())
        author = create_author(name=f"{name} Áldás")
        article = publish(create_article(headline=f"Trams of the {name}", section=section, authors=[author])).article
        publish(article, kind=kind, note=f"It was wrong of the {name}.")


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(("path", "name"), [("/corrections/", "Section, month, kind"), ("/search/", "Order, section")])
def test_they_are_folded_on_a_phone_and_open_on_a_desk(site, news, path, name, script):
    page = site.page(viewport=PHONE, java_script_enabled=script)
    page.goto(path)
    fold, field = page.locator("summary", has_text=name), page.get_by_label("Section", exact=True)
    expect(fold).to_be_visible()
    expect(field).to_be_hidden()
    fold.focus()
    page.keyboard.press("Enter")
    expect(field).to_be_visible()
    page.set_viewport_size(DESK)
    page.goto(path)
    expect(fold).to_be_hidden()
    expect(field).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_corrections_are_narrowed_and_stay_so_until_all_are_asked_for(site, news, script):
    page = site.page(viewport=PHONE, java_script_enabled=script)
    page.goto("/corrections/")
    page.locator("summary", has_text="Section, month, kind").click()
    page.get_by_label("Section", exact=True).select_option("City")
    page.get_by_label("Kind").select_option("Corrections")
    page.get_by_role("button", name="Narrow down").click()
    expect(page.get_by_text("It was wrong of the City.")).to_be_visible()
    expect(page.get_by_text("It was wrong of the Port.")).to_have_count(0)
    expect(page.get_by_label("Section", exact=True)).to_have_value("city")  # open: something is chosen
    page.get_by_role("link", name="All corrections").click()
    expect(page.get_by_text("It was wrong of the Port.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_search_is_narrowed_beside_what_was_found(site, news, script):
    page = site.page(viewport=DESK, java_script_enabled=script)
    page.goto("/search/?q=trams")
    expect(page.locator("article")).to_have_count(2)
    page.get_by_label("Author").fill("city aldas")
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_have_count(1)
    expect(page.get_by_label("Search all our stories")).to_have_value("trams")
    expect(page.locator("mark").first).to_have_text("Trams")
    page.get_by_role("link", name="Look in all stories").click()
    expect(page.locator("article")).to_have_count(2)
