"""Mails: who gets which, when, and what they say; what happens when the mail server does not."""

import threading
from datetime import timedelta
from email import message_from_string
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import override_settings
from django.utils import timezone

from comments import signed_links
from comments.mail import consent, corrections, messages, outbox
from comments.models import Commenter, OutgoingMail, Subscription
from newsroom.models import Publication
from tests.comments.factories import create_comment
from tests.comments.mailserver import MailServer
from tests.factories import create_article, create_superuser, create_user, publish

pytestmark = pytest.mark.django_db

Kind = OutgoingMail.Kind


def confirmed(comment):
    Commenter.objects.filter(pk=comment.commenter_id).update(confirmed_at=timezone.now())
    comment.commenter.refresh_from_db()
    return comment


def asking(**wanted):
    """A comment whose writer has confirmed the address and wants to be told of ``wanted``."""
    comment = confirmed(create_comment(status="approved", email="asker@example.org", name="Asker"))
    consent.subscribe(comment, **wanted)
    return comment


def answer(comment, **fields):
    return create_comment(edition=comment.edition, parent=comment, **{"status": "approved", **fields})


def kinds():
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


# -- The address is confirmed first --


def test_nothing_but_one_question_goes_to_an_address_that_was_not_confirmed():
    comment = create_comment(email="new@example.org")
    consent.mail_link(comment)
    consent.subscribe(comment, replies=True, corrections=True)
    comment.approve(create_superuser())
    answer(comment)
    assert outbox.send_due() == 1
    assert outbox.send_due() == 0
    (only,) = mail.outbox
    assert only.subject.startswith("Is this your address?")
    assert comment.edition.headline in only.body
    assert only.to == ["new@example.org"]
    assert signed_links.for_confirming(comment.commenter) in only.body
    assert signed_links.for_stopping(comment.commenter) in only.body


def test_what_waited_goes_once_the_address_is_confirmed():
    comment = create_comment(email="new@example.org", status="approved")
    consent.mail_link(comment)
    consent.subscribe(comment, replies=True)
    answer(comment, name="Ansa")
    outbox.send_due()
    assert consent.confirm(comment.commenter)
    assert not consent.confirm(comment.commenter)
    assert outbox.send_due() == 2
    assert [message.subject.split()[0] for message in mail.outbox] == ["Is", "Your", "Ansa"]
    assert outbox.send_due() == 0


def test_a_mail_written_while_the_address_is_confirmed_is_not_left_waiting():
    comment = create_comment()
    before = Commenter.objects.get(pk=comment.commenter_id)
    consent.confirm(comment.commenter)
    outbox.write(Kind.RECEIVED, key="received:1", commenter=before, comment=comment)
    assert OutgoingMail.objects.get().send_after == OutgoingMail.WHEN_CONFIRMED
    assert outbox.send_due() == 1


def test_an_address_is_asked_once_a_day_and_three_times_in_all():
    comment, now = create_comment(), timezone.now()
    asked = []
    for hours in (0, 1, 23, 25, 26, 50, 75, 100, 1000):
        commenter = Commenter.objects.get(pk=comment.commenter_id)
        asked.append(bool(consent.ask_to_confirm(commenter, comment, at=now + timedelta(hours=hours))))
    assert asked == [True, False, False, True, False, True, False, False, False]


def test_one_network_can_have_only_a_few_strangers_asked():
    edition = publish()
    for number in range(8):
        comment = create_comment(edition=edition, email=f"victim{number}@example.org", address_hash="n" * 64)
        consent.subscribe(comment, replies=True)
    assert kinds() == ["confirm"] * 5
    elsewhere = create_comment(edition=edition, address_hash="m" * 64)
    consent.subscribe(elsewhere, replies=True)
    assert kinds() == ["confirm"] * 6


def test_who_confirmed_is_not_asked_again():
    consent.subscribe(asking(replies=True), corrections=True)
    assert kinds() == []


def test_mails_wait_thirty_days_for_an_answer():
    comment = create_comment()
    consent.mail_link(comment)
    outbox.send_due(at=timezone.now() + timedelta(days=29))
    assert Kind.RECEIVED in kinds()
    outbox.send_due(at=timezone.now() + timedelta(days=31))
    assert Kind.RECEIVED not in kinds()


# -- Replies --


