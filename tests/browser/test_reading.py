"""A reading is told once, after some seconds in view; not again when the page is loaded again or gone back to."""

from articles.models import Reads
from tests.factories import publish

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
# Seconds pass in the tenth part of one, and each timer is noted.
QUICK = """
    const later = window.setTimeout;
    window.waited = [];
    window.setTimeout = (deed, ms) => { window.waited.push(ms); return later(deed, ms / 10); };
"""


def test_a_reading_is_told_once(site):
    edition = publish()
    page = site.page(user_agent=BROWSER)
    page.add_init_script(QUICK)
    told = []
    page.on("request", lambda request: told.append(request.post_data) if request.url.endswith("/reads/") else None)
    with page.expect_event("requestfinished", lambda request: request.url.endswith("/reads/")):
        page.goto(edition.get_absolute_url())
    assert page.evaluate("window.waited") == [5000]
    assert told == [f"article={edition.article_id}"]
    assert Reads.objects.get().number == 1
    page.reload()
    page.wait_for_timeout(1000)
    page.goto("/")
    page.go_back()
    page.wait_for_timeout(1000)
    assert len(told) == 1
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
