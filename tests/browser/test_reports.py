"""A reader reports a comment and a writer appeals, without script; a moderator answers both in the queue."""

import pytest
from playwright.sync_api import expect

from comments import signed_links
from comments.models import Appeal, Comment, HouseRule, Report
from tests.browser.accessibility import LOOKS, violations
from tests.comments.factories import create_comment
from tests.factories import create_user, publish


def test_report_and_appeal_from_the_reader_to_the_moderator_and_back(site):
    edition = publish(headline="Night trams return")
    shown = create_comment(edition=edition, name="Ada", body="Buy boats", status="approved")
    refused = create_comment(edition=edition, name="Ben", body="It was no advertisement", status="rejected")

    reader = site.page(java_script_enabled=False)
    reader.goto(edition.get_absolute_url())
    reader.locator(f"#comment-{shown.pk}").get_by_role("link", name="Report").click()
    reader.get_by_label("It breaks a law").check()
    reader.get_by_role("button", name="Send the report").click()
    assert "which law it breaks" in reader.get_by_role("alert").inner_text()
    reader.get_by_label("In your words").fill("It names a child.")
    reader.get_by_role("button", name="Send the report").click()
    reader.get_by_role("heading", name="Thank you").wait_for()
    assert Report.objects.get().words == "It names a child."

    reader.goto(signed_links.for_comment(refused))
    reader.get_by_label("Why should it be published?").fill("I sell nothing.")
    reader.get_by_role("button", name="Send the appeal").click()
    reader.get_by_text("Another moderator decides").wait_for()

    desk = site.desk("moderator", user=create_user(role="moderator", username="moderator"))
    desk.goto("/admin/comments/comment/?status=reported")
    desk.get_by_text("It names a child.").wait_for()
    desk.get_by_label("Rule, when the report is right").select_option("Illegal content")
    desk.get_by_role("button", name="The report is right: remove").click()
    expect(desk.get_by_role("group", name="What was done last")).to_contain_text("Removed")
    assert Comment.objects.get(pk=shown.pk).status == "removed"

    desk.goto("/admin/comments/comment/?status=appealed")
    desk.get_by_label("Answer to the writer").fill("You are right.")
    desk.get_by_role("button", name="It was wrong: publish").click()
    expect(desk.get_by_role("group", name="What was done last")).to_contain_text("Approved")
    reader.goto(signed_links.for_comment(refused))
    reader.get_by_text("You were right").wait_for()
    reader.goto("/comments/moderation/")
    assert "100 % of the decisions overturned" in reader.inner_text("main")


@pytest.mark.parametrize("has_script", [True, False])
def test_return_in_a_field_decides_nothing_where_there_are_several_buttons(site, has_script):
    user = create_user(role="moderator", username="moderator")
    edition = publish()
    reported, waiting = (create_comment(edition=edition, status=status) for status in ("approved", "held"))
    refused = create_comment(edition=edition, status="rejected")
    Report.objects.receive(Report(comment=reported, reason="No advertising"))
    Appeal.objects.ask(refused, "I sell nothing.")
    page = site.desk("moderator", user=user, java_script_enabled=has_script)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    page.goto("/admin/comments/comment/?status=reported")
    page.get_by_label("Note for colleagues").first.press("Enter")
    if has_script:
        page.get_by_label("Words to the writer, when the report is right").press("Control+Enter")
        expect(page.get_by_role("button", name="The comment stands")).to_be_focused()
    page.goto("/admin/comments/comment/?status=held")
    page.locator("#list [name=comment]").check()
    page.locator("#list [name=comment]").press("Enter")
    page.get_by_text("Trust, hold, ban or block").click()
    page.get_by_label("Reason, for colleagues").last.press("Enter")
    page.goto("/admin/comments/comment/?status=appealed")
    page.get_by_label("Answer to the writer").fill("The decision stands.")
    page.get_by_label("Answer to the writer").press("Control+Enter")
    page.goto("/admin/comments/comment/?status=appealed")
    assert sent == []
    assert [*Comment.objects.order_by("pk").values_list("status", flat=True)] == ["approved", "held", "rejected"]
    assert Appeal.objects.get().outcome == Report.objects.get().outcome == "open"
    page.get_by_label("Answer to the writer").fill("The decision stands.")
    page.get_by_role("button", name="It stands").press("Enter")
    page.get_by_role("group", name="What was done last").wait_for()
    assert Appeal.objects.get().outcome == "confirmed"


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing(site, width, scheme):
    edition = publish()
    shown = create_comment(edition=edition, status="approved")
    refused, appealed = (create_comment(edition=edition, status="rejected", by=create_user()) for _ in range(2))
    Report.objects.receive(Report(comment=shown, reason="No advertising", words="Look."))
    Appeal.objects.ask(appealed, "Why?")
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "bypass_csp": True}
    reader = site.page(**look)
    pages = [
        f"/comments/{shown.pk}/report/",
        f"/comments/{shown.pk}/reported/",
        "/comments/moderation/",
        signed_links.for_comment(refused),
        signed_links.for_comment(appealed),
    ]
    for url in pages:
        reader.goto(url)
        assert violations(reader) == [], url
    reader.goto(pages[0])
    reader.get_by_label("Something else").check()
    reader.get_by_role("button", name="Send the report").click()
    reader.get_by_role("alert").wait_for()
    assert violations(reader) == []
    desk = site.desk("moderator", **look)
    for tab in ("reported", "appealed"):
        desk.goto(f"/admin/comments/comment/?status={tab}")
        assert violations(desk) == [], tab


def test_reports_and_appeals_are_answered_by_single_keys(site):
    user = create_user(role="moderator", username="moderator")
    edition = publish()
    right, wrong = (create_comment(edition=edition, status="approved") for _ in range(2))
    mistaken, well = (create_comment(edition=edition, status="rejected", by=create_user()) for _ in range(2))
    for comment in (right, wrong):
        Report.objects.receive(Report(comment=comment, reason="No advertising"))
    for comment in (mistaken, well):
        Appeal.objects.ask(comment, "I sell nothing.")
    HouseRule.objects.get_or_create(name="No advertising", defaults={"text": "Nothing for sale."})
    desk = site.desk("moderator", user=user)
    done = desk.get_by_role("group", name="What was done last")

    desk.goto(f"/admin/comments/comment/?status=reported&at={wrong.pk}")
    desk.keyboard.press("t")
    expect(done).to_contain_text("Left as it is")
    desk.keyboard.press("g")
    expect(desk.get_by_label("Rule, when the report is right")).to_be_focused()
    desk.get_by_label("Rule, when the report is right").select_option("No advertising")
    desk.keyboard.press("Escape")
    desk.keyboard.press("g")
    expect(done).to_contain_text("Removed")

    desk.goto(f"/admin/comments/comment/?status=appealed&at={mistaken.pk}")
    desk.keyboard.press("o")
    expect(done).to_contain_text("Approved")
    desk.keyboard.press("c")
    expect(desk.get_by_label("Answer to the writer")).to_be_focused()
    desk.keyboard.type("It sells boats, of course.")
    desk.keyboard.press("Escape")
    desk.keyboard.press("c")
    expect(done).to_contain_text("The decision stands")
    comments = [right, wrong, mistaken, well]
    for comment in comments:
        comment.refresh_from_db()
    assert [comment.status for comment in comments] == ["removed", "approved", "approved", "rejected"]
