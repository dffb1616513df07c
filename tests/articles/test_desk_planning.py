"""The calendar, the checklist beside the text, lengths, and undoing a withdrawal: what each person sees and may do."""

import re
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.admin.planning import length_of_headline, length_of_text
from articles.models import ChecklistRule, Citation, Edition
from newsroom.models import Publication
from tests.articles.desk import shown, story_url
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_source,
    create_superuser,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db
CALENDAR = reverse("admin:articles_article_calendar")
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def boss(client):
    boss = create_superuser()
    client.force_login(boss)
    return boss


@pytest.fixture
def at_noon():
    """It is noon of Wednesday, 18 November 2026."""
    with mock.patch.object(timezone, "now", return_value=NOW):
        yield NOW


def entries(response):
    """List of (day of the month, time, words, headline) as the calendar shows them."""
    return [
        (day.day.day, f"{entry.at:%H:%M}", entry.words, entry.headline)
        for week in response.context["weeks"]
        for day in week
        for entry in day.entries
    ]


# -- Calendar --


def test_a_month_shows_what_was_published_and_what_comes(at_noon, boss, client):
    publish(headline="Cranes", at=NOW - 3 * DAY)
    update = publish(headline="Ferry", at=NOW - 2 * DAY).article
    update.publish(boss, at=NOW - DAY, kind="correction", note="Eleven.")
    update.publish(boss, at=NOW + 2 * DAY)
    create_article(headline="Tram").publish(boss, at=NOW + DAY)
    create_article(headline="Held", embargo_until=NOW + 3 * DAY)
    create_article(headline="Due", deadline=NOW + HOUR)
    create_article(headline="Late", deadline=NOW - HOUR)
    publish(create_article(headline="Met", deadline=NOW + DAY), at=NOW - 4 * DAY)
    gone = publish(headline="Gone", at=NOW - 5 * DAY).article
    gone.withdraw(boss, reason="Wrong.")
    going = publish(headline="Going", at=NOW - 5 * DAY).article
    going.withdraw(boss, at=NOW + 4 * DAY, reason="Wrong.")
    create_article(headline="Binned", deadline=NOW + HOUR).trash(boss)
    assert entries(client.get(CALENDAR)) == [
        (13, "12:00", "published", "Going"),
        (13, "12:00", "published", "Gone"),
        (14, "12:00", "published", "Met"),
        (15, "12:00", "published", "Cranes"),
        (16, "12:00", "published", "Ferry"),
        (17, "12:00", "correction", "Ferry"),
        (18, "11:00", "overdue", "Late"),
        (18, "12:00", "withdrawn", "Gone"),
        (18, "13:00", "due", "Due"),
        (19, "12:00", "scheduled", "Tram"),
        (20, "12:00", "update scheduled", "Ferry"),
        (21, "12:00", "embargo ends", "Held"),
        (22, "12:00", "to be withdrawn", "Going"),
    ]


def test_months_and_weeks_lead_to_those_beside_them(at_noon, boss, client):
    page = client.get(CALENDAR).content.decode()
    for words in ("month=2026-10", "month=2026-12", "month=2026-11", "week=2026-11-16", "November 2026"):
        assert words in page
    page = client.get(CALENDAR, {"week": "2026-12-30"}).content.decode()
    for words in ("week=2026-12-21", "week=2027-01-04", "28 December 2026 – 3 January 2027", "month=2026-12"):
        assert words in page
    for month in ("2026-02", "2028-02", "1900-01", "2199-12"):
        assert client.get(CALENDAR, {"month": month}).status_code == 200


def test_a_week_shows_everything_of_a_day_that_a_month_has_no_room_for(at_noon, boss, client):
    for number in range(8):
        publish(headline=f"Story {number}", at=NOW - DAY + number * timedelta(minutes=1))
    month = client.get(CALENDAR).content.decode()
    assert "Story 4" in month
    assert "Story 5" not in month
    assert "3 more" in month
    assert 'week=2026-11-17#day-2026-11-17"' in month
    week = client.get(CALENDAR, {"week": "2026-11-17"}).content.decode()
    assert 'id="day-2026-11-17"' in week
    assert "Story 7" in week


