"""What stands in a text by its number: put there by a button, shown as readers will see it, kept as its token alone."""

import io
import re

import pytest
from PIL import Image as Pillow
from playwright.sync_api import expect

from articles.models import Citation, Image
from tests.browser.accessibility import violations
from tests.browser.waiting import becomes
from tests.factories import create_article, create_image, create_source, create_user, publish

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
GONE = 10**9  # the id of nothing


def file(name="quay.jpg", colour="teal"):
    content = io.BytesIO()
    Pillow.new("RGB", (640, 480), colour).save(content, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}


@pytest.fixture
def article(site):
    """A saved story of Ines, a reporter, that cites one source and does not mark it."""
    ines = create_user(role="reporter", username="ines")
    article = create_article(headline="Dredging", created_by=ines, body="<p>First words.</p>\n<p>Last words.</p>")
    Citation.objects.create(article=article, source=create_source(name="Port office"), statement="The depth")
    article.save_revision(ines)
    return article


@pytest.fixture
def desk(site, article):
    page = site.desk("reporter", article.created_by)
    # Pictures of the tests have no files.
    page.route("**/media/**", lambda route: route.fulfill(body=file()["buffer"], content_type="image/jpeg"))
    open_story(page, article)
    return page


def open_story(page, article):
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator(".cke_editable").wait_for()


def flat(html):
    return re.sub(r"\n|<p>(&nbsp;)?</p>", "", html)


def data(page):
    return flat(page.evaluate("CKEDITOR.instances.id_body.getData()"))


def at_end_of(page, words):
    page.locator(".cke_editable").get_by_text(words).click()
    page.keyboard.press("End")


def save(page, article):
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Saved.")
    article.refresh_from_db()
    return flat(article.body)


