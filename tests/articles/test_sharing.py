"""Links for outsiders: who makes them, what they show and to whom, when they end, and the remarks they bring."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.exceptions import NotAllowed, Refusal
from articles.models import Article, LogLine, Note, ShareLink
from articles.models.sharing import MOST_REMARKS
from articles.models.taxonomy import why_reserved
from tests.articles.desk import story_url
from tests.factories import create_article, create_section, create_superuser, create_user, publish

pytestmark = pytest.mark.django_db

FETCHED_AHEAD = ({"Sec-Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"})


@pytest.fixture
def reporter():
    return create_user(role="reporter", username="rita", email="rita@example.org")


@pytest.fixture
def story(reporter):
    story = create_article(headline="Cranes return", body="<p>As saved.</p>", created_by=reporter)
    story.save_revision(reporter)
    return story


@pytest.fixture
def link(story, reporter):
    return ShareLink.make(story, reporter, "lawyer", 3)


@pytest.fixture
def outsider():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def desk(client, reporter):
    client.force_login(reporter)
    return client


def share_url(article):
    return reverse("admin:articles_article_share", args=[article.pk])


def revoke_url(link):
    return reverse("admin:articles_article_revoke", args=[link.article_id, link.pk])


def opened(link):
    return ShareLink.objects.values_list("opened", flat=True).get(pk=link.pk)


# -- The page --


def test_an_outsider_sees_the_story_as_it_was_last_saved(outsider, link, story, reporter):
    Article.objects.filter(pk=story.pk).update(headline="Being changed")
    story.autosave(reporter, {**story.content(), "headline": "Being typed"})
    page = outsider.get(link.get_absolute_url()).content.decode()
    assert "Cranes return" in page
    assert "<p>As saved.</p>" in page
    assert "Being" not in page
    assert "Shared with lawyer until " in page
    assert "not for publication" in page
    assert "embargo" not in page
    story.refresh_from_db()
    story.save_revision(reporter)
    assert "Being changed" in outsider.get(link.get_absolute_url()).content.decode()


def test_a_story_that_was_never_frozen_is_shown_as_it_is(outsider, reporter):
    story = create_article(headline="From elsewhere", created_by=reporter)
    link = ShareLink.make(story, reporter, "lawyer")
    assert b"From elsewhere" in outsider.get(link.get_absolute_url()).content


def test_an_embargo_is_told_in_words_while_it_holds(outsider, link, story):
    Article.objects.filter(pk=story.pk).update(embargo_until=timezone.now() + timedelta(hours=2))
    assert b"Under embargo until " in outsider.get(link.get_absolute_url()).content
    Article.objects.filter(pk=story.pk).update(embargo_until=timezone.now() - timedelta(hours=2))
    assert b"Under embargo" not in outsider.get(link.get_absolute_url()).content


def test_a_link_goes_on_working_when_the_story_is_live(outsider, link, story):
    publish(story)
    assert b"Shared with lawyer" in outsider.get(link.get_absolute_url()).content


def test_nothing_keeps_lists_or_tells_the_page(outsider, link):
    url = link.get_absolute_url()
    answers = (
        outsider.get(url),
        outsider.head(url),
        outsider.post(url, {"text": ""}),
        outsider.post(url, {"text": "A remark."}),
        outsider.post(url, {"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"}),
        outsider.put(url),
        outsider.get("/shared/unknown/"),
    )
    assert [answer.status_code for answer in answers] == [200, 200, 422, 303, 403, 405, 404]
    for answer in answers:
        assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert not answer.cookies
    page = answers[0].content.decode()
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page
    for part in ("ld+json", 'rel="canonical"', "Share this story", "og:title", "Leave a Reply", "csrfmiddlewaretoken"):
        assert part not in page, part


def test_the_page_stands_in_no_list_and_its_word_is_no_section(link):
    assert why_reserved("shared")
    sitemap = Client().get("/sitemap.xml").content.decode()
    assert link.token not in sitemap


# -- Until when --


def test_a_token_can_not_be_guessed(story, reporter):
    tokens = {ShareLink.make(story, reporter, "lawyer").token for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 43  # 256 bits
    with mock.patch("articles.models.sharing.secrets.token_urlsafe", return_value="known") as made:
        ShareLink.make(story, reporter, "lawyer")
    assert made.call_args.args == (32,)


def test_a_link_ends_to_the_second(outsider, link):
    for before, status in ((timedelta(seconds=1), 200), (timedelta(0), 404), (-timedelta(seconds=1), 404)):
        with mock.patch("django.utils.timezone.now", return_value=link.expires_at - before):
            assert outsider.get(link.get_absolute_url()).status_code == status, before


def test_links_that_show_nothing_are_answered_alike_and_tell_nothing(outsider, story, reporter):
    expired, revoked, trashed = (ShareLink.make(story, reporter, name) for name in ("late", "revoked", "trashed"))
    past = timezone.now() - timedelta(days=8)
    ShareLink.objects.filter(pk=expired.pk).update(created_at=past, expires_at=past + timedelta(days=7))
    revoked.revoke(reporter)
    urls = [expired.get_absolute_url(), revoked.get_absolute_url(), "/shared/never-was-one/", f"/shared/{'x' * 5000}/"]
    answers = [outsider.get(url) for url in urls]
    story.trash(reporter)
    answers.append(outsider.get(trashed.get_absolute_url()))
    assert {answer.status_code for answer in answers} == {404}
    pages = {answer.content.decode().replace(url, "") for answer, url in zip(answers, [*urls, ""], strict=True)}
    for page in pages:
        assert "This link no longer works" in page
        for secret in ("Cranes return", "As saved", story.section.name + "</a> ·", "lawyer", "late", "rita"):
            assert secret not in page, secret
    assert len(pages) == 1
    assert not ShareLink.objects.filter(opened__gt=0).exists()
    assert outsider.post(trashed.get_absolute_url(), {"text": "Too late"}).status_code == 404
    assert not Note.objects.exists()


def test_a_remark_that_comes_too_late_is_given_back(outsider, link, reporter):
    link.revoke(reporter)
    answer = outsider.post(link.get_absolute_url(), {"text": "Took me <b>an hour</b>."})
    assert b"Took me &lt;b&gt;an hour&lt;/b&gt;." in answer.content


def test_only_openings_count(outsider, link):
    url = link.get_absolute_url()
    outsider.head(url)
    outsider.get(f"{url}?thanks")
    outsider.post(url, {"text": ""})
    for headers in FETCHED_AHEAD:
        outsider.get(url, headers=headers)
    assert opened(link) == 0
    outsider.get(url), outsider.get(url)
    assert opened(link) == 2
    link.refresh_from_db()
    assert timezone.now() - link.opened_at < timedelta(minutes=1)


# -- Remarks --


def test_a_remark_lands_as_a_note_and_is_mailed(outsider, link, story, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = outsider.post(link.get_absolute_url(), {"text": "  One\r\nis <script>alert(1)</script>\0 wrong. "})
    assert answer.status_code == 303
    assert answer["Location"] == f"{link.get_absolute_url()}?thanks#remark"
    assert b"Thank you" in outsider.get(answer["Location"]).content
    note = story.notes.get()
    assert (note.text, note.share_link, note.by) == ("One\nis <script>alert(1)</script> wrong.", link, None)
    assert note.author_name == "lawyer"
    [message] = mail.outbox
    assert message.to == ["rita@example.org"]
    assert message.subject == "Remark from lawyer: Cranes return"
    assert "One\nis <script>" in message.body
    assert story_url(story) in message.body
    assert link.token not in message.body


def test_whoever_gave_the_link_away_gets_the_mail_while_they_may_see_the_story(
    outsider, story, django_capture_on_commit_callbacks
):
    editor = create_user(role="editor", email="ed@example.org")
    link = ShareLink.make(story, editor, "lawyer")
    with django_capture_on_commit_callbacks(execute=True):
        outsider.post(link.get_absolute_url(), {"text": "One."})
    assert {message.to[0] for message in mail.outbox} == {"rita@example.org", "ed@example.org"}
    mail.outbox.clear()
    story.section.members.add(create_user(role="editor"))
    with django_capture_on_commit_callbacks(execute=True):
        outsider.post(link.get_absolute_url(), {"text": "Two."})
    assert {message.to[0] for message in mail.outbox} == {"rita@example.org"}


def test_a_remark_is_plain_text_at_the_desk(desk, outsider, link, story):
    outsider.post(link.get_absolute_url(), {"text": "<script>alert(1)</script><b>Bold</b>"})
    page = desk.get(story_url(story)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>Bold</b>" not in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write something first."),
        (" \r\n\t ", "Write something first."),
        ("\0\x1b", "Write something first."),
        ("word " * 1001, "A remark has at most 5,000 characters; this one has 5,004."),
    ],
)
def test_an_unfit_remark_is_refused_with_its_text_kept(outsider, link, text, words):
    answer = outsider.post(link.get_absolute_url(), {"text": text})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert text.strip("\0\x1b \r\n\t") in answer.content.decode()
    assert not Note.objects.exists()


def test_a_remark_as_long_as_allowed_counts_line_breaks_once(outsider, link):
    answer = outsider.post(link.get_absolute_url(), {"text": "abcd\r\n" * 999 + "abcde"})
    assert answer.status_code == 303
    assert len(Note.objects.get().text) == 5000


def test_a_link_brings_so_many_remarks_and_no_more(outsider, link, story, reporter):
    for number in range(MOST_REMARKS):
        assert outsider.post(link.get_absolute_url(), {"text": f"{number}"}).status_code == 303
    answer = outsider.post(link.get_absolute_url(), {"text": "One too many"})
    assert answer.status_code == 422
    assert b"One too many" in answer.content
    assert story.notes.count() == MOST_REMARKS
    other = ShareLink.make(story, reporter, "expert")
    assert outsider.post(other.get_absolute_url(), {"text": "Mine"}).status_code == 303


def test_what_another_site_sends_is_refused_with_its_text_kept(outsider, link):
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "same-site"},
    ):
        answer = outsider.post(link.get_absolute_url(), {"text": "Kept"}, headers=headers)
        assert answer.status_code == 403, headers
        assert b"Kept" in answer.content
    assert not Note.objects.exists()
    # As browsers send it from a page without referrer, with and without TLS.
    for headers in ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, {"Origin": "null"}):
        assert outsider.post(link.get_absolute_url(), {"text": "Ours"}, headers=headers).status_code == 303


# -- The desk --


def test_the_form_lists_links_and_offers_a_new_one_without_sending_what_is_typed(desk, link, story, outsider):
    outsider.get(link.get_absolute_url())
    page = desk.get(story_url(story)).content.decode()
    assert f"http://testserver{link.get_absolute_url()}" in page
    assert "<b>lawyer</b>, until " in page
    assert "Opened 1 time, last " in page
    assert f'form="share-form" formnovalidate formaction="{revoke_url(link)}"' in page
    assert f'<form id="share-form" method="post" action="{share_url(story)}" target="_blank">' in page
    assert "share-form" not in desk.get(story_url()).content.decode()


def test_a_link_is_made_logged_and_revoked(desk, story, reporter, outsider):
    answer = desk.post(share_url(story), {"share_name": " Dr \n Lassen ", "share_days": "7"})
    assert answer.url == share_url(story)
    link = story.share_links.get()
    assert (link.name, link.created_by) == ("Dr Lassen", reporter)
    assert link.expires_at - link.created_at == timedelta(days=7)
    page = desk.get(share_url(story)).content.decode()
    assert f"http://testserver{link.get_absolute_url()}" in page
    assert "Not opened yet" in page
    assert desk.post(revoke_url(link)).url == share_url(story)
    assert desk.post(revoke_url(link)).url == share_url(story)
    page = desk.get(share_url(story)).content.decode()
    assert link.token not in page
    assert "Revoked " in page
    assert outsider.get(link.get_absolute_url()).status_code == 404
    actions = list(story.log.order_by("pk").values_list("action", flat=True))
    assert actions == [LogLine.Action.SHARED, LogLine.Action.UNSHARED]


@pytest.mark.parametrize(
    ("name", "days", "words"),
    [
        ("", "3", "Say whom the link is for."),
        ("  ", "3", "Say whom the link is for."),
        ("x" * 81, "3", "at most 80 characters"),
        ("lawyer", "0", "Select a valid choice."),
        ("lawyer", "8", "Select a valid choice."),
        ("lawyer", "x", "Select a valid choice."),
        ("lawyer", "", "This field is required."),
        ("\u200b\0", "3", "Say whom the link is for."),
    ],
)
def test_an_unfit_link_is_refused_with_what_was_typed(desk, story, name, days, words):
    answer = desk.post(share_url(story), {"share_name": name, "share_days": days})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    given_back = name.replace("\0", "")  # which no page may hold
    assert f'value="{given_back}"' in answer.content.decode() or not name.strip()
    assert not story.share_links.exists()


def test_a_story_in_the_trash_is_not_shared(desk, story, reporter):
    story.trash(reporter)
    answer = desk.post(share_url(story), {"share_name": "lawyer", "share_days": "3"})
    assert "is in the trash." in answer.content.decode()
    assert not story.share_links.exists()


def test_the_model_refuses_what_the_form_never_sends(story, reporter):
    for name, days in (("", 3), ("x" * 81, 3), ("lawyer", 0), ("lawyer", 8), ("lawyer", -1)):
        with pytest.raises(Refusal):
            ShareLink.make(story, reporter, name, days)
    with pytest.raises(NotAllowed):
        ShareLink.make(story, create_user(role="reporter"), "lawyer")


def test_whoever_may_edit_may_share_and_nobody_else(client, story, reporter, link):
    culture = create_section()
    culture.members.add(create_user(role="editor"))
    Article.objects.filter(pk=story.pk).update(section=culture)
    other = ShareLink.make(create_article(), create_superuser(), "lawyer")
    for user, status in (
        (reporter, 200),
        (create_user(role="reporter"), 404),
        (create_user(role="editor"), 404),  # of another section
        (culture.members.get(), 200),
        (create_user(role="moderator"), 404),
        (create_user(role="administrator"), 200),
    ):
        client.force_login(user)
        assert client.get(share_url(story)).status_code == status
        assert client.post(share_url(story), {}).status_code == status
        assert client.post(revoke_url(link)).status_code == (302 if status == 200 else 404)
        mixed = reverse("admin:articles_article_revoke", args=[story.pk, other.pk])
        assert client.post(mixed).status_code == 404
        assert client.get(revoke_url(link)).status_code == 405
    other.refresh_from_db()
    assert other.revoked_at is None
    client.logout()
    assert client.get(share_url(story)).status_code == 302
    assert client.post(revoke_url(link)).status_code == 302


def test_numbers_that_name_nothing(desk, story):
    for pk in (0, 10**30):
        assert desk.post(reverse("admin:articles_article_revoke", args=[story.pk, pk])).status_code == 404


def test_query_counts(desk, outsider, story, reporter, django_assert_num_queries):
    for _ in range(5):
        ShareLink.make(story, reporter, "lawyer")
    url = story.share_links.first().get_absolute_url()
    # publication, session, user, permissions (2); the story, its links
    with django_assert_num_queries(7):
        desk.get(share_url(story))
    # publication; link with story, counting, revision; earlier edition; section, authors; corrections, more;
    # its part of a series (2), translations; sections of the navigation
    with django_assert_num_queries(13):
        outsider.get(url)


def test_the_address_of_a_link_is_in_no_log(outsider, link, reporter, caplog):
    outsider.post(link.get_absolute_url(), {"text": ""})
    link.revoke(reporter)
    outsider.get(link.get_absolute_url())
    assert link.token not in caplog.text
