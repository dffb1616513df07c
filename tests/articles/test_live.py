"""Live coverage: what an entry is, who sees it when, and what its page costs."""

import json
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from articles.admin.image_uses import uses_of
from articles.coverage import SIZE, Coverage
from articles.exceptions import CoverageConflict, EntryConflict, NotAllowed, NotLive, Refusal
from articles.models import Article, CoverageEdition, Edition, Entry, EntryAuthor, EntryEdition, Said
from newsroom.models import Publication
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_superuser,
    create_user,
    post,
    publish,
    publish_coverage,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def minutes(number):
    return NOW - timedelta(minutes=number)


def said(text="Other words.", **fields):
    return Said(body=f"<p>{text}</p>", **fields)


def page_of(client, article, query=""):
    return client.get(article.live_edition().get_absolute_url() + query)


def fragment_of(client, article, **headers):
    return client.get(f"{article.live_edition().get_absolute_url()}live/", headers=headers)


def visible(article, at=None):
    """Numbers of the entries that readers see, in their order."""
    live = EntryEdition.objects.filter(article=article).live(at).newest_first()
    return list(live.values_list("entry__number", flat=True))


# -- The gate --


def test_an_entry_is_public_from_its_time_on():
    article = publish_coverage()
    post(article, at=NOW + timedelta(minutes=10))
    assert visible(article, NOW + timedelta(minutes=9)) == []
    assert visible(article, NOW + timedelta(minutes=10)) == [1]


def test_an_entry_never_shows_unless_its_story_is_live():
    article = create_article(kind="live")
    post(article, at=minutes(30))
    assert visible(article) == []
    publish(article, at=minutes(20))
    assert visible(article, minutes(21)) == []
    assert visible(article) == [1]
    article.withdraw(create_superuser(), reason="Wrong.")
    assert visible(article) == []


def test_entries_show_while_the_story_is_published_as_a_live_coverage():
    article = publish_coverage()
    post(article)
    article.kind = Article.Kind.NEWS
    article.save()
    assert visible(article) == [1]  # the working copy alone says so
    article.publish(create_superuser())
    assert visible(article) == []


def test_what_is_only_proposed_is_seen_by_no_reader(client):
    article = publish_coverage(assigned_to=create_user(role="reporter", is_staff=True))
    edition = post(article, by=article.assigned_to, body="<p>Unheard of.</p>")
    assert edition.is_proposed
    assert visible(article, NOW + timedelta(days=400)) == []
    assert "Unheard of" not in page_of(client, article).content.decode()
    edition.entry.accept(create_superuser(), seen=1)
    assert visible(article) == [1]


def test_at_most_one_edition_of_an_entry_is_live():
    article = publish_coverage()
    first = post(article, at=minutes(10))
    second = first.entry.revise(create_superuser(), said(), seen=1)
    first.refresh_from_db()
    assert first.live_until == second.live_from
    assert visible(article) == [1]
    assert [one.pk for one in EntryEdition.objects.live(second.live_from)] == [second.pk]
    assert [one.pk for one in EntryEdition.objects.live(minutes(5))] == [first.pk]
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryEdition.objects.filter(pk=first.pk).update(live_until=None)


# -- Deeds --


def test_entries_are_numbered_within_their_story():
    one, other = publish_coverage(), publish_coverage()
    assert [post(one).entry.number, post(one).entry.number, post(other).entry.number] == [1, 2, 1]


def test_a_form_that_is_sent_twice_posts_once():
    article, by = publish_coverage(), create_superuser()
    key = "7d9f1c6e-0a49-4d3c-9d6c-2f0d3b7e1a11"
    first = Entry.objects.post(article, by, said(), form_key=key)
    assert Entry.objects.post(article, by, said(), form_key=key) == first
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("empty", [Said(), Said(body="<p> </p>"), Said(body="<sup data-citation='3'></sup>")])
def test_an_entry_says_something(empty):
    with pytest.raises(Refusal, match="Write something"):
        Entry.objects.post(publish_coverage(), create_superuser(), empty)


def test_text_is_cleaned_as_everywhere():
    edition = post(publish_coverage(), body='<p onclick="x()">One <script>alert(1)</script></p>')
    assert edition.body.strip() == "<p>One </p>"


def test_only_a_live_story_that_is_not_in_the_trash_takes_entries():
    with pytest.raises(Refusal, match="kind"):
        post(create_article())
    article = create_article(kind="live")
    article.trash(create_superuser())
    with pytest.raises(Refusal, match="trash"):
        post(article)


