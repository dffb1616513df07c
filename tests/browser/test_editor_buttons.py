"""What stands in a text by its number: put there by a button, shown as readers will see it, kept as its token alone."""

import pytest
from playwright.sync_api import expect

from tests.factories import create_article, create_user, publish


@pytest.fixture
def article(site):
    """A saved story of Ines, a reporter."""
    ines = create_user(role="reporter", username="ines")
    article = create_article(headline="Dredging", created_by=ines, body="<p>First words.</p>\n<p>Last words.</p>")
    article.freeze(ines)
    return article


@pytest.fixture
def desk(site, article):
    page = site.desk("reporter", article.created_by)
    open_story(page, article)
    return page


def open_story(page, article):
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator(".cke_editable").wait_for()


def data(page):
    return page.evaluate("CKEDITOR.instances.id_body.getData()").replace("\n", "")


def at_end_of(page, words):
    page.locator(".cke_editable").get_by_text(words).click()
    page.keyboard.press("End")


def save(page, article):
    page.locator(".submit-row [name=_continue]").click()
    expect(page.locator(".messagelist")).to_contain_text("success")
    article.refresh_from_db()
    return article.body.replace("\n", "")


def press(page, name):
    page.locator(f".cke_button__desk{name}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def test_a_see_also_is_chosen_by_its_words_and_shown_as_readers_will_see_it(desk, article):
    other = publish(headline="What the harbour master wrote").article
    publish(headline="Something else")
    at_end_of(desk, "First words.")
    dialog = press(desk, "seealso")
    expect(dialog.get_by_role("option")).to_have_count(2)
    desk.keyboard.type("harbour")
    expect(dialog.get_by_role("option")).to_have_count(1)
    dialog.get_by_role("option").click()
    expect(dialog).to_be_hidden()
    box = desk.locator(".cke_editable aside")
    expect(box).to_contain_text("What the harbour master wrote")
    desk.keyboard.type("And on. ")
    token = f'<aside data-see-also="{other.pk}"></aside>'
    assert data(desk) == f"<p>First words.</p>{token}<p>And on. Last words.</p>"
    assert save(desk, article) == f"<p>First words.</p>{token}<p>And on. Last words.</p>"
