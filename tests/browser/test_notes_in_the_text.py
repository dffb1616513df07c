"""Notes on words of a text: written there, found again though the words changed or moved, told when they are gone."""

import pytest
from playwright.sync_api import expect

from articles.models import Note
from tests.browser.test_editor_buttons import at_end_of, data, open_story
from tests.browser.test_writing import mark
from tests.browser.waiting import becomes
from tests.factories import create_article, create_user

BODY = (
    "<p>One council voted, in a meeting that lasted nineteen minutes, to take note of a timetable.</p>\n"
    "<p>On 3 March the Port Committee met in the <em>old</em> customs house.</p>\n"
    "<p>The minutes say: noted without discussion.</p>"
)


@pytest.fixture
def article(site):
    ines = create_user(role="reporter", username="ines")
    article = create_article(headline="Dredging", created_by=ines, body=BODY)
    article.save_revision(ines)
    return article


@pytest.fixture
def editor(site):
    return create_user(role="editor", username="mara")


@pytest.fixture
def note(article, editor):
    around = {
        "before": "One council voted, in a meeting that lasted",
        "quote": "nineteen minutes",
        "after": ", to take note of a timetable.",
    }
    return Note.write(article, editor, "The minutes say seventeen.", passage=around)


@pytest.fixture
def desk(site, article):
    return site.desk("reporter", article.created_by)


def wait_for_painted(page, *words):
    """Waits until ``words`` are what is marked in the text."""
    page.wait_for_function(
        "words => JSON.stringify([...(CSS.highlights.get('desk-notes') ?? [])].map(String)) === JSON.stringify(words)",
        arg=list(words),
    )


def open_notes(page):
    """Opens the row of notes, where it is closed."""
    page.evaluate(
        """for (let around = document.getElementById("notes"); around; around = around.parentElement)
            if (around.localName === "details") around.open = true"""
    )


def save(page):
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    page.locator(".cke_editable").wait_for()


def test_a_note_hangs_on_the_words_that_were_marked_and_leads_to_them_and_back(desk, article):
    open_story(desk, article)
    before = data(desk)
    mark(desk, "the old customs house")
    desk.keyboard.press("Alt+Shift+N")
    new = desk.get_by_label("New note")
    expect(new).to_be_focused()
    expect(desk.locator("[data-note-about]")).to_contain_text("On “the old customs house”")
    desk.keyboard.press("Escape")
    becomes(desk, "getSelection().toString()", "the old customs house")
    desk.keyboard.press("Alt+Shift+N")
    desk.keyboard.type("Which one?")
    desk.get_by_role("button", name="Add the note").click()
    expect(desk.locator("#notes").get_by_role("status")).to_have_text("The note is written.")
    expect(new).to_have_value("")
    expect(desk.locator("[data-note-about]")).to_be_hidden()
    wait_for_painted(desk, "the old customs house")
    note = Note.objects.get()
    assert (note.passage, note.passage_after) == (
        "the old customs house",
        ". The minutes say: noted without discussion.",
    )

    # The text is what it was. From the number to the thread, and from the thread to the words.
    becomes(desk, data, before)
    number = desk.get_by_role("button", name="Note 1 on “the old customs house”, by ines")
    number.click()
    words = desk.locator(f"#note-{note.pk}").get_by_role("button", name="“the old customs house”")
    expect(words).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator(".cke_editable")).to_be_focused()
    becomes(desk, "getSelection().toString()", "the old customs house")


def test_it_stays_on_words_that_are_changed_and_on_what_they_are_after_saving(desk, article, note):
    open_story(desk, article)
    wait_for_painted(desk, "nineteen minutes")
    mark(desk, "ineteen")
    desk.keyboard.type("o more than seventeen")
    wait_for_painted(desk, "no more than seventeen minutes")
    mark(desk, "One council voted")
    desk.keyboard.type("It voted")
    wait_for_painted(desk, "no more than seventeen minutes")
    save(desk)
    note.refresh_from_db()
    assert (note.passage, note.passage_before) == (
        "no more than seventeen minutes",
        "It voted, in a meeting that lasted",
    )
    wait_for_painted(desk, "no more than seventeen minutes")
    assert "data-note" not in article.revisions.latest("number").content["body"]


