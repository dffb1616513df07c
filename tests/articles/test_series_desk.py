"""At the desk: series with their parts, the series of a story, what makes a topic of a tag, what a story translates."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Series, Tag
from tests.articles.desk import shown as shown_of_story
from tests.articles.desk import story_url, values
from tests.factories import (
    create_article,
    create_image,
    create_section,
    create_series,
    create_tag,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = create_user(role="editor")
    client.force_login(user)
    return user


def change(record):
    return reverse(f"admin:articles_{record._meta.model_name}_change", args=[record.pk])


def sent(client, url):
    """What a browser sends back of a form of records, as it was shown."""
    return values(client.get(url).context["adminform"].form)


def press(client, url, follow=True, **typed):
    return client.post(url, {**sent(client, url), **typed}, follow=follow)


def parts(series):
    return list(series.parts.values_list("article__headline", flat=True))


class TestSeries:
    def test_an_editor_makes_one_with_an_address_of_its_own(self, client, editor):
        first = publish(headline="How it began").article
        page = press(client, reverse("admin:articles_series_add"), name="The dock", new_part=first.pk, do="add")
        series = Series.objects.get()
        assert (series.slug, parts(series)) == ("the-dock", ["How it began"])
        assert page.redirect_chain[-1][0] == f"{change(series)}#parts"
        assert client.get("/series/the-dock/").status_code == 200

    def test_buttons_move_and_take_out_and_lose_nothing_that_was_typed(self, client, editor):
        articles = [create_article(headline=name) for name in ("A", "B", "C")]
        series = create_series(name="The dock", parts=articles)
        page = press(client, change(series), description="Two years.", do=f"up {articles[2].pk}")
        assert parts(series) == ["A", "C", "B"]
        assert Series.objects.get().description == "Two years."
        assert f'value="up {articles[2].pk}" aria-label="Move C up" autofocus' in page.content.decode()
        press(client, change(series), do=f"down {articles[0].pk}")
        assert parts(series) == ["C", "A", "B"]
        press(client, change(series), do=f"out {articles[0].pk}")
        assert parts(series) == ["C", "B"]
        for nonsense in ("up", "up x", "up 999999", "out -1", "fly 1", f"up {10**30}"):
            assert press(client, change(series), do=nonsense).status_code == 200
        assert parts(series) == ["C", "B"]

    def test_what_is_wrong_is_told_and_no_part_moves(self, client, editor):
        articles = [create_article(headline=name) for name in ("A", "B")]
        series = create_series(name="The dock", parts=articles)
        create_series(name="Taken")
        page = press(client, change(series), name="taken", do=f"up {articles[1].pk}")
        assert "There is a series of this name already." in page.content.decode()
        assert parts(series) == ["A", "B"]

    def test_a_draft_of_another_desk_is_neither_offered_nor_named(self, client, editor):
        other = create_section()
        other.members.add(create_user(role="editor"))
        secret = create_article(headline="The minister resigns", section=other)
        series = create_series()
        page = press(client, change(series), new_part=secret.pk)
        assert "Select a valid choice" in page.content.decode()
        series.add(secret)
        page = client.get(change(series)).content.decode()
        assert "minister" not in page
        assert f"Story {secret.pk} of another desk" in page

    def test_a_full_one_says_so(self, client, editor, monkeypatch):
        monkeypatch.setattr("articles.models.series.MOST_PARTS", 1)
        series = create_series(parts=[create_article()])
        page = press(client, change(series), new_part=create_article().pk)
        assert "at most 1 part" in page.content.decode()
        assert series.parts.count() == 1

    def test_the_cost_does_not_grow_with_the_parts(self, client, editor, django_assert_num_queries):
        series = create_series(parts=[create_article() for _ in range(2)])
        url = change(series)
        client.get(url)
        with django_assert_num_queries(8) as few:
            client.get(url)
        for _ in range(6):
            series.add(create_article())
        with django_assert_num_queries(len(few)):
            client.get(url)

    def test_an_address_of_the_site_is_no_section(self, client):
        client.force_login(create_user(role="administrator"))
        page = press(client, reverse("admin:articles_section_add"), name="Series")
        assert "an address that the site itself uses" in page.content.decode()


class TestSeriesOfAStory:
    def press(self, client, article, **typed):
        url = story_url(article)
        return client.post(url, {**shown_of_story(client, url), "_save": "1", **typed}, follow=True)

    def test_an_editor_puts_a_live_story_into_a_series_and_takes_it_out(self, client, editor):
        edition, series = publish(), create_series()
        self.press(client, edition.article, series=series.pk)
        assert series.parts.get().article == edition.article
        assert edition.article.revisions.filter(autosave=False).count() == 1  # it says what it said
        self.press(client, edition.article, series="")
        assert not series.parts.exists()

    def test_a_reporter_chooses_for_a_story_that_nobody_has_seen_and_for_no_other(self, client):
        reporter, series = create_user(role="reporter"), create_series()
        client.force_login(reporter)
        draft = create_article(created_by=reporter)
        self.press(client, draft, series=series.pk)
        assert series.parts.get().article == draft
        live = publish(create_article(created_by=reporter)).article
        page = self.press(client, live, series=series.pk)
        assert "ask an editor of the section" in page.content.decode()
        assert series.parts.count() == 1
        page = self.press(client, live, standfirst="Something else.")
        assert "ask an editor" not in page.content.decode()

    def test_a_form_that_was_open_meanwhile_undoes_nobody_s_choice(self, client, editor):
        article, series = create_article(), create_series()
        url = story_url(article)
        stale = shown_of_story(client, url)
        series.add(article)
        client.post(url, {**stale, "_save": "1", "standfirst": "Typed meanwhile."})
        article.refresh_from_db()
        assert article.standfirst == "Typed meanwhile."
        assert series.parts.get().article == article

    def test_a_finished_series_is_offered_to_its_own_parts_alone(self, client, editor):
        article = create_article()
        going_on, finished = create_series(name="Goes on"), create_series(name="Is over", parts=[article])
        Series.objects.filter(pk=finished.pk).update(is_finished=True)

        def offered(story):
            return set(client.get(story_url(story)).context["adminform"].form.fields["series"].queryset)

        assert offered(article) == {going_on, finished}
        assert offered(create_article()) == {going_on}

    def test_a_full_series_is_refused_with_a_sentence(self, client, editor, monkeypatch):
        monkeypatch.setattr("articles.models.series.MOST_PARTS", 0)
        series = create_series()
        page = self.press(client, create_article(), series=series.pk)
        assert "at most 0 parts" in page.content.decode()


class TestTopic:
    def test_an_editor_makes_a_topic_of_a_tag(self, client, editor):
        tag, image, lead = create_tag(name="Trams"), create_image(), publish(headline="Nine trips").article
        press(client, change(tag), title="Night trams", description="Who rides.", picture=image.pk, lead=lead.pk)
        tag = Tag.objects.get(pk=tag.pk)
        assert (tag.title, tag.description, tag.picture, tag.lead) == ("Night trams", "Who rides.", image, lead)
        assert list(Tag.objects.topics()) == [tag]
        other = create_tag()
        found = client.get(reverse("admin:articles_tag_changelist"), {"use": "topics"}).context["cl"].result_list
        assert list(found) == [tag]
        assert other not in found

    def test_a_foreign_draft_can_not_lead_and_one_that_does_may_stay(self, client, editor):
        other = create_section()
        other.members.add(create_user(role="editor"))
        secret = create_article(headline="The minister resigns", section=other)
        tag = create_tag()
        assert "Select a valid choice" in press(client, change(tag), lead=secret.pk).content.decode()
        Tag.objects.filter(pk=tag.pk).update(lead=secret)
        page = press(client, change(tag), description="Of it.")
        assert "minister" not in page.content.decode()
        tag.refresh_from_db()
        assert (tag.lead, tag.description) == (secret, "Of it.")
        client.force_login(create_user(role="reporter"))
        assert "minister" not in client.get(change(tag)).content.decode()

    def test_renaming_keeps_the_page_and_a_merge_tells_what_it_replaced(self, client, editor):
        stays, goes = create_tag(name="Trams"), create_tag(name="Tramway")
        Tag.objects.filter(pk=stays.pk).update(description="Of trams.")
        Tag.objects.filter(pk=goes.pk).update(description="Of the tramway.", title="Rails")
        press(client, change(stays), name="Streetcars", slug="streetcars")
        assert Tag.objects.get(pk=stays.pk).description == "Of trams."
        url = reverse("admin:articles_tag_merge")
        page = client.get(url, {"tag": [stays.pk, goes.pk]})
        assert "its page has a title and a description" in page.content.decode()
        client.post(url, {"tag": [stays.pk, goes.pk], "into": stays.pk})
        tag = Tag.objects.get()
        assert (tag.title, tag.description) == ("Rails", "Of trams.")
        told = client.get(reverse("admin:articles_tag_history", args=[tag.pk])).content.decode()
        assert "Of the tramway." in told


class TestTranslation:
    def press(self, client, article, **typed):
        url = story_url(article)
        return client.post(url, {**shown_of_story(client, url), "_save": "1", **typed}, follow=True)

    def test_what_is_chosen_stands_in_the_next_edition(self, client, editor):
        original, french = publish().article, publish(language="fr").article
        self.press(client, french, translation_of=original.pk)
        assert french.live_edition().translation_of is None
        french.refresh_from_db()
        assert french.publish(
            create_user(is_superuser=True), at=timezone.now() + timedelta(seconds=1)
        ).translation_of == (original)

    def test_a_translation_stands_for_its_original(self, client, editor):
        original = publish().article
        french, german = publish(language="fr", translation_of=original).article, create_article(language="de")
        self.press(client, german, translation_of=french.pk)
        german.refresh_from_db()
        assert german.translation_of == original
        page = self.press(client, original, translation_of=german.pk)
        assert "is a translation of this one already" in page.content.decode()
        page = self.press(client, original, translation_of=create_article().pk)
        assert "Other stories are translations of this one" in page.content.decode()