def test_a_correction_is_public_and_what_was_said_before_is_kept(client):
    article, by = publish_coverage(), create_superuser()
    edition = post(article, body="<p>At 2.9 metres.</p>", at=minutes(5))
    with pytest.raises(Refusal, match="needs a sentence"):
        edition.entry.revise(by, said("At 1.9 metres."), seen=1, kind=Edition.Kind.CORRECTION)
    edition.entry.revise(
        by, said("At 1.9 metres."), seen=1, kind=Edition.Kind.CORRECTION, note="The peak was first given as 2.9."
    )
    page = page_of(client, article).content.decode()
    assert "At 1.9 metres." in page
    assert "The peak was first given as 2.9." in page
    assert "At 2.9 metres." not in page
    edition.entry.revise(by, said("At 1.9 metres, then."), seen=2, kind=Edition.Kind.TYPO)
    assert "The peak was first given as 2.9." in page_of(client, article).content.decode()
    assert edition.entry.editions.get(number=1).body == "<p>At 2.9 metres.</p>"


def test_a_change_that_changes_nothing_is_none():
    edition = post(publish_coverage(), authors=[create_author()])
    again = edition.entry.revise(create_superuser(), Said.of(edition), seen=1, kind=Edition.Kind.TYPO)
    assert again == edition


def test_an_entry_taken_back_says_so_with_the_reason_and_never_what_it_said(client):
    article, by = publish_coverage(), create_superuser()
    edition = post(article, headline="Road closed", body="<p>The ring road is closed.</p>", is_key=True)
    with pytest.raises(Refusal, match="Say why"):
        edition.entry.withdraw(by, seen=1, reason=" ")
    edition.entry.withdraw(by, seen=1, reason="The police say it is open.")
    for response in (page_of(client, article), fragment_of(client, article)):
        text = response.content.decode()
        assert "taken back" in text
        assert "The police say it is open." in text
        assert "ring road is closed" not in text
        assert "Road closed" not in text
    with pytest.raises(Refusal, match="taken back"):
        edition.entry.revise(by, said(), seen=2)


def test_what_nobody_has_seen_is_thrown_away_or_replaced():
    article, by = publish_coverage(), create_superuser()
    edition = post(article, at=NOW + timedelta(hours=1))
    with pytest.raises(NotLive):
        edition.entry.withdraw(by, seen=1, reason="No.")
    later = NOW + timedelta(hours=2)
    changed = edition.entry.revise(by, said("Later."), seen=1, at=later)
    assert (changed.kind, changed.live_from, changed.number) == ("first", later, 2)
    assert edition.entry.editions.count() == 1
    edition.entry.cancel(by, seen=2)
    assert not Entry.objects.exists()
    shown = post(article)
    with pytest.raises(Refusal, match="Readers have seen it"):
        shown.entry.cancel(by, seen=1)


def test_two_people_never_overwrite_each_other():
    article, one, other = publish_coverage(), create_superuser(), create_superuser()
    edition = post(article)
    edition.entry.revise(one, said("One."), seen=1)
    for deed in (
        lambda: edition.entry.revise(other, said("Other."), seen=1),
        lambda: edition.entry.withdraw(other, seen=1, reason="No."),
    ):
        with pytest.raises(EntryConflict):
            deed()
    CoverageEdition.objects.change(article, one, seen=0, summary="One.")
    with pytest.raises(CoverageConflict):
        CoverageEdition.objects.change(article, other, seen=0, summary="Other.")
    assert CoverageEdition.objects.get().summary == "One."


def test_who_may_not_publish_proposes_and_changes_only_that():
    section = create_section()
    editor = create_user(role="editor", is_staff=True)
    writer, stranger = (create_user(role="reporter", is_staff=True) for _ in range(2))
    article = publish_coverage(section=section, created_by=writer)
    with pytest.raises(NotAllowed):
        post(article, by=stranger)
    proposal = post(article, by=writer)
    changed = proposal.entry.propose_anew(writer, said("Better."), seen=1)
    for deed in (
        lambda: proposal.entry.accept(writer, seen=2),
        lambda: proposal.entry.revise(writer, said(), seen=2),
        lambda: proposal.entry.cancel(stranger, seen=2),
        lambda: CoverageEdition.objects.change(article, writer, seen=0, summary="Mine."),
    ):
        with pytest.raises(NotAllowed):
            deed()
    proposal.entry.accept(editor, seen=2)
    changed.refresh_from_db()
    assert changed.published_by == editor
    assert changed.written_by == writer
    with pytest.raises(NotAllowed, match="It is posted"):
        proposal.entry.propose_anew(writer, said("Mine."), seen=2)
    with pytest.raises(NotAllowed):
        proposal.entry.withdraw(writer, seen=2, reason="Mine.")


