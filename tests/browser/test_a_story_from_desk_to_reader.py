"""A story on its whole way: typed by a reporter, published by an editor, read, commented on, the comment approved."""

import io
import os
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import expect

from articles.models import Article, Edition, Source, Tag
from comments.models import Comment
from tests.factories import create_article, create_author, create_section, create_user, publish

ILLUSTRATIONS = settings.BASE_DIR / "newsroom/demo/illustrations"
SHOTS = os.environ.get("SCREENSHOTS")  # a folder: what the pages look like is kept there

PARAGRAPHS = [
    "The minutes of the meeting fill two pages, and on the second somebody has written a figure in pencil.",
    "It is the only trace of a decision that will cost three towns forty million over eleven years.",
    "Marta Oyelaran, who chaired the meeting, says that she took the note for a reminder.",
    "“I thought it was the price of the study,” she told Channel Nine News. The study cost ninety thousand.",
    "An official who saw the loan agreement said that nobody asked which council stood behind it.",
    "The deep channel was meant for a class of vessel that has called at the port twice.",
    "Both times, the pilots’ log notes, it came half empty and left within the tide.",
    "The first instalment falls due in March. The three councils meet on Thursday, in public.",
]


def keep(page, name, **options):
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", **options)


def choose(page, words):
    """Type into the field that has the focus, and choose what it offers."""
    page.keyboard.type(words)
    page.locator(".offers [role=option]").filter(has_text=words).first.click()


def type_text(page, see_also):
    """Type the story into the editor: eight paragraphs, a sub-heading, a bold name, a See also in mid-text."""
    editor = page.locator(".cke_editable")
    editor.click()
    for number, paragraph in enumerate(PARAGRAPHS):
        if number == 2:
            name, rest = paragraph[: len("Marta Oyelaran")], paragraph[len("Marta Oyelaran") :]
            page.keyboard.press("Control+b")
            page.keyboard.insert_text(name)
            page.keyboard.press("Control+b")
            page.keyboard.insert_text(rest)
        elif number == 5:
            page.locator(".cke_combo__format .cke_combo_button").click()
            page.frame_locator(".cke_combopanel iframe").locator("a", has_text="Heading 2").click()
            page.keyboard.insert_text("A channel for ships that did not come")
            page.keyboard.press("Enter")
            page.keyboard.insert_text(paragraph)
        else:
            page.keyboard.insert_text(paragraph)
        if number < len(PARAGRAPHS) - 1:
            page.keyboard.press("Enter")
        if number == 4:
            page.locator(".cke_button__deskseealso").click()
            page.get_by_role("combobox", name="Search headlines").fill(see_also)
            page.get_by_role("dialog").get_by_role("option", name=see_also).click()


@pytest.fixture
def harbour():
    section = create_section(name="Harbour", slug="harbour")
    other = publish(create_article(headline="What the harbour master wrote in pencil", section=section)).article
    for name, kind in (
        ("The Skelby Courier", "outlet"),
        ("Channel Nine News", "outlet"),
        ("A port official", "anonymous"),
    ):
        Source.objects.create(name=name, kind=kind, description="Not named: fears for the post" * (kind == "anonymous"))
    for name in ("Port authority", "Public money", "North channel", "Councils"):
        Tag.objects.create(name=name)
    create_author(name="Tom Okafor", slug="tom-okafor")
    return section, other