def press(page, name):
    page.locator(f".cke_button__desk{name}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


# -- Each button --


def test_a_picture_is_shown_with_caption_and_credit_and_what_its_rights_are(desk, article):
    create_image(title="Seals", credit="Nadia")
    gulls = create_image(title="Gulls", caption="Gulls over the quay.", credit="Tom", rights_until="2020-01-31")
    at_end_of(desk, "First words.")
    dialog = press(desk, "picture")
    expect(dialog.get_by_role("option")).to_have_count(2)
    for name in ("Show more", "Words for this use"):
        expect(dialog.get_by_role("button", name=name)).to_be_hidden()
    expect(dialog.get_by_role("option").first).to_contain_text("Rights over since 31 Jan 2020")
    desk.keyboard.type("gulls")
    expect(dialog.get_by_role("status")).to_have_text("1 found.")
    dialog.get_by_role("option").click()
    expect(dialog).to_be_hidden()
    shown = desk.locator(".cke_editable figure")
    expect(shown).to_contain_text("Gulls over the quay.")
    expect(shown).to_contain_text("Picture: Tom")
    expect(shown).to_contain_text("Rights over since 31 Jan 2020")
    assert shown.locator("img").evaluate("image => image.complete && image.naturalWidth > 0")
    expected = f'<p>First words.</p><figure data-image="{gulls.pk}"></figure><p>Last words.</p>'
    becomes(desk, data, expected)
    assert save(desk, article) == expected


def test_a_picture_is_uploaded_in_its_chooser(desk, article):
    at_end_of(desk, "First words.")
    dialog = press(desk, "picture")
    expect(dialog.get_by_role("status")).to_have_text("There is nothing yet.")
    dialog.get_by_label("Upload a picture").set_input_files({**file("notes.jpg"), "buffer": b"Dear desk,"})
    expect(dialog.get_by_role("status")).to_contain_text("“notes.jpg” was not taken. This is no picture")
    dialog.get_by_label("Upload a picture").set_input_files(file())
    expect(dialog).to_be_hidden()
    becomes(desk, data, f'<p>First words.</p><figure data-image="{Image.objects.get().pk}"></figure><p>Last words.</p>')


def test_a_picture_says_something_of_its_own_in_this_story(desk, article, site):
    quay = create_image(title="Quay", alt="A quay", caption="The old quay.")
    crane = create_image(title="Crane", alt="A crane")
    figures = "".join(f'<figure data-image="{image.pk}"></figure>' for image in (quay, crane))
    article.body = body = f"<p>First words.</p>{figures}<p>Last words.</p>"
    article.save()
    article.save_revision(article.created_by)
    open_story(desk, article)
    shown = desk.locator(".cke_editable figure")

    def words_of(picture):
        expect(shown.nth(picture).locator("img")).to_be_visible()
        shown.nth(picture).click()
        desk.keyboard.press("Enter")
        desk.get_by_role("dialog", name="Choose a picture").get_by_role("button", name="Words for this use").click()
        dialog = desk.get_by_role("dialog", name="Words for this use")
        expect(dialog).to_be_visible()
        return dialog, dialog.get_by_label("Alternative text here")

    def has_kept(response):
        return "/autosave/" in response.url and "decorative" in (response.request.post_data or "")

    dialog, alt = words_of(0)
    expect(alt).to_be_focused()
    expect(alt).to_have_attribute("placeholder", "A quay")
    expect(dialog.get_by_label("Caption here")).to_have_attribute("placeholder", "The old quay.")
    desk.keyboard.type("Goes")
    desk.keyboard.press("Escape")
    dialog, alt = words_of(0)
    expect(alt).to_have_value("")
    desk.keyboard.type("The quay at dawn")
    dialog.get_by_label("Caption here").fill("Before the ferries.")
    desk.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(shown.first).to_contain_text("Before the ferries.")
    expect(shown.first.locator("img")).to_have_attribute("alt", "The quay at dawn")
    dialog, alt = words_of(1)
    dialog.get_by_label("Decorative here").check()
    expect(alt).to_be_disabled()
    with desk.expect_response(has_kept):
        dialog.get_by_role("button", name="Take these words").click()
        expect(shown.nth(1)).to_contain_text("Decorative here")
    becomes(desk, data, body)
    kept = article.pending_autosave(article.created_by).content["picture_words"]
    assert save(desk, article) == body
    words = {str(quay.pk): {"alt": "The quay at dawn", "caption": "Before the ferries."}}
    assert article.picture_words == kept == {**words, str(crane.pk): {"decorative": True}}

    # What was said stands there again, and is taken back.
    open_story(desk, article)
    expect(shown.first).to_contain_text("Before the ferries.")
    dialog, alt = words_of(1)
    expect(dialog.get_by_label("Decorative here")).to_be_focused()
    dialog.get_by_label("Decorative here").uncheck()
    expect(alt).to_be_enabled()
    dialog.get_by_role("button", name="Take these words").click()
    expect(shown.nth(1).locator("img")).to_have_attribute("alt", "A crane")
    save(desk, article)
    assert article.picture_words == words

    desk.goto(publish(article).get_absolute_url())
    figure = desk.locator("article figure").filter(has_text="Before the ferries.")
    expect(figure.get_by_role("img", name="The quay at dawn")).to_have_count(1)
    expect(desk.get_by_role("img", name="A crane")).to_have_count(1)


def test_a_see_also_goes_behind_the_paragraph_and_says_what_readers_see(desk, article):
    other = publish(headline="What the harbour master wrote").article
    draft = create_article(headline="Not out yet", created_by=article.created_by)
    desk.locator(".cke_editable").get_by_text("First words.").click()
    desk.keyboard.press("Home")
    desk.keyboard.press("Control+ArrowRight")
    dialog = press(desk, "seealso")
    expect(dialog.get_by_role("option")).to_have_count(2)  # without the story itself
    desk.keyboard.type("harbour")
    expect(dialog.get_by_role("option")).to_have_count(1)
    dialog.get_by_role("option").click()
    expect(desk.locator(".cke_editable aside")).to_contain_text("What the harbour master wrote")
    desk.keyboard.type("And on. ")
    expected = f'<p>First words.</p><aside data-see-also="{other.pk}"></aside><p>And on. Last words.</p>'
    becomes(desk, data, expected)

    # Enter opens the chooser again, to put another in its place.
    desk.locator(".cke_editable aside").click()
    desk.keyboard.press("Enter")
    dialog.get_by_role("option", name="Not out yet").click()
    expect(desk.locator(".cke_editable aside")).to_contain_text("not public yet")
    assert save(desk, article) == expected.replace(f'"{other.pk}"', f'"{draft.pk}"')


def test_marks_are_numbered_by_source_as_they_move_and_a_new_source_gets_its_row(desk, article):
    pilot = create_source(name="The pilot")
    create_source(name="Withdrawn one", status="withdrawn", status_reason="Made it up")
    office = article.citations.get()
    at_end_of(desk, "Last words.")
    dialog = press(desk, "cite")
    dialog.get_by_role("option", name="Port office The depth").click()
    marks = desk.locator(".cke_editable sup")
    expect(marks).to_have_text(["1"])
    at_end_of(desk, "First words.")
    press(desk, "cite")
    dialog.get_by_role("option", name="Withdrawn one").click(force=True)
    expect(dialog.get_by_role("status")).to_contain_text("can’t be chosen: it is withdrawn: Made it up")
    dialog.get_by_role("option", name="The pilot").click()
    expect(marks).to_have_text(["1", "2"])
    expect(desk.locator(".cke_notification")).to_contain_text("“The pilot” is listed under Sources now")
    # The same source has the same number, wherever it is marked.
    at_end_of(desk, "Last words.")
    press(desk, "cite")
    dialog.get_by_role("option", name="The pilot").first.click()
    expect(marks).to_have_text(["1", "2", "1"])
    expect(desk.locator("[data-mark-words]").filter(has_text="Number 1 in the text")).to_have_count(1)
    assert Citation.objects.count() == 1  # nobody has saved yet
    body = save(desk, article)
    new = Citation.objects.get(source=pilot)
    mark = '<sup data-citation="{}"></sup>'.format
    assert body == f"<p>First words.{mark(new.pk)}</p><p>Last words.{mark(office.pk)}{mark(new.pk)}</p>"
    assert list(article.citations.values_list("pk", flat=True)) == [office.pk, new.pk]
    expect(marks).to_have_text(["1", "2", "1"])


def test_a_source_is_cited_in_a_story_that_was_never_saved(desk):
    create_source(name="The pilot")
    desk.goto("/admin/articles/article/add/")
    desk.fill("#id_headline", "New one")
    desk.locator(".cke_editable").click()
    desk.keyboard.type("He said so.")
    dialog = press(desk, "cite")
    dialog.get_by_role("option", name="The pilot").click()
    expect(desk.locator(".cke_editable sup")).to_have_text("1")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".notices")).to_contain_text("Saved.")
    citation = Citation.objects.get(source__name="The pilot")
    assert citation.article.body == f'<p>He said so.<sup data-citation="{citation.pk}"></sup></p>'
    expect(desk.locator(".cke_editable sup")).to_have_text("1")


