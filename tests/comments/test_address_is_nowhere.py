"""The address typed in the form is in no page, feed, JSON, line of the log or mail to others: crawl, and look."""

import hashlib
import logging
import re
from datetime import timedelta
from html import unescape
from smtplib import SMTPRecipientsRefused
from urllib.parse import unquote, urlsplit

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from comments import form_stamps, signed_links
from comments.mail import consent, outbox
from comments.models import Comment, Commenter, CommentSettings, HouseRule, Mode, Subscription
from comments.views import own_comments
from newsroom.models import Publication
from tests.comments.factories import comments_url, sent
from tests.factories import create_author, create_section, create_superuser, create_tag, create_user, publish

pytestmark = pytest.mark.django_db

LOCAL, DOMAIN = "very.private.person", "own-domain.example"
ADDRESS = f"{LOCAL}@{DOMAIN}"
# However it is written: as it is, in HTML, in an address, its parts alone, or as others hash it for a picture.
HASHES = [hashlib.new(name, ADDRESS.encode()).hexdigest()[:12] for name in ("md5", "sha1", "sha256")]
TELLTALES = [LOCAL, DOMAIN, *HASHES, "gravatar"]

LINK = re.compile(r"""(?:href|src|action|content)=["']([^"'#]*)|<(?:link|loc|guid[^>]*)>([^<]+)""")
START = [
    "/",
    "/feed/",
    "/feed/atom/",
    "/feed.json",
    "/feeds/",
    "/sitemap.xml",
    "/sitemap-news.xml",
    "/robots.txt",
    "/corrections/",
    "/search/?q=private",
    "/comments/all/",
    "/comments/all/asked/",
    "/comments/moderation/",
    "/humans.txt",
    "/.well-known/security.txt",
]


def crawl(client, start):
    """Yield ``(url, text)`` of every page of ours that can be reached from ``start``, refusals too."""
    left, seen = list(start), set()
    while left:
        url = left.pop()
        if url in seen or len(seen) > 400:
            continue
        seen.add(url)
        response = client.get(url)
        body = b"".join(response) if response.streaming else response.content
        text = body.decode(errors="replace")
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        yield url, f"{headers}\n{text}"
        found = [unescape(one or other) for one, other in LINK.findall(text)]
        for address in [*found, response.get("Location", "")]:
            parts = urlsplit(address)
            is_ours = address.startswith("/") or parts.netloc == "testserver"
            if is_ours and not parts.path.startswith(("/static/", "/media/")):
                left.append(parts.path + (f"?{parts.query}" if parts.query else ""))


def without_the_address(text):
    text = unquote(unescape(text)).lower()
    return not any(telltale in text for telltale in TELLTALES)


def refuse(backend, messages):
    raise SMTPRecipientsRefused({messages[0].to[0]: (451, b"try later, " + messages[0].to[0].encode())})


