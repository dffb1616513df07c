"""Tags as one types them."""

from playwright.sync_api import expect

from tests.articles.desk import story_url
from tests.factories import create_article, create_tag


def test_tags_are_suggested_by_all_their_names_as_one_types(site):
    create_tag(name="Ferries").add_alias("Boats")
    create_tag(name="Trams")
    page = site.desk("editor")
    article = create_article(created_by=page.user)
    page.goto(story_url(article))
    field = page.locator(".field-tags .select2-search__field")
    field.click()
    page.keyboard.type("boa")
    options = page.locator(".select2-results__option")
    expect(options.first).to_have_text("Ferries (also “Boats”)")
    expect(options.last).to_have_text("New tag: “boa”")
    expect(options).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator(".field-tags .select2-selection__choice")).to_contain_text("Ferries")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".notices")).to_contain_text("Saved.")
    assert list(article.tags.names()) == ["Ferries"]
