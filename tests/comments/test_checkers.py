"""Outside checkers: whatever they answer, or don't, no comment is lost and none appears that should be held."""

import logging
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from comments import form_stamps, spam
from comments.models import Comment, CommentSettings, LogLine, Mode, Word, WordRule
from comments.spam import checkers
from tests import tasks
from tests.comments.factories import comments_url, sent
from tests.factories import create_user, publish

AKISMET = "comments.spam.akismet.Akismet"

pytestmark = pytest.mark.django_db


class Says:
    """A checker that says what the test wants."""

    name = "Oracle"
    answer: list = []

    def check(self, comment):
        if isinstance(self.answer, Exception):
            raise self.answer
        if callable(self.answer):
            return self.answer(comment)
        return self.answer


class Lame(Says):
    name = "Lame"

    def check(self, comment):
        time.sleep(60)
        return []


@pytest.fixture
def oracle(settings, monkeypatch):
    """Function: let the checker answer so."""
    settings.COMMENT_CHECKERS = [f"{__name__}.Says"]
    settings.COMMENT_CHECK_SECONDS = 30
    settings.SITE_URL = "http://testserver"
    CommentSettings.objects.create(mode=Mode.AFTER)
    return lambda answer: monkeypatch.setattr(Says, "answer", staticmethod(answer) if callable(answer) else answer)


