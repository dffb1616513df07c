"""The moderators' queue: what they see, what happens, and that the first decision wins."""

import re
import threading
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import desk_index
from comments import decisions
from comments.models import Comment, CommentSettings, HouseRule, LogLine, ModeOverride, QueueCount
from tests.comments.factories import create_comment
from tests.factories import create_author, create_section, create_user, publish

pytestmark = pytest.mark.django_db

QUEUE = "admin:comments_comment_changelist"
# publication; session, user, 2 of permissions; what waits; the list, the comment in front, numbers, 2 of storms, house
# rules, 2 of the policy, corrections since, the writer’s others, the log, the author who would reply, its appeal, what
# is blocked of it, the sections to choose from
COST = 21


@pytest.fixture
def rule():
    return HouseRule.objects.first()


def see(client, **query):
    return client.get(reverse(QUEUE), query)


def decide(client, decision, *comments, seen=None, **data):
    data = {
        "decision": decision,
        "comment": [f"{comment.pk}:{seen or comment.status}:{comment.version}" for comment in comments],
        "press": uuid.uuid4(),
        **data,
    }
    return client.post(reverse("admin:comments_comment_decide"), data, follow=True)


def undo(client, response):
    batch = response.context["done"]["batch"]
    return client.post(reverse("admin:comments_comment_undo"), {"batch": batch}, follow=True)


def names_in(response):
    return [comment.name for comment in response.context["rows"]]


def said(response):
    return [str(message) for message in response.context["messages"]]


def status_of(comment):
    return Comment.objects.get(pk=comment.pk).status


# -- What is shown --


def test_what_waits_is_shown_oldest_first_and_the_first_is_in_front(client, moderator):
    for name in ("first", "second", "third"):
        create_comment(name=name)
    create_comment(name="decided", status="approved")
    response = see(client)
    assert names_in(response) == ["first", "second", "third"]
    assert response.context["comment"].name == "first"


def test_other_lists_are_one_click_away_newest_first(client, moderator):
    for status in Comment.Status.values:
        create_comment(name=f"{status} 1", status=status)
        create_comment(name=f"{status} 2", status=status)
    for status in ("approved", "rejected", "spam", "removed"):
        assert names_in(see(client, status=status)) == [f"{status} 2", f"{status} 1"]
    assert len(names_in(see(client, status="all"))) == 10
    assert len(names_in(see(client, status="nonsense"))) == 2


def test_reported_comments_have_a_list_of_their_own(client, moderator):
    reported = create_comment(name="reported", status="approved")
    create_comment(status="approved")
    Comment.objects.filter(pk=reported.pk).update(open_reports=1)
    assert names_in(see(client, status="reported")) == ["reported"]


def test_search_looks_at_name_address_and_text_whatever_was_decided(client, moderator):
    create_comment(name="Halvard", status="spam")
    create_comment(email="halvard@example.org", status="approved")
    create_comment(body="Ask Halvard.")
    create_comment()
    assert len(names_in(see(client, q="halvard"))) == 3
    assert len(names_in(see(client, q="halvard", status="spam"))) == 1
    assert len(names_in(see(client, q="ask halvard"))) == 1


def test_filters_by_story_section_person_date_score_and_first_comment(client, moderator):
    section = create_section()
    here = create_comment(name="here", edition=publish(section=section), score=4, email="known@example.org")
    create_comment(email="known@example.org", status="approved")
    create_comment(name="elsewhere", created_at=timezone.now() - timedelta(days=30))
    for query, names in (
        ({"story": here.article_id}, ["here"]),
        ({"section": section.pk}, ["here"]),
        ({"person": here.commenter_id, "status": "held"}, ["here"]),
        ({"since": timezone.localdate().isoformat()}, ["here"]),
        ({"until": (timezone.localdate() - timedelta(days=29)).isoformat()}, ["elsewhere"]),
        ({"least": "4"}, ["here"]),
        ({"most": "3.5"}, ["elsewhere"]),
        ({"first": "on"}, ["elsewhere"]),
        ({"since": "nonsense", "story": "x"}, ["elsewhere", "here"]),
        ({"since": "0001-01-01", "until": "9999-12-31"}, ["elsewhere", "here"]),
    ):
        assert names_in(see(client, **query)) == names, query


