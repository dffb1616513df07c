"""What pages say in words, links and attributes; and that nobody's text gets out of them."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone

from django.template import Context, Template
from django.test import SimpleTestCase, TestCase, override_settings

from articles.models import Author, Edition, Image, Section
from articles.templatetags.articles import (
    absolute,
    byline,
    direction,
    json_ld,
    kicker,
    picture,
    portrait,
    rich_text,
    when,
    words_for,
)
from tests import factories


def render(source, **context):
    return Template("{% load articles %}" + source).render(Context(context))


def image(**fields):
    return Image(**{"key": "ab" * 12, "alt": "Cranes at dusk", "width": 2000, "height": 1000, **fields})


class PictureTests(SimpleTestCase):
    def test_offers_webp_and_jpeg_in_every_width(self):
        html = render("{% picture image %}", image=image())
        srcsets = re.findall(r'srcset="([^"]*)"', html)
        self.assertEqual(len(srcsets), 2)
        for srcset, suffix in zip(srcsets, ("webp", "jpg"), strict=True):
            self.assertEqual(re.findall(rf"\.{suffix} (\d+)w", srcset), ["480", "960", "1600"])

    def test_reserves_its_room_before_it_is_there(self):
        self.assertInHTML(
            '<img src="/media/images/ab/abababababababababababab/1600.jpg" width="1600" height="800"'
            ' srcset="/media/images/ab/abababababababababababab/480.jpg 480w,'
            " /media/images/ab/abababababababababababab/960.jpg 960w,"
            ' /media/images/ab/abababababababababababab/1600.jpg 1600w"'
            ' sizes="50vw" alt="Cranes at dusk" loading="lazy" decoding="async">',
            render('{% picture image sizes="50vw" %}', image=image()),
        )

    def test_only_the_awaited_picture_is_fetched_first(self):
        html = render("{% picture image eager=True %}", image=image())
        self.assertIn('fetchpriority="high"', html)
        self.assertNotIn("lazy", html)

    def test_alternative_text_of_the_story_wins_even_when_empty(self):
        self.assertEqual(picture(image(), alt="A quay")["alt"], "A quay")
        self.assertEqual(picture(image(), alt="")["alt"], "")
        self.assertEqual(picture(image())["alt"], "Cranes at dusk")

    def test_alternative_text_cannot_leave_its_attribute(self):
        self.assertIn('alt="&quot;&gt;&lt;b&gt;"', render("{% picture image %}", image=image(alt='"><b>')))

    def test_names_its_focal_point_and_a_tall_shape_in_classes(self):
        upright = image(width=1000, height=1500, focal_x=0.31, focal_y=1)
        self.assertEqual(picture(upright)["classes"], "picture focus-x-3 focus-y-10 picture--tall")

    def test_nothing_for_no_picture(self):
        self.assertEqual(render("{% picture image %}", image=None).strip(), "")


class PortraitTests(TestCase):
    def test_shows_a_face_that_was_loaded_and_asks_for_none(self):
        pk = factories.create_author(portrait=factories.create_image()).pk
        with_face = Author.objects.select_related("portrait").get(pk=pk)
        without = Author.objects.get(pk=pk)
        with self.assertNumQueries(0):
            self.assertEqual(portrait(with_face)["image"], with_face.portrait)
            self.assertIsNone(portrait(without)["image"])


class BylineTests(SimpleTestCase):
    def names(self, *names):
        authors = [Author(name=name, slug=f"a{number}") for number, name in enumerate(names)]
        return re.sub(r"<[^>]+>", "", byline(authors))

    def test_joins_names_as_in_print(self):
        self.assertEqual(self.names(), "")
        self.assertEqual(self.names("Ines Varga"), "Ines Varga")
        self.assertEqual(self.names("Ines Varga", "Tom Okafor"), "Ines Varga and Tom Okafor")
        self.assertEqual(self.names("A", "B", "C"), "A, B and C")

    def test_links_and_keeps_the_direction_of_a_name_to_itself(self):
        self.assertEqual(
            byline([Author(name="ליאת", slug="liat")]),
            '<a href="/authors/liat/" rel="author"><bdi>ליאת</bdi></a>',
        )

    def test_names_are_text(self):
        self.assertIn("&lt;i&gt;", byline([Author(name="<i>", slug="i"), Author(name="B", slug="b")]))


class KickerTests(SimpleTestCase):
    city = Section(pk=1, name="City", slug="city")
    opinion = Section(pk=2, name="Opinion", slug="opinion")

    def said(self, section, kind, **options):
        found = kicker(Edition(section=section, article_kind=kind), **options)
        return found["section"] and found["section"].name, found["kind"]

    def test_says_section_and_kind_but_nothing_that_is_plain(self):
        self.assertEqual(self.said(self.city, "analysis"), ("City", "Analysis"))
        self.assertEqual(self.said(self.city, "news"), ("City", None))
        self.assertEqual(self.said(self.opinion, "opinion"), ("Opinion", None))
        self.assertEqual(self.said(self.city, "review", within=self.city), (None, "Review"))

    def test_is_left_out_when_there_is_nothing_to_say(self):
        edition = Edition(section=self.city, article_kind="news")
        self.assertEqual(render("{% kicker edition city %}", edition=edition, city=self.city).strip(), "")


class WhenTests(SimpleTestCase):
    now = datetime(2026, 11, 23, 15, 0, tzinfo=timezone(timedelta(hours=1)))

    def words(self, **ago):
        return words_for(self.now - timedelta(**ago), self.now)

    def test_is_as_exact_as_its_age_asks_for(self):
        self.assertEqual(self.words(minutes=58), "14:02")
        self.assertEqual(self.words(hours=15), "00:00")
        self.assertEqual(self.words(hours=15, minutes=1), "Sunday 23:59")
        self.assertEqual(self.words(days=6), "Tuesday 15:00")
        self.assertEqual(self.words(days=7), "16 November 2026")

    def test_never_counts_minutes_that_a_stored_page_would_get_wrong(self):
        self.assertEqual(self.words(minutes=1), "14:59")

    def test_a_later_moment_is_told_in_full(self):
        self.assertEqual(self.words(days=-1), "24 November 2026")

    def test_full_style_says_day_and_minute(self):
        self.assertEqual(words_for(self.now, self.now, "full"), "23 November 2026, 15:00")

    @override_settings(TIME_ZONE="Europe/Berlin")
    def test_is_machine_readable_in_the_zone_of_the_publication(self):
        moment = datetime(2020, 2, 29, 23, 30, tzinfo=UTC)
        self.assertEqual(when(moment), '<time datetime="2020-03-01T00:30+01:00">1 March 2020</time>')

    def test_nothing_for_no_moment(self):
        self.assertEqual(when(None), "")


class RichTextTests(SimpleTestCase):
    def test_keeps_text_and_drops_what_runs(self):
        html = rich_text('<p onclick="x()">Who <b>pays</b></p><script>x()</script>')
        self.assertEqual(html, "<p>Who <b>pays</b></p>")
        self.assertEqual(render("{{ html }}", html=html), html)

    def test_a_table_scrolls_in_a_box_that_the_keyboard_reaches(self):
        html = rich_text("<table><tbody><tr><td>1</td></tr></tbody></table>")
        self.assertHTMLEqual(
            html,
            '<div class="table" role="group" aria-label="Table" tabindex="0">'
            "<table><tbody><tr><td>1</td></tr></tbody></table></div>",
        )


@override_settings(SITE_URL="https://ledger.example")
class AbsoluteTests(SimpleTestCase):
    def test_adds_the_site_to_an_own_address_alone(self):
        self.assertEqual(absolute("/city/?page=2"), "https://ledger.example/city/?page=2")
        self.assertEqual(absolute("https://cdn.example/a.jpg"), "https://cdn.example/a.jpg")
        self.assertEqual(absolute(""), "")


class DirectionTests(SimpleTestCase):
    def test_knows_scripts_that_run_from_right_to_left(self):
        self.assertEqual(direction("ar"), "rtl")
        self.assertEqual(direction("he-IL"), "rtl")
        self.assertEqual(direction("pt-BR"), "ltr")

    def test_a_language_nobody_knows_runs_from_left_to_right(self):
        for code in ("", None, "tlh", "x" * 12):
            self.assertEqual(direction(code), "ltr")


class InLanguageTests(SimpleTestCase):
    def test_says_language_and_direction_when_a_story_has_its_own(self):
        self.assertEqual(render("{% in_language code %}", code="ar"), 'lang="ar" dir="rtl"')
        self.assertEqual(render("{% in_language code %}", code=""), "")


class JsonLdTests(SimpleTestCase):
    def data(self, html):
        return json.loads(re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', html)[1])

    def test_says_the_same_to_a_machine(self):
        data = {"headline": "“Årsmøte” & <b>co</b>", "wordCount": 3, "author": [{"name": "ליאת"}]}
        self.assertEqual(self.data(json_ld(data)), data)

    def test_no_text_can_close_or_open_anything(self):
        words = "</script><!--<script>]]>&amp;\u2028\u2029"
        html = json_ld({"headline": words, words: "key"})
        self.assertEqual(self.data(html), {"headline": words, words: "key"})
        inside = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
        self.assertFalse(set("<>&\u2028\u2029") & set(inside))

    def test_nothing_for_no_data(self):
        self.assertEqual(json_ld(None), "")