def test_a_reply_is_told_once():
    mine = asking(replies=True)
    reply = answer(mine, status="held", name="Ansa", email="ansa@example.org", body="No: <b>north</b> & south.")
    outbox.send_due()
    assert mail.outbox == []
    moderator = create_superuser()
    reply.approve(moderator)
    reply.hold(moderator)
    reply.approve(moderator)
    outbox.send_due()
    outbox.send_due()
    (only,) = mail.outbox
    assert only.to == ["asker@example.org"]
    assert only.subject == f"Ansa answered you on “{mine.edition.headline}”"
    assert "No: <b>north</b> & south." in only.body
    assert reply.get_absolute_url() in only.body
    assert "ansa@example.org" not in str(only.message())


def test_replies_are_not_told_to_others_than_who_was_answered_and_asked():
    mine = asking(replies=True)
    answer(mine, email="asker@example.org", name="Asker")  # one's own
    below = answer(mine, status="held", email="ansa@example.org")
    below.approve(create_superuser())
    OutgoingMail.objects.all().delete()
    answer(below)  # answers somebody else, who did not ask
    create_comment(edition=mine.edition, status="approved")  # answers nobody
    assert kinds() == []


def test_a_reply_that_is_gone_before_the_mail_went_is_not_told():
    mine = asking(replies=True)
    reply = answer(mine)
    reply.remove(create_superuser())
    assert outbox.send_due() == 0
    assert Kind.REPLY not in kinds()


def test_a_reply_to_what_was_withdrawn_is_not_told():
    mine = asking(replies=True)
    reply = answer(mine, status="held")
    mine.withdraw()
    reply.approve(create_superuser())
    assert kinds() == []


def test_withdrawing_stops_the_word_of_replies_that_waits():
    mine = asking(replies=True)
    answer(mine)
    mine.withdraw()
    assert outbox.send_due() == 0


# -- Corrections --


def correct(comment, *, at=None, kind="correction"):
    note = "The bridge is 120 m long, not 210." if kind in ("correction", "clarification") else ""
    edition = publish(comment.article, at=at, kind=kind, note=note)
    return edition


@pytest.mark.parametrize("kind", ["correction", "clarification"])
def test_a_correction_is_told_once(kind):
    mine = asking(corrections=True)
    Subscription.objects.update(created_at=timezone.now() - timedelta(hours=2))
    correct(mine, kind=kind)
    assert outbox.send_due() == 1
    assert outbox.send_due() == 0
    (only,) = mail.outbox
    assert only.subject == f"{kind.capitalize()}: “{mine.edition.headline}”"
    assert "120 m long" in only.body


@pytest.mark.parametrize("kind", ["update", "typo"])
def test_other_changes_are_not_told(kind):
    mine = asking(corrections=True)
    Subscription.objects.update(created_at=timezone.now() - timedelta(hours=2))
    correct(mine, kind=kind)
    assert outbox.send_due() == 0


def test_a_planned_correction_is_told_when_it_is_live():
    mine = asking(corrections=True)
    tomorrow = timezone.now() + timedelta(days=1)
    correct(mine, at=tomorrow)
    assert outbox.send_due() == 0
    assert outbox.send_due(at=tomorrow - timedelta(minutes=1)) == 0
    assert corrections.tell_of_corrections(at=tomorrow + timedelta(minutes=1)) == 1
    assert corrections.tell_of_corrections(at=tomorrow + timedelta(minutes=2)) == 0


def test_a_correction_cancelled_before_is_not_told():
    mine = asking(corrections=True)
    tomorrow = timezone.now() + timedelta(days=1)
    edition = correct(mine, at=tomorrow)
    mine.article.refresh_from_db()
    mine.article.cancel(create_superuser())
    assert not type(edition).objects.filter(pk=edition.pk).exists()
    assert corrections.tell_of_corrections(at=tomorrow + timedelta(minutes=1)) == 0


def test_what_was_corrected_before_somebody_asked_is_not_told():
    mine = confirmed(create_comment(status="approved"))
    correct(mine)
    consent.subscribe(mine, corrections=True)
    assert outbox.send_due() == 0


def test_a_correction_of_a_withdrawn_story_is_not_told():
    mine = asking(corrections=True)
    Subscription.objects.update(created_at=timezone.now() - timedelta(hours=2))
    correct(mine)
    corrections.tell_of_corrections()
    mine.article.refresh_from_db()
    mine.article.withdraw(create_superuser(), reason="Wrong altogether.")
    assert outbox.send_due() == 0
    assert kinds() == []


