"""What a reader sends, sees and is told. Every client here is one without cookies, as readers are."""

import re
import threading
from datetime import timedelta
from html import escape

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.utils import timezone

from articles.models import Article, Edition
from articles.story import Story
from articles.templatetags.articles import words_for
from comments import form_stamps, signed_links, threads
from comments.models import Comment, CommentSettings, Discussion, HouseRule, OutgoingMail, Subscription
from newsroom.models import Publication
from tests.comments.factories import comments_url, create_comment, create_thread, sent
from tests.factories import create_article, create_author, create_superuser, create_user, publish

pytestmark = pytest.mark.django_db

OPEN, CLOSED, HIDDEN = (
    Article.CommentsPolicy.OPEN,
    Article.CommentsPolicy.CLOSED,
    Article.CommentsPolicy.HIDDEN,
)


@pytest.fixture
def reader():
    return Client(enforce_csrf_checks=True)


def calm(edition, **fields):
    """What a reader sends who took a minute."""
    fields = {
        "subject": "",
        "stamp": form_stamps.make(edition.article_id, timezone.now() - timedelta(minutes=1)),
        **fields,
    }
    return sent(edition, **fields)


def page_of(client, edition):
    return client.get(edition.get_absolute_url()).content.decode()


# -- Sending --


def test_comment_is_held_and_the_writer_is_told_so(reader):
    edition = publish()
    response = reader.post(comments_url(edition), sent(edition, url="https://example.org/"))
    assert response.status_code == 303
    comment = Comment.objects.get()
    assert response["Location"] == f"{signed_links.for_comment(comment)}?sent"
    assert (comment.status, comment.article, comment.edition) == ("held", edition.article, edition)
    assert (comment.name, comment.email, comment.url) == (
        "Halvard",
        "halvard@example.org",
        "https://example.org/",
    )
    assert comment.body == "I piloted one of those two ships."
    assert comment.user is None
    thanks = reader.get(response["Location"])
    page = thanks.content.decode()
    assert "Thank you. We have your comment" in page
    assert "Waiting for a moderator" in page
    assert comment.body in page
    assert edition.get_absolute_url() in page
    assert 'name="robots" content="noindex' in page
    assert "no-store" in thanks["Cache-Control"]
    assert thanks["Referrer-Policy"] == "no-referrer"
    assert comment.body not in page_of(reader, edition)


def test_comment_that_appears_at_once_says_so_and_where(reader):
    CommentSettings.objects.create(mode="after")
    edition = publish()
    response = reader.post(comments_url(edition), calm(edition))
    comment = Comment.objects.get()
    page = reader.get(response["Location"]).content.decode()
    assert "Published" in page
    assert f'href="{comment.get_absolute_url()}"' in page
    assert comment.body in page_of(reader, edition)


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        ("before", "A moderator reads every comment before it appears."),
        ("trusted", "a moderator reads the others before they appear."),
        ("after", "Comments appear at once."),
    ],
)
def test_the_form_says_when_comments_appear(reader, mode, sentence):
    CommentSettings.objects.create(mode=mode)
    assert sentence in page_of(reader, publish())


def test_house_rules_and_what_is_kept_stand_by_the_form(reader):
    HouseRule.objects.all().delete()
    HouseRule.objects.create(name="No advertising", text="Nobody came here to buy.", position=1)
    HouseRule.objects.create(name="Not in use", text="Never.", is_active=False)
    page = page_of(reader, publish())
    assert "<strong>No advertising</strong> Nobody came here to buy." in page
    assert "Keep to the story and be fair to people." in page
    assert "Not in use" not in page
    kept = page.partition("What we keep, why and until when")[2]
    for word in ("Email address", "30 days", "network", "website", "moderators decided"):
        assert word in kept


def test_ticks_ask_for_mails_which_are_confirmed_first(reader):
    edition = publish()
    reader.post(comments_url(edition), sent(edition, tell_replies="on", mail_link="on"))
    subscription = Subscription.objects.get()
    assert (subscription.replies, subscription.corrections) == (True, False)
    assert set(OutgoingMail.objects.values_list("kind", flat=True)) == {"confirm", "received"}
    reader.post(comments_url(edition), sent(edition, body="Without."))
    assert OutgoingMail.objects.count() == 2


def test_nobody_is_mailed_for_what_is_taken_for_spam(reader):
    edition = publish()
    CommentSettings.objects.create(spam_from=1, hold_from=0.5)
    reader.post(comments_url(edition), sent(edition, body="Two https://a.example/ https://b.example/", mail_link="on"))
    assert Comment.objects.get().status == "spam"
    assert not OutgoingMail.objects.exists()


def test_comment_belongs_to_the_edition_that_its_writer_read(reader):
    edition = publish()
    form = sent(edition, stamp=form_stamps.make(edition.article_id, timezone.now() - timedelta(minutes=10)))
    new = publish(edition.article, kind="correction", note="Eleven.")
    reader.post(comments_url(edition), form)
    assert Comment.objects.get().edition == edition
    reader.post(comments_url(edition), sent(edition, body="Later."))
    assert Comment.objects.latest().edition == new


