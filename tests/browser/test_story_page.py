"""A story page of each kind: its first words in the first window, its mark, its width, axe, paper, the link to copy."""

import pytest
from playwright.sync_api import expect

from articles.models import Image
from tests.articles.test_library import picture_file
from tests.browser.accessibility import LOOKS, violations
from tests.factories import create_article, create_author, create_section, create_user, publish

WIDTHS = (320, 375, 768, 1024, 1280, 1440)
TEXT = (
    "<p>The letter that told the town it was in debt ran to eleven lines, and was put in the tray for mistakes.</p>"
    "<p><strong>And then?</strong></p><p>It was not a mistake. Six months earlier somebody had signed.</p>"
    "<h2>Noted without discussion</h2>" + "<p>Nobody had read as far as page ten, which was about bollards.</p>" * 12
)
# Of each kind: headline, and what its page alone looks like, as an expression on the page.
KINDS = {
    "news": ("One signature, three councils, and a debt of 38 million", "style('h1').fontWeight >= 700"),
    "brief": ("The ferry sails an hour early", "parseFloat(style('h1').fontSize) < 36"),
    "analysis": ("Who pays if no ship comes", "document.querySelector('.kicker').innerText.startsWith('Analysis')"),
    "opinion": (
        "A loan that nobody debated is a tax that nobody passed",
        "style('.article__head').backgroundColor !== 'rgba(0, 0, 0, 0)' && style('h1').fontWeight < 400"
        " && style('.article__voice').fontStyle === 'italic'"
        " && document.querySelector('.article__voice').compareDocumentPosition(document.querySelector('h1')) === 4",
    ),
    "feature": (
        "The last winter of the lamp",
        "style('h1').textAlign === 'center' && style('.article__standfirst').fontStyle === 'italic'"
        " && getComputedStyle(document.querySelector('.prose p'), '::first-letter').float !== 'none'"
        " && document.querySelector('.cover img').offsetWidth === document.documentElement.clientWidth",
    ),
    "review": (
        "‘Salt Year’ asks a whole town to pay its debts",
        "style('h1').fontStyle === 'italic' && document.querySelector('.plate .verdict') !== null",
    ),
    "interview": (
        "“People hear once in a century and put the sandbags away”",
        "parseFloat(style('h1').textIndent) < 0 && document.querySelectorAll('.question').length === 1",
    ),
}
IN_FIRST_WINDOW = {"news", "brief", "analysis", "opinion", "review", "interview"}
STYLE = "const style = (selector) => getComputedStyle(document.querySelector(selector));"
FIRST_WORD = """() => {
  const paragraph = document.querySelector(".prose > p");
  const range = document.createRange();
  range.setStart(paragraph.firstChild, 0);
  range.setEnd(paragraph.firstChild, 3);
  return range.getBoundingClientRect().bottom;
}"""


@pytest.fixture
def stories(site):
    """Dict of kind → address of a story of it, with a picture and an author who has a portrait."""
    boss = create_user(role="administrator", username="boss")
    scene, face = (
        Image.objects.add(picture_file(size=size, colour=colour), by=boss, title=title, alt=title, credit="Roe")
        for title, size, colour in (("The quay", (1600, 1067), "teal"), ("A face", (800, 1000), "maroon"))
    )
    section = create_section(name="Harbour", slug="harbour")
    author = create_author(
        name="Ines Varga", slug="ines", role="Editor", bio="Reads minutes.", portrait=face, email_shown="i@example.org"
    )
    fields = {"section": section, "authors": [author], "body": TEXT, "tags": ["Money"]}
    review = {"work": "Salt Year", "work_kind": "play", "work_venue": "The Lantern", "verdict": "Go, and sit in front."}
    found = {}
    for kind, (headline, _) in KINDS.items():
        article = create_article(
            headline=headline,
            kind=kind,
            standfirst="" if kind == "brief" else "The members who stand surety learned of it from the bank. " * 3,
            lead_image={"brief": None, "interview": face}.get(kind, scene),
            lead_image_caption="The north quay at dusk.",
            **fields,
            **(review if kind == "review" else {}),
        )
        found[kind] = publish(article, by=boss).get_absolute_url()
    return found