def test_filter_by_mode_agrees_with_the_policy_of_each_story(client, moderator, rf):
    from comments.policy import policy_of
    from newsroom.models import Publication

    at, storm = timezone.now(), {"storm_mode": "closed", "storm_until": timezone.now() + timedelta(hours=1)}
    sections = [create_section() for _ in range(3)]
    ModeOverride.objects.create(section=sections[0], mode="after")
    ModeOverride.objects.create(section=sections[1], mode="trusted", **storm)
    comments = [create_comment(edition=publish(section=section)) for section in sections for _ in range(3)]
    for number, mode in ((0, "closed"), (3, "after"), (6, "trusted")):
        ModeOverride.objects.create(article=comments[number].article, mode=mode)
    ModeOverride.objects.create(article=comments[7].article, mode="", **{**storm, "storm_mode": "before"})
    ModeOverride.objects.create(article=comments[1].article, mode="", close_after_days=3)
    for site in ({}, {"storm_mode": "before", "storm_until": storm["storm_until"]}):
        CommentSettings(mode="after", **site).save()
        of = {one.pk: policy_of(one.edition, Publication(), at).mode for one in comments}
        for mode in ("before", "trusted", "after", "closed"):
            shown = {comment.pk for comment in see(client, mode=mode).context["rows"]}
            assert shown == {pk for pk, found in of.items() if found == mode}, (site, mode)


