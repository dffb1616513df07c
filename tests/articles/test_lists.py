"""How pages that list stories are composed: what stands at the head, in the list and beside it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Author
from articles.periods import Period, calendar_of
from tests.factories import create_article, create_author, create_series, create_tag, publish

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def main(client, path):
    return client.get(path).content.decode().partition("<main")[2].partition("</main>")[0]


class TestTopics:
    def test_the_newest_leads_where_nothing_is_put_there_and_stands_once(self, client):
        tag = create_tag(name="Trams")
        for number in range(15):
            publish(headline=f"Story {number:02}", tags=["Trams"], at=timezone.now() - number * HOUR)
        context = client.get(tag.get_absolute_url()).context
        assert context["lead"].headline == "Story 00"
        shown = [*context["beside"], *context["listed"], *context["more"]]
        assert [edition.headline for edition in shown] == [f"Story {number:02}" for number in range(1, 15)]
        assert (len(context["beside"]), len(context["more"])) == (3, 3)
        page = main(client, tag.get_absolute_url())
        assert len(re.findall('<h[23] class="card__headline"', page)) == 15
        assert "More on Trams" in page

    def test_one_story_alone_has_other_ways_beside_it(self, client):
        tag = create_tag(name="Trams")
        publish(headline="Alone", tags=["Trams"])
        assert "Find another story" in main(client, tag.get_absolute_url())

    def test_without_a_story_it_says_so(self, client):
        page = main(client, create_tag(name="Trams").get_absolute_url())
        assert "No stories here yet" in page
        assert 'href="/tags/"' in page


class TestAuthors:
    def test_what_is_known_stands_beside_their_stories(self, client):
        author = create_author(name="Nina Vik", role="Reporter", bio="Writes.", location="Port Merrow")
        Author.objects.update(expertise=["Ports"], languages=["English"], email_shown="nina@example.org")
        for number in range(12):
            publish(create_article(headline=f"Story {number:02}", authors=[author]))
        page = main(client, author.get_absolute_url())
        for words in ("Reporter", "Writes.", "Port Merrow", "Ports", "English", "mailto:nina@example.org"):
            assert words in page
        assert page.count('class="card card--dated') == 8
        assert page.count('class="card card--small') == 4
        assert "More by" in page


class TestSeries:
    def test_the_parts_in_order_and_the_latest_beside_them(self, client):
        parts = [publish(headline=f"Part {number}", at=timezone.now() - number * HOUR).article for number in (2, 1, 3)]
        response = client.get(create_series(name="The dock", parts=parts).get_absolute_url())
        assert [edition.headline for edition in response.context["editions"]] == ["Part 2", "Part 1", "Part 3"]
        assert response.context["latest"].headline == "Part 1"


class TestArchive:
    def at(self, *moment, **fields):
        return publish(at=datetime(*moment, 12, tzinfo=UTC), **fields)

    def test_a_month_has_its_stories_by_the_day_and_a_calendar(self, client):
        self.at(2026, 3, 2, headline="Early")
        self.at(2026, 3, 10, headline="Late")
        self.at(2026, 5, 1)
        page = main(client, "/2026/03/")
        assert page.index("Tuesday, 10 March") < page.index("Late") < page.index("Monday, 2 March")
        assert re.findall(r'<td><a href="([^"]+)"', page) == ["/2026/03/02/", "/2026/03/10/"]
        assert '<a class="pager__older" href="/2026/05/" rel="next">May 2026</a>' in page
        assert "prev" not in page

    def test_a_day_stands_marked_in_the_calendar_of_its_month(self, client):
        self.at(2026, 3, 2)
        self.at(2026, 3, 10, headline="Late")
        page = main(client, "/2026/03/10/")
        assert 'href="/2026/03/10/" aria-current="date"' in page
        assert 'href="/2026/03/02/" rel="prev">2 March 2026' in page
        assert '<h2 class="card__headline"' in page

    def test_a_year_has_its_months(self, client):
        self.at(2026, 3, 2)
        self.at(2026, 11, 2)
        page = main(client, "/2026/")
        assert re.findall(r'<td><a href="([^"]+)"', page) == ["/2026/03/", "/2026/11/"]
        assert page.count("<td>") == 12

    def test_a_calendar_begins_its_weeks_on_monday(self, django_assert_num_queries):
        edition = self.at(2026, 3, 2)
        with django_assert_num_queries(1):
            weeks = calendar_of(Period(2026, 3), type(edition).objects.live())
        assert [len(week) for week in weeks] == [7] * 6
        assert [day and day.day for day, _ in weeks[0]] == [None] * 6 + [1]
        assert weeks[1][0] == (Period(2026, 3, 2), True)
        assert sum(has_any for week in weeks for _, has_any in week) == 1


def test_who_comes_to_no_page_can_search(client):
    page = client.get("/no-such-page/").content.decode()
    assert '<form class="joined" role="search" action="/search/">' in page
