"""Which story is meant by a title that somebody pasted, and which ones a link could lead to."""

import pytest
from django.urls import reverse

from articles.models import Article
from tests.factories import create_article, create_section, create_user, publish

pytestmark = pytest.mark.django_db
URL = "/admin/articles/article/titled/"


@pytest.fixture
def editor(client):
    user = create_user(role="editor")
    client.force_login(user)
    return user


def found(client, title, **query):
    return client.get(URL, {"title": title, **query}).json()["stories"]


def ids(client, title, **query):
    return [story["id"] for story in found(client, title, **query)]


def test_the_address_is_where_the_editor_asks():
    assert reverse("admin:articles_article_titled") == URL


@pytest.mark.parametrize(
    "typed",
    [
        "The Harbour’s “new” quay – it opens",
        "the harbour's NEW quay: it opens",
        "The Harbour’s new quay, it opens.",
        "  The   Harbour’s new quay – it opens  ",
    ],
)
def test_a_title_is_known_whatever_its_case_and_marks(client, editor, typed):
    story = create_article(headline="The Harbour’s “new” quay – it opens")
    create_article(headline="The Harbour’s new quay – it opens again")
    create_article(headline="The Harbour’s new quay")
    assert ids(client, typed) == [story.pk]


@pytest.mark.parametrize("typed", ["ПОРТ ЗАКРЫТ", "порт закрыт", "Порт закрыт"])
def test_a_title_in_another_script_is_known_whatever_its_case(client, editor, typed):
    story = create_article(headline="Порт Закрыт")
    assert ids(client, typed) == [story.pk]


def test_letters_and_their_accents_may_come_apart(client, editor):
    story = create_article(headline="Café Müller")
    assert ids(client, "Cafe\u0301 Mu\u0308ller") == [story.pk]


def test_the_same_letters_come_first_then_the_newest(client, editor):
    exact = create_article(headline="The storm")
    others = [create_article(headline=headline) for headline in ("The Storm", "THE STORM!", "the storm")]
    assert ids(client, "The storm") == [exact.pk, *(story.pk for story in reversed(others))]


def test_several_are_told_apart(client, editor):
    section = create_section(name="Port")
    section.members.add(editor)
    draft = create_article(headline="The storm", section=section)
    live = publish(create_article(headline="The storm", section=section)).article
    told = {story["id"]: story["words"] for story in found(client, "The storm")}
    assert told[draft.pk].startswith("Port, changed ")
    assert told[draft.pk].endswith("; not public yet: readers see nothing here until it is")
    assert told[live.pk].startswith("Port, changed ")
    assert ";" not in told[live.pk]


@pytest.mark.parametrize("typed", ["", " ", "!?", "—", "%", "_", "the", "storm", "x" * 5000, "\x00The storm tonight"])
def test_nothing_is_found_for_what_is_no_title(client, editor, typed):
    create_article(headline="The storm")
    assert found(client, typed) == []


def test_the_story_itself_is_not_offered(client, editor):
    this, other = create_article(headline="The storm"), create_article(headline="The storm")
    assert ids(client, "The storm", **{"for": this.pk}) == [other.pk]
    assert len(ids(client, "The storm", **{"for": "x"})) == 2


def test_only_what_a_person_may_know_is_found(client):
    """No draft of another desk, none by a headline that readers never saw, nothing from the trash."""
    reporter = create_user(role="reporter")
    client.force_login(reporter)
    create_article(headline="A secret draft")
    live = publish(create_article(headline="The storm")).article
    Article.objects.filter(pk=live.pk).update(headline="The secret storm")
    create_article(headline="My old draft", created_by=reporter, state=Article.State.TRASHED)
    mine = create_article(headline="My draft", created_by=reporter)
    assert found(client, "A secret draft") == found(client, "The secret storm") == found(client, "My old draft") == []
    assert [story["name"] for story in found(client, "The storm")] == ["The storm"]
    assert ids(client, "My draft") == [mine.pk]


def test_five_are_enough(client, editor):
    for _ in range(7):
        create_article(headline="The storm")
    assert len(found(client, "The storm")) == 5


@pytest.mark.parametrize("number", [0, 1, 7])
def test_an_answer_costs_two_queries_however_many_there_are(client, editor, number, django_assert_num_queries):
    for count in range(number):
        fields = {"section": create_section(), "slug": f"storm-{count}"}
        publish(create_article(headline="The storm at the harbour of the old town", **fields))
    found(client, "x")
    # publication, session, user, two for rights; where to look; stories, if there are any there
    with django_assert_num_queries(7 if number else 6):
        found(client, "The storm at the harbour of the old town")


def test_a_link_leads_to_stories_that_readers_can_open_and_to_no_other(client, editor):
    def offered(q, **query):
        return client.get(reverse("admin:articles_article_link"), {"q": q, **query}).json()

    old = publish(headline="The harbour in winter")
    new = publish(headline="Winter comes to the harbour")
    create_article(headline="Harbour, a winter draft")
    gone = publish(headline="Harbour winter, withdrawn")
    gone.article.withdraw(editor, reason="Wrong.")
    found = offered("HARBOUR  winter")["stories"]
    assert [story["url"] for story in found] == [new.get_absolute_url(), old.get_absolute_url()]
    assert found[0]["name"] == "Winter comes to the harbour"
    assert [story["url"] for story in offered("harbour", **{"for": new.article_id})["stories"]] == [
        old.get_absolute_url()
    ]
    nothing = {"stories": [], "words": "No story that readers can open has these words in its headline."}
    for q in ("zebra", " ", "%", "\0", "x" * 5000):
        assert offered(q) == nothing, q
    assert offered("harbour", **{"for": "9" * 40})["stories"]