def test_no_answer_sets_a_cookie(reader):
    edition = publish()
    url = comments_url(edition)
    for response in (
        reader.get(edition.get_absolute_url()),
        reader.post(url, sent(edition)),
        reader.post(url, {}),
        reader.get(url),
        reader.get(f"{url}received/"),
        reader.post(url, sent(edition), headers={"Origin": "https://evil.example"}),
    ):
        assert not response.cookies
    assert not reader.cookies


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_post_from_a_page_of_others_is_refused(reader, headers):
    edition = publish()
    response = reader.post(comments_url(edition), sent(edition), headers=headers)
    assert response.status_code == 403
    assert not Comment.objects.exists()


def test_post_from_an_own_page_is_taken(reader):
    edition = publish()
    headers = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert reader.post(comments_url(edition), sent(edition), headers=headers).status_code == 303


def test_double_click_and_form_sent_again_make_one_comment(reader):
    edition = publish()
    form = sent(edition)
    answers = [reader.post(comments_url(edition), form)["Location"] for _ in range(3)]
    later = sent(edition, stamp=form_stamps.make(edition.article_id, timezone.now() - timedelta(minutes=50)))
    answers.append(reader.post(comments_url(edition), later)["Location"])
    link = signed_links.for_comment(Comment.objects.get())
    assert answers == [f"{link}?sent", *[f"{link}?again"] * 3]
    assert "We have it already" in reader.get(answers[1]).content.decode()


def test_who_goes_back_to_ask_for_mails_gets_them(reader):
    edition = publish()
    reader.post(comments_url(edition), sent(edition))
    wishes = {"tell_replies": "on", "tell_corrections": "on", "mail_link": "on"}
    for _ in range(2):
        assert reader.post(comments_url(edition), sent(edition, **wishes))["Location"].endswith("?again")
    subscription = Subscription.objects.get()
    assert (subscription.replies, subscription.corrections) == (True, True)
    assert OutgoingMail.objects.filter(kind="received").count() == 1
    reader.post(comments_url(edition), sent(edition, body="Other words"), REMOTE_ADDR="192.0.2.1")
    Subscription.objects.all().delete()
    reader.post(comments_url(edition), sent(edition, body="Other words", **wishes), REMOTE_ADDR="192.0.2.2")
    assert not Subscription.objects.exists(), "anybody could have typed that address"


@pytest.mark.parametrize("how", ["from elsewhere", "later"])
def test_link_of_a_known_comment_is_given_to_who_has_just_sent_it_alone(reader, how):
    edition = publish()
    reader.post(comments_url(edition), sent(edition), REMOTE_ADDR="192.0.2.1")
    if how == "later":
        before = Comment.objects.get().created_at
        Comment.objects.update(created_at=before - timedelta(minutes=11))
    sender = "192.0.2.1" if how == "later" else "192.0.2.2"
    response = reader.post(comments_url(edition), sent(edition), REMOTE_ADDR=sender)
    assert response["Location"] == f"{comments_url(edition)}received/"
    assert "We have it already" in reader.get(response["Location"]).content.decode()
    assert Comment.objects.count() == 1


def test_an_address_that_grows_in_lower_case_is_measured_as_it_is_kept(reader):
    edition = publish()
    response = reader.post(comments_url(edition), sent(edition, email="İ" * 150 + "@example.org"))
    assert response.status_code == 422
    assert "longer than the 254 characters we can take: it has 312" in response.content.decode()
    assert "I piloted one of those two ships." in response.content.decode()
    response = reader.post(comments_url(edition), sent(edition, email="Anna@Example.ORG"))
    assert (response.status_code, Comment.objects.get().email) == (303, "anna@example.org")


def test_words_that_were_erased_can_be_said_again(reader):
    edition = publish()
    reader.post(comments_url(edition), sent(edition))
    Comment.objects.get().erase()
    assert reader.post(comments_url(edition), sent(edition))["Location"].endswith("?sent")
    assert Comment.objects.held().count() == 1


@pytest.mark.parametrize(
    "name", ["Nina Vik", "NINA  VIK", "Nіna Vіk", "Nina Vik (editor)", "nvik", "Moderator", "The Newsroom"]
)
def test_names_of_the_desk_are_refused_to_others(reader, name):
    Publication.objects.update_or_create(pk=1, defaults={"name": "The Newsroom"})
    edition = publish(
        create_article(authors=[create_author(name="Nina Vik", user=create_user(role="reporter", username="nvik"))])
    )
    response = reader.post(comments_url(edition), sent(edition, name=name))
    assert response.status_code == 422
    page = response.content.decode()
    assert "This is the name of somebody who works here" in page
    assert "I piloted one of those two ships." in page
    assert not Comment.objects.exists()


def test_who_is_signed_in_comments_under_the_own_name():
    edition, client, user = publish(), Client(), create_user(role="reporter", username="nvik")
    create_author(name="Nina Vik", user=user)
    create_author(name="Tom Okafor")
    client.force_login(user)
    ours = {"Origin": "http://testserver"}
    assert client.post(comments_url(edition), sent(edition, name="Nina Vik"), headers=ours).status_code == 303
    assert client.post(comments_url(edition), sent(edition, name="Tom Okafor"), headers=ours).status_code == 422
    assert client.post(comments_url(edition), sent(edition, name="Nina Vik", body="x")).status_code == 422


