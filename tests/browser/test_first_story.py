"""
A story from an empty form to its readers, with a source, an author and a tag that are new, a lead picture and a “See
also”: by pointer in few clicks, by touch on a phone, by keys alone.
"""

import pytest
from playwright.sync_api import expect

from articles.models import Article, Author, Source, Tag
from tests.browser.test_a_story_from_desk_to_reader import keep
from tests.browser.test_editor_buttons import file
from tests.factories import create_image, create_section, publish

MOST_CLICKS = 12
HEADLINE = "The dredging that nobody voted for"
STANDFIRST = "Three councils believed another had paid."
WORDS = "The minutes fill two pages, and nobody has read the second."
CHOICES_OF_A_LIST = 2  # a click that opens a list of the browser’s own, and one that chooses: no page sees the second

# Through all pages that are loaded: what a pointer or a finger has pressed.
COUNT = """
    addEventListener("pointerdown", ({ isTrusted }) => {
        if (isTrusted) sessionStorage.pressed = Number(sessionStorage.pressed ?? 0) + 1
    }, true)
"""


@pytest.fixture
def harbour(site):
    """What is there already: a section, a picture in the library, a live story."""
    section = create_section(name="Harbour", slug="harbour")
    create_image(title="The quay at dusk", alt="The quay", credit="Nadia Petrenko")
    create_image(title="Trams", alt="Trams", credit="Nadia Petrenko")
    return publish(headline="What was written in pencil", section=section).article


def begin(site, **options):
    page = site.desk("editor", **options)
    page.add_init_script(COUNT)
    page.route("**/media/**", lambda route: route.fulfill(body=file()["buffer"], content_type="image/jpeg"))
    page.goto("/admin/articles/article/add/")
    page.locator(".cke_editable[contenteditable=true]").wait_for()
    return page


def write(page):
    """Headline, standfirst and text, as they come to the hands."""
    page.keyboard.type(HEADLINE)
    page.keyboard.press("Enter")
    page.keyboard.type(STANDFIRST)
    page.keyboard.press("Enter")
    page.keyboard.type(WORDS)


def choose(page, name, words):
    """Type into the combobox called ``name`` that has the focus, and take what it offers first."""
    expect(page.get_by_role("combobox", name=name)).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def check_published(page, target):
    expect(page.locator(".notices")).to_contain_text("is live")
    article = Article.objects.get(headline=HEADLINE)
    edition = article.live_edition()
    assert (edition.standfirst, str(edition.section), edition.lead_image.title) == (
        STANDFIRST,
        "Harbour",
        "The quay at dusk",
    )
    body = edition.revision.content["body"]
    assert WORDS in body
    assert f'data-see-also="{target.pk}"' in body
    source, author, tag = Source.objects.get(), Author.objects.get(name="Ada Brandt"), Tag.objects.get()
    assert (source.name, tag.name) == ("Minutes of 3 May", "Dredging")
    assert f'data-citation="{article.citations.get(source=source).pk}"' in body
    assert author in edition.authors.all()
    assert tag in edition.tags.all()


@pytest.mark.parametrize("hand", ["click", "tap"])
def test_a_first_story_is_published_in_few_clicks(site, harbour, hand):
    phone = {"viewport": {"width": 375, "height": 720}, "has_touch": True, "is_mobile": True}
    page = begin(site, **(phone if hand == "tap" else {}))

    def press(locator):
        getattr(locator, hand)()  # fails where something lies over it
        keep(page, f"first-{hand}-{page.evaluate('sessionStorage.pressed')}")

    write(page)
    press(page.locator(".cke_button__deskseealso"))
    choose(page, "Search headlines", "pencil")
    expect(page.locator(".cke_editable [data-see-also]")).to_be_visible()
    press(page.locator(".cke_button__deskcite"))
    choose(page, "Search sources", "Minutes of 3 May")
    press(page.get_by_role("button", name="Add and cite here"))
    press(page.locator("summary").filter(has_text="Picture, authors, tags, sources"))
    press(page.get_by_role("combobox", name="Authors"))
    choose(page, "Authors", "Ada Brandt")
    press(page.get_by_role("combobox", name="Tags"))
    choose(page, "Tags", "Dredging")
    press(page.get_by_role("button", name="Choose a picture").first)
    press(page.get_by_role("option", name="The quay at dusk"))
    page.select_option("#id_section", label="Harbour")
    press(page.get_by_role("button", name="Publish…"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    press(page.get_by_role("button", name="Publish", exact=True))
    check_published(page, harbour)
    assert int(page.evaluate("sessionStorage.pressed")) + CHOICES_OF_A_LIST <= MOST_CLICKS


def test_a_first_story_is_published_by_keys_alone(site, harbour):
    page = begin(site)

    def tab_to(locator, key="Tab"):
        for _ in range(40):
            if locator.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press(key)
        raise AssertionError(f"{locator} is not reached; the focus is on {focused(page)}")

    tab_to(page.locator("#id_section"), "Shift+Tab")
    page.keyboard.type("Harbour")
    tab_to(page.locator("#id_headline"))
    write(page)
    page.keyboard.press("Alt+Shift+L")
    choose(page, "Search headlines", "pencil")
    expect(page.locator(".cke_editable [data-see-also]")).to_be_visible()
    page.keyboard.press("Alt+Shift+C")
    choose(page, "Search sources", "Minutes of 3 May")
    tab_to(page.get_by_role("button", name="Add and cite here"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Cite a source")).to_be_hidden()
    tab_to(page.locator("summary").filter(has_text="Picture, authors, tags, sources"))
    page.keyboard.press("Enter")
    tab_to(page.get_by_role("combobox", name="Authors"))
    choose(page, "Authors", "Ada Brandt")
    tab_to(page.get_by_role("combobox", name="Tags"))
    choose(page, "Tags", "Dredging")
    tab_to(page.get_by_role("button", name="Choose a picture").first)
    page.keyboard.press("Enter")
    choose(page, "Search the picture library", "quay")
    expect(page.locator("#picture [data-title]")).to_have_text("The quay at dusk")
    page.keyboard.press("Control+Enter")
    tab_to(page.get_by_role("button", name="Publish", exact=True))
    page.keyboard.press("Enter")
    check_published(page, harbour)
    assert page.evaluate("sessionStorage.pressed") is None


def focused(page):
    return page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
