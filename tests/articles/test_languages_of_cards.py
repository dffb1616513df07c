"""A story in another language says so wherever its headline stands."""

import pytest
from django.test import Client

from articles import richtext
from articles.models import RelatedLink
from articles.story import Story
from tests.factories import create_article, publish

pytestmark = pytest.mark.django_db


def test_a_card_says_the_language_and_direction_of_its_story():
    publish(headline="خبر", standfirst="قال الوزير", language="ar")
    publish(headline="News")
    page = Client().get("/").content.decode()
    assert page.count('lang="ar" dir="rtl"') == 2
    assert '<h2 class="card__headline" lang' in page or '<h3 class="card__headline" lang' in page


def test_links_to_a_story_say_its_language_and_direction():
    other = publish(headline="خبر", language="ar")
    article = create_article(body=f'<p>a</p><aside data-see-also="{other.article_id}"></aside>')
    RelatedLink.objects.create(article=article, target=publish(headline="خبر آخر", language="ar").article)
    story = Story(publish(article))
    assert 'lang="ar" dir="rtl">خبر</a>' in story.body
    assert [link.language for link in story.related] == ["ar"]
    assert (
        '<h3 class="card__headline" lang="ar" dir="rtl">'
        in Client().get(story.edition.get_absolute_url()).content.decode()
    )


def test_a_see_also_in_the_publications_language_has_its_own_direction_in_a_story_of_another():
    edition = publish(headline="News")
    html = f'<aside data-see-also="{edition.article_id}"></aside>'
    assert 'dir="auto">News' in richtext.render(html, images={}, editions={edition.article_id: edition})
