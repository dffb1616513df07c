"""Everything that somebody wrote: asking for it, seeing it, taking it along, erasing it; for them and for operators."""

import json
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from comments import privacy, signed_links
from comments.mail import consent, outbox
from comments.models import (
    Appeal,
    Block,
    Comment,
    Commenter,
    LogLine,
    OutgoingMail,
    Report,
    Subscription,
)
from comments.standing import set_standing
from comments.views import own_comments
from newsroom.models import Publication
from tests.comments.factories import create_comment
from tests.factories import create_superuser, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]

ADDRESS = "halvard@example.org"
ASK = "/comments/all/"


@pytest.fixture
def at_once(monkeypatch):
    """What is done after the answer is done before it: a test's transaction is nothing for another thread."""
    monkeypatch.setattr(own_comments, "afterwards", lambda function, *args: function(*args))


def written(**fields):
    return create_comment(**{"email": ADDRESS, "name": "Halvard", **fields})


def confirmed():
    comment = written()
    consent.confirm(comment.commenter)
    return comment


def shown(response):
    return response.content.decode()


# -- Asking --


def test_a_link_is_mailed_to_who_wrote_something(client, at_once):
    comment = confirmed()
    response = client.post(ASK, {"email": ADDRESS.upper()})
    assert response.status_code == 303
    outbox.send_due()
    (only,) = mail.outbox
    assert only.to == [ADDRESS]
    url = signed_links.for_own_comments(comment.commenter)
    assert url.partition(":")[0] in only.body


def test_the_answer_is_the_same_for_an_address_that_nobody_knows(client, at_once):
    confirmed()
    answers = [client.post(ASK, {"email": address}) for address in (ADDRESS, "nobody@example.org")]
    assert len({(answer.status_code, answer["Location"], answer.content) for answer in answers}) == 1
    pages = {shown(client.get(answer["Location"])) for answer in answers}
    assert len(pages) == 1
    assert ADDRESS not in pages.pop()
    assert not Commenter.objects.filter(email="nobody@example.org").exists()


def test_what_is_found_out_is_found_out_after_the_answer(client, monkeypatch, django_assert_num_queries):
    later = []
    monkeypatch.setattr(own_comments, "afterwards", lambda *call: later.append(call))
    confirmed()
    with django_assert_num_queries(1):  # the publication, for its time zone
        client.post(ASK, {"email": ADDRESS})
    assert later == [(own_comments.mail_link, ADDRESS)]
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_answer_does_not_wait_for_the_mail(client, monkeypatch):
    confirmed()
    wait, done = threading.Event(), threading.Event()
    send = own_comments.mail_link

    def slowly(address):
        wait.wait(10)
        send(address)
        done.set()

    monkeypatch.setattr(own_comments, "mail_link", slowly)
    assert client.post(ASK, {"email": ADDRESS}).status_code == 303
    assert not OutgoingMail.objects.exists()
    wait.set()
    assert done.wait(10)
    assert OutgoingMail.objects.get().kind == OutgoingMail.Kind.OWN_COMMENTS
    connections.close_all()


def test_a_failure_afterwards_names_no_address(caplog, monkeypatch):
    def fail(address):
        raise ValueError(address)

    monkeypatch.setattr(own_comments.connections, "close_all", lambda: None)
    own_comments._and_close(fail, ADDRESS)
    assert "ValueError" in caplog.text
    assert ADDRESS not in caplog.text


def test_an_address_that_was_not_confirmed_is_asked_first(at_once, client):
    comment = written()
    client.post(ASK, {"email": ADDRESS})
    outbox.send_due()
    assert [message.subject.split()[0] for message in mail.outbox] == ["Is"]
    consent.confirm(comment.commenter)
    outbox.send_due()
    assert mail.outbox[-1].subject.startswith("Everything you wrote")


def test_one_link_at_a_time_is_on_its_way():
    comment = written()
    for _ in range(3):
        own_comments.mail_link(ADDRESS)
    consent.confirm(comment.commenter)
    outbox.send_due()
    assert [message.subject.split()[0] for message in mail.outbox] == ["Everything"]


