"""What each signal says, and where it says nothing: most of what people write is honest."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comments import spam
from comments.models import Comment, Commenter, Trace
from comments.network import address_hash
from comments.spam import characters, form, links, people, repeats
from comments.spam.post import Post
from comments.spam.traces import BANDS, traces_of_text
from tests.comments.factories import create_comment
from tests.factories import publish

pytestmark = pytest.mark.django_db

FERRY = (
    "I took the ferry for eleven years and never once saw the evening boat leave on time, whatever the timetable said. "
    "The new pier will not change that as long as nobody counts the delays."
)


def post(*, body="", name="Halvard", url="", email="", **how):
    return Post(Comment(name=name, body=body, url=url, email=email), timezone.now(), **how)


def points(signals):
    """Dict of name → points."""
    return {signal["name"]: signal["points"] for signal in signals}


# -- How the form was sent --


@pytest.mark.parametrize(
    ("trap", "found"), [("", {}), (" ", {}), (None, {"no trap": 4}), ("Cheap watches", {"trap": 5})]
)
def test_hidden_field_tells_programs_from_people(trap, found):
    assert points(form.signals(post(trap=trap))) == found


@pytest.mark.parametrize(("seconds", "found"), [(0, 2), (2, 2), (2.9, 2), (3, None), (5, None), (86_400, None)])
def test_a_form_sent_at_once_was_not_typed(seconds, found):
    assert points(form.signals(post(age=timedelta(seconds=seconds)))).get("fast") == found


def test_what_came_by_no_form_was_not_fast():
    assert form.signals(post(age=None)) == []


@pytest.mark.parametrize(
    ("networks", "own", "found"),
    [
        (7, 0, {}),  # a stored page has one form for all its readers
        (8, 0, {"form again": 1}),
        (15, 0, {"form again": 2}),
        (30, 0, {"form again": 3}),
        (0, 3, {}),  # somebody in a discussion
        (0, 4, {"form again": 1}),
        (0, 6, {"form again": 2}),
        (0, 10, {"form again": 3}),
    ],
)
def test_form_that_is_sent_again_and_again_is_noticed(networks, own, found, django_assert_num_queries):
    edition, form_id = publish(), form.form_id("a stamp")
    common = {"article": edition.article, "edition": edition, "form_id": form_id}
    rows = [Comment(**common, fingerprint=f"a{number}", address_hash=f"{number}") for number in range(networks)]
    rows += [Comment(**common, fingerprint=f"b{number}", address_hash="own") for number in range(own)]
    Comment.objects.bulk_create(rows)
    comment = Comment(form_id=form_id, address_hash="own")
    with django_assert_num_queries(1):
        assert points(form.signals(Post(comment, timezone.now()))) == found


# -- Links --


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("See https://example.org/a_(b)?c=d#e for more.", 1),
        ("https://a.example, http://b.example; www.c.example!", 3),
        ("HTTPS://EXAMPLE.ORG and Cheap-Pills.COM/now", 2),
        ("visit casino-bonus.xyz", 1),
        ("mail me at reader@example.com", 0),
        ("The end.The next sentence, e.g. this one, i.e. that at 10.30 a.m.", 0),
        ("It was Node.js and a file named index.html.", 0),
        ("Dr.Who and Amazon.co", 0),
        ("[url=https://a.example]x[/url]", 1),
        ("", 0),
    ],
)
def test_web_addresses_are_found_where_people_write_them(text, number):
    assert len(links.addresses(text)) == number


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("The report is at https://stats.example/2026 and worth reading.", {}),
        ("Compare https://a.example/1 with https://b.example/2 on this.", {"links": 1}),
        ("Three: https://a.example https://b.example https://c.example are enough.", {"links": 3}),
        ("See " + " ".join(f"https://a{number}.example" for number in range(40)) + " and more of it", {"links": 6}),
        ("https://a.example", {"only links": 1.5}),
        ("Good read: http://testserver/2026/11/25/ferry/ http://testserver/2026/11/26/pier/ on this very site", {}),
        ("Buy <a href='https://a.example'>these</a> and no others today", {"link markup": 3}),
        ("Buy [url=https://a.example]these[/url] and no others today", {"link markup": 3}),
        ("In HTML, <b>bold</b> is bold, and array[url] is code.", {}),
    ],
)
def test_links_count_and_one_is_nothing(body, found):
    assert points(links.signals(post(body=body))) == found


def test_three_links_are_said_in_words():
    [found] = links.signals(post(body="Three: https://a.example https://b.example https://c.example are enough."))
    assert found == {"name": "links", "words": "3 links", "points": 3.0}


def test_web_address_as_name_is_advertising_and_a_website_is_not():
    assert points(links.signals(post(name="cheap-pills.com", body="Nice."))) == {"link as name": 3}
    assert points(links.signals(post(url="https://ines.example/", body="Nice."))) == {}


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("example.com", "example.com"),
        ("a.b.example.com", "example.com"),
        ("shop.example.co.uk", "example.co.uk"),
        ("news.example.de", "example.de"),
    ],
)
def test_site_is_what_one_owner_has(host, site):
    assert links.site_of(host) == site


@pytest.mark.parametrize("address", ["https://[::1", "http://", "https://user@", "www."])
def test_broken_address_has_no_host(address):
    assert "." not in links.host_of(address)
    links.signals(post(body=f"Look at {address} now, please do look."))


def named(site, number, *, status="held", days_ago=1):
    edition = publish()
    for each in range(number):
        create_comment(
            edition=edition,
            status=status,
            body=f"Number {each}: see https://www.{site}/{each}",
            created_at=timezone.now() - timedelta(days=days_ago),
        )


@pytest.mark.parametrize(("number", "found"), [(2, {}), (3, {"site again": 1}), (10, {"site again": 2})])
def test_site_that_many_comments_name_is_noticed(number, found):
    named("pills.example", number)
    assert points(links.signals(post(body="As I said: https://buy.pills.example/now, for the best of them."))) == found
    assert points(links.signals(post(body="Nothing but words."))) == {}


def test_site_that_moderators_approved_may_be_named_often():
    named("wiki.example", 4)
    named("wiki.example", 2, status="approved")
    assert links.signals(post(body="The article at https://wiki.example/Ferry says otherwise.")) == []


def test_site_named_long_ago_is_forgotten():
    named("pills.example", 5, days_ago=8)
    assert links.signals(post(body="As I said: https://pills.example/now, for the best of them.")) == []


# -- Repeats --


def test_same_text_under_other_stories_is_noticed_whatever_was_changed_a_little():
    for number in range(4):
        create_comment(body=f"{FERRY} {number}")
    for body in (FERRY, FERRY.upper(), f"  {FERRY} https://spam.example", FERRY.replace("o", "о"), f"Well! {FERRY}"):
        assert points(repeats.signals(post(body=body))) == {"repeat": 4}, body
    assert repeats.signals(post(body=FERRY))[0]["words"] == "nearly the same text as 4 other comments"


def test_what_is_new_or_short_is_no_repeat():
    for number in range(5):
        create_comment(body="I quite agree.", name=f"Reader {number}")
        create_comment(body=FERRY, name=f"Reader {number}")
    assert repeats.signals(post(body="I quite agree.")) == []
    other = "My grandfather built the old pier, and he always said that it stood in the wrong place for the wind."
    assert repeats.signals(post(body=other)) == []


def test_shared_trace_alone_is_no_repeat():
    comment = create_comment(body="Thank you for this article, I was in the harbour that night and saw it burn.")
    body = "Thank you for this article, but the tax office has other figures and they look far worse than yours."
    for value in traces_of_text(body):  # as if chance had made them share all
        Trace.objects.create(comment=comment, value=value)
    assert repeats.signals(post(body=body)) == []


def test_who_mends_a_word_and_sends_it_again_repeats_nothing():
    comment = create_comment(body=FERRY)
    again = Comment(body=f"{FERRY} Thanks.", article_id=comment.article_id, commenter_id=comment.commenter_id)
    assert repeats.signals(Post(again, timezone.now())) == []
    elsewhere = Comment(body=FERRY, article=publish().article, commenter_id=comment.commenter_id)
    assert points(repeats.signals(Post(elsewhere, timezone.now()))) == {"repeat": 1.5}


def test_repeats_are_looked_for_in_one_query_and_a_month_back(django_assert_num_queries):
    create_comment(body=FERRY, created_at=timezone.now() - timedelta(days=31))
    with django_assert_num_queries(1):
        assert repeats.signals(post(body=FERRY)) == []


def test_traces_tell_nothing_and_go_with_the_words():
    comment = create_comment(body=f"{FERRY} https://a.example")
    assert comment.traces.count() == BANDS + 1
    assert Trace.objects.old(timezone.now() + timedelta(days=29)).count() == 0
    assert Trace.objects.old(timezone.now() + timedelta(days=31)).count() == BANDS + 1
    comment.erase()
    assert comment.traces.count() == 0


@given(st.text(max_size=300))
def test_traces_are_made_of_any_text(text):
    assert len(traces_of_text(text)) in {0, BANDS}


# -- Letters --


@pytest.mark.parametrize(
    "body",
    [
        "Проект хороший, but the ferry is late.",  # two languages
        "Ο Γιάννης είναι εδώ with us",
        "A 5 μm film, Δt = 3 s, 10 kΩ",
        "می‌خواهم بدانم چرا",  # Persian needs a joiner that is not seen
        "👩‍👩‍👧‍👦 ❤️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "שלום, السلام عليكم",
        "हिन्दी में टिप्पणी, ภาษาไทย, Tiếng Việt",
        "NATO and the EU met in NYC",
        "Really?! No!!!",
        "ＡＢＣ in Japanese type",
        "naïve café Dvořák Øresund",
    ],
)
def test_honest_letters_are_nothing(body):
    assert characters.signals(post(body=body)) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Buy сheap viаgra", {"look-alikes": 3}),  # Cyrillic с and а
        ("Вuy vіаgrа, сiаlis, рills, mоnеy", {"look-alikes": 5}),
        ("𝓑𝓾𝔂 now", {"fancy letters": 2}),
        ("v\u200bi\u200ba\u200bgra", {"unseen": 2}),
        ("v\u200di\u200da\u200dgra", {"unseen": 2}),
        ("\u202eevil", {"distorted": 2}),
        ("z" + "\u0300" * 8 + "algo", {"distorted": 2}),
        ("THE FERRY IS LATE AGAIN AND NOBODY CARES", {"shouting": 1}),
        ("Now!!!!!!", {"exclamation": 0.5}),
    ],
)
def test_letters_that_deceive_are_noticed(body, found):
    assert points(characters.signals(post(body=body))) == found


def test_name_is_looked_at_too():
    assert points(characters.signals(post(name="Раypal"))) == {"look-alikes": 2}


# -- People --


def writer(**fields):
    return Commenter.objects.create(email="w@example.org", email_hash="w", **fields)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, {"first": 1}),
        ({"confirmed_at": timezone.now()}, {"first": 1, "confirmed": -1}),
        ({"held": 1}, {}),
        ({"approved": 2}, {}),
        ({"approved": 3}, {"earlier approved": -1}),
        ({"approved": 3, "rejected": 1}, {}),
        ({"approved": 9, "rejected": 2}, {"earlier approved": -1}),
        ({"spam": 1}, {"earlier spam": 4}),
        ({"spam": 1, "approved": 2}, {"earlier spam": 2}),
        ({"rejected": 1}, {}),
        ({"rejected": 1, "removed": 1, "approved": 2}, {"earlier refused": 1}),
    ],
)
def test_what_became_of_earlier_comments_counts(fields, found):
    comment = Comment(commenter=writer(**fields))
    assert points(people.signals(Post(comment, timezone.now()))) == found


@pytest.mark.parametrize(
    ("number", "minutes_ago", "found"), [(3, 5, None), (4, 5, 1), (7, 5, 2), (12, 5, 3), (12, 11, None)]
)
def test_many_comments_at_once_under_one_address_are_noticed(number, minutes_ago, found):
    edition, at = publish(), timezone.now() - timedelta(minutes=minutes_ago)
    for _ in range(number):
        comment = create_comment(edition=edition, email="w@example.org", created_at=at)
    assert points(people.signals(Post(comment, timezone.now()))).get("many") == found


@pytest.mark.parametrize(
    ("number", "hours_ago", "found"),
    [(14, 3, {}), (15, 3, {"busy network": 1}), (30, 3, {"busy network": 2}), (30, 25, {})],
)
def test_network_that_sends_many_a_day_is_noticed(number, hours_ago, found):
    edition, at = publish(), timezone.now() - timedelta(hours=hours_ago)
    network = address_hash("192.0.2.7", on=at.date())
    common = {"article": edition.article, "edition": edition, "created_at": at, "address_hash": network}
    Comment.objects.bulk_create(Comment(**common, fingerprint=f"{each}") for each in range(number))
    assert points(people.signals(post(address="192.0.2.7"))) == found
    assert points(people.signals(post(address="192.0.2.8"))) == {}
    assert points(people.signals(post())) == {}


# -- All of them --


def test_all_signals_cost_the_same_number_of_queries_whatever_a_comment_says(django_assert_num_queries):
    for number in range(30):
        create_comment(body=f"{FERRY} https://pills.example/{number}", email="w@example.org")
    comment = Comment(
        body=f"{FERRY} https://pills.example/ https://b.example/ сheap",
        name="pills.com",
        email="w@example.org",
        commenter=Commenter.objects.of("w@example.org"),
        form_id="f",
        address_hash="a",
    )
    with django_assert_num_queries(8):
        found = points(spam.found_in(Post(comment, timezone.now(), timedelta(0), None, "192.0.2.7")))
    assert {"no trap", "fast", "links", "link as name", "site again", "repeat", "look-alikes", "many"} <= set(found)


@given(body=st.text(max_size=400), name=st.text(max_size=80))
def test_no_text_breaks_the_signals(body, name):
    for signal in characters.signals(post(body=body, name=name)):
        assert signal["points"] > 0
        assert len(signal["words"]) < 300
    assert len(links.without_addresses(body)) <= len(body) + 1
