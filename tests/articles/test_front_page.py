"""How the front and the pages of sections are composed of what stands on them: forms of strips, variants of cards."""

import re
from types import SimpleNamespace

import pytest
from django.template import Context, Template

from articles.front import FORMS, Place, strips
from articles.models import Edition
from articles.templatetags.articles import LONG_HEADLINE, SHOWN
from tests.factories import create_article, create_author, create_image, create_section, publish

PICTURE = object()


def block(*pictures, section=None):
    """A section with one place for each of ``pictures`` (whether the story there has one)."""
    return section, [SimpleNamespace(image=PICTURE if has else None) for has in pictures]


def forms(*blocks):
    return [strip.form for strip in strips(blocks)]


class TestStrips:
    def test_they_take_turns_while_all_have_pictures(self):
        found = forms(*[block(True, True, True, True)] * 12)
        assert found == [*FORMS, *FORMS]
        assert all(one != next_one for one, next_one in zip(found, found[1:], strict=False))

    def test_without_a_picture_the_words_stand_alone(self):
        assert forms(*[block(False, False, False, False)] * 3) == ["words"] * 3

    def test_pictures_of_other_stories_stand_beside_the_larger_words_of_the_first(self):
        found = forms(block(False, True, False), block(False, True, False), block(False, False, False, True))
        assert found == ["columns", "words", "columns"]

    @pytest.mark.parametrize("number", [1, 2])
    def test_one_or_two_stories_share_the_width(self, number):
        assert forms(block(*[True] * number)) == ["few"]

    def test_there_are_none_without_blocks(self):
        assert strips([]) == []


def shown(place, variant, **options):
    options = {"level": 3, "variant": variant, "layout": "", "within": None, **options}
    template = "{% load articles %}{% card place level=level variant=variant layout=layout within=within %}"
    return Template(template).render(Context({"place": place, **options}))


@pytest.mark.django_db
class TestCards:
    @pytest.fixture
    def story(self):
        section = create_section(name="Harbour", slug="harbour")
        author = create_author(name="Ines Varga", role="Columnist", portrait=create_image(alt="Face"))
        article = create_article(
            section=section,
            headline="Ferry",
            standfirst="It sails.",
            authors=[author],
            lead_image=create_image(alt="Quay"),
        )
        edition = Edition.objects.for_cards_without_authors().get(pk=publish(article).pk)
        Edition.with_byline([edition])
        return Place("", 0, edition, image=edition.lead_image)

    @pytest.mark.parametrize("variant", SHOWN)
    def test_each_variant_shows_what_it_says(self, story, variant):
        kicker, picture, standfirst, byline = SHOWN[variant]
        html = shown(story, variant, layout="picture" if variant == "lead" else "")
        assert html.count("<article") == html.count('class="card__headline"') == 1
        assert ('class="kicker"' in html) == kicker
        assert ('class="card__picture' in html) == picture
        assert ("It sails." in html) == standfirst
        assert ("By <a" in html) == byline

    @pytest.mark.parametrize("variant", SHOWN)
    def test_none_leaves_a_hole_where_there_is_no_picture(self, story, variant):
        words = Place("", 0, story.edition)
        for layout in ("picture", "headline", "package", "section") if variant == "lead" else [""]:
            html = shown(words, variant, layout=layout)
            assert "card__picture" not in html
            assert "Ferry" in html

    def test_a_lead_without_a_picture_is_set_larger(self, story):
        for layout in ("picture", "package"):
            assert f"card--{layout}" in shown(story, "lead", layout=layout)
            assert "card--headline" in shown(Place("", 0, story.edition), "lead", layout=layout)

    def test_opinion_says_the_name_before_the_claim(self, story):
        html = shown(story, "first")
        assert html.index("portrait") < html.index("Ines Varga") < html.index("Columnist") < html.index("Ferry")

    def test_a_long_headline_says_so(self, story):
        assert "card--long" not in shown(story, "feature")
        story.edition.headline = "x" * (LONG_HEADLINE + 1)
        assert "card--long" in shown(Place("feature", 0, story.edition), "feature")


@pytest.mark.django_db
class TestPageOfASection:
    @pytest.fixture
    def city(self):
        return create_section(name="City", slug="city")

    def fill(self, city, number):
        for each in range(number):
            publish(headline=f"Story {each}", section=city)

    @pytest.mark.parametrize(("number", "beside", "listed", "more"), [
        (0, 0, 0, 0), (1, 0, 0, 0), (4, 3, 0, 0), (9, 3, 5, 0), (13, 3, 6, 3), (20, 3, 11, 5), (21, 3, 11, 5),
    ])  # fmt: skip
    def test_its_stories_stand_in_three_parts_each_once(self, client, city, number, beside, listed, more):
        self.fill(city, number)
        context = client.get("/city/").context
        assert [len(context[part]) for part in ("beside", "listed", "more")] == [beside, listed, more]
        found = re.findall(r">Story \d+<", client.get("/city/").text)
        assert len(found) == len(set(found)) == min(number, 20)

    def test_older_pages_are_a_list(self, client, city):
        self.fill(city, 23)
        page = client.get(f"/city/{client.get('/city/').context['page'].older_url}")
        assert page.context["lead"] is None
        assert (len(page.context["beside"]), len(page.context["listed"])) == (0, 3)
        assert "Older stories" in page.text
