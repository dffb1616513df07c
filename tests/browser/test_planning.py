"""Writing with the checklist, the lengths and the keys; the calendar by keyboard and on a phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, ChecklistRule
from tests.browser.waiting import becomes
from tests.factories import create_article, create_author, create_image, create_section, create_user, publish

FOCUSED = "document.activeElement"


def tab_to(page, test, key="Tab", most=60):
    """Press ``key`` until ``test`` (JavaScript on the element that has the focus) is true."""
    for _ in range(most):
        if page.evaluate(f"(({test}))({FOCUSED})"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"The keyboard never gets to {test}.")


def editor_ready(page):
    page.locator(".cke_editable[contenteditable=true]").wait_for()


@pytest.fixture
def editor(site):
    """An editor with an author of theirs, and a section that is theirs."""
    user = create_user(role="editor", username="editor")
    create_author(name="Rita Vik", user=user)
    create_section(name="Harbour", slug="harbour").members.add(user)
    return user


def test_from_a_blank_page_to_a_live_story_by_keyboard_alone(site, editor):
    ChecklistRule.objects.filter(check_name="no_standfirst").update(severity="blocking")
    page = site.desk("editor", user=editor)
    page.goto("/admin/articles/article/add/")
    editor_ready(page)
    needed = page.locator("#checklist .check--needed")

    becomes(page, f"{FOCUSED}.id", "id_headline")
    page.keyboard.type("Why do the cranes return?")
    expect(page.locator("[data-count=headline]")).to_have_text("25 of 110 characters")
    tab_to(page, "element => element.isContentEditable")
    page.keyboard.type("The cranes of the west quay return in spring, the port says.")
    page.keyboard.press("Enter")
    page.keyboard.type("Two of them were sold.")
    expect(page.locator("[data-count=text]")).to_have_text("17 words, 1 minute")
    expect(needed.filter(has_text="There is no standfirst")).to_have_count(1)

    tab_to(page, "element => element.id === 'id_section'", "Alt+p")
    page.keyboard.type("Har")

    # What blocks is needed for publishing, not for saving; the text stays where it is.
    page.keyboard.press("Control+Enter")
    becomes(page, f"{FOCUSED}.closest('#publish') !== null")
    tab_to(page, "element => element.name === '_publish'")
    page.keyboard.press("Enter")
    expect(page.locator(".notices")).to_contain_text("Saved, but not published: There is no standfirst.")
    article = Article.objects.get()
    assert (article.headline, article.editions.count()) == ("Why do the cranes return?", 0)

    editor_ready(page)
    tab_to(page, "element => element.id === 'id_standfirst'", "Alt+n")
    page.keyboard.type("They were thought to be gone for good.")
    expect(needed).to_have_count(0)
    page.keyboard.press("Control+Enter")
    tab_to(page, "element => element.name === '_publish'")
    page.keyboard.press("Enter")
    expect(page.locator(".notices")).to_contain_text("is live")
    assert article.live_edition().standfirst == "They were thought to be gone for good."


def test_the_keys_work_inside_the_editor_and_never_publish(site, editor):
    article = create_article(created_by=editor, section=editor.desks.get())
    page = site.desk("editor", user=editor)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    editor_ready(page)
    page.locator(".cke_editable").click()
    page.keyboard.type("Typed? ")
    expect(page.locator("#keys")).not_to_be_visible()  # a question mark is a question mark where one writes
    page.keyboard.press("Control+Enter")
    becomes(page, f"{FOCUSED}.closest('#publish') !== null")
    page.keyboard.press("Alt+n")
    becomes(page, f"{FOCUSED}.closest('#fields') !== null")
    page.keyboard.press("Alt+p")
    page.keyboard.press("Alt+p")
    becomes(page, f"{FOCUSED}.isContentEditable")
    page.locator(".cke_editable").click()
    page.keyboard.press("Control+Shift+P")
    expect(page.locator("#preview-panel")).to_be_visible()
    page.locator(".cke_editable").click()
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    article.refresh_from_db()
    assert "Typed?" in article.body
    assert not article.editions.exists()


def test_a_list_of_the_keys_is_there_to_be_found(site, editor):
    page = site.desk("editor", user=editor)
    page.goto("/admin/articles/article/add/")
    editor_ready(page)
    page.locator(".room__place").click()
    page.evaluate(f"{FOCUSED}.blur()")
    page.keyboard.press("?")
    keys = page.locator("#keys")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Next group of fields")
    page.keyboard.press("Escape")
    expect(keys).not_to_be_visible()
    page.locator("[data-keys-open]").click()
    expect(keys).to_be_visible()
    page.locator("[data-keys-close]").click()
    expect(keys).not_to_be_visible()
    save = page.get_by_role("button", name="Save", exact=True)
    assert save.get_attribute("aria-keyshortcuts") == "Control+S"
    assert save.get_attribute("title") == "Ctrl S"


def test_lengths_are_counted_while_writing_as_they_are_when_saved(site, editor):
    section = editor.desks.get()
    other = publish(create_article(headline="Words that are not of this story", section=section)).article
    image = create_image(title="Nor these")
    article = create_article(created_by=editor, section=section, word_target=30)
    page = site.desk("editor", user=editor)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    html = (
        f'<p>One&nbsp;two <strong>thr</strong>ee.</p><h2>Four</h2><aside data-see-also="{other.pk}">See it</aside>'
        f'<ul><li>five</li><li>six<br>seven</li></ul><figure data-image="{image.pk}">Picture</figure>'
        "<table><tbody><tr><td>eight</td><td>nine</td></tr></tbody></table>"
    )
    editor_ready(page)
    page.evaluate("html => new Promise(done => CKEDITOR.instances.id_body.setData(html, done))", html)
    page.evaluate("CKEDITOR.instances.id_body.fire('change')")
    expect(page.locator("[data-count=text]")).to_contain_text("words of 30")
    page.locator("#id_headline").fill("Straße 🏗️ x")
    expect(page.locator("[data-count=headline]")).to_contain_text("11 of 110 characters")
    counted = [page.locator(f"[data-count={name}]").text_content() for name in ("text", "headline")]
    page.keyboard.press("Control+s")
    expect(page.locator(".notices")).to_contain_text("Saved.")
    saved = page.request.get(page.url).text()
    for words in counted:
        assert words in saved, words


def test_the_checklist_follows_choices_and_says_when_it_cannot(site, editor):
    article = create_article(created_by=editor, section=editor.desks.get(), tags=["Port"])
    page = site.desk("editor", user=editor)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    editor_ready(page)
    findings = page.locator("#checklist [data-findings]")
    expect(findings).not_to_contain_text("There is no tag.")
    page.locator("#fields > summary").click()
    page.get_by_role("button", name="Take Port away").click()
    expect(findings).to_contain_text("There is no tag.")
    status = page.locator("#checklist [data-checked]")
    expect(status).to_have_text(re.compile(r"Checklist: 0 needed, \d to look at\."))
    page.context.set_offline(True)
    page.locator("#id_standfirst").fill("In short.")
    expect(status).to_contain_text("the server doesn’t answer")
    expect(findings).to_contain_text("There is no standfirst.")
    page.context.set_offline(False)
    page.locator("#id_standfirst").fill("In short, again.")
    expect(findings).not_to_contain_text("There is no standfirst.")
    page.locator("#id_headline").fill('<img src=x onerror="document.title=1">' + "x" * 110)
    expect(findings).to_contain_text("The headline has 148 characters")


@pytest.mark.parametrize("width", [375, 1280])
def test_the_calendar_leads_to_stories_by_keyboard_at_any_width(site, editor, width):
    article = create_article(headline="Cranes to return", section=editor.desks.get())
    article.publish(editor)
    page = site.desk("editor", user=editor, viewport={"width": width, "height": 800})
    page.goto("/admin/")
    page.get_by_role("link", name="Calendar").first.click()
    page.wait_for_url("**/calendar/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    tab_to(page, "element => element.textContent === 'Week'")
    page.keyboard.press("Enter")
    page.wait_for_url("**week=*")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    tab_to(page, "element => element.textContent === 'Cranes to return'")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{article.pk}/change/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_places_and_undoing_fit_a_phone(site, editor, scheme):
    article = publish(create_article(section=editor.desks.get()), by=editor).article
    article.withdraw(editor, at=timezone.now() + timedelta(hours=1), reason="Wrong.")
    page = site.desk("editor", user=editor, viewport={"width": 375, "height": 800}, color_scheme=scheme)
    for name in ("visibility", "reinstate"):
        page.goto(f"/admin/articles/article/{article.pk}/{name}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Call the withdrawal off").press("Enter")
    expect(page.locator(".notices")).to_contain_text("is called off")
    assert article.live_edition().live_until is None
