"""Whatever happens to the browser, the network or the session: every word that was typed is found again, and where."""

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Error, expect

from articles.models import Article, Revision
from newsroom.models import Publication
from tests.browser.conftest import PASSWORD
from tests.factories import create_article, create_user

WORDS = "The crane fell at noon, and nobody"
AT_ONCE, NEVER = 1, 600  # seconds until the server has it


@pytest.fixture
def article(site):
    """A saved story of Rita, a reporter, as she left it."""
    rita = create_user(role="reporter", username="rita", first_name="Rita", last_name="Holm")
    article = create_article(
        headline="Cranes", created_by=rita, body="<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>\n<p>Four.</p>"
    )
    article.save_revision(rita)
    return article


@pytest.fixture
def rita(site, article):
    """Her page, with the story open."""
    page = site.desk("reporter", article.created_by)
    open_story(page, article)
    return page


def open_story(page, article):
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    in_editor(page)


def wait_until(page, expression):
    """Ask from outside: the policy of the page lets no test wait inside of it."""
    for _ in range(300):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"It never came true: {expression}")


def in_editor(page):
    wait_until(page, "window.CKEDITOR?.instances.id_body?.status === 'ready'")
    return page.evaluate("CKEDITOR.instances.id_body.getData()")


def type_in_text(page, words=WORDS):
    """Type at the end of the text, key by key."""
    in_editor(page)
    page.locator(".cke_editable").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def until_the_server_has_it(page):
    for _ in range(300):
        if any(WORDS in revision.content["body"] for revision in Revision.objects.filter(autosave=True)):
            return
        page.wait_for_timeout(100)
    raise AssertionError("The words never came to the server.")


def kill(page):
    """End the page's process as a machine without memory does: none of its scripts says goodbye."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Saved.")


def open_row(page, row):
    """Open a row of the story's form, unless it stands open: a refused save opens the one that is to be mended."""
    fold = page.locator(f"#{row}")
    if fold.get_attribute("open") is None:
        fold.locator("> summary").click()


def kept(page):
    return page.locator("#kept")


def copies_left(page):
    return page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('newsroom:')).length")


def test_killed_in_mid_sentence_the_words_are_in_the_server_s_autosave(site, settings):
    settings.AUTOSAVE = AT_ONCE
    page = site.desk("reporter")
    page.goto("/admin/articles/article/add/")
    page.fill("#id_headline", "Crane on the quay")
    type_in_text(page)
    page.wait_for_url("**/change/")
    wait_until(page, "document.querySelector('#kept').textContent.startsWith('Saved')")
    until_the_server_has_it(page)
    kill(page)
    again = page.context.new_page()
    again.goto("/admin/articles/article/")
    again.click("text=Crane on the quay")
    assert WORDS in in_editor(again)
    expect(again.locator("[data-offer]")).to_contain_text("It is not saved yet")
    save(again)
    assert WORDS in Article.objects.get().body


def test_killed_before_the_server_had_it_the_words_are_in_the_browser_s_copy(settings, article, rita):
    settings.AUTOSAVE = NEVER
    open_story(rita, article)
    type_in_text(rita)
    wait_until(rita, f"Object.values(localStorage).some((value) => value.includes({WORDS!r}))")
    kill(rita)
    assert not article.revisions.filter(autosave=True).exists()
    again = rita.context.new_page()
    open_story(again, article)
    assert WORDS not in in_editor(again)
    offer = again.locator("#copies")
    expect(offer).to_contain_text("1 paragraph")
    offer.locator("summary").click()
    expect(offer.locator("dd").filter(has_text=WORDS)).to_be_visible()
    offer.get_by_text("Go on with it").click()
    again.wait_for_url("**/change/?from=*")
    assert WORDS in in_editor(again)
    save(again)
    article.refresh_from_db()
    assert WORDS in article.body
    open_story(again, article)
    wait_until(again, "!Object.keys(localStorage).some(name => name.startsWith('newsroom:'))")
    expect(offer).to_be_hidden()


