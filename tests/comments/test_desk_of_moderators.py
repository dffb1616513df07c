"""Beside the queue: people and their standing, when comments appear, storms, the log."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from comments import modes
from comments.models import Block, CommentSettings, HouseRule, LogLine, Mode, ModeOverride
from comments.policy import policy_of
from newsroom.models import Publication
from tests.comments.factories import create_comment
from tests.factories import create_section, create_user, publish

pytestmark = pytest.mark.django_db


def call(client, name, *args, **data):
    return client.post(reverse(f"admin:comments_{name}", args=args), data, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def mode_of(edition, at=None):
    return policy_of(edition, Publication(), at).mode


# -- People --


def test_page_of_a_person_shows_all_they_wrote_and_their_numbers(client, moderator, django_assert_num_queries):
    comment = create_comment(email="tom@example.org", body="First of all.")
    create_comment(body="Somebody else’s.")
    url = reverse("admin:comments_commenter_change", args=[comment.commenter_id])
    client.get(url)
    cost = 10  # publication; session, user, 2 of permissions; what waits; the person, theirs, the log, what is blocked
    with django_assert_num_queries(cost):
        client.get(url)
    for number in range(40):
        create_comment(email="tom@example.org", body=f"More {number}", status="approved")
    with django_assert_num_queries(cost):
        response = client.get(url)
    page = response.content.decode()
    assert "40 approved, 1 waiting" in page
    assert "More 39" in page
    assert "Somebody else’s." not in page
    assert "First of all." in client.get(response.context["older_url"]).content.decode()


@pytest.mark.parametrize("standing", ["trusted", "held", "banned"])
def test_a_standing_has_a_reason_an_end_and_a_line_in_the_log(client, moderator, standing):
    person = create_comment().commenter
    assert "Say why" in said(call(client, "commenter_standing", person.pk, standing=standing, days="7", reason=" "))[0]
    person.refresh_from_db()
    assert person.standing == "normal"
    call(client, "commenter_standing", person.pk, standing=standing, days="7", reason="Third insult.")
    person.refresh_from_db()
    assert (person.standing, person.standing_reason) == (standing, "Third insult.")
    assert person.standing_at() == standing
    assert person.standing_at(timezone.now() + timedelta(days=8)) == "normal"
    line = person.log.get()
    until = date_format(timezone.localtime(person.standing_until), "j F Y, H:i")
    assert (line.action, line.by, line.before, line.after, line.note) == (
        LogLine.Action.STANDING,
        moderator,
        "normal",
        standing,
        f"until {until}: Third insult.",
    )


def test_from_the_queue_one_returns_to_the_comment_in_the_same_list(client, moderator):
    comment = create_comment(status="spam")
    response = call(
        client,
        "commenter_standing",
        comment.commenter_id,
        standing="banned",
        reason="x",
        at=comment.pk,
        status="spam",
    )
    assert response.context["comment"] == comment
    assert "status=spam" in response.redirect_chain[0][0]


@pytest.mark.parametrize("kind", ["email", "domain", "network"])
def test_address_domain_and_network_are_blocked_with_one_press(client, moderator, kind):
    comment = create_comment(email="tom@spam.example", address_hash="ab" * 32)
    call(client, "commenter_block", comment=comment.pk, kind=kind, reason="")
    assert not Block.objects.exists()
    call(client, "commenter_block", comment=comment.pk, kind=kind, reason="Advertising.", days="7")
    block = Block.objects.get()
    assert block.value == {"email": "tom@spam.example", "domain": "spam.example", "network": "ab" * 32}[kind]
    assert block.reason == "Advertising."
    assert timedelta(days=6) < block.expires_at - timezone.now() < timedelta(days=8)
    line = LogLine.objects.get(action=LogLine.Action.FILTER)
    assert line.by == moderator
    assert "tom@spam.example" not in line.note


def test_what_a_comment_does_not_have_is_not_blocked(client, moderator):
    comment = create_comment(email="")
    assert "Nothing is known" in said(call(client, "commenter_block", comment=comment.pk, kind="email", reason="x"))[0]


# -- Modes --


def test_a_storys_mode_goes_before_its_sections_and_that_before_the_sites(client, moderator):
    section = create_section()
    edition, other = publish(section=section), publish()
    assert mode_of(edition) == Mode.BEFORE
    call(client, "comment_modes", target="site", mode="after", trusted_after=5)
    assert mode_of(edition) == mode_of(other) == Mode.AFTER
    assert CommentSettings.objects.get().trusted_after == 5
    call(client, "comment_modes", target=f"section:{section.pk}", mode="trusted")
    assert (mode_of(edition), mode_of(other)) == (Mode.TRUSTED, Mode.AFTER)
    call(client, "comment_modes", target=f"story:{edition.article_id}", mode="closed")
    assert mode_of(edition) == Mode.CLOSED
    call(client, "comment_modes", target=f"story:{edition.article_id}", mode="")
    assert mode_of(edition) == Mode.TRUSTED
    assert not ModeOverride.objects.filter(article=edition.article_id).exists()
    lines = list(LogLine.objects.filter(action=LogLine.Action.MODE).order_by("pk").values_list("before", "after", "by"))
    assert lines == [
        ("before", "after", moderator.pk),
        ("", "trusted", moderator.pk),
        ("", "closed", moderator.pk),
        ("closed", "", moderator.pk),
    ]


def test_a_story_closes_after_days_of_its_own_without_a_mode_of_its_own(client, moderator):
    edition = publish(at=timezone.now() - timedelta(days=4))
    call(client, "comment_modes", target=f"story:{edition.article_id}", mode="", close_after_days=3)
    policy = policy_of(edition, Publication())
    assert policy.mode == Mode.BEFORE
    assert "3 days" in policy.closed


@pytest.mark.parametrize(
    "data",
    [
        {"target": "site", "mode": ""},
        {"target": "site", "mode": "x"},
        {"target": "story:999", "mode": "after"},
        {"target": "nonsense", "mode": "after"},
        {"target": "site", "mode": "after", "trusted_after": 0},
        {},
    ],
)
def test_nonsense_changes_no_mode(client, moderator, data):
    [message] = said(call(client, "comment_modes", **data))
    assert "Nothing was changed." in message
    assert not LogLine.objects.exists()


def test_page_of_modes_costs_the_same_however_many_stories_differ(client, moderator, django_assert_num_queries):
    ModeOverride.objects.create(article=publish().article, mode="after")
    url = reverse("admin:comments_comment_modes")
    client.get(url)
    cost = 12  # publication; session, user, 2 of permissions; what waits; settings, sections, theirs, stories; 2 storms
    with django_assert_num_queries(cost):
        client.get(url)
    for _ in range(10):
        ModeOverride.objects.create(article=publish(section=create_section()).article, mode="after")
    with django_assert_num_queries(cost):
        client.get(url)


def test_a_storm_stands_over_everything_below_it_and_ends_by_the_clock(client, moderator):
    section = create_section()
    edition, closed = publish(section=section), publish()
    modes.set_mode(section, Mode.AFTER, moderator)
    modes.set_mode(closed.article, Mode.CLOSED, moderator)
    response = call(client, "comment_storm", target="site", storm="before", hours="6")
    assert "every comment is read first" in response.content.decode()
    assert (mode_of(edition), mode_of(closed)) == (Mode.BEFORE, Mode.CLOSED)
    now = timezone.now()
    assert mode_of(edition, now + timedelta(hours=5, minutes=59)) == Mode.BEFORE
    assert mode_of(edition, now + timedelta(hours=6, minutes=1)) == Mode.AFTER


def test_a_storm_over_one_story_leaves_no_trace_but_in_the_log(client, moderator):
    edition, other = publish(), publish()
    call(client, "comment_storm", target=f"story:{edition.article_id}", storm="closed", hours="2")
    assert (mode_of(edition), mode_of(other)) == (Mode.CLOSED, Mode.BEFORE)
    assert policy_of(edition, Publication()).closed
    response = call(client, "comment_storm", target=f"story:{edition.article_id}", end="1")
    assert mode_of(edition) == Mode.BEFORE
    assert "Storm:" not in response.content.decode()
    assert not ModeOverride.objects.exists()
    notes = list(LogLine.objects.order_by("pk").values_list("note", flat=True))
    assert "storm: no new comments, until" in notes[0]
    assert "storm ended" in notes[1]


@pytest.mark.parametrize("data", [{"storm": "after", "hours": "2"}, {"storm": "before", "hours": "500"}, {}])
def test_nonsense_makes_no_storm(client, moderator, data):
    call(client, "comment_storm", target="site", **data)
    assert not LogLine.objects.exists()


def test_nothing_changes_by_get(client, moderator):
    person = create_comment().commenter
    for name, args in (
        ("comment_storm", []),
        ("commenter_standing", [person.pk]),
        ("commenter_block", []),
    ):
        assert client.get(reverse(f"admin:comments_{name}", args=args)).status_code == 405


# -- The log --


def test_log_shows_everything_newest_first_and_filters_it(client, moderator):
    tom = create_user(role="moderator", username="tom")
    first, second, third = (create_comment() for _ in range(3))
    first.approve(moderator)
    second.reject(tom, rule="Be fair to people", note="Third time.")
    third.withdraw()
    modes.set_mode(None, Mode.AFTER, tom)
    url = reverse("admin:comments_comment_log")

    def shown(**query):
        return [line.get_action_display() for line in client.get(url, query).context["page"].rows]

    assert shown() == ["mode changed", "withdrawn by its writer", "Decided", "Decided"]
    assert shown(who=tom.pk) == ["mode changed", "Decided"]
    assert shown(what="to:rejected") == ["Decided"]
    assert shown(what="withdrawn") == ["withdrawn by its writer"]
    assert shown(rule="fair") == ["Decided"]
    assert shown(comment=first.pk) == ["Decided"]
    assert len(shown(since=timezone.localdate().isoformat())) == 4
    assert shown(until=(timezone.localdate() - timedelta(days=1)).isoformat()) == []
    assert len(shown(who="x", what="x", since="x")) == 4
    page = client.get(url).content.decode()
    assert "Third time." in page
    assert first.email not in page


def test_log_costs_the_same_however_long_it_is(client, moderator, django_assert_num_queries):
    comment = create_comment(status="approved", by=moderator)
    url = reverse("admin:comments_comment_log")
    client.get(url)
    cost = 8  # publication; session, user, 2 of permissions; what waits; the lines, who may be chosen
    with django_assert_num_queries(cost):
        client.get(url)
    LogLine.objects.bulk_create(LogLine(action="decided", comment=comment, by=moderator) for _ in range(120))
    with django_assert_num_queries(cost):
        response = client.get(url)
    pages = [len(response.context["page"].rows)]
    while response.context["page"].next:
        response = client.get(response.context["older_url"])
        pages.append(len(response.context["page"].rows))
    assert pages == [50, 50, 21]


def test_lines_have_no_page_on_which_they_could_be_changed():
    from django.contrib import admin

    assert not admin.site.is_registered(LogLine)


# -- House rules --


def test_house_rules_are_changed_at_the_desk_and_old_decisions_keep_their_name(client, moderator):
    rule = HouseRule.objects.first()
    comment = create_comment()
    comment.reject(moderator, rule=rule.name)
    url = reverse("admin:comments_houserule_change", args=[rule.pk])
    client.post(url, {"name": "Be kind", "text": "To all.", "position": "1", "is_active": "on"})
    rule.refresh_from_db()
    assert rule.name == "Be kind"
    client.post(reverse("admin:comments_houserule_delete", args=[rule.pk]), {"post": "yes"})
    assert not HouseRule.objects.filter(pk=rule.pk).exists()
    comment.refresh_from_db()
    assert comment.rule not in {"", "Be kind"}
    notes = LogLine.objects.filter(action=LogLine.Action.FILTER, by=moderator).order_by("pk")
    assert [line.note for line in notes] == ["Changed house rule: To all.", "Deleted house rule: To all."]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["site", "section"])
def test_several_who_start_a_storm_at_once_all_have_it(where):
    section = create_section() if where == "section" else None
    users, gate, failed = [create_user() for _ in range(4)], threading.Barrier(4), []

    def start(user):
        gate.wait()
        try:
            modes.start_storm(section, Mode.BEFORE, 2, user)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=start, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(modes.storms()) == 1
    assert LogLine.objects.filter(action="mode").count() == 4