def test_form_sent_again_after_a_refusal_stays_refused(reader):
    edition = publish()
    reader.post(comments_url(edition), sent(edition))
    Comment.objects.get().reject(create_user())
    assert reader.post(comments_url(edition), sent(edition)).status_code == 303
    assert Comment.objects.get().status == "rejected"


def test_network_address_is_kept_as_a_mark_alone(reader):
    edition = publish()
    reader.post(comments_url(edition), sent(edition), REMOTE_ADDR="192.0.2.77")
    [row] = Comment.objects.values()
    assert len(row["address_hash"]) == 64
    assert "192.0.2.77" not in str(row)


def test_what_is_sent_at_once_is_taken_and_noticed(reader):
    edition = publish()
    ahead = form_stamps.make(
        edition.article_id, timezone.now() + timedelta(minutes=1)
    )  # 0 s, however slow this machine is
    reader.post(comments_url(edition), sent(edition, stamp=ahead))
    fast = {"name": "fast", "words": "sent in 0 s", "points": 2.0}
    assert fast in Comment.objects.get().signals
    calm = sent(
        edition, body="Later.", stamp=form_stamps.make(edition.article_id, timezone.now() - timedelta(minutes=1))
    )
    reader.post(comments_url(edition), calm)
    assert Comment.objects.latest().signals == []


def test_staff_are_known_when_the_browser_says_that_the_page_was_ours():
    edition, client, user = publish(), Client(enforce_csrf_checks=True), create_user(role="reporter")
    client.force_login(user)
    client.post(comments_url(edition), sent(edition, body="No origin."))
    client.post(comments_url(edition), sent(edition, body="Ours."), headers={"Origin": "http://testserver"})
    assert Comment.objects.get(body="No origin.").user is None
    assert Comment.objects.get(body="Ours.").user == user
    assert Comment.objects.get(body="Ours.").status == "held"


# -- What can't be taken, and keeps what was typed --


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"body": None}, "Write your comment."),
        ({"body": " \r\n "}, "Write your comment."),
        ({"body": "x" * 5001}, "longer than the 5000 characters we can take: it has 5001"),
        ({"name": ""}, "Give a name"),
        ({"name": "\u200b\u202e"}, "Give a name"),
        ({"name": "n" * 81}, "longer than the 80 characters"),
        ({"email": ""}, "It will not be published"),
        ({"email": "halvard"}, "This is no email address"),
        ({"email": f"{'e' * 250}@example.org"}, "longer than the 254 characters"),
        ({"url": "javascript:alert(1)"}, "Give a web address"),
        ({"url": "ftp://example.org/"}, "Give a web address"),
        ({"url": "https://"}, "Give a web address"),
        ({"url": "https://bank.example@evil.example/"}, "Give a web address"),
        ({"url": "not a web address"}, "Give a web address"),
        ({"url": f"https://example.org/{'u' * 200}"}, "longer than the 200 characters"),
        ({"body": "a\x00b" * 3000}, "longer than the 5000 characters"),
        ({"stamp": None}, "open for more than a day"),
        ({"stamp": "forged"}, "open for more than a day"),
    ],
)
def test_error_says_what_is_wrong_and_gives_back_all_that_was_typed(reader, fields, sentence):
    edition = publish()
    form = sent(edition, **{"body": "My <b>words</b> & more", "url": "https://example.org/me", **fields})
    response = reader.post(comments_url(edition), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert not Comment.objects.exists()
    assert sentence in page
    assert edition.headline in page
    for name in ("body", "name", "email", "url"):
        if name in form and "\x00" not in form[name] and form[name].strip():
            assert escape(form[name]).replace("&#x27;", "&#39;") in page
    assert "no-store" in response["Cache-Control"]


def test_limits_count_characters_as_the_writer_does(reader):
    edition = publish()
    body = "é\r\n" * 2499 + "éé"
    response = reader.post(comments_url(edition), sent(edition, body=body, name="e\u0301" * 80))
    assert response.status_code == 303
    comment = Comment.objects.get()
    assert len(comment.body) == 5000
    assert comment.name == "é" * 80


def test_website_without_scheme_is_understood(reader):
    edition = publish()
    reader.post(comments_url(edition), sent(edition, url="example.org/me"))
    assert Comment.objects.get().url == "https://example.org/me"


def test_form_open_for_more_than_a_day_is_shown_again_and_then_taken(reader):
    edition = publish()
    old = form_stamps.make(edition.article_id, timezone.now() - timedelta(hours=25))
    response = reader.post(comments_url(edition), sent(edition, stamp=old))
    assert response.status_code == 422
    assert old not in response.content.decode()
    fresh = response.context["stamp"]
    assert f'name="stamp" value="{fresh}"' in response.content.decode()
    assert reader.post(comments_url(edition), sent(edition, stamp=fresh)).status_code == 303


def test_stamp_that_is_good_is_given_back_with_an_error(reader):
    edition = publish()
    stamp = form_stamps.make(edition.article_id, timezone.now() - timedelta(hours=1))
    page = reader.post(comments_url(edition), sent(edition, stamp=stamp, name="")).content.decode()
    assert f'name="stamp" value="{stamp}"' in page


def test_stamp_of_another_story_is_not_taken(reader):
    edition, other = publish(), publish()
    form = sent(edition, stamp=form_stamps.make(other.article_id))
    assert reader.post(comments_url(edition), form).status_code == 422


# -- Where comments are closed --


def test_comment_written_while_its_story_closes_is_refused_with_its_text(reader):
    edition = publish()
    page = page_of(reader, edition)
    stamp = page.partition('name="stamp" value="')[2].partition('"')[0]
    Article.objects.filter(pk=edition.article_id).update(comments_policy=CLOSED)
    answer = reader.post(comments_url(edition), sent(edition, stamp=stamp))
    assert_refused_with_the_text(answer, "Comments on this story are closed.")


@pytest.mark.django_db(transaction=True)
def test_of_comments_sent_while_a_story_closes_none_is_lost_or_doubled():
    edition = publish()
    start, answers = threading.Barrier(5), {}

    def send(number):
        start.wait()
        try:
            for again in range(3):
                body = f"Words {number} {again}"
                answers[body] = Client().post(
                    comments_url(edition), sent(edition, body=body), REMOTE_ADDR=f"192.0.2.{number}{again}"
                )
        finally:
            connection.close()

    senders = [threading.Thread(target=send, args=[number]) for number in range(1, 5)]
    for sender in senders:
        sender.start()
    start.wait()
    Article.objects.filter(pk=edition.article_id).update(comments_policy=CLOSED)
    for sender in senders:
        sender.join()
    kept = set(Comment.objects.values_list("body", flat=True))
    assert len(answers) == 12
    for body, answer in answers.items():
        assert answer.status_code == (303 if body in kept else 409), body
        assert body in kept or body in answer.content.decode()
    numbers = Discussion.objects.filter(article=edition.article).values_list("held", flat=True)
    assert list(numbers) == ([len(kept)] if kept else [])


def assert_refused_with_the_text(response, sentence, status=409):
    assert response.status_code == status
    page = response.content.decode()
    assert sentence in page
    assert "I piloted one of those two ships." in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"comments_policy": CLOSED}, "Comments on this story are closed."),
        ({"comments_policy": HIDDEN}, "This story takes no comments."),
        ({"comments_close_at": timezone.now()}, "Comments on this story are closed."),
    ],
)
def test_closed_story_refuses_and_gives_back_the_text(reader, fields, sentence):
    edition = publish(**fields)
    assert_refused_with_the_text(reader.post(comments_url(edition), sent(edition)), sentence)


