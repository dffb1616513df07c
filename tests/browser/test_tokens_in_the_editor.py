"""What stands for a record in the text comes out of the editor as it went in, whatever is done to it there."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, Citation, Image
from tests.browser.hold import Hold
from tests.browser.test_editor_buttons import at_end_of, data, file, flat, open_story, save
from tests.browser.waiting import becomes
from tests.factories import create_article, create_image, create_source, create_user, publish


def every_token(article, source):
    """A text with one of each, and what stands for them."""
    mark = Citation.objects.create(article=article, source=source, statement="That it is deep")
    return (
        f'<p>Said so.<sup data-citation="{mark.pk}"></sup></p>',
        f'<aside data-see-also="{publish(headline="The other story").article.pk}"></aside>',
        f'<figure data-image="{create_image(caption="Gulls.").pk}"></figure>',
        '<div data-embed="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></div>',
    )


def begin(user, headline, body):
    article = create_article(headline=headline, created_by=user, body=body)
    article.save_revision(user)
    return article


@pytest.fixture
def ines(site):
    return create_user(role="reporter", username="ines")


@pytest.fixture
def article(ines):
    """A saved story with one of each token."""
    article = begin(ines, "Dredging", "<p>First.</p>")
    article.body = "<p>First.</p>" + "".join(every_token(article, create_source(name="The pilot"))) + "<p>Last.</p>"
    article.save()
    article.save_revision(ines)
    return article


@pytest.fixture
def page(site, ines, article):
    page = site.desk("reporter", ines)
    page.route("**/media/**", lambda route: route.fulfill(body=file()["buffer"], content_type="image/jpeg"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_story(page, article)
    is_shown(page)
    return page


def is_shown(page):
    text = page.locator(".cke_editable")
    expect(text.locator("sup")).to_have_text("1")
    expect(text.locator("sup")).to_have_attribute("data-citation", re.compile("[0-9]+"))
    expect(text.locator("aside")).to_contain_text("The other story")
    expect(text.locator("figure")).to_contain_text("Gulls.")
    expect(text.locator("[data-embed]")).to_contain_text("Video on YouTube")


def test_opening_writing_undoing_the_source_view_and_saving_change_no_token(page, article):
    body = article.body
    at_end_of(page, "Last.")
    page.keyboard.type(" And more")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    page.locator(".cke_button__source").click()
    expect(page.locator("textarea.cke_source")).to_have_value(re.compile('<sup data-citation="[0-9]+"></sup>'))
    page.locator(".cke_button__source").click()
    is_shown(page)
    becomes(page, data, body.replace("Last.", "Last. And more"))
    assert save(page, article) == body.replace("Last.", "Last. And more")


def test_words_that_are_shown_are_no_words_of_the_story(page):
    expect(page.locator("[data-count=text]")).to_contain_text("4 words")


def test_all_is_cut_and_pasted_back_undone_and_done_again(page, article):
    body = article.body
    page.locator(".cke_editable").get_by_text("First.").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+x")
    expect(page.locator(".cke_editable aside")).to_have_count(0)
    page.keyboard.press("Control+v")
    is_shown(page)
    becomes(page, data, body)
    page.keyboard.press("Control+z")
    expect(page.locator(".cke_editable aside")).to_have_count(0)
    page.keyboard.press("Control+y")
    is_shown(page)
    becomes(page, data, body)


def test_one_is_copied_by_itself_and_deleted_by_key(page, article):
    aside = re.search("<aside.*?</aside>", article.body)[0]
    page.locator(".cke_editable aside").click()
    page.keyboard.press("Control+c")
    page.wait_for_timeout(300)  # CKEditor copies from a place out of sight, and comes back a moment later
    expect(page.locator("#cke_copybin")).to_have_count(0)
    at_end_of(page, "Last.")
    page.keyboard.press("Control+v")
    expect(page.locator(".cke_editable aside")).to_have_count(2)
    becomes(page, data, article.body + aside)
    page.locator(".cke_editable aside").first.click()
    page.keyboard.press("Delete")
    becomes(page, data, article.body.replace(aside, "") + aside)


def test_one_is_dragged_to_another_place(page, article):
    aside = re.search("<aside.*?</aside>", article.body)[0]
    page.set_viewport_size({"width": 1280, "height": 2400})
    page.locator(".cke_editable aside").hover()
    handle = page.locator(".cke_widget_token-see-also .cke_widget_drag_handler")
    start, end = handle.bounding_box(), page.locator(".cke_editable").get_by_text("Last.").bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    for share in range(1, 11):
        y = start["y"] + (end["y"] + end["height"] - 2 - start["y"]) * share / 10
        page.mouse.move(end["x"] + 20, y)
        page.evaluate("() => new Promise((done) => setTimeout(done, 60))")  # the editor looks where it is now and then
    page.mouse.up()
    expect(page.locator(".cke_editable aside")).to_have_count(1)
    becomes(page, data, article.body.replace(aside, "") + aside)
    is_shown(page)


def test_a_mark_in_another_story_is_that_storys_own(site, page, article, ines):
    source = Citation.objects.get(article=article).source
    for cites_it in (False, True):
        other = begin(ines, "The harbour", "<p>Here.</p>")
        if cites_it:
            own = Citation.objects.create(article=other, source=source)
        open_story(page, article)
        is_shown(page)
        page.locator(".cke_editable").get_by_text("First.").click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+c")
        there = page.context.new_page()
        open_story(there, other)
        at_end_of(there, "Here.")
        there.keyboard.press("Enter")
        there.keyboard.press("Control+v")
        is_shown(there)
        if cites_it:
            expect(there.locator("[data-mark-words]").filter(has_text="Number 1 in the text")).to_have_count(1)
        else:
            expect(there.locator(".cke_notification")).to_contain_text("cites now: The pilot")
        pasted = data(there)
        there.keyboard.press("Control+z")
        expect(there.locator(".cke_editable aside")).to_have_count(0)
        there.keyboard.press("Control+y")
        is_shown(there)
        becomes(there, data, pasted)
        body = save(there, other)
        citation = other.citations.get()
        assert citation.source == source
        assert citation.pk == own.pk if cites_it else citation.statement == "That it is deep"
        expected = re.sub('data-citation="[0-9]+"', f'data-citation="{citation.pk}"', article.body)
        assert body == f"<p>Here.</p>{expected}"
        is_shown(there)
        there.close()


@pytest.mark.parametrize("key", ["Backspace", "Delete"])
@pytest.mark.parametrize("is_marked", [True, False])
def test_paragraphs_are_joined_and_keep_the_mark_between_them(page, ines, key, is_marked):
    other = begin(ines, "The harbour", "<p>x</p>")
    mark = ""
    if is_marked:
        pk = Citation.objects.create(article=other, source=create_source(name="The pilot")).pk
        mark = f'<sup data-citation="{pk}"></sup>'
    other.body = f"<p>Quay.{mark}</p><p>Beyond.</p><p>Last.</p>"
    other.save()
    open_story(page, other)
    if key == "Backspace":
        page.locator(".cke_editable").get_by_text("Beyond.").click()
        page.keyboard.press("Home")
    else:
        page.locator(".cke_editable").get_by_text("Quay.").click()
        page.keyboard.press("End")
    page.keyboard.press(key)
    page.keyboard.type("And ")
    joined = f"<p>Quay.{mark}And Beyond.</p><p>Last.</p>"
    becomes(page, data, joined)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    becomes(page, data, other.body)
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+y")
    becomes(page, data, joined)


@pytest.mark.parametrize("alone", [True, False])
def test_what_a_picture_says_in_one_story_goes_with_it_into_another(page, article, ines, alone):
    pk = re.search('data-image="([0-9]+)"', article.body)[1]
    article.picture_words = words = {pk: {"alt": 'The "quay" <at> dawn & dusk', "caption": "Before the ferries."}}
    article.save()
    other = begin(ines, "The harbour", "<p>Quay.</p>")
    open_story(page, article)
    expect(page.locator(".cke_editable figure")).to_contain_text("Before the ferries.")
    becomes(page, data, article.body)
    if alone:
        page.locator(".cke_editable figure").click()
        page.keyboard.press("Control+c")
        page.wait_for_timeout(300)
        expect(page.locator("#cke_copybin")).to_have_count(0)
    else:
        page.locator(".cke_editable").get_by_text("First.").click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+c")
    open_story(page, other)
    at_end_of(page, "Quay.")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    expect(page.locator(".cke_editable figure")).to_contain_text("Before the ferries.")
    assert "data-words" not in data(page)
    save(page, other)
    assert other.picture_words == words


PASTE = "html => CKEDITOR.instances.id_body.execCommand('paste', { dataValue: html, notification: false })"


def test_a_pasted_marks_source_may_be_taken_away_and_comes_with_it_again(page, article, ines):
    mark = re.search("<sup.*?</sup>", article.body)[0]
    other = begin(ines, "The harbour", "<p>Quay.</p>")
    open_story(page, other)
    at_end_of(page, "Quay.")
    page.keyboard.press("Enter")
    page.evaluate(PASTE, f"<p>There.{mark}</p>")
    expect(page.locator(".cke_editable sup")).to_have_text("1")
    open_rows(page)
    page.evaluate("""() => {
        const source = document.querySelector("[name=citations-0-source]")
        source.value = ""
        source.dispatchEvent(new Event("change", { bubbles: true }))
    }""")
    page.fill("#id_citations-0-statement", "")
    expect(page.locator(".cke_editable sup")).to_have_text("?")
    at_end_of(page, "Quay.")
    page.keyboard.press("Enter")
    page.evaluate(PASTE, f"<p>Again.{mark}</p>")
    expect(page.locator(".cke_editable p").filter(has_text="Again.").locator("sup")).to_have_text("1")
    body = save(page, other)
    assert f'Again.<sup data-citation="{other.citations.get().pk}">' in body
    assert body.count("<sup") == 2
    expect(page.locator("#checklist")).to_contain_text("A mark in the text has no source")


def test_a_pasted_marks_source_is_asked_for_until_the_desk_answers(page, article, ines):
    mark = re.search("<sup.*?</sup>", article.body)[0]
    other = begin(ines, "The harbour", "<p>Here.</p>")
    open_story(page, other)
    page.clock.install()
    page.route("**/cite/", lambda route: route.abort())
    at_end_of(page, "Here.")
    page.evaluate(PASTE, f"<p>There.{mark}</p>")
    page.clock.run_for(1_000)
    expect(page.locator(".cke_notification")).to_contain_text("could not be looked up yet. The server doesn’t answer.")
    page.unroute("**/cite/")
    page.clock.run_for(16_000)
    expect(page.locator(".cke_editable sup")).to_have_text("1")
    assert save(page, other).endswith(f'There.<sup data-citation="{other.citations.get().pk}"></sup></p>')


def test_a_mark_that_can_not_come_over_is_left_out_with_a_word(page, ines):
    stranger = begin(create_user(role="reporter"), "Not hers", "<p>x</p>")
    mark = Citation.objects.create(article=stranger, source=create_source(name="Secret"))
    other = begin(ines, "The harbour", "<p>Here.</p>")
    open_story(page, other)
    at_end_of(page, "Here.")
    html = f'<p>There.<sup data-citation="{mark.pk}"></sup></p>'
    page.evaluate(PASTE, html)
    expect(page.locator(".cke_notification")).to_contain_text("One mark was left out")
    expect(page.locator(".cke_editable sup")).to_have_count(0)
    assert "Secret" not in page.content()
    assert "<sup" not in data(page)
    page.keyboard.press("Control+z")
    expect(page.locator(".cke_editable sup")).to_have_count(0)
    assert "<sup" not in data(page)


def test_a_token_inserted_as_html_becomes_what_it_stands_for(page, ines):
    other = begin(ines, "The harbour", "<p>Here.</p>")
    shown = publish(headline="A title that was pasted").article
    open_story(page, other)
    at_end_of(page, "Here.")
    token = f'<aside data-see-also="{shown.pk}"></aside>'
    page.evaluate("html => CKEDITOR.instances.id_body.insertHtml(html)", token)
    expect(page.locator(".cke_editable aside")).to_contain_text("A title that was pasted")
    becomes(page, data, f"<p>Here.</p>{token}")


def test_an_old_version_is_restored_with_all_that_stood_in_it(page, article, ines):
    body, then = article.body, article.revisions.first()
    page.locator(".cke_editable").get_by_text("First.").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Nothing of it.")
    open_rows(page)
    page.locator("#citations-group [name$=DELETE]").first.check()
    assert save(page, article) == "<p>Nothing of it.</p>"
    assert not article.citations.exists()
    page.goto(f"/admin/articles/article/{article.pk}/change/?from={then.number}")
    is_shown(page)
    assert save(page, article) == body
    is_shown(page)
    assert str(article.citations.get().pk) in body


def open_rows(page):
    """Opens the row of sources, and each source in it."""
    page.evaluate("for (const row of document.querySelectorAll('#sources, #sources details')) row.open = true")


# -- Pictures as files --

FILES = """async ([files, html]) => {
    const data = new DataTransfer();
    for (const [name, type] of files) {
        let blob = new Blob(["Dear desk,"], { type });
        if (!name.startsWith("broken") && type.startsWith("image/")) {
            const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 200 });
            const context = canvas.getContext("2d");
            context.fillStyle = `hsl(${name.length * 40} 50% 50%)`;
            context.fillRect(0, 0, 300, 200);
            blob = await new Promise((done) => canvas.toBlob(done, type));
        }
        data.items.add(new File([blob], name, { type }));
    }
    if (html) data.setData("text/html", html);
    return data;
}"""


@pytest.fixture
def plain(page, ines):
    """A page with a story of two paragraphs."""
    open_story(page, begin(ines, "The harbour", "<p>Here.</p>\n<p>Beyond.</p>"))
    Image.objects.all().delete()
    return page


def paste(page, files, html=""):
    transfer = page.evaluate_handle(FILES, [files, html])
    page.evaluate(
        """data => document.querySelector(".cke_editable").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))""",
        transfer,
    )


def test_pasted_files_go_to_the_library_and_stand_where_the_cursor_was(plain):
    at_end_of(plain, "Here.")
    paste(
        plain,
        [
            ["quay.png", "image/png"],
            ["broken.png", "image/png"],
            ["notes.pdf", "application/pdf"],
            ["gull.jpg", "image/jpeg"],
        ],
    )
    notes = plain.locator(".cke_notification")
    expect(notes.filter(has_text="“gull” is in the library and in the text.")).to_have_count(1)
    expect(notes.filter(has_text="“broken.png” was not taken. This is no picture")).to_have_count(1)
    expect(notes.filter(has_text="“notes.pdf” is no picture")).to_have_count(1)
    quay, gull = (Image.objects.get(title=title).pk for title in ("quay", "gull"))
    figures = f'<figure data-image="{quay}"></figure><figure data-image="{gull}"></figure>'
    becomes(plain, data, f"<p>Here.</p>{figures}<p>Beyond.</p>")
    plain.keyboard.press("Control+z")
    becomes(plain, data, f'<p>Here.</p><figure data-image="{quay}"></figure><p>Beyond.</p>')


def test_a_dropped_file_goes_to_the_library_and_into_the_text(plain):
    box = plain.locator(".cke_editable").get_by_text("Here.").bounding_box()
    at = {"clientX": box["x"] + 10, "clientY": box["y"] + box["height"] / 2}
    transfer = plain.evaluate_handle(FILES, [[["quay.png", "image/png"]], ""])
    plain.locator(".cke_editable").get_by_text("Here.").dispatch_event("drop", {"dataTransfer": transfer, **at})
    expect(plain.locator(".cke_editable figure")).to_be_visible()
    becomes(plain, data, f'<p>Here.</p><figure data-image="{Image.objects.get().pk}"></figure><p>Beyond.</p>')


def test_a_picture_that_comes_late_stands_where_it_was_pasted_and_the_cursor_stays(plain):
    slow = Hold(plain, "/image/upload/")
    at_end_of(plain, "Here.")
    paste(plain, [["quay.png", "image/png"]])
    expect(plain.locator(".cke_notification")).to_contain_text("Uploading “quay.png”")
    at_end_of(plain, "Beyond.")
    plain.keyboard.type(" So")
    slow.let_one_through()
    expect(plain.locator(".cke_editable figure")).to_be_visible()
    plain.keyboard.type(" it is.")
    figure = f'<figure data-image="{Image.objects.get().pk}"></figure>'
    becomes(plain, data, f"<p>Here.</p>{figure}<p>Beyond. So it is.</p>")


def test_saving_waits_for_a_picture_that_is_on_its_way(plain):
    slow = Hold(plain, "/image/upload/")
    at_end_of(plain, "Here.")
    paste(plain, [["quay.png", "image/png"], ["gull.jpg", "image/jpeg"]])
    notes = plain.locator(".cke_notification")
    expect(notes.filter(has_text="Uploading “quay.png”")).to_have_count(1)
    for _ in range(2):
        plain.get_by_role("button", name="Save", exact=True).click()
    expect(notes.filter(has_text="What you pressed follows")).to_have_count(1)
    slow.let_one_through()
    expect(notes.filter(has_text="Uploading “gull.jpg”")).to_have_count(1)
    slow.let_one_through()
    expect(plain.locator(".notices")).to_contain_text("Saved.")
    quay, gull = (Image.objects.get(title=title).pk for title in ("quay", "gull"))
    expect(plain.locator(".cke_editable figure")).to_have_count(2)
    figures = f'<figure data-image="{quay}"></figure><figure data-image="{gull}"></figure>'
    becomes(plain, data, f"<p>Here.</p>{figures}<p>Beyond.</p>")


def test_nothing_is_saved_without_a_picture_that_was_not_taken_until_one_says_so(plain):
    slow = Hold(plain, "/image/upload/")
    at_end_of(plain, "Here.")
    paste(plain, [["broken.png", "image/png"]])
    expect(plain.locator(".cke_notification")).to_contain_text("Uploading")
    plain.get_by_role("button", name="Save", exact=True).click()
    slow.let_one_through()
    expect(plain.locator(".cke_notification").filter(has_text="Nothing was saved yet")).to_have_count(1)
    expect(plain.locator(".notices")).to_have_count(0)
    plain.get_by_role("button", name="Save", exact=True).click()
    expect(plain.locator(".notices")).to_contain_text("Saved.")


def test_an_office_documents_words_are_pasted_and_not_the_picture_of_them(plain):
    at_end_of(plain, "Here.")
    paste(plain, [["image.png", "image/png"]], "<p>Words of a document</p>")
    expect(plain.locator(".cke_editable")).to_contain_text("Words of a document")
    assert not Image.objects.exists()


def test_an_upload_without_a_session_says_so(plain):
    plain.context.clear_cookies(name="sessionid")
    at_end_of(plain, "Here.")
    paste(plain, [["quay.png", "image/png"]])
    expect(plain.locator(".cke_notification").filter(has_text="not taken")).to_contain_text("You are signed out")


# -- Without script --


def test_without_script_the_text_is_html_and_the_tokens_are_explained(site, article, ines):
    page = site.desk("reporter", ines, java_script_enabled=False)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    field = page.locator("#id_body")
    expect(field).to_have_value(article.body)
    page.get_by_text("To write pictures, links").click()
    expect(page.get_by_text('<sup data-citation="12"></sup>')).to_be_visible()
    mark = article.citations.get().pk
    page.locator("#sources > summary").click()
    page.locator("#citations-0 > summary").click()
    expect(page.get_by_text(f"Mark in the text: {mark}")).to_be_visible()
    field.fill(f'{article.body}<p>Again.<sup data-citation="{mark}">x</sup><script>alert(1)</script></p>')
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Saved.")
    saved = flat(Article.objects.get(pk=article.pk).body)
    assert saved == f'{article.body}<p>Again.<sup data-citation="{mark}"></sup></p>'


def test_without_script_plain_words_become_paragraphs(site, article, ines):
    page = site.desk("reporter", ines, java_script_enabled=False)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    expect(page.get_by_text("A blank line begins a paragraph.")).to_be_visible()
    page.locator("#id_body").fill("One & only.\n\nTwo.\n<h2>Head</h2>\nThree.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Saved.")
    assert (
        flat(Article.objects.get(pk=article.pk).body) == "<p>One &amp; only.</p><p>Two.</p><h2>Head</h2><p>Three.</p>"
    )
