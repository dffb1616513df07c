"""The front page: what is kept of it, who may change it, and who stands where."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import front_content
from articles.exceptions import FrontConflict, NotAllowed, Refusal
from articles.front import BRIEF, LONG, fill
from articles.models import Edition, Front, FrontEdition, FrontLogLine
from newsroom.models import Publication
from tests.factories import create_article, create_image, create_section, create_superuser, create_user, publish

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NEWS = f"<p>{'word ' * (BRIEF + 1)}</p>"
LONG_READ = f"<p>{'word ' * LONG}</p>"


def pin(article, slot="lead", position=0, **more):
    return {"slot": slot, "position": position, "article": getattr(article, "pk", article), **more}


def page(*pins, layout="picture", big=(), announcement=None):
    return {"layout": layout, "pins": list(pins), "big": list(big), "announcement": announcement}


def standing(filled):
    """List of (slot, position, headline) as readers see them."""
    return [(place.slot, place.position, place.headline) for place in filled.places]


@pytest.fixture
def boss():
    return create_superuser()


@pytest.fixture
def section():
    return create_section(name="Harbour", slug="harbour")


@pytest.fixture
def news(section):
    """Make a live story of more than a brief, ``hours`` old."""

    def make(headline, hours=5, **fields):
        fields = {"section": section, "body": NEWS, **fields}
        return publish(create_article(headline=headline, **fields), at=timezone.now() - hours * HOUR).article

    return make


class TestTheRule:
    def test_a_brief_without_a_picture_does_not_lead_by_itself(self, news):
        news("Brief", hours=1, body="<p>Twenty-six words.</p>")
        news("With picture", hours=3, lead_image=create_image())
        news("Without", hours=2)
        assert fill({}).lead.headline == "With picture"
        assert [place.headline for place in fill({}).seconds] == ["Without", "Brief"]
        assert fill(page(layout="headline")).lead.headline == "Without"

    @pytest.mark.parametrize("kind", ["opinion", "review"])
    def test_neither_opinion_nor_a_review_leads_while_there_is_news(self, news, kind):
        news("Column", hours=1, kind=kind, lead_image=create_image())
        news("News", hours=9, lead_image=create_image())
        assert fill({}).lead.headline == "News"

    def test_what_an_editor_marked_as_big_leads_however_short(self, news):
        news("Story", hours=1, lead_image=create_image())
        flood = news("Flood", hours=2, body="<p>The dam broke.</p>")
        assert fill(page(big=[flood.pk])).lead.headline == "Flood"
        assert [place.headline for place in fill(page(pin(news("Pinned")), big=[flood.pk])).seconds] == [
            "Flood",
            "Story",
        ]

    def test_something_leads_while_anything_is_live(self, news):
        assert fill({}).places == []
        news("Column", kind="opinion", body="<p>No.</p>")
        assert standing(fill({})) == [("opinion", 0, "Column")]
        news("Brief", body="<p>Yes.</p>")
        assert fill({}).lead.headline == "Brief"

    def test_a_long_read_has_the_feature_band_and_is_not_there_without_one(self, news):
        news("Lead", hours=1, lead_image=create_image())
        for number in range(3):
            news(f"Second {number}", hours=2)
        assert fill({}).feature is None
        news("Long without a picture", hours=3, body=LONG_READ)
        news("Long", hours=4, body=LONG_READ, lead_image=create_image())
        assert fill({}).feature.headline == "Long"

    def test_what_its_writer_calls_a_feature_has_the_band_before_what_is_only_longer(self, news):
        news("Lead", hours=9, lead_image=create_image())
        news("Long", hours=1, body=LONG_READ, lead_image=create_image())
        news("Bare feature", hours=1, kind="feature")
        news("Feature", hours=4, kind="feature", lead_image=create_image())
        assert fill({}).feature.headline == "Feature"
        assert "Feature" not in [place.headline for place in fill({}).seconds]

    def test_what_its_writer_calls_a_brief_does_not_lead_while_there_is_anything_else(self, news):
        for number in range(25):
            news(f"Brief {number}", hours=1, kind="brief", lead_image=create_image())
        news("News", hours=30)
        assert fill({}).lead.headline == "News"
        assert fill(page(layout="headline")).lead.headline == "News"

    def test_the_parts_of_a_package_share_tags_with_its_lead(self, news):
        news("Lead", hours=1, lead_image=create_image(), tags=["Bridge", "Money"])
        news("Newer", hours=2, tags=["Sea"])
        news("One tag", hours=3, tags=["Bridge"])
        news("Two tags", hours=9, tags=["Bridge", "Money"])
        assert [place.headline for place in fill(page(layout="package")).related] == ["Two tags", "One tag"]
        assert fill({}).related == []

    def test_blocks_have_the_newest_of_their_section_that_stand_nowhere_above(self, news):
        culture = create_section(name="Culture", slug="culture")
        for number in range(20):
            news(f"Harbour {number:02}", hours=number + 1)
        news("Play", hours=50, section=culture)
        news("Our view", hours=40, section=culture, kind="opinion")
        filled = fill({})
        (harbour, in_harbour), (last, in_culture) = filled.blocks
        assert (harbour.name, last) == ("Harbour", culture)
        assert [place.headline for place in in_harbour] == [f"Harbour {number}" for number in (12, 13, 14, 15)]
        assert [place.headline for place in in_culture] == ["Play"]
        assert filled.places[-1].headline == "Play"


class TestPins:
    def test_a_pin_wins_and_its_story_stands_nowhere_else(self, news):
        old = news("Old", hours=200)
        news("New", hours=1, lead_image=create_image())
        filled = fill(page(pin(old), pin(news("Third", hours=300), "seconds", 1)))
        assert standing(filled) == [("lead", 0, "Old"), ("seconds", 0, "New"), ("seconds", 1, "Third")]
        assert filled.places[0].pin.article == old.pk
        assert filled.places[1].pin is None

    def test_it_shows_another_headline_kicker_and_picture_here_alone(self, news):
        own, other = create_image(), create_image(alt="A crane")
        story = news("Headline", lead_image=own)
        place = fill(page(pin(story, headline="Other", kicker="The port", image=other.pk))).lead
        assert (place.headline, place.kicker, place.image, place.alt) == ("Other", "The port", other, "A crane")
        assert fill({}).lead.image == own
        other.state = "new"
        other.save()
        assert fill(page(pin(story, image=other.pk))).lead.image == own

    def test_a_picture_stands_once_unless_it_was_chosen_for_the_place(self, news):
        image = create_image()
        for number in range(4):
            news(f"Story {number}", hours=number + 1, lead_image=image)
        assert [place.image for place in fill({}).places] == [image, None, None, None]
        chosen = fill(page(pin(news("Chosen"), "seconds", 1, image=image.pk)))
        assert [place.image for place in chosen.places] == [image, None, image, None, None]
        assert [place.image for place in fill(page(layout="headline")).places] == [image, image, None, None, None]

    def test_it_frees_its_place_when_its_time_is_over(self, news):
        until = timezone.now() + HOUR
        old = news("Old", hours=200)
        news("New", lead_image=create_image())
        said = page(pin(old, until=until.isoformat()))
        assert fill(said, until - timedelta(microseconds=1)).lead.headline == "Old"
        assert fill(said, until).lead.headline == "New"
        assert [idle.reason for idle in fill(said, until).idle] == ["Its time is over."]

    def test_it_waits_for_its_story_and_lets_it_go_when_it_is_withdrawn(self, news, boss):
        at = timezone.now() + HOUR
        news("New", lead_image=create_image())
        coming = create_article(headline="Coming")
        coming.publish(boss, at=at)
        said = page(pin(coming))
        assert fill(said, at - timedelta(microseconds=1)).lead.headline == "New"
        assert [idle.reason for idle in fill(said).idle] == ["The story is not live."]
        assert fill(said, at).lead.headline == "Coming"
        coming.withdraw(boss, at=at + HOUR, reason="It was wrong.")
        assert fill(said, at + HOUR).lead.headline == "New"

    def test_what_is_kept_need_not_be_sound(self, news):
        story = news("Story")
        for content in (
            None,
            [],
            "x",
            {"pins": {}},
            {"pins": [None, {}, {"slot": []}, pin(story, "nowhere"), pin(story, "seconds", 9), pin("1"), pin(True)]},
            page(pin(story, until="yesterday"), pin(story, "section:99"), pin(10**30), pin(story.pk + 99)),
            page(pin(story, "section:0"), pin(story, "section:٣"), pin(story, position=True), layout=[], big=[{}, "x"]),
            page(announcement={"text": "x", "url": "javascript:alert(1)"}, big={}),
            page(announcement=3),
        ):
            assert standing(fill(content)) == [("lead", 0, "Story")]
            assert fill(content).announcement is None

    def test_places_of_a_package_hold_nothing_in_another_layout(self, news):
        story = news("Part")
        assert fill(page(pin(story, "lead", 2), layout="package")).related[0].headline == "Part"
        assert fill(page(pin(story, "lead", 2))).lead.headline == "Part"

    def test_the_page_of_a_section_has_a_lead_of_its_own_section(self, news, section):
        old = news("Old", hours=100)
        news("New")
        elsewhere = news("Elsewhere", section=create_section())
        assert standing(fill(page(pin(old)), section=section)) == [("lead", 0, "Old")]
        assert standing(fill({}, section=section)) == [("lead", 0, "New")]
        filled = fill(page(pin(elsewhere)), section=section)
        assert standing(filled) == [("lead", 0, "New")]
        assert filled.idle[0].reason == "The story is not in Harbour."


def test_the_cost_is_fixed(news, django_assert_num_queries):
    def everything():
        sections = [create_section() for _ in range(3)]
        for number in range(14):
            tags = ["Bridge", f"Tag {number}"]
            news(f"Story {number}", section=sections[number % 3], tags=tags, body=LONG_READ, lead_image=create_image())
            news(f"Column {number}", kind="opinion", section=sections[0])
        pins = [pin(news(f"Pinned {number}"), "briefs", number, image=create_image().pk) for number in range(3)]
        return page(*pins, layout="package")

    for content in (everything(), everything()):
        # pins, sections, news, related, opinion, blocks, editions, pictures of pins, bylines
        with django_assert_num_queries(9):
            filled = fill(content)
            for place in filled.places:
                assert all([place.headline, place.edition.byline, place.edition.section.name])
        assert filled.feature
        assert len({place.edition.article_id for place in filled.places}) == len(filled.places) >= 25
    with django_assert_num_queries(6):
        fill({})


class TestWhatIsKept:
    @pytest.fixture
    def front(self):
        return Front.objects.of()

    def test_there_is_one_of_each(self, section):
        assert Front.objects.of() == Front.objects.of()
        assert Front.objects.of(section) == Front.objects.of(section) != Front.objects.of()
        for again in (None, section):
            with pytest.raises(IntegrityError), transaction.atomic():
                Front.objects.create(section=again)

    def test_a_save_is_a_version_that_no_reader_sees(self, front, boss, news):
        story = news("Story")
        front.save_content(boss, page(pin(story, headline=" Other \n one ")), 0)
        front.refresh_from_db()
        assert (front.version, front.saved_by) == (1, boss)
        assert front.content["pins"][0]["headline"] == "Other one"
        assert Front.objects.live_content() == front_content.EMPTY
        front.save_content(boss, front.content, 1)
        assert front.version == 1

    def test_nobody_overwrites(self, front, boss, news):
        mine, theirs = Front.objects.of(), Front.objects.of()
        theirs.save_content(boss, page(pin(news("Theirs"))), theirs.version)
        before = Front.objects.of().content
        deeds = [
            lambda: mine.save_content(boss, page(pin(news("Mine"))), 0),
            lambda: mine.publish(boss, version=0),
            lambda: mine.revert_to(boss, theirs.publish(boss), version=0),
        ]
        for deed in deeds:
            with pytest.raises(FrontConflict, match="Somebody else") as conflict:
                deed()
            assert conflict.value.front.version == 1
        assert Front.objects.of().content == before

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ([], "set of layout"),
            ({"layout": "wild"}, "no layout “wild”"),
            (page({"slot": "cellar", "position": 0, "article": 1}), "no place “cellar”"),
            (page({"slot": "seconds", "position": 3, "article": 1}), "has 3 place"),
            (page({"slot": "lead", "position": 0, "article": None}), "Lead: choose a story"),
            (page({"slot": "lead", "position": 0, "article": 4711}), "no story with the number 4711"),
            (page(pin(1), pin(2)), "was given two"),
            (page(pin(1), pin(1, "seconds")), "No story stands twice"),
            (page(pin(1, until="18:00")), "day and a time"),
            (page(pin(1, until="2026-11-29T18:00")), "day and a time"),
            (page(pin(1, until="2026-13-29T18:00+01:00")), "day and a time"),
            (page(pin(1, headline="x" * 201)), "201 characters"),
            (page(pin(1, image=4711)), "no picture with the number 4711"),
            (page(pin(1, "section:4711")), "no section with the number 4711"),
            (page(announcement={"text": ""}), "write the sentence"),
            (page(announcement={"text": "x", "url": "javascript:alert(1)"}), "begins with https"),
            (page(announcement={"text": "x", "url": "//evil.example"}), "begins with https"),
            (page(announcement={"text": "x", "url": "/\\evil.example"}), "begins with https"),
            (page(announcement={"text": "x", "url": "https://bank.example@evil.example/"}), "begins with https"),
            (page(big=[1] * 51 + [*range(2, 60)]), "At most 50"),
        ],
    )
    def test_what_cannot_be_meant_is_said_and_saves_nothing(self, front, boss, content, words):
        with pytest.raises(ValidationError) as refusal:
            front.save_content(boss, content, 0)
        assert words in " ".join(refusal.value.messages)
        assert Front.objects.of().version == 0

    def test_a_section_has_a_lead_and_nothing_else(self, boss, section, news):
        front, story = Front.objects.of(section), news("Story")
        for content in (page(pin(story, "seconds")), page(pin(story, "lead", 1)), page(announcement={"text": "x"})):
            with pytest.raises(ValidationError):
                front.save_content(boss, content, 0)
        front.save_content(boss, page(pin(story)), 0)
        front.publish(boss)
        assert Front.objects.live_content(section) == front.content
        assert Front.objects.live_content() == front_content.EMPTY

    def test_it_is_public_by_the_clock_and_undone(self, front, boss, news):
        now = timezone.now()
        first, second = news("First"), news("Second")
        front.save_content(boss, page(pin(first)), 0)
        edition = front.publish(boss, note="Morning")
        front.save_content(boss, page(pin(second)), 1)
        later = front.publish(boss, live_from=now + 6 * HOUR)
        assert (edition.number, later.number) == (1, 2)
        assert list(front.waiting_editions()) == [later]
        almost = later.live_from - timedelta(microseconds=1)
        assert Front.objects.live_content(at=almost) == edition.content
        assert Front.objects.live_content(at=later.live_from) == later.content
        back = front.revert_to(boss, edition)
        assert front.live_edition() == back
        assert front.content == back.content == edition.content
        assert front.version == 3
        later.cancel(boss)
        assert Front.objects.live_content(at=later.live_from) == edition.content
        with pytest.raises(Refusal, match="public already"):
            back.cancel(boss)
        with pytest.raises(Refusal, match="in the past"):
            front.publish(boss, live_from=now - HOUR)

    def test_the_log_says_it_in_words(self, front, boss, news):
        story, other = news("Cranes"), news("Ferry")
        front.save_content(boss, page(pin(story)), 0)
        first = front.publish(boss)
        until = datetime.fromisoformat("2030-01-02T18:00:00+00:00").isoformat()
        bar = {"text": "Storm", "url": "/storm/"}
        said = page(pin(story, "seconds", 1, headline="Other"), pin(other, until=until), layout="package")
        front.save_content(boss, {**said, "announcement": bar, "big": [story.pk]}, 1)
        assert front.log.latest("pk").note.split("\n") == [
            "Layout: Package",
            "“Ferry” pinned as Lead until 2 January 2030, 18:00",
            "“Cranes” moves from Lead to Second 2",
            "“Cranes”: another headline on this page",
            "“Cranes” marked as big",
            "Announcement: “Storm”",
        ]
        assert front.changes()[1:] == front.log.latest("pk").note.split("\n")[1:]
        front.publish(boss, live_from=timezone.now() + HOUR).cancel(boss)
        front.revert_to(boss, first)
        assert [line.action for line in front.log.order_by("pk")] == [
            *("changed", "published", "changed", "scheduled", "cancelled", "dropped", "reverted")
        ]
        with pytest.raises(TypeError):
            FrontLogLine.objects.first().delete()

    def test_who_may(self, news):
        mine, other = create_section(), create_section()
        editor = create_user(role="editor")
        mine.members.add(editor)
        other.members.add(create_user(role="editor"))
        boss = create_user(role="administrator")
        for section, allowed in ((None, [editor, boss]), (mine, [editor, boss]), (other, [boss])):
            front = Front.objects.of(section)
            for user in allowed:
                FrontEdition.objects.filter(pk=front.publish(user).pk).delete()
            refused = {editor} - {*allowed} | {
                create_user(role="reporter"),
                create_user(role="moderator"),
                create_user(),
            }
            edition = front.publish(boss, live_from=timezone.now() + HOUR)
            for user in refused:
                for deed in (
                    partial(front.save_content, user, page(), 0),
                    partial(front.publish, user),
                    partial(front.revert_to, user, edition),
                    partial(edition.cancel, user),
                ):
                    with pytest.raises(NotAllowed):
                        deed()


class TestPages:
    @pytest.fixture
    def show(self, boss):
        """Let readers see ``content``, on the front page or at the head of the page of ``section``."""

        def publish(content, section=None):
            front = Front.objects.of(section)
            front.save_content(boss, content, front.version)
            front.publish(boss)

        return publish

    @pytest.fixture
    def paper(self):
        return Publication.objects.create(name="The Paper")

    @pytest.mark.parametrize("number", [1, 12])
    def test_the_front_page_costs_the_same_whatever_is_on_it(
        self, client, paper, news, show, number, django_assert_num_queries
    ):
        sections = [create_section() for _ in range(number)]
        for each in range(2 * number):
            kind, tags = "opinion" if each % 5 == 4 else "news", ["Bridge", f"Tag {each}"]
            section = sections[each % number]
            news(f"Story {each}", section=section, kind=kind, tags=tags, body=LONG_READ, lead_image=create_image())
        pins = [pin(news("Lead", tags=["Bridge"]), image=create_image().pk), pin(news("Column"), "opinion", 2)]
        show(page(*pins, layout="package", announcement={"text": "Storm"}))
        # publication with its announcement, front, pins, sections, news, related, opinion, blocks, editions, pictures
        # of pins, bylines, most read, menu
        with django_assert_num_queries(13):
            assert client.get("/").status_code == 200

    def test_it_shows_what_is_pinned_as_it_is_pinned(self, client, paper, news, show):
        other = create_image(alt="A crane")
        story = news("Headline <b>", hours=90, standfirst="Why it came.", lead_image=create_image())
        news("Newer", lead_image=create_image())
        show(page(pin(story, headline="<i>Other</i>", kicker="The <u>port</u>", image=other.pk)))
        text = client.get("/").text
        assert "&lt;i&gt;Other&lt;/i&gt;" in text
        assert '<p class="kicker">The &lt;u&gt;port&lt;/u&gt;</p>' in text
        assert other.rendition_url() in text
        assert story.lead_image.rendition_url() not in text
        assert "Headline" not in text
        assert 'class="card card--lead card--of-news card--picture grid"' in text
        show(page(pin(story), layout="headline"))
        text = client.get("/").text
        assert story.lead_image.rendition_url() not in text
        assert "Headline &lt;b&gt;" in text

    def test_no_brief_leads_a_section_while_it_has_anything_else(self, client, news, section):
        news("Brief", hours=1, kind="brief")
        assert client.get("/harbour/").context["lead"].headline == "Brief"
        news("News", hours=9)
        context = client.get("/harbour/").context
        assert (context["lead"].headline, [one.headline for one in context["beside"]]) == ("News", ["Brief"])
        assert fill({}, section=section).lead.headline == "News"

    def test_a_section_has_its_lead_once_and_before_the_others(self, client, news, show, section, monkeypatch):
        monkeypatch.setattr("articles.pagination.SIZE", 2)
        chosen = [news(f"Story {number}", hours=number + 1) for number in range(6)][4]
        assert client.get("/harbour/").context["lead"].headline == "Story 0"
        show(page(pin(chosen, headline="Chosen")), section)
        seen, url = [], "/harbour/"
        while url:
            context = client.get(url).context
            seen += [
                each.headline
                for each in (context["lead"], *context["beside"], *context["listed"], *context["more"])
                if each
            ]
            url = context["page"].older_url and f"/harbour/{context['page'].older_url}"
        assert seen == ["Chosen", "Story 0", "Story 1", "Story 2", "Story 3", "Story 5"]
        assert "Chosen" not in client.get("/").text

    def test_an_announcement_stands_over_every_page_until_its_time(self, client, paper, news, show, boss, monkeypatch):
        story = news("Story")
        pages = ["/", "/harbour/", story.live_edition().get_absolute_url(), "/feeds/", "/nowhere/"]
        until = timezone.now() + HOUR
        bar = {"text": "Gates <close>", "url": '/storm/?a="b"', "label": "Live & now", "until": until.isoformat()}
        front = Front.objects.of()
        front.save_content(boss, page(announcement=bar), 0)
        front.publish(boss, live_from=until - HOUR / 2)
        for at, is_there in ((until - HOUR, False), (until - HOUR / 2, True), (until, False)):
            monkeypatch.setattr(timezone, "now", lambda at=at: at)
            for address in pages:
                text = client.get(address).text
                assert ("Gates &lt;close&gt;" in text) is is_there, (address, at)
                assert ('href="/storm/?a=&quot;b&quot;"' in text) is is_there
                assert ("Live &amp; now" in text) is is_there

    def test_an_unsafe_address_that_was_kept_is_no_link(self, client, paper):
        front = Front.objects.of()
        content = page(announcement={"text": "Storm", "url": "javascript:alert(1)"})
        FrontEdition.objects.create(
            front=front,
            number=1,
            content=content,
            published_by=create_superuser(),
            published_at=timezone.now(),
            live_from=timezone.now(),
        )
        response = client.get("/")
        assert response.status_code == 200
        assert "javascript:" not in response.text


def test_editions_say_how_many_words_they_have():
    assert publish(body="<p>One two <b>three</b>.</p>").words == 3
    assert Edition.objects.get().words == 3