def test_deep_pages_go_on_from_the_last_comment_seen_and_back(client, moderator):
    edition = publish()
    start = timezone.now() - timedelta(days=1)
    for number in range(70):
        create_comment(edition=edition, name=f"{number:02}", created_at=start + timedelta(seconds=number // 3))
    seen, response = [], see(client)
    while True:
        seen += names_in(response)
        if not response.context["page"].next:
            break
        response = client.get(response.context["older_url"])
    assert seen == [f"{number:02}" for number in range(70)]
    back = client.get(response.context["newer_url"])
    assert names_in(back) == seen[30:60]
    assert names_in(client.get(back.context["newer_url"])) == seen[:30]
    assert names_in(see(client, after="nonsense")) == seen[:30]


def test_search_finds_what_is_old_by_its_words_alone(client, moderator, monkeypatch):
    monkeypatch.setattr("comments.admin.paging.REACH", 10)
    edition = publish()
    said = {3: {"body": "A Needle."}, 7: {"name": "Needle"}, 9: {"email": "the@needle.example"}}
    old = [create_comment(edition=edition, **said.get(number, {"body": "hay"})) for number in range(25)]
    assert [comment.pk for comment in see(client, q="needl").context["rows"]] == [old[n].pk for n in (9, 7, 3)]
    assert see(client, q="needle the@").context["rows"] == [old[9]]
    response = see(client, q="haystack")
    assert not response.context["rows"]
    assert not response.context["page"].next


def test_what_is_not_there_any_more_is_not_kept_to_be_found():
    def kept(word):
        return desk_index.found(Comment.desk_index, [word])

    comment = create_comment(name="Halvard", email="hal@example.org", body="The secret quay")
    for word in ("halva", "hal@ex", "secret"):
        assert kept(word) == {comment.pk}
    comment.edit("Another quay")
    assert (kept("secret"), kept("another")) == (set(), {comment.pk})
    comment.erase()
    assert kept("halva") == kept("hal@ex") == kept("another") == set()


def test_rebuilding_brings_back_what_moderators_find(client, moderator):
    comment = create_comment(body="The quay")
    Comment.desk_index.clear()
    Comment.desk_index.put([(999_999, {"parts": ["QUA"]})])
    call_command("rebuild_search", verbosity=0)
    assert see(client, q="quay").context["rows"] == [comment]
    assert desk_index.found(Comment.desk_index, ["qua"]) == {comment.pk}


def test_search_for_what_most_say_goes_on_where_it_stopped_looking(client, moderator, monkeypatch):
    monkeypatch.setattr("comments.admin.paging.REACH", 10)
    monkeypatch.setattr(desk_index, "MOST", 2)
    edition = publish()
    for number in range(25):
        create_comment(edition=edition, name=f"{number:02}", body="needle" if number in {3, 14, 24} else "hay")
    seen, response = [], see(client, q="needle")
    while True:
        seen += names_in(response)
        if not response.context["page"].next:
            break
        response = client.get(response.context["older_url"])
    assert seen == ["24", "14", "03"]


def test_queue_costs_the_same_with_ten_and_with_ten_thousand_comments(
    client, moderator, django_assert_num_queries, settings
):
    edition = publish()
    commented = [create_comment(edition=edition, email="tom@example.org") for _ in range(10)]
    see(client)  # content types are read once
    for query in ({}, {"status": "all"}):
        with django_assert_num_queries(COST):
            see(client, **query)
    with django_assert_num_queries(COST + 2):
        see(client, q="words")
    first = commented[0]
    Comment.objects.bulk_create(
        Comment(
            article=edition.article,
            edition=edition,
            name=f"R{number}",
            email="tom@example.org",
            commenter=first.commenter,
            body=f"words {number}",
            fingerprint=f"{number:064}",
        )
        for number in range(10_000)
    )
    QueueCount.add("held", 10_000)
    for query in ({}, {"status": "all"}):
        with django_assert_num_queries(COST):
            response = see(client, **query)
    with django_assert_num_queries(COST + 2):
        see(client, q="words")
    assert "10010" in response.content.decode().replace(",", "")


def test_what_readers_sent_is_text_and_no_link(client, moderator):
    create_comment(
        name="<b>Name</b>",
        url="https://spam.example/",
        body="<script>alert(1)</script> https://spam.example/\n\njavascript:alert(2)",
    )
    page = see(client).content.decode()
    assert "<script>alert" not in page
    assert "<b>Name" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert 'href="https://spam.example' not in page


def test_in_front_stand_story_parent_past_signals_and_log(client, moderator):
    edition = publish(headline="The dredging", standfirst="Nobody voted.")
    parent = create_comment(edition=edition, status="approved", body="Half empty.")
    for status in ("approved", "spam", "spam"):
        create_comment(email="tom@example.org", status=status, body=f"Before: {status}")
    create_comment(body="Somebody else’s.", status="approved")
    comment = create_comment(
        edition=edition,
        parent=parent,
        email="TOM@example.org",
        signals=[{"name": "links", "words": "3 links", "points": 3}],
        score=3,
    )
    comment.edit("Said otherwise now.")
    page = see(client, at=comment.pk).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for words in (
        "Said otherwise now.",
        comment.earlier_texts.get().body,
        "The dredging",
        "Nobody voted.",
        "Half empty.",
        "1 approved, 1 waiting, 0 rejected, 2 spam, 0 removed.",
        "Before: approved",
        "3 links +3",
        "Score 3",
        "tom@example.org",
        "edited by its writer",
    ):
        assert words in text, words
    assert edition.get_absolute_url() in page
    assert "Somebody else’s." not in text


def test_a_later_correction_is_said_beside_the_edition_that_was_answered(client, moderator):
    edition = publish()
    comment = create_comment(edition=edition)
    publish(edition.article, kind="correction", note="It was fifty.")
    assert "since then correction of" in see(client, at=comment.pk).content.decode()


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 18])
def test_comment_that_is_not_there_is_not_found(client, moderator, pk):
    assert see(client, at=pk).status_code == 404
    assert client.get(f"{reverse(QUEUE)}{pk}/change/").status_code == 404


# -- Deciding on one --


@pytest.mark.parametrize(
    ("decision", "before", "after"),
    [
        ("approve", "held", "approved"),
        ("reject", "held", "rejected"),
        ("spam", "held", "spam"),
        ("remove", "approved", "removed"),
        ("hold", "approved", "held"),
        ("approve", "spam", "approved"),
    ],
)
def test_a_decision_is_made_said_logged_and_taken_back(client, moderator, rule, decision, before, after):
    comment = create_comment(name="Halvard", body="Half empty.", status=before)
    response = decide(client, decision, comment, rule=rule.pk, statement="Be fair.", note="Third time.")
    now = Comment.objects.get(pk=comment.pk)
    assert now.status == after
    assert now.decided_by == (None if after == "held" else moderator)
    assert now.rule == (rule.name if decision in {"reject", "remove"} else "")
    line = comment.log.first()
    assert (line.by, line.before, line.after, line.note) == (moderator, before, after, "Third time.")
    assert line.statement == ("Be fair." if decision in {"reject", "remove"} else "")
    assert "“Halvard: Half empty.”" in response.content.decode()
    response = undo(client, response)
    assert status_of(comment) == before
    assert comment.log.first().undoes == line
    assert "Taken back:" in response.content.decode()


