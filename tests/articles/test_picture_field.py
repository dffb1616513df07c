"""A picture as a field: what it shows, and what is changed of it where it is chosen; a source made while one cites."""

import pytest

from articles.models import Source
from tests.articles.desk import shown, story_url
from tests.factories import create_article, create_image, create_source, create_user, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter(client):
    user = create_user(role="reporter")
    client.force_login(user)
    return user


def picked(client, image, **data):
    return client.post(f"/admin/articles/image/{image.pk}/picked/", data)


def test_the_picture_of_a_story_stands_in_its_form(client, reporter):
    image = create_image(title="The quay", credit="Nadia Petrenko", focal_x=0.25)
    article = create_article(created_by=reporter, lead_image=image)
    page = client.get(story_url(article)).content.decode()
    assert image.desk_url in page
    assert 'data-x="0.25"' in page
    assert "Credit: Nadia Petrenko" in page
    assert shown(client, story_url(article))["lead_image"] == str(image.pk)


def test_what_is_chosen_is_shown_as_it_would_stand_there(client, reporter):
    image = create_image(title="The quay")
    html = client.get(f"/admin/articles/image/{image.pk}/picked/").json()["html"]
    assert "The quay" in html
    assert "No credit yet." in html


def test_words_and_focal_point_are_kept_in_the_library(client, reporter):
    image = create_image(caption="As it was")
    assert picked(client, image, alt="Cranes", credit="N. P.", focal_x="0.2", focal_y="0.8").status_code == 200
    image.refresh_from_db()
    assert (image.alt, image.credit, image.caption) == ("Cranes", "N. P.", "As it was")
    assert image.focus == (20, 80)
    refused = picked(client, image, focal_x="7")
    assert (refused.status_code, image.focal_x) == (422, 0.2)


def test_of_a_picture_that_readers_see_a_reporter_changes_nothing(client, reporter):
    image = create_image(alt="As it was")
    publish(lead_image=image)
    response = picked(client, image, alt="Otherwise")
    assert (response.status_code, response.json()["words"]) == (
        422,
        "Readers see this picture: an editor can change that.",
    )
    image.refresh_from_db()
    assert image.alt == "As it was"
    client.force_login(create_user(role="editor"))
    assert picked(client, image, alt="Otherwise").status_code == 200


def make(client, **data):
    return client.post("/admin/articles/article/choose/source/add/", data)


def test_a_source_is_made_while_one_cites_it(client, reporter):
    made = make(client, name="Harbour master", kind="person").json()
    source = Source.objects.get()
    assert made == {"source": source.pk, "name": "Harbour master"}
    cited = client.post("/admin/articles/article/cite/", {"source": source.pk}).json()["citations"]
    assert cited[str(source.pk)]["name"] == "Harbour master"


def test_a_source_of_that_name_is_found_in_place_of_a_second_one(client, reporter):
    known = create_source(name="Harbour Master", kind="person")
    assert make(client, name="HARBOUR  master", kind="organisation").json()["source"] == known.pk
    assert Source.objects.count() == 1


def test_who_is_not_named_is_nobody_else_and_needs_a_reason(client, reporter):
    create_source(name="A pilot", kind="person")
    refused = make(client, name="A pilot", kind="anonymous")
    assert refused.status_code == 422
    assert refused.json()["words"]
    made = make(client, name="A pilot", kind="anonymous", description="Fears for the post.").json()
    assert Source.objects.get(pk=made["source"]).kind == "anonymous"
    assert make(client, name="A pilot", kind="person").json()["source"] != made["source"]


def test_a_source_without_a_name_is_told(client, reporter):
    assert "Name:" in make(client, name=" ", kind="person").json()["words"]
