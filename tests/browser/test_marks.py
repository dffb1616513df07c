"""From a mark in the text to the sources box and back, with the keyboard alone."""

from playwright.sync_api import expect

from tests.factories import create_article, create_source, publish


def test_marks_lead_to_the_box_and_each_has_its_way_back(site):
    article = create_article()
    citation = article.citations.create(source=create_source(name="The harbour office"), statement="It is closed.")
    mark = f'<sup data-citation="{citation.pk}"></sup>'
    article.body = f"<p>It is said{mark}.</p>{'<p>And on it goes.</p>' * 40}<p>Again{mark}.</p>"
    article.save()
    page = site.page()
    page.goto(publish(article).get_absolute_url())

    marks = page.locator("[role=doc-noteref]")
    expect(marks).to_have_count(2)
    expect(marks.nth(1)).to_have_accessible_name("Source 1")
    marks.nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source-1")).to_be_in_viewport()
    # What one reaches next from there is what the source links to, and then the ways back, one for each mark.
    back = page.locator("[role=doc-backlink]")
    expect(back).to_have_count(2)
    expect(back.nth(1)).to_have_accessible_name("Back to the text, source 1, place b")
    page.keyboard.press("Tab")
    expect(back.nth(0)).to_be_focused()
    page.keyboard.press("Tab")
    expect(back.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(marks.nth(1)).to_be_in_viewport()
    assert page.url.endswith(f"#cite-{citation.pk}-2")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(marks.nth(1)).to_be_focused()