def test_publication_closes_all_stories(reader):
    Publication.objects.update_or_create(pk=1, defaults={"comments_open": False})
    edition = publish()
    answer = reader.post(comments_url(edition), sent(edition))
    assert_refused_with_the_text(answer, "Comments are closed on all stories at present.")
    assert "<form" not in page_of(reader, edition).split('id="comments"')[1]


def test_stories_close_some_days_after_publication(reader):
    Publication.objects.update_or_create(pk=1, defaults={"comments_close_after_days": 3})
    old = publish(at=timezone.now() - timedelta(days=3))
    answer = reader.post(comments_url(old), sent(old))
    assert_refused_with_the_text(answer, "Comments on a story close 3 days after it was published.")
    young = publish(at=timezone.now() - timedelta(days=2))
    assert reader.post(comments_url(young), sent(young)).status_code == 303


def test_withdrawn_story_answers_gone_and_gives_back_the_text(reader):
    edition = publish()
    edition.article.withdraw(create_superuser(), reason="It was wrong.")
    assert reader.get(comments_url(edition)).status_code == 410
    assert reader.get(f"{comments_url(edition)}received/").status_code == 410
    answer = reader.post(comments_url(edition), sent(edition))
    assert_refused_with_the_text(answer, "The story was withdrawn", status=410)


def test_scheduled_story_is_not_there_yet(reader):
    edition = publish(at=timezone.now() + timedelta(hours=1))
    for path in ("", "received/"):
        assert reader.get(f"{comments_url(edition)}{path}").status_code == 404
    assert reader.post(comments_url(edition), sent(edition)).status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "/2026/02/30/story/comments/",
        "/2026/13/01/story/comments/",
        "/0000/01/01/story/comments/",
        "/2026/1/1/story/comments/",
        "/20262/01/01/story/comments/",
        "/2026/01/01/never-was/comments/",
        "/٢٠٢٦/01/01/story/comments/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_address_that_is_none_is_not_found(reader, method, url):
    assert getattr(reader, method)(url).status_code == 404


def test_thanks_for_a_story_that_never_was_are_not_found(reader):
    assert reader.get("/2026/01/01/never-was/comments/received/").status_code == 404


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"body=%ff%fe&name=%00", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"--x\r\nContent-Disposition: nothing", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"a=1&" * 3000, "application/x-www-form-urlencoded"),
        (b"body=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
    ],
)
def test_broken_posts_are_answered(reader, data, content_type):
    edition = publish()
    assert reader.post(comments_url(edition), data, content_type=content_type).status_code in {400, 413, 422}


