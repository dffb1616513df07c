"""What a picture in a text says in that story alone: kept, frozen, restored, compared, joined, shown, checked."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import diffs
from articles.models import Article, ChecklistRule
from articles.models.checklist import findings
from articles.richtext import captions
from tests.articles.desk import shown, side, story_url
from tests.factories import create_article, create_image, create_user, publish

pytestmark = pytest.mark.django_db
QUAY = {"alt": "The quay at dawn", "caption": "Dawn, before the ferries."}


def figure(image):
    return f'<figure data-image="{image.pk}"></figure>'


@pytest.fixture
def quay():
    return create_image(title="Quay", alt="A quay", caption="The old quay.", credit="Nadia")


@pytest.fixture
def other():
    return create_image(title="Crane", alt="A crane")


@pytest.fixture
def rita():
    return create_user(role="reporter", username="rita")


@pytest.fixture
def article(quay, other, rita):
    """A story of Rita's that shows both pictures and has words of its own for the first."""
    return create_article(
        body=f"<p>Words.</p>{figure(quay)}{figure(other)}", created_by=rita, picture_words={str(quay.pk): QUAY}
    )


@pytest.fixture
def desk(client, rita):
    client.force_login(rita)
    return client


def test_only_what_says_something_about_a_picture_of_the_text_is_kept(article, quay, other):
    absent = create_image()
    article.picture_words = {
        str(quay.pk): {"alt": " " * 3, "caption": "", "decorative": False, "credit": "x"},
        str(other.pk): {"alt": "goes", "caption": " Two\n lines\0\ud800 ", "decorative": True},
        str(absent.pk): QUAY,
        "x": QUAY,
        "\u0661": QUAY,
    }
    article.save()
    article.refresh_from_db()
    assert article.picture_words == {str(other.pk): {"decorative": True, "caption": "Two lines"}}
    article.picture_words = {str(other.pk): {"alt": "a" * 400, "caption": "c" * 600}}
    article.save()
    kept = article.picture_words[str(other.pk)]
    assert (len(kept["alt"]), len(kept["caption"])) == (300, 500)
    article.body = figure(quay)
    article.save(update_fields=["body"])
    article.refresh_from_db()
    assert article.picture_words == {}


@pytest.mark.parametrize("nonsense", [None, [], "x", 3, {"1": None}, {"1": [QUAY]}, {"1": {"alt": 3, "decorative": 1}}])
def test_nonsense_is_no_words(nonsense):
    assert captions.tidied(nonsense, {1}) == {}


def test_a_revision_has_the_words_and_gives_them_back(article, quay, rita):
    first = article.save_revision(rita)
    assert first.content["picture_words"] == {str(quay.pk): QUAY}
    article.picture_words = {str(quay.pk): {"decorative": True}}
    article.save()
    second = article.save_revision(rita)
    assert second.number == first.number + 1
    article.restore(rita, first)
    article.refresh_from_db()
    assert article.picture_words == {str(quay.pk): QUAY}
    assert article.revert_to(second) == []
    assert article.picture_words == {str(quay.pk): {"decorative": True}}


def test_a_revision_of_before_there_were_words_has_none_and_is_no_change(article, rita):
    article.picture_words = {}
    article.save()
    old = article.save_revision(rita)
    assert "picture_words" not in old.content
    assert article.save_revision(rita) == old
    article.picture_words = {str(pk): QUAY for pk in article.pointers.values_list("target", flat=True)}
    article.save()
    assert article.revert_to(old) == []
    article.refresh_from_db()
    assert article.picture_words == {}


def test_a_copy_of_the_story_has_its_words_and_the_picture_elsewhere_those_of_the_library(article, quay, rita, client):
    assert article.duplicate(rita).picture_words == {str(quay.pk): QUAY}
    page = client.get(publish(create_article(body=f"<p>Words.</p>{figure(quay)}")).get_absolute_url())
    assert 'alt="A quay"' in page.text
    assert "The old quay." in page.text


def test_a_change_of_words_is_told_in_words(article, quay, other):
    old = article.content()
    article.picture_words = {str(quay.pk): {**QUAY, "alt": "The quay at dusk"}, str(other.pk): {"decorative": True}}
    article.save()
    new = article.content()
    assert diffs.summary(old, new) == "1 wording of a picture added, 1 wording of a picture changed"
    (change,) = diffs.compare(old, new, names={"image": {quay.pk: "Quay", other.pk: "Crane"}})
    assert change.label == "Words for pictures in the text"
    texts = {(row.op, side(row.parts[0], "insert"), part.label) for row in change.rows for part in row.parts[1:]}
    assert texts == {("change", "Quay", "Alternative text here"), ("insert", "Crane", "Decorative here")}
    (change,) = diffs.compare(new, {**new, "picture_words": {}})
    assert {row.op for row in change.rows} == {"delete"}


