"""A reply and a report open below their comment, where there is script."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment, HouseRule, Report
from tests.browser.accessibility import LOOKS, violations
from tests.comments.factories import create_comment
from tests.factories import publish


@pytest.fixture
def story(site):
    HouseRule.objects.get_or_create(name="No advertising", defaults={"text": "Nothing for sale.", "fault": "It sells"})
    edition = publish(headline="Night trams return")
    for name in ("Ada", "Ben"):
        create_comment(edition=edition, name=name, body=f"Words of {name}. " * 20, status="approved")
    return edition


def where(link):
    return link.evaluate("link => link.getBoundingClientRect().y + scrollY")  # in one: the page may be scrolling


def test_a_reply_is_written_below_its_comment_and_what_was_typed_stays(site, story):
    page = site.page()
    page.goto(story.get_absolute_url())
    address = page.url
    link = page.get_by_role("link", name="Reply to Ada")
    expect(link).to_have_attribute("aria-expanded", "false")
    before = where(link)
    link.press("Enter")
    form = page.get_by_role("form", name="Reply to Ada")
    expect(form.get_by_role("textbox", name="Comment")).to_be_focused()
    expect(link).to_have_attribute("aria-expanded", "true")
    assert where(link) == before
    page.keyboard.type("Half a reply")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(link).to_be_focused()
    expect(link).to_have_attribute("aria-expanded", "false")
    assert page.url == address
    link.click()
    expect(form.get_by_role("textbox", name="Comment")).to_have_value("Half a reply")
    page.get_by_role("link", name="Report the comment by Ada").click()
    expect(page.get_by_role("form", name="Report the comment by Ada")).to_be_visible()
    expect(form).to_be_hidden()
    page.get_by_role("button", name="Close").click()
    link.click()
    form.get_by_label("Name").fill("Cleo")
    form.get_by_label("Email").fill("cleo@example.org")
    form.get_by_role("button", name="Post Comment").click()
    page.get_by_text("Waiting for a moderator").wait_for()
    reply = Comment.objects.get(name="Cleo")
    assert (reply.parent.name, reply.body) == ("Ada", "Half a reply")
    page.go_back()
    expect(page).to_have_url(address)


def test_a_report_is_sent_from_below_its_comment(site, story):
    page = site.page()
    page.goto(story.get_absolute_url())
    page.get_by_role("link", name="Report the comment by Ben").click()
    form = page.get_by_role("form", name="Report the comment by Ben")
    expect(form.get_by_role("radio").first).to_be_focused()
    form.get_by_label("Something else").check()
    form.get_by_label("In your words").fill("He sells boats.")
    form.get_by_role("button", name="Send the report").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert Report.objects.get().comment.name == "Ben"


def test_when_no_form_can_be_had_the_link_leads_to_its_page(site, story):
    page = site.page()
    page.goto(story.get_absolute_url())
    Comment.objects.get(name="Ada").withdraw()
    page.get_by_role("link", name="Reply to Ada").click()
    page.wait_for_url("**/reply/")
    expect(page.get_by_role("main")).to_contain_text("Its writer took it back")


@pytest.mark.parametrize(("width", "scheme"), [*LOOKS, (320, "light")])
def test_axe_finds_nothing_with_both_open_and_nothing_is_wider_than_the_screen(site, story, width, scheme):
    page = site.page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page.goto(story.get_absolute_url())
    for name in ("Reply to Ada", "Report the comment by Ben"):
        page.get_by_role("link", name=name).click()
        page.get_by_role("form", name=name).wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
