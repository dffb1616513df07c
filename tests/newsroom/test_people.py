"""Accounts at the desk, everybody's own account, and the menu by role."""

import re
from contextlib import nullcontext

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from articles.models import Author
from newsroom import roles
from tests.factories import create_author, create_image, create_section, create_superuser, create_user

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/auth/user/"


@pytest.fixture
def boss():
    return create_user(role="administrator", username="boss", first_name="Edith", last_name="Castellan")


@pytest.fixture
def desk(client, boss):
    client.force_login(boss)
    return client


def role(name):
    return Group.objects.get(name=name).pk


def may_sign_in(username, password):
    data = {"username": username, "password": password}
    return Client().post(reverse("admin:login"), data).status_code == 302


def page_of(user, name="change"):
    return reverse(f"admin:auth_user_{name}", args=[user.pk])


def test_a_person_is_made_in_one_short_form_and_their_password_is_shown_once(desk):
    city = create_section(name="City")
    page = desk.get(f"{PEOPLE}add/").content.decode()
    for box in ("is_staff", "is_superuser", "user_permissions"):
        assert box not in page
    assert "Write stories and hand them in." in page
    data = {
        "first_name": "Tom",
        "last_name": "Okáfor",
        "email": "tom@ledger.example",
        "groups": role("editor"),
        "sections": [city.pk],
    }
    made = desk.post(f"{PEOPLE}add/", data)
    assert made.status_code == 200
    password = re.search(r"<code>(.+?)</code>", made.content.decode())[1]
    assert may_sign_in("tom-okafor", password)
    tom = User.objects.get(username="tom-okafor")
    assert (tom.get_full_name(), list(tom.desks.all())) == ("Tom Okáfor", [city])
    assert password not in desk.get(page_of(tom)).content.decode()
    assert password not in str(made.cookies)


def test_two_of_one_name_get_two_user_names(desk):
    for _ in range(2):
        desk.post(f"{PEOPLE}add/", {"first_name": "Per", "last_name": "Holm", "groups": role("reporter")})
    assert list(User.objects.filter(last_name="Holm").values_list("username", flat=True)) == ["per-holm", "per-holm-2"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"first_name": "Per"}, "groups"),
        ({"groups": "x"}, "groups"),
        ({"groups": "reporter"}, "username"),
        ({"first_name": "Per", "groups": "reporter", "password": "12345"}, "password"),
        ({"username": "boss", "groups": "reporter"}, "username"),
    ],
)
def test_what_is_missing_or_wrong_is_told_at_its_field(desk, typed, field):
    if typed.get("groups") == "reporter":
        typed = {**typed, "groups": role("reporter")}
    response = desk.post(f"{PEOPLE}add/", typed)
    assert field in response.context["adminform"].form.errors


def test_a_typed_password_is_taken_and_shown_nowhere(desk):
    data = {"first_name": "Per", "groups": role("reporter"), "password": "correct horse battery"}
    response = desk.post(f"{PEOPLE}add/", data, follow=True)
    assert "correct horse" not in response.content.decode()
    assert may_sign_in("per", "correct horse battery")


def test_the_list_says_role_sections_and_who_has_left(desk):
    city = create_section(name="City")
    city.members.add(create_user(role="editor", first_name="Mara", last_name="Lind"))
    per = create_user(role="reporter", first_name="Per", last_name="Holm")
    desk.post(page_of(per, "close"))
    page = desk.get(PEOPLE).content.decode()
    assert re.search(r"Mara Lind.*?Editor.*?City.*?never", page, re.DOTALL)
    assert re.search(r"Per Holm.*?Reporter.*?Left on \d", page, re.DOTALL)
    assert "Per Holm" not in desk.get(f"{PEOPLE}?role=reporter").content.decode()
    assert "Per Holm" in desk.get(f"{PEOPLE}?role=left").content.decode()
    assert "Per Holm" in desk.get(f"{PEOPLE}?q=holm").content.decode()


def test_the_list_makes_the_same_queries_however_many_there_are(desk, django_assert_num_queries):
    for number in (1, 9):
        for _ in range(number):
            create_section().members.add(create_user(role="editor"))
        with django_assert_num_queries(
            10
        ):  # publication, session, user, 2 of rights; number, rows; roles, sections; queue
            desk.get(PEOPLE)


def test_a_closed_account_is_out_at_once_and_may_be_opened_again(desk):
    rita = create_user(role="reporter", username="rita")
    hers = Client()
    hers.force_login(rita)
    assert "Close the account" in desk.get(page_of(rita, "close")).content.decode()
    assert hers.get("/admin/").status_code == 200
    desk.post(page_of(rita, "close"))
    assert hers.get("/admin/").status_code == 302
    assert not may_sign_in("rita", "correct horse battery")
    desk.post(page_of(rita, "close"))
    assert may_sign_in("rita", "correct horse battery")


def test_nobody_is_deleted_closes_themselves_or_changes_their_own_role(desk, boss):
    assert desk.post(page_of(boss, "delete"), {"post": "yes"}).status_code == 403
    assert desk.post(page_of(boss, "close")).status_code == 403
    desk.post(page_of(boss), {"username": "boss", "first_name": "Edith", "groups": role("reporter")})
    assert roles.of(boss) == ["administrator"]
    assert User.objects.get(pk=boss.pk).first_name == "Edith"


def test_only_a_superuser_changes_a_superuser(desk):
    chief = create_superuser()
    for name in ("change", "close", "password_change"):
        assert desk.post(page_of(chief, name)).status_code == 403
    assert desk.get(page_of(chief, "close")).status_code == 403


