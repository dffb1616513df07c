"""The desk finds what it looks for by an index, and all that a look at every record would find."""

import random
from datetime import timedelta

import pytest
from django.contrib.admin.sites import site
from django.core.management import call_command
from django.db.models import Q
from django.test import RequestFactory
from django.utils import timezone

from articles.admin.choosers import stories_with
from articles.models import Article, Author, Image, Source, Tag, desk_index
from articles.text import folded
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_source,
    create_superuser,
    create_tag,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db


def found(model, term):
    """What the list of ``model`` finds."""
    request = RequestFactory().get("/")
    request.user = create_superuser()
    admin = site.get_model_admin(model)
    return set(admin.get_search_results(request, admin.get_queryset(request), term)[0])


def test_whatever_part_of_a_text_is_typed_finds_it():
    chance = random.Random(2)
    letters = "ab-_'\"\\&|:*!%. ÅéßİıσςЖд中国กา"
    texts = ["".join(chance.choices(letters, k=chance.randint(3, 30))) for _ in range(25)]
    for text in texts:
        create_article(headline=f"x{text}")
        create_source(name=f"x{text}")
        create_image(title=f"x{text}", caption=f"{text[::-1]}x")
    for text in texts:
        start = chance.randrange(len(text))
        for typed in (text[start : start + chance.randint(1, 6)], text.upper(), text[-2:]):
            words = typed.split()[:8]
            stories, images = Article.objects.all(), Image.objects.all()
            for word in words:
                stories = stories.filter(Q(headline__icontains=word) | Q(slug__icontains=word))
                images = images.filter(Q(title__icontains=word) | Q(caption__icontains=word) | Q(alt__icontains=word))
            assert found(Article, typed) >= set(stories), typed
            assert set(Image.objects.search(typed)) >= set(images), typed
            pks = desk_index.found(desk_index.STORIES, words)
            assert pks is None or pks >= set(stories.values_list("pk", flat=True)), typed


def test_stories_are_found_by_headline_address_and_author_together():
    ann = create_author(name="Ann Unwin")
    one = create_article(headline="The harbour works", slug="old-quay", authors=[ann])
    create_article(headline="The harbour", authors=[ann])
    create_article(headline="The old quay works")
    for typed in ("arbour WORK", "quay harb", "unwin works", "nwi quay harbour", "old-q arb"):
        assert found(Article, typed) == {one}, typed
    assert found(Article, "harbour zeppelin") == found(Article, "zeppelin") == found(Article, "unwin zeppelin") == set()
    ann.name = "Eve Adams"
    ann.save()
    assert found(Article, "adams works") == {one}
    assert found(Article, "unwin") == set()
    one.headline = "Trams"
    one.save()
    assert found(Article, "tram") == {one}
    assert found(Article, "harbour works") == set()


def test_more_than_are_worth_a_look_are_found_on_the_way_down(monkeypatch):
    monkeypatch.setattr(desk_index, "MOST", 2)
    stories = {create_article(headline=f"Harbour {number}", authors=[]) for number in range(4)}
    assert desk_index.found(desk_index.STORIES, ["harbour"]) is None
    assert found(Article, "harbour") == stories
    assert len(found(Article, "harbour 3")) == 1


def test_the_chooser_of_stories_knows_what_readers_know_and_tells_no_draft():
    boss, stranger = create_superuser(), create_user(role="reporter")
    article = create_article(headline="The ferry stays")
    publish(article, by=boss)
    article.headline = "Secret tram"
    article.save()
    names = lambda user, *words: [story.pk for story in stories_with(user, words)]  # noqa: E731
    assert names(stranger, "ferry", "stays") == names(boss, "ferry") == names(boss, "secret") == [article.pk]
    assert names(stranger, "secret") == names(boss, "zeppelin") == []
    article.publish(boss, at=timezone.now() + timedelta(hours=1))
    article.headline = "A third"
    article.save()
    assert names(stranger, "ferry") == [article.pk]  # what they know it by until then
    article.withdraw(boss, reason="Wrong.")
    assert names(stranger, "ferry") == [article.pk]
    article.reinstate(boss)
    assert names(stranger, "ferry") == names(boss, "third") == [article.pk]