def test_three_links_a_day_are_enough():
    confirmed()
    now = timezone.now()
    for _ in range(5):
        own_comments.mail_link(ADDRESS)
        outbox.send_due()
    assert OutgoingMail.objects.count() == len(mail.outbox) == 3
    OutgoingMail.objects.update(created_at=now - timedelta(days=1, seconds=1))
    own_comments.mail_link(ADDRESS, at=now + timedelta(days=1))
    assert OutgoingMail.objects.count() == 4


def test_one_network_asks_ten_times_an_hour(client, at_once):
    codes = [client.post(ASK, {"email": f"a{number}@example.org"}).status_code for number in range(12)]
    assert codes == [303] * 10 + [429] * 2
    response = client.post(ASK, {"email": ADDRESS})
    assert response["Retry-After"]
    assert ADDRESS in shown(response)
    assert client.post(ASK, {"email": ADDRESS}, REMOTE_ADDR="203.0.113.9").status_code == 303


def test_who_comes_from_no_known_network_is_not_counted_together(client, at_once):
    for number in range(12):
        assert client.post(ASK, {"email": f"a{number}@example.org"}, REMOTE_ADDR="").status_code == 303


def test_what_is_no_address_is_given_back(client):
    response = client.post(ASK, {"email": "halvard at example"})
    assert response.status_code == 422
    assert "halvard at example" in shown(response)
    assert client.post(ASK, {"email": ADDRESS}, headers={"origin": "https://evil.example"}).status_code == 403
    assert not client.get(ASK).cookies


# -- The page --


def page_of(client, comment, path="", **options):
    return client.get(f"{signed_links.for_own_comments(comment.commenter)}{path}", **options)


def test_the_page_lists_every_comment_with_its_state(client):
    comment = confirmed()
    other = written(status="approved")
    foreign = create_comment(body="Of somebody else")
    response = page_of(client, comment)
    page = shown(response)
    assert comment.body in page
    assert other.edition.headline in page
    assert signed_links.for_comment(other) in page
    assert "Waiting for a moderator" in page
    assert "Published" in page
    assert foreign.body not in page
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_the_page_costs_the_same_for_many_comments(client, django_assert_num_queries):
    Publication.objects.create()
    comment = confirmed()
    edition = publish()
    for number in range(25):
        written(edition=edition, body=f"Comment {number}")
    consent.subscribe(comment, replies=True)
    Report.objects.create(comment=create_comment(), reason="Other", commenter=comment.commenter, fingerprint="1")
    with django_assert_num_queries(6):  # writer, publication; comments, subscriptions, reports; sections
        response = page_of(client, comment)
    assert shown(response).count("comment__body") == 20
    assert "?page=2" in shown(response)
    assert shown(page_of(client, comment, "?page=2")).count("comment__body") == 6
    assert page_of(client, comment, "?page=3").status_code == 404


def test_the_link_is_good_for_a_day(client, monkeypatch):
    comment = confirmed()
    url = signed_links.for_own_comments(comment.commenter)
    real = __import__("time").time
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + 23.9 * 3600)
    assert client.get(url).status_code == 200
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + 24.1 * 3600)
    for path in ("", "export/", "erase/", "withdraw/"):
        assert client.get(f"{url}{path}").status_code == 404
        assert client.post(f"{url}{path}").status_code == 404
    assert Commenter.objects.exists()


def test_all_comments_are_withdrawn_after_being_asked_once_more(client):
    comment = confirmed()
    other, foreign = written(status="approved"), create_comment(status="approved")
    url = signed_links.for_own_comments(comment.commenter)
    assert "2 comments" in shown(client.get(f"{url}withdraw/"))
    assert Comment.objects.filter(withdrawn_at=None).count() == 3
    response = client.post(f"{url}withdraw/", follow=True)
    assert "All your comments are withdrawn" in shown(response)
    assert set(Comment.objects.filter(withdrawn_at=None)) == {foreign}
    other.refresh_from_db()
    assert other.status == "removed"