def test_a_pick_approves_what_waits_and_is_taken_back_in_one(client, moderator):
    comment = create_comment()
    response = decide(client, "pick", comment)
    comment.refresh_from_db()
    assert (comment.status, comment.pick) == ("approved", True)
    undo(client, response)
    comment.refresh_from_db()
    assert (comment.status, comment.pick) == ("held", False)


def test_the_next_one_comes_at_once_in_the_same_list(client, moderator):
    edition = publish()
    comments = [create_comment(edition=edition) for _ in range(3)]
    then = see(client, story=edition.article_id, at=comments[1].pk).context["then"]
    response = decide(client, "approve", comments[1], then=then, story=edition.article_id)
    assert response.context["comment"] == comments[2]
    assert f"story={edition.article_id}" in response.redirect_chain[0][0]


def test_rejection_names_a_house_rule(client, moderator):
    comment = create_comment()
    [message] = said(decide(client, "reject", comment))
    assert "which house rule" in message
    assert status_of(comment) == "held"
    HouseRule.objects.update(is_active=False)
    decide(client, "reject", comment)
    assert status_of(comment) == "rejected"


@pytest.mark.parametrize(
    ("decision", "seen"), [("", "held"), ("delete", "held"), ("_decide", "held"), ("remove", "held"), ("approve", "x")]
)
def test_decision_that_is_not_offered_is_none(client, moderator, rule, decision, seen):
    comment = create_comment()
    assert said(decide(client, decision, comment, seen=seen, rule=rule.pk))
    assert status_of(comment) == "held"


def test_nothing_changes_by_get(client, moderator):
    comment = create_comment()
    for name in ("decide", "undo"):
        assert client.get(reverse(f"admin:comments_comment_{name}")).status_code == 405
    assert status_of(comment) == "held"


def test_decision_needs_the_token_of_the_desk(moderator):
    comment, client = create_comment(), Client(enforce_csrf_checks=True)
    client.force_login(moderator)
    data = {"decision": "approve", "comment": f"{comment.pk}:held", "press": uuid.uuid4()}
    assert client.post(reverse("admin:comments_comment_decide"), data).status_code == 403


# -- Two moderators --


def test_second_moderator_is_told_who_decided_and_sees_it_as_it_is(client, moderator):
    comment = create_comment(name="Halvard")
    comment.reject(create_user(username="tom"))
    response = decide(client, "approve", comment, seen="held")
    [message] = said(response)
    assert "rejected by tom" in message
    assert "Nothing was changed." in message
    assert response.context["comment"].status == "rejected"
    assert status_of(comment) == "rejected"


def test_a_double_click_is_one_decision_and_no_complaint(client, moderator):
    comment, press = create_comment(), uuid.uuid4()
    for _ in range(2):
        response = decide(client, "approve", comment, press=press, seen="held")
        assert said(response) == []
    assert comment.log.count() == 1
    assert response.context["done"]["first"].comment == comment


def test_undo_leaves_what_somebody_else_decided_since_and_says_so(client, moderator, rule):
    first, second = create_comment(), create_comment()
    response = decide(client, "approve", first, second)
    first.refresh_from_db()
    first.remove(create_user(username="tom"))
    first.approve(create_user(username="ida"), seen="removed")  # looks the same, and is not what maja left
    response = undo(client, response)
    assert (status_of(first), status_of(second)) == ("approved", "held")
    [message] = said(response)
    assert "by ida" in message
    assert "It stays so." in message


def test_undo_pressed_twice_takes_back_once(client, moderator):
    comment = create_comment()
    response = decide(client, "approve", comment)
    undo(client, response)
    again = undo(client, response)
    assert said(again) == []
    assert status_of(comment) == "held"
    assert comment.log.count() == 2