def test_a_story_from_the_desk_to_its_readers(site, harbour):
    section, other = harbour
    reporter = create_user(role="reporter", username="ines")
    create_author(name="Ines Varga", slug="ines-varga", user=reporter)

    desk = site.desk("reporter", user=reporter)
    picture = io.BytesIO()
    with Image.open(ILLUSTRATIONS / "quay-dusk.webp") as drawn:
        drawn.convert("RGB").resize((1600, 1067)).save(picture, "JPEG")
    desk.goto("/admin/articles/image/add/")
    desk.set_input_files("#id_file", {"name": "quay.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()})
    desk.fill("#id_title", "The quay at dusk")
    desk.fill("#id_alt", "Cranes standing over the container quay at dusk")
    desk.fill("#id_caption", "The North Quay on Sunday evening.")
    desk.fill("#id_credit", "Nadia Petrenko / The Harbour Ledger")
    desk.click("[name=_save]")
    desk.wait_for_url("**/image/")

    desk.goto("/admin/articles/article/add/")
    keep(desk, "desk-new-story")
    desk.fill("#id_headline", "The dredging that nobody voted for")
    desk.fill("#id_standfirst", "Three councils believed another had paid. None had.")
    type_text(desk, "What the harbour master")
    desk.select_option("#id_section", label="Harbour")
    for row in ("Picture, authors, tags, sources", "Sources"):
        desk.locator("summary").filter(has=desk.get_by_text(row, exact=True)).first.click()
    desk.get_by_role("button", name="Choose a picture").click()
    desk.keyboard.type("The quay at dusk")
    desk.get_by_role("dialog").get_by_role("option", name="The quay at dusk").click()
    for name, chosen in (
        ("Tags", ("Port authority", "Public money", "North channel", "Councils")),
        ("Authors", ("Tom Okafor",)),
    ):
        desk.get_by_role("combobox", name=name).click()
        for words in chosen:
            choose(desk, words)
    for source in ("The Skelby Courier", "Channel Nine News", "A port official"):
        desk.get_by_role("button", name="Add a source").click()
        choose(desk, source)
        desk.locator("#sources").get_by_label("What the story takes from it").last.fill(f"What {source} said of it")
    keep(desk, "desk-story-typed", full_page=True)
    desk.locator("[name=_submit]").first.click()
    desk.locator(".state", has_text="In review").first.wait_for()
    assert desk.locator("[name=_publish]").count() == 0
    article = Article.objects.get(headline="The dredging that nobody voted for")

    editor = site.desk("editor")
    editor.goto("/admin/")
    editor.get_by_role("link", name=article.headline).first.click()
    editor.locator("[name=_publish]").click()
    editor.get_by_text("is live").first.wait_for()
    edition = Edition.objects.live().get(article=article)
    keep(editor, "desk-story-live", full_page=True)

    reader = site.page(java_script_enabled=False)
    reader.goto(edition.get_absolute_url())
    story = reader.locator("main")
    assert story.locator("h1").inner_text() == "The dredging that nobody voted for"
    text = story.inner_text()
    for words in (
        "Three councils believed another had paid. None had.",
        *PARAGRAPHS,
        "The Skelby Courier",
        "Channel Nine News",
        "A port official",
        "not named",
        "What A port official said of it",
        "The North Quay on Sunday evening.",
        "Nadia Petrenko / The Harbour Ledger",
    ):
        assert words in text, words
    assert story.locator("h2", has_text="A channel for ships that did not come").count() == 1
    assert story.locator("strong", has_text="Marta Oyelaran").count() >= 1
    assert story.locator("aside.see-also a").get_attribute("href") == other.live_edition().get_absolute_url()
    assert story.locator("a[rel=author]").all_inner_texts() == ["Ines Varga", "Tom Okafor"]
    assert sorted(
        story.get_by_role("navigation", name="Subjects of this story").get_by_role("link").all_inner_texts()
    ) == sorted(["Port authority", "Public money", "North channel", "Councils"])
    shown = story.locator("figure img").first
    assert shown.get_attribute("alt") == "Cranes standing over the container quay at dusk"
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
    for width in (375, 1280):
        for scheme in ("light", "dark"):
            reader.set_viewport_size({"width": width, "height": 900})
            reader.emulate_media(color_scheme=scheme)
            keep(reader, f"article-{width}-{scheme}", full_page=True)
            overflow = reader.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0

    form = reader.locator("#reply form, form#reply").last
    form.locator("[name=body]").fill("Half empty is generous.\n\nI piloted one of them.")
    form.locator("[name=name]").fill("Halvard")
    form.locator("[name=email]").fill("halvard@example.org")
    form.get_by_role("button", name="Post Comment").click()
    reader.wait_for_url("**/comments/own/**")
    assert "moderator" in reader.locator("main").inner_text()
    assert reader.context.cookies() == []
    comment = Comment.objects.get()
    assert comment.status == Comment.Status.HELD
    reader.goto(edition.get_absolute_url())
    assert "Half empty is generous." not in reader.locator("main").inner_text()

    moderator = site.desk("moderator")
    moderator.goto("/admin/comments/comment/")
    keep(moderator, "desk-comments")
    moderator.get_by_role("heading", name="Halvard").wait_for()
    moderator.locator("#decide").get_by_role("button", name="Approve").click()
    expect(moderator.locator("#queue-said")).to_contain_text("Approved: “Halvard")

    reader.reload()
    page = reader.content()
    assert "Half empty is generous." in page
    assert "halvard@example.org" not in page
