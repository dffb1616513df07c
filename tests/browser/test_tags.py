"""Authors and tags as one types them."""

import re

from playwright.sync_api import expect

from articles.models import Author, Tag
from tests.articles.desk import story_url
from tests.factories import create_article, create_author, create_section, create_tag, create_user


def chips(page, name):
    return page.locator(".chips", has=page.get_by_role("combobox", name=name)).locator(".chip__name")


def offered(page):
    return page.locator(".offers [role=option]")


def open_story(page, article):
    """The form of the story, with the row of its section, authors and tags open."""
    page.goto(story_url(article))
    page.locator("#fields > summary").click()


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Saved.")


def test_tags_are_offered_by_all_their_names_as_one_types(site):
    create_tag(name="Ferries").add_alias("Boats")
    create_tag(name="Trams")
    page = site.desk("editor")
    article = create_article(created_by=page.user)
    open_story(page, article)
    field = page.get_by_role("combobox", name="Tags")
    field.click()
    page.keyboard.type("boa")
    options = offered(page)
    expect(options.first).to_have_text("Ferries also “Boats”, 0 stories")
    expect(options.last).to_have_text("New tag: boa")
    expect(options).to_have_count(2)
    page.keyboard.press("Enter")
    expect(chips(page, "Tags")).to_have_text(["Ferries"])
    expect(field).to_be_focused()
    save(page)
    assert list(article.tags.names()) == ["Ferries"]


def test_names_are_chosen_and_taken_away_by_keys_alone(site):
    ines, tom = create_author(name="Ines Varga"), create_author(name="Tom Okafor")
    page = site.desk("editor")
    article = create_article(created_by=page.user, authors=[ines])
    open_story(page, article)
    field = page.get_by_role("combobox", name="Authors")
    field.focus()
    page.keyboard.type("o")
    expect(offered(page)).to_have_count(2)  # Tom Okafor, and a new one of that name
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox", name="Offers for authors")).to_be_hidden()
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(offered(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", offered(page).first.get_attribute("id"))
    page.keyboard.press("Enter")
    expect(chips(page, "Authors")).to_have_text(["Ines Varga", "Tom Okafor"])
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(chips(page, "Authors")).to_have_count(0)
    page.keyboard.type("tom okafor")
    page.keyboard.press("Enter")  # before the answer is there
    expect(chips(page, "Authors")).to_have_text(["Tom Okafor"])
    save(page)
    assert [byline.author for byline in article.bylines.all()] == [tom]


def test_a_reporter_proposes_and_an_editor_accepts_in_one_press(site):
    reporter = create_user(role="reporter", username="nadia", first_name="Nadia", last_name="Petrenko")
    article = create_article(created_by=reporter, section=create_section(), headline="Weapons", authors=[])
    page = site.desk("reporter", user=reporter)
    open_story(page, article)
    for name, typed, offer in (
        ("Authors", "Luana Pavaluca", "Add Luana Pavaluca as a new author"),
        ("Tags", "Sureties", "New tag: Sureties"),
    ):
        page.get_by_role("combobox", name=name).click()
        page.keyboard.type(typed)
        offered(page).filter(has_text=offer).click()
        expect(chips(page, name)).to_have_text([f"{typed} new"])
    save(page)
    open_story(page, article)
    expect(chips(page, "Authors")).to_have_text(["Luana Pavaluca new"])

    desk = site.desk("editor")
    desk.goto("/admin/")
    desk.get_by_role("button", name=re.compile("Accept.*Luana Pavaluca")).click()
    expect(desk.get_by_text("Luana Pavaluca is accepted.")).to_be_visible()
    desk.get_by_role("button", name=re.compile("Refuse.*Sureties")).click()
    expect(desk.get_by_text("Sureties is refused")).to_be_visible()
    assert not Author.objects.get().is_proposed
    assert not Tag.objects.exists()