def test_subscriptions_can_be_stopped_from_there(client):
    comment = confirmed()
    consent.subscribe(comment, replies=True, corrections=True)
    page = shown(page_of(client, comment))
    for what in ("replies", "corrections"):
        assert signed_links.for_stopping(comment.commenter, comment.article, what) in page


def test_what_is_not_public_of_a_story_stays_at_the_desk(client):
    comment = confirmed()
    consent.subscribe(comment, corrections=True)
    story = comment.article
    story.headline = "What nobody knows yet"
    story.save()
    publish(story, at=timezone.now() + timedelta(days=1), kind="correction", note="Not yet.")
    story.headline = "What the desk calls it now"
    story.save()
    stop = signed_links.for_stopping(comment.commenter, story, "corrections")
    for url in (signed_links.for_own_comments(comment.commenter), signed_links.for_comment(comment), stop):
        page = shown(client.get(url))
        assert comment.edition.headline in page
        assert "nobody knows" not in page
        assert "the desk calls" not in page
    assert "the desk calls" not in json.dumps(privacy.export(comment.commenter))


# -- Export --


def everything(comment=None):
    """A person of whom something of each kind is kept; the comment."""
    moderator = create_superuser()
    comment = comment or confirmed()
    comment.edit("Words after the edit")
    comment.reject(moderator, rule="Be fair", statement="You were not.", note="Third time.")
    Appeal.objects.ask(comment, "I was, though: words of the appeal")
    consent.subscribe(comment, replies=True, corrections=True)
    consent.mail_link(comment)
    theirs = create_comment(email="other@example.org", name="Other Person", body="Other words")
    Report.objects.receive(
        Report(
            comment=theirs,
            reason="Illegal content",
            words="Words of the report",
            name="Halvard R.",
            commenter=comment.commenter,
            address_hash="r" * 64,
        )
    )
    Report.objects.receive(
        Report(comment=comment, reason="Be fair", words="Words of the other", commenter=theirs.commenter)
    )
    commenter = Commenter.objects.get(pk=comment.commenter_id)
    commenter.standing, commenter.standing_reason = "held", "Quarrels"
    commenter.save()
    Comment.objects.filter(pk=comment.pk).update(address_hash="h" * 64, url="https://halvard.example")
    return comment


OWN = [
    "Words after the edit",
    "Halvard",
    ADDRESS,
    "halvard.example",
    "You were not.",
    "words of the appeal",
    "Words of the report",
    "Halvard R.",
    "h" * 64,
    "r" * 64,
    "Be fair",
    "the link to your comment",
]
NOTED = ["Third time.", "Quarrels", "Told by a neighbour"]  # by moderators, for each other
OF_OTHERS = ["other@example.org", "Other Person", "Other words", "Words of the other"]


def test_the_copy_has_all_that_is_kept_and_nothing_of_others_or_for_colleagues(client):
    comment = everything()
    Block.objects.create(kind="email", value=ADDRESS, reason="Told by a neighbour")
    response = page_of(client, comment, "export/")
    assert response["Content-Type"] == "application/json"
    assert "attachment" in response["Content-Disposition"]
    document = json.loads(response.content)
    text = json.dumps(document)
    for words in [*OWN, comment.earlier_texts.get().body]:
        assert words in text, words
    for words in [*NOTED, *OF_OTHERS]:
        assert words not in text, words
    assert document["comments"][0]["reported_for"][0]["reason"] == "Be fair"
    assert document["subscriptions"][0]["story"].startswith("http://testserver/")


def test_the_copy_costs_the_same_for_many_comments(django_assert_max_num_queries):
    comment = everything()
    for _ in range(10):
        written(edition=comment.edition, body="More")
    with django_assert_max_num_queries(9):
        privacy.export(comment.commenter)


