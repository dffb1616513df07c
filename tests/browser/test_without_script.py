"""A story from an empty form to its readers, in a browser that runs no script."""

from playwright.sync_api import expect

from articles.models import Article
from tests.factories import create_image, create_section, publish

HEADLINE = "The dredging that nobody voted for"


def test_without_script_an_editor_writes_a_story_and_publishes_it(site):
    page = site.desk("editor", java_script_enabled=False)
    section = create_section(name="Harbour", slug="harbour")
    section.members.add(page.user)
    picture = create_image(title="The quay at dusk")
    create_image(title="Trams")
    other = publish(headline="What was written in pencil", section=section).article

    page.goto("/admin/articles/article/add/")
    page.fill("#id_headline", HEADLINE)
    page.fill("#id_body", "Three councils believed another had paid.\n\nNone had.")
    page.get_by_role("button", name="See also…").click()
    page.get_by_role("button", name="Choose What was written in pencil").click()
    expect(page.locator("#id_body")).to_have_value(
        "<p>Three councils believed another had paid.</p>\n<p>None had.</p>\n"
        f'<aside data-see-also="{other.pk}"></aside>'
    )

    open_row(page, "Picture")
    page.locator("#picture").get_by_role("button", name="Choose a picture…").click()
    page.get_by_label("Search").fill("quay")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("button", name="Choose", exact=False)).to_have_count(1)
    page.get_by_role("button", name="Choose The quay at dusk").click()
    expect(page.locator("#picture [data-title]")).to_have_text("The quay at dusk")

    # What is not there is told at its field.
    page.get_by_label("Picture", exact=True).fill("12345")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#id_lead_image_error")).to_contain_text("has the number “12345”")
    page.get_by_label("Picture", exact=True).fill(str(picture.pk))

    open_row(page, "Story")
    page.select_option("#id_section", label="Harbour")
    page.get_by_label("Authors").fill("Ada Brandt")
    page.get_by_label("Tags").fill("Dredging")
    open_row(page, "Sources")
    page.get_by_role("button", name="Add a source").click()
    page.get_by_label("Name", exact=True).fill("Minutes of 3 May")
    page.get_by_label("What it is").select_option("document")
    page.get_by_role("button", name="Add and choose it").click()
    page.get_by_label("What the story takes from it").fill("Nobody asked which council stood behind it.")
    open_row(page, "Related")
    page.get_by_role("button", name="Add a story or a web address").click()
    page.get_by_role("button", name="A web address instead").click()
    page.get_by_label("or a web address").fill("https://example.org/ledger")
    page.get_by_label("with its title").fill("The ledger of 1904")
    page.locator("[name=_publish]").first.click()
    expect(page.locator(".notices")).to_contain_text("is live")

    edition = Article.objects.get(headline=HEADLINE).live_edition()
    reader = site.page(java_script_enabled=False)
    reader.goto(edition.get_absolute_url())
    for words in ("Ada Brandt", "None had.", "Minutes of 3 May", "What was written in pencil", "The ledger of 1904"):
        expect(reader.get_by_text(words).first).to_be_visible()
    expect(reader.get_by_role("link", name="Dredging").first).to_be_visible()
    assert edition.lead_image == picture


def open_row(page, title):
    """Open the row of the panel with this title, if it is closed."""
    row = page.locator("details[data-group]", has=page.get_by_text(title, exact=True)).last
    if row.get_attribute("open") is None:
        row.locator("summary").first.click()