def test_reader_who_reloads_is_sent_to_the_comments(reader):
    edition = publish()
    response = reader.get(comments_url(edition))
    assert response.status_code == 302
    assert response["Location"] == f"{edition.get_absolute_url()}#comments"


def test_comment_sent_to_an_address_the_story_has_left_is_taken(reader):
    edition = publish()
    article = edition.article
    article.slug = "another"
    article.save()
    new = publish(article)
    assert reader.post(comments_url(edition), sent(edition)).status_code == 303
    assert Comment.objects.get().edition == new
    assert reader.get(comments_url(edition))["Location"] == f"{new.get_absolute_url()}#comments"
    assert new.get_absolute_url() in reader.get(f"{comments_url(edition)}received/").content.decode()


# -- Replies --


def test_reply_keeps_what_it_answers(reader):
    edition = publish()
    first = create_thread(edition=edition, replies=1)
    answered = first.answers.get()
    reader.post(comments_url(edition), sent(edition, parent=answered.pk))
    assert Comment.objects.held().get().parent == answered


@pytest.mark.parametrize("status", ["held", "rejected", "spam", "removed"])
def test_only_what_is_shown_can_be_answered(reader, status):
    edition = publish()
    hidden = create_comment(edition=edition, status=status)
    response = reader.post(comments_url(edition), sent(edition, parent=hidden.pk))
    page = response.content.decode()
    assert response.status_code == 422
    assert "no longer shown" in page
    assert "I piloted one of those two ships." in page
    assert 'name="parent"' not in page
    assert hidden.body not in page


@pytest.mark.parametrize("parent", ["x", "-1", "0", "9" * 30, "1\x00", "٣"])
def test_answer_to_nothing_is_no_crash(reader, parent):
    edition = publish()
    assert reader.post(comments_url(edition), sent(edition, parent=parent)).status_code == 422


def test_comment_on_another_story_can_not_be_answered_here(reader):
    edition = publish()
    elsewhere = create_comment(status="approved")
    assert reader.post(comments_url(edition), sent(edition, parent=elsewhere.pk)).status_code == 422


def test_page_to_reply_shows_what_is_answered_and_the_form(reader):
    edition = publish()
    first = create_comment(edition=edition, status="approved", body="Was it the tide?")
    page = reader.get(f"/comments/{first.pk}/reply/").content.decode()
    assert "Was it the tide?" in page
    assert edition.headline in page
    assert f'name="parent" value="{first.pk}"' in page
    assert f'action="{comments_url(edition)}#problems"' in page
    assert '<meta name="robots" content="noindex">' in page
    assert f'href="/comments/{first.pk}/reply/"' in page_of(reader, edition)


def test_reply_with_an_error_comes_back_below_what_it_answers(reader):
    edition = publish()
    first = create_comment(edition=edition, status="approved")
    other = create_comment(edition=edition, status="approved")
    response = reader.post(comments_url(edition), sent(edition, parent=first.pk, email="no"))
    page = response.content.decode()
    assert response.status_code == 422
    assert f'name="parent" value="{first.pk}"' in page
    assert first.body in page
    assert other.body not in page
    assert page.count("I piloted one of those two ships.") == 1
    assert page.count("Your comment is not sent yet") == 1
    assert 'href="#reply-email"' in page


def test_page_to_reply_on_a_closed_story_has_no_form(reader):
    edition = publish(comments_policy=CLOSED)
    first = create_comment(edition=edition, status="approved")
    page = reader.get(f"/comments/{first.pk}/reply/").content.decode()
    assert "Comments on this story are closed." in page
    assert 'method="post"' not in page


# -- Finding a comment again --


def test_address_of_a_comment_leads_to_its_page_and_place(reader, django_assert_num_queries):
    edition = publish()
    roots = [create_comment(edition=edition, status="approved") for _ in range(3)]
    threads.THREADS, kept = 2, threads.THREADS
    try:
        answers = [reader.get(root.get_absolute_url()) for root in roots]
    finally:
        threads.THREADS = kept
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    url = edition.get_absolute_url()
    assert [answer["Location"] for answer in answers] == [
        f"{url}#comment-{roots[0].pk}",
        f"{url}#comment-{roots[1].pk}",
        f"{url}?page=2#comment-{roots[2].pk}",
    ]


def test_address_of_an_answer_leads_to_the_page_of_its_thread_when_the_story_need_not_show_it(reader):
    edition = publish()
    first = create_thread(edition=edition, replies=12)
    replies = list(first.answers.order_by("pk"))
    assert (
        reader.get(replies[0].get_absolute_url())["Location"] == f"{edition.get_absolute_url()}#comment-{replies[0].pk}"
    )
    there = reader.get(replies[11].get_absolute_url())["Location"]
    assert there == f"{comments_url(edition)}{first.pk}/#comment-{replies[11].pk}"
    page = reader.get(there.partition("#")[0]).content.decode()
    assert f'id="comment-{replies[11].pk}"' in page
    assert replies[0].body in page


