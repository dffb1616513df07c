"""What readers find, and what they never find; the same on SQLite and PostgreSQL."""

import random
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Edition
from articles.models.search_index import EDITIONS
from articles.search import asked, postgresql, snippets
from articles.search.readers import BEST, Filters, distance, names_like, nearest, search
from newsroom.models import Publication
from tests.factories import (
    create_article,
    create_author,
    create_section,
    create_source,
    create_superuser,
    create_tag,
    publish,
)
from tests.tasks import backend

pytestmark = pytest.mark.django_db


def found(typed, language="en", **options):
    """The headlines (list, in order) that ``typed`` finds."""
    pks = search(asked.query(typed, language), **options).pks
    headlines = dict(Edition.objects.filter(pk__in=pks).values_list("pk", "headline"))
    return [headlines[pk] for pk in pks]


def say(headline, text="", language=None, **options):
    """Publish a story that says this, as a publication in ``language`` does; return its edition."""
    if language:
        Publication.objects.update_or_create(pk=1, defaults={"language": language})
    return publish(headline=headline, body=f"<p>{text or 'Words.'}</p>", **options)


def test_a_story_is_found_by_all_that_it_says():
    article = create_article(
        headline="The ferry stays",
        standfirst="Councillors changed their minds.",
        body="<h2>Timber</h2><p>The <strong>last</strong> crossing &amp; quay.</p>",
        authors=[create_author(name="Inés Varga")],
        tags=[create_tag(name="Harbour works")],
    )
    article.citations.create(source=create_source(name="Port pilots"), statement="x")
    publish(article)
    say("Something else")
    for typed in ("ferry", "minds", "crossing", "timber", "varga", "INÉS", "ines", "works", "pilot", "last crossing"):
        assert found(typed) == ["The ferry stays"], typed
    for typed in ("strong", "amp", "h2", "ferries tram", "section", "section=1"):
        assert found(typed) == [], typed


@pytest.mark.parametrize(
    ("language", "text", "typed"),
    [
        ("en", "The elections were fair", "election"),
        ("en", "don’t panic", "don't"),
        ("fr", "Les élections législatives", "ELECTION legislative"),
        ("de", "Die Häfen der Straße", "hafen strasse"),
        ("pl", "Łódź", "lodz"),
        ("da", "Ærø og Århus", "aero arhus"),
        ("ru", "Выборы в городах", "городе"),
        ("ru", "ёлка", "елка"),
        ("uk", "Її подвір'я", "її"),
        ("el", "Οι ΕΚΛΟΓΈΣ", "εκλογες"),
        ("tr", "İstanbul", "istanbul"),
        ("ar", "الانتخاباتُ", "الانتخابات"),
        ("he", "שָׁלוֹם", "שלום"),
        ("hi", "चुनाव आयोग", "चुनाव"),
        ("zh-hans", "东京都知事选举", "知事"),
        ("zh-hans", "东京都知事选举", "举"),
        ("ja", "東京都のフェリー、２０２６年", "フェリー 2026"),
        ("ja", "ﾌｪﾘｰが出る", "フェリー"),
        ("th", "การเลือกตั้งทั่วไป", "เลือกตั้ง"),
        ("ko", "서울에서 열린 선거", "서울"),
        ("en", "The e\u0301lan of pre\u00adfix", "élan prefix"),
    ],
)
def test_words_are_found_however_they_are_written(language, text, typed):
    say("This", text, language)
    say("That", "北京 กรุงเทพ 부산 other words", language)
    assert found(typed, language) == ["This"]


def test_letters_of_a_script_without_spaces_stand_together():
    say("This", "京都の東")
    assert found("東京", "ja") == []
    assert found("京都", "ja") == ["This"]


def test_phrases_hold_and_a_minus_leaves_out():
    say("One", "The north quay of the port")
    say("Two", "The quay is north of the port")
    assert set(found("north quay")) == {"One", "Two"}
    assert found('"north quay"') == found("“north quay”") == found("«north quay»") == ["One"]
    assert found("north-quay") == ["One"]  # typed as one, it stands together
    assert found('quay -"north quay"') == ["Two"]
    assert found("port -quay") == found("-port") == found("-") == found('""') == found("") == []
    assert found('"headline words"') == []  # what stands in the headline does not go on in the text


