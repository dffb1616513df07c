"""A story from an empty form to its readers, in a browser that runs no script."""

from playwright.sync_api import expect

from articles.models import Article
from tests.factories import create_author, create_image, create_section, create_source, publish


def test_without_script_an_editor_writes_a_story_and_publishes_it(site):
    page = site.desk("editor", java_script_enabled=False)
    section = create_section(name="Harbour", slug="harbour")
    section.members.add(page.user)
    author, source = create_author(name="Tom Okafor"), create_source(name="The harbour master")
    picture = create_image(title="The quay at dusk")
    other = publish(headline="What was written in pencil", section=section).article

    page.goto("/admin/articles/article/add/")
    page.fill("#id_headline", "The dredging that nobody voted for")
    page.fill("#id_body", "Three councils believed another had paid.\n\nNone had.")
    page.select_option("#id_section", label="Harbour")
    give(page, "#id_lead_image", "Number of the image", "12345")
    give(page, "#id_bylines-0-author", "Number of the author", author.pk)
    give(page, "#id_citations-0-source", "Number of the source", source.pk)
    page.fill("#id_citations-0-statement", "Nobody asked which council stood behind it.")
    give(page, "#id_related_links-0-target", "Number of the article", other.pk)
    page.locator(".submit-row [name=_continue]").click()

    expect(page.locator(".field-lead_image .errorlist")).to_contain_text(
        "No image that you may choose has the number “12345”."
    )
    expect(page.locator("#id_lead_image_number")).to_have_value("12345")
    expect(page.locator("#bylines-0 .by-number__chosen")).to_have_text("Tom Okafor")
    give(page, "#id_lead_image", "Number of the image", picture.pk)
    page.locator(".submit-row [name=_continue]").click()

    expect(page.locator(".notices")).to_contain_text("is saved")
    expect(page.locator(".field-lead_image .by-number__chosen")).to_have_text("The quay at dusk")
    page.locator("[name=_publish]").first.click()
    edition = Article.objects.get(headline="The dredging that nobody voted for").editions.get()
    reader = site.page(java_script_enabled=False)
    reader.goto(edition.get_absolute_url())
    for words in ("Tom Okafor", "None had.", "The harbour master", "What was written in pencil"):
        expect(reader.get_by_text(words).first).to_be_visible()
    assert edition.lead_image == picture


def give(page, select, label, number):
    """Type ``number`` where a person without script finds room for it; the select can't be opened."""
    expect(page.locator(select)).to_be_hidden()
    field = page.locator(f"{select}_number")
    expect(page.locator(f'label[for="{select[1:]}_number"]')).to_have_text(label)
    field.fill(str(number))
