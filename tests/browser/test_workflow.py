"""Review, notes and trash with a keyboard alone: what one presses, what the others find."""

import re

from playwright.sync_api import expect

from articles.models import Article, LogLine, Note
from tests.browser.conftest import write_in_editor
from tests.factories import create_article, create_user

State = Article.State


def open_story(page, article):
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator(".cke_editable[contenteditable=true]").wait_for()


def press(page, name):
    """Press a button as a keyboard does: reach it, then Enter."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")


def test_a_story_is_sent_back_with_what_was_typed_and_a_reason(site):
    reporter = create_user(role="reporter", username="rosa", email="rosa@example.org")
    article = create_article(headline="Harbour dues rise", created_by=reporter)
    article.submit(reporter)
    page = site.desk("editor")
    open_story(page, article)
    write_in_editor(page, "<p>What the editor changed on the way.</p>")
    press(page, "Send back…")
    page.wait_for_url("**/send-back/")
    page.get_by_label("What is to be done").focus()
    page.keyboard.type("Call the port authority.")
    press(page, "Send back")
    page.wait_for_url("**/change/")
    article.refresh_from_db()
    assert article.state == State.DRAFT
    assert "What the editor changed on the way." in article.body
    assert article.log.get(action=LogLine.Action.SENT_BACK).note == "Call the port authority."

    writer = site.desk("reporter", user=reporter)
    writer.goto("/admin/")
    panel = writer.get_by_role("region", name=re.compile("Waits for you"))
    expect(panel).to_contain_text("Call the port authority.")
    panel.get_by_role("link", name="Harbour dues rise").press("Enter")
    expect(writer.locator("[data-sent-back]")).to_contain_text("Call the port authority.")


def test_a_note_is_written_beside_the_form_and_leaves_what_is_typed_there(site):
    reporter = create_user(role="reporter", username="rosa", email="rosa@example.org")
    article = create_article(headline="Harbour dues rise", created_by=reporter)
    page = site.desk("editor")
    open_story(page, article)
    page.fill("#id_headline", "Typed and not saved")
    page.locator("#notes-row > summary").press("Enter")
    page.get_by_label("New note").focus()
    page.keyboard.type("@rosa, who says so? @nobody knows.")
    press(page, "Add the note")
    expect(page.locator("#notes .note__text")).to_contain_text("who says so?")
    expect(page.get_by_role("status").filter(has_text="called @nobody")).to_be_visible()
    expect(page.get_by_label("New note")).to_have_value("")
    expect(page.locator("#id_headline")).to_have_value("Typed and not saved")
    thread = Note.objects.get()
    assert thread.named.get() == reporter

    page.get_by_role("textbox", name="Reply to editor").focus()
    page.keyboard.type("The port does.")
    page.get_by_label("New note").fill("Half a note")
    press(page, "Reply to editor")
    expect(page.locator("#notes .note__said")).to_have_count(2)
    expect(page.get_by_label("New note")).to_have_value("Half a note")
    press(page, "Resolve the thread of editor")
    expect(page.get_by_text("1 resolved")).to_be_visible()
    thread.refresh_from_db()
    assert thread.resolved_by == page.user
    assert Article.objects.get().headline == "Harbour dues rise"


def test_a_note_without_network_stays_where_it_was_typed(site):
    article = create_article(headline="Harbour dues rise")
    page = site.desk("editor")
    open_story(page, article)
    page.locator("#notes-row > summary").press("Enter")
    page.context.set_offline(True)
    page.get_by_label("New note").fill("Not to be lost.")
    press(page, "Add the note")
    expect(page.get_by_text("Your note stays here")).to_be_visible()
    expect(page.get_by_label("New note")).to_have_value("Not to be lost.")
    page.context.set_offline(False)
    press(page, "Add the note")
    expect(page.locator("#notes .note__text")).to_contain_text("Not to be lost.")
    assert Note.objects.count() == 1


def test_a_note_without_script_opens_a_tab_and_leaves_the_form(site):
    article = create_article(headline="Harbour dues rise")
    page = site.desk("editor", java_script_enabled=False)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.fill("#id_headline", "Typed and not saved")
    page.locator("#notes-row > summary").click()
    page.get_by_label("New note").fill("Who says so?")
    with page.context.expect_page() as opened:
        press(page, "Add the note")
    expect(opened.value.locator("#notes .note__text")).to_contain_text("Who says so?")
    expect(page.locator("#id_headline")).to_have_value("Typed and not saved")


def test_what_is_thrown_away_comes_back_by_undo(site):
    article = create_article(headline="Harbour dues rise")
    page = site.desk("editor")
    open_story(page, article)
    page.get_by_text("Assign, copy, throw away").press("Enter")
    press(page, "Move to trash")
    page.wait_for_url("**/admin/articles/article/")
    assert Article.objects.get().state == State.TRASHED
    expect(page.locator("#result_list")).to_have_count(0)
    press(page, "Undo")
    page.wait_for_url("**/change/")
    expect(page.get_by_text("is out of the trash")).to_be_visible()
    assert Article.objects.get().state == State.DRAFT


def test_many_are_tagged_at_once_and_the_list_stays_as_it_was(site):
    for number in range(3):
        create_article(headline=f"Story {number}")
    page = site.desk("editor")
    page.goto("/admin/articles/article/?state=draft")
    for number in range(2):
        page.get_by_role("checkbox", name=f"Story {number}").press("Space")
    expect(page.get_by_text("2 stories chosen")).to_be_visible()
    page.get_by_label("What to do with them").select_option(label="Add tags…")
    press(page, "Go on")
    expect(page.get_by_role("heading", name="Add tags: 2 stories")).to_be_visible()
    page.get_by_role("combobox", name="Tags").focus()
    page.keyboard.type("port")
    page.get_by_role("option", name="New tag: port").click()
    press(page, "Add tags")
    page.wait_for_url("**/?state=draft")
    expect(page.get_by_text("2 stories are tagged.")).to_be_visible()
    assert Article.objects.filter(tags__name="port").count() == 2