def test_nothing_typed_is_a_command_to_the_database():
    say("One", "a AND b OR NOT near title")
    for typed in (
        "AND",
        "NOT b",
        "a OR xyz",
        "NEAR(a b)",
        "title:One",
        "a*",
        "^a",
        "'",
        '"',
        "\\",
        "':*",
        "a & !b",
        "{a}",
    ):
        found(typed)
        found(typed, sort=BEST)
    assert found("NOT b") == ["One"]
    assert found("xyz OR a") == []


def test_whatever_is_typed_or_published_is_no_fault():
    chance = random.Random(1)
    letters = "ab \"'“”-*&|!:()<>\\%_^+.,\t\u0301\u200d\u0e31\u0e33中かｶ\uac00אبßİﬁ①²Ⅷ👩\U0001d54f\U000e0041"
    texts = ["".join(chance.choices(letters, k=chance.randint(1, 60))) for _ in range(150)]
    say("One", f"{' '.join(texts)} {'x' * 3000} {'中' * 3000} {'longer than any word' * 200}".replace("<", " "))
    for typed in texts:
        found(typed)
        found(typed, sort=BEST)
        shown(" ".join(texts), typed)


def test_a_text_without_end_is_kept_as_far_as_it_goes():
    say("One", " ".join(f"{number}{'中国' * 20}x" for number in range(15_000)))
    assert found("100中国") == ["One"]


def test_the_newest_come_first_or_the_best():
    now = timezone.now()
    say("Ferry", "The ferry and the ferry.", at=now - timedelta(days=3))
    say("Old", "A ferry.", at=now - timedelta(days=2))
    say(
        "New",
        "A ferry among very many other words about the town, its trams and its trees.",
        at=now - timedelta(days=1),
    )
    assert found("ferry") == ["New", "Old", "Ferry"]
    assert found("ferry", sort=BEST) == ["Ferry", "Old", "New"]


def test_filters_narrow():
    now = datetime(2026, 6, 10, 12, tzinfo=UTC)
    city, author, tag = create_section(name="City"), create_author(), create_tag()
    one = create_article(
        headline="One", body="<p>ferry</p>", section=city, authors=[author], tags=[tag], kind="opinion"
    )
    publish(one, at=now - timedelta(days=9))
    say("Two", "ferry", at=now)
    for filters in (
        Filters(section=city),
        Filters(author=author),
        Filters(tag=tag),
        Filters(kind="opinion"),
        Filters(until=date(2026, 6, 1)),
        Filters(section=city, author=author, tag=tag, kind="opinion", since=date(2026, 6, 1), until=date(2026, 6, 1)),
    ):
        for sort in ("newest", BEST):
            assert found("ferry", filters=filters, sort=sort) == ["One"]
    assert found("ferry", filters=Filters(since=date(2026, 6, 2))) == ["Two"]
    assert found("ferry", filters=Filters(section=city, kind="news")) == []
    assert found("ferry", filters=Filters(until=date(1500, 1, 1))) == []
    assert len(found("ferry", filters=Filters(since=date(1500, 1, 1), until=date(9000, 1, 1)))) == 2


def test_what_is_not_live_is_never_found_and_is_the_second_it_is():
    """The clock alone decides: no job runs."""
    boss, now = create_superuser(), timezone.now()
    article = create_article(headline="Secret ferry")
    assert found("ferry") == []  # a draft
    at = now + timedelta(hours=1)
    article.publish(boss, at=at)
    second = timedelta(seconds=1)
    for sort in ("newest", BEST):
        assert found("ferry", sort=sort) == found("ferry", at=at - second, sort=sort) == []
        assert found("ferry", at=at, sort=sort) == ["Secret ferry"]
    article.cancel(boss)
    assert found("ferry", at=at + second) == []

    article.publish(boss, at=now - timedelta(hours=2))
    assert found("ferry") == ["Secret ferry"]
    article.headline = "Public tram"
    article.save()
    assert found("tram") == []  # written, not published
    article.publish(boss, at=at)
    for typed, before, after in (("ferry", ["Secret ferry"], []), ("tram", [], ["Public tram"])):
        assert found(typed) == found(typed, at=at - second) == before
        assert found(typed, at=at) == after

    end = at + timedelta(hours=1)
    article.withdraw(boss, at=end, reason="Wrong.")
    assert found("tram", at=end - second) == ["Public tram"]
    assert found("tram", at=end) == []
    article.reinstate(boss)
    assert found("tram", at=end) == ["Public tram"]


