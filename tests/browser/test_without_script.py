"""A story from an empty form to its readers, in a browser that runs no script."""

from playwright.sync_api import expect

from articles.models import Article
from tests.factories import create_author, create_image, create_section, create_source, publish


def test_without_script_an_editor_writes_a_story_and_publishes_it(site):
    page = site.desk("editor", java_script_enabled=False)
    section = create_section(name="Harbour", slug="harbour")
    section.members.add(page.user)
    _, source = create_author(name="Tom Okafor"), create_source(name="The harbour master")
    picture = create_image(title="The quay at dusk")
    other = publish(headline="What was written in pencil", section=section).article

    page.goto("/admin/articles/article/add/")
    page.fill("#id_headline", "The dredging that nobody voted for")
    page.fill("#id_body", "Three councils believed another had paid.\n\nNone had.")
    page.select_option("#id_section", label="Harbour")
    open_row(page, "Picture, authors, tags, sources")
    page.get_by_label("Authors").fill("Tom Okafor")
    page.get_by_label("Picture", exact=True).fill("12345")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("#id_lead_image_error")).to_contain_text(
        "No picture that you may choose has the number “12345”."
    )
    expect(page.get_by_label("Picture", exact=True)).to_have_value("12345")
    page.get_by_label("Picture", exact=True).fill(str(picture.pk))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Saved.")
    expect(page.locator("#picture [data-title]")).to_have_text("The quay at dusk")

    # A row of a kind is there when it is asked for.
    open_row(page, "Sources None yet")
    page.get_by_role("button", name="Add a source").click()
    give(page, "#id_citations-0-source", "Number of the source", source.pk)
    page.fill("#id_citations-0-statement", "Nobody asked which council stood behind it.")
    open_row(page, "Related None yet")
    page.get_by_role("button", name="Add a story or a web address").click()
    expect(page.locator("#sources > summary")).to_contain_text("1")
    give(page, "#id_related_links-0-target", "Number of the article", other.pk)
    page.locator("[name=_publish]").first.click()
    edition = Article.objects.get(headline="The dredging that nobody voted for").editions.get()
    reader = site.page(java_script_enabled=False)
    reader.goto(edition.get_absolute_url())
    for words in ("Tom Okafor", "None had.", "The harbour master", "What was written in pencil"):
        expect(reader.get_by_text(words).first).to_be_visible()
    assert edition.lead_image == picture


def open_row(page, words):
    page.locator("summary").filter(has_text=" ".join(words.split()[:1])).filter(
        has_text=words.split()[-1]
    ).first.click()


def give(page, select, label, number):
    """Type ``number`` where a person without script finds room for it; the select can't be opened."""
    expect(page.locator(select)).to_be_hidden()
    field = page.locator(f"{select}_number")
    expect(page.locator(f'label[for="{select[1:]}_number"]')).to_have_text(label)
    field.fill(str(number))
