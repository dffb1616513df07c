"""Authors and tags that a reporter proposes: on the story at once, with readers once an editor has accepted them."""

import threading

import pytest
from django.db import close_old_connections, connection
from django.urls import reverse

from articles.exceptions import NotAllowed, Refusal
from articles.models import Article, Author, LogLine, Tag
from newsroom.models import Publication
from tests.articles.desk import shown, story_url
from tests.factories import (
    create_article,
    create_author,
    create_section,
    create_superuser,
    create_tag,
    create_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter(client):
    user = create_user(role="reporter", username="nadia", first_name="Nadia", last_name="Petrenko")
    client.force_login(user)
    return user


@pytest.fixture
def editor():
    return create_user(role="editor")


def save(client, article=None, **data):
    url = story_url(article)
    return client.post(url, {**shown(client, url), **data, "_continue": "1"})


def propose(client, reporter, **data):
    """The story on which the reporter proposes an author and a tag."""
    article = create_article(created_by=reporter, section=create_section(), headline="Weapons", authors=[])
    save(client, article, authors="Luana Pavaluca", tags="Sureties", **data)
    article.refresh_from_db()
    return article


def actions(article):
    return [line.action for line in article.log.all()]


class TestProposing:
    def test_a_name_stands_on_the_story_at_once_and_no_reader_sees_it(self, client, reporter):
        article = propose(client, reporter)
        author, tag = Author.objects.get(), Tag.objects.get()
        assert [author.proposed_by, tag.proposed_by] == [reporter, reporter]
        assert article.content()["bylines"] == [{"author": author.pk, "name": "Luana Pavaluca"}]
        assert article.content()["tags"] == ["Sureties"]
        for address in (author.get_absolute_url(), tag.get_absolute_url()):
            assert client.get(address).status_code == client.get(f"{address}feed/").status_code == 404
        page = client.get(story_url(article)).content.decode()
        assert '<span data-name="Luana Pavaluca" data-new>' in page
        assert '<span data-name="Sureties" data-new>' in page

    def test_a_known_name_is_chosen_in_place_of_a_new_one(self, client, reporter):
        luana = create_author(name="Luana Pavaluca")
        create_tag(name="Guarantees").add_alias("Sureties")
        article = propose(client, reporter, headline="Weapons")
        assert article.bylines.get().author == luana
        assert list(article.tags.names()) == ["Guarantees"]
        assert not Author.objects.proposed().exists()
        assert not Tag.objects.proposed().exists()

    def test_a_name_that_is_proposed_is_the_same_for_the_next_who_types_it(self, client, reporter):
        first = propose(client, reporter)
        second = create_article(created_by=reporter, authors=[])
        save(client, second, authors="LUANA  PAVALUCA", tags="sureties")
        assert second.bylines.get().author == first.bylines.get().author
        assert (Author.objects.count(), Tag.objects.count()) == (1, 1)

    def test_the_publication_may_let_reporters_make_them(self, client, reporter):
        Publication(reporters_may_add_authors=True).save()
        propose(client, reporter)
        assert not Author.objects.get().is_proposed
        assert Tag.objects.get().is_proposed

    def test_an_autosave_keeps_a_new_name_and_makes_nothing(self, client, reporter):
        article = create_article(created_by=reporter, authors=[])
        data = {**shown(client, story_url(article)), "authors": "Luana Pavaluca", "tags": "Sureties"}
        answer = client.post(reverse("admin:articles_article_autosave", args=[article.pk]), data).json()
        content = article.revisions.get(number=answer["revision"]).content
        assert content["bylines"] == [{"author": None, "name": "Luana Pavaluca"}]
        assert not Author.objects.exists()
        again = shown(client, f"{story_url(article)}?from={answer['revision']}")
        assert (again["authors"], again["tags"]) == ("Luana Pavaluca", "Sureties")

    def test_offers_say_who_proposed_it_and_what_becomes_of_a_new_one(self, client, reporter):
        propose(client, reporter)
        found = client.get("/admin/articles/article/choose/author/", {"q": "luana"}).json()
        assert found["offers"] == [
            {
                "value": "Luana Pavaluca",
                "label": "Luana Pavaluca",
                "words": "1 story, new, proposed by Nadia Petrenko",
                "isNew": True,
            }
        ]
        assert (found["add"], found["note"]) == ("luana", "An editor looks at it before it is public.")


class TestDeciding:
    def test_accepted_it_is_as_if_the_editor_had_made_it(self, client, reporter, editor):
        article = propose(client, reporter)
        author, tag = Author.objects.get(), Tag.objects.get()
        author.accept(editor)
        tag.accept(editor)
        assert client.get(author.get_absolute_url()).status_code == 200
        assert client.get(tag.get_absolute_url()).status_code == 200
        assert actions(article) == [LogLine.Action.NAME_ACCEPTED] * 2
        with pytest.raises(Refusal, match="decided on meanwhile"):
            author.accept(editor)

    def test_refused_it_is_off_the_stories_and_their_log_says_so(self, client, reporter, editor):
        article = propose(client, reporter)
        version = article.version
        assert Author.objects.get().refuse(editor) == 1
        Tag.objects.get().refuse(editor)
        article.refresh_from_db()
        assert article.version > version
        assert (article.bylines.count(), article.tags.count()) == (0, 0)
        assert [line.note for line in article.log.all()] == ["New tag “Sureties”.", "New author “Luana Pavaluca”."]
        assert article.revisions.first().content["tags"] == []

    def test_a_form_that_was_open_does_not_bring_a_refused_name_back(self, client, reporter, editor):
        article = propose(client, reporter)
        data = shown(client, story_url(article))
        Author.objects.get().refuse(editor)
        Tag.objects.get().refuse(editor)
        response = client.post(story_url(article), {**data, "standfirst": "Written meanwhile.", "_continue": "1"})
        merge = client.get(response["Location"])
        assert merge.context["conflicts"] == 0
        client.post(response["Location"], {"version": Article.objects.get().version})
        article.refresh_from_db()
        assert article.standfirst == "Written meanwhile."
        assert not Author.objects.exists()
        assert not Tag.objects.exists()

    def test_what_is_the_same_as_another_takes_its_place_everywhere(self, client, reporter, editor):
        luana, sureties = create_author(name="Luana Păvăluca"), create_tag(name="Guarantees")
        article = propose(client, reporter)
        Author.objects.get(name="Luana Pavaluca").merge_into(luana, editor)
        Tag.objects.get(name="Sureties").merge_into(sureties, editor)
        assert article.bylines.get().author == luana
        assert list(article.tags.names()) == ["Guarantees"]
        assert (Author.objects.count(), Tag.objects.count()) == (1, 1)
        assert "is author “Luana Păvăluca”" in article.log.last().note

    def test_a_name_that_was_accepted_can_not_be_taken_over(self, editor):
        one, other = create_author(), create_author()
        with pytest.raises(Refusal, match="was accepted"):
            one.absorb([other])

    def test_publishing_accepts_what_stands_on_the_story_and_says_so(self, client, reporter):
        article = propose(client, reporter, body="<p>Text.</p>")
        client.force_login(create_superuser())
        response = client.post(story_url(article), {**shown(client, story_url(article)), "_publish": "1"}, follow=True)
        assert "The new author “Luana Pavaluca” and tag “Sureties” are accepted." in response.content.decode()
        edition = article.live_edition()
        assert [author.name for author in edition.byline] == ["Luana Pavaluca"]
        assert not Author.objects.proposed().exists()
        assert not Tag.objects.proposed().exists()
        assert client.get("/authors/luana-pavaluca/").status_code == client.get("/tags/sureties/").status_code == 200
        assert actions(article).count(LogLine.Action.NAME_ACCEPTED) == 2

    def test_one_press_on_the_first_page_decides(self, client, reporter, editor):
        article = propose(client, reporter)
        author, tag = Author.objects.get(), Tag.objects.get()
        client.force_login(editor)
        page = client.get("/admin/").content.decode()
        assert "New author: Luana Pavaluca" in page
        assert "Proposed by Nadia Petrenko for “Weapons”" in page
        response = client.post(f"/admin/articles/author/{author.pk}/accept/", follow=True)
        assert "Luana Pavaluca is accepted." in response.content.decode()
        response = client.post(f"/admin/articles/tag/{tag.pk}/refuse/", follow=True)
        assert "Sureties is refused, and taken off its stories." in response.content.decode()
        assert "New tag: Sureties" not in response.content.decode()
        assert list(article.tags.names()) == []
        assert client.post(f"/admin/articles/tag/{tag.pk}/accept/").status_code == 404
        again = client.post(f"/admin/articles/author/{author.pk}/accept/", follow=True)
        assert "was decided on meanwhile" in again.content.decode()

    def test_the_same_as_another_is_chosen_on_a_page_of_its_own(self, client, reporter, editor):
        luana = create_author(name="Luana Păvăluca")
        article = propose(client, reporter)
        author = Author.objects.get(name="Luana Pavaluca")
        client.force_login(editor)
        url = f"/admin/articles/author/{author.pk}/same/"
        assert "Whom is “Luana Pavaluca” the same as?" in client.post(url).content.decode()
        assert "There is no author “Nobody”" in client.post(url, {"into": "Nobody"}).content.decode()
        itself = client.post(url, {"into": "Luana Pavaluca"}, follow=True)
        assert "That is the new one itself" in itself.content.decode()
        client.post(url, {"into": luana.slug})
        assert article.bylines.get().author == luana

    def test_names_on_stories_of_another_desk_are_not_for_an_editor(self, client, reporter, editor):
        article = propose(client, reporter)
        article.section.members.add(create_user(role="editor"))
        client.force_login(editor)
        assert "Luana" not in client.get("/admin/").content.decode()
        author = Author.objects.get()
        for way in ("accept", "refuse", "same"):
            assert client.post(f"/admin/articles/author/{author.pk}/{way}/").status_code == 404
        assert Author.objects.get().is_proposed

    def test_reporters_decide_on_none(self, client, reporter):
        propose(client, reporter)
        for decide in (Author.objects.get().accept, Author.objects.get().refuse, Tag.objects.get().accept):
            with pytest.raises(NotAllowed):
                decide(reporter)


@pytest.mark.django_db(transaction=True)
def test_two_who_propose_one_name_at_once_make_one_record():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time.")
    people = [create_user(role="reporter") for _ in range(4)]
    start, made = threading.Barrier(len(people)), []

    def propose_names(person):
        start.wait()
        for model, name in ((Author, "Luana Pavaluca"), (Tag, "Sureties")):
            made.append(model.objects.get_or_add(name, by=person, is_accepted=False))
        close_old_connections()
        connection.close()

    threads = [threading.Thread(target=propose_names, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert (Author.objects.count(), Tag.objects.count()) == (1, 1)
