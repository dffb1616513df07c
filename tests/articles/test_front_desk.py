"""The fronts at the desk: what a press of each button does, what is kept and told, and who may."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.admin import front as front_at_the_desk
from articles.admin.front_form import Arrangement
from articles.models import Article, Front
from tests.articles.desk import values
from tests.factories import create_article, create_image, create_section, create_user, publish

pytestmark = pytest.mark.django_db
PAGE = "/admin/articles/front/"
HOUR = timedelta(hours=1)


@pytest.fixture
def city():
    return create_section(name="City", slug="city")


@pytest.fixture
def mara(client):
    mara = create_user(role="editor", username="mara", first_name="Mara", last_name="Lind")
    client.force_login(mara)
    return mara


@pytest.fixture
def stories(city, mara):
    """Ten stories of the city (list of articles), the newest last."""
    now = timezone.now()
    return [publish(headline=f"Story {n}", section=city, by=mara, at=now - (20 - n) * HOUR).article for n in range(10)]


def sent(page):
    """Dict of what a browser would send from ``page`` (response of a front)."""
    context = page.context
    data = {"version": context["version"], "shown": context["shown_as"], "q": context["q"], "to": context["to"]}
    data |= {**values(context["form"]), **values(context["publishing"]), "pin": []}
    for row in [*context["shown"].rows, *context["shown"].elsewhere]:
        if row.pin:
            data["pin"].append(f"{row.key} {row.pin.article}")
            data |= values(row.pin)
    return data


def press(client, do, page=None, path=PAGE, **typed):
    """Press the button ``do`` on ``page`` (default: as it stands now) with ``typed`` in it. Return the response."""
    return client.post(path, {**sent(page or client.get(path)), **typed, "do": do})


def pinned(section=None):
    """Dict of “slot position” → id of the story that is kept there."""
    return {f"{pin['slot']} {pin['position']}": pin["article"] for pin in Front.objects.of(section).content["pins"]}


def test_a_move_changes_places_with_what_is_chosen_and_lets_the_rule_go_on():
    def arranged():
        return Arrangement({("lead", 0): {"article": 1}, ("seconds", 1): {"article": 3, "headline": "Three"}})

    shown = {("lead", 0): 1, ("seconds", 0): 2, ("seconds", 1): 3}
    places = arranged()
    places.move_up(("seconds", 1), ("seconds", 0), shown)  # what stood there by rule goes where the rule puts it
    assert {at: pin["article"] for at, pin in places.pins.items()} == {("lead", 0): 1, ("seconds", 0): 3}
    places.move_up(("seconds", 0), ("lead", 0), shown)
    assert {at: pin["article"] for at, pin in places.pins.items()} == {("lead", 0): 3, ("seconds", 0): 1}
    assert places.pins["lead", 0]["headline"] == "Three"
    places = arranged()
    places.move_down(("lead", 0), ("seconds", 0), shown)  # the one below comes up, and both stay there
    assert {at: pin["article"] for at, pin in places.pins.items() if at[0] == "lead" or at[1] == 0} == {
        ("lead", 0): 2,
        ("seconds", 0): 1,
    }
    places.move_down(("seconds", 1), ("seconds", 2), shown)  # where nothing stands
    assert places.pins["seconds", 2]["article"] == 3
    assert ("seconds", 1) not in places.pins
    places.put(("seconds", 2), 2)  # a story has one place
    assert [pin["article"] for pin in places.pins.values()].count(2) == 1


def test_every_place_shows_what_would_fill_it_and_is_kept_moved_placed_and_freed(client, stories):
    page = client.get(PAGE)
    rows = {row.key: row for row in page.context["shown"].rows}
    lead = rows["lead 0"].article
    assert lead
    assert not rows["lead 0"].pin
    assert page.context["standing"].words == "Fills itself"
    answer = press(client, f"pin lead 0 {lead}")
    assert answer.status_code == 302
    assert answer.url == f"{PAGE}#place-lead-0"
    assert pinned() == {"lead 0": lead}
    second = rows["seconds 0"].article
    assert press(client, "up seconds 0").url == f"{PAGE}#place-lead-0"
    assert pinned() == {"lead 0": second, "seconds 0": lead}
    oldest = stories[0].pk
    assert press(client, f"put {oldest}", to="opinion 2").url == f"{PAGE}?to=opinion+3#place-opinion-2"
    press(client, "free lead 0")
    assert pinned() == {"seconds 0": lead, "opinion 2": oldest}
    page = client.get(PAGE)
    assert page.context["standing"].words == "Fills itself, 2 changes to publish"
    assert Front.objects.of().editions.count() == 0  # no reader sees it yet
    words = [line.note for line in page.context["log"]]
    assert len(words) == 4
    assert "goes from Lead" in words[0]


def test_what_is_typed_around_is_kept_by_every_button(client, stories):
    press(client, f"pin lead 0 {stories[9].pk}")
    typed = {
        f"story-{stories[9].pk}-headline": "Another one",
        f"story-{stories[9].pk}-until_0": "2030-11-29",
        f"story-{stories[9].pk}-until_1": "18:00",
        "text": "Ferries stand still",
        "url": "/city/",
        "layout": "package",
        "when": "later",
        "at_0": "2030-12-01",
        "note": "For Monday",
        "q": "Story",
    }
    answer = press(client, f"pin briefs 0 {stories[3].pk}", **typed)
    content = Front.objects.of().content
    lead = next(pin for pin in content["pins"] if pin["slot"] == "lead")
    assert (lead["headline"], lead["until"]) == ("Another one", "2030-11-29T18:00:00+00:00")
    assert content["layout"] == "package"
    assert (content["announcement"]["text"], content["announcement"]["label"]) == ("Ferries stand still", "Breaking")
    page = client.get(answer.url)
    assert page.context["publishing"]["when"].value() == "later"
    assert page.context["publishing"]["at"].value()[0] == "2030-12-01"
    assert page.context["publishing"]["note"].value() == "For Monday"
    assert {story.name for story in page.context["found"]} <= {f"Story {n}" for n in range(10)}
    # A press that goes nowhere else brings it all back, too.
    press(client, "unannounce")
    assert Front.objects.of().content["announcement"] is None


def test_what_can_not_be_taken_comes_back_with_the_reason_and_nothing_is_saved(client, stories):
    press(client, f"pin lead 0 {stories[9].pk}")
    prefix = f"story-{stories[9].pk}"
    page = press(client, "keep", **{f"{prefix}-until_0": "2030-11-29", f"{prefix}-until_1": "", "text": "Kept"})
    assert page.status_code == 200
    html = page.content.decode()
    assert "Nothing is saved yet." in html
    assert f'href="#id_{prefix}-until_0"' in html
    assert 'value="Kept"' in html
    assert Front.objects.of().content["announcement"] is None
    for typed in (
        {f"{prefix}-image": "999999"},
        {f"{prefix}-image": "x"},
        {"url": "javascript:alert(1)", "text": "Breaking news"},
        {"url": "/city/"},
        {"layout": "sideways"},
        {"until_0": "x", "text": "A"},
    ):
        page = press(client, "keep", **typed)
        assert "Nothing is saved yet." in page.content.decode(), (page.status_code, typed)
    page = press(client, "publish", when="later", at_0="2020-01-01", at_1="06:00")
    assert "That moment has passed." in page.content.decode()
    assert not Front.objects.of().editions.exists()
    # Buttons that nobody has, and places that are nowhere, change nothing.
    before = Front.objects.of().content
    for do in (
        "up nowhere 0",
        "up lead 99",
        "down",
        "free lead x",
        "pin lead 0 x",
        "put 1",
        "revert x",
        "cancel 99",
        "",
    ):
        assert press(client, do, to="lead 77").status_code in (200, 302), do
    assert Front.objects.of().content == before
    assert client.post(PAGE, {"do": "publish"}).status_code == 302  # not from this form
    assert not Front.objects.of().editions.exists()


def test_a_picture_of_its_own_is_shown_and_costs_no_query_each(client, stories):
    picture = create_image(title="The quay")
    press(client, f"pin lead 0 {stories[9].pk}")
    press(client, "keep", **{f"story-{stories[9].pk}-image": str(picture.pk)})
    assert Front.objects.of().content["pins"][0]["image"] == picture.pk
    assert "The quay" in client.get(PAGE).content.decode()


def test_it_goes_out_now_or_at_a_time_and_is_called_off_and_undone(client, stories):
    press(client, f"pin lead 0 {stories[9].pk}")
    page = client.get(press(client, "publish", note="Morning").url)
    front = Front.objects.of()
    assert front.live_edition().content["pins"][0]["article"] == stories[9].pk
    assert "Published: readers see it now" in page.content.decode()
    assert page.context["standing"].words == "Live"
    press(client, f"put {stories[0].pk}", to="lead 0")
    page = client.get(press(client, "publish", when="later", at_0="2030-12-01", at_1="06:00").url)
    assert [edition.number for edition in page.context["waiting"]] == [2]
    assert "It goes out 1 December 2030, 06:00, UTC." in page.content.decode()
    assert front.live_edition().number == 1
    waiting = page.context["waiting"][0]
    assert "is called off" in client.get(press(client, f"cancel {waiting.pk}").url).content.decode()
    assert not front.waiting_editions()
    assert "no longer there" in press(client, f"cancel {waiting.pk}").content.decode()
    # What is there by now is dropped, or published and undone.
    press(client, "drop")
    assert pinned() == {"lead 0": stories[9].pk}
    press(client, f"put {stories[0].pk}", to="lead 0")
    press(client, "publish")
    assert front.live_edition().content["pins"][0]["article"] == stories[0].pk
    earlier = front.editions.get(number=1)
    log = client.get(f"{PAGE}log/")
    assert f"revert {earlier.pk}" in log.content.decode()
    assert "Morning" in log.content.decode()
    client.post(PAGE, {"do": f"revert {earlier.pk}"})  # from the page of the log, which is no form of the front
    assert front.live_edition().content["pins"][0]["article"] == stories[9].pk
    assert pinned() == {"lead 0": stories[9].pk}


def test_two_editors_at_once_lose_nothing_and_are_told(client, stories):
    tom = create_user(role="editor", username="tom", first_name="Tom", last_name="Okafor")
    page = client.get(PAGE)
    client.force_login(tom)
    press(client, f"put {stories[1].pk}", to="lead 0")
    client.force_login(create_user(role="editor", username="ines"))

    # She changed nothing: she gets what is there now.
    assert press(client, "find", page, q="Story 4").status_code == 302
    # Both changed the lead: hers stays in the form, his on the front, and she is asked about that alone.
    answer = press(client, f"put {stories[2].pk}", page, to="lead 0", text="Storm", q="Story 4")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Tom Okafor changed this front while you had it open" in html
    assert 'value="Storm"' in html
    assert "“Story 1” goes from Lead" in html
    (asked,) = answer.context["conflict"]["asked"]
    assert (asked["label"], asked["mine"], asked["theirs"]) == ("Lead", "“Story 2”", "“Story 1”")
    assert pinned() == {"lead 0": stories[1].pk}
    assert Front.objects.of().content["announcement"] is None
    # Publishing what one has not seen is no way round it, nor is saying nothing.
    assert press(client, "publish", page).status_code == 409
    again = press(client, "keep", answer, ask="lead 0")
    assert (again.status_code, len(again.context["conflict"]["asked"])) == (409, 1)
    assert pinned() == {"lead 0": stories[1].pk}
    for answered, stands in (("mine", 2), ("theirs", 1)):
        Front.objects.update(version=answer.context["version"], content=json.loads(answer.context["shown_as"]))
        typed = {"ask": "lead 0", "take lead 0": answered}
        assert press(client, "keep", again, **typed).status_code == 302
        assert pinned() == {"lead 0": stories[stands].pk}
        assert Front.objects.of().content["announcement"]["text"] == "Storm"


def test_what_two_editors_change_in_different_places_is_put_together_and_told(client, stories):
    tom = create_user(role="editor", username="tom", first_name="Tom", last_name="Okafor")
    press(client, f"put {stories[9].pk}", to="lead 0")
    page = client.get(PAGE)
    client.force_login(tom)
    press(client, f"put {stories[1].pk}", to="seconds 0", text="Ferries stand still")
    client.force_login(create_user(role="editor", username="ines"))
    answer = press(client, f"put {stories[2].pk}", page, to="opinion 1", layout="headline")
    assert answer.status_code == 302
    assert pinned() == {"lead 0": stories[9].pk, "seconds 0": stories[1].pk, "opinion 1": stories[2].pk}
    content = Front.objects.of().content
    assert (content["layout"], content["announcement"]["text"]) == ("headline", "Ferries stand still")
    told = client.get(answer.url).content.decode()
    assert "Tom Okafor changed this front meanwhile, and you both have what you changed" in told
    assert "“Story 1” pinned as Second 1" in told
    # The same is not asked, and no story stands twice: hers is where she put it until she says otherwise.
    page = client.get(PAGE)
    client.force_login(tom)
    press(client, f"put {stories[5].pk}", to="briefs 0")
    client.force_login(create_user(role="editor", username="ada"))
    answer = press(client, f"put {stories[5].pk}", page, to="briefs 3")
    assert [ask["label"] for ask in answer.context["conflict"]["asked"]] == ["Latest 4", "Latest 1"]
    theirs = {"ask": ["briefs 3", "briefs 0"], "take briefs 3": "theirs", "take briefs 0": "theirs"}
    press(client, "keep", answer, **theirs)
    assert {place for place, story in pinned().items() if story == stories[5].pk} == {"briefs 0"}


def test_a_story_that_is_not_public_waits_for_its_place_and_one_that_goes_frees_it(client, mara, city, stories):
    draft = create_article(headline="Ring road closes", section=city, created_by=mara)
    press(client, f"put {draft.pk}", to="lead 0")
    row = client.get(PAGE).context["shown"].rows[0]
    assert row.article != draft.pk
    assert row.pin
    assert row.why == "“Ring road closes”: Draft. It comes when it is live; until then this fills itself."
    publish(draft, by=mara)
    row = client.get(PAGE).context["shown"].rows[0]
    assert (row.article, row.why) == (draft.pk, "Chosen")
    Article.objects.get(pk=draft.pk).withdraw(mara, reason="It was wrong.")
    row = client.get(PAGE).context["shown"].rows[0]
    assert row.article != draft.pk
    assert "Withdrawn" in row.why
    # For a shape that has no such place it is kept, and said so.
    press(client, "keep", layout="package")
    press(client, f"put {stories[3].pk}", to="lead 2")
    press(client, "keep", layout="picture")
    assert [row.key for row in client.get(PAGE).context["shown"].elsewhere] == ["lead 2"]
    assert pinned()["lead 2"] == stories[3].pk


def test_the_log_and_earlier_editions_go_on_page_by_page(client, mara, stories, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(front_at_the_desk, "EARLIER", 3)
    for story in stories[:7]:
        press(client, f"put {story.pk}", to="lead 0")
        press(client, "publish")
    page = client.get(f"{PAGE}log/")
    assert [edition.number for edition in page.context["editions"]] == [7, 6, 5]
    assert [line.action for line in page.context["log"]] == ["published", "changed", "published"]
    assert 'href="?editions=2"' in page.content.decode()
    assert 'href="?log=2"' in page.content.decode()
    with django_assert_num_queries(11):  # who asks, and the menu; the front, what is live; number and rows of both
        last = client.get(f"{PAGE}log/?editions=3&log=5")
    assert [edition.number for edition in last.context["editions"]] == [1]
    assert len(last.context["log"]) == 2
    assert client.get(f"{PAGE}log/?editions=x&log=99").status_code == 200


def test_a_story_is_marked_as_big_and_no_longer(client, stories):
    press(client, f"big {stories[3].pk}")
    assert Front.objects.of().content["big"] == [stories[3].pk]
    assert "No longer big" in client.get(f"{PAGE}find/?q=Story 3&marks=1").content.decode()
    press(client, f"big {stories[3].pk}")
    assert Front.objects.of().content["big"] == []


@pytest.mark.parametrize("number", [12, 60])
def test_the_page_costs_the_same_however_much_there_is(client, mara, city, number, django_assert_num_queries):
    now = timezone.now()
    stories = [publish(section=city, by=mara, at=now - n * HOUR).article for n in range(1, number)]
    for position in range(3):
        press(client, f"put {stories[position].pk}", to=f"seconds {position}")
    draft = create_article(section=city)
    press(client, f"put {draft.pk}", to="lead 0")
    press(client, "keep", **{f"story-{stories[0].pk}-image": str(create_image().pk)})
    press(client, "publish")
    press(client, f"pin briefs 0 {stories[5].pk}")
    client.get(PAGE)
    # Who asks; the front with its editions and its log; the stories that fill it, those that are found, and what
    # waits for its place; names of what changed; the sections.
    with django_assert_num_queries(24):
        client.get(f"{PAGE}?q=story")


def test_stories_are_found_that_one_may_point_to(client, mara, city, stories):
    create_article(headline="Story of one’s own", section=city, created_by=mara)
    others = create_section(name="Sports")
    others.members.add(create_user(role="editor", username="tom"))
    create_article(headline="Story of another desk", section=others)
    found = client.get(f"{PAGE}find/?q=story of").content.decode()
    assert "Story of one’s own" in found
    assert "another desk" not in found
    assert "Draft" in found
    assert "No story has all these words." in client.get(f"{PAGE}find/?q=zeppelin").content.decode()
    secret = Article.objects.get(headline="Story of another desk")
    assert "not yours to place" in press(client, f"put {secret.pk}", to="lead 0").content.decode()
    assert pinned() == {}
    # From a story’s own page one comes with it in the hand.
    page = client.get(f"/admin/articles/article/{stories[0].pk}/change/")
    assert f'href="{PAGE}?story={stories[0].pk}#find"' in page.content.decode()
    page = client.get(f"{PAGE}?story={stories[0].pk}")
    assert [story.pk for story in page.context["found"]] == [stories[0].pk]
    assert all(f"story={stories[0].pk}" in url for _, url, _ in page.context["fronts"])


def test_the_page_of_a_section_has_a_lead_of_its_own_for_its_editors(client, mara, city, stories):
    path = f"{PAGE}section/{city.pk}/"
    page = client.get(path)
    assert [row.key for row in page.context["shown"].rows] == ["lead 0"]
    assert "layout" not in page.context["form"].fields
    assert "Announcement" not in page.content.decode()
    assert press(client, f"put {stories[2].pk}", path=path, to="lead 0").url == f"{path}#place-lead-0"
    client.get(press(client, "publish", path=path).url)
    assert pinned(city) == {"lead 0": stories[2].pk}
    assert pinned() == {}
    assert "Story 2" in client.get("/city/").content.decode()
    city.members.add(create_user(role="editor", username="tom"))
    assert client.get(path).status_code == 403
    assert press_blindly(client, path) == 403
    assert "City" not in [words for words, _, _ in client.get(PAGE).context["fronts"]]


def press_blindly(client, path):
    return client.post(path, {"do": "publish", "version": "1"}).status_code


@pytest.mark.parametrize("role", ["reporter", "moderator"])
def test_who_writes_or_moderates_has_no_front(client, role):
    client.force_login(create_user(role=role))
    assert client.get(PAGE).status_code == 403
    assert press_blindly(client, PAGE) == 403
    assert client.get(f"{PAGE}find/?q=a").status_code == client.get(f"{PAGE}preview/").status_code == 403
    assert not Front.objects.exists()


def test_the_preview_shows_what_is_typed_at_the_moment_that_is_chosen(client, mara, city, stories):
    press(client, f"pin lead 0 {stories[9].pk}")
    coming = publish(headline="Story of tomorrow", section=city, by=mara, at=timezone.now() + 24 * HOUR).article
    page = client.get(PAGE)
    typed = {f"story-{stories[9].pk}-headline": "Seen first", "text": "Ferries stand still"}
    seen = client.post(f"{PAGE}preview/", {**sent(page), **typed})
    html = seen.content.decode()
    assert "Preview: not published." in html
    assert "Seen first" in html
    assert "Ferries stand still" in html
    assert seen["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in seen["Cache-Control"]
    assert coming.headline not in html
    assert "Seen first" not in str(Front.objects.of().content)
    later = timezone.localtime() + 48 * HOUR
    moment = {"when": "later", "at_0": f"{later:%Y-%m-%d}", "at_1": f"{later:%H:%M}"}
    assert coming.headline in client.post(f"{PAGE}preview/", {**sent(page), **moment}).content.decode()
    press(client, "publish")
    edition = Front.objects.of().live_edition()
    assert "This is edition 1" in client.get(f"{PAGE}preview/?edition={edition.pk}").content.decode()
    assert client.get(f"{PAGE}preview/?edition=999999").status_code == 404
    press(client, f"put {stories[0].pk}", path=f"{PAGE}section/{city.pk}/", to="lead 0")
    html = client.get(f"{PAGE}section/{city.pk}/preview/").content.decode()
    assert "as it is kept" in html
    assert html.index("Story 0") < html.index("Story 9")
    # Half a form, or nonsense in it, is shown as far as it goes.
    assert client.post(f"{PAGE}preview/", {"pin": ["x", "lead 0 1", "lead 9 2"], "until_0": "x"}).status_code == 200
