"""Series: their order, what readers get of it, and that nothing tells of a part that isn't live."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.exceptions import Refusal
from articles.models import Author, Edition, Series, SeriesPart, Tag
from articles.models import series as module
from tests.factories import create_article, create_author, create_series, create_superuser, create_tag, publish

pytestmark = pytest.mark.django_db


def parts(series):
    return [edition.article_id for edition in Edition.objects.live().in_series(series)]


class TestOrder:
    def test_parts_stand_as_they_were_added_and_move_by_one_place(self):
        one, two, three = (publish().article for _ in range(3))
        series = create_series(parts=[one, two, three])
        assert parts(series) == [one.pk, two.pk, three.pk]
        series.move(three.pk, -1)
        assert parts(series) == [one.pk, three.pk, two.pk]
        for article, step in ((one.pk, -1), (two.pk, 1), (0, 1)):
            series.move(article, step)  # beyond an end, or of a stranger: nothing
        assert parts(series) == [one.pk, three.pk, two.pk]
        series.remove(one)
        assert parts(series) == [three.pk, two.pk]

    def test_a_story_is_in_one_series_and_once(self):
        article = publish().article
        first, second = create_series(parts=[article]), create_series()
        first.add(article)
        assert SeriesPart.objects.count() == 1
        second.add(article)
        assert (parts(first), parts(second)) == ([], [article.pk])

    def test_a_full_series_takes_no_more(self, monkeypatch):
        monkeypatch.setattr(module, "MOST_PARTS", 1)
        series = create_series(parts=[create_article()])
        with pytest.raises(Refusal, match="at most 1 part"):
            series.add(create_article())
        assert series.parts.count() == 1


class TestOnCards:
    def test_a_card_has_its_number_among_the_live_parts_and_costs_no_query_more(self, django_assert_num_queries):
        editions = [publish() for _ in range(3)]
        waiting = create_article()
        waiting.publish(create_superuser(), at=timezone.now() + timedelta(hours=1))
        alone = publish()
        series = create_series(
            name="The dock", parts=[editions[0].article, waiting, *(e.article for e in editions[1:])]
        )
        with django_assert_num_queries(2):
            cards = {edition.pk: edition for edition in Edition.objects.live().for_cards()}
        told = [(cards[e.pk].series_name, cards[e.pk].series_slug, cards[e.pk].part) for e in editions]
        assert told == [("The dock", series.slug, number) for number in (1, 2, 3)]
        assert (cards[alone.pk].series_name, cards[alone.pk].part) == (None, None)

    def test_a_withdrawn_part_leaves_no_gap(self):
        editions = [publish() for _ in range(2)]
        create_series(parts=[edition.article for edition in editions])
        editions[0].article.withdraw(create_superuser(), reason="It was wrong.")
        assert Edition.objects.for_cards().get(pk=editions[1].pk).part == 1

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({}, None),
            ({"is_finished": True}, 3),
            ({"planned_parts": 5}, 5),
            ({"planned_parts": 2}, None),
            ({"planned_parts": 5, "is_finished": True}, 3),
        ],
    )
    def test_how_many_there_are_is_told_when_it_is_certain_or_was_said(self, fields, told):
        assert Series(**fields).total(3) == told


class TestWithLiveStories:
    """``with_live_stories`` of series, tags and authors: what indexes and sitemaps list."""

    def test_each_is_there_while_a_story_is_live_with_the_moment_of_its_newest(self):
        author, tag = create_author(), create_tag()
        create_author(), create_tag(), create_series(parts=[create_article()])
        now = timezone.now()
        old = publish(create_article(authors=[author], tags=[tag.name]), at=now - timedelta(days=3))
        new = publish(create_article(authors=[author], tags=[tag.name]), at=now - timedelta(days=1))
        series = create_series(parts=[new.article, old.article])
        for model, record in ((Author, author), (Tag, tag), (Series, series)):
            assert list(model.objects.with_live_stories()) == [record]
            assert model.objects.with_live_stories().get().newest_story_at == new.published_at
            at = now - timedelta(days=2)
            assert model.objects.with_live_stories(at).get().newest_story_at == old.published_at
            assert not model.objects.with_live_stories(now - timedelta(days=4)).exists()
        for article in (old.article, new.article):
            article.withdraw(create_superuser(), reason="It was wrong.")
        for model in (Author, Tag, Series):
            assert not model.objects.with_live_stories().exists()
