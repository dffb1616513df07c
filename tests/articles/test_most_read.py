"""Readings are counted by story and hour, of people alone, by nothing that tells who; and lists are made of a day's."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.models import Article, Reads
from articles.most_read import ASKED, FEWEST, LEAST_READ, LEAST_SAID, SHOWN, most
from newsroom.models import Publication
from tests.comments.factories import create_comment
from tests.factories import create_article, create_superuser, publish

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
BROWSER = "Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
MACHINES = [
    "",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0 Safari/537.36",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "python-requests/2.32",
    "curl/8.5.0",
]


def read(client, article, agent=BROWSER, **headers):
    response = client.post("/reads/", {"article": article}, headers={"user-agent": agent, **headers})
    assert (response.status_code, response.content, response.cookies) == (204, b"", {})


def numbers():
    return dict(Reads.objects.values_list("article", "number"))


def reads_of(article, number, ago=HOUR):
    at = (timezone.now() - ago).replace(minute=0, second=0, microsecond=0)
    Reads.objects.create(article=article, hour=at, number=number)


def test_each_reading_of_a_live_story_counts_one(client, django_assert_num_queries):
    article = publish().article
    read(client, article.pk)
    with django_assert_num_queries(2):  # publication, one more
        read(client, article.pk)
    assert numbers() == {article.pk: 2}
    (row,) = Reads.objects.all()
    assert (row.hour.minute, row.hour.second, row.hour.microsecond) == (0, 0, 0)
    assert {field.name for field in Reads._meta.get_fields()} == {"id", "article", "hour", "number"}


def test_machines_other_sites_the_desk_and_pages_fetched_ahead_are_not_counted(client):
    article = publish().article
    for machine in MACHINES:
        read(client, article.pk, agent=machine)
    read(client, article.pk, origin="https://elsewhere.example")
    read(client, article.pk, **{"sec-fetch-site": "cross-site"})
    read(client, article.pk, **{"sec-purpose": "prefetch;prerender"})
    Publication.objects.create(counts_reads=False)
    read(client, article.pk)
    Publication.objects.update(counts_reads=True)
    client.force_login(create_superuser())
    read(client, article.pk)
    assert numbers() == {}


def test_what_is_not_public_and_what_is_no_story_is_not_counted(client):
    gone = publish().article
    gone.withdraw(create_superuser(), reason="Wrong.")
    for number in (create_article().pk, gone.pk, 10**9, "9" * 18, "9" * 30, "x", "", "²", "-1"):
        read(client, number)
    assert numbers() == {}
    assert client.get("/reads/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_who_read_at_once_are_two():
    article, both = publish().article, Barrier(2)

    def count():
        both.wait()
        for _ in range(30):
            Reads.count(article.pk)
        connection.close()

    threads = [Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(numbers().values()) == 60


@pytest.fixture
def day():
    """Stories (list) of which the first was read and discussed most, more than a list holds."""
    stories = [publish(headline=f"Story {number}").article for number in range(SHOWN + 2)]
    for place, story in enumerate(stories):
        reads_of(story, LEAST_READ + 20 - place)
        for _ in range(LEAST_SAID + (place < 2)):
            create_comment(edition=story.live_edition(), status="approved")
    return stories


def test_lists_have_those_with_the_most_of_the_last_day_in_one_query(day, django_assert_num_queries):
    reads_of(day[-1], 1000, ago=25 * HOUR)
    reads_of(day[-1], 7, ago=3 * HOUR)
    with django_assert_num_queries(1):
        shown = most()
        assert all(edition.get_absolute_url() for edition in (*shown.read, *shown.discussed))
    assert [(edition.article_id, edition.reads) for edition in shown.read[:2]] == [(day[-1].pk, 26), (day[0].pk, 25)]
    assert len(shown.read) == len(shown.discussed) == SHOWN
    assert {edition.article_id for edition in shown.discussed[:2]} == {day[0].pk, day[1].pk}
    assert day[0].pk not in {edition.article_id for edition in most(but=day[0].pk).read}
    assert (most(reads=False).read, len(most(reads=False).discussed)) == ([], SHOWN)
    assert len(day) <= ASKED


def test_what_is_withdrawn_waits_or_hides_its_comments_is_in_no_list(day):
    boss = create_superuser()
    day[0].withdraw(boss, reason="Wrong.")
    Article.objects.filter(pk=day[1].pk).update(comments_policy="hidden")
    waiting = create_article()
    waiting.publish(boss, at=timezone.now() + HOUR)
    reads_of(waiting, 1000)
    shown = most()
    assert [edition.article_id for edition in shown.read] == [story.pk for story in day[1:][:SHOWN]]
    assert not {day[0].pk, day[1].pk} & {edition.article_id for edition in shown.discussed}


def test_too_little_is_no_list(client):
    stories = [publish().article for _ in range(FEWEST)]
    for story in stories[1:]:
        reads_of(story, LEAST_READ)
    reads_of(stories[0], LEAST_READ - 1)
    assert not most()
    assert "Most read" not in client.get("/").content.decode()
    reads_of(stories[0], 1, ago=2 * HOUR)
    assert len(most().read) == FEWEST


def test_front_page_and_stories_show_them_and_the_page_tells_what_to_count(client, day):
    front, page = client.get("/"), client.get(day[0].live_edition().get_absolute_url())
    for response in (front, page):
        assert "Most read" in response.content.decode()
        assert "Most discussed" in response.content.decode()
        assert not response.cookies
    assert f'data-reading="{day[0].pk}"' in page.content.decode()
    assert "data-reading-at=" in page.content.decode()
    assert "data-reading-at=" not in front.content.decode()
    Publication.objects.create(counts_reads=False)
    page = client.get(day[0].live_edition().get_absolute_url()).content.decode()
    assert "data-reading-at=" not in page
    assert "Most read" not in page
    assert "Most discussed" in page


def test_home_says_how_often_a_story_was_read(client, day):
    client.force_login(create_superuser())
    assert f"read {LEAST_READ + 20} times in 24 hours" in client.get("/admin/").content.decode()


def test_old_numbers_are_forgotten(capsys):
    article = publish().article
    reads_of(article, 1)
    reads_of(article, 9, ago=Reads.KEPT + 2 * HOUR)
    call_command("forget_reads", "--dry-run")
    assert sum(numbers().values())
    assert Reads.objects.count() == 2
    call_command("forget_reads")
    assert numbers() == {article.pk: 1}
    assert "Deleted 1 number(s)" in capsys.readouterr().out
