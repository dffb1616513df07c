"""Forms of records: nothing typed is lost by leaving, by a session that ended, or by a server that is gone."""

import pytest
from playwright.sync_api import expect

from articles.models import Image
from tests.factories import create_article, create_image, create_source

OFFER = "What you sent from this page was not saved"


def test_what_was_sent_after_the_session_ended_is_offered_again(site):
    image = create_image(title="The crane", alt="", persons=["Bo"])
    page = site.desk("reporter")
    page.goto(f"/admin/articles/image/{image.pk}/change/")
    page.get_by_label("Alternative text", exact=True).fill("A crane")
    page.get_by_label("Decorative").check()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/login/**")
    page.fill("#id_username", page.user.username)
    page.fill("#id_password", "correct horse battery")
    page.click("[type=submit]")
    page.wait_for_url(f"**/image/{image.pk}/change/")
    expect(page.get_by_role("region", name="What you typed before")).to_contain_text(OFFER)
    back = page.get_by_role("button", name="Put it back")
    expect(back).to_be_focused()
    back.press("Enter")
    expect(page.get_by_label("Alternative text", exact=True)).to_have_value("A crane")
    expect(page.get_by_label("Decorative")).to_be_checked()
    page.get_by_label("Decorative").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/image/")
    image.refresh_from_db()
    assert (image.alt, image.persons) == ("A crane", ["Bo"])


def test_what_was_saved_or_refused_is_not_offered(site):
    source = create_source(name="TV Nord", kind="outlet")
    page = site.desk("reporter")
    page.goto(f"/admin/articles/source/{source.pk}/change/")
    page.get_by_label("Description").fill("  Broadcaster ")
    page.get_by_role("button", name="Save and stay").click()
    expect(page.locator(".notices")).to_contain_text("is saved.")
    expect(page.get_by_text(OFFER)).to_have_count(0)
    page.get_by_label("Name").fill(" ")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(OFFER)).to_have_count(0)
    page.goto("/admin/articles/source/add/")
    page.get_by_label("Name").fill("TV South")
    page.get_by_label("Kind").select_option("outlet")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/source/")
    page.goto("/admin/articles/source/add/")
    expect(page.get_by_text(OFFER)).to_have_count(0)


@pytest.mark.parametrize("is_changed", [True, False])
def test_leaving_with_something_typed_is_asked_first(site, is_changed):
    image, asked = create_image(), []
    page = site.desk("reporter")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"/admin/articles/image/{image.pk}/change/")
    page.get_by_label("Caption").click()
    if is_changed:
        page.keyboard.type("The crane")
    page.get_by_role("link", name="Pictures").first.click()
    page.wait_for_url("**/image/")
    assert asked == (["beforeunload"] if is_changed else [])


def test_a_sheet_of_many_and_a_right_of_reply_are_kept_too(site):
    images = [create_image(alt="") for _ in range(2)]
    page = site.desk("reporter")
    article = create_article(created_by=page.user)
    for address, label, button in (
        (f"image/upload/describe/?pk={images[0].pk}&pk={images[1].pk}", "Caption", "Save all"),
        (f"article/{article.pk}/replies/", "What they said", "Save"),
    ):
        page.goto(f"/admin/articles/{address}")
        page.get_by_label(label).last.fill("Said here")
        page.context.set_offline(True)
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_url("chrome-error://**")
        page.context.set_offline(False)
        page.goto(f"/admin/articles/{address}")
        page.get_by_role("button", name="Put it back").click()
        expect(page.get_by_label(label).last).to_have_value("Said here")
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator(".notices, .field__error").first).to_be_visible()
    assert Image.objects.filter(caption="Said here").count() == 1