def test_the_month_is_a_table_that_says_what_it_is(at_noon, boss, client):
    page = client.get(CALENDAR).content.decode()
    assert '<table class="month" aria-labelledby="calendar-title">' in page
    assert page.count('<th scope="col">') == 7
    assert 'aria-current="date"' in page


@pytest.mark.parametrize(
    "query",
    [
        "month=2026-13",
        "month=0000-01",
        "month=1899-12",
        "month=2200-01",
        "month=9999-12",
        "month=2026-1",
        "month=",
        "month=x",
        "month=2026-11-01",
        "month=%00",
        "month=٢٠٢٦-11",
        "week=2026-02-30",
        "week=2026-W47",
        "week=20261116",
        "week=2026-11-16T00:00",
        "section=nothing",
        "section=%00nothing",  # of "%00" alone nothing is left: every section
    ],
)
def test_a_date_that_is_none_is_404(boss, client, query):
    assert client.get(f"{CALENDAR}?{query}").status_code == 404


def test_days_are_those_of_the_publication(at_noon, boss, client):
    Publication(name="The Harbour Courier", time_zone="Pacific/Auckland").save()
    create_article(headline="After midnight there").publish(boss, at=datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert entries(client.get(CALENDAR)) == []
    assert entries(client.get(CALENDAR, {"month": "2026-12"})) == [(1, "01:00", "scheduled", "After midnight there")]
    week = client.get(CALENDAR, {"week": "2026-12-01"})
    assert entries(week) == [(1, "01:00", "scheduled", "After midnight there")]


def test_a_section_is_a_filter_a_colour_and_a_word(at_noon, boss, client):
    harbour = create_section(name="Harbour", slug="harbour")
    publish(headline="Cranes", section=harbour, at=NOW - DAY)
    publish(headline="Opera", section=create_section(name="Culture", slug="culture"), at=NOW - DAY)
    create_article(headline="Due there", section=harbour, deadline=NOW + DAY)
    response = client.get(CALENDAR, {"section": "harbour"})
    assert {entry[3] for entry in entries(response)} == {"Cranes", "Due there"}
    page = response.content.decode()
    assert re.search('<span class="event__section hue hue--[1-8]">Harbour</span>', page)
    assert "month=2026-12" in page.replace("&amp;", "&")
    assert "section=harbour" in page


def test_each_person_sees_the_stories_they_may_edit(at_noon, boss, client):
    reporter, editor = create_user(role="reporter"), create_user(role="editor")
    culture = create_section(name="Culture")
    culture.members.add(create_user(role="editor"))
    create_article(headline="Hers", created_by=reporter, deadline=NOW + DAY)
    create_article(headline="Secret", section=culture, deadline=NOW + DAY, embargo_until=NOW + DAY)
    create_article(headline="Secret too", section=culture).publish(boss, at=NOW + DAY)
    publish(headline="Another’s", at=NOW - DAY)
    seen = {}
    for user in (reporter, editor, boss):
        client.force_login(user)
        seen[user] = {entry[3] for entry in entries(client.get(CALENDAR))}
    assert seen[reporter] == {"Hers"}
    assert seen[editor] == {"Hers", "Another’s"}
    assert seen[boss] == {"Hers", "Another’s", "Secret", "Secret too"}


def test_the_calendar_makes_the_same_queries_whatever_is_in_it(at_noon, boss, client, django_assert_num_queries):
    def fill(number):
        for count in range(number):
            publish(at=NOW - DAY + count * HOUR)
            create_article().publish(boss, at=NOW + DAY)
            create_article(deadline=NOW + DAY, assigned_to=create_user(role="reporter"), embargo_until=NOW + DAY)

    fill(2)
    # session, user, publication; sections; beginnings, endings, deadlines, embargoes; what waits for moderators
    for query in ({}, {"week": "2026-11-18"}):
        with django_assert_num_queries(9):
            client.get(CALENDAR, query)
    fill(8)
    for query in ({}, {"week": "2026-11-18"}):
        with django_assert_num_queries(9):
            client.get(CALENDAR, query)


def test_more_than_can_be_shown_is_said(at_noon, boss, client, monkeypatch):
    monkeypatch.setattr("articles.admin.calendar.SHOWN", 2)
    for _ in range(3):
        publish(at=NOW - DAY)
    assert "There is more in this month than is shown here." in client.get(CALENDAR).content.decode()


def test_the_calendar_is_led_to_from_dashboard_and_list(boss, client):
    for name in ("index", "articles_article_changelist"):
        assert f'href="{CALENDAR}"' in client.get(reverse(f"admin:{name}")).content.decode()


# -- Rights --


def test_every_role_at_every_address(client):
    people = {role: create_user(role=role) for role in ("reporter", "editor", "moderator", "administrator")}
    culture = create_section()
    culture.members.add(create_user(role="editor"))
    own, foreign = create_article(created_by=people["reporter"]), create_article(section=culture)
    #                 reporter, editor, moderator, administrator
    table = [
        ("calendar", None, "get", (200, 200, 403, 200)),
        ("calendar", None, "post", (405, 405, 405, 405)),
        ("visibility", own, "get", (200, 200, 404, 200)),
        ("visibility", foreign, "get", (404, 404, 404, 200)),
        ("reinstate", own, "get", (403, 200, 403, 200)),
        ("reinstate", foreign, "get", (403, 404, 403, 200)),
        ("reinstate", own, "post", (403, 409, 403, 409)),
        ("checklist", own, "get", (405, 405, 405, 405)),
        ("checklist", own, "post", (200, 200, 404, 200)),
        ("checklist", foreign, "post", (404, 404, 404, 200)),
        ("add_checklist", None, "post", (200, 200, 403, 200)),
    ]
    wrong = []
    for (role, user), column in zip(people.items(), range(4), strict=True):
        client.force_login(user)
        for name, story, method, statuses in table:
            url = reverse(f"admin:articles_article_{name}", args=[story.pk] if story else [])
            status = getattr(client, method)(url).status_code
            if status != statuses[column]:
                wrong.append(f"{role} {method} {name} {story}: {status}, not {statuses[column]}")
    assert wrong == []
    client.logout()
    for name, story, _, _ in table:
        url = reverse(f"admin:articles_article_{name}", args=[story.pk] if story else [])
        assert client.get(url).url == f"{reverse('admin:login')}?next={url}"


@pytest.mark.parametrize("pk", ["0", "x", "99999999999999999999"])
def test_a_story_that_is_none_is_404(boss, client, pk):
    for name in ("visibility", "reinstate", "checklist"):
        method = client.post if name == "checklist" else client.get
        assert method(reverse(f"admin:articles_article_{name}", args=[pk])).status_code == 404


# -- The checklist --


def test_the_form_shows_what_the_saved_story_lacks(boss, client):
    article = create_article(lead_image=create_image(alt=""))
    page = client.get(story_url(article)).content.decode()
    assert "<b>Needed:</b> The lead picture has no alternative text." in page
    assert "<b>Look at:</b> No source is named." in page
    assert f'data-url="{reverse("admin:articles_article_checklist", args=[article.pk])}"' in page


def test_a_new_story_says_at_once_what_it_needs_to_who_can_only_submit_it_too(client):
    reporter = create_user(role="reporter")
    create_author(name="Ines Varga", user=reporter)
    client.force_login(reporter)
    page = client.get(story_url()).content.decode()
    assert "Before you submit" in page
    assert "<b>Needed:</b> The story has no headline, no section, no text yet." in page  # a byline it has
    refused = client.post(story_url(), {**shown(client, story_url()), "body": "<p>Typed.</p>", "_submit": "1"})
    assert "<b>Needed:</b> The story has no headline, no section yet." in refused.content.decode()


def test_who_can_do_neither_is_told_where_the_story_stands(client):
    reporter = create_user(role="reporter")
    article = create_article(created_by=reporter)
    client.force_login(reporter)
    submitting = client.get(story_url(article)).content.decode()
    assert 'popovertarget="publish">Submit…</button>' in submitting  # the way there on a phone
    article.submit(reporter)
    waiting = client.get(story_url(article)).content.decode()
    for page, heading, words in (
        (submitting, "<h2>Submit</h2>", "Before you submit"),
        (waiting, "<h2>Where the story stands</h2>", "Before it is published"),
    ):
        assert heading in page
        assert words in page


def test_what_readers_have_not_seen_yet_is_said_in_words(boss, client):
    article = create_article(headline="As published", body="<p>One.</p><p>Two.</p>")
    publish(article)
    assert "Since then" not in client.get(story_url(article)).content.decode()
    article.headline, article.body = "As rewritten", f"{article.body}<p>Three.</p>"
    article.save()
    article.save_revision(boss)
    assert "Since then: headline, 1 paragraph added." in client.get(story_url(article)).content.decode()


def test_what_is_typed_is_looked_at_and_not_saved(boss, client):
    article = create_article(headline="As before")
    source = create_source()
    data = shown(client, story_url(article))
    url = reverse("admin:articles_article_checklist", args=[article.pk])
    assert "No source is named." in client.post(url, data).content.decode()
    typed = {**data, "headline": "x" * 150, "citations-0-source": source.pk, "standfirst": "In short."}
    page = client.post(url, typed).content.decode()
    assert "No source is named." not in page
    assert "There is no standfirst." not in page
    assert "The headline has 150 characters" in page
    article.refresh_from_db()
    assert article.headline == "As before"
    assert (article.revisions.count(), Citation.objects.count()) == (0, 0)
    version = article.version
    client.post(url, {**typed, "_publish": "1"})
    article.refresh_from_db()
    assert article.version == version
    assert not article.editions.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"headline": "", "section": "x", "kind": "poem", "lead_image": "99999999", "tags": '"'},
        {"citations-TOTAL_FORMS": "x"},
        {"citations-TOTAL_FORMS": "100000"},
        {"headline": "<script>alert(1)</script>\0", "embargo_until_0": "2026-02-31"},
    ],
)
def test_a_half_written_form_is_no_error(boss, client, changes):
    article = create_article()
    for url, form in (
        (reverse("admin:articles_article_checklist", args=[article.pk]), story_url(article)),
        (reverse("admin:articles_article_add_checklist"), story_url()),
    ):
        data = {**shown(client, form), **changes} if changes else {}
        response = client.post(url, data)
        assert response.status_code == 200
        assert "data-findings" in response.content.decode()
        assert "<script>" not in response.content.decode()


