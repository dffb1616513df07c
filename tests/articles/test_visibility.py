"""
The list of a story's public places tells the truth: each is opened by a stranger, at each moment, and compared.
"""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from articles import front_content, pagination
from articles.models import Front, RelatedLink, ShareLink, Tag
from articles.visibility import moments, places
from tests.articles.image_files import added
from tests.comments.factories import create_comment
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_series,
    create_superuser,
    create_tag,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)

# Addresses of readers' pages that show no story, and why.
NO_STORY = {
    "articles:reading": "counts, and shows nothing",
    "articles:feeds": "names the feeds alone",
    "articles:opensearch": "says where to search",
    "comments:moderation": "numbers of decisions, of no single story",
    "articles:all_stories": "names years and months alone",
    "articles:tags": "names topics and tags alone",
    "articles:all_series": "names series alone",
    "articles:authors": "names authors alone",
    "articles:indexnow_key": "a key",
    "articles:sitemap": "names the sitemaps alone",
    "articles:sitemap_authors": "names authors alone",
    "articles:sitemap_pages": "names flat pages alone",
    "articles:sitemap_sections": "names sections alone",
    "articles:sitemap_series": "names series alone",
    "articles:sitemap_tags": "names tags alone",
    "colour": "a colour",
    "favicon": "a picture of the site",
    "robots": "names no page",
}
ARGUMENTS = {"colour": {"digits": "a4161a"}}  # of those that need any

# The name of a record, as a picture.
CARDS = {f"articles:{name}_card" for name in ("front", "section", "tag", "author", "series")}

# Pages behind links that one person has: what this person wrote, under which headline. Lasting as that is, whatever
# becomes of the story.
PRIVATE = {
    f"comments:{name}"
    for name in (
        *("own_comment", "withdraw", "appeal", "confirm", "stop", "own_comments_ask", "own_comments_asked"),
        *("own_comments", "own_comments_withdraw", "own_comments_export", "own_comments_erase"),
    )
}


@pytest.fixture
def boss():
    return create_superuser()


@pytest.fixture
def story(boss):
    """
    A draft with everything that a story can show up by, beside a live story of the same section, tag and author, and
    another that points to it.
    """
    section, author = create_section(name="Harbour", slug="harbour"), create_author(name="Nina Vik")
    publish(create_article(headline="Beside it", section=section, tags=["Port"], authors=[author]))
    article = create_article(
        headline="Cranes to return by spring",
        slug="cranes",
        section=section,
        tags=["Port"],
        authors=[author],
        lead_image=create_image(title="Cranes"),
        body=f'<p>Text</p><figure data-image="{create_image(title="Not on the disk").pk}"></figure>',
    )
    pointing = create_article(headline="Points to it", body=f'<p>x</p><aside data-see-also="{article.pk}"></aside>')
    RelatedLink.objects.create(article=pointing, target=article)
    publish(pointing)
    parts = [publish(headline=f"Part {number}").article for number in (1, 2)]
    create_series(name="The dock", parts=[parts[0], article, parts[1]])
    translated = publish(headline="Sur les quais", language="fr", translation_of=article)
    Tag.objects.filter(pk=create_tag(name="Towers").pk).update(lead=article)
    assert translated.translation_of == article
    return article


def clock(at):
    return mock.patch.object(timezone, "now", return_value=at)


def shows(place, article, at):
    """Whether a stranger who opens ``place`` at ``at`` gets the story, or is led to it."""
    with clock(at):
        client = Client()
        response = client.get(place.address)
        if response.status_code in (301, 302):
            response = client.get(response.url.partition("#")[0])
        assert response.status_code in (200, 404, 410), place
        if response.status_code != 200:
            return False
        if place.pattern in {"media", "articles:story_card"}:
            return True
        page = response.content.decode()
        slugs = {address.slug for address in article.addresses.all()} | {article.slug}
        return article.headline in page or any(f"/{slug}/" in page for slug in slugs)


def compare(article):
    """Open every place of ``article`` at every moment; return what is open at each: list of sets of names."""
    opened = []
    for moment in moments(article):
        listed = places(article)
        with clock(moment.at):
            said = {place: place.is_open(moment.at) for place in listed}
        wrong = [
            f"{place.name} ({place.address}) {moment.words}: said {answer}"
            for place, answer in said.items()
            if shows(place, article, moment.at) != answer
        ]
        assert wrong == []
        opened.append({place.name for place, answer in said.items() if answer})
    return opened


EVERYWHERE = {
    "Its page",
    "Card and data for machines",
    "History",
    "Front page",
    "Section Harbour",
    "Tag Port",
    "Author Nina Vik",
    "Feed of everything",
    "Feed of section Harbour",
    "Feed of tag Port",
    "Feed of author Nina Vik",
    "“Beside it”",
    "“Points to it”",
    "“Part 1”",
    "“Part 2”",
    "“Sur les quais”",
    "Series The dock",
    "Feed of series The dock",
    "Tag Towers",
    "Thanks for a comment",
    "Where comments are sent",
}