def test_a_story_that_is_withdrawn_or_changed_now_is_not_found_by_what_it_said():
    boss = create_superuser()
    article = say("Ferry one").article
    article.headline = "Tram two"
    article.save()
    article.publish(boss)
    assert found("ferry") == []
    assert found("tram") == ["Tram two"]
    article.withdraw(boss, reason="Wrong.")
    assert found("tram") == []
    article.reinstate(boss)
    assert found("tram") == ["Tram two"]
    assert EDITIONS.keys(-(2**63), 10) == [EDITIONS.keys(-(2**63), 10)[0]]  # what has ended has no words


def test_what_is_not_live_in_between_costs_no_story_its_place():
    now = timezone.now()
    for hour in range(6):
        say(f"Live {hour}", "ferry", at=now - timedelta(hours=20 + hour))
    Edition.objects.filter(headline__in=["Live 0", "Live 1", "Live 3"]).update(live_until=now - timedelta(minutes=1))
    assert search(asked.query("ferry", "en"), most=2).is_capped
    assert found("ferry", most=2) == ["Live 2", "Live 4"]


@pytest.mark.parametrize("often", [1, 2, 5])
def test_words_of_most_stories_are_found_in_the_order_of_all_others(monkeypatch, often):
    for name, number in (("TRIED", 4), ("OFTEN", often), ("WALKED", 5)):
        monkeypatch.setattr(postgresql, name, number)
    now = timezone.now()
    for hour in range(9):
        say(f"Story {hour}", "ferry" if hour not in (1, 2, 6) else "tram", at=now - timedelta(hours=20 + hour))
    said = ["Story 0", "Story 3", "Story 4", "Story 5", "Story 7", "Story 8"]
    for most in range(1, 8):
        assert found("ferry", most=most) == said[:most]
    assert found("tram", most=9) == ["Story 1", "Story 2", "Story 6"]


def test_what_was_withdrawn_helps_nobody_to_a_word():
    say("Harbour", "The harbour")
    waiting = create_article(headline="Zeppelin").publish(create_superuser(), at=timezone.now() + timedelta(hours=1))
    assert nearest(asked.query("harbuor", "en"), "en") == "harbour"
    assert nearest(asked.query("harbour zepelin", "en"), "en") == ""
    assert nearest(asked.query("zepelin", "en"), "en") == ""
    assert nearest(asked.query("zepelin", "en"), "en", at=waiting.live_from) == "zeppelin"


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("a", "a", 0), ("harbuor", "harbour", 1), ("harbor", "harbour", 1), ("abcd", "badc", 2), ("abcd", "wxyz", 3)],
)
def test_distance(one, other, steps):
    assert distance(one, other, 2) == distance(other, one, 2) == steps


def test_names_are_offered_while_they_have_a_story():
    author, tag = create_author(name="Inés Varga"), create_tag(name="Varga case")
    create_tag(name="Varga unused")
    edition = say("Story", authors=[author], tags=[tag])
    assert names_like("varga") == ([author], [tag])
    assert names_like("INÉS") == names_like("ines v") == ([author], [])
    edition.article.withdraw(create_superuser(), reason="Wrong.")
    assert names_like("varga") == ([], [])


# -- What is shown --


def shown(text, typed, language="en"):
    return str(snippets.snippet(text, asked.query(typed, language), language))