def test_an_operator_writes_the_copy_out(tmp_path):
    everything()
    Block.objects.create(kind="email", value=ADDRESS, reason="Told by a neighbour")
    out = StringIO()
    call_command("export_commenter", f" {ADDRESS.upper()}", stdout=out)
    assert json.loads(out.getvalue())[0]["address"] == ADDRESS
    for words in NOTED:
        assert words in out.getvalue(), words
    file = tmp_path / "copy.json"
    call_command("export_commenter", ADDRESS, output=file, stdout=out)
    assert json.loads(file.read_text())[0]["address"] == ADDRESS
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="can’t be written"):
        call_command("export_commenter", ADDRESS, output=file)
    with pytest.raises(CommandError, match="Nothing is kept"):
        call_command("export_commenter", "nobody@example.org")


# -- Erasure --


def whole_database():
    """Every value of every row of comments' tables and of the desk's log, as one text."""
    models = [*apps.get_app_config("comments").get_models(), LogEntry]
    return json.dumps([list(model.objects.values()) for model in models], default=str)


def test_erasing_asks_once_more_and_then_leaves_places(client):
    comment = confirmed()
    reply = create_comment(edition=comment.edition, parent=comment)
    url = signed_links.for_own_comments(comment.commenter)
    assert "What stays" in shown(client.get(f"{url}erase/"))
    assert Commenter.objects.filter(email=ADDRESS).exists()
    response = client.post(f"{url}erase/")
    assert "Erased" in shown(response)
    comment.refresh_from_db()
    assert (comment.name, comment.email, comment.body, comment.status) == ("", "", "", "removed")
    reply.refresh_from_db()
    assert reply.parent_id == comment.pk
    assert not Commenter.objects.filter(email=ADDRESS).exists()
    assert client.get(url).status_code == 404
    assert client.post(f"{url}erase/").status_code == 404


def test_nothing_of_the_person_is_left_in_any_table():
    comment = everything()
    Commenter.objects.update(standing="normal", standing_reason="")
    LogLine.objects.create(action=LogLine.Action.FILTER, note=f"Blocked {ADDRESS} for a week")
    before = comment.earlier_texts.get().body
    assert privacy.erase(comment.commenter) == 1
    left = whole_database()
    kept = {"You were not.", "Be fair", "the link to your comment"}
    for words in [before, *OWN]:
        assert words in kept or words not in left, words
    assert Report.objects.filter(reason="Illegal content", words="", name="").exists()
    assert "Other words" in left
    assert not OutgoingMail.objects.filter(kind=OutgoingMail.Kind.RECEIVED).exists()
    assert not Subscription.objects.exists()
    assert not Commenter.objects.filter(pk=comment.commenter_id).exists()


def test_the_old_fingerprint_confirms_no_guess():
    comment = confirmed()
    guess = Comment.objects.get(pk=comment.pk).fingerprint
    privacy.erase(comment.commenter)
    assert not Comment.objects.filter(fingerprint=guess).exists()


@pytest.mark.parametrize("standing", ["banned", "held"])
def test_of_who_is_banned_a_hash_stays_with_the_ban(standing):
    comment = everything()
    Commenter.objects.filter(pk=comment.commenter_id).update(standing=standing)
    privacy.erase(comment.commenter)
    left = Commenter.objects.get(standing=standing)
    assert (left.email, left.standing_reason) == ("", "Quarrels")
    assert ADDRESS not in whole_database()
    assert Commenter.objects.of(ADDRESS).pk == left.pk  # and the ban holds, should they come back


def test_a_ban_holds_when_the_key_of_the_hash_was_changed(settings):
    comment = everything()
    Commenter.objects.filter(pk=comment.commenter_id).update(standing="banned")
    privacy.erase(comment.commenter)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key" * 5, [settings.SECRET_KEY]
    found = Commenter.objects.of(ADDRESS)
    assert found.standing == "banned"
    settings.SECRET_KEY_FALLBACKS = []
    assert Commenter.objects.of(ADDRESS) == found


def test_somebody_is_found_by_address_when_the_old_key_is_lost(settings):
    comment = confirmed()
    settings.SECRET_KEY = "another-key" * 5
    assert Commenter.objects.of(ADDRESS) == comment.commenter


def test_a_ban_that_has_passed_keeps_nothing():
    comment = everything()
    who = Commenter.objects.filter(pk=comment.commenter_id)
    who.update(standing="banned", standing_until=timezone.now() - timedelta(days=1))
    privacy.erase(comment.commenter)
    assert not Commenter.objects.filter(pk=comment.commenter_id).exists()


