"""The readers' menu and footer: how they are edited at the desk, and what readers see of them."""

from datetime import timedelta

import pytest
from django.contrib.flatpages.models import FlatPage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Section, Tag
from newsroom.models import MenuItem
from tests.factories import create_article, create_section, create_series, create_user, publish

pytestmark = pytest.mark.django_db
DESK = "/admin/flatpages/flatpage/"


@pytest.fixture
def paper():
    """Three sections with a story each, and two pages, of which none is linked."""
    for name in ("City", "Harbour", "Climate"):
        publish(section=create_section(name=name, slug=name.lower()))
    for title in ("About us", "Contact"):
        page = FlatPage.objects.create(url=f"/{title.split()[0].lower()}/", title=title)
        page.sites.set([1])


@pytest.fixture
def desk(client, paper):
    client.force_login(create_user(role="administrator"))
    return client


def shown(client, path="/"):
    """What readers see at the top and in the foot: two lists of words."""
    menus = client.get(path).context["menus"]
    return [str(item) for item in menus["menu"]], [str(item) for item in menus["footer"]]


def sent(response):
    """What a browser sends back of the desk's page, apart from the button."""
    menus = response.context["menus"]
    lists = {place: [item.token for item in items] for place, items in menus.lists.items()}
    return {"shown": menus.shown, **lists, **{f"add-{place}": typed for place, typed in menus.typed.items()}}


def press(client, page, do, **typed):
    return client.post(DESK, {**sent(page), **typed, "do": do})


# -- Readers --


def test_a_new_section_stands_in_the_menu_once_its_first_story_is_live(client, paper):
    world = create_section(name="World", slug="world")
    assert shown(client)[0] == ["City", "Harbour", "Climate"]
    publish(section=world, at=timezone.now() + timedelta(hours=1))
    assert shown(client)[0] == ["City", "Harbour", "Climate"]
    in_an_hour = MenuItem.objects.shown(timezone.now() + timedelta(hours=2)).by_place()["menu"]
    assert [str(item) for item in in_an_hour] == ["City", "Harbour", "Climate", "World"]


def test_topics_and_series_stand_in_both_and_readers_see_them_with_their_first_live_story(desk):
    draft = create_article(tags=["Trams"])
    Tag.objects.update(description="All on trams.")
    create_series(name="The dock", parts=[draft])
    page = press(desk, desk.get(DESK), "add menu", **{"add-menu": "trams"})
    page = press(desk, page, "add footer", **{"add-footer": "The dock"})
    assert "Trams is empty: readers see it when its first story is live." in page.content.decode()
    press(desk, page, "save menu")
    assert [item.kind for item in MenuItem.objects.exclude(tag=None, series=None)] == ["series", "topic"]
    menu, footer = shown(desk)
    assert ("Trams" in menu, "The dock" in footer) == (False, False)
    publish(draft)
    menu, footer = shown(desk)
    assert ("Trams" in menu, "The dock" in footer) == (True, True)
    assert '<a href="/tags/trams/"' in desk.get("/").content.decode().replace("\n", " ").replace("  ", " ")


def test_a_section_whose_last_story_is_withdrawn_leaves_the_menu(client, paper):
    edition = Section.objects.get(slug="city").editions.get()
    edition.article.withdraw(create_user(is_superuser=True), reason="Wrong.")
    assert shown(client)[0] == ["Harbour", "Climate"]
    assert client.get("/city/").status_code == 200


def test_menu_and_footer_cost_one_query_whatever_is_in_them(client, paper, django_assert_num_queries):
    for number in range(9):
        publish(section=create_section(name=f"More {number}", slug=f"more-{number}"))
        page = FlatPage.objects.create(url=f"/page-{number}/", title=f"Page {number}")
        MenuItem.objects.create(place="footer", position=number, page=page)
    with django_assert_num_queries(1):
        menus = MenuItem.objects.shown().by_place()
        assert len([item.url for items in menus.values() for item in items]) == 3 + 9 + 9 + 1


def test_the_feeds_page_and_a_missing_page_lead_to_what_the_menu_has(client, paper):
    create_section(name="World", slug="world")
    for path in ("/feeds/", "/no-such-page/"):
        page = client.get(path).content.decode()
        assert "Harbour" in page
        assert "World" not in page


@pytest.mark.parametrize(
    "fields",
    [{}, {"title": "Words"}, {"address": "/x/"}, {"section_id": 1, "address": "/x/", "title": "Words"}],
)
def test_a_link_leads_to_exactly_one_thing(fields, paper):
    if "section_id" in fields:
        fields["section_id"] = Section.objects.first().pk
    with pytest.raises(IntegrityError), transaction.atomic():
        MenuItem.objects.create(place="footer", **fields)


# -- The desk --


def test_nothing_changes_for_readers_until_the_menus_are_saved(desk):
    page = press(desk, desk.get(DESK), "up menu 1")
    page = press(desk, page, "out menu 2")
    assert "Changed, not saved yet" in page.content.decode()
    assert shown(desk)[0] == ["City", "Harbour", "Climate"]
    assert press(desk, page, "save").status_code == 302
    assert shown(desk)[0] == ["Harbour", "City"]