def test_snippets_mark_what_was_found_and_escape_the_rest():
    assert (
        shown("Two <b>Elections</b> & more", "election") == "Two &lt;b&gt;<mark>Elections</mark>&lt;/b&gt; &amp; more"
    )
    assert shown("L’élan", "elan") == "L’<mark>élan</mark>"
    assert shown("東京都の都", "東京都", "ja") == "<mark>東京都</mark>の都"
    assert shown("東京都", "都", "ja") == "東京<mark>都</mark>"
    assert shown("Nothing of it", "ferry") == ""
    long = shown("word " * 100 + "ferry " + "more " * 100, "ferry")
    assert long.startswith("… word")
    assert long.endswith("more …")
    assert len(long) < 300
    assert len(shown("ferry" + "x" * 500 + " ferry", "ferry")) < 300


# -- The page --


def page(client, **query):
    return client.get(reverse("articles:search", query=query))


def test_the_page_finds_marks_and_keeps_what_was_typed(client):
    section = create_section(name="City", slug="city")
    say(
        "The <ferry> stays",
        "One ferry.",
        section=section,
        authors=[create_author(name="Inés Varga", slug="ines-varga")],
    )
    answer = page(client, q="ferry <x", section="city")
    assert answer.status_code == 200
    assert "Nothing found" in answer.text
    answer = page(client, q="ferry", sort="best", section="city", author="ines varga")
    assert "The &lt;<mark>ferry</mark>&gt; stays" in answer.text
    assert "One <mark>ferry</mark>." in answer.text
    assert 'value="ferry"' in answer.text
    assert 'value="ines varga"' in answer.text
    assert "<b>1 story</b>" in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text


@pytest.mark.parametrize("typed", ["José Núñez-Sørli", "jose nunez-sorli", "JOSÉ NUÑEZ-SORLI"])
def test_an_author_and_a_topic_are_found_with_their_accents_or_without(client, typed):
    author = create_author(name="José Núñez-Sørli", slug="the-columnist")
    tag = create_tag(name="José Núñez-Sørli")
    say("Ferry", authors=[author], tags=[tag])
    say("Ferry too", authors=[create_author(name="José Nunes")])
    for name in ("author", "tag"):
        assert "<b>1 story</b>" in page(client, q="ferry", **{name: typed}).text


def test_the_page_says_what_it_can_not_understand_and_keeps_it(client):
    say("Ferry")
    for query, words in (
        ({"author": "nobody"}, "No author is called so."),
        ({"tag": "nothing"}, "No topic is called so."),
        ({"since": "tomorrow"}, "Write the day as 2026-11-29."),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "This day is before the first one."),
        ({"section": "none"}, "Select a valid choice."),
        ({"sort": "random"}, "Select a valid choice."),
        ({"kind": "rumour"}, "Select a valid choice."),
        ({"q": "x" * 101}, "100 characters at most"),
        ({"since": "0001-01-01"}, "There was no news then."),
    ):
        answer = page(client, **{"q": "ferry", **query})
        assert answer.status_code == 200
        assert words in answer.text, query
        for value in query.values():
            assert value in answer.text or value in ("none", "random", "rumour")
    assert "How to search" in page(client).text
    for number in ("0", "2", "x", "-1", "999999999999999999999"):
        assert page(client, q="ferry", page=number).status_code == 404


def test_nothing_found_offers_what_may_have_been_meant(client):
    say("Harbour", tags=[create_tag(name="Harbour")])
    answer = page(client, q="harbuor")
    assert "Nothing found" in answer.text
    assert '<a href="?q=harbour">harbour</a>' in answer.text
    answer = page(client, q="harbour ferry")
    assert "Nothing found" in answer.text


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_for_few_and_many(client, number, django_assert_num_queries):
    for at in range(number):
        say("Ferry", f"Ferry {at}", tags=[create_tag()], at=timezone.now() - timedelta(hours=at + 1))
    # publication, menus; found, live, editions, their authors; names of authors and of tags; sections
    with django_assert_num_queries(9):
        answer = page(client, q="ferry")
    assert answer.text.count('class="card ') == min(number, 20)
    if number > 20:
        assert "<b>30 stories</b>, 1 to 20 here" in answer.text
        assert "?q=ferry&amp;page=2" in answer.text
        assert page(client, q="ferry", page=2).text.count('class="card ') == 10
    with django_assert_num_queries(8):  # words that are known, one that is like; none live, no editions, no authors
        page(client, q="ferry xylophone")
    with django_assert_num_queries(3):
        page(client)