def test_a_new_password_is_made_or_typed_and_signs_out(desk):
    rita = create_user(role="reporter", username="rita")
    hers = Client()
    hers.force_login(rita)
    made = desk.post(page_of(rita, "password_change"), {"password": ""})
    assert may_sign_in("rita", re.search(r"<code>(.+?)</code>", made.content.decode())[1])
    assert hers.get("/admin/").status_code == 302
    assert desk.post(page_of(rita, "password_change"), {"password": "x"}).status_code == 200
    desk.post(page_of(rita, "password_change"), {"password": "quite another one"})
    assert may_sign_in("rita", "quite another one")


def test_two_roles_given_by_hand_stay_until_one_is_chosen(desk):
    rita = create_user(role="editor", username="rita")
    rita.groups.add(role("moderator"))
    page = desk.get(page_of(rita))
    assert "Editor and moderator" in page.content.decode()
    both = f"{role('editor')}+{role('moderator')}"
    both = both if both in page.content.decode() else f"{role('moderator')}+{role('editor')}"
    desk.post(page_of(rita), {"username": "rita", "first_name": "Rita", "groups": both})
    assert roles.of(rita) == ["editor", "moderator"]
    desk.post(page_of(rita), {"username": "rita", "groups": role("editor")})
    assert roles.of(rita) == ["editor"]


def test_a_section_that_a_colleague_gave_meanwhile_stays(desk):
    mine, theirs = create_section(name="City"), create_section(name="Harbour")
    rita = create_user(role="editor", username="rita")
    rita.desks.add(theirs)  # after the form was opened without it
    shown = {"initial-username": "rita", "initial-groups": role("editor"), "initial-sections": []}
    desk.post(page_of(rita), {**shown, "username": "rita", "groups": role("editor"), "sections": [mine.pk]})
    assert set(rita.desks.all()) == {mine, theirs}


@pytest.mark.parametrize("name", ["reporter", "editor", "moderator", "administrator"])
def test_everybody_has_an_own_account_with_the_way_to_their_author_page(client, name):
    user = create_user(role=name)
    author = create_author(name="Rita Vik", user=user)
    client.force_login(user)
    data = {"first_name": "Rita", "last_name": "Vik", "email": "rita@ledger.example", "username": "boss", "groups": "1"}
    client.post("/admin/account/", data)
    now = User.objects.get(pk=user.pk)
    assert (now.get_full_name(), now.email, now.username) == ("Rita Vik", "rita@ledger.example", user.username)
    assert roles.of(now) == [name]
    page = client.get("/admin/account/").content.decode()
    assert author.get_absolute_url() in page
    assert client.post("/admin/account/", {"email": "no address"}).status_code == 200


PAPER = ["Stories", "Pictures", "Sources"]
EDITOR = ["Stories", "Front page", "Pictures", "Sources", "Tags", "Series", "Authors"]
MENUS = {
    "reporter": PAPER,
    "editor": [*EDITOR, "Trust", "Style guide"],
    "moderator": ["Comments"],
    "administrator": [*EDITOR, "Comments", "Pages and menu", "People", "Settings", "Trust", "Style guide"],
}


@pytest.mark.parametrize("name", MENUS)
def test_the_menu_has_what_a_role_can_use_and_says_the_role(client, name, django_assert_num_queries):
    user = create_user(role=name, first_name="Ada", last_name="Roe")
    client.force_login(user)
    page = client.get("/admin/account/")
    assert [entry.words for _, entries in page.context["desk_menu"]() for entry in entries] == MENUS[name]
    assert f"<b>Ada Roe</b>{name}" in page.content.decode()
    for _, entries in page.context["desk_menu"]():
        for entry in entries:
            assert client.get(entry.url, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/admin/articles/section/", "Pages and menu"),
        ("/admin/articles/checklistrule/", "Settings"),
        ("/admin/comments/houserule/", "Comments"),
        ("/admin/auth/user/add/", "People"),
    ],
)
def test_what_stands_under_an_entry_marks_it(desk, path, words):
    current = [
        entry.words for _, entries in desk.get(path).context["desk_menu"]() for entry in entries if entry.is_current
    ]
    assert current == [words]


def test_the_author_that_readers_see_is_chosen_with_the_account_and_gives_it_a_face(desk):
    reporter = create_user(role="reporter", username="rosa", first_name="Rosa", last_name="Quist")
    portrait = create_image(title="Portrait of Rosa")
    rosa, taken = create_author(name="R. Quist", portrait=portrait), create_author(user=create_user(role="reporter"))
    page = desk.get(page_of(reporter))
    assert [str(author) for author in page.context["adminform"].form.fields["byline"].queryset] == ["R. Quist"]
    data = {"first_name": "Rosa", "last_name": "Quist", "username": "rosa", "groups": role("reporter")}
    desk.post(page_of(reporter), {**data, "byline": rosa.pk})
    assert Author.objects.get(user=reporter) == rosa
    people = desk.get(PEOPLE).content.decode()
    assert "rosa, writes as R. Quist" in people
    assert f'class="face" src="{portrait.thumbnail_url}"' in people
    response = desk.post(page_of(reporter), {**data, "byline": taken.pk})
    assert "byline" in response.context["adminform"].form.errors
    desk.post(page_of(reporter), {**data, "byline": ""})
    assert not Author.objects.filter(user=reporter).exists()


def test_the_list_of_people_costs_the_same_however_many_they_are(desk, django_assert_num_queries):
    for number in range(12):
        with django_assert_num_queries(10) if number in {3, 11} else nullcontext():
            desk.get(PEOPLE)
        person = create_user(role="editor")
        create_section().members.add(person)
        create_author(user=person, portrait=create_image())
