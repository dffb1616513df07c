"""What stands beside the paragraphs of a text: from its button to the reader, and through all that may happen to it."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Citation
from tests.browser.accessibility import violations
from tests.browser.test_editor_buttons import at_end_of, file, open_story, press
from tests.factories import create_article, create_image, create_source, create_user, publish

QUOTE = (
    "<figure><blockquote><p>Page ten was about bollards.</p></blockquote><figcaption>Rolf Amsel</figcaption></figure>"
)
BOX = '<section data-box="facts"><h2>In short</h2><p>A loan.</p><ul><li>38 million</li></ul></section>'


@pytest.fixture
def ines(site):
    return create_user(role="reporter", username="ines")


@pytest.fixture
def images(site):
    return [
        create_image(title=name, alt=f"A {name}", caption=f"The {name}.", credit="Tom")
        for name in ("gull", "crane", "quay")
    ]


def begin(user, body, headline="Dredging"):
    article = create_article(headline=headline, created_by=user, body=body)
    article.save_revision(user)
    return article


@pytest.fixture
def page(site, ines):
    page = site.desk("reporter", ines)
    page.route("**/media/**", lambda route: route.fulfill(body=file()["buffer"], content_type="image/jpeg"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


@pytest.fixture
def article(page, ines):
    article = begin(ines, "<p>First words.</p><p>Last words.</p>")
    open_story(page, article)
    return article


def every_block(images):
    pks = [image.pk for image in images]
    return (
        f"<p>First words.</p>{QUOTE}{BOX}"
        f'<figure data-image="{pks[0]}" data-width="wide"></figure><figure data-pair="{pks[1]} {pks[0]}"></figure>'
        f'<figure data-gallery="{pks[2]} {pks[0]} {pks[1]}"></figure>'
        "<p><ruby>東京<rt>とうきょう</rt></ruby> and <small>small print</small></p><p>Last words.</p>"
    )


def flat(html):
    return re.sub(r"[\n\t]|<p>(&nbsp;)?</p>", "", html)


def data(page):
    return flat(page.evaluate("CKEDITOR.instances.id_body.getData()"))


def save(page, article):
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Saved.")
    article.refresh_from_db()
    return flat(article.body)


def is_shown(page):
    text = page.locator(".cke_editable")
    expect(text.locator("figure > blockquote")).to_have_text("Page ten was about bollards.")
    expect(text.locator("figure > figcaption")).to_have_text("Rolf Amsel")
    expect(text.locator("[data-box] > h2")).to_have_text("In short")
    expect(text.locator("[data-gallery] img")).to_have_count(3)
    expect(text.locator("[data-pair] img")).to_have_count(2)
    expect(text.locator("[data-width=wide] img")).to_have_count(1)


# -- By its button --


def test_a_pull_quote_is_written_where_it_stands(page, article):
    at_end_of(page, "First words.")
    page.locator(".cke_button__deskquote").click()
    page.keyboard.type("Page ten was about bollards.")
    page.get_by_role("textbox", name="Whose words they are").click()
    page.keyboard.type("Rolf Amsel")
    page.keyboard.press("Enter")
    page.keyboard.type("Then ")
    expected = f"<p>First words.</p>{QUOTE}<p>Then Last words.</p>"
    assert data(page) == expected
    assert save(page, article) == expected


def test_words_that_are_selected_are_the_quotation_and_stay(page, article):
    page.locator(".cke_editable").get_by_text("First words.").click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Alt+Shift+Q")
    page.keyboard.type("Nobody")
    quoted = "<figure><blockquote><p>First words.</p></blockquote><figcaption>Nobody</figcaption></figure>"
    assert data(page) == f"<p>First words.</p>{quoted}<p>Last words.</p>"


def test_a_box_is_written_by_keys_and_left_by_escape(page, article):
    at_end_of(page, "First words.")
    page.keyboard.press("Alt+Shift+B")
    for words, key in (("In short", "Enter"), ("A loan.", "Enter"), ("- 38 million", "Escape"), ("Then ", "End")):
        page.keyboard.type(words)
        page.keyboard.press(key)
    expected = f"<p>First words.</p>{BOX}<p>Then Last words.</p>"
    assert data(page) == expected
    assert save(page, article) == expected


@pytest.mark.parametrize("name", ["quote", "box"])
def test_an_empty_one_is_nothing_and_goes_by_backspace(page, article, name):
    at_end_of(page, "First words.")
    page.locator(f".cke_button__desk{name}").click()
    block = page.locator(f".cke_widget_block-{name}")
    expect(block.locator("[data-cke-bare]")).to_have_count(2)
    assert data(page) == "<p>First words.</p><p>Last words.</p>"
    page.keyboard.type("a")
    expect(block.locator("[data-cke-bare]")).to_have_count(1)
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(block).to_have_count(0)
    assert data(page) == "<p>First words.</p><p>Last words.</p>"


def test_a_gallery_is_chosen_ordered_and_made_a_pair(page, article, images):
    gull, crane, quay = images
    at_end_of(page, "First words.")
    dialog = press(page, "gallery")
    put = dialog.get_by_role("button", name="Put them into the text")
    for name in ("gull", "crane", "quay"):
        expect(put).to_be_disabled() if name != "quay" else expect(put).to_be_enabled()
        dialog.get_by_role("option").filter(has_text=name).click()
    dialog.get_by_role("option").filter(has_text="quay").click()
    expect(dialog.get_by_role("status")).to_have_text("“quay” is among them already.")
    dialog.get_by_role("button", name="Up: quay").click()
    expect(dialog.get_by_role("status")).to_have_text("Now number 2 of 3.")
    assert violations(page, ".chooser[open]") == []
    put.click()
    order = f'<figure data-gallery="{gull.pk} {quay.pk} {crane.pk}"></figure>'
    assert data(page) == f"<p>First words.</p>{order}<p>Last words.</p>"
    expect(page.locator(".cke_editable [data-gallery]")).to_contain_text("The quay.")

    page.locator(".cke_editable [data-gallery] img").first.dblclick()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Two side by side").check()
    expect(dialog.get_by_role("button", name="Put them into the text")).to_be_disabled()
    dialog.get_by_role("button", name="Take out: quay").click()
    dialog.get_by_role("button", name="Put them into the text").click()
    pair = f'<figure data-pair="{gull.pk} {crane.pk}"></figure>'
    assert data(page) == f"<p>First words.</p>{pair}<p>Last words.</p>"
    assert save(page, article) == f"<p>First words.</p>{pair}<p>Last words.</p>"


def test_a_picture_of_a_gallery_says_something_of_its_own(page, article, images):
    gull, crane, _ = images
    article.body = f'<figure data-gallery="{gull.pk} {crane.pk}"></figure><p>Last words.</p>'
    article.save()
    open_story(page, article)
    expect(page.locator(".cke_editable [data-gallery] img")).to_have_count(2)
    page.locator(".cke_editable [data-gallery] img").first.dblclick()
    page.get_by_role("dialog").get_by_role("button", name="Words for this use…: crane").click()
    page.get_by_label("Caption here").fill("The crane at noon.")
    expect(page.get_by_label("How wide it stands here")).to_be_hidden()
    page.get_by_role("button", name="Take these words").click()
    expect(page.locator(".cke_editable [data-gallery]")).to_contain_text("The crane at noon.")
    save(page, article)
    assert article.picture_words == {str(crane.pk): {"caption": "The crane at noon."}}


def test_a_picture_is_made_wider(page, article, images):
    article.body = f'<p>First words.</p><figure data-image="{images[0].pk}"></figure>'
    article.save()
    open_story(page, article)
    page.locator(".cke_editable figure img").dblclick()
    page.get_by_role("button", name="Words for this use…").click()
    page.get_by_label("How wide it stands here").select_option("full")
    page.get_by_role("button", name="Take these words").click()
    expect(page.locator(".cke_editable [data-width=full]")).to_have_count(1)
    wide = article.body.replace("></figure>", ' data-width="full"></figure>')
    assert data(page) == wide
    page.keyboard.press("Control+z")
    assert data(page) == article.body
    page.keyboard.press("Control+y")
    assert save(page, article) == wide


def test_a_word_gets_its_reading_and_loses_it(page, article):
    at_end_of(page, "First words.")
    dialog = press(page, "ruby")
    dialog.get_by_label("Word").fill("東京")
    dialog.get_by_label("How it is read").fill("とうきょう")
    page.keyboard.press("Enter")
    page.keyboard.type(" lies there.")
    ruby = "<ruby>東京<rt>とうきょう</rt></ruby>"
    assert data(page) == f"<p>First words.{ruby} lies there.</p><p>Last words.</p>"
    page.locator(".cke_editable ruby").click()
    dialog = press(page, "ruby")
    expect(dialog.get_by_label("Word")).to_have_value("東京")
    dialog.get_by_label("How it is read").fill("")
    dialog.get_by_role("button", name="Take it").click()
    assert data(page) == "<p>First words.東京 lies there.</p><p>Last words.</p>"


def test_words_are_made_small(page, article):
    page.locator(".cke_editable").get_by_text("First words.").click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.locator(".cke_button__desksmall").click()
    assert save(page, article) == "<p><small>First words.</small></p><p>Last words.</p>"


# -- Whatever happens to it --


def test_opening_writing_undoing_the_source_and_saving_change_nothing(page, ines, images):
    article = begin(ines, every_block(images))
    open_story(page, article)
    is_shown(page)
    assert data(page) == article.body
    expect(page.locator("[data-count=text]")).to_contain_text("22 words")
    page.locator(".cke_editable blockquote").click()
    page.keyboard.press("End")
    page.keyboard.type(" All of it.")
    changed = article.body.replace("bollards.", "bollards. All of it.")
    assert data(page) == changed
    page.keyboard.press("Control+z")
    assert data(page) == article.body
    page.keyboard.press("Control+y")
    page.locator(".cke_button__source").click()
    expect(page.locator("textarea.cke_source")).to_have_value(re.compile('<section data-box="facts">'))
    page.locator(".cke_button__source").click()
    expect(page.locator(".cke_editable [data-box]")).to_have_count(1)
    assert data(page) == changed
    assert save(page, article) == changed


def test_all_is_copied_into_another_story_undone_and_done_again(page, ines, images):
    article = begin(ines, every_block(images))
    article.picture_words = words = {str(images[1].pk): {"caption": "Before the ferries."}}
    article.save()
    other = begin(ines, "<p>Here.</p>", "The harbour")
    open_story(page, article)
    is_shown(page)
    page.locator(".cke_editable").get_by_text("First words.").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    open_story(page, other)
    at_end_of(page, "Here.")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    is_shown(page)
    expect(page.locator(".cke_editable [data-gallery]")).to_contain_text("Before the ferries.")
    expected = f"<p>Here.</p>{article.body}"
    assert data(page) == expected
    page.keyboard.press("Control+z")
    expect(page.locator(".cke_editable [data-box]")).to_have_count(0)
    page.keyboard.press("Control+y")
    is_shown(page)
    assert save(page, other) == expected
    assert other.picture_words == words


def test_an_older_version_is_restored_with_all_that_stood_in_it(page, ines, images):
    article = begin(ines, every_block(images))
    body, then = article.body, article.revisions.first()
    open_story(page, article)
    is_shown(page)
    page.locator(".cke_editable").get_by_text("First words.").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Nothing of it.")
    assert save(page, article) == "<p>Nothing of it.</p>"
    page.goto(f"/admin/articles/article/{article.pk}/history/")
    page.goto(f"/admin/articles/article/{article.pk}/change/?from={then.number}")
    is_shown(page)
    assert save(page, article) == body


def test_what_is_written_in_a_box_is_found_and_replaced(page, ines):
    article = begin(ines, f"<p>A loan of the port.</p>{BOX}")
    open_story(page, article)
    expect(page.locator(".cke_editable [data-box]")).to_have_count(1)
    page.locator(".cke_editable").get_by_text("A loan of the port.").click()
    page.keyboard.press("Alt+Shift+R")
    page.get_by_label("Find", exact=True).fill("loan")
    expect(page.locator(".find__said")).to_contain_text("2")


def test_a_source_is_marked_in_a_box(page, ines):
    article = begin(ines, f"<p>First words.</p>{BOX}")
    mark = Citation.objects.create(article=article, source=create_source(name="Port office"), statement="The sum")
    open_story(page, article)
    page.locator(".cke_editable [data-box] p").click()
    page.keyboard.press("End")
    press(page, "cite").get_by_role("option").first.click()
    expect(page.locator(".cke_editable [data-box] p sup")).to_have_text("1")
    page.keyboard.type(" So.")
    marked = BOX.replace("A loan.", f'A loan.<sup data-citation="{mark.pk}"></sup> So.')
    assert data(page) == f"<p>First words.</p>{marked}"
    assert save(page, article) == f"<p>First words.</p>{marked}"


def test_without_script_the_source_comes_back_as_it_was(site, ines, images):
    article = begin(ines, every_block(images))
    page = site.desk("reporter", ines, java_script_enabled=False)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    expect(page.locator("#id_body")).to_have_value(article.body)
    page.locator("#id_body").fill(article.body.replace("A loan.", "Two loans."))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Saved.")
    body = article.body
    article.refresh_from_db()
    assert article.body == body.replace("A loan.", "Two loans.")


# -- Readers --


@pytest.mark.parametrize(("script", "width"), [(True, 1440), (False, 375), (True, 320), (True, 1100)])
def test_readers_get_all_of_it(site, images, script, width):
    table = "<table><tbody><tr><td>Sand</td><td>9,400</td></tr><tr><td>Clay</td><td>12</td></tr></tbody></table>"
    gallery = f'<figure data-image="{images[0].pk}" data-width="full"></figure>'
    edition = publish(body="<p>Words before it.</p>" * 6 + every_block(images) + table + gallery)
    page = site.page(bypass_csp=True, java_script_enabled=script, viewport={"width": width, "height": 900})
    page.route("**/media/**", lambda route: route.fulfill(body=file()["buffer"], content_type="image/jpeg"))
    page.goto(edition.get_absolute_url())
    expect(page.locator(".prose figure.quote blockquote")).to_have_text("Page ten was about bollards.")
    expect(page.get_by_role("heading", name="In short")).to_be_visible()
    expect(page.locator(".gallery img")).to_have_count(3)
    expect(page.locator(".prose .table__figure").last).to_have_css("text-align", "end")
    gallery = page.get_by_role("group", name="Gallery of 3 pictures")
    gallery.focus()
    expect(gallery).to_be_focused()
    if script:
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert violations(page, ".prose") == []
        assert gallery.evaluate("list => list.scrollWidth > list.clientWidth")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.querySelector('.gallery').scrollLeft > 0")
