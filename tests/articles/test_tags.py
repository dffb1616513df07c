"""Tags: merged, renamed, found by other names; nothing that leads to one ends nowhere."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.admin.names import TagsField
from articles.exceptions import Refusal
from articles.models import ArticleTag, Edition, EditionTag, Tag, TagAlias
from articles.story import Story
from newsroom.menus import MenuItem
from tests.factories import (
    create_article,
    create_image,
    create_section,
    create_superuser,
    create_tag,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db

MERGE = "/admin/articles/tag/merge/"
OFFERS = "/admin/articles/article/choose/tag/"


@pytest.fixture
def editor(client):
    client.force_login(create_user(role="editor"))
    return client


class TestMerging:
    def test_stories_and_editions_move_and_none_has_it_twice(self):
        ferries, boats, ships = (create_tag(name=name) for name in ("Ferries", "Boats", "Ships"))
        one, all_three = publish(tags=["Boats"]), publish(tags=["Boats", "Ferries", "Ships"])
        both_others = publish(tags=["Boats", "Ships"])
        assert {tag.name for tag in ferries.absorb([boats, ships])} == {"Boats", "Ships"}
        for edition in (one, all_three, both_others):
            assert [tag.name for tag in edition.tags.all()] == ["Ferries"]
            assert list(edition.article.tags.names()) == ["Ferries"]
        assert (ArticleTag.objects.count(), EditionTag.objects.count(), Tag.objects.count()) == (3, 3, 1)
        assert {row.published_at for row in EditionTag.objects.all()} == {
            edition.published_at for edition in Edition.objects.all()
        }

    def test_what_led_to_the_merged_leads_on_in_one_hop(self, client):
        first, second, third = (create_tag(name=name) for name in ("Boats", "Ships", "Vessels"))
        publish(tags=["Boats"])
        second.absorb([first])
        third.absorb([second])
        for slug in ("boats", "ships"):
            response = client.get(f"/tags/{slug}/")
            assert (response.status_code, response["Location"]) == (301, "/tags/vessels/")
            response = client.get(f"/tags/{slug}/feed/")
            assert (response.status_code, response["Location"]) == (301, "/tags/vessels/feed/")
        assert client.get("/tags/vessels/").status_code == 200
        assert client.get("/tags/vessels/feed/").status_code == 200
        assert client.get("/tags/nothing/").status_code == client.get("/tags/nothing/feed/").status_code == 404

    def test_what_the_page_of_the_one_that_stays_lacks_comes_from_the_others(self):
        stays = create_tag(name="Ferries")
        Tag.objects.filter(pk=stays.pk).update(description="Of ferries.")
        lead, image = create_article(), create_image()
        boats = create_tag(name="Boats")
        Tag.objects.filter(pk=boats.pk).update(title="On the water", description="Of boats.", lead=lead)
        ships = create_tag(name="Ships")
        Tag.objects.filter(pk=ships.pk).update(title="At sea", picture=image)
        stays.absorb([boats, ships])
        stays.refresh_from_db()
        assert [getattr(stays, name) for name in Tag.PAGE] == ["On the water", "Of ferries.", image, lead]

    def test_what_the_menu_leads_to_is_the_one_that_stays(self):
        stays, boats, ships = (create_tag(name=name) for name in ("Ferries", "Boats", "Ships"))
        MenuItem.objects.all().delete()
        for place, tag in (("menu", boats), ("menu", ships), ("footer", ships), ("footer", stays)):
            MenuItem.objects.create(place=place, tag=tag)
        stays.absorb([boats, ships])
        assert sorted(MenuItem.objects.values_list("place", "tag")) == [("footer", stays.pk), ("menu", stays.pk)]

    def test_merging_a_tag_with_itself_changes_nothing(self):
        tag = create_tag()
        assert tag.absorb([tag]) == []
        assert Tag.objects.get() == tag

    def test_a_tag_that_is_gone_by_then_takes_nothing_over(self):
        one, other = create_tag(name="Boats"), create_tag(name="Ships")
        seen = Tag.objects.get(pk=one.pk)
        other.absorb([one])  # somebody was faster, the other way round
        with pytest.raises(Refusal, match="meanwhile"):
            seen.absorb([other])
        assert Tag.objects.get() == other
        assert other.absorb([seen]) == []

    def test_the_cost_does_not_grow_with_the_stories(self):
        def cost(stories):
            into, gone = create_tag(), create_tag()
            for _ in range(stories):
                publish(tags=[gone.name])
            with CaptureQueriesContext(connection) as queries:
                into.absorb([gone])
            return len(queries)

        assert cost(1) == cost(4)


class TestRenaming:
    def test_the_old_address_leads_to_the_new_one(self, client):
        tag = create_tag(name="Boats")
        tag.rename("Ferries", "ferries")
        assert client.get("/tags/boats/")["Location"] == "/tags/ferries/"
        assert Tag.objects.named(["BOATS"])["BOATS"] == tag
        tag.rename("Ships", "ships")
        assert {client.get(f"/tags/{slug}/")["Location"] for slug in ("boats", "ferries")} == {"/tags/ships/"}

    def test_there_and_back_again_leaves_no_loop(self, client):
        tag = create_tag(name="Boats")
        tag.rename("Ferries", "ferries")
        tag.rename("Boats", "boats")
        assert client.get("/tags/boats/").status_code == 200
        assert client.get("/tags/ferries/")["Location"] == "/tags/boats/"

    def test_name_and_address_may_change_alone(self, client):
        tag = create_tag(name="Boats")
        for name, slug in (("Boats", "boat"), ("Boats", "a-boat"), ("Ships", "a-boat"), ("Ferries", "a-boat")):
            tag.rename(name, slug)
        assert client.get("/tags/a-boat/").status_code == 200
        assert {client.get(f"/tags/{slug}/")["Location"] for slug in ("boats", "boat")} == {"/tags/a-boat/"}
        assert Tag.objects.named(["boats", "ships"]).keys() == {"boats", "ships"}

    def test_a_change_of_case_alone_is_no_other_name(self):
        tag = create_tag(name="boats")
        tag.rename("Boats", "boats")
        assert not TagAlias.objects.exists()

    def test_name_and_address_of_another_names_are_refused(self):
        create_tag(name="Ferries").add_alias("Boats")
        with pytest.raises(ValidationError) as refused:
            Tag(name="BOATS", slug="boats").full_clean()
        assert set(refused.value.message_dict) == {"name", "slug"}

    def test_a_new_tag_does_not_take_the_address_of_another_name(self):
        create_tag(name="Ferries").add_alias("Boats")
        assert create_tag(name="Boats!").slug == "boats-2"


class TestOtherNames:
    def test_a_name_finds_one_tag(self):
        ferries, ships = create_tag(name="Ferries"), create_tag(name="Ships")
        ferries.add_alias("Boats")
        with pytest.raises(Refusal, match="another name of the tag “Ferries” already"):
            ships.add_alias("boats")
        with pytest.raises(Refusal, match="Merge the two instead"):
            ships.add_alias("FERRIES")
        assert ships.add_alias("船").slug

    def test_typing_one_gives_the_tag_once(self, django_assert_num_queries):
        create_tag(name="Ferries").add_alias("Boats")
        field = TagsField()
        with django_assert_num_queries(1):
            assert field.clean("FERRIES") == ["Ferries"]
        with django_assert_num_queries(2):
            assert field.clean("boats, ferries") == ["Ferries"]
        with pytest.raises(ValidationError):
            field.clean("Trains")

    def test_offers_find_the_tag_and_say_by_what(self, editor):
        ferries = create_tag(name="Ferries")
        ferries.add_alias("Boats")
        create_article(tags=["Ferries"])
        found = editor.get(OFFERS, {"q": "boat"}).json()
        assert found["offers"] == [
            {"value": "Ferries", "label": "Ferries", "words": "also “Boats”, 1 story", "isNew": False}
        ]
        assert (found["add"], found["note"]) == ("boat", "")
        found = editor.get(OFFERS, {"q": "BOATS"}).json()
        assert ([row["value"] for row in found["offers"]], found["add"]) == (["Ferries"], "")

    def test_offers_put_what_is_called_so_first_at_the_same_cost(self, editor, django_assert_num_queries):
        for number in range(12):
            create_tag(name=f"A port {number}")
        create_tag(name="Port")
        create_tag(name="Xylophone")
        editor.get(OFFERS, {"q": "xylophone"})
        with CaptureQueriesContext(connection) as few:
            editor.get(OFFERS, {"q": "xylophone"})
        with django_assert_num_queries(len(few)):
            found = editor.get(OFFERS, {"q": "port"}).json()
        assert (found["offers"][0]["value"], found["add"]) == ("Port", "")

    def test_stories_of_a_name_are_counted_to_a_thousand(self, editor, monkeypatch):
        monkeypatch.setattr("articles.admin.choosers.COUNTED", 2)
        for number in range(1, 4):
            words = ["1 story", "2 stories", "2+ stories"][number - 1]
            create_article(tags=["Port"])
            assert editor.get(OFFERS, {"q": "port"}).json()["offers"][0]["words"] == words

    def test_an_earlier_version_comes_back_under_the_name_of_now(self):
        article = create_article(tags=["Boats", "Ships", "Trains"])
        revision = article.save_revision(create_superuser())
        Tag.objects.get(name="Boats").rename("Ferries", "ferries")
        Tag.objects.get(name="Ferries").absorb([Tag.objects.get(name="Ships")])
        article.tags.clear()
        Tag.objects.get(name="Trains").delete()
        assert article.revert_to(revision) == ["There is no tag “Trains”."]
        assert list(article.tags.names()) == ["Ferries"]
        assert Tag.objects.count() == 1

    def test_a_preview_of_one_and_a_story_brought_back_have_the_tag_of_now(self):
        edition = publish(tags=["Boats"])
        article, content = edition.article, edition.revision.content
        article.withdraw(create_superuser(), reason="Checked again.")
        create_tag(name="Ferries").absorb([Tag.objects.get(name="Boats")])
        assert [tag.name for tag in Story.preview(article, content).tags] == ["Ferries"]
        again = article.reinstate(create_superuser())
        assert [tag.name for tag in again.tags.all()] == ["Ferries"]


class TestReaders:
    def test_an_address_costs_one_query_more_only_when_no_tag_has_it(self, client):
        tag = create_tag(name="Ferries")
        tag.add_alias("Boats")
        publish(tags=["Ferries"])
        with CaptureQueriesContext(connection) as queries:
            client.get("/tags/ferries/")
        assert not any("tagalias" in query["sql"] for query in queries)
        with CaptureQueriesContext(connection) as queries:
            client.get("/tags/boats/")
        assert sum("articles_tag" in query["sql"] for query in queries) == 2


class TestDesk:
    def change(self, client, tag, **data):
        data = {"name": tag.name, "slug": tag.slug, "other_names": "", "description": "", **data}
        return client.post(reverse("admin:articles_tag_change", args=[tag.pk]), data)

    def test_the_form_renames_and_keeps_other_names(self, editor):
        tag = create_tag(name="Boats")
        response = self.change(editor, tag, name="Ferries", slug="ferries", other_names='Tubs, "Boats, big"')
        assert response.status_code == 302
        assert {alias.name for alias in tag.aliases.all()} == {"Boats", "Tubs", "Boats, big"}
        page = editor.get(reverse("admin:articles_tag_change", args=[tag.pk])).text
        assert "Boats, &quot;Boats, big&quot;, Tubs" in page

        assert self.change(editor, Tag.objects.get(), other_names="boats").status_code == 302
        assert [alias.name for alias in tag.aliases.all()] == ["Boats"]

    def test_a_name_that_is_taken_is_told_and_nothing_typed_is_lost(self, editor):
        create_tag(name="Ships").add_alias("Tubs")
        tag = create_tag(name="Boats")
        response = self.change(editor, tag, description="Afloat.", other_names="ships")
        assert "“Ships” is a tag of its own. Merge the two instead." in response.text
        assert ">Afloat.</textarea>" in response.text.replace("\n", "")
        assert "another name of the tag “Ships”" in self.change(editor, tag, name="tubs").text
        assert "This address leads to the tag “Ships”" in self.change(editor, tag, slug="tubs").text
        assert "at most 100 characters" in self.change(editor, tag, other_names="x" * 101).text
        assert "This field is required." in self.change(editor, tag, name="\u200b").text
        assert Tag.objects.get(pk=tag.pk).name == "Boats"

    def test_the_list_counts_stories_and_finds_unused_ones(self, editor):
        create_tag(name="Nowhere")
        create_article(tags=["Ferries"])
        publish(tags=["Ferries"])
        was_public = publish(tags=["Gone"]).article
        was_public.tags.clear()
        listed = editor.get("/admin/articles/tag/").context["cl"].result_list
        assert {tag.name: tag.story_count for tag in listed} == {"Ferries": 2, "Gone": 0, "Nowhere": 0}
        listed = editor.get("/admin/articles/tag/", {"use": "unused"}).context["cl"].result_list
        assert [tag.name for tag in listed] == ["Nowhere"]

    def test_the_list_costs_the_same_however_many(self, editor):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                editor.get("/admin/articles/tag/")
            return len(queries)

        create_article(tags=[create_tag().name])
        create_tag().add_alias("Another")
        few = cost()
        for number in range(8):
            tag = create_tag()
            tag.add_alias(f"Another {number}")
            create_article(tags=[tag.name])
        assert cost() == few

    def test_merging_asks_first_says_what_moves_and_does_it_by_post(self, editor):
        boats, ferries = create_tag(name="Boats"), create_tag(name="Ferries")
        boats.add_alias("Tubs")
        publish(tags=["Boats"])
        chosen = {"action": "merge_selected", "_selected_action": [boats.pk, ferries.pk]}
        response = editor.post("/admin/articles/tag/", chosen, follow=True)
        text = " ".join(response.text.split())
        assert "1 story at the desk, 1 edition, also called “Tubs”" in text
        assert "0 stories at the desk" in text
        assert Tag.objects.count() == 2

        response = editor.post(MERGE, {"tag": [boats.pk, ferries.pk], "into": ferries.pk}, follow=True)
        assert "“Boats” leads to “Ferries” now" in response.text
        assert {alias.name for alias in ferries.aliases.all()} == {"Boats", "Tubs"}
        assert [tag.name for tag in Edition.objects.get().tags.all()] == ["Ferries"]

    def test_a_choice_that_can_not_be_is_told(self, editor):
        one, other = create_tag(), create_tag()
        response = editor.post(MERGE, {"tag": [one.pk, other.pk]})
        assert response.status_code == 422
        assert "Say which of them stays." in response.text
        for tags in ([], [one.pk], [one.pk, one.pk], [one.pk, 10**9], ["x", "9" * 40, "²"]):
            response = editor.post(MERGE, {"tag": tags, "into": one.pk}, follow=True)
            assert "Choose two tags or more" in response.text
        assert Tag.objects.count() == 2

    def test_the_page_of_a_merge_costs_the_same_however_many(self, editor, django_assert_num_queries):
        tags = [create_tag() for _ in range(9)]
        with CaptureQueriesContext(connection) as queries:
            editor.get(MERGE, {"tag": [tag.pk for tag in tags[:2]]})
        with django_assert_num_queries(len(queries)):
            editor.get(MERGE, {"tag": [tag.pk for tag in tags]})

    def test_reporters_and_strangers_merge_nothing(self, client):
        one, other = create_tag(), create_tag()
        data = {"tag": [one.pk, other.pk], "into": one.pk}
        assert client.post(MERGE, data).status_code == 302
        client.force_login(create_user(role="reporter"))
        assert client.get(MERGE, data).status_code == client.post(MERGE, data).status_code == 403
        assert self.change(client, one, name="Mine").status_code == 403
        assert client.get(reverse("admin:articles_tag_change", args=[one.pk])).status_code == 200
        assert Tag.objects.count() == 2


def test_the_page_of_a_tag_lists_its_stories_that_one_may_open(client, django_assert_num_queries):
    tag, elsewhere = create_tag(name="Trams"), create_section()
    elsewhere.members.add(create_user(role="editor"))
    for headline in ("Night trams", "Day trams"):
        create_article(headline=headline, tags=["Trams"])
    create_article(headline="Secret trams", tags=["Trams"], section=elsewhere)
    client.force_login(create_user(role="editor"))
    with django_assert_num_queries(10):  # session, user, publication, permissions 2; tag, its names; stories 3
        page = client.get(f"/admin/articles/tag/{tag.pk}/change/")
    assert [article.headline for article, _ in page.context["rows"]] == ["Day trams", "Night trams"]
    assert "And 1 more: older, of other desks or in the trash." in " ".join(page.content.decode().split())
