"""Pages and menu, sections, people, settings: axe finds nothing, and nothing is wider than a small phone."""

import pytest
from django.contrib.flatpages.models import FlatPage

from articles.models import Image
from newsroom.models import Publication
from tests.articles.test_library import picture_file
from tests.browser.test_accessibility import look
from tests.browser.waiting import becomes
from tests.factories import create_section, create_user, publish


@pytest.fixture
def addresses(site):
    boss = create_user(role="administrator", username="boss", first_name="Edith", last_name="Castellan")
    tom = create_user(role="editor", username="tom", first_name="Tom", last_name="Okafor", email="tom@ledger.example")
    left = create_user(role="reporter", username="per", is_active=False)
    city = create_section(name="City", slug="city")
    city.members.add(tom)
    publish(section=city, by=boss)
    create_section(name="World", slug="world")
    for title in ("About us", "Contact"):
        FlatPage.objects.create(url=f"/{title.split()[0].lower()}/", title=title)
    logo = Image.objects.add(picture_file(), by=boss, title="The mark", alt="The Ledger")
    Publication.objects.update(logo=logo)
    return boss, [
        "/admin/flatpages/flatpage/",
        "/admin/articles/section/",
        f"/admin/articles/section/{city.pk}/change/",
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        f"/admin/auth/user/{tom.pk}/change/",
        f"/admin/auth/user/{tom.pk}/close/",
        f"/admin/auth/user/{tom.pk}/password/",
        f"/admin/auth/user/{left.pk}/change/",
        "/admin/account/",
        "/admin/newsroom/publication/1/change/",
    ]


def test_axe_finds_nothing_and_nothing_is_too_wide(site, addresses):
    boss, paths = addresses
    page = site.desk(None, user=boss, bypass_csp=True)
    assert look(page, paths) == {}


def test_the_menu_is_edited_by_keys_and_the_keyboard_stays_where_it_was(site, addresses):
    boss, _ = addresses
    page = site.desk(None, user=boss)
    page.goto("/admin/flatpages/flatpage/")
    page.get_by_role("button", name="Move World up").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Changed, not saved yet").wait_for()
    becomes(page, "document.activeElement.getAttribute('aria-label')", "Move World down")
    page.get_by_label("Add a section, topic, series, page or web address").nth(1).fill("Contact")
    page.keyboard.press("Enter")  # what was typed is added, and all of it saved
    page.get_by_text("Readers see the menus so from now on.").wait_for()
    page.goto("/")
    assert page.locator(".footer").get_by_role("link", name="Contact").count() == 1
