"""Addresses made of words: of any script, whole words, one function for all."""

import re
import unicodedata

import pytest
from django.utils.text import slugify
from hypothesis import example, given
from hypothesis import strategies as st

from articles.admin.forms import TagsField
from articles.models import Article, Tag
from articles.slugs import numbered, slug_of, story_slug
from articles.story import Story
from tests.factories import create_article, create_tag, publish


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Große Straße in Łódź wird geöffnet", "grosse-strasse-in-lodz-wird-geoffnet"),
        ("Ørsted og Ærø: fiskere på vej", "orsted-og-aero-fiskere-pa-vej"),
        ("Çeşme’de ışık yandı", "cesmede-isik-yandi"),
        ("Đà Nẵng đón khách", "da-nang-don-khach"),
        ("Þórður á Ísafirði", "thordur-a-isafirdi"),
        ("Мост закрыт", "most-zakryt"),
        ("Η γέφυρα κλείνει", "i-gefyra-kleinei"),
        ("मेला शुरू हुआ", "mela-suru-hua"),
        ("पुल बंद रहेगा", "pul-bmd-rhega"),
        ("北京", "beijing"),
        ("한국 다리", "hangug-dali"),
        ("الجسر مغلق", "ljsr-mghlq"),
        ("Cafe\u0301 culture", "cafe-culture"),
        ("North–South — a bridge", "north-south-a-bridge"),
        ("U+200B\u200bin a word", "u200bin-a-word"),
        ("Line\x0bbreak", "line-break"),
        ("🎈 Balloons 🎈", "balloons"),
        ("🎈🏴\U000e0067\U000e007f👩‍👩‍👧", "story"),
        ("…", "story"),
        ("", "story"),
    ],
)
def test_a_headline_of_any_script_gets_latin_letters(headline, slug):
    assert story_slug(headline) == slug
    assert story_slug(unicodedata.normalize("NFD", headline)) == slug


def test_a_long_slug_ends_with_a_whole_word():
    assert slug_of("one two three", 9, "x") == "one-two"
    assert slug_of("one two three", 7, "x") == "one-two"
    assert slug_of("incomprehensibilities", 9, "x") == "incompreh"
    assert slug_of("a incomprehensibilities", 9, "x") == "a-incompr"
    assert len(story_slug("word " * 60)) <= 100
    assert story_slug("word " * 60).endswith("-word")


@given(st.text())
@example("-")
@example("_")
def test_whatever_is_typed_gives_an_address(text):
    slug = slug_of(text, 20, "story")
    assert re.fullmatch(r"[-a-z0-9_]{1,20}", slug)


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_words_get_the_slug_that_they_always_got(text):
    assert slug_of(text, 10_000, "") == slugify(text)


def test_numbers_fit_into_the_length():
    slugs = numbered("a" * 20, 20)
    assert [next(slugs) for _ in range(3)] == ["a" * 20, "a" * 18 + "-2", "a" * 18 + "-3"]
    assert list(zip(numbered("one-two-three", 9), range(2), strict=False))[1][0] == "one-two-2"


@pytest.mark.django_db
def test_two_headlines_of_another_script_have_two_addresses_and_a_preview_says_them():
    first, second = (publish(headline=headline) for headline in ("मेला शुरू हुआ", "पुल बंद रहेगा"))
    assert (first.address.slug, second.address.slug) == ("mela-suru-hua", "pul-bmd-rhega")
    article = create_article(headline="Große Straße")
    assert Story.preview(article, article.content()).edition.address.slug == article.slug == "grosse-strasse"


@pytest.mark.django_db
def test_a_slug_that_was_given_stays():
    article = create_article(headline="Große Straße", slug="groe-strae")
    Article.objects.get(pk=article.pk).save()
    assert Article.objects.get().slug == "groe-strae"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "slug"), [("Fußball", "fussball"), ("船", "chuan"), ("C++", "c"), ("🎈", "unnamed"), ("क्रिकेट", "kriket")]
)
def test_a_tag_of_any_script_has_an_address(client, name, slug):
    field = TagsField()
    field.is_accepted = True
    assert field.clean([name]) == [name]
    edition = publish(create_article(tags=[name]))
    assert Tag.objects.get().slug == slug
    assert client.get(f"/tags/{slug}/").status_code == 200
    assert f'href="/tags/{slug}/"' in client.get(edition.get_absolute_url()).text


@pytest.mark.django_db
def test_tags_whose_names_look_alike_in_latin_letters_have_addresses_of_their_own():
    assert [create_tag(name=name).slug for name in ("C", "C++", "Ç")] == ["c", "c-2", "c-3"]