@pytest.mark.parametrize(
    ("typed", "place", "words", "address"),
    [
        ("contact", "footer", "Contact", "/contact/"),
        ("/contact/", "menu", "Contact", "/contact/"),
        ("HARBOUR", "footer", "Harbour", "/harbour/"),
        ("Feeds", "footer", "Feeds", "/feeds/"),
        ("The old site https://old.example/a?b=c", "menu", "The old site", "https://old.example/a?b=c"),
        ("https://old.example/", "footer", "https://old.example/", "https://old.example/"),
    ],
)
def test_what_is_typed_is_found(desk, typed, place, words, address):
    page = press(desk, desk.get(DESK), f"add {place}", **{f"add-{place}": typed})
    press(desk, page, "save")
    item = MenuItem.objects.filter(place=place).last()
    assert (str(item), item.url) == (words, address)
    assert f'href="{address}"' in desk.get("/").content.decode()


@pytest.mark.parametrize(
    "typed",
    ["Nothing of this name", "x javascript:alert(1)", "x //evil.example/", "x https://user@host.example/", "City"],
)
def test_what_can_not_be_added_is_told_at_the_field_and_keeps_what_was_typed(desk, typed):
    before = shown(desk)
    page = press(desk, desk.get(DESK), "save", **{"add-menu": typed})
    assert page.status_code == 200
    assert page.context["menus"].problems["menu"]
    assert page.context["menus"].typed["menu"] == typed
    assert shown(desk) == before


def test_a_colleague_who_saved_meanwhile_is_told_of_and_saving_again_wins(desk):
    mine = press(desk, desk.get(DESK), "out menu 0")
    press(desk, press(desk, desk.get(DESK), "down menu 0"), "save")
    refused = press(desk, mine, "save")
    assert "a colleague changed the menus meanwhile" in refused.content.decode()
    assert "Harbour, City, Climate" in refused.content.decode()
    assert shown(desk)[0] == ["Harbour", "City", "Climate"]
    assert press(desk, refused, "save").status_code == 302
    assert shown(desk)[0] == ["Harbour", "Climate"]


def test_a_page_without_a_link_is_said_and_put_into_the_footer_by_one_button(desk):
    page = desk.get(DESK)
    assert [each.title for each in page.context["unlinked"]] == ["About us", "Contact"]
    FlatPage.objects.filter(title="Contact").update(content='<p><a href="/about/">About us</a></p>')
    page = desk.get(DESK)
    assert "One page is linked from nowhere:" in page.content.decode()
    contact = FlatPage.objects.get(title="Contact")
    page = press(desk, page, f"put footer page {contact.pk}")
    assert page.context["unlinked"] == []
    press(desk, page, "save")
    assert shown(desk)[1] == ["Corrections", "Contact"]


@pytest.mark.parametrize(
    "do",
    ["", "up", "up menu", "up menu 99", "up menu x", "out sidebar 1", "put footer page 999", "put footer x", "add"],
)
def test_a_button_that_names_what_is_gone_does_nothing(desk, do):
    page = press(desk, desk.get(DESK), do, menu=["section 999", "page x", "nonsense"])
    assert page.status_code == 200


def test_a_section_that_is_deleted_leaves_the_menu(desk):
    world = create_section(name="World", slug="world")
    assert MenuItem.objects.filter(section=world).exists()
    world.delete()
    assert not MenuItem.objects.filter(title="", section=None, page=None).exists()


# -- Sections --


def names():
    return list(Section.objects.values_list("name", flat=True))


def test_sections_are_moved_by_two_buttons_and_a_new_one_comes_last(desk):
    move = reverse("admin:articles_section_move")
    create_section(name="Arts", slug="arts")
    assert names() == ["City", "Harbour", "Climate", "Arts"]
    climate, city = Section.objects.get(name="Climate"), Section.objects.get(name="City")
    desk.post(move, {"move": f"up {climate.pk}"})
    assert names() == ["City", "Climate", "Harbour", "Arts"]
    desk.post(move, {"move": f"up {city.pk}"})
    desk.post(move, {"move": f"down {city.pk}"})
    assert names() == ["Climate", "City", "Harbour", "Arts"]
    for nonsense in ("", "up", "up x", f"sideways {city.pk}"):
        assert desk.post(move, {"move": nonsense}).status_code == 302
    assert desk.post(move, {"move": "up 99999"}).status_code == 404


def test_editors_of_a_section_are_chosen_by_name_and_role(desk):
    anna = create_user(role="editor", username="anna", first_name="Anna", last_name="Berg")
    create_user(role="reporter", username="rita")
    left = create_user(role="editor", username="left", is_active=False)
    city = Section.objects.get(name="City")
    url = reverse("admin:articles_section_change", args=[city.pk])
    page = desk.get(url).content.decode()
    assert "Anna Berg, editor" in page
    assert "rita" not in page
    assert "left" not in page.replace("left</", "").split("Editors")[-1].split("Save")[0]
    assert "position" not in page
    desk.post(url, {"name": "City", "slug": "city", "description": "", "members": [anna.pk]})
    assert list(city.members.all()) == [anna]
    city.members.add(left)
    assert "left, editor" in desk.get(url).content.decode()
