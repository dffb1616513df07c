"""What a browser has kept of an address never stands in the way of what is there now."""

from playwright.sync_api import expect

from tests.factories import create_article, create_superuser, publish


def move(article, slug):
    article.slug = slug
    article.save()
    return publish(article).get_absolute_url()


def test_an_address_that_went_and_came_back_is_no_circle(site):
    article = create_article(headline="Cranes return", slug="cranes")
    first = publish(article).get_absolute_url()
    second = move(article, "harbour-cranes")
    page = site.page()
    page.goto(first)
    assert page.url.endswith(second)
    assert move(article, "cranes") == first
    for address in (first, second):
        page.goto(address)
        assert page.url.endswith(first)
        assert page.locator("h1").inner_text() == "Cranes return"


def test_a_story_that_was_brought_back_is_seen_by_who_saw_it_gone(site):
    article, boss = create_article(headline="Cranes return"), create_superuser()
    address = publish(article).get_absolute_url()
    article.withdraw(boss, reason="It was wrong.")
    page = site.page()
    assert page.goto(address).status == 410
    article.reinstate(boss)
    assert page.goto(address).status == 200
    page.goto("/")
    page.get_by_role("link", name="Cranes return").click()
    expect(page.locator("h1")).to_have_text("Cranes return")