def test_a_title_in_a_finding_is_text(boss, client):
    article = create_article(lead_image=create_image(title="<b>Bold</b>", credit=""))
    page = client.get(story_url(article)).content.decode()
    assert "Without credit: “&lt;b&gt;Bold&lt;/b&gt;”." in page


def test_checking_asks_for_a_token(boss):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(boss)
    assert strict.post(reverse("admin:articles_article_add_checklist")).status_code == 403
    article = publish(by=boss).article
    article.withdraw(boss, reason="Wrong.")
    url = reverse("admin:articles_article_reinstate", args=[article.pk])
    assert strict.post(url, {"version": article.version}).status_code == 403
    assert article.live_edition() is None


def test_checking_costs_the_same_whatever_is_in_the_story(boss, client):
    numbers = []
    article = create_article()
    url = reverse("admin:articles_article_checklist", args=[article.pk])
    for _ in range(2):
        for _ in range(4):
            Citation.objects.create(article=article, source=create_source())
            article.bylines.create(author=create_author())
            article.tags.add(f"Tag {article.tags.count()}")
        data = shown(client, story_url(article))
        with CaptureQueriesContext(connection) as queries:
            client.post(url, data)
        numbers.append(len(queries))
    # Each row's own choice is looked up by its form, as when it is saved.
    assert numbers[1] - numbers[0] <= 3 * 8


