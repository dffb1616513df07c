"""Reviews: what they say of the work goes the way of every other word of a story, and no further than reviews go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import diffs
from articles.admin.merge_versions import Merge
from articles.content import SPARSE, WORK
from articles.history import history_of
from articles.models import Article, Edition
from articles.models.checklist import ChecklistRule, findings
from articles.story import Story
from articles.structured_data import news_article
from articles.works import SCHEMAS, Work, WorkKind, work_of
from newsroom.models import Publication
from tests.articles.desk import shown, story_url
from tests.articles.test_machines import structured_data
from tests.factories import create_article, create_user, publish

pytestmark = pytest.mark.django_db
PLAY = {
    "kind": "review",
    "work": "Salt <Year>",
    "work_kind": "play",
    "work_maker": "Agnes Thorn",
    "work_venue": "The Lantern, Quay Street",
    "work_dates": "until 19 December",
    "work_facts": "Length: 110 minutes\nNo interval\nSeats: 14 to 38 crowns",
    "verdict": "Go, and sit near the front.",
}


@pytest.fixture
def review():
    return create_article(headline="All pay", **PLAY)


def test_the_plate_has_its_rows_in_order(review):
    work = work_of(review.content())
    assert work.rows == [
        ("By", "Agnes Thorn"),
        ("At", "The Lantern, Quay Street"),
        ("When", "until 19 December"),
        ("Length", "110 minutes"),
        ("Also", "No interval"),
        ("Seats", "14 to 38 crowns"),
    ]
    assert work.verdict == PLAY["verdict"]
    review.work_kind, review.work_venue = "book", "Quay Press"
    assert ("From", "Quay Press") in work_of(review.content()).rows


@pytest.mark.parametrize("fields", [{"kind": "news"}, {**dict.fromkeys(WORK, ""), "work_kind": "play"}])
def test_what_is_no_review_or_says_nothing_has_no_plate(review, fields):
    assert work_of({**review.content(), **fields}) is None


def test_a_document_of_long_ago_has_no_such_keys_and_is_put_back(review):
    boss = create_user(role="administrator")
    old = {name: value for name, value in review.content().items() if name not in SPARSE}
    then = review.revisions.create(number=1, created_by=boss, content=old)
    review.save_revision(boss)
    assert work_of(old) is None
    review.restore(boss, then)
    assert Article.objects.get(pk=review.pk).work == ""
    assert review.content() == old
    assert review.save_revision(boss).content == old


def test_a_change_of_it_is_read_in_the_diff_and_two_changes_come_together(review):
    old = review.content()
    review.verdict = "Go, and sit at the back."
    mine = review.content()
    assert diffs.summary(old, mine) == "Verdict"
    theirs = {**old, "work_dates": "until 21 December"}
    bare = {name: value for name, value in old.items() if name != "verdict"}
    together, conflicts = diffs.merge(old, theirs, mine)
    assert (together["verdict"], together["work_dates"], conflicts) == (mine["verdict"], "until 21 December", [])
    assert Merge(old, theirs, bare).together["verdict"] == ""  # what was taken away has no key, and stays away


def test_another_kind_keeps_what_was_typed_and_shows_it_to_nobody(client, review):
    boss = create_user(role="editor")
    client.force_login(boss)
    data = shown(client, story_url(review))
    assert data["work"] == PLAY["work"]
    client.post(story_url(review), {**data, "kind": "news", "_continue": "1"})
    review.refresh_from_db()
    assert (review.kind, review.work, review.verdict) == ("news", PLAY["work"], PLAY["verdict"])
    edition = publish(review)
    client.logout()
    for url in (edition.get_absolute_url(), f"/api/articles/{review.pk}/", "/feed/", edition.get_history_url()):
        page = client.get(url).content.decode()
        assert "Agnes Thorn" not in page, url
        assert PLAY["verdict"] not in page, url


def test_history_tells_of_the_work_while_it_is_a_review_and_of_nothing_before(review):
    boss, now = create_user(role="administrator"), timezone.now()
    review.kind = "news"
    review.save()
    publish(review, by=boss, at=now - timedelta(hours=5))
    review.verdict = "Stay at home."
    review.headline = "All pay twice"
    review.save()
    publish(review, by=boss, at=now - timedelta(hours=4))
    review.kind, review.verdict = "review", "Go."
    review.save()
    publish(review, by=boss, at=now - timedelta(hours=3))
    newest, before, _ = history_of(review).entries
    assert [change.label for change in before.changes] == ["Headline"]
    assert {"Kind", "Work reviewed", "Verdict"} <= {change.label for change in newest.changes}


def test_what_is_typed_is_kept_before_it_is_saved(client, review):
    review.save_revision(by := create_user(role="editor"))
    client.force_login(by)
    data = {**shown(client, story_url(review)), "verdict": "Stay at home."}
    client.post(story_url(review, "autosave"), data)
    assert review.pending_autosave(by).content["verdict"] == "Stay at home."
    form = client.get(story_url(review), {"from": review.pending_autosave(by).number}).context["adminform"].form
    assert form["verdict"].value() == "Stay at home."


def test_what_a_field_refuses_is_said_where_it_stands_whatever_the_kind(client, review):
    client.force_login(create_user(role="editor"))
    data = {**shown(client, story_url(review)), "kind": "news", "verdict": "x" * 301}
    page = client.post(story_url(review), data)
    assert "work" in page.context["opened"]
    assert page.context["adminform"].form["verdict"].value() == "x" * 301


def test_page_data_and_feed_say_the_same(client, review):
    Publication.objects.create(name="The Harbour Ledger")
    edition = publish(review)
    page = client.get(edition.get_absolute_url()).content.decode()
    for words in ("Salt &lt;Year&gt;", "Agnes Thorn", "110 minutes", PLAY["verdict"]):
        assert words in page
    said = structured_data(page)
    assert said["@type"] == "ReviewNewsArticle"
    assert said["itemReviewed"] == {
        "@type": "TheaterEvent",
        "name": "Salt <Year>",
        "contributor": {"@type": "Person", "name": "Agnes Thorn"},
        "location": {"@type": "Place", "name": "The Lantern, Quay Street"},
    }
    assert said["reviewBody"] == PLAY["verdict"]
    assert [author["@type"] for author in said["author"]] == ["Person"]
    answer = client.get(f"/api/articles/{review.pk}/").json()["work"]
    assert (answer["name"], answer["kind"], answer["venue"]) == (PLAY["work"], "play", PLAY["work_venue"])
    assert answer["facts"][1] == {"label": "Also", "words": "No interval"}
    text = client.get("/feed.json").json()["items"][0]["content_html"]
    assert "<h2>Salt &lt;Year&gt;</h2>" in text
    assert "<li>Seats: 14 to 38 crowns</li>" in text


@pytest.mark.parametrize("kind", [*WorkKind.values, "", "opera of tomorrow"])
def test_every_kind_of_work_has_a_type_that_machines_know(kind):
    work = Work("Salt", kind, "Thorn", "The Lantern", "", [], "")
    assert work.schema["name"] == "Salt"
    assert kind not in SCHEMAS or work.schema["@type"] == SCHEMAS[kind].type
    assert Work("", kind, "Thorn", "", "", [], "Go.").schema is None


def test_the_work_costs_no_query(review, django_assert_num_queries):
    publication = Publication.objects.create(name="The Harbour Ledger")
    publish(review)
    story = Story(Edition.objects.live().for_page().get())
    news_article(story, publication)
    with django_assert_num_queries(0):
        assert news_article(story, publication)["@graph"][0]["itemReviewed"]


def test_a_checklist_to_begin_with_asks_a_review_for_its_work_and_a_brief_for_no_length():
    assert ChecklistRule.objects.get(check_name="no_work").severity == "warning"
    names = {finding.name for finding in findings({**create_article().content(), "kind": "review"})}
    assert {"no_work", "too_short"} <= names
    assert not {"too_short", "no_standfirst", "no_work"} & {
        finding.name for finding in findings({**create_article().content(), "kind": "brief"})
    }


def test_readers_find_a_review_by_the_work_and_no_story_of_another_kind(client, review):
    edition = publish(review)
    assert edition.get_absolute_url() in client.get("/search/", {"q": "Agnes Thorn"}).text
    review.kind = "news"
    review.save()
    publish(review)
    assert edition.get_absolute_url() not in client.get("/search/", {"q": "Agnes Thorn"}).text