def test_it_moves_with_its_words(desk, article, note):
    open_story(desk, article)
    wait_for_painted(desk, "nineteen minutes")
    html = desk.evaluate("CKEDITOR.instances.id_body.getData()")
    first, *rest = html.split("\n\n")
    desk.evaluate(
        """html => {
            const editor = CKEDITOR.instances.id_body
            editor.editable().setHtml(html)
            editor.fire("saveSnapshot")
        }""",
        "".join([*rest, first]),
    )
    wait_for_painted(desk, "nineteen minutes")
    at_end_of(desk, "noted without discussion.")
    desk.keyboard.type(" So.")
    save(desk)
    note.refresh_from_db()
    assert "noted without discussion. So. One council voted" in note.passage_before
    wait_for_painted(desk, "nineteen minutes")


def test_a_colleagues_changes_are_followed_that_no_editor_saw(desk, article, note):
    for words, body in (
        ("seventeen minutes", BODY.replace("nineteen minutes", "seventeen minutes")),
        ("less than half an hour", BODY.replace("nineteen minutes", "less than half an hour")),
        ("nineteen long minutes", BODY.replace(BODY[: BODY.index("\n")], "<p>It took nineteen long minutes.</p>")),
    ):
        article.body = body
        article.save()
        open_story(desk, article)
        wait_for_painted(desk, words)


def test_a_deleted_passage_is_told_and_comes_back_with_undo(desk, article, note):
    open_story(desk, article)
    open_notes(desk)
    wait_for_painted(desk, "nineteen minutes")
    thread = desk.locator(f"#note-{note.pk}")
    mark(desk, "in a meeting that lasted nineteen minutes, ")
    desk.keyboard.press("Delete")
    expect(thread).to_contain_text("The passage is gone: “nineteen minutes”")
    expect(desk.locator(".text__note")).to_have_count(0)
    desk.keyboard.press("Control+z")
    wait_for_painted(desk, "nineteen minutes")
    expect(thread.get_by_role("button", name="“nineteen minutes”")).to_be_visible()

    mark(desk, "in a meeting that lasted nineteen minutes, ")
    desk.keyboard.press("Delete")
    expect(thread).to_contain_text("The passage is gone")
    save(desk)
    note.refresh_from_db()
    assert note.passage == "nineteen minutes"
    open_notes(desk)
    expect(desk.locator(f"#note-{note.pk}")).to_contain_text("The passage is gone: “nineteen minutes”")


def test_resolved_it_is_not_marked_and_opened_again_it_is(desk, article, note):
    open_story(desk, article)
    open_notes(desk)
    wait_for_painted(desk, "nineteen minutes")
    desk.get_by_role("button", name="Resolve").click()
    wait_for_painted(desk)
    expect(desk.locator(".text__note")).to_have_count(0)
    desk.get_by_text("1 resolved").click()
    desk.get_by_role("button", name="Open again").click()
    wait_for_painted(desk, "nineteen minutes")


def test_nobody_is_asked_to_save_because_of_notes(desk, article, note):
    asked = []
    desk.on("request", lambda request: "/autosave/" in request.url and request.method == "POST" and asked.append(1))
    open_story(desk, article)
    wait_for_painted(desk, "nineteen minutes")
    desk.wait_for_timeout(2500)
    assert not asked


def test_without_script_a_note_says_what_it_is_on_and_is_answered(site, article, note, editor):
    page = site.desk("editor", editor, java_script_enabled=False)
    page.goto(f"/admin/articles/article/{article.pk}/notes/")
    thread = page.locator(f"#note-{note.pk}")
    expect(thread).to_contain_text("“nineteen minutes”")
    expect(thread).not_to_contain_text("gone")
    page.get_by_label("Reply to mara").fill("Seventeen it is.")
    page.get_by_role("button", name="Reply").click()
    expect(thread).to_contain_text("Seventeen it is.")
    page.get_by_label("New note").fill("All read.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("#notes")).to_contain_text("The whole story")
    article.body = "<p>Nothing of it.</p>"
    article.save()
    page.reload()
    expect(thread).to_contain_text("The passage is gone: “nineteen minutes”")
