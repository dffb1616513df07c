"""The form of a story as one meets it: what is in sight, rows when they are asked for, errors and the way there."""

import pytest
from playwright.sync_api import expect

from articles.models import RelatedLink
from tests.browser.accessibility import violations
from tests.factories import create_article, create_image, create_source, publish

SENTENCE = "The letter that told the town it was in debt ran to eleven lines and came from the bank on Monday. "


@pytest.fixture
def page(site):
    """An editor's page, with a live story of 900 words open: five sources, two links, unpublished changes."""
    page = site.desk("editor")
    paragraphs = [f"<p>{SENTENCE * 3}</p>"] * 15
    for place in (4, 8, 12):
        paragraphs.insert(place, "<h2>Noted without discussion</h2>")
    picture = create_image(title="Crane and freighter at the quay")
    article = create_article(
        headline="One signature, three councils, and a debt of 38 million",
        standfirst="The port’s director signed in March. The members who stand surety learned of it in September.",
        body="".join(paragraphs),
        lead_image=picture,
        created_by=page.user,
    )
    for position in range(5):
        article.citations.create(source=create_source(), statement="That it was signed.", position=position)
    for position in range(2):
        RelatedLink.objects.create(article=article, target=publish().article, position=position)
    publish(article)
    article.headline += " crowns"
    article.save()
    article.save_revision(page.user)
    page.article = article
    return page


def open_story(page, width, height, query=""):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"/admin/articles/article/{page.article.pk}/change/{query}")
    page.locator(".cke_editable[contenteditable=true]").wait_for()


def height_of_page(page):
    return page.evaluate("document.documentElement.scrollHeight")


def test_on_a_phone_publishing_is_one_touch_away_and_the_form_is_short(page):
    open_story(page, 375, 800)
    assert height_of_page(page) <= 4000
    bar = page.locator(".bar").bounding_box()
    assert bar["y"] + bar["height"] == pytest.approx(800, abs=1)
    assert page.locator(".cke_editable p").first.bounding_box()["y"] < bar["y"]
    expect(page.locator("#publish")).to_be_hidden()
    page.get_by_role("button", name="Publish…").click()
    expect(page.get_by_role("button", name="Publish the changes")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#publish")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(1024, 900), (1440, 900)])
def test_on_a_wide_window_the_closed_panel_stands_beside_the_text(page, width, height):
    open_story(page, width, height)
    bar, panel, text = (page.locator(part).bounding_box() for part in (".bar", ".story__aside", ".story__text"))
    assert bar["y"] < 56
    assert panel["x"] >= text["x"] + text["width"]
    assert page.locator(".cke_editable p").first.bounding_box()["y"] < height * 2 / 3
    expect(page.get_by_role("button", name="Publish the changes")).to_be_in_viewport()
    for row in ("Story", "Picture", "Sources", "Related", "Notes", "History", "More"):
        expect(page.locator("summary", has=page.get_by_text(row, exact=True))).to_be_visible()
    if width == 1440:
        expect(page.locator("#more > summary")).to_be_in_viewport()
    expect(page.locator("#sources > summary")).to_contain_text("5")


def test_nothing_is_wider_than_the_smallest_phone_closed_or_open(page):
    open_story(page, 320, 640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_the_form_has_no_fault_that_axe_knows(page, width, scheme):
    page.emulate_media(color_scheme=scheme)
    open_story(page, width, 900)
    page.evaluate("document.querySelectorAll('.story details').forEach((fold) => { fold.open = true; })")
    assert violations(page) == []


def test_a_row_is_there_when_it_is_asked_for_and_a_correction_asks_for_its_sentence(page):
    open_story(page, 1440, 900)
    page.locator("#sources > summary").click()
    page.get_by_role("button", name="Add a source").click()
    expect(page.locator("#citations-5")).to_have_attribute("open", "")
    sentence = page.get_by_label("What was wrong, and what is right?")
    expect(sentence).to_be_hidden()
    page.get_by_label("Correction").check()
    expect(sentence).to_be_visible()
    page.get_by_label("At a time").check()
    expect(page.get_by_role("group", name="Publish at").get_by_label("Day")).to_be_visible()


def test_an_error_is_at_its_field_and_in_the_summary_which_leads_there(page):
    open_story(page, 1440, 900)
    page.locator("#more > summary").click()
    page.get_by_label("Address", exact=True).fill("bad slug")
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.get_by_role("alert").filter(has_text="Not saved.")
    expect(summary).to_contain_text("One thing is to be looked at.")
    expect(page.locator("#id_slug_error")).to_be_visible()
    page.locator("#more > summary").click()
    summary.get_by_role("link", name="Address").click()
    expect(page.get_by_label("Address", exact=True)).to_be_focused()