@contextmanager
def akismet(settings, status=200, body=b"false", wait=0, headers=()):
    """A server of its own on the loopback that answers so; yields the list of what it was asked (dicts)."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            time.sleep(wait)
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.COMMENT_CHECKERS, settings.AKISMET_KEY = [AKISMET], "a-key"
    settings.AKISMET_URL = f"http://127.0.0.1:{server.server_port}/1.1/comment-check"
    try:
        yield asked
    finally:
        server.shutdown()
        server.server_close()


def send(django_capture_on_commit_callbacks, **fields):
    edition = publish()
    form = sent(edition, stamp=form_stamps.make(edition.article_id, timezone.now() - timedelta(minutes=1)), **fields)
    with tasks.backend("immediate"), django_capture_on_commit_callbacks(execute=True):
        assert Client().post(comments_url(edition), form, REMOTE_ADDR="198.51.100.77").status_code == 303
    return Comment.objects.get()


def words(comment):
    return [one["words"] for one in comment.signals]


def test_comment_waits_held_until_it_was_checked_and_then_goes_the_way_of_the_mode(
    oracle, django_capture_on_commit_callbacks
):
    seen = []
    oracle(lambda comment: seen.append((comment.status, comment.awaits_check)) or [])
    comment = send(django_capture_on_commit_callbacks)
    assert seen == [("held", True)]
    assert (comment.status, comment.awaits_check, comment.decided_by) == ("approved", False, None)
    assert words(comment) == ["first comment"]
    assert LogLine.objects.get(comment=comment).by is None
    assert not Word.objects.exists()


@pytest.mark.parametrize(("points", "status"), [(1.9, "approved"), (2, "held"), (8, "spam")])
def test_its_points_count_with_ours(oracle, django_capture_on_commit_callbacks, points, status):
    oracle([spam.signal("Oracle", "the oracle frowns", points)])
    comment = send(django_capture_on_commit_callbacks)
    assert (comment.status, comment.score) == (status, 1 + points)
    assert words(comment) == ["first comment", "the oracle frowns"]


def test_where_a_moderator_reads_first_it_stays_held(oracle, django_capture_on_commit_callbacks):
    CommentSettings.objects.update(mode=Mode.BEFORE)
    oracle([])
    comment = send(django_capture_on_commit_callbacks)
    assert (comment.status, comment.awaits_check) == ("held", False)


@pytest.mark.parametrize(
    "answer",
    [
        ValueError("down"),
        None,
        "nonsense",
        [{"words": "no name"}],
        [{"name": "x", "words": "no number", "points": "many"}],
        lambda comment: time.sleep(60),
    ],
)
def test_no_answer_holds_the_comment_says_so_and_is_asked_for_again(
    oracle, settings, django_capture_on_commit_callbacks, answer, capsys, caplog
):
    if callable(answer):
        settings.COMMENT_CHECK_SECONDS = 0.5
    caplog.set_level(logging.CRITICAL)
    oracle(answer)
    comment = send(django_capture_on_commit_callbacks)
    assert (comment.status, comment.awaits_check) == ("held", True)
    assert words(comment) == ["first comment", "Oracle did not answer"]
    call_command("check_comments", older_than=0)
    comment.refresh_from_db()
    assert words(comment) == ["first comment", "Oracle did not answer"]
    settings.COMMENT_CHECK_SECONDS = 30
    oracle([])
    call_command("check_comments", older_than=0, dry_run=True)
    call_command("check_comments", older_than=0)
    call_command("check_comments", older_than=0)
    assert capsys.readouterr().out.splitlines() == [
        "Asked about 1 comment(s), 0 answered in full.",
        "Would ask about 1 comment(s).",
        "Asked about 1 comment(s), 1 answered in full.",
        "Asked about 0 comment(s), 0 answered in full.",
    ]
    comment.refresh_from_db()
    assert (comment.status, words(comment)) == ("approved", ["first comment"])


def test_one_that_answers_is_heard_while_another_is_silent(oracle, settings, django_capture_on_commit_callbacks):
    settings.COMMENT_CHECKERS = [f"{__name__}.Lame", f"{__name__}.Says", "no.such.Checker"]
    settings.COMMENT_CHECK_SECONDS = 3
    oracle([spam.signal("Oracle", "the oracle frowns", 1)])
    comment = send(django_capture_on_commit_callbacks)
    assert words(comment) == ["first comment", "the oracle frowns", "Lame did not answer", "Checker did not answer"]
    assert (comment.status, comment.score) == ("held", 2)


def test_after_a_day_it_is_left_to_the_moderators(oracle, django_capture_on_commit_callbacks):
    oracle(ValueError("down"))
    comment = send(django_capture_on_commit_callbacks)
    checkers.check(comment.pk, timezone.now() + timedelta(hours=25))
    comment.refresh_from_db()
    assert (comment.status, comment.awaits_check) == ("held", False)


def test_moderator_who_was_faster_is_not_overruled(oracle, django_capture_on_commit_callbacks):
    oracle(ValueError("down"))
    comment, user = send(django_capture_on_commit_callbacks), create_user(role="moderator")
    comment.approve(user)
    oracle([spam.signal("Oracle", "the oracle frowns", 50)])
    assert checkers.check(comment.pk)
    comment.refresh_from_db()
    assert (comment.status, comment.decided_by, comment.awaits_check) == ("approved", user, False)
    assert comment.score == 51


def test_two_checks_at_once_decide_once(oracle, django_capture_on_commit_callbacks):
    oracle(ValueError("down"))
    comment = send(django_capture_on_commit_callbacks)
    for points in (0, 50):  # both had asked before either decided
        checkers._decide(comment, [spam.signal("checker: Oracle", "says", points)], [], timezone.now())
    comment.refresh_from_db()
    assert (comment.status, comment.score) == ("approved", 1)
    assert LogLine.objects.filter(comment=comment).count() == 1


def test_nobody_is_asked_about_spam_and_staff(oracle, django_capture_on_commit_callbacks):
    asked = []
    oracle(lambda comment: asked.append(comment) or [])
    WordRule.objects.create(phrase="ships", points=30)
    assert send(django_capture_on_commit_callbacks).status == "spam"
    assert asked == []


def test_without_checkers_nothing_waits(django_capture_on_commit_callbacks):
    CommentSettings.objects.create(mode=Mode.AFTER)
    comment = send(django_capture_on_commit_callbacks)
    assert (comment.status, comment.awaits_check) == ("approved", False)


# -- Akismet --


@pytest.mark.parametrize(
    ("body", "headers", "points", "status"),
    [
        (b"false", [], 0, "approved"),
        (b"true", [], 5, "held"),
        (b"true", [("X-akismet-pro-tip", "discard")], 9, "spam"),
    ],
)
def test_akismet_is_heard(oracle, settings, django_capture_on_commit_callbacks, body, headers, points, status):
    with akismet(settings, body=body, headers=headers) as asked:
        comment = send(django_capture_on_commit_callbacks)
    assert (comment.status, comment.score) == (status, 1 + points)
    assert len(asked) == 1


def test_akismet_is_told_no_address_of_anybody(oracle, settings, django_capture_on_commit_callbacks):
    with akismet(settings) as asked:
        comment = send(django_capture_on_commit_callbacks)
    [data] = asked
    assert set(data) == {
        "api_key",
        "blog",
        "user_ip",
        "permalink",
        "comment_type",
        "comment_author",
        "comment_content",
        "comment_date_gmt",
        "blog_charset",
    }
    assert data["permalink"] == [f"http://testserver{comment.edition.get_absolute_url()}"]
    assert "halvard@example.org" not in str(data)
    assert "198.51.100.77" not in str(data)


@pytest.mark.parametrize(
    "how",
    [
        {"body": b"invalid", "headers": [("X-akismet-debug-help", "We were unable to parse your blog URI")]},
        {"body": b"<html>garbage</html>" * 1000},
        {"body": b"\xff\xfe"},
        {"body": b""},
        {"status": 500, "body": b"true"},
        {"wait": 60},
    ],
)
def test_akismet_that_makes_no_sense_or_is_slow_loses_and_shows_nothing(
    oracle, settings, django_capture_on_commit_callbacks, how
):
    if "wait" in how:
        settings.COMMENT_CHECK_SECONDS = 0.5
    with akismet(settings, **how):
        comment = send(django_capture_on_commit_callbacks)
    assert (comment.status, comment.awaits_check) == ("held", True)
    assert words(comment) == ["first comment", "Akismet did not answer"]


def test_akismet_that_is_down_or_without_a_key_loses_and_shows_nothing(
    oracle, settings, django_capture_on_commit_callbacks
):
    with akismet(settings):
        pass  # closed again
    comment = send(django_capture_on_commit_callbacks)
    assert words(comment) == ["first comment", "Akismet did not answer"]
    settings.AKISMET_KEY = ""
    with akismet(settings) as asked:
        settings.AKISMET_KEY = ""
        assert not checkers.check(comment.pk)
    assert asked == []
    comment.refresh_from_db()
    assert (comment.status, comment.awaits_check) == ("held", True)
