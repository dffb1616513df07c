"""With keys alone from the front page to a story, its comments and the next part; and to what is wrong in a form."""

from tests.browser.waiting import becomes
from tests.comments.factories import create_comment
from tests.factories import create_series, publish


def tab_to(page, name, most=60):
    """Press Tab until the link or button called ``name`` has the focus; return how often."""
    for pressed in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.trim()") == name:
            return pressed
    raise AssertionError(f"{most} times Tab did not lead to “{name}”.")


def test_keys_lead_from_the_front_page_to_the_comments_and_what_is_wrong_is_told_first(site):
    first, second = publish(headline="How it began"), publish(headline="Who paid for it")
    create_series(name="The dock", parts=[first.article, second.article])
    create_comment(edition=second, status="approved", body="They were asked in March.")
    page = site.page()
    page.goto("/")
    tab_to(page, "Who paid for it")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second.get_absolute_url()}")
    assert tab_to(page, "1 comment") < 25
    page.keyboard.press("Enter")
    page.wait_for_url("**#comments")
    page.keyboard.press("Tab")
    becomes(page, "document.activeElement.closest('#comments') !== null")

    page.fill("#reply-body", "Words.")
    page.fill("#reply-name", "Nina Vik")
    page.fill("#reply-email", "no.address@")
    page.evaluate("document.querySelector('#reply form').noValidate = true")
    page.press("#reply-email", "Enter")
    page.wait_for_url("**#problems")
    assert page.title().startswith("Error: ")
    becomes(page, "document.activeElement.id", "problems")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    becomes(page, "document.activeElement.id", "reply-email")

    page.goto(second.get_absolute_url())
    page.get_by_role("navigation", name="Series: The dock").get_by_role("link", name="How it began").click()
    page.wait_for_url(f"**{first.get_absolute_url()}")


def test_a_report_and_the_asking_for_a_link_have_the_focus_on_what_is_wrong(site):
    comment = create_comment(edition=publish(), status="approved")
    page = site.page()
    forms = {f"/comments/{comment.pk}/report/": "Send the report", "/comments/all/": "Mail me the link"}
    for address, button in forms.items():
        page.goto(address)
        page.evaluate("document.querySelector('main form').noValidate = true")
        page.get_by_role("button", name=button).click()
        page.wait_for_url("**#problems")
        assert page.title().startswith("Error: "), address
        assert page.evaluate("document.activeElement.id") == "problems", address
