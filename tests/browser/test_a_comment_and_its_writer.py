"""What a reader can do without an account, a cookie or a script: comment, reply, confirm, edit, withdraw, erase."""

import json
import re
import time

import pytest
from django.core import mail
from playwright.sync_api import expect

from comments import signed_links
from comments.mail import consent
from comments.models import Comment, Commenter, HouseRule, Report
from tests.browser.accessibility import violations
from tests.comments.factories import create_comment
from tests.factories import create_article, create_superuser, publish

ADDRESS = "halvard@example.org"


@pytest.fixture
def story(site):
    return publish(create_article(headline="The cranes return"))


def without_script(site):
    return site.page(java_script_enabled=False)


def write(page, *, body, name="Halvard", email=ADDRESS, ticks=()):
    page.fill("#reply-body", body)
    page.fill("#reply-name", name)
    page.fill("#reply-email", email)
    for tick in ticks:
        page.check(f"[name={tick}]")
    page.click("text=Post Comment")


def mailed(start, number=1):
    """The path in the newest mail whose subject begins with ``start``, after waiting for ``number`` such mails."""
    until = time.monotonic() + 60
    while True:
        found = [message for message in mail.outbox if message.subject.startswith(start)]
        if len(found) >= number:
            return re.search(r"testserver(/comments/(?!stop)\S+)", found[-1].body).group(1), found[-1]
        assert time.monotonic() < until, [message.subject for message in mail.outbox]
        time.sleep(0.05)


def test_a_reader_comments_confirms_edits_withdraws_and_erases(site, story):
    moderator = create_superuser()
    reader = without_script(site)
    reader.goto(story.get_absolute_url())
    write(reader, body="They were sold in spring.", ticks=("mail_link", "tell_replies"))
    expect(reader.locator("main")).to_contain_text("Waiting for a moderator")
    expect(reader).to_have_url(re.compile("/comments/own/"))
    comment = Comment.objects.get()
    own = signed_links.for_comment(comment)

    # The one mail before the address is confirmed; opening its link does nothing, its button does.
    confirm, _ = mailed("Is this your address?")
    assert len(mail.outbox) == 1
    reader.goto(confirm)
    assert not Commenter.objects.get().confirmed_at
    reader.click("text=Yes, it is mine")
    expect(reader.locator("h1")).to_have_text("Thank you")
    path, _ = mailed("Your comment on")
    assert path == own
    reader.goto(confirm)
    expect(reader.locator("h1")).to_have_text("This was confirmed already")
    assert len(mail.outbox) == 2

    # A reply, of which the first is told; one click in the mail, one button, and there are no more of them.
    comment.approve(moderator)
    other = without_script(site)
    other.goto(story.get_absolute_url())
    other.click(f"#comment-{comment.pk} >> text=Reply")
    write(other, body="To whom?", name="Ansa", email="ansa@example.org")
    expect(other.locator("main")).to_contain_text("Waiting for a moderator")
    reply = Comment.objects.get(name="Ansa")
    assert reply.parent == comment
    reply.approve(moderator)
    _, message = mailed("Ansa answered you")
    reader.goto(re.search(r"No more replies.*?testserver(\S+)", message.body).group(1))
    reader.click("button:has-text('Stop these')")
    expect(reader.locator("h1")).to_have_text("Stopped")

    # Edited within ten minutes: where moderators read first, one reads again.
    reader.goto(own)
    reader.fill("#id_body", "They were sold in autumn.")
    reader.click("text=Save the change")
    expect(reader.locator("main")).to_contain_text("Your change is saved")
    comment.refresh_from_db()
    assert (comment.status, comment.body) == ("held", "They were sold in autumn.")
    comment.approve(moderator)
    other.goto(story.get_absolute_url())
    expect(other.locator(f"#comment-{comment.pk}")).to_contain_text("They were sold in autumn.")
    expect(other.locator(f"#comment-{comment.pk}")).to_contain_text("edited")

    # Withdrawn, after being asked once more; the answer stays.
    reader.goto(own)
    reader.click("text=Withdraw this comment")
    reader.click("button:has-text('Withdraw it')")
    expect(reader.locator("#state")).to_have_text("Withdrawn")
    other.goto(story.get_absolute_url())
    expect(other.locator("#comments")).not_to_contain_text("sold in autumn")
    expect(other.locator("#comments")).to_contain_text("To whom?")

    # Everything of that address: a copy, and then nothing any more.
    reader.goto("/comments/all/")
    reader.fill("#id_email", ADDRESS)
    reader.click("text=Mail me the link")
    expect(reader.locator("h1")).to_have_text("Look at your mail")
    path, _ = mailed("Everything you wrote")
    reader.goto(path)
    expect(reader.locator(".comment")).to_have_count(1)
    with reader.expect_download() as download:
        reader.click("text=Take a copy")
    assert json.loads(download.value.path().read_text())["address"] == ADDRESS
    reader.click("text=Erase everything")
    reader.click("button:has-text('Erase everything')")
    expect(reader.locator("h1")).to_have_text("Erased")
    assert not Commenter.objects.filter(email=ADDRESS).exists()
    comment.refresh_from_db()
    assert (comment.name, comment.body) == ("", "")
    for dead in (own, path, confirm):
        reader.goto(dead)
        expect(reader.locator("h1")).to_have_text("This link does not work")
    other.goto(story.get_absolute_url())
    expect(other.locator("#comments")).to_contain_text("To whom?")
    assert reader.context.cookies() == other.context.cookies() == []


def own_pages(story):
    """Name → path of each page that is for one writer alone."""
    moderator = create_superuser()
    comments = {status: create_comment(edition=story, status=status, email=ADDRESS) for status in ("held", "approved")}
    rejected = comments["rejected"] = create_comment(edition=story, email=ADDRESS, body="Something unfair.")
    rule, _ = HouseRule.objects.get_or_create(name="Be fair to people", defaults={"text": "No insults."})
    rejected.reject(moderator, rule=rule.name, statement="You called her names, which helps nobody.")
    comment = comments["held"]
    consent.subscribe(comment, replies=True, corrections=True)
    Report.objects.receive(Report(comment=create_comment(edition=story), reason=rule.name, commenter=comment.commenter))
    stranger = create_comment(edition=story, email="new@example.org").commenter
    consent.confirm(comment.commenter)
    mine = signed_links.for_own_comments(comment.commenter)
    return {
        **{status: signed_links.for_comment(comment) for status, comment in comments.items()},
        "withdraw": f"{signed_links.for_comment(comment)}withdraw/",
        "ask": "/comments/all/",
        "asked": "/comments/all/asked/",
        "mine": mine,
        "mine_withdraw": f"{mine}withdraw/",
        "mine_erase": f"{mine}erase/",
        "confirm": signed_links.for_confirming(stranger),
        "confirmed": signed_links.for_confirming(comment.commenter),
        "stop": signed_links.for_stopping(comment.commenter, comment.article, "replies"),
        "stop_all": signed_links.for_stopping(comment.commenter),
        "dead": "/comments/own/x/",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_writer_are_accessible_and_fit_a_phone(site, story, scheme):
    page = site.page(viewport={"width": 375, "height": 800}, color_scheme=scheme)
    for name, path in own_pages(story).items():
        page.goto(path)
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, name
