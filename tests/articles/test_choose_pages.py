"""Without script: a page of records, from the story's form and back, and nothing typed is lost or saved by it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.admin.choose_pages import WAYS
from articles.models import Article, Source
from tests.articles.desk import shown, story_url
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_source,
    create_tag,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db

FIXED = 5  # publication, session, user, permissions (2)


@pytest.fixture
def editor(client):
    user = create_user(role="editor")
    client.force_login(user)
    return user


@pytest.fixture
def article(editor):
    article = create_article(headline="As saved", body="<p>As saved.</p>")
    article.save_revision(editor)
    return article


def go(client, article, field, **typed):
    """Press the button of ``field`` in the form of ``article`` with ``typed`` in it; the page that it leads to."""
    data = {**shown(client, story_url(article)), **typed, "_choose": field}
    return client.post(story_url(article), data, follow=True)


def choose(client, page, **posted):
    """Press a button of the page that ``go`` led to; the form that one comes back to."""
    asked = page.context["asked"]
    url = reverse("admin:articles_article_chosen", args=[asked["for"]])
    return client.post(url, {**asked, **posted}, follow=True)


def send(client, page):
    """Save the form that ``choose`` came back to, as it stands."""
    url = page.redirect_chain[-1][0]
    return client.post(url.partition("?")[0], {**shown(client, url), "_continue": "1"})


def test_each_kind_is_chosen_and_stands_in_the_form_but_is_not_saved_before_it_is_saved(client, article):
    picture, target = create_image(title="The quay"), publish(headline="Written in pencil").article
    author, tag = create_author(name="Tom Okafor"), create_tag(name="Dredging")
    source = create_source(name="The harbour master")
    typed = {"headline": "As typed", "slug": "never a slug", "publish_when": "later", "publish_at_0": "2030-01-01"}
    records = {"image": picture, "story": target, "author": author, "tag": tag, "source": source}
    page = None
    for field, way in WAYS.items():
        if page is None:
            page = go(client, article, field, **typed)
        else:  # from the form one came back to
            url = page.redirect_chain[-1][0]
            page = client.post(url.partition("?")[0], {**shown(client, url), "_choose": field}, follow=True)
        page = choose(client, page, value=records[way.kind].pk)
        assert page.redirect_chain[-1][0].endswith(f"chosen={field}#{way.place}")
    form = page.context["adminform"].form
    assert (form["headline"].value(), form["slug"].value()) == ("As typed", "never a slug")
    assert form.publishing["publish_when"].value() == "later"
    assert page.context["words"]["picture"] == "The quay"
    article.refresh_from_db()
    assert (article.headline, article.lead_image, article.citations.count()) == ("As saved", None, 0)

    url = page.redirect_chain[-1][0]
    data = {**shown(client, url), "slug": "a-slug", "publish_when": "now", "_continue": "1"}
    saved = client.post(url.partition("?")[0], data)
    assert saved.status_code == 302, saved.context["problems"]
    article.refresh_from_db()
    assert (article.headline, article.lead_image, article.social_image) == ("As typed", picture, picture)
    assert article.bylines.filter(author=author).exists()
    assert [one.name for one in article.tags.all()] == ["Dredging"]
    assert article.citations.get().source == source
    assert article.related_links.get().target == target
    for token in (f'<figure data-image="{picture.pk}">', f'<aside data-see-also="{target.pk}">', "As saved."):
        assert token in article.body


def test_a_new_story_is_begun_by_it_and_a_source_is_made_on_the_page(client, editor):
    page = go(client, None, "citations", headline="Not saved yet", body="One.\n\nTwo.")
    refused = choose(client, page, name="An official", kind="anonymous")
    assert refused.status_code == 422
    assert refused.context["refused"]
    assert not Source.objects.exists()
    page = choose(client, page, name="An official", kind="anonymous", description="Fears for the post.")
    assert send(client, page).status_code == 302
    article = Article.objects.get(headline="Not saved yet")
    assert article.body == "<p>One.</p>\n<p>Two.</p>"
    assert article.citations.get().source.description == "Fears for the post."


def test_what_one_may_not_choose_is_not_there(client, article, editor):
    elsewhere = create_section()
    elsewhere.members.add(create_user(role="editor"))
    draft = create_article(headline="Nobody knows yet", section=elsewhere)
    liar = create_source(name="Liar", status="withdrawn", status_reason="Made it up")
    for field, record in (("related_links", draft), ("citations", liar), ("lead_image", draft)):
        page = go(client, article, field)
        assert "Nobody knows yet" not in page.content.decode()
        for value in (record.pk, "", "abc", "9" * 30):
            assert choose(client, page, value=value).status_code == 404
    assert "Withdrawn: Made it up" in go(client, article, "citations").content.decode()
    address = reverse("admin:articles_article_choose_image")
    for query in ({"field": "citations"}, {"field": "lead_image", "for": draft.pk}, {"field": "no", "for": article.pk}):
        assert client.get(address, query).status_code == 404
    # What somebody else has kept is not one's own to go on with.
    mine = article.autosave(create_user(role="editor"), {**article.content(), "headline": "Theirs"})
    asked = {"for": article.pk, "field": "lead_image", "from": mine.number}
    url = reverse("admin:articles_article_chosen", args=[article.pk])
    page = client.post(url, {**asked, "value": create_image().pk}, follow=True)
    assert page.context["adminform"].form["headline"].value() == "As saved"


def test_a_page_costs_the_same_however_many_there_are(client, article):
    address = reverse("admin:articles_article_choose_source")
    query = {"for": article.pk, "field": "citations"}
    costs = []
    for number in (1, 19, 30):
        for _ in range(number):
            create_source()
        with CaptureQueriesContext(
            connection,
        ) as cost:
            page = client.get(address, query)
        costs.append(len(cost))
    assert len(set(costs)) == 1, costs
    assert page.content.decode().count('name="value"') == 20
    assert "page=2" in page.context["next_url"]
    assert costs[0] == FIXED + 2  # the story, the sources
