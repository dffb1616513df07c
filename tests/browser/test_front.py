"""A front page is made: with the mouse, with keys alone, without script, by two at once; and a story of it goes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Front
from tests.browser.accessibility import LOOKS, violations
from tests.browser.test_accessibility import look
from tests.factories import create_section, create_user, publish

PAGE = "/admin/articles/front/"
HOUR = timedelta(hours=1)


@pytest.fixture
def city(site):
    """A section with eight stories, the newest last (list of headlines)."""
    city, boss = create_section(name="City", slug="city"), create_user(role="administrator")
    now = timezone.now()
    for number, name in enumerate(("Ferry", "Market", "Bridge", "Trams", "Seals", "Library", "Ring road", "Saplings")):
        publish(headline=f"{name} of the day", section=city, by=boss, at=now - (9 - number) * HOUR)
    return city


def pins():
    """Dict of “slot position” → headline of what is kept there at the desk."""
    content = Front.objects.of().content
    names = dict(Article.objects.values_list("pk", "headline"))
    return {f"{pin['slot']} {pin['position']}": names[pin["article"]] for pin in content["pins"]}


def place(page, key):
    return page.locator(f"#place-{key.replace(' ', '-')}")


def lead_of(site):
    reader = site.page(java_script_enabled=False)
    reader.goto("/")
    headline = reader.locator(".card--lead .card__headline").inner_text()
    reader.context.close()
    return headline


def test_with_the_mouse_a_front_is_made_seen_published_set_and_undone(site, city):
    page = site.desk("editor")
    page.goto("/admin/")
    page.get_by_role("link", name="Front page").click()
    expect(page.get_by_text("Fills itself", exact=True).first).to_be_visible()
    # Found while one types, without a press of Find.
    page.get_by_label("Words of its headline").fill("bridge")
    page.get_by_role("button", name="Place “Bridge of the day”").click()
    expect(place(page, "lead 0")).to_contain_text("Bridge of the day")
    expect(page.locator("#id_to")).to_have_value("seconds 0")  # the next one to fill
    place(page, "seconds 1").get_by_role("button", name="Keep").click()
    kept = pins()["seconds 1"]
    place(page, "seconds 1").get_by_role("button", name="up").click()
    expect(place(page, "seconds 0")).to_contain_text(kept)
    assert pins() == {"lead 0": "Bridge of the day", "seconds 0": kept}
    # For this page alone: another headline, until when. A press elsewhere closes what is open.
    place(page, "lead 0").locator("summary").click()
    field = place(page, "lead 0").get_by_label("Other headline here")
    field.fill("The bridge stands")
    page.get_by_role("heading", name="Log").click()
    expect(field).to_be_hidden()
    place(page, "lead 0").locator("summary").click()
    place(page, "lead 0").get_by_role("button", name="Save").click()
    expect(place(page, "lead 0").get_by_role("heading", level=3)).to_have_text("The bridge stands")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.locator(".card--lead")).to_contain_text("The bridge stands")
    expect(opened.value.get_by_text("Preview: not published.")).to_be_visible()
    opened.value.close()
    assert lead_of(site) != "The bridge stands"
    page.get_by_role("button", name="Publish the front page").click()
    page.get_by_text("Published: readers see it now").wait_for()
    assert lead_of(site) == "The bridge stands"
    # At a time: listed, and called off.
    place(page, "lead 0").locator("summary").click()
    place(page, "lead 0").get_by_role("button", name="Let it fill itself").click()
    page.get_by_text("Live, with 1 change").wait_for()
    page.get_by_label("At a time").check()
    page.locator("#id_at_0").fill("2030-12-01")
    page.locator("#id_at_1").fill("06:00")
    page.get_by_role("button", name="Publish the front page").click()
    page.get_by_text("Set for").wait_for()
    page.get_by_role("button", name="Call it off").click()
    page.get_by_text("is called off").wait_for()
    page.get_by_role("button", name="Publish the front page").click()
    page.get_by_text("Published: readers see it now").wait_for()
    assert lead_of(site) != "The bridge stands"
    page.get_by_role("link", name="All of the log, and earlier editions").click()
    page.get_by_role("button", name="Bring back edition 1").click()
    page.get_by_text("Readers see it again as it was").wait_for()
    assert lead_of(site) == "The bridge stands"


def test_a_story_is_dragged_from_place_to_place_and_from_what_was_found(site, city):
    page = site.desk("editor")
    page.goto(f"{PAGE}?q=Trams")
    lead = place(page, "lead 0").get_by_role("link").first.inner_text()
    page.locator("#found [data-story]").first.drag_to(place(page, "lead 0"))
    expect(place(page, "lead 0")).to_contain_text("Trams of the day")
    page.wait_for_function("document.readyState === 'complete'")
    place(page, "lead 0").get_by_role("link").first.drag_to(place(page, "seconds 1"))
    expect(place(page, "seconds 1")).to_contain_text("Trams of the day")
    assert pins() == {"seconds 1": "Trams of the day"}
    expect(place(page, "lead 0")).to_contain_text(lead)


def test_with_keys_alone_a_front_is_arranged_and_published_and_the_focus_goes_with_the_story(site, city):
    page = site.desk("editor")
    page.goto(PAGE)

    def tab_to(name, backwards=False):
        for _ in range(120):
            page.keyboard.press("Shift+Tab" if backwards else "Tab")
            if name in page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"):
                return
        raise AssertionError(f"No way to “{name}” by the keyboard.")

    second = place(page, "seconds 1").get_by_role("heading", level=3).inner_text()
    tab_to(f"Move “{second}” up")
    for above in ("seconds 0", "lead 0"):
        page.keyboard.press("Enter")
        expect(place(page, above)).to_contain_text(second)
        expect(place(page, above).locator(":focus")).to_have_count(1)
    tab_to(f"Move “{second}” down", backwards=page.evaluate("document.activeElement.matches('summary')"))
    page.keyboard.press("Enter")
    expect(place(page, "seconds 0").locator(":focus")).to_have_count(1)
    tab_to("Change")
    page.keyboard.press("Enter")
    expect(place(page, "seconds 0").get_by_label("Other headline here")).to_be_visible()
    page.keyboard.press("Escape")
    expect(place(page, "seconds 0").get_by_label("Other headline here")).to_be_hidden()
    page.locator("#id_q").focus()
    page.keyboard.type("seals")
    page.get_by_role("button", name="Place “Seals of the day”").wait_for()
    tab_to("Place “Seals of the day”")
    page.keyboard.press("Enter")
    page.get_by_text("2 changes", exact=True).wait_for()
    # Enter in a field keeps what is typed, and publishes nothing.
    page.locator("#id_note").focus()
    page.keyboard.type("Evening")
    page.keyboard.press("Enter")
    page.wait_for_url("**note=Evening*")
    assert not Front.objects.of().editions.exists()
    tab_to("Publish the front page")
    page.keyboard.press("Enter")
    page.get_by_text("Published: readers see it now").wait_for()
    assert Front.objects.of().live_edition().note == "Evening"
    assert lead_of(site) == pins()["lead 0"] == "Seals of the day"


def test_without_script_all_of_it_works(site, city):
    page = site.desk("editor", java_script_enabled=False)
    page.goto(PAGE)
    page.get_by_label("Words of its headline").fill("market")
    page.locator("#id_to").select_option("seconds 0")
    page.get_by_label("Words of its headline").press("Enter")
    page.get_by_role("button", name="Place “Market of the day”").click()
    expect(place(page, "seconds 0")).to_contain_text("Market of the day")
    place(page, "seconds 0").get_by_role("button", name="up").click()
    place(page, "lead 0").locator("summary").click()
    place(page, "lead 0").get_by_label("Words above it").fill("Since 1911")
    # What can't be read comes back with the reason, in the place that is open, and so does all else.
    place(page, "lead 0").get_by_label("Day", exact=True).fill("2030-12-01")
    page.locator("summary").filter(has_text="Announcement bar").click()
    page.get_by_label("What it says").fill("Ferries stand still")
    place(page, "lead 0").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    expect(place(page, "lead 0").get_by_label("Words above it")).to_have_value("Since 1911")
    place(page, "lead 0").get_by_label("Time", exact=True).fill("18:00")
    place(page, "lead 0").get_by_role("button", name="Save").click()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.locator(".card--lead")).to_contain_text("Since 1911")
    expect(opened.value.locator(".announcement")).to_contain_text("Ferries stand still")
    opened.value.close()
    page.get_by_label("At a time").check()
    page.locator("#id_at_0").fill("2030-12-01")
    page.locator("#id_at_1").fill("06:00")
    page.get_by_role("button", name="Publish the front page").click()
    page.get_by_role("button", name="Call it off").click()
    page.get_by_role("button", name="Publish the front page").click()
    assert lead_of(site) == "Market of the day"
    place(page, "lead 0").locator("summary").click()
    place(page, "lead 0").get_by_role("button", name="Let it fill itself").click()
    page.get_by_role("button", name="Publish the front page").click()
    assert lead_of(site) != "Market of the day"
    page.get_by_role("link", name="All of the log, and earlier editions").click()
    page.get_by_role("button", name="Bring back edition 1").click()
    assert lead_of(site) == "Market of the day"


def test_two_at_once_are_told_and_a_story_that_is_withdrawn_frees_its_place(site, city):
    mara, tom = (
        create_user(role="editor", username=name, first_name=name.title(), last_name=last)
        for name, last in (("mara", "Lind"), ("tom", "Okafor"))
    )
    hers, his = site.desk(None, user=mara), site.desk(None, user=tom)
    for page in (hers, his):
        page.goto(f"{PAGE}?q=of the day")
    his.get_by_role("button", name="Place “Trams of the day”").click()
    expect(place(his, "lead 0")).to_contain_text("Trams of the day")
    hers.locator("summary").filter(has_text="Announcement bar").click()
    hers.get_by_label("What it says").fill("Storm from the west")
    hers.get_by_role("button", name="Place “Seals of the day”").click()
    expect(hers.get_by_text("Tom Okafor changed this front while you had it open")).to_be_visible()
    expect(hers.get_by_text("“Trams of the day” goes from Lead")).to_be_visible()
    assert pins() == {"lead 0": "Trams of the day"}
    hers.get_by_role("button", name="Save what is chosen").click()
    expect(hers.get_by_text("Lead: you both changed it")).to_be_visible()  # nothing was chosen yet
    assert pins() == {"lead 0": "Trams of the day"}
    hers.get_by_label("Yours: “Seals of the day”").check()
    hers.get_by_role("button", name="Save what is chosen").click()
    expect(hers.get_by_text("Live, with").or_(hers.get_by_text("to publish")).first).to_be_visible()
    assert pins() == {"lead 0": "Seals of the day"}
    assert Front.objects.of().content["announcement"]["text"] == "Storm from the west"
    hers.get_by_role("button", name="Publish the front page").click()
    hers.get_by_text("Published: readers see it now").wait_for()
    assert lead_of(site) == "Seals of the day"
    Article.objects.get(headline="Seals of the day").withdraw(mara, reason="It was last year’s.")
    assert lead_of(site) != "Seals of the day"
    hers.reload()
    expect(place(hers, "lead 0")).to_contain_text("Withdrawn")


def test_axe_finds_nothing_and_nothing_is_too_wide(site, city):
    boss = create_user(role="administrator", username="boss")
    front = Front.objects.of()
    stories = list(Article.objects.values_list("pk", flat=True))
    rows = [("lead", 0), ("lead", 1), ("briefs", 0), ("opinion", 0), ("feature", 0)]
    content = {"layout": "package", "pins": [], "announcement": None}
    for (slot, position), article in zip(rows, stories, strict=False):
        content["pins"].append({"slot": slot, "position": position, "article": article, "until": None})
    front.save_content(boss, content, front.version)
    front.publish(boss, timezone.now() + 9 * HOUR)
    front.publish(boss)
    page = site.desk(None, user=boss, bypass_csp=True)
    wrong = look(page, [f"{PAGE}?q=day", f"{PAGE}section/{city.pk}/", f"{PAGE}log/"])
    page.goto(PAGE)
    for summary in page.locator(".slots summary, #announcement summary").all():
        summary.evaluate("one => { one.parentElement.open = true; }")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        wrong |= {(width, found): found for found in violations(page)}
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert wrong == {}