def test_an_address_says_at_once_what_it_will_be(desk, article):
    at_end_of(desk, "First words.")
    dialog = press(desk, "embed")
    insert = dialog.get_by_role("button", name="Insert")
    desk.keyboard.type("never mind")
    expect(dialog.get_by_role("status")).to_contain_text("no address of a page on the web")
    expect(insert).to_be_disabled()
    dialog.get_by_role("textbox").fill("https://example.org/page")
    expect(dialog.get_by_role("status")).to_contain_text("becomes a plain link")
    dialog.get_by_role("textbox").fill(f'<iframe src="{VIDEO}" title="As YouTube gives it"></iframe>')
    expect(dialog.get_by_role("status")).to_contain_text("Video on YouTube")
    insert.click()
    expect(desk.locator(".cke_editable [data-embed]")).to_contain_text("Loaded from YouTube once a reader asks for it.")
    expected = f'<p>First words.</p><div data-embed="{VIDEO}"></div><p>Last words.</p>'
    becomes(desk, data, expected)
    assert save(desk, article) == expected


def test_the_long_code_of_a_post_is_understood(desk):
    at_end_of(desk, "First words.")
    dialog = press(desk, "embed")
    post = "https://www.instagram.com/p/Cabcdef123/"
    style = f' style="{"margin: 0 auto; " * 200}"'
    drawing = f"<svg><path d='{'M1 1 ' * 500}'/></svg>"
    code = f'<blockquote class="instagram-media" data-instgrm-permalink="{post}"{style}><div{style}>{drawing}</div>'
    with desk.expect_request("**/embed/**") as request:
        dialog.get_by_role("textbox").fill(f'{code}<a href="{post}">A post</a></blockquote>')
    assert len(request.value.url) < 1000
    expect(dialog.get_by_role("status")).to_contain_text("Post on Instagram")
    desk.keyboard.press("Enter")
    becomes(desk, data, f'<p>First words.</p><div data-embed="{post}"></div><p>Last words.</p>')


