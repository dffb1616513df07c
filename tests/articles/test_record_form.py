"""Two people with one record open: what each changed is kept, and who changed the same is told."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.flatpages.models import FlatPage
from django.http import QueryDict
from django.urls import reverse

from articles.admin.forms import DescribeForm
from articles.models import LogLine, Tag
from comments.models import Block, HouseRule, WordRule
from newsroom.models import Publication
from tests.articles.desk import values, values_of_all
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_source,
    create_superuser,
    create_tag,
    create_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk(client):
    client.force_login(create_superuser())


def page(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def opened(client, record):
    """What a browser would send back from the page of ``record``."""
    return values(client.get(page(record)).context["adminform"].form)


def shown_again(response):
    return values(response.context["adminform"].form)


RECORDS = {
    "picture": (lambda: create_image(title="The quay", credit="Agency"), "credit", "caption", "Agency / Rita"),
    "source": (lambda: create_source(name="TV Nord", description="Broadcaster"), "description", "url", "Newsroom"),
    "author": (lambda: create_author(name="Rita Vik", links=[]), "role", "languages", "Editor"),
    "section": (lambda: create_section(name="Harbour"), "description", "name", "News of the port."),
    "tag": (lambda: create_tag(name="Ferries"), "description", "name", "Ships that come back."),
    "publication": (lambda: Publication.objects.create(name="The Ledger"), "tagline", "name", "From the quay."),
    "account": (lambda: create_user(username="rita"), "last_name", "username", "Vik"),
    "page": (lambda: FlatPage.objects.create(url="/about/", title="About"), "title", "content", "About us"),
    "word rule": (lambda: WordRule.objects.create(phrase="casino"), "note", "phrase", "All of last week."),
    "block": (
        lambda: Block.objects.create(kind="domain", value="spam.example", reason="Spam"),
        "reason",
        "action",
        "Pills",
    ),
    "house rule": (lambda: HouseRule.objects.create(name="Be fair", text="No threats."), "text", "name", "No insults."),
}
TYPED = {
    "url": "https://tv.example/",
    "languages": "English, Norsk",
    "username": "rita.vik",
    "content": "<p>Theirs</p>",
    "action": "spam",
}


@pytest.mark.parametrize("kind", RECORDS)
def test_different_fields_are_both_kept(client, kind):
    make, mine, theirs, words = RECORDS[kind]
    record = make()
    first, second = opened(client, record), opened(client, record)
    typed = TYPED.get(theirs, "Theirs")
    assert client.post(page(record), {**first, theirs: typed}).status_code == 302
    assert client.post(page(record), {**second, mine: words}).status_code == 302
    now = opened(client, record)
    assert (now[mine], now[theirs]) == (words, typed)


@pytest.mark.parametrize("kind", RECORDS)
def test_who_changed_the_same_is_told_and_wins_when_saving_again(client, kind):
    make, field, _, words = RECORDS[kind]
    record = make()
    first, second = opened(client, record), opened(client, record)
    client.post(page(record), {**first, field: "Theirs"})
    response = client.post(page(record), {**second, field: words})
    assert response.status_code == 200
    assert "A colleague changed this meanwhile to “Theirs”. Save again" in response.content.decode()
    assert opened(client, record)[field] == "Theirs"
    again = shown_again(response)
    assert again[field] == words
    assert client.post(page(record), again).status_code == 302
    assert opened(client, record)[field] == words


def test_both_to_the_same_is_no_difference(client):
    image = create_image(credit="Agency")
    first, second = opened(client, image), opened(client, image)
    client.post(page(image), {**first, "credit": "Rita"})
    assert client.post(page(image), {**second, "credit": "Rita"}).status_code == 302


def test_a_third_change_meanwhile_is_told_anew(client):
    image = create_image(credit="Agency")
    mine = opened(client, image)
    type(image).objects.filter(pk=image.pk).update(credit="Theirs")
    again = shown_again(client.post(page(image), {**mine, "credit": "Mine"}))
    type(image).objects.filter(pk=image.pk).update(credit="")
    response = client.post(page(image), again)
    assert "A colleague emptied this meanwhile. Save again" in response.content.decode()


def test_what_was_not_changed_is_shown_as_it_is_now_when_the_form_comes_back(client):
    """Else who ticks “decorative” could not see the words that stand in the way."""
    image = create_image(alt="")
    mine = opened(client, image)
    type(image).objects.filter(pk=image.pk).update(alt="A crane", persons=["Ada", "Bo"], focal_x=0)
    response = client.post(page(image), {**mine, "is_decorative": "on"})
    assert response.status_code == 200
    again = shown_again(response)
    assert (again["alt"], again["persons"], again["focal_x"]) == ("A crane", "Ada, Bo", "0.0")
    assert client.post(page(image), {**again, "alt": "", "is_decorative": "on"}).status_code == 302
    image.refresh_from_db()
    assert (image.alt, image.is_decorative, image.persons, image.focal_x) == ("", True, ["Ada", "Bo"], 0)


def test_ticks_choices_dates_and_numbers_are_held_against_each_other_too(client):
    image = create_image(rights_until="2030-01-01")
    mine = opened(client, image)
    type(image).objects.filter(pk=image.pk).update(is_decorative=True, rights_until="2031-02-03", focal_y=0)
    typed = {"rights_until": "2032-01-01", "focal_y": "0.25", "is_decorative": ""}
    response = client.post(page(image), {**mine, **typed, "alt": ""})
    words = response.content.decode()
    assert "changed this meanwhile to “3 February 2031”" in words
    assert "changed this meanwhile to “0.0”" in words
    source = create_source(kind="person")
    mine = opened(client, source)
    type(source).objects.filter(pk=source.pk).update(kind="outlet")
    response = client.post(page(source), {**mine, "kind": "organisation"})
    assert "changed this meanwhile to “Outlet”" in response.content.decode()


def test_relations_are_held_against_each_other_too(client):
    section, people = create_section(), [create_user(username=name, role="editor") for name in ("ada", "bo", "cleo")]
    author, portrait = create_author(), create_image(title="Portrait")
    mine, mine_of_author = opened(client, section), opened(client, author)
    section.members.set(people[:2])
    type(author).objects.filter(pk=author.pk).update(portrait=portrait)
    assert client.post(page(section), {**mine, "description": "Mine"}).status_code == 302
    assert set(section.members.all()) == set(people[:2])
    response = client.post(page(section), {**mine, "members": [people[2].pk]})
    assert "changed this meanwhile to “ada, bo”" in response.content.decode()
    assert client.post(page(author), {**mine_of_author, "role": "Reporter"}).status_code == 302
    author.refresh_from_db()
    assert (author.portrait, author.role) == (portrait, "Reporter")


def test_line_ends_are_no_difference(client):
    """A browser sends CR LF; what a program stored has LF alone."""
    tag = create_tag(name="Ferries")
    Tag.objects.update(description="One\nTwo")
    mine = {name: value.replace("\n", "\r\n") for name, value in opened(client, tag).items()}
    assert client.post(page(tag), {**mine, "description": "One\r\nTwo\r\nThree"}).status_code == 302


def test_a_record_that_is_gone_takes_nothing_with_it(client):
    tag = create_tag(name="Ferries")
    mine = opened(client, tag)
    tag.delete()
    assert client.post(page(tag), {**mine, "description": "Mine"}).status_code == 404


@pytest.mark.parametrize("shown", [{}, {"initial-title": "The quay"}])
def test_a_record_that_goes_between_opening_and_saving_is_told(shown):
    image = create_image(title="The quay")
    data = QueryDict(mutable=True)
    data.update({**shown, "title": "Renamed"})
    form = DescribeForm(data, instance=image)
    type(image).objects.filter(pk=image.pk).delete()
    assert not form.is_valid()
    assert form.non_field_errors() == ["It was deleted meanwhile. Copy what you typed, if you need it."]


def test_a_new_record_brings_nothing_back(client):
    form = client.get(reverse("admin:articles_source_add")).context["adminform"].form
    assert not [name for name in values(form) if name.startswith("initial-")]


def test_other_names_of_a_tag_are_added_and_taken_away_not_overwritten(client):
    tag = create_tag(name="Ferries")
    tag.add_alias("Boats")
    first, second = opened(client, tag), opened(client, tag)
    client.post(page(tag), {**first, "other_names": "Boats, Ships"})
    response = client.post(page(tag), {**second, "other_names": "Vessels"}, follow=True)
    assert "“Boats” no longer finds this tag, and /tags/boats/ leads nowhere" in response.content.decode()
    assert [alias.name for alias in tag.aliases.all()] == ["Ships", "Vessels"]


def test_renaming_a_tag_keeps_the_description_of_a_colleague(client):
    tag = create_tag(name="Boats")
    first, second = opened(client, tag), opened(client, tag)
    client.post(page(tag), {**first, "description": "Theirs"})
    client.post(page(tag), {**second, "name": "Ferries"})
    assert Tag.objects.values_list("name", "description").get() == ("Ferries", "Theirs")
    assert [alias.name for alias in tag.aliases.all()] == ["Boats"]


def test_several_pictures_are_described_beside_each_other(client):
    one, two = create_image(title="One"), create_image(title="Two")
    url = reverse("admin:articles_image_describe", query={"pk": [one.pk, two.pk]})

    def sheet():
        formset = client.get(url).context["formset"]
        return values_of_all(formset), {form.instance.pk: form.prefix for form in formset}

    (first, rows), (second, _) = sheet(), sheet()
    client.post(url, {**first, f"{rows[one.pk]}-alt": "A crane", f"{rows[two.pk]}-credit": "Rita"})
    mine = {f"{rows[one.pk]}-caption": "The crane", f"{rows[two.pk]}-credit": "Bo"}
    response = client.post(url, {**second, **mine})
    assert "changed this meanwhile to “Rita”" in response.content.decode()
    one.refresh_from_db()
    assert (one.alt, one.caption) == ("A crane", "")
    assert client.post(url, values_of_all(response.context["formset"])).status_code == 302
    for image in (one, two):
        image.refresh_from_db()
    assert (one.alt, one.caption, two.credit) == ("A crane", "The crane", "Bo")


def test_lines_of_a_right_of_reply_are_kept_beside_each_other_and_logged(client):
    article = create_article()
    url = reverse("admin:articles_article_replies", args=[article.pk])

    def sheet(response=None):
        return values_of_all((response or client.get(url)).context["formset"])

    asked = {"replies-0-asked_at_0": "2026-11-20", "replies-0-asked_at_1": "10:00"}
    client.post(url, {**sheet(), **asked, "replies-0-name": "Port authority"})
    first, second = sheet(), sheet()
    client.post(url, {**first, "replies-0-answer": "answered", "replies-0-note": "“Not so.”"})
    response = client.post(url, {**second, "replies-0-answer": "silent", "replies-0-asked_at_1": "11:00"})
    assert "A colleague changed this meanwhile to “Answered”" in response.content.decode()
    reply = article.rights_of_reply.get()
    assert (reply.answer, reply.note) == ("answered", "“Not so.”")
    again = sheet(response)
    assert again["replies-0-note"] == "“Not so.”"
    client.post(url, again)
    reply.refresh_from_db()
    assert (reply.answer, reply.note) == ("silent", "“Not so.”")
    client.post(url, {**sheet(), "replies-0-DELETE": "on"})
    notes = [line.note for line in article.log.filter(action=LogLine.Action.REPLY).order_by("pk")]
    assert len(notes) == 4
    assert notes[0] == "Port authority, new. asked: 20 November 2026, 10:00; answer: no answer yet."
    assert "answer: “no answer yet” before, “Answered” now" in notes[1]
    assert "asked: “20 November 2026, 10:00” before, “20 November 2026, 11:00” now" in notes[2]
    assert notes[3].startswith("Port authority, deleted. ")
    assert "“Not so.”" in notes[3]


def test_an_account_keeps_the_role_a_colleague_gave_and_its_password_is_on_no_page(client):
    user = create_user(username="rita")
    editor, moderator = Group.objects.get(name="editor"), Group.objects.get(name="moderator")
    first, second = opened(client, user), opened(client, user)
    assert user.password not in client.get(page(user)).content.decode()
    client.post(page(user), {**first, "groups": [editor.pk]})
    client.post(page(user), {**second, "first_name": "Rita"})
    response = client.post(page(user), {**second, "groups": [moderator.pk]})
    assert "A colleague changed this meanwhile to “editor”" in response.content.decode()
    now = type(user).objects.get(pk=user.pk)
    assert (now.first_name, list(now.groups.all()), now.password) == ("Rita", [editor], user.password)