def test_logged_out_in_another_tab_the_page_goes_on_after_a_new_login(settings, article, rita):
    settings.AUTOSAVE = AT_ONCE
    open_story(rita, article)
    other = rita.context.new_page()
    other.goto("/admin/")
    other.click("#logout-form button")
    type_in_text(rita)
    expect(kept(rita)).to_contain_text("Logged out – your text is kept here, log in in another tab")
    assert not article.revisions.filter(autosave=True).exists()
    assert copies_left(rita) == 1
    rita.get_by_role("button", name="Save", exact=True).click()  # pressed all the same: nothing is sent into the login
    with rita.context.expect_page() as popup:
        kept(rita).get_by_text("log in in another tab").click()
    popup.value.fill("#id_username", "rita")
    popup.value.fill("#id_password", PASSWORD)
    popup.value.click("[type=submit]")
    popup.value.wait_for_url("**/admin/")
    popup.value.close()
    expect(kept(rita)).to_contain_text("Saved")
    assert WORDS in article.revisions.first().content["body"]
    assert WORDS in in_editor(rita)
    save(rita)
    article.refresh_from_db()
    assert WORDS in article.body


def test_offline_the_words_are_in_the_browser_s_copy_and_offered_on_return(settings, article, rita):
    settings.AUTOSAVE = AT_ONCE
    open_story(rita, article)
    context = rita.context
    context.set_offline(True)
    type_in_text(rita)
    expect(kept(rita)).to_contain_text("Not saved: no network – your text is kept in this browser")
    rita.get_by_role("button", name="Save", exact=True).click()
    assert WORDS in in_editor(rita)  # and no error page of the browser
    rita.close()
    context.set_offline(False)
    again = context.new_page()
    open_story(again, article)
    again.locator("#copies").get_by_text("Leave it in the history").click()
    expect(again.locator("#copies")).to_be_hidden()
    assert WORDS in article.revisions.get(autosave=True).content["body"]
    assert copies_left(again) == 0
    again.reload()
    expect(again.locator("#offer")).to_contain_text("You typed something here and did not save it")


def test_what_a_page_kept_is_offered_once_that_page_is_closed(settings, article, rita):
    settings.AUTOSAVE = 0  # the server is sent nothing, on leaving either
    open_story(rita, article)
    other = rita.context.new_page()
    type_in_text(rita)
    wait_until(rita, "Object.keys(localStorage).some((name) => name.startsWith('newsroom:'))")
    open_story(other, article)
    other.wait_for_load_state("networkidle")
    expect(other.locator("#copies")).to_be_hidden()
    other.route("**/autosave/**", lambda route: route.abort())  # the way to the server is cut when it is asked
    with other.expect_request("**/autosave/**"):
        rita.close()
    other.unroute("**/autosave/**")
    other.evaluate("dispatchEvent(new Event('focus'))")
    other.locator("#copies").get_by_text("Leave it in the history").click()
    expect(other.locator("#copies")).to_be_hidden()
    assert WORDS in article.revisions.get(autosave=True).content["body"]


def test_back_online_the_page_saves_by_itself(settings, article, rita):
    settings.AUTOSAVE = AT_ONCE
    open_story(rita, article)
    rita.context.set_offline(True)
    type_in_text(rita)
    expect(kept(rita)).to_contain_text("no network")
    rita.context.set_offline(False)
    expect(kept(rita)).to_contain_text("Saved")
    assert WORDS in article.revisions.get(autosave=True).content["body"]


