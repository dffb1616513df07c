"""Live coverage at the desk: what its pages take, refuse and keep."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import CoverageEdition, Edition, Entry, EntryEdition, Said
from tests.articles.desk import values
from tests.factories import (
    create_author,
    create_section,
    create_superuser,
    create_user,
    post,
    publish_coverage,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = create_user(role="editor", is_staff=True)
    create_author(name="Mara Lind", user=user)
    client.force_login(user)
    return user


@pytest.fixture
def article(editor):
    return publish_coverage(section=create_section())


def live_url(article, number=None):
    name, args = ("entry", [article.pk, number]) if number else ("live", [article.pk])
    return reverse(f"admin:articles_article_{name}", args=args)


def typed(client, article, **data):
    return {**values(client.get(live_url(article)).context["form"]), "is_key": "", **data}


def revision(client, article, number=1, **data):
    context = client.get(live_url(article, number)).context
    return {**values(context["form"]), "seen": context["row"].edition.number, "is_key": "", "save": "1", **data}


def test_an_entry_is_posted_in_one_step_under_ones_own_name(client, article):
    response = client.post(
        live_url(article),
        typed(client, article, headline="Gates shut", body="Both of them.\n\nAt four.", post="1"),
        follow=True,
    )
    edition = EntryEdition.objects.live().get()
    assert (edition.headline, [str(author) for author in edition.byline]) == ("Gates shut", ["Mara Lind"])
    assert edition.body.count("<p>") == 2
    page = response.content.decode()
    assert "Posted " in page
    assert "Gates shut" in page


def test_what_is_refused_comes_back_as_it_was_typed(client, article):
    CoverageEdition.objects.change(article, create_superuser(), seen=0, is_ended=True)
    sent = {"headline": "Typed headline", "body": "<p>Typed text.</p>", "post": "1", "authors": "Mara Lind"}
    response = client.post(live_url(article), sent)
    assert response.status_code == 422
    assert "has ended" in response.content.decode()
    CoverageEdition.objects.change(article, create_superuser(), seen=1, is_ended=False)
    for fault, words in (
        ({"body": "", "headline": ""}, "Write something"),
        ({"headline": "x" * 201}, "200 characters"),
        ({"live_at_0": "2020-01-01", "live_at_1": "10:00"}, "has passed"),
    ):
        response = client.post(live_url(article), {**sent, **fault})
        page = response.content.decode()
        assert response.status_code == 422
        assert words in page, fault
        assert fault.get("body", "Typed text.") in page
        assert fault.get("headline", "Typed headline") in page
    assert not Entry.objects.exists()


def test_sent_twice_is_posted_once(client, article):
    sent = typed(client, article, body="Once.", post="1")
    client.post(live_url(article), sent)
    client.post(live_url(article), sent)
    assert Entry.objects.count() == 1


def test_an_entry_waits_for_its_time(client, article):
    at = timezone.localtime(timezone.now() + timedelta(days=1))
    sent = typed(client, article, body="Later.", live_at_0=f"{at:%Y-%m-%d}", live_at_1=f"{at:%H:%M}", post="1")
    page = client.post(live_url(article), sent, follow=True).content.decode()
    assert "Not public yet" in page
    assert not EntryEdition.objects.live().exists()
    client.post(live_url(article), {"discard": "1-1"})
    assert not Entry.objects.exists()


def test_a_correction_asks_for_the_sentence_that_readers_see(client, article):
    post(article, body="<p>2.9 metres.</p>")
    sent = revision(client, article, body="<p>1.9 metres.</p>", edition_kind="correction")
    response = client.post(live_url(article, 1), sent)
    assert response.status_code == 422
    assert "needs a sentence" in response.content.decode()
    assert "1.9 metres." in response.content.decode()
    client.post(live_url(article, 1), {**sent, "note": "It was 2.9 at first."})
    edition = EntryEdition.objects.live().get()
    assert (edition.kind, edition.note, edition.body) == ("correction", "It was 2.9 at first.", "<p>1.9 metres.</p>")
    assert "2.9 metres." in client.get(live_url(article, 1)).content.decode()  # what it said before


def test_taking_back_asks_why(client, article):
    post(article, body="<p>The road is closed.</p>")
    response = client.post(live_url(article, 1), {"seen": "1", "reason": "", "take_back": "1"})
    assert response.status_code == 422
    client.post(live_url(article, 1), {"seen": "1", "reason": "It is open.", "take_back": "1"})
    assert EntryEdition.objects.live().get().note == "It is open."
    page = client.get(live_url(article)).content.decode()
    assert "The road is closed." in page  # struck, for the desk alone
    assert "It is open." in page


def test_who_comes_second_sees_both_versions_and_loses_nothing(client, article):
    edition = post(article, body="<p>First.</p>")
    mine = revision(client, article, body="<p>My words.</p>")
    edition.entry.revise(create_superuser(), Said(body="<p>Their words.</p>"), seen=1)
    response = client.post(live_url(article, 1), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Their words." in page
    assert "My words." in page
    assert response.context["row"].edition.number == 2
    client.post(live_url(article, 1), {**mine, "seen": "2"})
    assert EntryEdition.objects.live().get().body == "<p>My words.</p>"


def test_the_summary_of_two_people(client, article):
    CoverageEdition.objects.change(article, create_superuser(), seen=0, summary="Theirs.")
    response = client.post(live_url(article), {"summary": "Mine.", "over": "0", "summarise": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Mine." in page
    client.post(live_url(article), {"summary": "Mine.", "over": "1", "summarise": "1"})
    assert CoverageEdition.objects.live().first().summary == "Mine."


def test_one_press_makes_a_key_event_pins_and_ends(client, article):
    post(article)
    client.post(live_url(article), {"key": "1-1"})
    edition = EntryEdition.objects.live().get()
    assert (edition.is_key, edition.kind) == (True, Edition.Kind.TYPO)
    client.post(live_url(article), {"pin": "1-2", "over": "0"})
    assert CoverageEdition.objects.live().first().pinned == edition.entry
    client.post(live_url(article), {"unpin": "1", "over": "1"})
    client.post(live_url(article), {"end": "1", "over": "2"})
    over = CoverageEdition.objects.live().first()
    assert (over.pinned, over.has_ended) == (None, True)
    client.post(live_url(article), {"resume": "1", "over": "3"})
    assert not CoverageEdition.objects.live().first().has_ended


def test_a_reporter_proposes_and_an_editor_posts(client, article):
    writer = create_user(role="reporter", is_staff=True)
    article.assigned_to = writer
    article.save()
    client.force_login(writer)
    page = client.get(live_url(article)).content.decode()
    assert ">Propose</button>" in page
    assert "End it" not in page
    client.post(live_url(article), typed(client, article, body="From the quay.", post="1"))
    assert not EntryEdition.objects.live().exists()
    for data in ({"accept": "1-1"}, {"summary": "Mine.", "summarise": "1", "over": "0"}, {"end": "1", "over": "0"}):
        assert client.post(live_url(article), data).status_code == 403
    client.post(live_url(article, 1), revision(client, article, body="From the other quay."))
    client.force_login(create_superuser())
    page = client.get(live_url(article)).content.decode()
    assert "Proposed by" in page
    client.post(live_url(article), {"accept": "1-2"})
    assert "From the other quay." in EntryEdition.objects.live().get().body


def test_odd_input_is_refused_in_words_and_never_a_fault(client, article):
    post(article)
    for data in ({}, {"key": "x"}, {"pin": "1"}, {"accept": "1-" + "9" * 40}):
        assert client.post(live_url(article), data).status_code == 400, data
    assert client.post(live_url(article), {"key": "99-1"}).status_code == 404
    assert client.post(live_url(article), {"key": "1-7"}).status_code == 422
    assert client.post(live_url(article, 1), {"seen": "x", "save": "1"}).status_code in {409, 422}
    for query in ("?entry=x", "?entry=99"):
        assert client.get(live_url(article) + query).status_code == 404
    assert client.get(live_url(article, 99)).status_code == 404


def test_the_list_alone_is_a_304_until_somebody_does_something(client, article):
    post(article, headline="Mine")
    headers = {"X-Part": "entries"}
    response = client.get(live_url(article), headers=headers)
    assert "<html" not in response.content.decode()
    headers["If-None-Match"] = response["ETag"]
    assert client.get(live_url(article), headers=headers).status_code in {304, 200}  # 200 in a new minute
    post(article, headline="Theirs")
    response = client.get(live_url(article), headers=headers)
    assert response.status_code == 200
    assert "Theirs" in response.content.decode()


def test_the_page_costs_the_same_whatever_there_is(client, article):
    counts = []
    for number in (3, 60):
        for _ in range(number):
            post(article, headline="One", authors=[create_author()])
        with CaptureQueriesContext(connection) as captured:
            client.get(live_url(article))
        counts.append(len(captured))
    assert counts == [17, 17]
