"""Fronts of random pins over random stories at random times, against what must hold of each."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.front import BRIEF, LONG, fill
from articles.front_content import BLOCK, LAYOUTS, PLACES, slot_of
from articles.models import Edition
from tests.factories import create_article, create_author, create_image, create_section, create_superuser, create_tag

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
STORIES, SECTIONS, HOURS = 16, 3, 24

hours = st.integers(min_value=0, max_value=HOURS)
stories = st.fixed_dictionaries(
    {
        "from": hours,
        "for": st.none() | st.integers(min_value=1, max_value=HOURS),
        "kind": st.sampled_from(["news", "news", "analysis", "opinion", "review", "live"]),
        "words": st.sampled_from([0, BRIEF, BRIEF + 1, LONG]),
        "section": st.integers(min_value=0, max_value=SECTIONS - 1),
        "has_picture": st.booleans(),
    }
)
pins = st.fixed_dictionaries(
    {
        "slot": st.sampled_from([*PLACES, "lead", "block 0", "block 1", "nowhere"]),
        "position": st.integers(min_value=0, max_value=4),
        "story": st.integers(min_value=0, max_value=STORIES),  # the last is none
        "until": st.none() | hours,
    }
)


def after(number):
    return START + timedelta(hours=number)


class FrontsTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sections = [create_section() for _ in range(SECTIONS)]
        cls.image, tag, boss, author = create_image(), create_tag(), create_superuser(), create_author()
        cls.editions = [
            create_article(section=cls.sections[0], tags=[tag.name], authors=[author]).publish(boss, at=START)
            for _ in range(STORIES)
        ]

    def tell(self, told):
        """Let the stories be as ``told``: one edition each."""
        for edition, one in zip(self.editions, told, strict=True):
            edition.live_from = edition.published_at = after(one["from"])
            edition.live_until = one["for"] and edition.live_from + timedelta(hours=one["for"])
            edition.article_kind, edition.words = one["kind"], one["words"]
            edition.section = self.sections[one["section"]]
            edition.lead_image = self.image if one["has_picture"] else None
        changed = ["live_from", "live_until", "published_at", "article_kind", "words", "section", "lead_image"]
        Edition.objects.bulk_update(self.editions, changed)

    def content(self, drawn, layout, big):
        articles = [*(edition.article_id for edition in self.editions), 10**9]
        slots = {"block 0": slot_of(self.sections[0]), "block 1": slot_of(self.sections[1])}
        rows = [
            {
                "slot": slots.get(one["slot"], one["slot"]),
                "position": one["position"],
                "article": articles[one["story"]],
                "until": None if one["until"] is None else after(one["until"]).isoformat(),
            }
            for one in drawn
        ]
        return {"layout": layout, "pins": rows, "big": [articles[number] for number in big]}

    def pins_that_hold(self, content, live, at):
        """Dict of place → id of the story that must stand there."""
        held, stories, told = {}, set(), set()
        order = [*PLACES, *map(slot_of, self.sections)]
        rows = [row for row in content["pins"] if row["slot"] in order]
        for row in sorted(rows, key=lambda row: (min(order.index(row["slot"]), len(PLACES)), row["position"])):
            place = row["slot"], row["position"]
            number = PLACES.get(row["slot"], BLOCK)
            if row["position"] >= number or place in told or row["article"] in stories:
                continue
            told.add(place)
            stories.add(row["article"])
            is_over = row["until"] and datetime.fromisoformat(row["until"]) <= at
            is_of_package = row["slot"] == "lead" and row["position"] > 0
            if row["article"] in live and not is_over and not (is_of_package and content["layout"] != "package"):
                held[place] = row["article"]
        return held

    @settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        told=st.lists(stories, min_size=STORIES, max_size=STORIES),
        drawn=st.lists(pins, max_size=12),
        layout=st.sampled_from([*LAYOUTS]),
        big=st.lists(st.integers(min_value=0, max_value=STORIES), max_size=3),
        at=hours.map(after),
    )
    def test_no_story_twice_nothing_that_is_not_live_and_pins_win(self, told, drawn, layout, big, at):
        self.tell(told)
        content = self.content(drawn, layout, big)
        live = {
            edition.article_id: edition
            for edition in self.editions
            if edition.live_from <= at and (edition.live_until is None or at < edition.live_until)
        }
        filled = fill(content, at)
        standing = {(place.slot, place.position): place.edition.article_id for place in filled.places}

        assert len(filled.places) == len(standing) == len({*standing.values()})
        assert {*standing.values()} <= live.keys()
        held = self.pins_that_hold(content, live, at)
        assert {place: standing.get(place) for place in held} == held
        assert {(place.slot, place.position) for place in filled.places if place.pin} == held.keys()

        by_rule = [place for place in filled.places if not place.pin]
        news = {pk for pk, edition in live.items() if edition.article_kind != "opinion"} - {*held.values()}
        for place in by_rule:
            is_opinion = place.edition.article_kind == "opinion"
            assert is_opinion == (place.slot == "opinion") or (place.slot == "lead" and place.position)
        if ("lead", 0) not in held:
            assert bool(filled.lead) == bool(news)
        if filled.lead and not filled.lead.pin and live[filled.lead.edition.article_id].words <= BRIEF:
            lead = filled.lead.edition
            assert (
                lead.article_id in content["big"]
                or lead.article_kind == "live"
                or all(live[pk].words <= BRIEF and live[pk].article_kind != "live" for pk in news)
            )
        for section, places in filled.blocks:
            assert all(place.pin or place.edition.section_id == section.pk for place in places)
