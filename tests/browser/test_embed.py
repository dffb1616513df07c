"""What a story shows from elsewhere, in a browser: nobody is asked for it before the reader asks."""

import pytest

from tests.factories import publish

VIDEO = "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"
BODY = "<p>Words before.</p><div data-embed='https://youtu.be/aqz-KE-bpKQ'></div><p>Words after.</p>"


@pytest.fixture
def address(site):
    return publish(body=BODY).get_absolute_url()


def test_a_frame_loads_at_the_press_of_its_button_and_not_before(site, address):
    page = site.page()
    page.route(f"{VIDEO}**", lambda route: route.fulfill(body="<p>A film.</p>", content_type="text/html"))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.locator("iframe").count() == 0
    assert site.complaints == []  # nobody else was asked for anything

    page.get_by_role("button", name="Load from YouTube").press("Enter")
    frame = page.locator("iframe")
    assert frame.get_attribute("title") == "Video on YouTube"
    assert frame.get_attribute("sandbox") == (
        "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    )
    page.frame_locator("iframe").get_by_text("A film.").wait_for()
    assert frame.evaluate("frame => frame === document.activeElement")
    assert page.get_by_role("button", name="Load from YouTube").count() == 0
    assert site.complaints == [f"{page.url}: asked for {VIDEO}"]
    site.complaints.clear()


def test_a_frame_of_another_host_is_refused(site, address):
    page = site.page()
    page.goto(address)
    page.evaluate("document.querySelector('figure[data-frame]').dataset.frame = 'https://evil.example/'")
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.get_by_role("button", name="Load from YouTube").click()
    assert site.complaints
    assert all("Content Security Policy" in complaint for complaint in site.complaints)
    site.complaints.clear()


def test_without_script_there_is_a_link_and_no_button(site, address):
    page = site.page(java_script_enabled=False)
    page.goto(address)
    assert page.get_by_role("link", name="see it there").get_attribute("href") == "https://youtu.be/aqz-KE-bpKQ"
    assert page.get_by_role("button", name="Load from YouTube").count() == 0