def test_a_draft_is_nowhere(story):
    assert compare(story) == [set()]


def test_a_scheduled_story_is_nowhere_until_its_minute_and_then_everywhere(story, boss):
    edition = story.publish(boss, at=timezone.now().replace(microsecond=0) + 3 * HOUR)
    now, then = compare(story)
    assert now == set()
    assert then >= EVERYWHERE
    almost = edition.live_from - timedelta(microseconds=1)
    with clock(almost):
        assert not any(place.is_open(almost) for place in places(story))
    for place in places(story):
        assert not shows(place, story, almost)


def test_an_embargoed_story_stays_nowhere_when_its_embargo_ends_and_nobody_published_it(story):
    story.embargo_until = timezone.now() + HOUR
    story.save()
    assert [moment.words for moment in moments(story)] == ["now", "when the embargo ends"]
    assert compare(story) == [set(), set()]


def test_a_live_story_is_everywhere_and_a_planned_withdrawal_takes_it_away(story, boss):
    publish(story)
    story.withdraw(boss, at=timezone.now() + HOUR, reason="The talks were about a lease.")
    now, then = compare(story)
    assert now >= EVERYWHERE
    assert then == set()


def test_a_place_on_a_front_comes_and_ends_at_its_moment(story, boss, monkeypatch):
    publish(story, at=timezone.now() - timedelta(days=3))
    monkeypatch.setattr(pagination, "SIZE", 40)  # so that lists have it on their first page
    for number in range(18):  # so that nothing but a pin keeps it on the front page
        publish(headline=f"News {number}", section=story.section)
    now = timezone.now()
    front, city = Front.objects.of(), Front.objects.of(story.section)
    pin = {"slot": "lead", "position": 0, "article": story.pk}
    front.save_content(boss, {"pins": [{**pin, "until": (now + 3 * HOUR).isoformat()}]}, None)
    front.publish(boss, live_from=now + HOUR)
    city.save_content(boss, {"pins": [pin]}, None)
    city.publish(boss)
    city.save_content(boss, {"pins": []}, None)
    city.publish(boss, live_from=now + 2 * HOUR)
    assert [(moment.words, moment.at) for moment in moments(story)][1:] == [
        ("when the front page changes", now + HOUR),
        (f"when the page of {story.section} changes", now + 2 * HOUR),
        ("when its place on the front page ends", now + 3 * HOUR),
    ]
    opened = compare(story)
    assert ["Front page" in names for names in opened] == [False, True, True, False]
    # Taken off before its time is over, and put back: each is a moment of its own.
    front.save_content(boss, {"pins": []}, None)
    front.publish(boss, live_from=now + 1.5 * HOUR)
    assert [(moment.words, moment.at) for moment in moments(story)][1:] == [
        ("when the front page changes", now + HOUR),
        ("when the front page changes", now + 1.5 * HOUR),
        (f"when the page of {story.section} changes", now + 2 * HOUR),
    ]


def test_a_withdrawn_story_is_nowhere_and_comes_back_everywhere(story, boss):
    publish(story)
    story.withdraw(boss, reason="The talks were about a lease.")
    assert compare(story) == [set()]
    story.reinstate(boss)
    (now,) = compare(story)
    assert now >= EVERYWHERE


def test_an_update_that_waits_moves_the_story_at_its_minute(story, boss):
    publish(story, at=timezone.now() - 2 * HOUR)
    culture = create_section(name="Culture", slug="culture")
    story.section, story.slug = culture, "cranes-return"
    story.save()
    story.publish(boss, at=timezone.now() + HOUR, kind="correction", note="They return in April.")
    now, then = compare(story)
    assert {"Section Harbour", "Another address of it"} <= now | then
    assert "Section Culture" not in now
    assert "Section Culture" in then
    assert "Section Harbour" not in then
    assert "Another address of it" in then
    assert "Corrections" not in now
    assert "Corrections" in then


def test_a_story_in_the_trash_is_nowhere(story, boss):
    story.trash(boss)
    assert compare(story) == [set()]


def test_what_is_written_on_a_live_story_is_nowhere(story, boss):
    publish(story)
    story.slug = "never-published"
    story.section = create_section(name="Culture", slug="culture")
    story.tags.add("Draft tag")
    story.save()
    (now,) = compare(story)
    assert now >= EVERYWHERE
    assert not now & {"Its page, as its address is written now", "Section Culture", "Tag Draft tag"}