def test_a_correction_is_sent_as_soon_as_it_is_committed(django_capture_on_commit_callbacks):
    mine = asking(corrections=True)
    Subscription.objects.update(created_at=timezone.now() - timedelta(hours=2))
    with django_capture_on_commit_callbacks(execute=True):
        correct(mine)
    assert len(mail.outbox) == 1


def test_telling_of_corrections_costs_no_more_for_many_readers(django_assert_num_queries):
    mine = asking(corrections=True)
    for _ in range(5):
        consent.subscribe(create_comment(edition=mine.edition), corrections=True)
    Subscription.objects.update(created_at=timezone.now() - timedelta(hours=2))
    correct(mine)
    with django_assert_num_queries(3):  # corrections; who wants to know; mails
        assert corrections.tell_of_corrections() == 6


# -- What a outgoing looks like --


def sent_reply(**fields):
    answer(asking(replies=True), **fields)
    outbox.send_due()
    return mail.outbox[-1]


def test_a_mail_can_be_stopped_with_one_click():
    message = sent_reply().message()
    url = message["List-Unsubscribe"].strip("<>")
    assert url.startswith("http://testserver/comments/stop/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Precedence"] == "bulk"


def test_a_mail_is_plain_text_from_the_publication():
    Publication.objects.create(name="The “Ledger”, daily", contact_email="desk@example.org")
    message = sent_reply().message()
    assert message.get_content_type() == "text/plain"
    assert "newsroom@testserver" in message["From"]
    assert message["Reply-To"] == "desk@example.org"
    assert "http://testserver/" in message.get_payload(decode=True).decode()


def test_nothing_that_people_write_makes_a_header():
    Publication.objects.create(name="Ledger\nBcc: a@example.org")
    edition = publish(create_article(headline="One\r\nBcc: b@example.org"))
    mine = confirmed(create_comment(edition=edition, status="approved"))
    consent.subscribe(mine, replies=True)
    answer(mine, name="Eve\r\nBcc: c@example.org\r\n\r\nBody")
    assert outbox.send_due() == 1
    message = mail.outbox[-1].message()
    assert message["Bcc"] is None
    assert mail.outbox[-1].recipients() == [mine.email]


def test_a_mail_has_the_same_name_each_time():
    comment = confirmed(create_comment())
    consent.mail_link(comment)
    outbox.send_due()
    OutgoingMail.objects.update(sent_at=None)
    outbox.send_due(at=timezone.now() + timedelta(minutes=6))
    first, second = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == second
    assert first.endswith("@testserver>")


def test_who_wants_no_mail_gets_none():
    mine = asking(replies=True)
    answer(mine)
    Commenter.objects.update(no_mail_at=timezone.now())
    assert outbox.send_due() == 0
    mine.commenter.refresh_from_db()
    assert outbox.write(Kind.RECEIVED, key="x", commenter=mine.commenter, comment=mine) is None
    consent.subscribe(mine, corrections=True)
    assert kinds() == []


def test_a_mail_to_a_user_needs_no_confirmation():
    user = create_user(role="moderator", email="mod@example.org")
    comment = create_comment()
    outgoing = outbox.write(Kind.RECEIVED, key="to a user", user=user, comment=comment)
    assert outgoing.send_after <= timezone.now()
    outbox.send_due()
    assert mail.outbox[0].to == ["mod@example.org"]
    assert "List-Unsubscribe" not in mail.outbox[0].message()


# -- The mail server --


@pytest.fixture
def server():
    server = MailServer()
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=server.port, EMAIL_USE_TLS=False):
        yield server
    server.close()


def waiting(number=1):
    for _ in range(number):
        consent.mail_link(confirmed(create_comment()))


def state():
    return [
        (outgoing.attempts, outgoing.sent_at is None, outgoing.error)
        for outgoing in OutgoingMail.objects.order_by("pk")
    ]


def test_a_server_that_drops_the_line_gets_the_mail_again(server):
    waiting()
    server.mood = "drop"
    start = timezone.now()
    assert outbox.send_due(at=start) == 0
    ((attempts, unsent, error),) = state()
    assert (attempts, unsent) == (1, True)
    assert "Disconnected" in error
    server.mood = "accept"
    assert outbox.send_due(at=start + timedelta(seconds=59)) == 0
    assert outbox.send_due(at=start + timedelta(seconds=61)) == 1
    assert outbox.send_due(at=start + timedelta(days=1)) == 0
    assert len(server.mails) == 1
    assert "link to your comment" in message_from_string(server.mails[0]).get_payload(decode=True).decode()