# -- Lengths --


@pytest.mark.parametrize(
    ("words", "target", "said"),
    [
        (0, None, "0 words, 1 minute"),
        (1, None, "1 word, 1 minute"),
        (1200, None, "1,200 words, 5 minutes"),
        (450, 600, "450 words of 600, 150 to go, 2 minutes"),
        (600, 600, "600 words, as asked for, 3 minutes"),
        (1650, 1600, "1,650 words of 1,600, 50 over, 7 minutes"),
    ],
)
def test_the_length_of_a_text(words, target, said):
    assert length_of_text(words, target) == said


def test_the_length_of_a_headline():
    assert length_of_headline(1, 110) == "1 of 110 characters"
    assert length_of_headline(110, 110) == "110 of 110 characters"
    assert length_of_headline(130, 110) == "130 characters, 20 more than are shown everywhere"


def test_the_form_says_lengths_without_script_and_knows_the_rules_number(boss, client):
    ChecklistRule.objects.filter(check_name="headline_length").update(limit=60)
    article = create_article(headline="x" * 70, body="<p>One two three.</p>", word_target=500)
    page = client.get(story_url(article)).content.decode()
    assert "70 characters, 10 more than are shown everywhere" in page
    assert "3 words of 500, 497 to go, 1 minute" in page
    assert 'data-headline-limit="60"' in page
    assert 'data-word-target="500"' in page