def test_words_for_different_pictures_come_together_and_for_the_same_one_they_are_a_choice():
    base = {"picture_words": {"1": {"alt": "One"}, "2": {"alt": "Two"}}}
    theirs = {"picture_words": {"1": {"alt": "One by them"}, "2": {"alt": "Two"}}}
    mine = {"picture_words": {"1": {"alt": "One"}, "10": {"decorative": True}}}
    merged, conflicts = diffs.merge(base, theirs, mine)
    assert (merged, conflicts) == ({"picture_words": {"1": {"alt": "One by them"}, "10": {"decorative": True}}}, [])
    merged, conflicts = diffs.merge(base, theirs, {"picture_words": {"1": {"alt": "One by me"}}})
    assert (merged, conflicts) == (theirs, ["picture_words"])
    assert diffs.merge({}, {}, mine) == (mine, [])
    assert diffs.merge(base, {}, base) == ({}, [])


def test_readers_and_feeds_get_the_words_at_no_query_more(article, quay, other, client):
    plain = publish(create_article(body=article.body))
    words = {str(quay.pk): {"alt": "The quay <b>", "caption": "Dawn <i>"}, str(other.pk): {"decorative": True}}
    article.picture_words = words
    article.save()
    told = publish(article, at=timezone.now() - timedelta(minutes=1))
    queries = []
    for edition in (plain, told):
        client.get(edition.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            page = client.get(edition.get_absolute_url())
        queries.append(len(captured))
    assert queries[0] == queries[1]
    feed = ElementTree.fromstring(client.get("/feed/").content)  # noqa: S314
    encoded = feed.find("channel/item/{http://purl.org/rss/1.0/modules/content/}encoded").text
    for text in (page.text[page.text.index("<p>Words.") :], encoded):
        assert 'alt="The quay &lt;b&gt;"' in text
        assert "Dawn &lt;i&gt;" in text
        assert 'alt=""' in text
        assert "Picture: Nadia" in text
        for library in ("A quay", "The old quay.", "A crane"):
            assert library not in text[: text.index("Dawn")]


def test_words_change_for_readers_with_the_next_edition_alone(article, quay, client):
    edition = publish(article)
    article.picture_words = {str(quay.pk): {"alt": "Not yet"}}
    article.save()
    assert 'alt="The quay at dawn"' in client.get(edition.get_absolute_url()).text


def test_the_checklist_asks_for_what_the_story_does_not_say(article, quay, other):
    ChecklistRule.objects.all().delete()
    ChecklistRule.objects.create(check_name="picture_alt")
    type(quay).objects.update(alt="")

    def found():
        return [finding.words for finding in findings(article.content())]

    assert found() == ["Without alternative text: “Crane”."]
    article.picture_words = {str(other.pk): {"decorative": True}}
    assert found() == ["Without alternative text: “Quay”."]
    article.picture_words = {str(other.pk): {"decorative": True}, str(quay.pk): {"caption": "Dawn"}}
    assert found() == ["Without alternative text: “Quay”."]


# -- The form --


def form(client, article, **typed):
    return {**shown(client, story_url(article)), "_continue": "1", **typed}


def now(article):
    return Article.objects.get(pk=article.pk).picture_words


def test_the_form_holds_the_words_keeps_them_and_takes_others(desk, article, quay, other):
    data = form(desk, article)
    assert json.loads(data["picture_words"]) == {str(quay.pk): QUAY}
    desk.post(story_url(article), data)
    assert now(article) == {str(quay.pk): QUAY}
    words = {str(other.pk): {"decorative": True}, str(10**9): QUAY}
    desk.post(story_url(article), form(desk, article, picture_words=json.dumps(words)))
    assert now(article) == {str(other.pk): {"decorative": True}}
    assert article.revisions.first().content["picture_words"] == now(article)
    data = form(desk, article)
    del data["picture_words"]  # a form that knows of none takes none away
    desk.post(story_url(article), {**data, "headline": "Anew"})
    assert now(article) == {str(other.pk): {"decorative": True}}
    desk.post(story_url(article), form(desk, article, picture_words=""))
    assert now(article) == {}


def test_the_form_of_a_new_story_has_none_yet(desk, article):
    data = form(desk, None)
    assert data["picture_words"] == "{}"
    desk.post(story_url(), {**data, "headline": "A new one", "section": article.section_id})
    assert Article.objects.get(headline="A new one").picture_words == {}


@pytest.mark.parametrize("nonsense", ["{", "[" * 100_000, "3", '"x"', "[1]", '{"1": {"alt": "\\u0000"}}'])
def test_nonsense_in_the_field_breaks_nothing(desk, article, nonsense):
    kept = form(desk, article)["picture_words"]
    page = desk.post(story_url(article), form(desk, article, picture_words=nonsense, headline="Anew"))
    assert page.status_code == (302 if ":" in nonsense else 200)
    if page.status_code == 200:
        (error,) = page.context["adminform"].form.non_field_errors()
        assert "describe them anew" in error
        assert page.context["adminform"].form["picture_words"].value() == kept
        assert now(article) == json.loads(kept)
    assert desk.post(story_url(article, "autosave"), form(desk, article, picture_words=nonsense)).status_code == 200
    tokens = {"token": [f"image:{pk}" for pk in now(article)], "picture_words": nonsense}
    assert desk.post(reverse("admin:articles_article_tokens"), tokens).status_code == 200


def test_what_is_typed_is_kept_offered_and_filled_in(desk, article, quay, rita):
    article.save_revision(rita)
    words = {str(quay.pk): {"alt": "Typed", "caption": "Not saved"}}
    desk.post(story_url(article, "autosave"), form(desk, article, picture_words=json.dumps(words)))
    kept = article.pending_autosave(rita)
    assert kept.content["picture_words"] == words
    assert now(article) == {str(quay.pk): QUAY}
    page = desk.get(story_url(article))
    assert page.context["pending_summary"] == "1 wording of a picture changed"
    filled = shown(desk, f"{story_url(article)}?from={kept.number}")
    assert json.loads(filled["picture_words"]) == words
    # Typed back to what is saved, there is nothing to offer.
    desk.post(story_url(article, "autosave"), {**form(desk, article), "grows": kept.number})
    assert article.pending_autosave(rita) is None


def test_two_who_described_different_pictures_get_both_and_of_the_same_they_choose(desk, article, quay, other, rita):
    def theirs(words):
        story = Article.objects.get(pk=article.pk)
        story.picture_words = words
        story.save()
        story.save_revision(None)

    def merge(page, **chosen):
        context = page.context
        data = {f"choose-{name}": choice for name, choice in chosen.items()}
        numbers = {"version": context["original"].version, "based_on": context["saved_number"]}
        return desk.post(page.redirect_chain[-1][0], {**data, **numbers, "loaded_desk": context["loaded_desk"]})

    article.save_revision(rita)
    data = form(desk, article, picture_words=json.dumps({str(quay.pk): {"alt": "By Rita"}}))
    theirs({str(quay.pk): QUAY, str(other.pk): {"decorative": True}})
    page = desk.post(story_url(article), data, follow=True)
    assert [(choice.name, choice.chosen) for choice in page.context["choices"]] == [("picture_words", "both")]
    assert "Both: you described different pictures" in page.text
    merge(page)
    assert now(article) == {str(quay.pk): {"alt": "By Rita"}, str(other.pk): {"decorative": True}}

    data = form(desk, article, picture_words=json.dumps({str(quay.pk): {"alt": "By Rita again"}}))
    theirs({})
    page = desk.post(story_url(article), data, follow=True)
    assert [(choice.name, choice.chosen) for choice in page.context["choices"]] == [("picture_words", "")]
    merge(page, picture_words="theirs")
    assert now(article) == {}
    assert "picture_words" not in article.revisions.filter(autosave=False).first().content


def test_the_editor_and_the_preview_show_the_words_of_this_use(desk, article, quay, other):
    words = {str(quay.pk): {"alt": "Dusk"}, str(other.pk): {"decorative": True, "caption": "Just a crane"}}
    asked = {"token": [f"image:{quay.pk}", f"image:{other.pk}"], "picture_words": json.dumps(words)}
    html = desk.post(reverse("admin:articles_article_tokens"), asked).json()["html"]
    first, second = html[f"image:{quay.pk}"], html[f"image:{other.pk}"]
    assert 'alt="Dusk"' in first
    assert 'data-own-alt="A quay"' in first
    assert "The old quay." in first
    assert "Alternative text here: Dusk" in first
    assert 'alt=""' in second
    assert "Just a crane" in second
    assert "Decorative here" in second
    typed = form(desk, article, picture_words=json.dumps(words))
    preview = desk.post(story_url(article, "preview"), typed)
    assert 'alt="Dusk"' in preview.text
    assert "Just a crane" in preview.text


def test_words_that_are_too_long_are_refused_and_not_cut(desk, article, other):
    words = {str(other.pk): {"alt": "a" * 301, "caption": "c" * 500}}
    page = desk.post(story_url(article), form(desk, article, picture_words=json.dumps(words)))
    assert page.status_code == 200
    assert f"The alt of picture {other.pk} has 301 characters; 300 is the most." in page.content.decode()
    assert str(other.pk) not in now(article)
