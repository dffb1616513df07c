"""What the story's form offers to a browser that runs no script: records are given by their number."""

import re

import pytest
from django.utils.html import escape

from articles.models import Article
from tests.articles.desk import shown, story_url
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_source,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db

FIELDS = {  # name → what is looked for there
    "lead_image": "picture",
    "social_image": "picture",
    "citations-0-source": "source",
    "related_links-0-target": "article",
}


@pytest.fixture
def editor(client):
    user = create_user(role="editor")
    client.force_login(user)
    return user


@pytest.fixture
def section(editor):
    section = create_section()
    section.members.add(editor)
    return section


def inputs(page):
    """Dict of name → what stands in it, of the inputs that only a browser without script sees."""
    parts = re.findall(r"<noscript>(.*?)</noscript>", page.content.decode(), re.DOTALL)
    parts += re.findall(r"<input[^>]*data-picker-number>", page.content.decode())  # hidden by a script
    found = [re.search(r'<input type="text"[^>]* name="([^"]+)" value="([^"]*)"', part) for part in parts]
    return {match[1]: match[2] for match in found if match}


def sent(client, section, **more):
    """What a browser without script sends of a new story: every such input comes after its select."""
    typed = {"headline": "Typed by hand", "body": "<p>Typed just now.</p>", "section": section.pk}
    return {**shown(client, story_url()), **typed, **more, "_continue": "1"}


def two(data, **numbers):
    """``data`` with the empty select and the filled input of each of ``numbers`` (name → number)."""
    return {**data, **{name: ["", number] for name, number in numbers.items()}}


def test_every_chooser_has_an_input_for_a_number_and_so_have_rows_to_be(client, editor):
    page = client.get(story_url())
    assert inputs(page).keys() & FIELDS.keys() == {"lead_image", "social_image"}
    for name in FIELDS.keys() - {"lead_image", "social_image"}:
        asked_for = client.get(story_url(), {"add": name.partition("-")[0]})
        assert inputs(asked_for)[name] == ""


def test_numbers_make_a_story_that_can_be_published(client, section):
    author, picture, source = create_author(name="Tom Okafor"), create_image(), create_source()
    other = publish().article
    numbers = {
        "lead_image": picture.pk,
        "social_image": picture.pk,
        "citations-0-source": source.pk,
        "related_links-0-target": other.pk,
    }
    response = client.post(story_url(), two(sent(client, section, authors="tom okafor"), **numbers))
    assert response.status_code == 302
    article = Article.objects.get(headline="Typed by hand")
    assert (article.lead_image, article.social_image) == (picture, picture)
    assert [byline.author for byline in article.bylines.all()] == [author]
    assert [citation.source for citation in article.citations.all()] == [source]
    assert [link.target for link in article.related_links.all()] == [other]
    assert article.missing_for_publication() == []


def test_what_is_saved_stands_there_and_can_be_taken_away(client, section):
    picture = create_image(title="The quay")
    article = create_article(section=section, lead_image=picture)
    page = client.get(story_url(article))
    assert inputs(page)["lead_image"] == str(picture.pk)
    assert "<b data-title>The quay</b>" in page.content.decode()
    data = {**shown(client, story_url(article)), "lead_image": [picture.pk, ""], "_continue": "1"}
    assert client.post(story_url(article), data).status_code == 302
    article.refresh_from_db()
    assert article.lead_image is None
    assert article.bylines.count() == 1


def test_rows_in_which_nothing_is_typed_stay_empty(client, section):
    offered = dict.fromkeys(FIELDS, "")
    assert client.post(story_url(), two(sent(client, section), **offered)).status_code == 302
    article = Article.objects.get(headline="Typed by hand")
    rows = (article.bylines, article.citations, article.related_links)
    assert [each.count() for each in rows] == [0, 0, 0]


@pytest.mark.parametrize("typed", ["abc", "-1", "0", "99999999999999999999", "9" * 5000, "1.5", "<b>", "b\0"])
def test_a_number_of_nothing_is_told_at_each_field_and_nothing_typed_is_lost(client, section, typed):
    data = sent(client, section, authors="Somebody New")
    response = client.post(story_url(), two(data, **dict.fromkeys(FIELDS, typed)))
    page, offered = response.content.decode(), inputs(response)
    assert response.status_code == 200
    for name, what in FIELDS.items():
        told = re.search(rf'<div id="id_{name}_error"><p class="field__error">([^<]*)</p>', page)[1]
        shown = escape(typed.replace("\0", ""))  # which no page may hold
        assert f"No {what} that you may choose has the number “{shown[:40]}”." in told
        assert offered[name] == shown
    assert 'value="Somebody New"' in page
    assert "Typed by hand" in page
    assert "Typed just now." in page
    assert not Article.objects.filter(headline="Typed by hand").exists()


def test_a_draft_of_another_desk_is_no_number_one_may_give_and_its_headline_is_not_told(client, section):
    name = "related_links-0-target"
    elsewhere = create_section()
    elsewhere.members.add(create_user(role="editor"))
    draft = create_article(headline="Nobody knows yet", section=elsewhere)
    response = client.post(story_url(), two(sent(client, section), **{name: str(draft.pk)}))
    page = response.content.decode()
    assert f"No article that you may choose has the number “{draft.pk}”." in page
    assert "Nobody knows yet" not in page
    assert inputs(response)[name] == str(draft.pk)