def test_what_can_not_be_framed_becomes_a_link(desk):
    at_end_of(desk, "First words.")
    press(desk, "embed")
    desk.keyboard.type("https://mastodon.example/@quay/112233445566778899")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("dialog")).to_be_hidden()
    link = '<a href="https://mastodon.example/@quay/112233445566778899">Post on Mastodon (mastodon.example)</a>'
    becomes(desk, data, f"<p>First words.{link}</p><p>Last words.</p>")


# -- The editor's own buttons --


def test_the_buttons_stay_in_reach_of_a_long_text(site, article):
    article.body = "".join(f"<p>Paragraph {number}.</p>" for number in range(60))
    article.save()
    for width in (1280, 375):
        page = site.desk("reporter", article.created_by, viewport={"width": width, "height": 700})
        open_story(page, article)
        at_end_of(page, "Paragraph 15.")
        page.mouse.wheel(0, 500)
        page.wait_for_function("document.querySelector('.cke_editable').getBoundingClientRect().top < -100")
        bold = page.locator(".cke_button__bold")
        expect(bold).to_be_in_viewport()
        page.keyboard.press("Shift+Home")
        bold.click()
        assert "<strong>Paragraph 15.</strong>" in data(page)
        page.context.close()


def test_tables_are_asked_for_nothing_that_is_not_kept(desk):
    at_end_of(desk, "Last words.")
    desk.locator(".cke_button__table").click()
    dialog = desk.locator(".cke_dialog:visible")
    expect(dialog.get_by_label("Rows")).to_be_visible()
    expect(dialog.get_by_label("Caption")).to_be_visible()
    expect(dialog.locator("input[type=text], select")).to_have_count(4)
    # As from a browser that was busy: the key goes down and comes up before either is looked at.
    dialog.get_by_label("Rows").evaluate("""field => {
        for (const type of ["keydown", "keyup"]) {
            field.dispatchEvent(new KeyboardEvent(type, { key: "Enter", keyCode: 13, bubbles: true }));
        }
    }""")
    expect(dialog).to_be_hidden()
    desk.evaluate("() => new Promise((done) => setTimeout(done, 50))")
    assert data(desk).count("<td>") == 6


def test_the_source_has_room_and_is_in_sight_from_the_middle_of_a_long_text(site, article):
    article.body = "".join(f"<p>Paragraph {number}.</p>" for number in range(60))
    article.save()
    page = site.desk("reporter", article.created_by, viewport={"width": 1280, "height": 700})
    open_story(page, article)
    at_end_of(page, "Paragraph 50.")
    page.locator(".cke_button__source").click()
    source = page.locator("textarea.cke_source")
    expect(source).to_be_focused()
    expect(source).to_be_in_viewport(ratio=0.5)
    assert source.bounding_box()["height"] > 300
    page.locator(".cke_button__source").click()
    expect(page.locator(".cke_editable")).to_be_focused()


def test_special_characters_can_be_read_in_the_dark(site, article):
    page = site.desk("reporter", article.created_by, color_scheme="dark")
    open_story(page, article)
    page.locator(".cke_button__specialchar").click()
    sign = page.locator("a.cke_specialchar").first
    sign.hover()
    paper, ink = sign.evaluate("one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]")
    brightness = [sum(map(int, re.findall(r"\d+", colour)[:3])) / 3 for colour in (paper, ink)]
    assert brightness[0] < 90 < 180 < brightness[1]


