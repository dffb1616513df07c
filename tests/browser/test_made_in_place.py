"""A picture, a source and a link, chosen or made without leaving the story."""

import pytest
from playwright.sync_api import expect

from articles.models import Source
from tests.articles.desk import story_url
from tests.browser.accessibility import violations
from tests.browser.test_editor_buttons import file
from tests.factories import create_article, create_image


def open_story(site, row):
    page = site.desk("editor")
    article = create_article(created_by=page.user, body="<p>Three councils believed.</p>")
    page.goto(story_url(article))
    page.locator(f"#{row} > summary").click()
    return page, article


def save(page, article):
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Saved.")
    article.refresh_from_db()


def test_the_lead_picture_is_chosen_by_keys_and_its_ring_is_moved(site):
    quay = create_image(title="The quay at dusk")
    create_image(title="Trams")
    page, article = open_story(site, "picture")
    picker = page.locator("#picture .picker")
    picker.get_by_role("button", name="Choose a picture").press("Enter")
    dialog = page.get_by_role("dialog", name="Choose a picture")
    expect(dialog.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(picker.get_by_role("button", name="Choose a picture")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("quay")
    page.keyboard.press("Enter")
    expect(picker.get_by_text("The quay at dusk").first).to_be_visible()
    picker.locator(".focal__ring").press("Shift+ArrowLeft")
    expect(picker.get_by_text("What must stay in view is saved")).to_be_visible()
    save(page, article)
    quay.refresh_from_db()
    assert (article.lead_image, quay.focus) == (quay, (40, 50))
    page.locator("#picture > summary").click()
    picker.get_by_role("button", name="Take it off").click()
    save(page, article)
    assert article.lead_image is None


def test_a_source_of_a_row_and_an_address_in_place_of_a_story_are_typed(site):
    page, article = open_story(site, "sources")
    page.locator("#sources").get_by_role("button", name="Add a source").click()
    page.keyboard.type("Harbour master")
    page.locator(".offers [role=option]").filter(has_text="New source: Harbour master").click()
    row = page.locator("#sources [data-row]")
    expect(row.get_by_label("Name", exact=True)).to_have_value("Harbour master")
    row.get_by_label("Not to be named").check()
    page.keyboard.press("Enter")  # on a box it sends nothing, the story least of all
    row.get_by_role("button", name="Add and cite here").click()
    expect(row.get_by_role("alert")).not_to_be_empty()  # it needs a reason
    row.get_by_label("Not to be named").uncheck()
    row.get_by_label("What it is").select_option("organisation")
    row.get_by_label("Name", exact=True).press("Enter")
    expect(row.locator("[data-name]")).to_have_text("Harbour master")
    expect(row.get_by_label("What the story takes from it")).to_be_focused()
    page.locator("#related > summary").click()
    page.locator("#related").get_by_role("button", name="Add a story or a web address").click()
    page.keyboard.type("https://example.org/ledger")
    page.locator(".offers [role=option]").filter(has_text="Use the address").click()
    page.keyboard.type("The ledger of 1904")
    page.locator("#fields > summary").click()
    page.get_by_role("combobox", name="Tags").fill("Dredging")  # and not entered
    save(page, article)
    assert [tag.name for tag in article.tags.all()] == ["Dredging"]
    assert article.citations.get().source == Source.objects.get(name="Harbour master", kind="organisation")
    assert (article.related_links.get().url, article.related_links.get().title) == (
        "https://example.org/ledger",
        "The ledger of 1904",
    )


def test_a_source_is_made_in_the_dialog_and_cited_at_once(site):
    page, article = open_story(site, "sources")
    page.locator(".cke_editable").click()
    page.keyboard.press("Control+End")
    page.locator(".cke_button__deskcite").click()
    page.keyboard.type("A pilot in service")
    page.get_by_role("button", name="New source: A pilot in service").click()
    dialog = page.get_by_role("dialog", name="Cite a source")
    dialog.get_by_label("Not to be named").check()
    dialog.get_by_role("button", name="Add and cite here").click()
    expect(dialog.get_by_role("status")).to_contain_text("Say why the source is not named")
    dialog.get_by_label("Why it is not named").fill("Fears for the post.")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    save(page, article)
    citation = article.citations.get()
    assert (citation.source.name, citation.source.kind) == ("A pilot in service", "anonymous")
    assert f'data-citation="{citation.pk}"' in article.body


@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing_where_something_is_made_in_place(site, width):
    create_image(title="The quay at dusk")
    page = site.desk("editor", viewport={"width": width, "height": 800}, reduced_motion="reduce", bypass_csp=True)
    page.route("**/media/**", lambda route: route.fulfill(body=file()["buffer"], content_type="image/jpeg"))
    article = create_article(created_by=page.user, body="<p>Three councils believed.</p>")
    page.goto(story_url(article))
    wrong = []

    def look(what, context=None):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            wrong.extend(f"{what}, {scheme}: {found}" for found in violations(page, context))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{what}: wider than {width}")

    page.locator(".cke_editable").click()
    page.locator(".cke_button__deskcite").click()
    page.keyboard.type("A pilot in service")
    page.keyboard.press("Enter")  # nothing of that name: a new one
    page.get_by_label("Not to be named").check()
    look("a new source, cited", "dialog[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("#sources > summary").click()
    page.get_by_role("button", name="Add a source").click()
    page.keyboard.type("Harbour master")
    page.locator(".offers [role=option]").filter(has_text="New source: Harbour master").click()
    look("a new source in a row", "#sources")
    page.locator("#picture > summary").click()
    page.get_by_role("button", name="Choose a picture").first.click()
    dialog = page.get_by_role("dialog", name="Choose a picture")
    expect(dialog.get_by_role("option")).to_have_count(1)
    look("pictures to choose from", "dialog[open]")
    dialog.locator("[data-chooser-upload]").first.set_input_files(file("seals.jpg", "maroon"))
    expect(dialog.get_by_label("Caption")).to_be_visible()
    look("words for a picture that was uploaded", "dialog[open]")
    dialog.get_by_role("button", name="Take this picture").click()
    expect(page.locator("#picture .focal__ring")).to_be_visible()
    look("the picture in the form", "#picture")
    for kind, field in (("source", "citations"), ("image", "lead_image")):
        page.goto(f"/admin/articles/article/choose/{kind}/?for={article.pk}&field={field}")
        look(f"a page to choose a {kind} on")
    assert wrong == []