def test_two_editors_on_one_story_see_both_versions_and_lose_none(site, settings, article, rita):
    settings.AUTOSAVE = NEVER
    ed = site.desk("editor", create_user(role="editor", username="ed", first_name="Ed", last_name="Vik"))
    open_story(ed, article)
    expect(ed.locator("[data-others]")).to_have_text("Rita Holm has this story open too.")
    type_in_text(ed, " By Ed.")
    ed.fill("#id_headline", "Cranes of Ed")
    save(ed)
    rita.bring_to_front()
    rita.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(rita.locator("[data-changed]")).to_contain_text("Ed Vik saved this story at")
    rita.fill("#id_headline", "Cranes of Rita")
    rita.fill("#id_standfirst", "A standfirst by Rita.")
    rita.get_by_role("button", name="Save", exact=True).click()
    rita.wait_for_url("**/merge/**")
    assert not rita.get_by_label("What you typed").first.is_checked()
    headline = rita.get_by_role("group", name="Headline")
    expect(headline).to_contain_text("Ed")
    expect(headline).to_contain_text("Rita")
    headline.get_by_label("What you typed").check()
    rita.click("text=Save the story")
    expect(rita.locator(".notices")).to_contain_text("put together and saved")
    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("Cranes of Rita", "A standfirst by Rita.")
    assert "By Ed." in article.body
    assert {"Cranes of Ed", "Cranes of Rita"} <= {r.content["headline"] for r in article.revisions.all()}
    wait_until(rita, "!Object.keys(localStorage).some(name => name.startsWith('newsroom:'))")


def test_a_save_after_a_restore_puts_both_together(site, settings, article, rita):
    settings.AUTOSAVE = NEVER
    article.body = "<p>One.</p>\n<p>Two, and more.</p>\n<p>Three.</p>\n<p>Four.</p>"
    article.save()
    article.save_revision(article.created_by)
    open_story(rita, article)
    ed = site.desk("editor")
    ed.goto(f"/admin/articles/article/{article.pk}/restore/1/")
    ed.locator("main form [type=submit]").last.click()
    expect(ed.locator(".notices")).to_contain_text("Version 1 is restored.")
    type_in_text(rita)
    rita.get_by_role("button", name="Save", exact=True).click()
    rita.wait_for_url("**/merge/**")
    rita.click("text=Save the story")
    expect(rita.locator(".notices")).to_contain_text("put together and saved")
    article.refresh_from_db()
    assert WORDS in article.body
    assert "and more" not in article.body
    assert any("and more" in revision.content["body"] for revision in article.revisions.all())


def test_two_tabs_of_one_person_keep_their_words_apart(settings, article, rita):
    settings.AUTOSAVE = AT_ONCE
    open_story(rita, article)
    other = rita.context.new_page()
    open_story(other, article)
    open_row(rita, "fields")
    rita.fill("#id_dateline", "North Quay")
    expect(kept(rita)).to_contain_text("for you alone")
    open_row(other, "fields")
    other.fill("#id_dateline", "South Quay")
    expect(kept(other)).to_contain_text("for you alone")
    datelines = {revision.content["dateline"] for revision in article.revisions.filter(autosave=True)}
    assert datelines == {"North Quay", "South Quay"}
    third = rita.context.new_page()
    open_story(third, article)
    expect(third.locator("#copies")).to_be_hidden()  # what open tabs hold is theirs


def test_a_new_story_is_one_story_however_it_is_saved(site, settings):
    settings.AUTOSAVE = AT_ONCE
    page = site.desk("reporter")
    page.goto("/admin/articles/article/add/")
    page.fill("#id_headline", "Crane on the quay")
    page.locator("#id_standfirst").focus()
    page.wait_for_url("**/change/")
    type_in_text(page)
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.locator(".notices")).to_contain_text("Saved.")
    article = Article.objects.get()
    assert (article.headline, article.slug) == ("Crane on the quay", "crane-on-the-quay")
    assert WORDS in article.body


def test_nothing_typed_asks_nothing_on_leaving_and_keeps_nothing(settings, article, rita):
    settings.AUTOSAVE = AT_ONCE
    open_story(rita, article)
    as_saved = kept(rita).inner_text()
    assert as_saved == f"Saved {article.changed_at:%H:%M}"  # by her, with the button
    rita.wait_for_timeout(2500)
    assert kept(rita).inner_text() == as_saved
    rita.goto("/admin/")
    assert copies_left(rita) == 0
    assert article.revisions.count() == 1