def test_the_first_words_of_the_text_are_in_the_first_window(site, stories):
    page = site.page(viewport={"width": 1440, "height": 900})
    at = {}
    for kind, url in stories.items():
        page.goto(url)
        page.evaluate("document.fonts.ready")
        at[kind] = page.evaluate(FIRST_WORD)
    assert {kind: y for kind, y in at.items() if kind in IN_FIRST_WINDOW and y > 900} == {}
    assert at["opinion"] < at["news"]


def test_a_reader_knows_the_kind_before_reading_a_word(site, stories):
    page = site.page(viewport={"width": 1440, "height": 900})

    def has(mark):
        return page.evaluate(f"() => {{ {STYLE} try {{ return {mark} }} catch {{ return false }} }}")

    for kind, url in stories.items():
        page.goto(url)
        assert has(KINDS[kind][1]), kind
    page.goto(stories["news"])
    assert [kind for kind, (_, mark) in KINDS.items() if has(mark)] == ["news"]


def test_no_kind_is_wider_than_its_window_or_leaves_the_axis(site, stories):
    page = site.page()
    for kind, url in stories.items():
        page.goto(url)
        for direction in ("ltr", "rtl"):
            page.evaluate("(direction) => { document.documentElement.dir = direction }", direction)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, (kind, direction, width)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.evaluate("document.documentElement.dir = 'ltr'")
        edges = page.evaluate(
            "[...document.querySelectorAll('.prose > p, .article__end, .comments')]"
            ".map((part) => Math.round(part.getBoundingClientRect().left))"
        )
        assert len(set(edges)) == 1, kind


def test_axe_finds_nothing_by_day_and_by_night(site, stories):
    page = site.context(bypass_csp=True).new_page()
    wrong = []
    for kind, url in stories.items():
        page.goto(url)
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{kind}, {width}, {scheme}: {violation}" for violation in violations(page)]
    assert wrong == []


def test_on_paper_stand_the_words_and_where_they_are_on_the_web(site, stories):
    page = site.page()
    page.goto(stories["review"])
    page.emulate_media(media="print")
    for words in (".prose", ".plate", ".article__headline", ".byline__names", ".share__address"):
        expect(page.locator(words).first).to_be_visible()
    for furniture in (".share .dotted", ".to-comments", ".related", ".author__links", ".masthead .sections", ".words"):
        expect(page.locator(furniture).first).to_be_hidden()


def test_the_link_is_copied_and_without_script_there_is_no_button(site, stories):
    page = site.page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(stories["news"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(stories["news"])
    page = site.page(java_script_enabled=False)
    page.goto(stories["news"])
    expect(page.locator("[data-copy]")).to_be_hidden()
    expect(page.get_by_role("link", name="Mastodon")).to_be_visible()
    page.locator(".article__head .to-comments a").click()
    assert page.url.endswith("#comments")


@pytest.mark.parametrize("has_script", [True, False])
def test_the_desk_asks_a_review_for_its_work_and_keeps_it_for_another_kind(site, has_script):
    page = site.desk("editor", java_script_enabled=has_script)
    article = create_article(headline="All pay", section=create_section(), kind="review", work="Salt Year")
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator("#fields > summary").click()
    page.locator("#work > summary").click()
    expect(page.locator("#id_work")).to_have_value("Salt Year")
    page.locator("#id_verdict").fill("Go.")
    page.locator("#id_kind").select_option("news")
    expect(page.locator("#work")).to_be_hidden()
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("Saved.").first).to_be_visible()
    article.refresh_from_db()
    assert (article.kind, article.work, article.verdict) == ("news", "Salt Year", "Go.")
