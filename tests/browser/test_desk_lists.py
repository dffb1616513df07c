"""Home, the lists and the plain pages of the desk: whatever axe knows, at any width, by day and by night."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Note, ShareLink
from tests.browser.accessibility import violations
from tests.factories import create_article, create_author, create_section, create_source, create_user, publish

WORD = "Wärmepumpenverordnungsänderungsgesetzentwurfsausschusssitzung"
LOOKS = [(width, scheme) for width in (375, 1280) for scheme in ("light", "dark")]


@pytest.fixture
def desk(site):
    """An administrator with stories in every state; the addresses of the pages about them."""
    boss = create_user(role="administrator", username="boss", email="boss@example.org", first_name="Mara")
    now, day = timezone.now(), timedelta(days=1)
    section = create_section(name=WORD[:40])
    common = {"section": section, "authors": [create_author(name=WORD), create_author()]}
    source = create_source(name="The false witness")
    create_article(headline="Late", assigned_to=boss, deadline=now - day, word_target=600, **common)
    create_article(headline=WORD, deadline=now + day, created_by=boss, **common).submit(boss)
    back = create_article(headline="Sent back", created_by=boss, **common)
    back.submit(boss)
    back.send_back(boss, "Call the port.")
    back.citations.create(source=source)
    source.withdraw("Invented.")
    Note.write(back, create_user(role="administrator", username="tom"), "Who says so, @boss?")
    thrown = create_article(headline="Thrown", **common)
    thrown.trash(boss)
    article = publish(create_article(headline="Harbour dues rise", created_by=boss, **common), by=boss).article
    article.headline, article.body = "Harbour dues fall", "<p>Nobody knew.</p><p>All knew.</p>"
    article.save()
    article.save_revision(boss)
    publish(create_article(headline="Set", **common), by=boss, at=now + day)
    gone = publish(create_article(headline="Gone", **common), by=boss).article
    gone.withdraw(boss, reason="Checked again.")
    going = publish(create_article(headline="Going", **common), by=boss).article
    going.withdraw(boss, at=now + day, reason="Checked again.")
    ShareLink.make(article, boss, "Lawyer")
    stories, one = "/admin/articles/article/", f"/admin/articles/article/{article.pk}/"
    return {
        "user": boss,
        "addresses": [
            "/admin/",
            stories,
            f"{stories}?state=trashed",
            f"{stories}?deadline=due&whose=assigned",
            f"{stories}?q=nothing",
            *(f"{one}{page}/" for page in ("history", "revisions/1", "restore/1", "changes", "publish", "withdraw")),
            f"{one}compare/?old=1&new=now",
            *(f"{one}{page}/" for page in ("assign", "visibility", "share")),
            f"{stories}{back.pk}/trash/",
            f"{stories}{gone.pk}/reinstate/",
            f"{stories}{going.pk}/reinstate/",
            f"{stories}calendar/",
            f"{stories}calendar/?week={timezone.localdate()}",
            f"{stories}pointers/",
            "/admin/auth/user/",
            "/admin/password_change/",
        ],
        "refused": [f"{stories}999999/change/", "/admin/no/such/page/"],
    }


def test_axe_finds_nothing_and_no_page_is_wider_than_a_phone(site, desk):
    found = {}
    for width, scheme in LOOKS:
        look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "bypass_csp": True}
        page = site.desk(None, user=desk["user"], **look)
        for address in [*desk["addresses"], *desk["refused"]]:
            status = page.goto(address).status
            assert status == (404 if address in desk["refused"] else 200), address
            wrong = violations(page)
            if width == 375:
                page.set_viewport_size({"width": 320, "height": 900})
                if (wide := page.evaluate("document.documentElement.scrollWidth")) > 320:
                    wrong.append(f"{wide} wide")
                page.set_viewport_size({"width": width, "height": 900})
            if wrong:
                found[f"{address} {width} {scheme}"] = wrong
        page.context.close()
    assert found == {}, "\n".join(f"{address}: {wrong}" for address, wrong in found.items())


def test_rows_are_chosen_one_by_one_in_a_row_and_all_at_once(site):
    for number in range(53):
        create_article(headline=f"Story {number}")
    page = site.desk("editor")
    page.goto("/admin/articles/article/")
    said = page.get_by_role("status")
    boxes = page.get_by_role("checkbox", name="Choose “Story ")
    expect(said).to_have_text("0 stories chosen")
    boxes.nth(1).click()
    expect(said).to_have_text("1 story chosen")
    boxes.nth(4).click(modifiers=["Shift"])
    expect(said).to_have_text("4 stories chosen")
    page.get_by_role("checkbox", name="Choose all on this page").check()
    expect(said).to_have_text("50 stories chosen")
    page.get_by_role("button", name="Choose all 53 stories").click()
    expect(said).to_have_text("53 stories chosen")
    page.get_by_label("What to do with them").select_option(label="Assign…")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Assign: 53 stories")).to_be_visible()
    page.go_back()
    expect(said).to_contain_text("chosen")
    boxes.nth(1).uncheck()
    expect(page.locator("[name=select_across]")).to_have_value("0")


def test_without_script_a_list_is_filtered_and_acted_on(site):
    for number in range(3):
        create_article(headline=f"Story {number}", kind="opinion" if number else "news")
    page = site.desk("editor", java_script_enabled=False)
    page.goto("/admin/articles/article/")
    page.get_by_label("Kind").select_option(label="Opinion")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("checkbox", name="Choose “Story 2”").check()
    page.get_by_label("What to do with them").select_option(label="Submit for review")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("1 story is in review.")).to_be_visible()
    expect(page.get_by_label("Kind")).to_have_value("opinion")
