"""What the page “Trust” says is fulfilled is there, and what it says is open is not."""

import pytest
from django.contrib.flatpages.models import FlatPage

from articles.models import Citation
from newsroom.models import POLICIES, MenuItem, Publication
from newsroom.trust import STANDINGS, report
from tests.factories import create_article, create_author, create_image, create_source, create_user, publish

pytestmark = pytest.mark.django_db


def standings(publication):
    return [{point.name: point for point in points} for _, points in report(publication)]


def test_of_an_empty_publication_nothing_is_fulfilled_but_what_the_site_does_by_itself(django_assert_num_queries):
    with django_assert_num_queries(6):
        trust, jti = standings(Publication.objects.current())
    assert (len(trust), len(jti)) == (8, 17)
    assert {name for name, point in trust.items() if point.standing == "met"} == {"3. Type of work"}
    assert trust["4. Citations and references"].standing == "open"
    assert trust["7. Diverse voices"].standing == "yours"
    assert jti["2. Editorial mission"].standing == "open"
    assert {point.standing for point in jti.values()} <= {*STANDINGS}


def test_pages_count_when_they_are_linked_and_stories_by_their_share():
    page = FlatPage.objects.create(url="/about/", title="About")
    paper = Publication.objects.create(contact_email="desk@example.org", **dict.fromkeys(POLICIES, page))
    trust, jti = standings(paper)
    assert trust["1. Best practices"].standing == "part"
    assert trust["1. Best practices"].found.startswith("Neither in menu nor footer: ")
    MenuItem.objects.create(place="footer", position=1, page=page)
    author = create_author(
        bio="Writes on ports.", portrait=create_image(), expertise=["Ports"], location="Oslo", languages=["Norwegian"]
    )
    article = create_article(authors=[author], dateline="Oslo", kind="opinion")
    Citation.objects.create(article=article, source=create_source())
    publish(article)
    trust, jti = standings(paper)
    assert {name for name, point in trust.items() if point.standing != "met"} == {"5. Methods", "7. Diverse voices"}
    assert "1 of 1 stories" in trust["3. Type of work"].found
    assert jti["8. Revenue and data"].standing == jti["4, 5. Ownership and owners"].standing == "met"
    for _ in range(3):
        publish()
    trust, _ = standings(paper)
    assert trust["4. Citations and references"].found == "25 % of 4 stories of the last 90 days name their sources."
    assert trust["4. Citations and references"].standing == "part"
    assert trust["2. Journalist expertise"].standing == "open"


def test_an_editor_reads_who_sets_it_and_an_administrator_gets_the_way_there(client):
    for role, words in (("editor", "An administrator does this under Settings."), ("administrator", ">Settings<span")):
        client.force_login(create_user(role=role))
        page = client.get("/admin/trust/").content.decode()
        assert words in page, role
        assert 'href="/admin/trust/"' in page
    client.force_login(create_user(role="reporter"))
    assert client.get("/admin/trust/").status_code == 403
    assert 'href="/admin/trust/"' not in client.get("/admin/").content.decode()
