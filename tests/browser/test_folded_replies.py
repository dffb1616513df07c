"""Answers beyond the third are folded: opened in place by a click, a key, a link to one of them, and without script."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests.comments.factories import create_comment
from tests.factories import create_user, publish


@pytest.fixture
def edition(site):
    """A comment with six answers, one of them with an answer of its own; another comment, picked, with one answer."""
    edition = publish(headline="The dredging")
    first = create_comment(edition=edition, name="First", status="approved")
    for number in range(6):
        above = create_comment(edition=edition, name=f"Answer {number}", parent=first, status="approved")
    create_comment(edition=edition, name="Deep", parent=above, status="approved")
    second = create_comment(edition=edition, name="Second", status="approved")
    create_comment(edition=edition, name="To second", parent=second, status="approved")
    second.set_pick(create_user(), True)
    return edition


def names(page):
    """Who wrote the comments that are seen."""
    return [name.inner_text() for name in page.locator(".comment__name").all() if name.is_visible()]


OPEN = ["Second", "First", "Answer 0", "Answer 1", "Answer 2"]
FOLDED = ["Answer 3", "Answer 4", "Answer 5", "Deep"]


@pytest.mark.parametrize("script", [True, False])
def test_a_click_opens_them_in_place_and_closes_them(site, edition, script):
    page = site.page(java_script_enabled=script)
    page.goto(edition.get_absolute_url())
    assert names(page) == OPEN
    fold = page.get_by_text("4 more replies to First")
    fold.click()
    assert names(page) == [*OPEN, *FOLDED]
    assert page.url == f"{site.url}{edition.get_absolute_url()}"
    fold.click()
    assert names(page) == OPEN
    page.get_by_text("1 reply to Second", exact=True).click()  # not the minute of a time, and “Reply to”
    assert names(page) == ["Second", "To second", *OPEN[1:]]


def test_keys_open_them_and_reach_them(site, edition):
    page = site.page()
    page.goto(edition.get_absolute_url())
    page.get_by_text("4 more replies to First").focus()
    page.keyboard.press("Enter")
    assert names(page) == [*OPEN, *FOLDED]
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", f"/comments/{Comment.objects.get(name='Answer 3').pk}/")


@pytest.mark.parametrize("script", [True, False])
def test_a_link_to_one_of_them_opens_its_fold(site, edition, script):
    page = site.page(java_script_enabled=script)
    deep = Comment.objects.get(name="Deep")
    page.goto(f"{edition.get_absolute_url()}#comment-{deep.pk}")
    expect(page.locator(f"#comment-{deep.pk}")).to_be_in_viewport()
    assert names(page) == [*OPEN, *FOLDED]


def test_a_link_within_the_page_opens_the_fold_too(site, edition):
    page = site.page()
    page.goto(edition.get_absolute_url())
    answer = Comment.objects.get(name="Answer 4")
    page.evaluate(f"location.hash = '#comment-{answer.pk}'")
    expect(page.locator(f"#comment-{answer.pk}")).to_be_in_viewport()
    assert names(page) == [*OPEN, *FOLDED]
