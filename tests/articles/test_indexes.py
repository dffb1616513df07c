"""Ways to a story that need no search: by date, topic, series, author; and from one story on to the next."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles import pagination
from articles.models import Author, Series, Tag
from articles.story import Story
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_series,
    create_superuser,
    publish,
)

pytestmark = pytest.mark.django_db
MENUS = 1  # with the publication none: there is no row of it in these tests


def links(page):
    """The addresses that the main part of ``page`` (a response) links to, in their order."""
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    return [part.partition('"')[0] for part in main.split('href="')[1:]]


def waiting_for_its_hour(**fields):
    """A story that is scheduled, so that it has an edition which nobody may see yet."""
    article = create_article(**fields)
    article.publish(create_superuser(), at=timezone.now() + timedelta(hours=1))
    return article


def make_topic(tag, **fields):
    Tag.objects.filter(pk=tag.pk).update(**fields)
    return Tag.objects.get(pk=tag.pk)


class TestIndexes:
    def test_every_one_is_linked_from_every_page_of_readers(self, client):
        assert '<a href="/archive/">All our stories</a>' in client.get("/").content.decode()
        for path in ("/archive/", "/tags/", "/series/", "/authors/"):
            page = client.get(path)
            assert page.status_code == 200
            assert links(page)[:4] == ["/archive/", "/tags/", "/series/", "/authors/"]
            assert page.content.decode().count("<h1") == 1
            assert f'<a href="{path}" aria-current="page">' in page.content.decode()

    def test_the_archive_has_the_years_with_a_story_newest_first_and_their_months(
        self, client, django_assert_num_queries
    ):
        for year, month in ((2024, 3), (2026, 2), (2026, 11), (2026, 11)):
            publish(at=datetime(year, month, 5, 12, tzinfo=UTC))
        publish(at=timezone.now() + timedelta(days=80))
        with django_assert_num_queries(MENUS + 3):
            page = client.get("/archive/")
        assert links(page)[4:] == ["/2026/", "/2026/02/", "/2026/11/", "/2024/", "/2024/03/"]

    def test_each_index_lists_what_has_a_live_story_and_nothing_else(self, client):
        author, hidden = create_author(name="Nina Vik"), create_author(name="Not Yet")
        publish(create_article(authors=[author], tags=["Port"]))
        waiting = waiting_for_its_hour(authors=[hidden], tags=["Secret plan"])
        create_series(name="Secret series", parts=[waiting])
        shown = create_series(name="The dock", parts=[waiting, publish().article])
        told = "".join(client.get(path).content.decode() for path in ("/tags/", "/series/", "/authors/"))
        for name in ("Nina Vik", "Port", "The dock", "1 part so far"):
            assert name in told
        for name in ("Not Yet", "Secret plan", "Secret series"):
            assert name not in told
        assert client.get("/series/secret-series/").status_code == 404
        assert client.get(shown.get_absolute_url()).status_code == 200

    @pytest.mark.parametrize(("path", "queries"), [("/tags/", 2), ("/series/", 1), ("/authors/", 1)])
    def test_they_cost_the_same_for_one_and_for_many(self, client, django_assert_num_queries, path, queries):
        def fill(number):
            article = publish(tags=[f"Tag {number}"]).article
            make_topic(Tag.objects.get(name=f"Tag {number}"), description="Of it.", picture=create_image())
            create_series(name=f"Series number {number}", parts=[article], picture=create_image())
            Author.objects.update(portrait=create_image())

        for number in range(2):
            fill(number)
        with django_assert_num_queries(MENUS + 1 + queries):
            client.get(path)
        for number in range(2, 6):
            fill(number)
        with django_assert_num_queries(MENUS + 1 + queries):
            client.get(path)

    @pytest.mark.parametrize("path", ["/tags/", "/authors/", "/series/"])
    def test_long_ones_go_on_by_name_and_tell_each_once(self, client, monkeypatch, path):
        monkeypatch.setattr(pagination, "NAMES", 2)
        names = ["Álvaro", "Berit", "Chi, of the port", "ди", "Ester & co"]
        for name in names:
            article = publish(create_article(tags=[name.replace(",", "")], authors=[create_author(name=name)])).article
            create_series(name=name, parts=[article])
        create_author(name="Berit", slug="berit-2").edition_authors.create(
            edition=article.editions.get(), position=9, published_at=article.editions.get().published_at
        )
        found, page = [], client.get(path)
        first = page
        while True:
            found += [record.pk for record in page.context["page"].items]
            if page.context["page"].older_url is None:
                break
            page = client.get(path + page.context["page"].older_url)
            assert page.context["page"].newer_url == path
        model = {"/tags/": Tag, "/authors/": Author, "/series/": Series}[path]
        assert sorted(found) == sorted(model.objects.with_live_stories().values_list("pk", flat=True))
        assert len(found) == len(set(found)) >= 5
        assert first.context["page"].newer_url is None

    @pytest.mark.parametrize(
        "query", ["after=x", "after=-a", "after=1", "after=99999999999999999999-a", "after=1-zzzz"]
    )
    def test_a_page_that_is_none_is_404(self, client, query):
        publish(tags=["Port"])
        assert client.get(f"/tags/?{query}").status_code == (200 if query == "after=1" else 404)

    def test_what_nobody_can_type_is_no_fault(self, client):
        publish(tags=["Port"])
        assert client.get("/tags/?after=1-%00%EF%BF%BEa").status_code == 200

    def test_topics_stand_above_all_tags_those_with_news_first(self, client):
        publish(tags=["Old topic"], at=timezone.now() - timedelta(days=2))
        publish(tags=["New topic", "Plain"])
        make_topic(Tag.objects.get(name="Old topic"), title="What it was")
        make_topic(Tag.objects.get(name="New topic"), description="What it is.")
        page = client.get("/tags/")
        assert [tag.name for tag in page.context["topics"]] == ["New topic", "Old topic"]
        assert "What it was" in page.content.decode()
        assert [tag.name for tag in page.context["page"].items] == ["New topic", "Old topic", "Plain"]


class TestTopic:
    def test_its_page_has_title_words_and_feed_and_no_second_address(self, client, django_assert_num_queries):
        edition = publish(tags=["Trams"])
        tag = make_topic(
            Tag.objects.get(),
            title="The night trams",
            description="Who rides at three in the morning.",
            picture=create_image(),
            lead=create_article(headline="Not public"),
        )
        with django_assert_num_queries(MENUS + 1 + 4):  # tag, lead, stories and their authors
            page = client.get("/tags/trams/")
        told = page.content.decode()
        assert '<h1 class="title__name">The night trams</h1>' in told
        assert "The night trams – " in told.partition("</title>")[0]
        assert "Who rides at three" in told
        assert 'href="/tags/trams/feed/"' in told
        assert "Not public" not in told
        assert edition.headline in told
        assert str(tag) == "Trams"

    def test_its_lead_stands_first_and_once_and_frees_its_place_when_it_is_not_live(self, client):
        lead, other = publish(headline="Long ago", tags=["Trams"]), publish(headline="Just now", tags=["Trams"])
        outside = publish(headline="Of another subject")
        make_topic(Tag.objects.get(), lead=lead.article)
        main = client.get("/tags/trams/").content.decode()
        assert main.count("Long ago") == 1
        assert main.index("Long ago") < main.index("Just now")
        lead.article.withdraw(create_superuser(), reason="It was wrong.")
        main = client.get("/tags/trams/").content.decode()
        assert "Long ago" not in main
        assert other.headline in main
        make_topic(Tag.objects.get(), lead=outside.article)
        assert "Of another subject" in client.get("/tags/trams/").content.decode()

    def test_on_the_next_page_nothing_is_missing_and_nothing_twice(self, client, monkeypatch):
        monkeypatch.setattr(pagination, "SIZE", 2)
        editions = [publish(tags=["Trams"], at=timezone.now() - timedelta(hours=n)) for n in range(1, 6)]
        make_topic(Tag.objects.get(), lead=editions[3].article)
        found = []
        for number in (1, 2):
            page = client.get(f"/tags/trams/?page={number}")
            found += [edition.pk for edition in page.context["page"].items]
        assert found == [edition.pk for edition in editions if edition != editions[3]]


class TestSeriesPage:
    def test_it_has_the_live_parts_in_their_order_and_a_feed(self, client, django_assert_num_queries):
        first, second = publish(headline="How it began"), publish(headline="Who paid")
        waiting = waiting_for_its_hour(headline="The reckoning")
        series = create_series(name="The dock", description="Two years.", planned_parts=4)
        for article in (second.article, waiting, first.article):
            series.add(article)
        with django_assert_num_queries(MENUS + 1 + 3):
            page = client.get(series.get_absolute_url())
        told = page.content.decode()
        assert (
            told.index("Part 1 of 4") < told.index("Who paid") < told.index("Part 2 of 4") < told.index("How it began")
        )
        assert "2 of 4 parts" in told
        assert "reckoning" not in told
        feed = client.get(f"{series.get_absolute_url()}feed/").content.decode()
        assert feed.count("<item>") == 2
        assert "reckoning" not in feed
        assert f'href="{series.get_absolute_url()}feed/"' in told

    def test_without_a_live_part_neither_page_nor_feed_tells_of_it(self, client):
        series = create_series(parts=[waiting_for_its_hour()])
        for path in (series.get_absolute_url(), f"{series.get_absolute_url()}feed/"):
            assert client.get(path).status_code == 404


class TestPartOfASeries:
    def test_a_story_tells_its_place_and_leads_to_the_parts_before_and_after(self, client):
        editions = [publish(headline=f"Chapter {number}") for number in "ABC"]
        hidden = waiting_for_its_hour(headline="Chapter X")
        articles = [edition.article for edition in editions]
        create_series(name="The dock", parts=[articles[0], hidden, *articles[1:]], is_finished=True)
        for number, edition in enumerate(editions, 1):
            told = client.get(edition.get_absolute_url()).content.decode()
            assert f"Part {number} of 3" in told
            assert ('rel="prev"' in told, 'rel="next"' in told) == (number > 1, number < 3)
            assert "Chapter X" not in told
        middle = client.get(editions[1].get_absolute_url())
        part = middle.context["story"].part
        assert (part.previous, part.next) == (editions[0], editions[2])

    def test_a_preview_counts_the_parts_that_will_stand_before_it(self, django_assert_num_queries):
        editions = [publish() for _ in range(2)]
        draft = create_article()
        create_series(parts=[editions[0].article, draft, editions[1].article])
        story = Story.preview(draft, draft.content())
        with django_assert_num_queries(2):
            part = story.part
        assert (part.number, part.previous, part.next) == (2, editions[0], editions[1])
        alone = create_article()
        assert Story.preview(alone, alone.content()).part is None

    def test_a_card_tells_it_unless_it_stands_on_the_page_of_the_series(self, client):
        series = create_series(name="The dock", parts=[publish(tags=["Port"]).article])
        link = f'Part 1 of <a href="{series.get_absolute_url()}">The dock</a>'
        assert link in client.get("/tags/port/").content.decode()
        assert link not in client.get(series.get_absolute_url()).content.decode()


class TestTranslations:
    def test_versions_lead_to_each_other_in_their_own_names(self, client, django_assert_num_queries):
        original = publish(headline="On the quay")
        french = publish(headline="Sur les quais", language="fr", translation_of=original.article)
        arabic = publish(headline="على الرصيف", language="ar", translation_of=original.article)
        create_article(headline="Am Kai", language="de", translation_of=original.article)
        for edition, others in (
            (original, [arabic, french]),
            (french, [original, arabic]),
            (arabic, [original, french]),
        ):
            story = Story(type(edition).objects.for_page().get(pk=edition.pk))
            with django_assert_num_queries(1):
                assert list(story.translations) == others
        page = client.get(original.get_absolute_url()).content.decode()
        assert (
            f'<a href="{french.get_absolute_url()}" hreflang="fr" rel="alternate" lang="fr" dir="ltr">Français</a>'
            in page
        )
        assert 'hreflang="ar" rel="alternate" lang="ar" dir="rtl">العربيّة</a>' in page
        for code, edition in (("en", original), ("fr", french), ("ar", arabic)):
            for one in (original, french, arabic):
                told = client.get(one.get_absolute_url()).content.decode()
                address = edition.get_absolute_url()
                assert f'<link rel="alternate" hreflang="{code}" href="http://testserver{address}">' in told
        assert "Deutsch" not in page

    def test_what_is_withdrawn_or_unlinked_is_no_version_any_more(self):
        original = publish()
        french, german = (publish(language=code, translation_of=original.article) for code in ("fr", "de"))
        waiting_for_its_hour(language="it", translation_of=original.article)
        story = type(original).objects.for_page
        french.article.withdraw(create_superuser(), reason="It was wrong.")
        assert Story(story().get(pk=original.pk)).translations == [german]
        german.article.withdraw(create_superuser(), reason="It was wrong.")
        assert Story(story().get(pk=original.pk)).translations == []


class TestJumpToTheComments:
    def test_the_head_of_a_story_leads_to_its_comments(self, client):
        edition = publish()
        assert '<a href="#comments">Comments</a>' in client.get(edition.get_absolute_url()).content.decode()
        edition.article.comments_policy = edition.article.CommentsPolicy.HIDDEN
        edition.article.save()
        assert "#comments" not in client.get(edition.get_absolute_url()).content.decode()


def test_pages_of_authors_sections_and_tags_name_their_feeds(client):
    edition = publish(create_article(authors=[create_author(name="Nina Vik", slug="nina-vik")], tags=["Port"]))
    for path in ("/authors/nina-vik/", "/tags/port/", edition.section.get_absolute_url()):
        assert f'href="{path}feed/"' in client.get(path).content.decode()
