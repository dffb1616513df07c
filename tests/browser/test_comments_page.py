"""Comments as readers see them: axe finds nothing, they fit on a phone, keys reach all, and no script is needed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from comments import threads
from comments.models import Comment
from tests.browser.accessibility import LOOKS, violations
from tests.comments.factories import comments_url, create_comment, create_thread
from tests.factories import create_article, create_author, create_superuser, create_user, publish

SHOWN = {"status": "approved"}


@pytest.fixture
def edition(site, monkeypatch):
    """A story with comments in every state that its page can show, on two pages."""
    monkeypatch.setattr(threads, "THREADS", 3)
    monkeypatch.setattr(threads, "REPLIES_ALWAYS", 4)
    monkeypatch.setattr(threads, "REPLIES_TOGETHER", 14)
    monkeypatch.setattr(threads, "REPLIES", 10)
    writer = create_user(role="reporter", username="nvik")
    article = create_article(headline="The dredging", authors=[create_author(name="Nina Vik", user=writer)])
    first = publish(article, at=timezone.now() - timedelta(hours=3))
    before = create_comment(edition=first, name="Halvard B.", url="https://halvard.example/", **SHOWN)
    edition = publish(article, kind="correction", note="It runs for eleven years.")
    above = before
    for number in range(4):
        above = create_comment(
            edition=edition, parent=above, name=f"Deep {number}", body=f"{'word ' * 60}{'long' * 40}", **SHOWN
        )
    above.edit("Shorter.")
    create_comment(edition=edition, parent=before, name="nvik", user=writer, **SHOWN).set_pick(writer, True)
    gone = create_thread(edition=edition, replies=1)
    gone.withdraw()
    create_thread(edition=edition, replies=12)
    create_comment(edition=edition, name="سلمى " * 15, body="وماذا عن الصيادين؟", user=create_superuser(), **SHOWN)
    return edition


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_all_fits(site, edition, width, scheme):
    page = site.page(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    url = edition.get_absolute_url()
    halvard = Comment.objects.get(name="Halvard B.")
    long = Comment.objects.get(thread=None, thread_size=13)
    gone = Comment.objects.get(withdrawn_at__isnull=False)
    for address in (
        url,
        f"{url}?comments=newest&page=2",
        f"{comments_url(edition)}{long.pk}/?page=2",
        f"/comments/{halvard.pk}/reply/",
        f"/comments/{gone.pk}/",
        f"{comments_url(edition)}received/",
    ):
        page.goto(address)
        if page.locator(".comments__kept").count():
            page.locator(".comments__kept > summary").click()
        assert violations(page) == [], address
        assert fits(page), address
    page.goto(url)
    page.fill("#reply-body", "Words.")
    page.fill("#reply-name", "Nina Vik")
    page.fill("#reply-email", "reader@example.org")
    page.click("text=Post Comment")
    page.get_by_text("Your comment is not sent yet").wait_for()
    assert violations(page) == []
    assert fits(page)


def test_without_script_one_reads_on_answers_and_comes_back(site, edition):
    page = site.page(java_script_enabled=False)
    page.goto(edition.get_absolute_url())
    page.get_by_role("link", name="Next page").click()
    page.get_by_role("link", name="Reply to سلمى").click()
    expect(page.locator("h1")).to_contain_text("Reply to")
    page.fill("#reply-body", "They were asked in March.")
    page.fill("#reply-name", "Ines")
    page.fill("#reply-email", "not an address")
    page.get_by_role("form", name="Reply to").evaluate("form => form.noValidate = true")
    page.click("text=Post Comment")
    expect(page.locator("#reply")).to_contain_text("This is no email address")
    assert page.input_value("#reply-body") == "They were asked in March."
    page.fill("#reply-email", "ines@example.org")
    page.check("[name=tell_replies]")
    page.click("text=Post Comment")
    page.get_by_text("Waiting for a moderator").wait_for()
    assert page.locator(".comment__body").inner_text() == "They were asked in March."
    comment = Comment.objects.get(name="Ines")
    comment.approve(create_superuser())
    page.goto(comment.get_absolute_url())
    assert page.url.endswith(f"{edition.get_absolute_url()}?page=2#comment-{comment.pk}")
    assert page.locator(f"#comment-{comment.pk}").is_visible()


def test_keys_reach_order_answer_and_what_is_kept(site, edition):
    page = site.page()
    page.goto(f"{edition.get_absolute_url()}#comments")
    reached = []
    for _ in range(150):
        page.keyboard.press("Tab")
        words = page.evaluate("document.activeElement.innerText || document.activeElement.name || ''")
        reached.append(words.strip())
        if words.startswith("What we keep"):
            break
    for words in ("Newest", "All 12 replies", "Next page", "body", "tell_corrections", "Post Comment"):
        assert words in reached, reached
    page.keyboard.press("Enter")
    expect(page.locator(".comments__kept table")).to_be_visible()


def test_on_paper_stand_the_words_alone(site, edition):
    page = site.page()
    page.goto(edition.get_absolute_url())
    assert not page.locator(".comment__folded .comment__body").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".comment__body").first.is_visible()
    assert page.locator(".comment__folded .comment__body").first.is_visible()
    for part in (".comment__tools", ".comments__order", ".comments__pages", ".comments__form", ".comment__more"):
        assert not page.locator(part).first.is_visible(), part