def test_a_server_that_took_the_mail_but_did_not_say_so_gets_it_under_the_same_name(server):
    waiting()
    server.mood = "drop after"
    outbox.send_due()
    server.mood = "accept"
    assert outbox.send_due(at=timezone.now() + timedelta(minutes=2)) == 1
    first, second = (message_from_string(text)["Message-ID"] for text in server.mails)
    assert first == second


@pytest.mark.parametrize("mood", ["busy", "gone"])
def test_a_server_that_is_down_costs_one_try_and_loses_nothing(server, mood):
    waiting(3)
    if mood == "gone":
        server.close()
        with override_settings(EMAIL_PORT=server.port):
            assert outbox.send_due() == 0
    else:
        server.mood = mood
        assert outbox.send_due() == 0
    assert [row[0] for row in state()] == [1, 0, 0]
    if mood == "busy":
        server.mood = "accept"
        assert outbox.send_due(at=timezone.now() + timedelta(minutes=2)) == 3
        assert len(server.mails) == 3


def test_one_mail_that_is_refused_keeps_no_other_from_going_and_is_given_up(server, caplog):
    waiting()
    server.mood = "refuse"
    assert outbox.send_due() == 0
    outgoing = OutgoingMail.objects.get()
    assert outgoing.given_up_at
    assert "550" in outgoing.error
    assert "@" not in outgoing.error
    assert "@" not in caplog.text
    server.mood = "accept"
    waiting()
    assert outbox.send_due() == 1