def test_nobody_takes_back_what_a_colleague_did(client, moderator):
    comment, batch = create_comment(), uuid.uuid4()
    decisions.decide(create_user(role="moderator"), "approve", {comment.pk: ("held", "")}, batch=batch)
    client.post(reverse("admin:comments_comment_undo"), {"batch": batch})
    assert status_of(comment) == "approved"


def test_undo_of_a_changed_decision_brings_back_its_rule(client, moderator, rule):
    comment = create_comment()
    decide(client, "reject", comment, rule=rule.pk)
    comment.refresh_from_db()
    undo(client, decide(client, "approve", comment))
    comment.refresh_from_db()
    assert (comment.status, comment.rule) == ("rejected", rule.name)


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_the_same_time_make_one_decision():
    comments = [create_comment() for _ in range(5)]
    seen = {comment.pk: ("held", "") for comment in comments}
    people = {"approve": create_user(username="tom"), "spam": create_user(username="ida")}
    outcomes, start = {}, threading.Barrier(2)

    def press(decision):
        try:
            start.wait()
            outcomes[decision] = decisions.decide(people[decision], decision, seen, batch=uuid.uuid4())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[decision]) for decision in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(len(outcome.done) for outcome in outcomes.values()) == 5
    assert sum(len(outcome.refused) for outcome in outcomes.values()) == 5
    assert LogLine.objects.count() == 5
    assert QueueCount.all()["held"] == 0
    connection.close()


# -- Many at once --


def test_ticked_comments_are_decided_on_and_taken_back_together(client, moderator, rule):
    chosen, left = [create_comment() for _ in range(3)], create_comment()
    response = decide(client, "reject", *chosen, rule=rule.pk)
    assert "3 comments" in response.content.decode()
    assert {status_of(comment) for comment in chosen} == {"rejected"}
    assert status_of(left) == "held"
    assert LogLine.objects.values("batch").distinct().count() == 1
    undo(client, response)
    assert {status_of(comment) for comment in chosen} == {"held"}


def test_what_was_decided_in_the_meantime_is_left_and_said(client, moderator):
    waiting, decided = create_comment(), create_comment()
    decided.mark_spam(create_user(username="tom"))
    response = decide(client, "approve", waiting, decided, seen="held")
    [message] = said(response)
    assert "spam by tom" in message
    assert (status_of(waiting), status_of(decided)) == ("approved", "spam")


def test_what_was_written_and_ticked_comes_back_when_a_rule_is_lacking(client, moderator):
    first, second, third = (create_comment() for _ in range(3))
    page = decide(client, "reject", first, statement="Please be kind.", note="Third time")
    assert page.status_code == 422
    assert "Say which house rule" in said(page)[0]
    assert page.context["comment"] == first
    assert '<details class="decide__ruled" name="decide" open>' in page.text
    assert ">Please be kind.</textarea>" in page.text
    assert 'value="Third time"' in page.text
    page = decide(client, "reject", second, third, at=first.pk)
    assert (page.status_code, page.context["comment"]) == (422, first)
    ticked = re.findall(r'name="comment" value="([^"]+)" checked', page.text)
    assert ticked == [f"{second.pk}:held:", f"{third.pk}:held:"]
    assert '<details class="decide__ruled" name="decide">' in page.text
    assert {status_of(comment) for comment in (first, second, third)} == {"held"}


@pytest.mark.parametrize("name", ["statement", "note"])
def test_words_that_are_too_long_are_refused_and_not_cut(client, moderator, rule, name):
    comment = create_comment()
    page = decide(client, "reject", comment, rule=rule.pk, **{name: "x" * 2001})
    assert page.status_code == 422
    assert "2,000 characters we can mail: it has 2,001" in said(page)[0]
    assert "x" * 2001 in page.text
    assert status_of(comment) == "held"


def test_what_was_written_is_shown_when_a_colleague_was_faster(client, moderator, rule):
    comment = create_comment()
    comment.reject(create_user(username="tom"))
    page = decide(client, "reject", comment, seen="held", rule=rule.pk, statement="Please be kind.")
    assert page.status_code == 422
    assert "rejected by tom" in said(page)[0]
    assert "What you had written to the writer" in page.text
    assert "Please be kind." in page.text


