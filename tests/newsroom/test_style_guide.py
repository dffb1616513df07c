"""The pages that show staff the parts of the site: whole with stories and without, as the query asks."""

import pytest

from tests.factories import create_image, create_user, publish

pytestmark = pytest.mark.django_db

READERS, DESK = "/admin/style/readers/", "/admin/style/"


@pytest.fixture
def editor(client):
    client.force_login(create_user(role="editor"))
    return client


def test_both_pages_are_there_for_a_newsroom_without_stories(editor):
    assert b"No story is live yet" in editor.get(READERS).content
    assert b"What hurts" in editor.get(DESK).content


def test_cards_show_the_newest_stories_at_the_same_cost(editor, django_assert_num_queries):
    publish(headline="The tide turns at four", lead_image=create_image())
    editor.get(READERS)
    with django_assert_num_queries(14):
        page = editor.get(READERS).content.decode()
    assert page.count('class="card ') == 9
    assert '<section class="box"' in page
    for number in range(14):
        publish(headline=f"Story {number}")
    with django_assert_num_queries(14):
        editor.get(READERS)


@pytest.mark.parametrize("page", [READERS, DESK])
def test_colours_and_direction_are_those_of_the_query(editor, page):
    text = editor.get(page, {"theme": "dark", "direction": "rtl"}).content.decode()
    assert 'class="guide__ground" data-theme="dark" dir="rtl"' in text
    text = editor.get(page, {"theme": '"><script>', "direction": "up"}).content.decode()
    assert 'class="guide__ground" data-theme=""' in text
