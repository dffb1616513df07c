"""What machines are asked for: robots.txt, a header and a line in each page say one thing, the one that was chosen."""

import re
from urllib.robotparser import RobotFileParser

import pytest
from django.contrib.flatpages.models import FlatPage

from newsroom import robots
from newsroom.models import Publication
from tests.factories import create_superuser, publish

pytestmark = pytest.mark.django_db

ENGINES, TRAINING, ANSWERING = {"Googlebot", "Bingbot", "Somebody"}, set(robots.TRAINING), set(robots.ANSWERING)
LET_IN = {
    "open": ENGINES | TRAINING | ANSWERING,
    "search": ENGINES | ANSWERING,
    "engines": ENGINES,
    "closed": set(),
}


def choose(value):
    Publication.objects.update_or_create(pk=1, defaults={"robots": value})


def test_every_choice_has_a_policy_and_no_agent_two_purposes():
    assert set(Publication.Robots.values) == set(robots.POLICIES) == set(LET_IN)
    assert not TRAINING & ANSWERING


@pytest.mark.parametrize("choice", LET_IN)
def test_robots_txt_lets_in_whom_the_publication_chose(client, choice, django_assert_num_queries):
    choose(choice)
    with django_assert_num_queries(1):
        response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    parser = RobotFileParser()
    parser.parse(response.text.splitlines())
    asked = ENGINES | TRAINING | ANSWERING
    for path in ("/", "/2026/11/23/cranes/", "/feed/", "/media/images/x.jpg"):
        assert {name for name in asked if parser.can_fetch(name, path)} == LET_IN[choice], path
    assert parser.site_maps() == ["http://testserver/sitemap.xml", "http://testserver/sitemap-news.xml"]
    lines = [line for line in response.text.splitlines() if line]
    assert all(re.fullmatch(r"(User-agent|Allow|Disallow|Sitemap): \S.*", line) for line in lines)


@pytest.mark.parametrize("choice", LET_IN)
def test_header_and_page_say_what_was_chosen(client, choice):
    choose(choice)
    edition = publish()
    FlatPage.objects.create(url="/about/", title="About").sites.add(1)
    tag = robots.POLICIES[choice].tag
    assert ("noindex" in tag, "noai" in tag) == (choice == "closed", choice != "open")
    assert ("max-image-preview:large" in tag) == (choice != "closed")
    for address in ("/", edition.get_absolute_url(), edition.section.get_absolute_url(), "/corrections/", "/about/"):
        response = client.get(address)
        assert response["X-Robots-Tag"] == tag, address
        assert re.findall(r'<meta name="robots" content="([^"]*)">', response.text) == [tag], address
    for address in ("/feed/", "/sitemap.xml"):
        assert client.get(address)["X-Robots-Tag"] == tag


@pytest.mark.parametrize("choice", LET_IN)
def test_the_desk_private_pages_and_errors_are_listed_by_nobody_whatever_was_chosen(client, choice):
    choose(choice)
    assert "/admin" not in client.get("/robots.txt").text
    client.force_login(create_superuser())
    for address in ("/admin/", "/admin/articles/article/", "/admin/login/"):
        assert "noindex" in client.get(address)["X-Robots-Tag"]
    for address in ("/shared/nothing/", "/nowhere/", "/comments/mine/"):
        (said,) = re.findall(r'<meta name="robots" content="([^"]*)">', client.get(address).text)
        assert "noindex" in said, address


def test_the_choice_says_what_it_does(client):
    client.force_login(create_superuser())
    page = client.get("/admin/newsroom/publication/add/").text
    assert "It is a request, not a wall" in page
