"""Each field of publication, section, author and picture is seen by readers, or decides something."""

import pytest
from django.contrib import admin
from django.contrib.flatpages.models import FlatPage
from django.test import RequestFactory

from articles.models import Author, Image, Section
from articles.structured_data import absolute
from newsroom.models import POLICIES, Publication
from newsroom.site_admin.publication import ChecklistForm
from tests.factories import create_article, create_author, create_image, create_section, create_superuser, publish

pytestmark = pytest.mark.django_db

# Fields whose effect other tests show, and which.
ELSEWHERE = {
    Publication: {
        "time_zone": "test_publishing: the day of an address is the publication's",
        "comments_open": "test_posting: a story takes no comments",
        "comments_close_after_days": "test_posting: comments close",
        "colour": "test_colours",
        "robots": "test_robots",
        "counts_reads": "test_most_read",
        "reporters_may_add_authors": "test_proposals",
        "reporters_may_add_tags": "test_proposals",
        "privacy": "below: beside the comment form",
        **dict.fromkeys(ChecklistForm.base_fields, "test_publication_settings"),
    },
    Section: {"members": "test_rights"},
    Author: {"user": "test_admin_article: what a reporter may edit"},
    Image: {
        "title": "test_library: how the desk finds it",
        "is_decorative": "test_machines: a decorative picture says nothing",
        "persons": "test_library: pictures of a person",
        "source_url": "test_library: searched",
        "focal_x": "test_image_processing: crops",
        "focal_y": "test_image_processing: crops",
        "rights_until": "test_library: pictures whose rights end",
    },
}
SHOWN = {
    Publication: {
        "name": "The Ledger",
        "tagline": "From the quay",
        "language": "nb",
        "contact_email": "desk@example.org",
        "social_links": [{"label": "Fediverse", "url": "https://social.example/@ledger"}],
    },
    Section: {"name": "Harbour", "slug": "harbour", "description": "Ships and who unloads them"},
    Author: {
        "name": "Ines Varga",
        "slug": "ines-varga",
        "role": "Editor of the port",
        "bio": "Wrote about cranes",
        "languages": ["Norsk", "Portuguese"],
        "expertise": ["Dredging"],
        "location": "North Quay",
        "email_shown": "ines@example.org",
        "links": [{"label": "Site", "url": "https://ines.example/"}],
    },
    Image: {"alt": "Three cranes", "caption": "At dawn", "credit": "N. Petrenko", "licence": "CC BY 4.0"},
}
PICTURES = {Publication: {"logo"}, Author: {"portrait"}, Section: set(), Image: set()}


def words(value):
    if isinstance(value, list):
        return [word for entry in value for word in (entry.values() if isinstance(entry, dict) else [entry])]
    return [value]


@pytest.mark.parametrize("model", SHOWN)
def test_no_field_of_the_form_is_without_an_effect(model):
    request = RequestFactory().get("/")
    request.user, request.publication, request.upload = create_superuser(), Publication(), None
    offered = set(admin.site._registry[model].get_form(request).base_fields)
    pages = set(POLICIES) if model is Publication else set()
    assert offered - {"file"} == SHOWN[model].keys() | ELSEWHERE[model].keys() | PICTURES[model] | pages


def test_what_is_said_of_the_publication_stands_on_its_pages(client):
    pages = {name: FlatPage.objects.create(url=f"/{name}/", title=f"Page {name}") for name in POLICIES}
    logo = create_image(alt="")
    Publication.objects.create(logo=logo, **pages, **SHOWN[Publication])
    page = client.get("/").text
    for value in SHOWN[Publication].values():
        assert all(word in page for word in words(value)), value
    assert '<html lang="nb"' in page
    assert logo.rendition_url() in page
    privacy = pages.pop("privacy")
    for flat_page in pages.values():  # for machines: readers find them where menu and footer have them
        assert f'"{absolute(flat_page.url)}"' in page
    assert f'<a href="{privacy.url}">{privacy.title}</a>' in client.get(publish().get_absolute_url()).text


def test_what_is_said_of_a_section_stands_on_its_page(client):
    publish(create_article(section=create_section(**SHOWN[Section])))
    page = client.get("/harbour/").text
    assert all(value in page for value in SHOWN[Section].values())


def test_what_is_said_of_an_author_stands_on_their_page(client):
    portrait = create_image()
    create_author(portrait=portrait, **SHOWN[Author])
    page = client.get("/authors/ines-varga/").text
    for value in SHOWN[Author].values():
        assert all(word in page for word in words(value)), value
    assert portrait.key in page


def test_what_is_said_of_a_picture_stands_under_it(client):
    image = create_image(**SHOWN[Image])
    body = f'<p>Text.</p><figure data-image="{image.pk}"></figure>'
    page = client.get(publish(create_article(lead_image=image, body=body)).get_absolute_url()).text
    for value in SHOWN[Image].values():
        assert page.count(value) >= 2, value
