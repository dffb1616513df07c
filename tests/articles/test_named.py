"""Names are compared in one way, on every database."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from articles.models import Article, Section, Series, Source, Tag
from tests.articles.desk import shown, story_url
from tests.factories import (
    create_article,
    create_author,
    create_section,
    create_series,
    create_source,
    create_tag,
    publish,
)

pytestmark = pytest.mark.django_db
SAME = pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Straßenfest", "STRASSENFEST"),
        ("Café culture", "Cafe\u0301 CULTURE"),
        ("İstanbul", "i\u0307stanbul"),
        ("Ωmega", "\u2126mega"),
        ("ΟΔΟΣ", "οδος"),
        ("ﬁsh", "FISH"),
        ("North  Quay", "north\xa0quay"),
        ("Har\u200bbour", "harbour"),
    ],
)


@SAME
def test_a_tag_is_found_however_its_name_is_typed(kept, typed):
    tag = create_tag(name=kept)
    assert Tag.objects.named([typed]) == {typed: tag}


@SAME
def test_another_name_of_a_tag_is_found_alike(kept, typed):
    tag = create_tag(name="Other")
    tag.add_alias(kept)
    assert Tag.objects.named([typed]) == {typed: tag}


@SAME
def test_a_name_is_taken_however_it_is_typed(kept, typed):
    create_section(name=kept, slug="one")
    with pytest.raises(ValidationError, match="There is a section of this name already."):
        Section(name=typed, slug="two").full_clean()
    with pytest.raises(IntegrityError):
        Section.objects.create(name=typed, slug="two")


@SAME
def test_a_name_that_is_put_on_a_story_is_the_tag(kept, typed):
    article = create_article()
    create_tag(name=kept)
    article.tags.add(typed)
    assert Tag.objects.count() == article.tags.count() == 1


def test_the_key_follows_the_name_whatever_is_saved():
    tag = create_tag(name="Straße")
    tag.rename("Weg", tag.slug)
    tag.refresh_from_db()
    assert tag.name_key == "weg"
    source = create_source(name="Ä")
    source.name = "Ö"
    source.save(update_fields=["name"])
    assert Source.objects.filter(name_key="ö").exists()


def test_names_are_listed_with_their_marks_beside_those_without(client):
    names = ["Ander", "Ärla", "Arlo", "Łęk", "Lima", "Ödön", "Odone", "Østby", "Zoë"]
    edition = publish(create_article(tags=names[::-1], authors=[create_author(name=name) for name in names[::-1]]))
    for name in names[::-1]:
        create_source(name=name)
        create_series(name=name)
    assert [source.name for source in Source.objects.all()] == [series.name for series in Series.objects.all()] == names
    for page in ("/tags/", "/authors/"):
        assert [record.name for record in client.get(page).context["page"].items] == names
    assert [tag.name for tag in client.get(edition.get_absolute_url()).context["story"].tags] == names
    tag = Tag.objects.get(name="Arlo")
    tag.rename("Öl", tag.slug)
    assert Tag.objects.get(pk=tag.pk).sort_key == "ol"


def test_a_search_at_the_desk_finds_names_and_texts_however_they_are_encoded(admin_client):
    create_source(name="Straßenamt")
    create_article(headline="Cafe\u0301 on the quay")
    assert "Straßenamt" in admin_client.get("/admin/articles/source/", {"q": "STRASSEN"}).text
    assert "Café on the quay" in admin_client.get("/admin/articles/article/", {"q": "CAFE\u0301"}).text
    assert Article.objects.get().headline == "Café on the quay"


def test_a_story_with_a_tag_of_any_letters_is_saved_again(admin_client):
    tag = create_tag(name="Straßenfest")
    [offer] = admin_client.get(reverse("admin:articles_article_choose_tag"), {"q": "strassenf"}).json()["offers"]
    url = story_url(create_article())
    for headline in ("Once", "Again"):
        admin_client.post(url, {**shown(admin_client, url), "headline": headline, "tags": offer["value"]})
        article = Article.objects.get()
        assert (article.headline, [*article.tags.all()], [*Tag.objects.all()]) == (headline, [tag], [tag])