def test_address_of_a_comment_follows_the_story(reader):
    edition = publish()
    comment = create_comment(edition=edition, status="approved")
    article = edition.article
    article.slug = "another"
    article.save()
    new = publish(article)
    assert reader.get(comment.get_absolute_url())["Location"] == f"{new.get_absolute_url()}#comment-{comment.pk}"
    moved = reader.get(f"{comments_url(edition)}{comment.pk}/")
    assert (moved.status_code, moved["Location"]) == (301, f"{comments_url(new)}{comment.pk}/")


@pytest.mark.parametrize("path", ["", "reply/"])
def test_comment_that_was_never_public_is_not_found(reader, path):
    edition = publish()
    for status in ("held", "rejected", "spam"):
        hidden = create_comment(edition=edition, status=status)
        assert reader.get(f"/comments/{hidden.pk}/{path}").status_code == 404
    for pk in ("0", "123456", "9" * 30):
        assert reader.get(f"/comments/{pk}/{path}").status_code == 404
    assert reader.get(f"/comments/x/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "reply/"])
def test_comment_that_was_taken_away_says_so(reader, path):
    edition = publish()
    removed, withdrawn = (create_comment(edition=edition, status="approved") for _ in range(2))
    removed.remove(create_user())
    withdrawn.withdraw()
    for comment, words in ((removed, "no longer shown"), (withdrawn, "Its writer took it back")):
        answer = reader.get(f"/comments/{comment.pk}/{path}")
        assert answer.status_code == 410
        page = answer.content.decode()
        assert words in page
        assert f'href="{edition.get_absolute_url()}#comments"' in page
        assert comment.body not in page
        assert comment.name not in page


def test_comment_on_a_story_that_is_not_public_leads_nowhere(reader):
    hides = create_comment(edition=publish(comments_policy=HIDDEN), status="approved")
    edition = publish()
    gone = create_thread(edition=edition, replies=1)
    edition.article.withdraw(create_superuser(), reason="It was wrong.")
    for path in ("", "reply/"):
        assert reader.get(f"/comments/{hides.pk}/{path}").status_code == 404
        answer = reader.get(f"/comments/{gone.pk}/{path}")
        assert answer["Location"] == edition.get_absolute_url()
        assert reader.get(answer["Location"]).status_code == 410
    assert reader.get(f"{comments_url(edition)}{gone.pk}/").status_code == 410
    assert reader.get(f"{comments_url(hides.edition)}{hides.pk}/").status_code == 404


def test_page_of_a_thread_is_that_of_its_first_comment_alone(reader):
    edition, other = publish(), publish()
    first = create_thread(edition=edition, replies=1)
    assert reader.get(f"{comments_url(edition)}{first.pk}/").status_code == 200
    for url in (
        f"{comments_url(edition)}{first.answers.get().pk}/",
        f"{comments_url(other)}{first.pk}/",
        f"{comments_url(edition)}{first.pk}/?page=2",
        f"{comments_url(edition)}{first.pk}/?page=x",
        f"{comments_url(edition)}{'9' * 30}/",
    ):
        assert reader.get(url).status_code == 404, url
    assert (
        '<meta name="robots" content="noindex">' in reader.get(f"{comments_url(edition)}{first.pk}/").content.decode()
    )


# -- The page --


def test_page_shows_approved_comments_with_their_replies(reader):
    edition = publish()
    first = create_comment(edition=edition, status="approved", name="Ines", url="https://ines.example/")
    create_comment(edition=edition, status="approved", parent=first, name="Tom")
    page = page_of(reader, edition)
    assert ">2 comments<" in page
    assert page.index("Ines") < page.index("Tom")
    assert 'rel="nofollow ugc noopener noreferrer"><bdi>Ines</bdi>' in page
    assert 'class="comment__replies"' in page
    assert "Leave a Reply" in page
    assert "Your email address will not be published. Required fields are marked *" in page


@pytest.mark.parametrize("status", ["held", "rejected", "spam", "removed"])
def test_page_shows_nothing_of_the_others(reader, status):
    edition = publish()
    hidden = create_comment(edition=edition, status=status)
    page = page_of(reader, edition)
    assert hidden.body not in page
    assert hidden.name not in page
    assert "No comments yet" in page


def test_removed_comment_with_answers_leaves_a_line(reader):
    edition = publish()
    first = create_thread(edition=edition, replies=1)
    first.remove(create_user())
    page = page_of(reader, edition)
    assert "This comment is no longer shown." in page
    assert first.name not in page
    assert first.answers.get().body in page


def test_text_is_shown_as_text(reader):
    edition = publish()
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    create_comment(edition=edition, status="approved", name=evil[:80], body=evil, url="javascript:alert(3)")
    page = page_of(reader, edition)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "javascript:" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_address_of_the_writer_is_in_no_page(reader):
    edition = publish()
    create_comment(edition=edition, status="approved", email="secret@hidden.example")
    reader.post(comments_url(edition), sent(edition, email="secret@hidden.example"))
    for url in (edition.get_absolute_url(), f"{comments_url(edition)}received/", "/", "/feed/"):
        assert "hidden.example" not in reader.get(url).content.decode()


def test_ids_in_the_page_are_unique(reader):
    edition = publish()
    create_thread(edition=edition, replies=3)
    ids = [part.split('"')[0] for part in page_of(reader, edition).split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_closed_story_shows_comments_and_no_form(reader):
    article = create_article(comments_policy=CLOSED)
    edition = publish(article)
    comment = create_comment(edition=edition, status="approved")
    page = page_of(reader, edition)
    assert comment.body in page
    assert "Comments on this story are closed." in page
    assert "Leave a Reply" not in page
    assert "/reply/" not in page


def test_story_that_hides_comments_shows_none(reader):
    edition = publish(comments_policy=HIDDEN)
    comment = create_comment(edition=edition, status="approved")
    page = page_of(reader, edition)
    assert comment.body not in page
    assert 'id="comments"' not in page


def test_staff_authors_and_picks_are_marked(reader):
    reporter, colleague = create_user(role="reporter"), create_user(role="editor")
    edition = publish(create_article(authors=[create_author(name="Nina Vik", user=reporter)]))
    create_comment(edition=edition, status="approved", user=colleague, pick=True)
    page = page_of(reader, edition)
    assert '<span class="comment__badge">Staff</span>' in page
    assert '<span class="comment__badge">Author</span>' not in page
    assert "Editors’ pick" in page
    create_comment(edition=edition, status="approved", user=reporter)
    assert page_of(reader, edition).count('<span class="comment__badge">Author</span>') == 1


def test_comment_written_before_a_correction_says_so(reader):
    edition = publish(at=timezone.now() - timedelta(days=2))
    before = create_comment(edition=edition, status="approved")
    assert "written before" not in page_of(reader, edition)
    update = edition.article.publish(create_superuser(), kind="update", at=timezone.now() - timedelta(hours=30))
    create_comment(edition=update, status="approved")
    correction = edition.article.publish(
        create_superuser(), kind="correction", note="Eleven.", at=timezone.now() - timedelta(hours=25)
    )
    after = create_comment(edition=correction, status="approved")
    page = page_of(reader, edition)
    words = words_for(timezone.localtime(correction.live_from), timezone.localtime())
    assert page.count("written before the correction of") == 2
    assert f">{words}</time></a>" in page.partition("written before the correction of")[2][:100]
    assert 'class="comment__note" href="#corrections"' in page
    own = reader.get(f"{comments_url(edition)}{before.pk}/").content.decode()
    assert f'href="{edition.get_absolute_url()}#corrections"' in own
    assert "written before" not in reader.get(f"{comments_url(edition)}{after.pk}/").content.decode()


def test_of_several_corrections_the_first_after_the_comment_is_named(reader):
    edition = publish(at=timezone.now() - timedelta(days=3))
    create_comment(edition=edition, status="approved")
    for kind, hours in (("clarification", 20), ("correction", 10)):
        edition.article.publish(create_superuser(), kind=kind, note="x", at=timezone.now() - timedelta(hours=hours))
    page = page_of(reader, edition)
    assert page.count("written before the clarification of") == 1
    assert "written before the correction" not in page


def test_edited_comment_says_so(reader):
    edition = publish()
    comment = create_comment(edition=edition, status="approved")
    assert ">edited<" not in page_of(reader, edition)
    comment.edit("Other words.")
    assert ">edited<" in page_of(reader, edition)


def test_orders_and_pages_have_addresses(reader, monkeypatch):
    monkeypatch.setattr(threads, "THREADS", 2)
    edition = publish()
    for name in "abcde":
        create_comment(edition=edition, status="approved", name=f"Reader {name}", pick=name == "d")
    url = edition.get_absolute_url()

    def names(query):
        page = reader.get(f"{url}{query}").content.decode()
        return "".join(part[0] for part in page.split("<bdi>Reader ")[1:])

    assert [names(query) for query in ("", "?page=2", "?page=3")] == ["dab", "cd", "e"]  # the pick first
    assert [names(f"?comments=newest&page={page}") for page in (1, 2, 3)] == ["de", "cb", "a"]
    assert names("?comments=picks") == "da"
    page = reader.get(f"{url}?comments=newest&page=2").content.decode()
    assert f'href="{url}?comments=newest#comments" rel="prev"' in page
    assert f'href="{url}?comments=newest&amp;page=3#comments" rel="next"' in page
    assert "Page 2 of 3" in page
    assert f'<link rel="canonical" href="http://testserver{url}">' in page
    assert f'href="{url}?comments=picks#comments"' in page
    for query in ("?page=4", "?page=0", "?page=x", "?page=", "?comments=best", "?comments=", "?comments=newest&page=4"):
        assert reader.get(f"{url}{query}").status_code == 404, query
    assert reader.get(f"{url}?page=1&utm_source=x").status_code == 200


def test_picks_stand_above_the_threads_and_once_more_where_they_are_an_answer(reader):
    edition = publish()
    first = create_comment(edition=edition, status="approved", name="Reader a")
    second = create_comment(edition=edition, status="approved", name="Reader b")
    answer = create_comment(edition=edition, status="approved", name="Reader c", parent=first)
    create_comment(edition=edition, status="approved", name="Reader d", parent=second)
    for pick in (second, answer):
        pick.set_pick(create_superuser(), True)
    page = reader.get(edition.get_absolute_url()).content.decode()
    ids = re.findall(r'<article class="comment" id="([a-z0-9-]+)"', page)
    assert ids[:2] == [f"pick-{answer.pk}", f"comment-{second.pk}"]
    assert ids[3:] == [f"comment-{first.pk}", f"comment-{answer.pk}"]
    assert "1 reply<" in page.partition('class="picked"')[2].partition("</section>")[0]
    assert page.count(f'href="/comments/{answer.pk}/" rel="nofollow">In the discussion</a>') == 1
    assert 'class="picked"' not in reader.get(f"{edition.get_absolute_url()}?comments=picks").content.decode()


def test_long_thread_is_shortened_and_leads_to_all_of_it(reader, monkeypatch):
    monkeypatch.setattr(threads, "REPLIES", 2)
    monkeypatch.setattr(threads, "REPLIES_ALWAYS", 1)
    edition = publish()
    first = create_thread(edition=edition, replies=3)
    replies = list(first.answers.order_by("pk"))
    page = page_of(reader, edition)
    assert f'<a href="{comments_url(edition)}{first.pk}/">All 3 replies</a>' in page
    assert replies[2].body not in page
    assert replies[2].body in reader.get(f"{comments_url(edition)}{first.pk}/?page=2").content.decode()


def test_comments_cost_a_page_the_same_queries_however_many(django_assert_num_queries):
    edition = publish()
    create_thread(edition=edition, replies=1)
    template = Template("{% load comments %}{% comments_block story %}")

    def block():
        story = Story(Edition.objects.for_page().get())
        with django_assert_num_queries(7):  # numbers; threads, replies; corrections; mode (2); house rules
            return template.render(Context({"story": story, "publication": Publication()}))

    assert block().count('class="comment"') == 2
    for _ in range(4):
        create_thread(edition=edition, replies=4)
    assert block().count('class="comment"') == 22


def test_pages_of_one_comment_and_thread_cost_the_same_queries_however_many(reader, django_assert_num_queries):
    edition = publish()
    first = create_thread(edition=edition, replies=12)
    newest = first.answers.order_by("pk").last()
    costs = {first.get_absolute_url(): 5, newest.get_absolute_url(): 5}
    costs |= {f"/comments/{newest.pk}/reply/": 9, f"{comments_url(edition)}{first.pk}/": 10}

    def check():
        for url, number in costs.items():
            with django_assert_num_queries(number):
                reader.get(url)

    check()
    for _ in range(3):
        create_thread(edition=edition, replies=4)
    create_comment(edition=edition, parent=first, status="approved")
    check()


def test_number_of_comments_is_in_the_data_for_machines(reader):
    edition, hides = publish(), publish(comments_policy=HIDDEN)
    for story in (edition, hides):
        create_thread(edition=story, replies=1)
        create_comment(edition=story)
    assert '"commentCount": 2' in page_of(reader, edition)
    assert "commentCount" not in page_of(reader, hides)
    assert "commentCount" not in page_of(reader, publish())


def test_notes_of_the_templates_stay_off_the_pages(reader):
    edition = publish()
    create_thread(edition=edition, replies=1)
    pages = [
        reader.get(edition.get_absolute_url()),
        reader.post(comments_url(edition), sent(edition, name="")),
        reader.get(f"{comments_url(edition)}received/"),
    ]
    for page in pages:
        assert "{#" not in page.content.decode()


# -- When the page was made --


def stamp_on(page):
    """The stamp of the form on ``page`` (HTML)."""
    return page.partition('name="stamp" value="')[2].partition('"')[0]


def correct(edition):
    return publish(edition.article, at=timezone.now(), kind="correction", note="Two ships, not three.")


def test_a_form_that_was_fetched_and_sent_at_once_is_noticed(reader):
    edition = publish()
    stamp = stamp_on(page_of(reader, edition))
    assert form_stamps.age(stamp, edition.article_id) < timedelta(seconds=2)
    reader.post(comments_url(edition), sent(edition, stamp=stamp))
    assert "fast" in {signal["name"] for signal in Comment.objects.get().signals}


def test_a_reply_form_that_was_fetched_and_sent_at_once_is_noticed(reader):
    answered = create_comment(status="approved")
    page = reader.get(f"{answered.get_absolute_url()}reply/").content.decode()
    reader.post(comments_url(answered.edition), sent(answered.edition, stamp=stamp_on(page), parent=answered.pk))
    assert "fast" in {signal["name"] for signal in Comment.objects.latest().signals}


def test_a_comment_from_a_page_opened_after_a_correction_answers_the_correction(reader):
    corrected = correct(publish())
    stamp = stamp_on(page_of(reader, corrected))
    reader.post(comments_url(corrected), sent(corrected, stamp=stamp))
    assert Comment.objects.get().edition == corrected


def test_a_comment_from_a_page_opened_before_a_correction_answers_what_stood_there(reader):
    first = publish()
    stamp = stamp_on(page_of(reader, first))
    corrected = correct(first)
    reader.post(comments_url(corrected), sent(corrected, stamp=stamp))
    assert Comment.objects.get().edition == first