def wait_for_page(page):
    page.wait_for_load_state("load")
    in_editor(page)


def save_in_vain(page):
    with page.expect_navigation():  # the errors of a refusal before it may still stand there
        page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector("#form-errors")
    wait_for_page(page)


def test_a_refused_save_that_was_mended_and_saved_leaves_nothing_to_offer(settings, article, rita):
    settings.AUTOSAVE = NEVER
    open_story(rita, article)
    rita.fill("#id_headline", "Cranes at noon")
    open_row(rita, "more")
    rita.fill("#id_slug", "bad slug")
    save_in_vain(rita)
    expect(rita.locator("#copies")).to_be_hidden()
    rita.fill("#id_slug", "still bad")
    save_in_vain(rita)
    rita.fill("#id_slug", "good-slug")
    save(rita)
    wait_for_page(rita)
    rita.wait_for_timeout(1500)
    expect(rita.locator("#copies")).to_be_hidden()
    assert copies_left(rita) == 0
    open_story(rita, article)
    rita.wait_for_timeout(1500)
    expect(rita.locator("#copies")).to_be_hidden()
    article.refresh_from_db()
    assert (article.headline, article.slug) == ("Cranes at noon", "good-slug")


def test_back_from_a_refused_save_to_the_page_before_it_leaves_nothing_to_offer(settings, article, rita):
    settings.AUTOSAVE = NEVER
    open_story(rita, article)
    open_row(rita, "more")
    rita.fill("#id_slug", "bad slug")
    save_in_vain(rita)
    rita.go_back()
    wait_for_page(rita)
    rita.fill("#id_headline", "Cranes at noon")
    open_row(rita, "more")
    rita.fill("#id_slug", "good-slug")
    save(rita)
    wait_for_page(rita)
    rita.wait_for_timeout(1500)
    expect(rita.locator("#copies")).to_be_hidden()
    assert Article.objects.get().headline == "Cranes at noon"


def test_a_refused_save_that_is_left_is_offered_on_return(settings, article, rita):
    settings.AUTOSAVE = NEVER
    open_story(rita, article)
    rita.fill("#id_headline", "Cranes at noon")
    open_row(rita, "more")
    rita.fill("#id_slug", "bad slug")
    save_in_vain(rita)
    context = rita.context
    rita.close()
    again = context.new_page()
    open_story(again, article)
    expect(again.locator("#offer:visible, #copies:visible").first).to_be_visible()


def test_a_refused_publication_that_was_mended_leaves_nothing_to_offer(site, settings, article):
    settings.AUTOSAVE = NEVER
    page = site.desk("administrator")
    open_story(page, article)
    page.fill("#id_headline", "Cranes at noon")
    page.get_by_label("At a time", exact=True).check()
    page.fill("#id_publish_at_0", "2020-01-01")
    page.fill("#id_publish_at_1", "10:00")
    page.locator("#publish [name=_publish]").click()
    page.wait_for_selector("#form-errors")
    wait_for_page(page)
    page.fill("#id_publish_at_0", "")
    page.fill("#id_publish_at_1", "")
    save(page)
    wait_for_page(page)
    page.wait_for_timeout(1500)
    expect(page.locator("#copies")).to_be_hidden()
    assert copies_left(page) == 0


def test_the_box_of_kept_words_tells_the_time_by_the_publication_s_clock(site, settings, article):
    settings.AUTOSAVE = NEVER
    Publication.objects.update(time_zone="Asia/Tokyo")
    page = site.desk("reporter", article.created_by, timezone_id="America/New_York")
    open_story(page, article)
    type_in_text(page)
    wait_until(page, f"Object.values(localStorage).some((value) => value.includes({WORDS!r}))")
    kill(page)
    again = page.context.new_page()
    open_story(again, article)
    expect(again.locator("#copies")).to_contain_text("Tokyo time")
    expect(again.locator("#copies")).to_contain_text(f"{datetime.now(ZoneInfo('Asia/Tokyo')):%H:}")