def test_a_block_of_the_address_goes_on_under_the_hash(client):
    comment = confirmed()
    client.force_login(create_superuser())
    fields = {"kind": "email", "value": ADDRESS, "action": "spam", "reason": "Sells pills"}
    response = client.post("/admin/comments/block/add/", fields)
    assert response.status_code == 302
    privacy.erase(comment.commenter)
    assert ADDRESS not in whole_database()
    assert not Block.objects.exists()
    left = Commenter.objects.get()
    assert (left.email, left.standing, left.standing_reason) == ("", "banned", "Sells pills")


def test_who_wants_no_mail_gets_none_after_erasure_either():
    comment = confirmed()
    consent.stop(comment.commenter)
    comment.commenter.refresh_from_db()
    privacy.erase(comment.commenter)
    again = written()
    consent.subscribe(again, replies=True)
    assert not OutgoingMail.objects.exists()


def test_the_address_goes_from_notes_and_reasons_however_it_is_written():
    commenter = confirmed().commenter
    words = f"{ADDRESS.title()} threatened us; also {ADDRESS}"
    set_standing(commenter, "banned", create_superuser(), reason=words)
    privacy.erase(commenter)
    commenter.refresh_from_db()
    assert commenter.standing_reason == "… threatened us; also …"
    assert LogLine.objects.get(action="standing").note == "… threatened us; also …"
    assert ADDRESS not in whole_database().lower()


def test_an_operator_erases_and_may_repeat_it():
    everything()
    out = StringIO()
    call_command("erase_commenter", ADDRESS, dry_run=True, stdout=out)
    assert out.getvalue() == "Would erase 1 comment.\n"
    assert ADDRESS in whole_database()
    call_command("erase_commenter", ADDRESS, stdout=out)
    assert ADDRESS not in whole_database()
    call_command("erase_commenter", ADDRESS, stdout=out)  # who is held stays as a hash
    assert out.getvalue().endswith("Erased 0 comments.\n")
    with pytest.raises(CommandError, match="Nothing is kept"):
        call_command("erase_commenter", "nobody@example.org")


# -- Networks --


def forget(**options):
    out = StringIO()
    call_command("forget_addresses", stdout=out, **options)
    return out.getvalue().splitlines()[0]


def test_networks_are_forgotten_after_thirty_days():
    now = timezone.now()
    ages = [29, 31, 40]
    comments = [create_comment(address_hash=f"{age:064}", created_at=now - timedelta(days=age)) for age in ages]
    Report.objects.receive(
        Report(comment=comments[0], reason="x", address_hash="9" * 64, created_at=now - timedelta(days=31))
    )
    assert forget(dry_run=True) == "Would forget the network of 3 comments and reports."
    assert forget() == "Forgot the network of 3 comments and reports."
    assert forget() == "Forgot the network of 0 comments and reports."
    assert [bool(Comment.objects.get(pk=comment.pk).address_hash) for comment in comments] == [True, False, False]
    assert privacy.forget_networks(at=now + timedelta(days=2)) == 1
    with pytest.raises(CommandError, match="0 or more"):
        forget(days=-1)


def test_many_networks_are_forgotten_in_short_steps():
    edition = publish()
    for _ in range(5):
        create_comment(edition=edition, address_hash="a" * 64, created_at=timezone.now() - timedelta(days=31))
    assert privacy.forget_networks(batch=2) == 5


def test_old_letters_are_forgotten_but_not_that_somebody_was_asked():
    comment = confirmed()
    consent.mail_link(comment)
    consent.ask_to_confirm(create_comment().commenter)
    outbox.send_due()
    assert OutgoingMail.objects.count() == 2
    outbox.forget(at=timezone.now() + timedelta(days=89))
    assert OutgoingMail.objects.count() == 2
    outbox.forget(at=timezone.now() + timedelta(days=91))
    assert OutgoingMail.objects.get().kind == OutgoingMail.Kind.CONFIRM
