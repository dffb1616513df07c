"""What the hands do in the text: signs that mean a list or a heading, links, finding and replacing."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.test_editor_buttons import at_end_of, data, open_story
from tests.browser.waiting import becomes
from tests.factories import create_article, create_user, publish


@pytest.fixture
def article(site):
    ines = create_user(role="reporter", username="ines")
    article = create_article(headline="Dredging", created_by=ines, body="<p>First words.</p>\n<p>Last words.</p>")
    article.save_revision(ines)
    return article


@pytest.fixture
def desk(site, article):
    page = site.desk("reporter", article.created_by)
    open_story(page, article)
    return page


def mark(page, words):
    """Select ``words`` in the text, as with the mouse."""
    page.evaluate(
        """words => {
            const editor = CKEDITOR.instances.id_body
            const found = new CKEDITOR.passages.Words(editor.editable().$)
            const at = found.text.indexOf(words)
            editor.focus()
            getSelection().removeAllRanges()
            getSelection().addRange(found.range(at, at + words.length))
            editor.selectionChange(1)
        }""",
        words,
    )


def paste(page, text):
    """As the browser does on Control+V; CKEditor puts it in a moment later."""
    before = page.evaluate("CKEDITOR.instances.id_body.getData()")
    page.evaluate(
        """text => {
            const data = new DataTransfer()
            data.setData("text/plain", text)
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            CKEDITOR.instances.id_body.editable().$.dispatchEvent(event)
        }""",
        text,
    )
    page.wait_for_function("before => CKEDITOR.instances.id_body.getData() !== before", arg=before)


# -- Signs at the start of a line --


def test_signs_at_the_start_of_a_line_become_what_they_mean(desk):
    at_end_of(desk, "Last words.")
    for typed, expected in (
        ("- One", "<ul><li>One</li></ul>"),
        ("* One", "<ul><li>One</li></ul>"),
        ("1. One", "<ol><li>One</li></ol>"),
        ("## One", "<h2>One</h2>"),
        ("### One", "<h3>One</h3>"),
        ("> One", "<blockquote><p>One</p></blockquote>"),
    ):
        desk.evaluate("CKEDITOR.instances.id_body.setData('<p>First words.</p><p>Last words.</p>')")
        at_end_of(desk, "Last words.")
        desk.keyboard.press("Enter")
        desk.keyboard.type(typed)
        assert data(desk).replace("\t", "") == f"<p>First words.</p><p>Last words.</p>{expected}", typed


def test_in_a_list_signs_change_its_kind_and_links_are_made_as_elsewhere(desk):
    for typed, expected in (
        ("- Two", "<ul><li>One item</li><li>Two</li></ul>"),
        ("1. Two", "<ul><li>One item</li></ul><ol><li>Two</li></ol>"),
        ("> Two", "<ul><li>One item</li><li>&gt; Two</li></ul>"),
    ):
        desk.evaluate("CKEDITOR.instances.id_body.setData('<ul><li>One item</li></ul>')")
        at_end_of(desk, "One item")
        desk.keyboard.press("Enter")
        desk.keyboard.type(typed)
        assert data(desk).replace("\t", "") == expected, typed
    mark(desk, "One")
    paste(desk, "https://example.org/a")
    mark(desk, "item")
    desk.keyboard.press("Control+k")
    desk.keyboard.type("example.org/b")
    desk.keyboard.press("Enter")
    linked = '<a href="https://example.org/a">One</a> <a href="https://example.org/b">item</a>'
    assert f"<li>{linked}</li>" in data(desk)


def test_three_dashes_and_enter_are_a_rule(desk):
    at_end_of(desk, "First words.")
    desk.keyboard.press("Enter")
    desk.keyboard.type("---")
    desk.keyboard.press("Enter")
    desk.keyboard.type("On.")
    becomes(desk, data, "<p>First words.</p><hr /><p>On.</p><p>Last words.</p>")


def test_undo_takes_a_sign_back_to_what_was_typed(desk):
    at_end_of(desk, "First words.")
    desk.keyboard.press("Enter")
    desk.keyboard.type("- ")
    expect(desk.locator(".cke_editable li")).to_have_count(1)
    desk.keyboard.press("Control+z")
    expect(desk.locator(".cke_editable li")).to_have_count(0)
    desk.keyboard.type("and so on")
    becomes(desk, data, "<p>First words.</p><p>- and so on</p><p>Last words.</p>")


def test_signs_in_the_middle_of_a_line_are_what_they_are(desk):
    at_end_of(desk, "First words.")
    desk.keyboard.type(" 1. - > ## --- ")
    desk.keyboard.press("Enter")
    assert "<p>First words. 1. - &gt; ## ---" in data(desk)


# -- Links --


def test_an_address_pasted_on_marked_words_links_them(desk):
    mark(desk, "First")
    paste(desk, "https://example.org/a?b=1&c=2")
    becomes(desk, data, '<p><a href="https://example.org/a?b=1&amp;c=2">First</a> words.</p><p>Last words.</p>')
    desk.keyboard.press("Control+z")
    becomes(desk, data, "<p>First words.</p><p>Last words.</p>")


def test_an_address_pasted_where_nothing_is_marked_is_text(desk):
    at_end_of(desk, "First words.")
    paste(desk, "https://example.org/")
    assert "<p>First words.https://example.org/" in data(desk)


def test_a_story_is_found_by_typing_and_linked_by_keys_alone(desk, article):
    other = publish(headline="What the harbour master wrote")
    create_article(headline="The harbour, a draft", created_by=article.created_by)
    mark(desk, "Last words")
    desk.keyboard.press("Control+k")
    field = desk.get_by_role("combobox", name="Address, or words of a headline")
    expect(field).to_be_focused()
    desk.keyboard.type("harbour")
    options = desk.get_by_role("dialog", name="Link").get_by_role("option")
    expect(options).to_have_count(1)  # readers can’t open the draft
    desk.keyboard.press("ArrowDown")
    expect(options).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("Enter")
    expect(field).to_be_hidden()
    becomes(desk, data, f'<p>First words.</p><p><a href="{other.get_absolute_url()}">Last words</a>.</p>')
    # The cursor is in the text, and the link can be taken off.
    desk.keyboard.press("Control+k")
    expect(field).to_have_value(other.get_absolute_url())
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Take the link off")).to_be_focused()
    desk.keyboard.press("Enter")
    becomes(desk, data, "<p>First words.</p><p>Last words.</p>")


def test_what_is_typed_as_an_address_is_made_one(desk):
    for typed, href in (
        ("example.org/page", "https://example.org/page"),
        ("www.example.org", "https://www.example.org"),
        ("tom@example.org", "mailto:tom@example.org"),
        ("http://example.org/", "http://example.org/"),
    ):
        mark(desk, "Last words")
        desk.keyboard.press("Control+k")
        desk.keyboard.type(typed)
        desk.keyboard.press("Enter")
        expect(desk.locator(".cke_editable a")).to_have_attribute("href", href)
        assert f'<a href="{href}">Last words</a>' in data(desk), typed


def test_the_field_says_what_is_no_address_and_escape_leads_back(desk):
    mark(desk, "First")
    desk.keyboard.press("Control+k")
    desk.keyboard.type("never mind")
    status = desk.get_by_role("dialog", name="Link").get_by_role("status")
    expect(status).to_contain_text("No story that readers can open has these words")
    desk.keyboard.press("Enter")
    expect(status).to_have_text("That is no address.")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog", name="Link")).to_be_hidden()
    desk.keyboard.type("The")
    becomes(desk, data, "<p>The words.</p><p>Last words.</p>")


# -- Find and replace --


def test_words_are_found_and_replaced_and_come_back_by_undo(desk):
    mark(desk, "words")
    desk.keyboard.press("Alt+Shift+R")
    bar = desk.get_by_role("search", name="In the text")
    expect(bar.get_by_label("Find")).to_have_value("words")
    expect(bar.get_by_role("status")).to_have_text("1 of 2")
    desk.keyboard.press("Enter")
    expect(bar.get_by_role("status")).to_have_text("2 of 2")
    bar.get_by_label("Replace with").fill("lines")
    desk.keyboard.press("Enter")
    becomes(desk, data, "<p>First words.</p><p>Last lines.</p>")
    bar.get_by_role("button", name="Replace all").click()
    expect(bar.get_by_role("status")).to_have_text("1 replaced")
    becomes(desk, data, "<p>First lines.</p><p>Last lines.</p>")
    desk.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    desk.keyboard.press("Control+z")
    becomes(desk, data, "<p>First words.</p><p>Last lines.</p>")


def test_what_is_replaced_keeps_marks_and_emphasis(site, article):
    article.body = '<p>The old <em>har</em>bour<sup data-citation="1"></sup> dues rise.</p>'
    article.save()
    page = site.desk("reporter", article.created_by)
    open_story(page, article)
    page.keyboard.press("Alt+Shift+R")
    bar = page.get_by_role("search", name="In the text")
    bar.get_by_label("Find").fill("harbour dues")
    expect(bar.get_by_role("status")).to_have_text("1 of 1")
    bar.get_by_label("Replace with").fill("port fees")
    page.keyboard.press("Enter")
    assert "<em>port fees</em><sup data-citation" in data(page)


# -- Keys --


def test_tab_leaves_the_text_both_ways(desk):
    at_end_of(desk, "Last words.")
    desk.keyboard.press("Tab")
    expect(desk.locator(".cke_editable")).not_to_be_focused()
    desk.keyboard.press("Shift+Tab")
    expect(desk.locator(".cke_editable")).to_be_focused()
    desk.keyboard.press("Shift+Tab")
    expect(desk.locator(".cke_editable")).not_to_be_focused()


def test_the_list_of_keys_opens_by_its_key_and_closes_by_escape(desk):
    desk.locator("h1").first.click(force=True)
    desk.keyboard.press("?")
    keys = desk.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    for words in ("Link", "Find and replace", "Note", "Alt F10"):
        expect(keys).to_contain_text(words)
    desk.keyboard.press("Escape")
    expect(keys).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
def test_axe_finds_nothing_in_what_opens_beside_the_text(site, article, width, scheme):
    publish(headline="What the harbour master wrote")
    screen = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "reduced_motion": "reduce"}
    page = site.desk("reporter", article.created_by, **screen)
    open_story(page, article)
    mark(page, "Last words")
    page.keyboard.press("Control+k")
    page.keyboard.type("harbour")
    expect(page.get_by_role("dialog", name="Link").get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    assert violations(page, ".link-field") == []
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+Shift+R")
    assert violations(page, ".find") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
