"""
What a reader sees of the demo without scrolling, that nothing is wider than its window or moves while it comes, and how
much a page asks for: with the files as they are collected to be served.
"""

import pytest
from django.core.management import call_command

from articles.models import Edition
from newsroom.demo.loader import Demo
from newsroom.models import Publication
from tests.browser.test_widths import WIDEST
from tests.factories import publish
from tests.newsroom.test_static_storage import STORAGES

DESK, PHONE = (1440, 900), (375, 800)
WIDTHS = (320, 360, 375, 480, 640, 768, 900, 1024, 1200, 1344, 1440)
RAILS = 1344  # from here on stories have a rail at either side
# Headlines that lie wholly in the window.
HEADLINES = """() => [...document.querySelectorAll(".card__headline a")].filter((link) => {
  const box = link.getBoundingClientRect();
  return box.width && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
}).length"""
# Parts of the masthead that are cut off or squeezed, or lie over each other.
CLIPPED = """() => {
  const parts = [...document.querySelectorAll(".masthead a, .masthead time")].filter((part) => part.offsetParent);
  const boxes = parts.map((part) => part.getBoundingClientRect());
  return parts.filter((part, at) => {
    const box = boxes[at];
    return part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== "inline"
      || part.getClientRects().length > 2 && part.localName === "time"
      || box.left < -1 || box.right > innerWidth + 1
      || boxes.some((other, index) => index > at && box.left < other.right - 1 && other.left < box.right - 1
        && box.top < other.bottom - 1 && other.top < box.bottom - 1);
  }).map((part) => part.textContent.trim());
}"""
SHIFTS = """() => new Promise((done) => {
  const found = [];
  new PerformanceObserver((list) => found.push(...list.getEntries().map(
    (entry) => [entry.value, entry.sources.map((source) => source.node?.className ?? source.node?.nodeName)]
  ))).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(found), 500);
})"""
BLOCKING = """() => performance.getEntriesByType("resource")
  .filter((entry) => entry.renderBlockingStatus === "blocking").map((entry) => entry.name)"""


@pytest.fixture
def collected(site, settings):
    settings.STORAGES = STORAGES
    call_command("collectstatic", interactive=False, verbosity=0)
    return site


@pytest.fixture
def demo(collected):
    Publication.objects.all().delete()
    Demo().load()
    return collected


def sized(size):
    width, height = size
    return {"viewport": {"width": width, "height": height}}


def test_pages_of_the_demo_measure_as_they_should(demo):
    story = Edition.objects.live().get(article__slug="the-dredging-that-nobody-voted-for").get_absolute_url()
    for size, fewest in ((DESK, 9), (PHONE, 3)):
        page = demo.page(**sized(size))
        page.goto("/")
        assert page.evaluate(HEADLINES) >= fewest, size
        for address in ("/", "/city/", story):
            page.goto(address)
            assert page.evaluate(SHIFTS) == [], (size, address)

    page = demo.page(bypass_csp=True)
    for address in ("/", "/city/", story):
        page.goto(address)
        for letters in ("100%", "200%"):
            page.add_style_tag(content=f":root {{ font-size: {letters} }}")
            # A browser's own setting would move the widths at which rails come, from 84rem; a style does not.
            for width in [width for width in WIDTHS if letters == "100%" or width < RAILS]:
                page.set_viewport_size({"width": width, "height": 900})
                where = (address, letters, width)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (
                    where,
                    page.evaluate(WIDEST, width),
                )
                assert page.evaluate(CLIPPED) == [], where


def test_no_name_of_a_publication_is_cut_off_or_squeezes_the_date(site):
    publish()
    page = site.page(bypass_csp=True)
    for name in ("The Independent Skelby, Ormsund and Port Merrow Intelligencer and Shipping News", "Ledger"):
        Publication.objects.update(name=name)
        for address in ("/", "/search/"):
            page.goto(address)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate(CLIPPED) == [], (name, address, width)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, address, width)


def test_a_story_without_pictures_asks_for_little(collected):
    plain = publish(headline="The gauge on the quay", body="<p>It was read at six, at noon and at night.</p>" * 9)
    page, asked = collected.page(**sized(PHONE)), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(plain.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert len(asked) <= 6, asked
    blocking = page.evaluate(BLOCKING)
    assert len(blocking) == 1, blocking
    assert "/css/readers." in blocking[0]