# -- Keys, failures, axe --


def test_choosers_are_used_by_keyboard_alone_and_lead_back_to_the_text(desk):
    images = [create_image(title=f"Picture {number}") for number in range(3)]
    at_end_of(desk, "First words.")
    desk.keyboard.press("Alt+Shift+F")
    dialog = desk.get_by_role("dialog", name="Choose a picture")
    field = dialog.get_by_role("combobox")
    expect(field).to_be_focused()
    expect(dialog.get_by_role("option")).to_have_count(3)
    for key, chosen in (("ArrowDown", 2), ("ArrowDown", 1), ("End", 0), ("Home", 2), ("ArrowUp", 0)):
        desk.keyboard.press(key)
        expect(field).to_have_attribute("aria-activedescendant", f"choice-image-{images[chosen].pk}")
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    desk.keyboard.type(" On.")
    desk.keyboard.press("Alt+Shift+F")
    desk.keyboard.press("Tab")
    expect(dialog.locator(":focus")).to_have_count(1)  # the page behind is out of reach
    field.focus()
    expect(dialog.get_by_role("option")).to_have_count(3)
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    desk.keyboard.type("Then ")
    becomes(desk, data, f'<p>First words. On.</p><figure data-image="{images[0].pk}"></figure><p>Then Last words.</p>')
    for keys, name in (("l", "Insert a “See also”"), ("c", "Cite a source"), ("e", "Embed a page")):
        desk.keyboard.press(f"Alt+Shift+{keys}")
        expect(desk.get_by_role("dialog", name=name)).to_be_visible()
        desk.keyboard.press("Escape")
        expect(desk.get_by_role("dialog")).to_have_count(0)


def test_a_chooser_that_gets_no_answer_says_so_and_asks_again(desk):
    create_image(title="Gulls")
    desk.context.set_offline(True)
    dialog = press(desk, "picture")
    expect(dialog.get_by_role("status")).to_have_text("The server doesn’t answer.")
    desk.context.set_offline(False)
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog.get_by_role("option")).to_have_count(1)
    expect(dialog.get_by_role("button", name="Try again")).to_be_hidden()
    desk.keyboard.type("nobody")
    expect(dialog.get_by_role("status")).to_have_text("Nothing found for “nobody”.")
    desk.context.clear_cookies(name="sessionid")
    desk.keyboard.type("x")
    expect(dialog.get_by_role("status")).to_contain_text("You are signed out")


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
def test_axe_finds_nothing_in_the_choosers_and_the_text(site, article, width, scheme):
    for number in range(22):
        create_image(title=f"Picture {number}", rights_until="2020-01-31")
    create_source(name="Withdrawn one", status="withdrawn", status_reason="Made it up")
    other = publish(headline="What the harbour master wrote").article
    mark, image = article.citations.get(), Image.objects.first()
    body = (
        f'<p>Words.<sup data-citation="{mark.pk}"></sup></p><aside data-see-also="{other.pk}"></aside>'
        f'<figure data-image="{image.pk}"></figure><div data-embed="{VIDEO}"></div>'
        f'<aside data-see-also="{GONE}"></aside>'
    )
    type(article).objects.filter(pk=article.pk).update(body=body)
    page = site.desk(
        "reporter",
        article.created_by,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page.route("**/media/**", lambda route: route.fulfill(body=file()["buffer"], content_type="image/jpeg"))
    open_story(page, article)
    expect(page.locator(".cke_editable")).to_contain_text(f"Story {GONE} is no longer there")
    assert violations(page, ".cke_editable") == []
    for name in ("picture", "seealso", "cite", "embed"):
        dialog = press(page, name)
        if name == "embed":
            page.keyboard.type(VIDEO)
            expect(dialog.get_by_role("status")).to_contain_text("YouTube")
        else:
            expect(dialog.get_by_role("option").first).to_be_visible()
            page.keyboard.press("ArrowDown")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page, "dialog[open]") == [], name
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    page.locator(".cke_editable figure").click()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Words for this use").click()
    page.get_by_role("dialog", name="Words for this use").get_by_label("Decorative here").check()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page, "dialog[open]") == []
