"""The reader's page of what is typed, saved or kept, for the desk alone."""

import json

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from tests.articles.desk import shown, story_url
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_source,
    create_superuser,
    create_tag,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db

ADD_PREVIEW = reverse("admin:articles_article_add_preview")


@pytest.fixture
def reporter():
    return create_user(role="reporter")


@pytest.fixture
def story(reporter):
    return create_article(headline="As saved", created_by=reporter)


@pytest.fixture
def client(client, reporter):
    client.force_login(reporter)
    return client


def preview_url(article):
    return reverse("admin:articles_article_preview", args=[article.pk])


def preview(client, article=None, **changes):
    """Send the form as it stands, with ``changes``, to be previewed; return the page."""
    data = {**shown(client, story_url(article)), **changes}
    return client.post(preview_url(article) if article else ADD_PREVIEW, data)


def rows():
    """Everything in the database of the newsroom, as text."""
    return {
        model._meta.label: serializers.serialize("json", model._base_manager.order_by("pk"))
        for label in ("articles", "comments", "taggit")
        for model in apps.get_app_config(label).get_models()
    }


def test_what_is_typed_is_shown_and_nothing_is_saved(client, story):
    section, source, image = create_section(name="Harbour"), create_source(name="TV Nord"), create_image()
    second, other = create_author(name="Nina Vik"), publish(headline="Night trams").article
    create_tag(name="Ports")
    before = rows()
    response = preview(
        client,
        story,
        headline="As typed",
        standfirst="In one sentence.",
        section=section.pk,
        lead_image=image.pk,
        lead_image_caption="A crane",
        tags="Ports",
        body=f"<h2>Below</h2><p>Typed just now.</p><aside data-see-also='{other.pk}'>See also: x</aside>",
        **{
            "authors": f"{story.bylines.get().author}, {second}, Luana Pavaluca",
            "citations-0-source": source.pk,
            "citations-0-statement": "that they return",
            "related_links-0-target": other.pk,
        },
    )
    assert response.status_code == 200
    page = response.content.decode()
    for words in (
        '<h1 class="article__headline" >As typed</h1>',
        "In one sentence.",
        "Harbour",
        "A crane",
        ">Ports<",
        "<h2>Below</h2><p>Typed just now.</p>",
        "Nina Vik",
        "Luana Pavaluca",
        "TV Nord",
        "that they return",
        "Night trams",
        "Preview: not published.",
    ):
        assert words in page, words
    assert "As saved" not in page
    assert rows() == before


def test_a_new_story_is_shown_though_nearly_all_is_missing(client):
    before = rows()
    response = preview(client)
    assert response.status_code == 200
    assert b"No headline yet" in response.content
    assert b"No section yet" in response.content
    assert client.post(ADD_PREVIEW).status_code == 200
    assert client.get(ADD_PREVIEW).url == story_url()
    assert rows() == before
    assert not Article.objects.exists()


def test_what_a_field_refuses_is_shown_all_the_same(client, story):
    response = preview(
        client,
        story,
        headline="x" * 300,
        slug="no slug/../at all",
        section="999",
        canonical_url="javascript:alert(1)",
        kind="nonsense",
        language="<x>",
        tags="Not there yet",
        deadline_0="never",
        lead_image="x",
    )
    assert response.status_code == 200
    assert b"x" * 300 in response.content


def test_saved_copy_and_earlier_revisions_by_get(client, story, reporter):
    story.save_revision(reporter)
    Article.objects.filter(pk=story.pk).update(headline="As saved later")
    url = preview_url(story)
    assert b"As saved later" in client.get(url).content
    old = client.get(url, {"revision": "1"})
    assert b"As saved later" not in old.content
    assert b"Version 1, saved " in old.content
    for number in ("2", "0", "-1", "x", "", "9" * 30, "１"):
        assert client.get(url, {"revision": number}).status_code == 404, number


def test_a_revision_whose_section_picture_and_author_are_gone(client, story, reporter):
    section, image = create_section(name="Gone"), create_image()
    Article.objects.filter(pk=story.pk).update(section=section, lead_image=image)
    story.refresh_from_db()
    story.save_revision(reporter)
    Article.objects.filter(pk=story.pk).update(section=create_section(), lead_image=None)
    section.delete(), image.delete()
    author = story.bylines.get().author
    story.bylines.all().delete(), author.delete()
    response = client.get(preview_url(story), {"revision": "1"})
    assert response.status_code == 200
    assert author.name.encode() not in response.content


def test_a_live_story_is_previewed_at_its_address_with_its_dates(client, reporter):
    edition = publish(created_by=reporter)
    response = preview(client, edition.article, headline="Rewritten")
    assert response.context["edition"].published_at == edition.published_at
    assert response.context["edition"].get_absolute_url() == edition.get_absolute_url()
    assert b"Rewritten" not in client.get(edition.get_absolute_url()).content


def test_links_lead_to_stories_that_readers_can_see(client, story):
    draft = create_article(headline="Secret draft", section=story.section)
    live = publish(headline="For all to see").article
    body = f'<aside data-see-also="{draft.pk}"></aside><aside data-see-also="{live.pk}"></aside>'
    page = preview(client, story, body=body, **{"related_links-0-target": live.pk}).content
    assert b"Secret draft" not in page
    assert b"For all to see" in page