def test_many_are_not_counted_to_the_end(client, monkeypatch):
    monkeypatch.setattr("articles.search.readers.MOST", 3)
    monkeypatch.setattr("articles.search.readers.search.__defaults__", (Filters(), "newest", None, 3))
    for at in range(5):
        say("Ferry", at=timezone.now() - timedelta(hours=at + 1))
    assert "<b>More than 3 stories</b>, 1 to 3 here" in page(client, q="ferry").text


def test_who_searches_too_often_waits(client, settings, monkeypatch):
    monkeypatch.setattr("articles.search.limits.time.time", lambda: 1_800_000_000.0)
    settings.SEARCHES_AT_ONCE, settings.SEARCHES_A_MINUTE = 2, 10
    client.defaults["REMOTE_ADDR"] = "192.0.2.77"
    say("Ferry")
    assert [page(client, q="ferry").status_code for _ in range(3)] == [200, 200, 429]
    answer = page(client, q="ferry")
    assert answer.headers["Retry-After"] == "6"
    assert "Search again in 6 seconds" in answer.text
    assert 'value="ferry"' in answer.text
    assert page(client).status_code == 200
    monkeypatch.setattr("articles.search.limits.time.time", lambda: 1_800_000_006.0)
    assert [page(client, q="ferry").status_code for _ in range(2)] == [200, 429]
    client.defaults["REMOTE_ADDR"] = "192.0.2.78"
    assert page(client, q="ferry").status_code == 200


def test_browsers_are_told_where_to_search(client):
    assert 'rel="search"' in client.get("/").text
    answer = client.get("/opensearch.xml")
    assert answer.headers["Content-Type"] == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(answer.content)  # noqa: S314 (our own)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.tag == f"{space}OpenSearchDescription"
    assert len(root.findtext(f"{space}ShortName")) <= 16
    assert root.find(f"{space}Url").get("template") == "http://testserver/search/?q={searchTerms}"


# -- Kept in step --


def test_rebuilding_brings_back_what_is_live_or_waits_and_nothing_else():
    boss = create_superuser()
    say("Ferry one")
    waiting = create_article(headline="Ferry two").publish(boss, at=timezone.now() + timedelta(hours=1))
    gone = say("Ferry three").article
    gone.withdraw(boss, reason="Wrong.")
    EDITIONS.clear()
    EDITIONS.put([(5 << 31 | 999_999, {"title": ["ferri"], "marks": []})])
    assert found("ferry") == []
    for _ in range(2):
        call_command("rebuild_search", verbosity=0)
        assert found("ferry") == ["Ferry one"]
        assert found("ferry", at=waiting.live_from) == ["Ferry two", "Ferry one"]
        assert len(EDITIONS.keys(-(2**63), 10)) == 2


@backend("immediate")
def test_a_new_name_is_found(django_capture_on_commit_callbacks):
    author, tag = create_author(name="Ann Smith"), create_tag(name="Trams")
    say("Story", authors=[author], tags=[tag])
    author.name = "Ann Jones"
    with django_capture_on_commit_callbacks(execute=True):
        author.save()
        tag.rename("Trolleys", "trolleys")
    assert found("jones") == found("trolley") == ["Story"]
    assert found("smith") == found("tram") == []


@backend("immediate")
def test_a_tag_that_took_the_place_of_another_narrows_to_its_stories(django_capture_on_commit_callbacks):
    old, new = create_tag(name="Tram"), create_tag(name="Trolley")
    say("Story", tags=[old])
    with django_capture_on_commit_callbacks(execute=True):
        new.absorb([old])
    assert found("story", filters=Filters(tag=new)) == ["Story"]


@pytest.mark.django_db(transaction=True)
def test_what_is_published_is_found_only_if_it_is_kept():
    article = create_article(headline="Ferry")
    with transaction.atomic():
        article.publish(create_superuser(), at=timezone.now() - timedelta(minutes=1))
        transaction.set_rollback(True)
    assert found("ferry") == []
    assert EDITIONS.keys(-(2**63), 10) == []
    assert Article.objects.get().live_edition() is None