def test_sources_are_found_by_the_names_that_lead_to_them():
    into, gone = create_source(name="Harbour office"), create_source(name="Port Straße")
    into.absorb([gone])
    assert found(Source, "STRASSE") == found(Source, "arbour offi") == {into}
    assert found(Source, '"harbour office"') == {into}
    assert found(Source, "zeppelin") == set()


def test_authors_and_tags_are_found_by_any_part_of_their_names():
    chance = random.Random(3)
    letters = "ab-_'\"\\&|:*!%. ÅéßİıσςЖд中国กา"
    texts = ["".join(chance.choices(letters, k=chance.randint(3, 30))) for _ in range(25)]
    for number, text in enumerate(texts):
        create_author(name=f"x{text}")
        create_tag(name=f"{number} {text}")
    for text in texts:
        start = chance.randrange(len(text))
        for typed in (text[start : start + chance.randint(1, 6)], text.upper(), text[-2:]):
            key = folded(typed)
            for model in (Author, Tag):
                pks = model.objects.with_parts(key)
                assert pks is None or pks >= set(
                    model.objects.filter(name_key__contains=key).values_list("pk", flat=True)
                )


def test_names_are_found_as_they_are_now():
    author, tag = create_author(name="Zoë Weiß"), create_tag(name="Ferries")
    assert found(Author, "zoë weiss") == found(Author, "WEISS") == {author}
    assert found(Author, "weiss zeppelin") == set()
    author.name = "Zoë Schwarz"
    author.save(update_fields=["name"])
    assert (found(Author, "weiss"), found(Author, "schwarz")) == (set(), {author})
    tag.add_alias("Crossings")
    assert found(Tag, "rossing") == found(Tag, "ferri") == {tag}
    other = create_tag(name="Boats")
    other.absorb([tag])
    assert found(Tag, "rossing") == found(Tag, "ferri") == {other}
    other.aliases.get(name="Crossings").delete()
    assert found(Tag, "rossing") == set()


def test_pictures_are_found_by_their_words_and_persons():
    image = create_image(title="Quay", credit="Roe", persons=["Ada Ångström"])
    create_image(title="Other", credit="Roe")
    for typed in ("quay roe", "Ångström", "ada roe"):
        assert set(Image.objects.search(typed)) == {image}, typed
    image.caption = "Zeppelin"
    image.save()
    assert set(Image.objects.search("zepp")) == {image}


def test_what_is_not_saved_is_not_found_and_what_is_stays_found():
    article = create_article(headline="Ferry")
    article.headline = "Tram"
    article.save(update_fields=["deadline"])
    assert found(Article, "ferry") == {article}
    article.save(update_fields=["headline"])
    assert found(Article, "tram") == {article}


def test_rebuilding_brings_back_what_the_desk_finds():
    article, source, image = create_article(headline="Ferry"), create_source(name="Ferry"), create_image(title="Ferry")
    publish(article)
    Article.objects.filter(pk=article.pk).update(headline="Tram")
    author, tag = create_author(name="Ferry"), create_tag(name="Ferry")
    tag.add_alias("Crossing")
    for model in desk_index.indexed():
        model.desk_index.clear()
        model.desk_index.put([(999_999, {"parts": ["FER"]})])
    call_command("rebuild_search", verbosity=0)
    assert found(Article, "tram") == {article}
    assert found(Source, "ferry") == {source}
    assert found(Image, "ferry") == {image}
    assert found(Author, "ferry") == {author}
    assert found(Tag, "ferry") == found(Tag, "crossing") == {tag}
    assert desk_index.found(desk_index.STORIES, ["ferry"]) == {article.pk}
    assert desk_index.found(desk_index.IMAGES, ["fer"]) == {image.pk}