@pytest.mark.parametrize(
    ("chosen", "status"), [([], 422), (["x"], 422), (["1"], 422), (["1:nonsense"], 422), (["1000000000:held"], 200)]
)
def test_a_choice_of_nothing_or_nonsense_decides_nothing(client, moderator, chosen, status):
    comment = create_comment()
    data = {"decision": "approve", "comment": chosen, "press": uuid.uuid4()}
    assert client.post(reverse("admin:comments_comment_decide"), data, follow=True).status_code == status
    assert status_of(comment) == "held"


# -- Replies of colleagues --


def send_reply(client, comment, body="We looked into it.", seen=None, **data):
    url = reverse("admin:comments_comment_reply", args=[comment.pk])
    as_seen = f"{comment.pk}:{seen or comment.status}:{comment.version}"
    data = {"body": body, "comment": as_seen, "press": uuid.uuid4(), **data}
    return client.post(url, data, follow=True)


def test_a_reply_is_public_at_once_under_the_name_of_the_author_and_approves_what_it_answers(client, moderator):
    create_author(name="Maja Vik", user=moderator)
    comment = create_comment()
    response = send_reply(client, comment)
    reply = comment.answers.get()
    assert (reply.name, reply.user, reply.status, reply.email) == ("Maja Vik", moderator, "approved", "")
    assert reply.is_staff
    assert response.context["done"]["decision"] == "Approved and replied"
    assert status_of(comment) == "approved"
    undo(client, response)
    assert (status_of(comment), status_of(reply)) == ("held", "removed")


def test_a_reply_to_what_readers_do_not_see_any_more_is_given_back(client, moderator):
    comment = create_comment(status="approved")
    comment.remove(create_user())
    response = send_reply(client, comment, seen="approved")
    assert response.status_code == 422
    assert "We looked into it." in response.content.decode()
    assert not comment.answers.exists()


def test_a_reply_that_comes_too_late_is_given_back_with_what_was_decided(client, moderator):
    comment = create_comment()
    comment.mark_spam(create_user(username="tom"))
    response = send_reply(client, comment, seen="held")
    assert "spam by tom" in response.content.decode()
    assert "We looked into it." in response.content.decode()
    assert not comment.answers.exists()


def test_a_reply_sent_twice_is_kept_once(client, moderator):
    comment = create_comment(status="approved")
    for _ in range(2):
        send_reply(client, comment)
    assert comment.answers.count() == 1
    assert send_reply(client, comment, body=" ").status_code == 422
    assert send_reply(client, comment, body="x" * 5001).status_code == 422


# -- A text that its writer changed while it was read --


@pytest.mark.parametrize("decision", ["approve", "pick", "spam", "reject"])
@pytest.mark.parametrize("others", [0, 1])
def test_nothing_is_decided_on_words_that_nobody_has_read(client, moderator, rule, decision, others):
    seen = create_comment(body="How kind.")
    rest = [create_comment() for _ in range(others)]
    now = Comment.objects.get(pk=seen.pk)
    now.edit("You are all crooks.")
    response = decide(client, decision, seen, *rest, rule=rule.pk)
    assert "changed it meanwhile: read it again" in "".join(said(response))
    assert status_of(seen) == "held"
    assert [status_of(comment) == "held" for comment in rest] == [False] * others
    now.refresh_from_db()
    assert decide(client, decision, now, rule=rule.pk).status_code == 200
    assert status_of(seen) != "held"


@pytest.mark.parametrize("status", ["held", "approved"])
def test_nobody_answers_words_that_they_have_not_read(client, moderator, status):
    comment = create_comment(status=status, body="How kind.")
    Comment.objects.get(pk=comment.pk).edit("You are all crooks.")
    response = send_reply(client, comment)
    assert "changed it meanwhile" in response.text
    assert "We looked into it." in response.text
    assert not comment.answers.exists()
    assert status_of(comment) == status


def test_a_pick_ends_with_the_words_it_was_for():
    comment = create_comment(status="approved")
    comment.set_pick(create_user(), True)
    Comment.objects.get(pk=comment.pk).edit("Something else")
    comment.refresh_from_db()
    assert not comment.pick
    assert comment.log.filter(action="unpicked", by=None).exists()