def test_every_deed_stands_in_the_log():
    article, by = publish_coverage(), create_superuser()
    edition = post(article, by=by)
    edition.entry.revise(by, said(), seen=1)
    edition.entry.withdraw(by, seen=2, reason="It was wrong.")
    CoverageEdition.objects.change(article, by, seen=0, summary="So far.")
    CoverageEdition.objects.change(article, by, seen=1, is_ended=True)
    lines = [(line.action, line.note) for line in article.log.order_by("pk")[1:]]
    assert lines == [
        ("entry_posted", "Entry 1."),
        ("entry_changed", "Entry 1, update."),
        ("entry_withdrawn", "Entry 1, It was wrong."),
        ("coverage", "Summary: So far."),
        ("coverage", "The coverage has ended."),
    ]


def test_a_coverage_ends_and_goes_on(client):
    article, by = publish_coverage(), create_superuser()
    edition = post(article)
    ended = CoverageEdition.objects.change(article, by, seen=0, is_ended=True)
    assert "This coverage has ended" in page_of(client, article).content.decode()
    with pytest.raises(Refusal, match="has ended"):
        post(article)
    edition.entry.revise(by, said("Put right."), seen=1, kind=Edition.Kind.CORRECTION, note="It was wrong.")
    later = CoverageEdition.objects.change(article, by, seen=1, summary="What remains.")
    assert later.ended_at == ended.live_from
    CoverageEdition.objects.change(article, by, seen=2, is_ended=False)
    assert "This coverage has ended" not in page_of(client, article).content.decode()
    assert post(article).entry.number == 2


# -- Readers' pages --


def test_newest_first_with_key_events_summary_and_a_pinned_entry(client):
    article, by = publish_coverage(), create_superuser()
    post(article, headline="First of all", at=minutes(30))
    post(article, headline="Gates are shut", at=minutes(20), is_key=True)
    pinned = post(article, headline="What we know", at=minutes(25))
    CoverageEdition.objects.change(article, by, seen=0, summary="The gates are shut.", pinned=pinned.entry)
    page = page_of(client, article).content.decode()
    entries = page[page.index("live__entries") :]
    assert re.findall(r'entry__headline">([^<]*)', entries) == ["What we know", "Gates are shut", "First of all"]
    assert re.findall(r'<a href="#entry-2"[^>]*>([^<]*)', page) == ["Gates are shut"]
    assert "The gates are shut." in page


def test_each_entry_has_an_address_that_needs_no_script(client):
    article = publish_coverage()
    for number in range(SIZE + 5):
        post(article, headline=f"Number {number + 1}.", at=minutes(60 - number))
    first = page_of(client, article).content.decode()
    assert "Number 5." not in first
    assert f"?entry={5}#entry-5" in first  # the way back in time
    page = page_of(client, article, "?entry=5").content.decode()
    assert 'id="entry-5"' in page
    assert 'id="entry-6"' not in page
    assert f'href="{article.live_edition().get_absolute_url()}" rel="prev"' in page
    for nowhere in ("?entry=999", "?entry=x", "?entry=-1", "?entry=99999999999999999999"):
        assert page_of(client, article, nowhere).status_code == 404


def test_pages_go_through_all_entries_and_back():
    article = publish_coverage()
    same = minutes(30)
    for _ in range(2 * SIZE + 3):
        post(article, at=same)  # at the same moment: the order is told by their ids
    edition = Edition.objects.live().select_related("address").get()
    seen, start, ways = [], None, []
    for _ in range(4):
        coverage = Coverage(edition, start=start)
        seen += [entry.number for entry in coverage.entries]
        ways.append((start, coverage.newer_url))
        if coverage.older_url is None:
            break
        start = int(re.search(r"entry=(\d+)", coverage.older_url)[1])
    assert seen == list(range(2 * SIZE + 3, 0, -1))
    address = edition.get_absolute_url()
    assert ways == [(None, None), (23, address), (3, f"{address}?entry=23#entry-23")]


def test_an_address_that_was_left_leads_to_the_entry(client):
    article = publish_coverage(slug="old")
    post(article)
    old = article.live_edition().get_absolute_url()
    article.slug = "new"
    article.save()
    article.publish(create_superuser())
    response = client.get(f"{old}?entry=1")
    assert (response.status_code, response["Location"]) == (301, f"{article.live_edition().get_absolute_url()}?entry=1")