def test_hostile_text_does_not_reach_the_page(client, story):
    evil = '<script>alert("evil")</script><img src=x onerror=alert(1)>'
    page = preview(
        client,
        story,
        headline=evil,
        standfirst=evil,
        dateline=evil,
        lead_image_caption=evil,
        language='"><script>alert("evil")</script>',
        kind=evil,
        body=f'{evil}<p onclick="alert(1)" style="color:red">Text</p><iframe src="https://e.example"></iframe>'
        '<a href="javascript:alert(1)">go</a><form action="https://e.example"><input></form>',
        **{
            "citations-0-source": create_source().pk,
            "citations-0-quote": evil,
            "citations-0-url": "javascript:alert(1)",
            "related_links-0-url": "javascript:alert(1)",
            "related_links-0-title": evil,
        },
    ).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "javascript:" not in page
    for part in ("<iframe", "onclick", 'style="', "e.example"):
        assert part not in page, part
    assert "<p>Text</p>" in page


def test_the_page_holds_nothing_that_could_be_sent_or_passed_on(client, story):
    page = preview(client, story).content.decode()
    assert "<form" not in page
    assert "Share this story" not in page
    assert "ld+json" not in page
    assert 'rel="canonical"' not in page
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page


def test_only_previews_may_be_framed_and_no_cache_keeps_them(client, story):
    for response in (preview(client, story), preview(client), client.get(preview_url(story))):
        policy = response["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in policy
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy.split("; ")
        assert "unsafe-inline" not in policy
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    share = reverse("admin:articles_article_share", args=[story.pk])
    foreign = preview_url(create_article())
    for url in (story_url(story), share, foreign, "/", reverse("admin:index")):
        response = client.get(url)
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"], url
        assert response["X-Frame-Options"] == "DENY", url
    assert "frame-src 'self'" in client.get(story_url(story))["Content-Security-Policy"]
    assert "frame-src" not in client.get(share)["Content-Security-Policy"]


def test_whoever_may_edit_may_preview_and_nobody_else(client, story, reporter):
    url, revision = preview_url(story), {"revision": "1"}
    story.save_revision(reporter)
    culture = create_section()
    culture.members.add(create_user(role="editor"))
    Article.objects.filter(pk=story.pk).update(section=culture)
    # role: the story, a new one
    for user, existing, new in (
        (reporter, 200, 200),
        (create_user(role="reporter"), 404, 200),
        (create_user(role="editor"), 404, 200),  # of another section
        (culture.members.get(), 200, 200),
        (create_user(role="moderator"), 404, 403),
        (create_user(role="administrator"), 200, 200),
        (create_superuser(), 200, 200),
    ):
        client.force_login(user)
        statuses = [client.get(url), client.get(url, revision), client.post(url, {"headline": "x"})]
        assert [response.status_code for response in statuses] == [existing] * 3, user.groups.first()
        assert client.post(ADD_PREVIEW, {"headline": "x"}).status_code == new
    client.logout()
    for response in (client.get(url), client.post(url), client.post(ADD_PREVIEW)):
        assert response.status_code == 302
        assert response["X-Frame-Options"] == "DENY"


def test_a_post_needs_the_token_of_the_form(story, reporter):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reporter)
    assert client.post(preview_url(story), {"headline": "x"}).status_code == 403


def test_no_story_of_that_number(client):
    for pk in ("999", "x", "9" * 30):
        assert client.get(reverse("admin:articles_article_preview", args=[pk])).status_code == 404


def test_the_form_offers_the_preview(client, story):
    for article, url in ((story, preview_url(story)), (None, ADD_PREVIEW)):
        page = client.get(story_url(article)).content.decode()
        assert f'formaction="{url}" formtarget="_blank" formnovalidate data-preview-toggle' in page
        assert f'data-preview-url="{url}"' in page


def test_query_count_does_not_grow_with_the_story(client, story, reporter, django_assert_num_queries):
    def fill(number):
        for position in range(number):
            story.citations.create(source=create_source(), position=position + 10)
            story.bylines.create(author=create_author(), position=position + 10)
            story.related_links.create(target=publish(created_by=reporter).article, position=position + 10)

    fill(2)
    # publication, session, user, permissions (2); story, its tags, bylines, sources and links; earlier edition;
    # section, authors, its series and translations, stories it points to; corrections, more; the menu
    with django_assert_num_queries(20) as few:
        client.get(preview_url(story))
    fill(5)
    with django_assert_num_queries(len(few)):
        client.get(preview_url(story))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_typed_is_no_error(client, story, data):
    form = shown(client, story_url(story))
    names = st.sampled_from([name for name in form if "csrf" not in name and "_FORMS" not in name])
    texts = st.text(max_size=40) | st.sampled_from(["0", "-1", "9" * 25, "null", "<b>", "2026-13-45", "\0"])
    typed = data.draw(st.dictionaries(names, texts, max_size=8))
    response = client.post(preview_url(story), {**form, **typed})
    assert response.status_code == 200, json.dumps(typed)
