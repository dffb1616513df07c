"""Comparing two versions of a story and bringing one back, by keyboard alone, on a wide and on a narrow screen."""

import os
from pathlib import Path

import pytest

from articles.models import Article
from tests.factories import create_article, publish

SHOTS = os.environ.get("SCREENSHOTS")  # a folder: what the pages look like is kept there


def keep(page, name):
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def tab_to(page, selector):
    """Press Tab until what ``selector`` names has the focus, and check that the focus can be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", selector
            return
    raise AssertionError(f"Tab does not reach {selector}.")


def wait_for_comparison(page, old, new):
    """Whichever side the browser names first."""
    wanted = {f"old={old}", f"new={new}"}
    page.wait_for_url(lambda url: "/compare/?" in url and set(url.partition("?")[2].split("&")) == wanted)


def story(user):
    article = create_article(
        headline="Harbour dues rise",
        body="<p>The council met on Monday.</p><p>Nobody spoke against it.</p><p>The dues rise in May.</p>",
        created_by=user,
    )
    publish(article, by=user)
    for headline, body in (
        ("Harbour dues fall", article.body.replace("in May", "in June")),
        ("Harbour dues fall again", article.body.replace("Nobody spoke", "One member spoke").replace("May", "June")),
    ):
        article.headline, article.body = headline, body
        article.save()
        article.save_revision(user)
    return article


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_versions_are_compared_and_restored_without_a_mouse(site, width, scheme):
    page = site.desk("editor", viewport={"width": width, "height": 900}, color_scheme=scheme)
    article = story(page.user)
    history = f"/admin/articles/article/{article.pk}/history/"
    page.goto(history)
    keep(page, f"history-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    tab_to(page, "[name=old]:checked")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for_comparison(page, 1, 3)
    keep(page, f"compare-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    taken, put = (" ".join(page.locator(mark).all_inner_texts()) for mark in ("del", "ins"))
    assert all(words in taken for words in ("rise", "Nobody", "May"))
    assert all(words in put for words in ("fall again", "One member", "June"))
    tab_to(page, "a[href='?old=3&new=1']")
    page.keyboard.press("Enter")
    wait_for_comparison(page, 3, 1)
    assert "This reads backwards" in page.inner_text("main")

    page.goto(history)
    tab_to(page, "a[href$='/restore/1/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/restore/1/")
    keep(page, f"restore-{width}")
    tab_to(page, "main button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    assert "Version 1 is restored." in page.inner_text(".notices")
    assert Article.objects.get(pk=article.pk).headline == "Harbour dues rise"

    tab_to(page, ".notices a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/restore/3/")
    tab_to(page, "main button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    assert Article.objects.get(pk=article.pk).headline == "Harbour dues fall again"
    assert [revision.number for revision in article.revisions.all()] == [5, 4, 3, 2, 1]

    page.goto(f"/admin/articles/article/{article.pk}/changes/")
    keep(page, f"changes-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "fall again" in page.inner_text("ins")


def test_everything_is_there_without_script(site):
    page = site.desk("editor", java_script_enabled=False)
    article = story(page.user)
    page.goto(f"/admin/articles/article/{article.pk}/history/")
    page.locator("[name=old][value='2']").check()
    page.get_by_role("button", name="Compare").click()
    wait_for_comparison(page, 2, 3)
    page.goto(f"/admin/articles/article/{article.pk}/restore/2/")
    page.get_by_role("button", name="Restore version 2").click()
    page.wait_for_url("**/change/")
    assert Article.objects.get(pk=article.pk).headline == "Harbour dues fall"


def test_a_restore_that_somebody_else_overtook_is_told(site):
    page = site.desk("editor")
    article = story(page.user)
    page.goto(f"/admin/articles/article/{article.pk}/restore/1/")
    article.headline = "Written meanwhile"
    article.save()
    article.save_revision(page.user)
    page.get_by_role("button", name="Restore version 1").click()
    page.wait_for_selector("[role=alert]")
    assert "Somebody else has changed this story meanwhile." in page.inner_text("[role=alert]")
    assert "Written meanwhile" in page.inner_text("main")
    assert Article.objects.get(pk=article.pk).headline == "Written meanwhile"