def test_pictures_stories_and_embeds_stand_in_entries(client):
    other = publish(headline="The other story")
    image = create_image(state="ready", key="ab12", caption="The quay.")
    article = publish_coverage()
    post(
        article,
        body=f'<figure data-image="{image.pk}"></figure><aside data-see-also="{other.article_id}"></aside>'
        '<div data-embed="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></div>',
    )
    response = page_of(client, article)
    page = response.content.decode()
    assert "The quay." in page
    assert "The other story" in page
    assert "youtube" in response["Content-Security-Policy"]


def test_nothing_new_is_a_304_of_two_queries(client, django_assert_num_queries):
    article, by = publish_coverage(), create_superuser()
    edition = post(article)
    etag = fragment_of(client, article)["ETag"]
    assert f'data-etag="{escape(etag)}"' in page_of(client, article).content.decode()
    url = article.addresses.get().get_live_url()
    with django_assert_num_queries(2):  # the publication; the stamp
        response = client.get(url, headers={"if-none-match": etag})
    assert (response.status_code, response.content) == (304, b"")
    for change in (
        lambda: post(article),
        lambda: edition.entry.revise(by, said(), seen=1),
        lambda: edition.entry.withdraw(by, seen=2, reason="No."),
        lambda: CoverageEdition.objects.change(article, by, seen=0, summary="So far."),
        lambda: CoverageEdition.objects.change(article, by, seen=1, is_ended=True),
    ):
        change()
        response = fragment_of(client, article, if_none_match=etag)
        assert response.status_code == 200
        etag = response["ETag"]


def test_an_entry_that_waited_for_its_time_makes_a_new_answer(client, monkeypatch):
    article = publish_coverage()
    post(article, at=NOW + timedelta(hours=1))
    post(article)
    etag = fragment_of(client, article)["ETag"]
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=2))
    response = fragment_of(client, article, if_none_match=etag)
    assert response.status_code == 200
    assert 'id="entry-1"' in response.content.decode()


def test_the_part_is_nowhere_for_what_is_no_live_coverage(client):
    news = publish()
    assert client.get(news.address.get_live_url()).status_code == 404
    article = publish_coverage()
    url = article.addresses.get().get_live_url()
    assert client.get(url).status_code == 200
    article.withdraw(create_superuser(), reason="Wrong.")
    assert client.get(url).status_code == 404
    assert client.get("/2026/13/45/x/live/").status_code == 404


def fill(article, number, by):
    """``number`` entries, one a minute, every tenth a key event, every fiftieth corrected."""
    author = create_author()
    entries = Entry.objects.bulk_create(Entry(article=article, number=one) for one in range(1, number + 1))
    editions = EntryEdition.objects.bulk_create(
        EntryEdition(
            entry=entry,
            article=article,
            number=2 if entry.number % 50 == 0 else 1,
            kind="correction" if entry.number % 50 == 0 else "first",
            note="It was wrong." if entry.number % 50 == 0 else "",
            written_by=by,
            published_by=by,
            live_from=NOW - timedelta(minutes=number - entry.number + 1),
            published_at=NOW - timedelta(minutes=number - entry.number + 1),
            headline=f"Entry {entry.number}",
            body="<p>What happened.</p>",
            is_key=entry.number % 10 == 0,
        )
        for entry in entries
    )
    EntryAuthor.objects.bulk_create(EntryAuthor(edition=one, author=author, position=0) for one in editions)


@pytest.mark.parametrize("number", [50, 5000])
def test_five_thousand_entries_cost_what_fifty_cost(client, django_assert_num_queries, number):
    by = create_superuser()
    article = publish_coverage(by=by, at=NOW - timedelta(days=5))
    fill(article, number, by)
    url = article.live_edition().get_absolute_url()
    client.get(url)
    for query, queries in (("", 19), ("?entry=40", 20)):
        with django_assert_num_queries(queries):
            page = client.get(url + query).content.decode()
        assert page.count('class="entry ') + page.count('class="entry"') == SIZE
    with django_assert_num_queries(9):
        client.get(f"{url}live/")
    plans = [
        EntryEdition.objects.filter(article=article).live().newest_first()[:SIZE].explain(),
        EntryEdition.objects.filter(article=article).live().key_events().newest_first()[:SIZE].explain(),
    ]
    for plan in plans:
        assert "USE TEMP B-TREE" not in plan, plan


# -- For machines --


def json_ld(response):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S)[1]
    return json.loads(found)["@graph"][0]


