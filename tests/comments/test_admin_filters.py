"""The desk's pages about filters: word rules and their box, blocks, thresholds, what was learned."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Block, Comment, CommentSettings, LogLine, Word, WordRule
from comments.spam.replay import replay
from tests.comments.factories import create_comment
from tests.factories import create_user, publish

pytestmark = pytest.mark.django_db

TEST, THRESHOLDS, LEARNED = (f"/admin/comments/wordrule/{name}/" for name in ("test", "thresholds", "learned"))


@pytest.fixture
def user():
    return create_user(role="moderator")


@pytest.fixture
def desk(user):
    client = Client()
    client.force_login(user)
    return client


# -- Word rules and the test box --


def test_rule_is_added_changed_and_deleted_and_each_is_in_the_log(desk, user):
    url = "/admin/comments/wordrule/"
    assert desk.post(f"{url}add/", {"phrase": "casino", "points": "4", "is_active": "on"}).status_code == 302
    rule = WordRule.objects.get()
    assert rule.created_by == user
    assert desk.post(f"{url}{rule.pk}/change/", {"phrase": "casino", "points": "-1.5"}).status_code == 302
    assert desk.post(f"{url}{rule.pk}/delete/", {"post": "yes"}).status_code == 302
    notes = LogLine.objects.filter(action=LogLine.Action.FILTER, by=user).order_by("pk").values_list("note", flat=True)
    assert list(notes) == [
        "Added word rule: “casino” +4",
        "Changed word rule: “casino” -1.5, not in use",
        "Deleted word rule: “casino” -1.5, not in use",
    ]


def test_rules_deleted_by_the_list_are_in_the_log_too(desk):
    rules = [WordRule.objects.create(phrase=phrase) for phrase in ("casino", "loan")]
    data = {"action": "delete_selected", "_selected_action": [rule.pk for rule in rules], "post": "yes"}
    assert desk.post("/admin/comments/wordrule/", data).status_code == 302
    assert not WordRule.objects.exists()
    assert LogLine.objects.filter(note__startswith="Deleted word rule").count() == 2


@pytest.mark.parametrize(
    ("phrase", "words"),
    [("$$$", "no letter or digit"), ("🍆", "no letter or digit"), ("CASINO", "“casino” looks for the same")],
)
def test_a_rule_that_finds_nothing_or_nothing_new_is_refused(desk, phrase, words):
    WordRule.objects.create(phrase="casino")
    page = desk.post("/admin/comments/wordrule/add/", {"phrase": phrase, "points": "3"})
    assert words in page.text
    assert WordRule.objects.count() == 1


def test_what_a_rule_is_looked_for_as_is_said_when_that_is_something_else(desk):
    add = "/admin/comments/wordrule/add/"
    assert "“C++” is looked for as “c”" in desk.post(add, {"phrase": "C++", "points": "3"}, follow=True).text
    assert "is looked for as" not in desk.post(add, {"phrase": "Cheap loans", "points": "3"}, follow=True).text


def test_the_box_tries_a_phrase_with_the_points_that_were_typed(desk):
    WordRule.objects.create(phrase="casino", points=3)
    page = desk.post(TEST, {"text": "A casino.", "phrase": "Casino", "points": "7"})
    assert page.context["hits"] == [("Casino", 1, 7.0)]


@pytest.mark.parametrize("points", ["21", "-21", "", "many"])
def test_points_have_their_bounds(desk, points):
    assert desk.post("/admin/comments/wordrule/add/", {"phrase": "casino", "points": points}).status_code == 200
    assert not WordRule.objects.exists()


def test_box_shows_which_rules_match_where_and_the_points_and_keeps_nothing(desk):
    WordRule.objects.create(phrase="free money", points=3)
    WordRule.objects.create(phrase="cialis", points=9, is_active=False)
    text = "FREE\n money, frее money & <b>cialis</b> for a specialist at https://a.example https://b.example"
    page = desk.post(TEST, {"text": text, "phrase": "specialist", "points": "0.5"}).content.decode()
    assert "<mark>FREE\n money</mark>, <mark>frее money</mark> &amp; &lt;b&gt;cialis&lt;/b&gt;" in page
    assert "<mark>specialist</mark>" in page
    assert "Word rule “free money”" in page
    assert "2 links" in page
    assert "look-alike letters in 1 word" in page
    assert "Score 6.5" in page  # 3 + 0.5 + 1 + 2
    assert "It would be held" in page
    assert WordRule.objects.count() == 2
    assert not Comment.objects.exists()
    assert not LogLine.objects.exists()


def test_hits_that_overlap_are_marked_once(desk):
    for phrase in ("a b", "b c", "b", "x"):
        WordRule.objects.create(phrase=phrase)
    assert "0 <mark>a b c</mark> d <mark>b</mark>" in desk.post(TEST, {"text": "0 a b c d b"}).content.decode()


@pytest.mark.parametrize("text", ["", "x" * 5001])
def test_box_without_a_text_says_so(desk, text):
    page = desk.post(TEST, {"text": text}).content.decode()
    assert "field__error" in page
    assert "Score" not in page


def test_box_says_when_nothing_is_found(desk):
    page = desk.post(TEST, {"text": "The ferry was late."}).content.decode()
    assert "Nothing was found." in page
    assert "By this alone it would not be held." in page


# -- Blocks --


def test_block_is_made_with_a_reason_and_an_end_and_no_address_is_in_the_log(desk, user):
    url = "/admin/comments/block/"
    data = {"kind": "email", "value": " Seller@Spam.example", "action": "spam", "reason": "watches"}
    until = {"expires_at_0": "2030-12-03", "expires_at_1": "10:00"}
    assert desk.post(f"{url}add/", data | until).status_code == 302
    block = Block.objects.get()
    assert (block.value, block.action, block.created_by, block.expires_at.year) == (
        "seller@spam.example",
        "spam",
        user,
        2030,
    )
    assert "seller@spam.example" in desk.get(url).content.decode()
    data = {"action": "hold", "reason": "handbags", "value": "other@spam.example", **until}
    assert desk.post(f"{url}{block.pk}/change/", data).status_code == 302
    block.refresh_from_db()
    assert (block.value, block.action, block.reason) == ("seller@spam.example", "hold", "handbags")
    assert desk.post(f"{url}{block.pk}/delete/", {"post": "yes"}).status_code == 302
    notes = list(LogLine.objects.order_by("pk").values_list("note", flat=True))
    assert notes == [
        "Added block: e-mail address (watches)",
        "Changed block: e-mail address (handbags)",
        "Deleted block: e-mail address (handbags)",
    ]


def test_network_can_be_typed_and_is_not_kept_as_typed(desk):
    data = {"kind": "network", "value": "192.0.2.7", "action": "hold", "reason": "a flood"}
    page = desk.post("/admin/comments/block/add/", data).content.decode()
    assert "ends within 90 days" in page
    soon = timezone.localtime() + timedelta(days=5)
    data |= {"expires_at_0": f"{soon:%Y-%m-%d}", "expires_at_1": "10:00"}
    assert desk.post("/admin/comments/block/add/", data).status_code == 302
    block = Block.objects.get()
    assert len(block.value) == 64
    data = {"action": "spam", "reason": "a flood", "expires_at_0": f"{soon:%Y-%m-%d}", "expires_at_1": "11:00"}
    assert desk.post(f"/admin/comments/block/{block.pk}/change/", data).status_code == 302
    assert Block.objects.get().value == block.value


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": "domain", "value": "nothing"}, "It should look like example.com"),
        ({"kind": "email", "value": "nothing"}, "This is no e-mail address"),
        ({"kind": "domain", "value": "WWW.spam.example"}, "already exists"),
    ],
)
def test_block_that_can_not_be_says_why(desk, data, sentence):
    Block.objects.create(kind="domain", value="spam.example", reason="watches")
    page = desk.post("/admin/comments/block/add/", {"action": "hold", "reason": "x", **data}).content.decode()
    assert sentence in page
    assert Block.objects.count() == 1


def test_list_tells_what_is_in_force_from_what_is_over(desk):
    Block.objects.create(kind="domain", value="now.example", reason="x")
    Block.objects.create(kind="domain", value="over.example", reason="x", expires_at=timezone.now())
    now = desk.get("/admin/comments/block/?in_force=yes").content.decode()
    over = desk.get("/admin/comments/block/?in_force=no").content.decode()
    assert ("now.example" in now, "over.example" in now) == (True, False)
    assert ("now.example" in over, "over.example" in over) == (False, True)


# -- Thresholds --


def decided(user, *scores, status, edition=None):
    edition = edition or publish()
    for score in scores:
        comment = create_comment(edition=edition, score=score)
        {"approved": comment.approve, "spam": comment.mark_spam, "rejected": comment.reject}[status](user)


def row(found, threshold):
    [row] = [row for row in found.rows if row.threshold == threshold]
    return row


def test_replay_counts_what_each_threshold_would_have_got_wrong(user, django_assert_num_queries):
    decided(user, 0, 1, 1, 3.5, 5, status="approved")
    decided(user, 2, 8, 12, status="spam")
    decided(user, 0.5, 4, status="rejected")
    with django_assert_num_queries(1):
        found = replay([3.2])
    assert (found.decided, found.good, found.bad, found.spam, found.unseen) == (10, 5, 5, 3, 0)
    assert (row(found, 4).held_wrongly, row(found, 4).passed_wrongly, row(found, 4).wrong) == (1, 2, 3)
    assert (row(found, 3.2).held_wrongly, row(found, 3.2).passed_wrongly) == (2, 2)
    assert (row(found, 0.5).held_wrongly, row(found, 0.5).passed_wrongly) == (4, 0)
    assert (row(found, 8).held_wrongly, row(found, 8).spam_found) == (0, 2)


def test_replay_leaves_out_what_nobody_looked_at_and_says_how_many(user, desk):
    decided(user, 1, status="approved")
    create_comment().approve(None)
    create_comment().mark_spam(None)
    create_comment()  # held
    taken_back = create_comment(status="approved", by=user)
    taken_back.withdraw()
    create_comment(user=user, status="approved", by=user)
    found = replay()
    assert (found.decided, found.unseen) == (1, 2)
    page = desk.get(THRESHOLDS).content.decode()
    assert "people decided on <strong>1</strong>" in page
    assert "On 2 more nobody looked" in page


def test_page_shows_the_thresholds_in_force_and_sets_them(desk, user):
    decided(user, 1, 5, status="approved")
    CommentSettings.objects.create(mode="after", hold_from=4, spam_from=9, trusted_after=7)
    page = desk.get(THRESHOLDS).content.decode()
    assert "4 (held from, now)" in page
    assert "1 of 2" in page
    assert "With “held from” 4, 1 of 2 would have been wrong; fewest, 0, with 15." in page
    assert desk.post(THRESHOLDS, {"hold_from": "5.5", "spam_from": "11"}).status_code == 302
    settings = CommentSettings.objects.get()
    assert (settings.hold_from, settings.spam_from, settings.changed_by) == (5.5, 11, user)
    assert (settings.mode, settings.trusted_after) == ("after", 7)
    [line] = LogLine.objects.filter(action=LogLine.Action.FILTER)
    assert line.note == "Thresholds: held from 4 → 5.5, spam from 9 → 11"


def test_thresholds_are_set_where_nobody_set_anything_before(desk):
    assert desk.post(THRESHOLDS, {"hold_from": "2", "spam_from": "8"}).status_code == 302
    assert (CommentSettings.objects.get().hold_from, CommentSettings.objects.get().mode) == (2, "before")


@pytest.mark.parametrize(
    ("hold_from", "spam_from", "sentence"),
    [("9", "9", "has to be higher"), ("", "9", "required"), ("x", "9", "number")],
)
def test_thresholds_that_make_no_sense_are_refused(desk, hold_from, spam_from, sentence):
    page = desk.post(THRESHOLDS, {"hold_from": hold_from, "spam_from": spam_from}).content.decode()
    assert sentence in page
    assert not CommentSettings.objects.exists()


def test_page_without_decisions_says_so(desk):
    assert "No person has decided on a comment yet" in desk.get(THRESHOLDS).content.decode()


def test_page_costs_the_same_after_many_decisions(desk, user, django_assert_max_num_queries):
    edition = publish()
    decided(user, *range(30), status="approved", edition=edition)
    with django_assert_max_num_queries(12):
        desk.get(THRESHOLDS)


# -- What was learned --


def test_page_tells_how_much_was_learned_and_which_words_tell(desk):
    assert "Learned from <strong>0</strong>" in desk.get(LEARNED).content.decode()
    Word.objects.create(word="", good=30, bad=25)
    Word.objects.create(word="ferry", good=20, bad=0)
    Word.objects.create(word="casino", good=0, bad=20)
    page = desk.get(LEARNED).content.decode()
    assert "<strong>30</strong> comments that one of you approved and <strong>25</strong>" in page
    assert page.index("<bdi>ferry</bdi>") < page.index("<bdi>casino</bdi>")
    assert "It says nothing before" not in page


@pytest.mark.parametrize("url", [TEST, THRESHOLDS, LEARNED, "/admin/comments/wordrule/", "/admin/comments/block/"])
def test_pages_are_strict_as_readers_pages_are(desk, url):
    response = desk.get(url)
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