@pytest.fixture
def everything_said(client, caplog, django_capture_on_commit_callbacks, monkeypatch, empty_cache):
    """
    A story with threads, on which somebody of that address did all that a reader can: by the form, by the links, and
    through a moderator. What was answered to others, and the comments of both.
    """
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(own_comments, "afterwards", lambda function, *args: function(*args))
    Publication.objects.create(name="Ledger", contact_email="desk@ledger.example")
    CommentSettings(mode=Mode.AFTER).save()
    section = create_section(name="Harbour", slug="harbour")
    edition = publish(section=section, authors=[create_author(name="Rita")], tags=[create_tag(name="Cranes")])
    answers = []

    def post(**fields):
        stamp = form_stamps.make(edition.article_id, timezone.now() - timedelta(minutes=1))
        before = set(Comment.objects.values_list("pk", flat=True))
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(comments_url(edition), sent(edition, stamp=stamp, subject="", **fields), follow=True)
        comment = Comment.objects.exclude(pk__in=before).get()
        if comment.status == Comment.Status.HELD:
            comment.approve(create_superuser())
        return comment, response

    other, response = post(name="Other", email="other@elsewhere.example", body="I asked first. Who can tell me more?")
    consent.subscribe(other, replies=True, corrections=True)
    consent.confirm(other.commenter)
    private, _ = post(name="Somebody", email=ADDRESS, body="I was there myself, on the quay.", parent=other.pk)
    consent.subscribe(private, replies=True, corrections=True)
    consent.mail_link(private)
    consent.confirm(private.commenter)
    rejected, _ = post(name="Somebody", email=ADDRESS, body="Something against the rules, I fear.")
    rejected.remove(create_superuser(), rule=HouseRule.objects.first().name, statement="Not fair.")
    post(name="Other", email="other@elsewhere.example", body="Thank you for that answer.", parent=private.pk)

    # What is refused gives it back to who typed it, and to nobody else.
    own = client.post(comments_url(edition), sent(edition, email=ADDRESS, body=""))
    assert ADDRESS in own.content.decode()
    client.post("/comments/all/", {"email": ADDRESS})
    client.post("/comments/all/", {"email": f"{ADDRESS} no address"})
    client.post(signed_links.for_comment(private), {"body": "I was there myself, on the quay, that day."})
    client.post(signed_links.for_stopping(private.commenter, private.article, "corrections"))
    client.get(signed_links.for_own_comments(private.commenter))

    Subscription.objects.update(created_at=timezone.now() - timedelta(hours=3))
    correction = publish(edition.article, kind="correction", note="It was two cranes.")
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        outbox.send_due(limit=1000)
    outbox.send_due(at=timezone.now() + timedelta(minutes=2), limit=1000)
    call_command("send_mail_queue", verbosity=3)
    call_command("forget_addresses", verbosity=3)
    answers.append(response.content.decode())
    return edition, correction, other, private, answers


def test_the_address_is_nowhere(client, everything_said, caplog):
    edition, correction, other, private, answers = everything_said
    start = [
        *START,
        edition.get_absolute_url(),
        f"{edition.get_absolute_url()}history/",
        f"{comments_url(edition)}received/",
        comments_url(edition),
        private.get_absolute_url(),
        f"/comments/{private.pk}/reply/",
        f"/comments/{private.pk}/report/",
        signed_links.for_comment(other),
        signed_links.for_own_comments(other.commenter),
        f"{signed_links.for_own_comments(other.commenter)}export/",
        f"{signed_links.for_own_comments(other.commenter)}erase/",
        signed_links.for_stopping(other.commenter),
        signed_links.for_confirming(other.commenter),
    ]
    pages = dict(crawl(client, start))
    assert len(pages) > 25
    story = pages[edition.get_absolute_url()]
    assert "on the quay, that day" in story
    assert "Thank you for that answer" in story
    found = [url for url, text in pages.items() if not without_the_address(text)]
    assert found == []
    assert all(map(without_the_address, answers))

    records = [*caplog.get_records("setup"), *caplog.records]
    assert any(record.name == "comments.mail.outbox" for record in records)
    assert any(record.name == "comments.models.comment" for record in records)
    lines = [
        f"{record.getMessage()} {record.exc_text or ''}"
        for record in records
        if record.name != "django.db.backends"  # queries, which are logged by no level of ours
    ]
    assert [line for line in lines if not without_the_address(line)] == []


def test_the_address_is_in_no_mail_to_others(everything_said):
    *_, other, private, _ = everything_said
    to_others = [message for message in mail.outbox if ADDRESS not in message.to]
    kinds = {message.subject.split()[0] for message in to_others}
    assert {"Somebody", "Correction:"} <= kinds
    for message in to_others:
        assert without_the_address(message.message().as_string()), message.subject
        assert without_the_address(message.body), message.subject
    own = [message for message in mail.outbox if message.to == [ADDRESS]]
    assert own
    for message in own:
        assert message.recipients() == [ADDRESS]
        assert "elsewhere.example" not in message.body


def test_moderators_alone_see_the_address_at_the_desk(client, everything_said):
    *_, private, _ = everything_said
    user = create_user(role="administrator")
    client.force_login(user)
    assert without_the_address(client.get("/admin/comments/outgoingmail/").content.decode())
    for role, may in (("moderator", True), ("editor", False), ("reporter", False)):
        client.force_login(create_user(role=role))
        page = client.get(f"/admin/comments/comment/{private.pk}/change/").content.decode()
        assert (ADDRESS in page) == may
    assert Commenter.objects.filter(email=ADDRESS).exists()