# -- Undoing a withdrawal --


@pytest.fixture
def withdrawn(boss):
    article = publish(headline="Ropeworks near a sale", by=boss, tags=["Port"]).article
    article.withdraw(boss, reason="The talks were about a lease.")
    return article


def reinstate_url(article):
    return reverse("admin:articles_article_reinstate", args=[article.pk])


def test_what_was_withdrawn_comes_back_as_readers_saw_it_last(withdrawn, boss, client):
    withdrawn.headline = "Rewritten since"
    withdrawn.save()
    withdrawn.save_revision(boss)
    page = client.get(reinstate_url(withdrawn)).content.decode()
    assert "The talks were about a lease." in page
    assert "Bring it back now" in page
    assert withdrawn.live_edition() is None
    withdrawn.refresh_from_db()
    response = client.post(reinstate_url(withdrawn), {"version": withdrawn.version}, follow=True)
    assert "is public again" in response.content.decode()
    edition = withdrawn.live_edition()
    assert (edition.headline, edition.number, edition.kind) == ("Ropeworks near a sale", 2, "update")
    assert [tag.name for tag in edition.tags.all()] == ["Port"]
    assert edition.byline
    assert client.get(edition.get_absolute_url()).status_code == 200
    line = withdrawn.log.first()
    assert (line.action, line.by, line.note) == (
        "reinstated",
        boss,
        "Withdrawn for: The talks were about a lease.",
    )


def test_a_planned_withdrawal_is_shown_and_called_off(boss, client):
    article = publish(by=boss).article
    article.withdraw(boss, at=timezone.now() + DAY, reason="Ends with the fair.")
    assert "Undo the withdrawal" in client.get(story_url(article)).content.decode()
    page = client.get(reinstate_url(article)).content.decode()
    assert "Call the withdrawal off" in page
    article.refresh_from_db()
    response = client.post(reinstate_url(article), {"version": article.version}, follow=True)
    assert "is called off" in response.content.decode()
    edition = article.live_edition()
    assert (edition.number, edition.live_until, edition.withdrawn_by, edition.withdrawal_reason) == (1, None, None, "")
    assert article.log.first().note == "Withdrawn for: Ends with the fair."


def test_nothing_to_undo_is_said(boss, client):
    for article in (create_article(), publish(by=boss).article):
        assert "Nothing of this story is withdrawn" in client.get(reinstate_url(article)).content.decode()
        response = client.post(reinstate_url(article), {"version": article.version})
        assert response.status_code == 409
        assert "Undo the withdrawal" not in client.get(story_url(article)).content.decode()


def test_a_story_published_anew_since_has_nothing_to_undo(withdrawn, boss, client):
    withdrawn.publish(boss)
    assert withdrawn.withdrawn_edition() is None
    response = client.post(reinstate_url(withdrawn), {"version": withdrawn.version})
    assert response.status_code == 409
    assert Edition.objects.live().count() == 1


@pytest.mark.parametrize("version", ["0", "", "x", "٣", "99999999999999999999"])
def test_who_saw_another_version_is_told_and_changes_nothing(withdrawn, client, version):
    response = client.post(reinstate_url(withdrawn), {"version": version})
    assert response.status_code == 409
    assert "Somebody else has changed this story meanwhile" in response.content.decode()
    assert "Bring it back now" in response.content.decode()  # with the version of now
    assert withdrawn.live_edition() is None


def test_an_embargo_and_the_checklist_keep_it_back(withdrawn, client):
    withdrawn.embargo_until = timezone.now() + DAY
    withdrawn.save()
    response = client.post(reinstate_url(withdrawn), {"version": withdrawn.version})
    assert response.status_code == 409
    assert "under embargo until" in response.content.decode()
    withdrawn.embargo_until = None
    withdrawn.save()
    ChecklistRule.objects.filter(check_name="no_source").update(severity="blocking")
    response = client.post(reinstate_url(withdrawn), {"version": withdrawn.version})
    assert response.status_code == 409
    assert "No source is named." in response.content.decode()
    assert withdrawn.live_edition() is None
