"""The editor's choosers take what was meant, once, and only while they stand open, however slow the desk is."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Image
from tests.browser import test_editor_buttons
from tests.browser.hold import Hold
from tests.browser.test_editor_buttons import VIDEO, at_end_of, data, file, press, save
from tests.browser.waiting import becomes
from tests.factories import create_image, create_source, publish

article, desk = test_editor_buttons.article, test_editor_buttons.desk
UNTOUCHED = "<p>First words.</p><p>Last words.</p>"
FIGURE = '<figure data-image="{}"></figure>'.format


# -- What Enter takes --


@pytest.fixture
def pictures(article):
    """The second is the newest, which stands first in the list."""
    return [create_image(title=title) for title in ("The old tannery", "36 turbines in the sea")]


def type_on(desk, words):
    """Find one picture, and type other ``words`` in its place, for which the desk is slow."""
    at_end_of(desk, "First words.")
    dialog = press(desk, "picture")
    desk.keyboard.type("36 turbines")
    expect(dialog.get_by_role("status")).to_have_text("1 found.")
    slow = Hold(desk, "/choose/image/")
    desk.keyboard.press("Control+a")
    desk.keyboard.type(words)
    return dialog, slow


def test_enter_takes_what_is_found_for_the_words_that_stand_there(desk, pictures):
    tannery, _ = pictures
    dialog, slow = type_on(desk, "tannery")
    desk.keyboard.press("Enter")
    slow.wait_for_one()
    becomes(desk, data, UNTOUCHED)
    slow.answer()
    expect(dialog).to_be_hidden()
    becomes(desk, data, f"<p>First words.</p>{FIGURE(tannery.pk)}<p>Last words.</p>")


def test_enter_shows_what_there_is_where_more_than_one_is_found(desk, pictures):
    dialog, slow = type_on(desk, "t")
    desk.keyboard.press("Enter")
    slow.answer()
    expect(dialog.get_by_role("status")).to_have_text("2 found.")
    expect(dialog).to_be_visible()
    becomes(desk, data, UNTOUCHED)


def test_what_was_pointed_at_is_forgotten_as_one_types_on(desk, pictures):
    tannery, turbines = pictures
    at_end_of(desk, "First words.")
    dialog = press(desk, "picture")
    field = dialog.get_by_role("combobox")
    expect(dialog.get_by_role("option")).to_have_count(2)
    desk.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", f"choice-image-{turbines.pk}")
    slow = Hold(desk, "/choose/image/")
    desk.keyboard.type("tannery")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    desk.keyboard.press("Enter")
    slow.answer()
    expect(dialog).to_be_hidden()
    becomes(desk, data, f"<p>First words.</p>{FIGURE(tannery.pk)}<p>Last words.</p>")


def test_more_is_shown_by_keyboard_to_the_end(desk):
    for number in range(22):
        create_image(title=f"Picture {number}")
    dialog = press(desk, "picture")
    more = dialog.get_by_role("button", name="Show more")
    expect(dialog.get_by_role("option")).to_have_count(20)
    more.focus()
    desk.keyboard.press("Enter")
    expect(dialog.get_by_role("option")).to_have_count(22)
    expect(more).to_be_hidden()
    expect(dialog.get_by_role("combobox")).to_be_focused()


# -- Once, and no more once the dialog is closed --


def choose_twice_by_pointer(desk, option):
    option.dblclick()


def choose_twice_by_key(desk, option):
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")


@pytest.mark.parametrize("choose_twice", [choose_twice_by_pointer, choose_twice_by_key])
def test_a_source_that_is_chosen_twice_is_cited_once(desk, article, choose_twice):
    pilot = create_source(name="The pilot")
    at_end_of(desk, "First words.")
    dialog = press(desk, "cite")
    desk.keyboard.type("pilot")
    expect(dialog.get_by_role("option")).to_have_count(1)
    slow = Hold(desk, "/cite/")
    choose_twice(desk, dialog.get_by_role("option"))
    slow.answer()
    expect(dialog).to_be_hidden()
    assert slow.asked == 1
    expect(desk.locator(".cke_editable sup")).to_have_text(["1"])
    body = save(desk, article)
    assert body == f'<p>First words.<sup data-citation="{pilot.citations.get().pk}"></sup></p><p>Last words.</p>'


def test_a_source_that_comes_after_the_dialog_is_closed_is_not_cited(desk, article):
    create_source(name="The pilot")
    at_end_of(desk, "First words.")
    dialog = press(desk, "cite")
    desk.keyboard.type("pilot")
    expect(dialog.get_by_role("option")).to_have_count(1)
    slow = Hold(desk, "/cite/")
    desk.keyboard.press("Enter")
    slow.wait_for_one()
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    at_end_of(desk, "Last words.")
    desk.keyboard.type(" And")
    slow.answer()
    desk.keyboard.type(" on.")
    expect(desk.locator("#citations-group")).to_contain_text("Port office")
    expect(desk.locator("#citations-group")).not_to_contain_text("The pilot")
    becomes(desk, data, "<p>First words.</p><p>Last words. And on.</p>")

    # It is still there to be chosen.
    at_end_of(desk, "First words.")
    press(desk, "cite")
    dialog.get_by_role("option", name="The pilot").click()
    expect(desk.locator(".cke_editable sup")).to_have_text(["1"])
    body = save(desk, article)
    mark = article.citations.get(source__name="The pilot").pk
    assert body == f'<p>First words.<sup data-citation="{mark}"></sup></p><p>Last words. And on.</p>'
    assert article.citations.count() == 2


def test_an_address_that_is_entered_twice_is_embedded_once(desk):
    at_end_of(desk, "First words.")
    dialog = press(desk, "embed")
    slow = Hold(desk, "/choose/embed/")
    desk.keyboard.type(VIDEO)
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    slow.answer()
    expect(dialog).to_be_hidden()
    becomes(desk, data, f'<p>First words.</p><div data-embed="{VIDEO}"></div><p>Last words.</p>')


def test_an_address_that_is_known_after_the_dialog_is_closed_is_not_embedded(desk):
    at_end_of(desk, "First words.")
    dialog = press(desk, "embed")
    slow = Hold(desk, "/choose/embed/")
    desk.keyboard.type(VIDEO)
    desk.keyboard.press("Enter")
    slow.wait_for_one()
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    slow.answer()
    becomes(desk, data, UNTOUCHED)


@pytest.mark.parametrize("is_open_again", [False, True])
def test_an_upload_that_ends_after_the_dialog_is_closed_is_told_of(desk, is_open_again):
    at_end_of(desk, "First words.")
    dialog = press(desk, "picture")
    slow = Hold(desk, "/image/upload/")
    dialog.get_by_label("Upload a picture").set_input_files(file("quay.jpg"))
    slow.wait_for_one()
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    at_end_of(desk, "Last words.")
    if is_open_again:
        press(desk, "picture")
    slow.answer()
    expect(desk.locator(".cke_notification")).to_contain_text("“quay” is in the library, and not in the text")
    assert Image.objects.get().title == "quay"
    assert dialog.is_visible() == is_open_again
    becomes(desk, data, UNTOUCHED)


@pytest.mark.parametrize("button", ["picture", "seealso"])
def test_a_double_click_leaves_the_cursor_in_the_text(desk, article, button):
    picture = create_image(title="The harbour")
    story = publish(headline="The harbour").article
    token = FIGURE(picture.pk) if button == "picture" else f'<aside data-see-also="{story.pk}"></aside>'
    at_end_of(desk, "First words.")
    dialog = press(desk, button)
    dialog.get_by_role("option", name="The harbour").dblclick()
    expect(dialog).to_be_hidden()
    desk.keyboard.type("Then ")
    becomes(desk, data, f"<p>First words.</p>{token}<p>Then Last words.</p>")
    # The next click is one again.
    at_end_of(desk, "First words.")
    desk.keyboard.type(" On.")
    becomes(desk, data, f"<p>First words. On.</p>{token}<p>Then Last words.</p>")
