"""The reader's page beside the form, and a story shown to an outsider, as they are used."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, Note, Revision, ShareLink
from tests.browser.conftest import write_in_editor
from tests.factories import create_article, publish

BODY = "".join(f"<p>Paragraph {number} of a story that is long enough to be scrolled.</p>" for number in range(60))


@pytest.fixture
def desk(site):
    return site.desk("reporter")


@pytest.fixture
def story(desk):
    other = publish(headline="Night trams return")
    story = create_article(headline="Cranes return", body=BODY, created_by=desk.user, section=other.section)
    story.save_revision(desk.user)
    return story


def open_form(page, story=None):
    page.goto(f"/admin/articles/article/{story.pk}/change/" if story else "/admin/articles/article/add/")
    page.wait_for_function("() => window.CKEDITOR?.instances.id_body?.status === 'ready'")


def shown(page):
    """The frame that is seen now (a locator of what is in it)."""
    return page.frame_locator(".preview-panel__frame:not(.preview-panel__frame--waiting)")


def frame_of(page):
    return page.query_selector(".preview-panel__frame:not(.preview-panel__frame--waiting)").content_frame()


def test_what_is_typed_is_seen_beside_the_form(desk, story):
    open_form(desk, story)
    steps = desk.evaluate("history.length")
    desk.click("[data-preview-toggle]")
    expect(shown(desk).locator("h1")).to_have_text("Cranes return")
    frame_of(desk).evaluate("scrollTo(0, 400)")
    desk.fill("#id_headline", "Cranes return at last")
    expect(shown(desk).locator("h1")).to_have_text("Cranes return at last")
    assert frame_of(desk).evaluate("scrollY") == 400
    write_in_editor(desk, "<p>Typed into the editor.</p>")
    expect(shown(desk).locator(".prose")).to_have_text("Typed into the editor.")
    expect(shown(desk).locator(".unpublished")).to_contain_text("Preview: not published.")
    assert desk.evaluate("history.length") == steps
    assert Article.objects.get(pk=story.pk).headline == "Cranes return"
    assert Revision.objects.filter(autosave=False).count() == 1 + 1  # this one and that of the published story


def test_widths_are_those_of_the_devices_and_are_remembered(desk, story):
    open_form(desk, story)
    desk.click("[data-preview-toggle]")
    expect(shown(desk).locator("h1")).to_be_visible()
    stage = desk.locator(".preview-panel__stage").bounding_box()
    for width in (375, 768, 1280):
        desk.click(f"[data-preview-width='{width}']")
        assert frame_of(desk).evaluate("innerWidth") == width
        box = desk.locator(".preview-panel__frame").bounding_box()
        assert box["width"] <= stage["width"] + 1
        assert box["height"] == pytest.approx(stage["height"], abs=2)
    open_form(desk, story)
    expect(shown(desk).locator("h1")).to_be_visible()
    assert frame_of(desk).evaluate("innerWidth") == 1280
    desk.click("[data-preview-close]")
    open_form(desk, story)
    expect(desk.locator("#preview-panel")).to_be_hidden()


def test_links_of_the_page_open_beside_the_desk(desk, story):
    open_form(desk, story)
    desk.click("[data-preview-toggle]")
    with desk.context.expect_page() as opened:
        shown(desk).get_by_role("link", name="Night trams return").first.click()
    expect(opened.value.locator("h1")).to_have_text("Night trams return")
    expect(shown(desk).locator("h1")).to_have_text("Cranes return")


def test_a_new_story_is_seen_in_its_own_tab_and_nothing_is_saved(desk):
    open_form(desk)
    desk.fill("#id_headline", "Not saved anywhere")
    desk.get_by_role("button", name="Preview").click()
    with desk.context.expect_page() as opened:
        desk.click("[data-preview-tab]")
    expect(opened.value.locator("h1")).to_have_text("Not saved anywhere")
    assert desk.input_value("#id_headline") == "Not saved anywhere"
    assert not Revision.objects.filter(autosave=False).exists()


def test_without_script_the_page_opens_in_its_own_tab(site, desk, story):
    context = site.context(java_script_enabled=False)
    context.add_cookies(desk.context.cookies())
    page = context.new_page()
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    page.fill("#id_headline", "Typed without script")
    with context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.locator("h1")).to_have_text("Typed without script")
    assert Article.objects.get(pk=story.pk).headline == "Cranes return"


def test_who_is_logged_out_is_told_and_keeps_the_text(site, desk, story):
    open_form(desk, story)
    desk.click("[data-preview-toggle]")
    expect(shown(desk).locator("h1")).to_have_text("Cranes return")
    desk.context.clear_cookies()
    desk.fill("#id_headline", "Typed after the session ended")
    expect(desk.locator(".preview-panel__said")).to_contain_text("What you typed is untouched.")
    expect(shown(desk).locator("h1")).to_have_text("Cranes return")
    assert desk.input_value("#id_headline") == "Typed after the session ended"
    # The page that came instead let nobody frame it, as it should.
    site.complaints[:] = [complaint for complaint in site.complaints if "frame-ancestors 'none'" not in complaint]


def test_on_a_small_screen_the_page_lies_over_the_form_until_closed(desk, story):
    desk.set_viewport_size({"width": 375, "height": 750})
    open_form(desk, story)
    desk.click("[data-preview-toggle]")
    expect(shown(desk).locator("h1")).to_be_visible()
    assert desk.locator("#preview-panel").bounding_box()["width"] == 375
    expect(desk.locator("[data-preview-close]")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator("#preview-panel")).to_be_hidden()
    expect(desk.locator("[data-preview-toggle]")).to_be_focused()


def test_a_story_is_shared_opened_by_a_stranger_and_remarked_on(site, desk, story):
    open_form(desk, story)
    desk.fill("#id_headline", "Being rewritten")
    desk.locator("#more > summary").click()
    desk.get_by_text("Links for outsiders").click()
    desk.fill("#id_share_name", "Dr Lassen")
    desk.select_option("#id_share_days", "7")
    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Make a link").click()
    links = opened.value
    expect(links.locator(".notice--good")).to_contain_text("The link for “Dr Lassen” is made.")
    assert desk.input_value("#id_headline") == "Being rewritten"
    path = re.search(r"/shared/[\w-]+/", links.locator("code").inner_text())[0]

    stranger = site.page()
    stranger.goto(path)
    expect(stranger.locator("h1")).to_have_text("Cranes return")
    expect(stranger.locator(".unpublished")).to_contain_text("Shared with Dr Lassen until")
    stranger.get_by_role("button", name="Send remark").click()
    expect(stranger.get_by_role("alert")).to_contain_text("Write something first.")
    stranger.fill("#id_text", "The year is wrong.\n<b>Twice.</b>")
    stranger.get_by_role("button", name="Send remark").click()
    expect(stranger.get_by_role("status")).to_contain_text("Thank you")
    assert stranger.context.cookies() == []
    assert Note.objects.get().text == "The year is wrong.\n<b>Twice.</b>"
    assert ShareLink.objects.get().opened == 1

    open_form(desk, story)
    expect(desk.locator("#article_form")).to_contain_text("<b>Twice.</b>")
    desk.locator("#more > summary").click()
    desk.get_by_text("Links for outsiders").click()
    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Revoke").click()
    expect(opened.value.locator(".notice--good")).to_contain_text("no longer works")
    stranger.reload()
    expect(stranger.locator("h1")).to_have_text("This link no longer works")


def test_the_address_is_copied(desk, story):
    ShareLink.make(story, desk.user, "lawyer")
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"/admin/articles/article/{story.pk}/share/")
    desk.get_by_role("button", name="Copy").click()
    expect(desk.get_by_role("status")).to_have_text("Copied.")
    assert desk.evaluate("navigator.clipboard.readText()").endswith(story.share_links.get().get_absolute_url())