def test_a_live_blog_posting_says_its_updates(client):
    article, by = publish_coverage(), create_superuser()
    author = create_author(name="Mara Lind")
    first = post(article, headline="Gates shut", body="<p>Both of them.</p>", at=minutes(9), authors=[author])
    post(article, headline="", body="<p>No headline here.</p>", at=minutes(8))
    gone = post(article, headline="Wrong", at=minutes(7))
    gone.entry.withdraw(by, seen=1, reason="No.")
    first.entry.revise(
        by, Said(headline="Gates shut", body="<p>One.</p>"), seen=1, kind=Edition.Kind.CORRECTION, note="One gate."
    )
    data = json_ld(page_of(client, article))
    edition = article.live_edition()
    assert data["@type"] == "LiveBlogPosting"
    assert data["coverageStartTime"] == edition.published_at.isoformat()
    assert "coverageEndTime" not in data
    assert [update["headline"] for update in data["liveBlogUpdate"]] == ["No headline here.", "Gates shut"]
    update = data["liveBlogUpdate"][1]
    assert update["@type"] == "BlogPosting"
    assert update["url"].endswith(f"{edition.get_absolute_url()}?entry=1#entry-1")
    assert update["datePublished"] == minutes(9).isoformat()
    assert update["articleBody"] == "One."
    assert update["correction"][0]["text"] == "One gate."
    assert data["dateModified"] == EntryEdition.objects.begun().first().live_from.isoformat()
    ended = CoverageEdition.objects.change(article, by, seen=0, is_ended=True)
    data = json_ld(page_of(client, article))
    assert data["coverageEndTime"] == data["dateModified"] == ended.live_from.isoformat()


def test_cards_say_that_it_runs_and_that_it_has_ended(client):
    article = publish_coverage(headline="Storm gates close")
    page = client.get(reverse("articles:front")).content.decode()
    assert "kicker__kind--live" in page
    CoverageEdition.objects.change(article, create_superuser(), seen=0, is_ended=True)
    page = client.get(reverse("articles:front")).content.decode()
    assert "kicker__kind--live" not in page
    assert "Live, ended" in page


def test_feeds_data_and_sitemaps_know_the_entries(client):
    article, by = publish_coverage(), create_superuser()
    first = post(article, headline="Gates shut", body="<p>Both of them.</p>", at=minutes(9), is_key=True)
    gone = post(article, body="<p>Never mind.</p>", at=minutes(8))
    post(article, body="<p>Unheard of.</p>", at=NOW + timedelta(hours=1))
    addresses = {name: reverse(f"articles:{name}") for name in ("feed", "feed_atom", "feed_json", "sitemap_news")}
    api = reverse("articles:api_article", args=[article.pk])
    etags = {name: client.get(address)["ETag"] for name, address in addresses.items() if name != "sitemap_news"}
    etags["api"] = client.get(api)["ETag"]
    gone.entry.withdraw(by, seen=1, reason="It was wrong.")
    for name, etag in etags.items():
        address = addresses.get(name, api)
        response = client.get(address, headers={"if-none-match": etag})
        assert response.status_code == 200, name
        text = response.content.decode()
        assert "Both of them." in text
        assert "It was wrong." in text
        assert "Never mind." not in text
        assert "Unheard of." not in text
    data = client.get(api).json()
    changed = EntryEdition.objects.begun().first().live_from
    assert data["updated_at"] == changed.isoformat()
    assert [entry["number"] for entry in data["coverage"]["entries"]] == [2, 1]
    assert data["coverage"]["entries"][0]["taken_back"] == "It was wrong."
    assert data["coverage"]["entries"][1]["key_event"] is True
    listed = client.get(reverse("articles:api_articles")).json()["articles"]
    assert listed[0]["updated_at"] == changed.isoformat()
    month = timezone.localtime(first.article.live_edition().published_at)
    sitemap = client.get(reverse("articles:sitemap_month", args=[month.year, month.month])).content.decode()
    assert f"<lastmod>{changed.astimezone(month.tzinfo):%Y-%m-%dT%H:%M}" in sitemap


def test_a_picture_of_an_entry_is_in_use(client):
    image = create_image(state="ready", key="ab12")
    article = publish_coverage()
    post(article, body=f'<figure data-image="{image.pk}"></figure>')
    assert not type(image).objects.unused().filter(pk=image.pk).exists()
    assert type(image).objects.seen_by_readers().filter(pk=image.pk).exists()
    uses = uses_of(image, create_superuser(), Publication())
    assert [(use.article, use.words) for use in uses.stories] == [(article, "in a live entry")]
    assert uses.editions == [article.live_edition()]