def test_a_mail_is_tried_for_three_days(server):
    waiting()
    server.mood = "drop"
    at, tries = timezone.now(), []
    begun = at
    while at < begun + timedelta(days=6):
        before = server.calls
        outbox.send_due(at=at)
        if server.calls > before:
            tries.append(at - begun)
        at += timedelta(minutes=1) if at < begun + timedelta(hours=3) else timedelta(hours=1)
    outgoing = OutgoingMail.objects.get()
    assert outgoing.given_up_at
    assert timedelta(days=3) <= tries[-1] <= timedelta(days=3, hours=6)
    assert len(tries) == len(outbox.DELAYS) + 1
    assert [int(passed.total_seconds() // 60) for passed in tries[:4]] == [0, 1, 6, 36]


def test_a_mail_that_ends_every_worker_is_given_up():
    waiting()
    OutgoingMail.objects.update(attempts=len(outbox.DELAYS) + 1)
    assert outbox.send_due() == 0
    assert OutgoingMail.objects.get().given_up_at
    assert mail.outbox == []


def test_a_mail_that_cannot_be_made_keeps_no_other_from_going(monkeypatch):
    waiting(2)
    first = OutgoingMail.objects.order_by("pk").first()
    made = messages._words[Kind.RECEIVED]

    def stumble(outgoing):
        if outgoing.pk == first.pk:
            raise ZeroDivisionError("for someone@example.org")
        return made(outgoing)

    monkeypatch.setitem(messages._words, Kind.RECEIVED, stumble)
    assert outbox.send_due() == 1
    first.refresh_from_db()
    assert first.error == "ZeroDivisionError: for …"


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(server):
    waiting(6)
    OutgoingMail.objects.update(sent_at=None, attempts=0, send_after=timezone.now() - timedelta(minutes=1), error="")
    server.mails.clear()
    barrier = threading.Barrier(3)

    def work():
        barrier.wait()
        outbox.send_due()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.mails) == 6
    assert len({message_from_string(text)["Message-ID"] for text in server.mails}) == 6


# -- The command --


def command(**options):
    out = StringIO()
    call_command("send_mail_queue", stdout=out, **options)
    return out.getvalue().strip()


def test_the_command_sends_what_is_due():
    waiting(3)
    assert command(dry_run=True) == "Would send 3 mails."
    assert command(limit=1) == "Sent 1 mail."
    assert command() == "Sent 2 mails."
    assert command() == "Sent 0 mails."
    assert len(mail.outbox) == 3
    with pytest.raises(CommandError, match="1 or more"):
        command(limit=0)


def test_a_mail_goes_right_after_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        waiting()
        assert mail.outbox == []
    assert len(mail.outbox) == 1


# -- Confirming and stopping, on the web --


def test_following_the_link_confirms_nothing_and_the_button_does(client):
    comment = create_comment()
    url = signed_links.for_confirming(comment.commenter)
    assert client.get(url).status_code == 200
    assert client.head(url).status_code == 200
    comment.commenter.refresh_from_db()
    assert comment.commenter.confirmed_at is None
    consent.mail_link(comment)
    response = client.post(url, follow=True)
    assert b"Thank you" in response.content
    comment.commenter.refresh_from_db()
    first = comment.commenter.confirmed_at
    response = client.post(url, follow=True)
    assert b"This was confirmed already" in response.content
    comment.commenter.refresh_from_db()
    assert comment.commenter.confirmed_at == first
    assert not response.cookies


@pytest.mark.django_db(transaction=True)
def test_a_confirmation_used_twice_at_once_counts_once():
    comment = create_comment()
    consent.mail_link(comment)
    mail.outbox.clear()
    barrier, news = threading.Barrier(2), []

    def press():
        commenter = Commenter.objects.get(pk=comment.commenter_id)
        barrier.wait()
        news.append(consent.confirm(commenter))
        connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outbox.send_due()
    assert sorted(news) == [False, True]
    assert len([message for message in mail.outbox if message.subject.startswith("Your comment")]) == 1


def test_stopping_replies_leaves_the_rest(client):
    mine = asking(replies=True, corrections=True)
    url = signed_links.for_stopping(mine.commenter, mine.article, "replies")
    assert b"Stop these" in client.get(url).content
    assert Subscription.objects.get().replies
    assert b"Stopped" in client.post(url, {"choice": "stop"}).content
    subscription = Subscription.objects.get()
    assert (subscription.replies, subscription.corrections) == (False, True)


def test_one_click_in_a_mail_program_stops_without_a_redirect(client):
    mine = asking(replies=True)
    url = signed_links.for_stopping(mine.commenter, mine.article, "replies")
    response = client.post(url, {"List-Unsubscribe": "One-Click"}, headers={"origin": "https://mail.example"})
    assert response.status_code == 200
    assert not Subscription.objects.exists()
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_all_mail_can_be_stopped_and_allowed_again(client):
    mine = asking(replies=True)
    answer(mine)
    url = signed_links.for_stopping(mine.commenter)
    assert b"You get no mail" in client.post(url, {"choice": "all"}).content
    assert kinds() == []
    assert outbox.send_due() == 0
    assert b"Allow mail again" in client.get(url).content
    assert b"allowed again" in client.post(url, {"choice": "allow"}).content
    mine.commenter.refresh_from_db()
    assert outbox.write(Kind.RECEIVED, key="again", commenter=mine.commenter, comment=mine)


def test_another_site_can_press_no_button(client):
    mine = asking(replies=True)
    for url in (signed_links.for_stopping(mine.commenter), signed_links.for_confirming(mine.commenter)):
        assert client.post(url, headers={"origin": "https://evil.example"}).status_code == 403
    assert Subscription.objects.exists()


@pytest.mark.parametrize("name", ["confirm", "stop", "own", "all"])
def test_a_link_that_is_not_ours_opens_nothing(client, name):
    comment = create_comment()
    good = {
        "confirm": signed_links.for_confirming(comment.commenter),
        "stop": signed_links.for_stopping(comment.commenter),
        "own": signed_links.for_comment(comment),
        "all": signed_links.for_own_comments(comment.commenter),
    }
    token = good.pop(name).split("/")[3]
    for wrong in (token[:-1], "x", f"{token}x", *(url.split("/")[3] for url in good.values())):
        response = client.get(f"/comments/{name}/{wrong}/")
        assert response.status_code == 404
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"


def test_links_survive_a_change_of_the_key(client, settings):
    comment = create_comment()
    url = signed_links.for_comment(comment)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key" * 5, [settings.SECRET_KEY]
    assert client.get(url).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get(url).status_code == 404


def test_tokens_stand_in_no_line_of_the_log(client, caplog):
    caplog.set_level("DEBUG")
    comment = create_comment()
    token = signed_links.for_comment(comment).split("/")[3]
    client.get(f"/comments/own/{token}/")
    client.get(f"/comments/own/{token}x/")
    client.post(f"/comments/own/{token}/", {"body": ""})
    client.post(f"/comments/own/{token}/", {"body": "x"}, headers={"origin": "https://evil.example"})
    client.put(f"/comments/own/{token}/")
    assert token not in caplog.text