def test_pictures_are_public_from_their_upload_on_and_links_for_outsiders_while_they_are_good(story, boss):
    image = added(by=boss, title="On the disk")
    story.lead_image = image
    story.save()
    link = ShareLink.make(story, boss, "Lawyer", days=2)
    assert compare(story) == [{"On the disk", "For Lawyer"}]
    after = timezone.now() + timedelta(days=3)
    place = next(place for place in places(story) if place.name == "For Lawyer")
    assert not place.is_open(after)
    assert not shows(place, story, after)
    link.revoke(boss)
    assert compare(story) == [{"On the disk"}]


def test_comments_are_public_as_long_as_their_story_is(story, boss):
    create_comment(edition=publish(story), status="approved")
    story.slug = "another"
    story.publish(boss)
    story.withdraw(boss, at=timezone.now() + HOUR, reason="The talks were about a lease.")
    now, then = compare(story)
    pages = {"Thread of a comment", "Address of a comment", "Form to answer a comment", "Form to report a comment"}
    assert pages <= now
    assert then == set()
    story.comments_policy = story.CommentsPolicy.HIDDEN
    story.save()
    assert not compare(story)[0] & pages


def test_what_has_left_the_newest_is_shut_where_only_the_newest_stand(story, boss, monkeypatch):
    monkeypatch.setattr("articles.feeds.LENGTH", 1)
    for slot in ("seconds", "briefs", "opinion", "feature"):
        monkeypatch.setitem(front_content.PLACES, slot, 0)
    monkeypatch.setattr("articles.front_content.BLOCK", 0)
    publish(story)
    publish(
        section=story.section,
        tags=["Port"],
        authors=[story.bylines.get().author],
        at=timezone.now(),
    )
    (now,) = compare(story)
    assert not now & {"Front page", "Feed of everything", "Feed of section Harbour", "Feed of tag Port"}
    assert {"Its page", "Section Harbour", "Tag Port"} <= now


def test_the_front_page_says_where_it_is_pinned(story, boss):
    def place():
        return next(place for place in places(story) if place.name == "Front page")

    publish(story)
    assert place().note == "By rule, while it is new."
    front, until = Front.objects.of(), timezone.now() + 2 * HOUR
    pin = {"slot": f"section:{story.section_id}", "position": 0, "article": story.pk, "until": until.isoformat()}
    front.save_content(boss, {"pins": [pin]}, 0)
    assert place().note == "By rule, while it is new."
    front.publish(boss)
    front.save_content(boss, {"pins": [pin | {"slot": "lead", "until": None}]}, 1)
    front.publish(boss, live_from=timezone.now() + HOUR)
    assert re.fullmatch(r"Pinned as Harbour 1 until .*; pinned as Lead from \d+ .*\.", place().note)
    story.withdraw(boss, reason="It was wrong.")
    assert not place().is_open(timezone.now())


def patterns(resolver=None, namespace=""):
    """Names of all readers' URL patterns, ``app:name``."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                yield from patterns(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name}"


def test_no_page_of_readers_is_forgotten(story, boss):
    """A new address for readers belongs into ``articles/visibility.py``, or into ``NO_STORY`` with the reason."""
    ShareLink.make(story, boss, "Lawyer")
    story.kind = "live"
    story.save()
    create_comment(edition=story.publish(boss), status="approved")
    accounted = {place.pattern for place in places(story)}
    assert set(patterns()) - accounted - set(NO_STORY) - CARDS - PRIVATE == set()
    assert accounted - set(patterns()) == set()
    assert not accounted & {*NO_STORY, *PRIVATE}


def test_pages_that_show_no_story_show_none(story, client):
    publish(story)
    for name in NO_STORY:
        page = client.get(reverse(name, kwargs=ARGUMENTS.get(name))).content.decode()
        assert story.headline not in page
        assert f"/{story.slug}/" not in page


# -- The page --


def page(client, article):
    return client.get(reverse("admin:articles_article_visibility", args=[article.pk]))


def test_the_page_says_open_and_shut_now_and_at_the_release_minute(story, boss, client):
    story.publish(boss, at=timezone.now() + HOUR)
    client.force_login(boss)
    response = page(client, story)
    words = response.content.decode()
    assert "None of them shows it now." in words
    assert "When the next edition begins" in words
    assert response.context["open_now"] == 0
    rows = [row for rows in response.context["groups"].values() for row in rows]
    assert {place.name for place, answers in rows if answers == [False, True]} >= EVERYWHERE


def test_only_who_may_edit_a_story_sees_its_places(story, client):
    reporter = create_user(role="reporter")
    client.force_login(reporter)
    assert page(client, story).status_code == 404
    story.assigned_to = reporter
    story.save()
    assert page(client, story).status_code == 200
    assert client.post(reverse("admin:articles_article_visibility", args=[story.pk])).status_code == 405


def test_the_cost_does_not_grow_with_the_archive(story, boss, client, django_assert_max_num_queries):
    story.publish(boss, at=timezone.now() + HOUR)
    client.force_login(boss)
    for _ in range(8):
        publish(section=story.section, tags=["Port"])
    with django_assert_max_num_queries(220):
        page(client, story)
