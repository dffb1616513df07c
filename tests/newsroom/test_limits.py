"""How much a form may hold, and what is said to more."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse, reverse_lazy

from articles.models import Citation
from tests.articles.desk import shown, story_url
from tests.comments.factories import comments_url, sent
from tests.factories import create_article, create_source, create_superuser, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    boss = create_superuser()
    client.force_login(boss)
    return boss


def test_a_story_with_hundreds_of_sources_is_saved(client, boss):
    article, source = create_article(), create_source()
    number = 400
    Citation.objects.bulk_create(
        Citation(article=article, source=source, statement=f"No. {place}", position=place) for place in range(number)
    )
    data = {**shown(client, story_url(article)), "headline": "All of them", "_continue": "1"}
    assert len(data) > 2000
    assert client.post(story_url(article), data).status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.citations.count()) == ("All of them", number)


def test_the_largest_form_of_a_story_has_fewer_fields_than_may_be_sent(client, boss):
    page = client.get(story_url(create_article()))
    rows = [inline.formset for inline in page.context["inline_admin_formsets"]]
    largest = sum(formset.max_num * (len(formset.empty_form.fields) + 1) for formset in rows)
    assert largest + 200 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def more_fields(number):
    return {f"field-{place}": "1" for place in range(number)}


@pytest.mark.parametrize("address", ["admin:articles_article_add", "admin:login"])
def test_too_many_fields_are_refused_in_a_sentence_at_the_desk(client, boss, settings, address):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 50
    response = client.post(reverse(address), more_fields(60))
    assert response.status_code == 413
    assert "more fields than can be sent at once" in response.content.decode()
    assert "Go back" in response.content.decode()


def test_what_readers_send_has_fewer_fields(client):
    edition = publish()
    response = client.post(comments_url(edition), {**sent(edition), **more_fields(settings.READERS_MAX_NUMBER_FIELDS)})
    assert response.status_code == 413
    response = client.post(comments_url(edition), {"body": ["x"] * (settings.READERS_MAX_NUMBER_FIELDS + 1)})
    assert response.status_code == 413
    assert client.post(comments_url(edition), sent(edition)).status_code == 303


@pytest.mark.parametrize("address", ["/shared/none/", reverse_lazy("comments:own_comments_ask")])
def test_every_form_for_readers_has_fewer_fields(client, address):
    assert client.post(address, more_fields(settings.READERS_MAX_NUMBER_FIELDS + 1)).status_code == 413
    assert client.post(address, more_fields(settings.READERS_MAX_NUMBER_FIELDS)).status_code in {404, 422}


@pytest.mark.parametrize("way", ["multipart", "urlencoded"])
def test_too_long_a_text_is_refused_in_a_sentence_with_the_number(client, boss, way):
    words = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    kind = {"content_type": "application/x-www-form-urlencoded"} if way == "urlencoded" else {}
    data = f"body={words}" if way == "urlencoded" else {"body": words}
    for address in (reverse("admin:articles_article_add"), comments_url(publish())):
        response = client.post(address, data, **kind)
        assert response.status_code == 413
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        assert f"a form can hold {most} MB of text" in response.content.decode()


def test_too_many_files_are_refused_in_a_sentence_with_the_number(client, boss):
    files = [SimpleUploadedFile(f"{number}.jpg", b"x") for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)]
    response = client.post(reverse("admin:articles_image_upload"), {"files": files})
    assert response.status_code == 413
    assert "send at most 100 at once" in response.content.decode()
