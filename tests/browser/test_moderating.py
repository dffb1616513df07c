"""The moderators' desk in a browser: by keyboard alone, without script, and for everybody."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from comments import modes
from comments.models import Block, Comment, HouseRule, LogLine, ModeOverride, WordRule
from tests.browser.accessibility import violations
from tests.browser.conftest import PASSWORD
from tests.comments.factories import create_comment
from tests.factories import create_user, publish

QUEUE = "/admin/comments/comment/"


@pytest.fixture
def thirty(site):
    """Thirty comments that wait, the oldest named Reader 00, on three stories, with house rules to name."""
    HouseRule.objects.all().delete()
    for position, name in enumerate(("Stay with the story", "Be fair to people", "No advertising"), 1):
        HouseRule.objects.create(name=name, text=f"{name}, please.", position=position)
    editions = [publish(headline=f"Story {number}") for number in range(3)]
    start = timezone.now() - timedelta(hours=2)
    return [
        create_comment(
            edition=editions[number % 3],
            name=f"Reader {number:02}",
            email=f"reader{number % 5}@example.org",
            body=f"Words of number {number:02}.",
            created_at=start + timedelta(minutes=number),
            score=number % 4,
            signals=[{"name": "links", "words": "3 links", "points": number % 4}] if number % 4 else [],
        )
        for number in range(30)
    ]


def statuses():
    return list(Comment.objects.filter(user=None).order_by("created_at", "pk").values_list("status", flat=True))


def front(page):
    return page.locator("#front-title")


def done(page):
    return page.get_by_role("group", name="What was done last")


def storm(page):
    return page.locator("form", has=page.get_by_role("button", name="End it now"))


def test_thirty_comments_by_keyboard_alone(site, thirty):
    page = site.desk("moderator")
    page.goto(QUEUE)
    page.locator("#front-title").wait_for()
    keys = page.keyboard

    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()

    keys.press("j")
    expect(front(page)).to_have_text("Reader 01")
    keys.press("k")
    expect(front(page)).to_have_text("Reader 00")

    for number in range(10):
        expect(front(page)).to_have_text(f"Reader {number:02}")
        keys.press("a")
        expect(done(page)).to_contain_text(f"Words of number {number:02}.")
    expect(page.locator("#queue-said")).to_contain_text("Approved: “Reader 09")

    keys.press("u")  # it is in front again
    expect(done(page)).to_contain_text("Taken back")
    expect(front(page)).to_have_text("Reader 09")
    keys.press("s")
    expect(front(page)).to_have_text("Reader 10")

    for number in range(10, 20):
        expect(front(page)).to_have_text(f"Reader {number}")
        keys.press("r")
        keys.press("2")
        keys.press("Enter")
        expect(done(page)).to_contain_text(f"Words of number {number}.")
    for number in range(20, 25):
        expect(front(page)).to_have_text(f"Reader {number}")
        keys.press("s")
        expect(done(page)).to_contain_text("Marked as spam")
        expect(done(page)).to_contain_text(f"Words of number {number}.")
    expect(front(page)).to_have_text("Reader 25")
    keys.press("p")
    expect(done(page)).to_contain_text("editors’ pick")

    expect(front(page)).to_have_text("Reader 26")
    keys.press("e")
    keys.type("a thing to jot, sparx?")  # letters that are keys elsewhere are letters here
    keys.press("Control+Enter")
    expect(front(page)).to_have_text("Reader 27")

    keys.press("w")
    page.locator("[name=standing]").wait_for()
    keys.press("Escape")
    for number in range(27, 30):
        expect(front(page)).to_have_text(f"Reader {number}")
        keys.press("a")
        expect(done(page)).to_contain_text(f"Words of number {number}.")
    expect(page.locator("#front")).to_contain_text("Nothing waits. The last was approved on")

    assert statuses() == ["approved"] * 9 + ["spam"] + ["rejected"] * 10 + ["spam"] * 5 + ["approved"] * 5
    assert Comment.objects.get(name="Reader 25").pick
    assert Comment.objects.get(user=page.user).body == "a thing to jot, sparx?"
    refusals = LogLine.objects.filter(after="rejected")
    assert {(line.rule, line.statement) for line in refusals} == {("Be fair to people", "")}

    keys.press("/")
    keys.type("number 07")
    keys.press("Enter")
    expect(front(page)).to_have_text("Reader 07")
    keys.press("Escape")
    keys.press("x")
    keys.press("1")
    keys.press("Enter")
    expect(done(page)).to_contain_text("Removed")
    assert statuses()[7] == "removed"


def test_keys_can_be_switched_off_and_stay_so(site, thirty):
    page = site.desk("moderator")
    page.goto(QUEUE)
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Single keys").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("a")
    page.reload()
    front(page).wait_for()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Keys")).to_be_visible()
    assert set(statuses()) == {"held"}


def test_a_range_of_ticks_is_decided_on_and_taken_back(site, thirty):
    page = site.desk("moderator")
    page.goto(QUEUE)
    boxes = page.locator("#list [name=comment]")
    boxes.nth(1).check()
    boxes.nth(4).click(modifiers=["Shift"])
    page.locator("#list").get_by_role("button", name="Spam").click()
    expect(done(page)).to_contain_text("4 comments")
    assert statuses()[:6] == ["held", "spam", "spam", "spam", "spam", "held"]
    page.get_by_role("button", name="Undo").click()
    expect(done(page)).to_contain_text("Taken back")
    assert set(statuses()) == {"held"}


def test_the_second_moderator_is_told_and_sees_it_as_it_is(site, thirty):
    page = site.desk("moderator")
    page.goto(QUEUE)
    expect(front(page)).to_have_text("Reader 00")
    thirty[0].mark_spam(create_user(username="tom"))
    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_contain_text("spam by tom")
    expect(page.locator(".front__head .state").first).to_have_text("Spam")
    assert statuses()[0] == "spam"


def test_ticks_and_words_are_there_when_their_comment_is_again(site, thirty):
    page = site.desk("moderator")
    page.goto(QUEUE)
    boxes = page.locator("#list [name=comment]")
    boxes.nth(1).check()
    boxes.nth(2).check()
    page.keyboard.press("e")
    page.keyboard.type("Half a reply")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(front(page)).to_have_text("Reader 01")
    expect(page.locator("[name=body]")).to_have_value("")
    assert [boxes.nth(number).is_checked() for number in range(4)] == [False, True, True, False]
    page.keyboard.press("k")
    expect(front(page)).to_have_text("Reader 00")
    page.keyboard.press("e")
    expect(page.locator("[name=body]")).to_have_value("Half a reply")
    page.keyboard.press("Control+Enter")
    expect(done(page)).to_contain_text("replied")
    assert [box.get_attribute("value") for box in boxes.all() if box.is_checked()] == [
        f"{comment.pk}:held:" for comment in thirty[1:3]
    ]
    page.locator("#list").get_by_role("button", name="Reject").click()
    expect(page.get_by_role("alert")).to_contain_text("Say which house rule")
    expect(page.locator("#list :checked[type=checkbox]")).to_have_count(2)
    page.locator("#list [name=rule]").select_option(label="No advertising")
    page.locator("#list").get_by_role("button", name="Reject").click()
    expect(done(page)).to_contain_text("2 comments")
    expect(page.locator("#list :checked[type=checkbox]")).to_have_count(0)
    assert statuses()[:4] == ["approved", "rejected", "rejected", "held"]


def test_an_answer_that_fails_is_said_where_it_is_seen_and_nothing_typed_is_lost(site, thirty):
    page = site.desk("moderator")
    # Before the page is there: of one that is, the browser may let the next request through yet.
    page.route("**/reply/", lambda route: route.fulfill(status=500, body="Oh."))
    page.goto(QUEUE)
    trouble = page.locator("#queue-trouble")
    page.keyboard.press("e")
    page.keyboard.type("We looked into it.")

    page.keyboard.press("Control+Enter")
    expect(trouble).to_contain_text("could not answer (500)")
    page.unroute("**/reply/")

    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(trouble).to_contain_text("does not answer; it may have been done all the same")
    page.context.set_offline(False)

    other = page.context.new_page()
    other.goto("/admin/")
    other.click("#logout-form button")
    page.keyboard.press("Control+Enter")
    expect(trouble).to_contain_text("You were signed out")
    with page.context.expect_page() as tab:
        trouble.get_by_role("link", name="Sign in in another tab").click()
    tab.value.fill("#id_username", page.user.username)
    tab.value.fill("#id_password", PASSWORD)
    tab.value.click("[type=submit]")
    expect(tab.value.locator("#front-title")).to_be_visible()

    assert page.locator("[name=body]").input_value() == "We looked into it."
    page.locator("[name=body]").press("Control+Enter")  # with a token of before
    expect(done(page)).to_contain_text("replied")
    expect(trouble).to_be_hidden()
    assert Comment.objects.get(user=page.user).body == "We looked into it."


def test_a_storm_changes_nothing_of_what_is_shown(site, thirty):
    page = site.desk("moderator")
    page.goto(QUEUE)
    page.get_by_text("More in a storm").click()
    page.locator("select[name=storm]").select_option("closed")
    page.get_by_role("button", name="For 2 hours", exact=True).click()
    expect(storm(page)).to_contain_text("no new comments are taken")
    expect(page.locator("#list [name=comment]")).to_have_count(30)
    page.get_by_role("button", name="End it now").click()
    expect(storm(page)).to_have_count(0)
    expect(page.locator("#list [name=comment]")).to_have_count(30)


def test_the_whole_queue_works_without_script(site, thirty):
    page = site.desk("moderator", java_script_enabled=False)
    page.goto(QUEUE)
    expect(front(page)).to_have_text("Reader 00")
    page.locator(".front").get_by_role("button", name="Approve").click()
    expect(front(page)).to_have_text("Reader 01")
    page.get_by_role("button", name="Undo").click()
    expect(front(page)).to_have_text("Reader 00")
    page.locator(".decide__ruled summary").click()
    page.get_by_role("radio", name="No advertising").check()
    page.get_by_role("form", name="Reject it").get_by_role("button").click()
    expect(front(page)).to_have_text("Reader 01")
    page.locator("#list [name=comment]").nth(0).check()
    page.locator("#list [name=comment]").nth(2).check()
    page.locator("#list").get_by_role("button", name="Spam").click()
    expect(done(page)).to_contain_text("2 comments")
    page.locator(".decide__reply summary").click()
    page.fill("[name=body]", "We looked into it.")
    page.get_by_role("button", name="Send the reply").click()
    page.get_by_role("navigation", name="Which comments").get_by_role("link", name="Rejected").click()
    expect(front(page)).to_have_text("Reader 00")
    page.get_by_role("searchbox").fill("number 09")
    page.get_by_role("button", name="Search").click()
    expect(front(page)).to_have_text("Reader 09")
    page.get_by_role("link", name="Back to what waits").click()
    page.get_by_role("button", name="Hold everything for 2 hours").click()
    expect(storm(page)).to_contain_text("every comment is read first")
    page.get_by_role("button", name="End it now").click()
    expect(storm(page)).to_have_count(0)
    assert statuses()[:4] == ["rejected", "spam", "approved", "spam"]


def test_on_a_phone_the_decisions_are_under_the_thumb_and_the_next_comment_comes_into_view(site, thirty):
    Comment.objects.filter(pk=thirty[0].pk).update(body="A long story. " * 300)
    page = site.desk("moderator", viewport={"width": 375, "height": 800}, has_touch=True, is_mobile=True)
    page.goto(QUEUE)
    buttons = page.locator("#decide > .button, #decide > details > summary").all()
    boxes = [button.bounding_box() for button in buttons]
    assert len(boxes) == 5
    assert len({box["y"] for box in boxes}) == 1, "in one line"
    assert all(box["height"] >= 40 for box in boxes)
    assert 700 < boxes[0]["y"] < 800, "at the foot of the screen"
    buttons[0].tap()
    expect(front(page)).to_have_text("Reader 01")
    expect(done(page)).to_be_in_viewport()
    expect(page.get_by_text("Words of number 01.").first).to_be_in_viewport()
    expect(page.get_by_role("button", name="Keys")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_and_nothing_is_wider_than_a_phone(site, thirty, scheme):
    administrator = create_user(role="administrator", username="administrator", email="a@example.org")
    thirty[3].approve(create_user(username="tom"))
    thirty[3].edit("Other words.")
    thirty[4].reject(administrator, rule="Be fair to people")
    rule = WordRule.objects.create(phrase="casino", points=4, note="Comes every night.")
    Block.from_comment(thirty[5], "email", by=administrator, reason="Abuse")
    ModeOverride.objects.create(article=thirty[0].article, mode="after")
    modes.start_storm(None, "before", 2, administrator)
    page = site.desk(None, user=administrator, color_scheme=scheme, bypass_csp=True)
    person = thirty[0].commenter_id
    pages = [
        QUEUE,
        f"{QUEUE}?at={thirty[3].pk}&status=all",
        f"{QUEUE}?status=removed",
        f"{QUEUE}log/",
        f"{QUEUE}modes/?story={thirty[1].article_id}",
        f"{QUEUE}mail/",
        "/admin/comments/commenter/",
        f"/admin/comments/commenter/{person}/change/",
        "/admin/comments/wordrule/",
        f"/admin/comments/wordrule/{rule.pk}/change/",
        "/admin/comments/wordrule/add/",
        "/admin/comments/block/",
        "/admin/comments/block/add/",
        "/admin/comments/wordrule/thresholds/",
        "/admin/comments/wordrule/learned/",
        "/admin/comments/wordrule/test/",
        "/admin/comments/houserule/",
        "/admin/comments/outgoingmail/",
    ]
    wrong = {}
    for path in pages:
        page.set_viewport_size({"width": 1280, "height": 800})
        assert page.goto(path).status == 200, path
        if path == QUEUE:
            page.keyboard.press("r")
        if path.endswith("test/"):
            page.get_by_label("Text").fill("A casino.")
            page.get_by_role("button", name="Try it").click()
            page.get_by_role("heading", name="Score").wait_for()
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 800})
            if found := violations(page):
                wrong[path, width] = found
        page.set_viewport_size({"width": 320, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[path, 320] = "wider than the screen"
    assert wrong == {}
