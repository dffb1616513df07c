"""What readers are told of how a story changed: all that was public, and nothing that was not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.content import FIELDS, READ
from articles.history import SIZE, history_of
from articles.models import Citation, Image, RelatedLink
from tests.factories import create_article, create_image, create_section, create_source, create_superuser, publish

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# Fields that no reader of the page sees; a new field belongs here or into READ.
NOT_READ = {
    *("short_headline", "slug", "language", "translation_of"),
    *("seo_title", "seo_description", "social_image", "canonical_url"),
}


def ago(hours):
    return timezone.now() - hours * HOUR


def said(change):
    """The words of a ``FieldChange``, with [-what went-] and {+what came+}."""
    signs = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    rows = (row for row in change.rows if row.op != "fold")
    return " / ".join("".join(signs[p.op].format(p.text) for part in row.parts for p in part.pieces) for row in rows)


def changed(entry):
    return {change.label: said(change) for change in entry.changes}


@pytest.fixture
def story():
    """Four editions: first, an update, a correction, and one of a misspelt word."""
    article = create_article(
        headline="Trams return", standfirst="Eight trips a day.", body="<p>The quay is closed.</p><p>It rains.</p>"
    )
    boss = create_superuser(first_name="Vera", last_name="Desk")
    publish(article, by=boss, at=ago(9))
    article.body = "<p>The quay is open again.</p><p>It rains.</p>"
    article.save()
    publish(article, by=boss, at=ago(7), note="Only for the log.")
    article.standfirst = "Nine trips a day."
    article.seo_title = "Words for engines"
    article.short_headline = "Trams"
    article.save()
    source = create_source(name="The harbour office")
    article.citations.create(source=source, statement="Nine, says the timetable.")
    publish(article, by=boss, at=ago(5), kind="correction", note="It said eight trips.")
    article.body = "<p>The quay is open again.</p><p>It rained.</p>"
    article.save()
    publish(article, by=boss, at=ago(3), kind="typo", note="A slip.")
    return article


def test_every_field_is_either_read_or_not():
    assert {field.name for field in FIELDS} == {*READ, *NOT_READ}
    assert not NOT_READ & {*READ}


def test_each_material_change_is_told_word_by_word(story):
    typo, correction, update, first = history_of(story.pk).entries
    assert [entry.words for entry in (typo, correction, update, first)] == [
        *("Minor edit", "Correction", "Update", "Published")
    ]
    assert first.changes is typo.changes is None
    assert changed(update) == {"Text": "The quay is [-closed-]{+open again+}. / It rains."}
    assert changed(correction) == {
        "Standfirst": "[-Eight-]{+Nine+} trips a day.",
        "Sources": "{+The harbour office+}{+person+}{+Nine, says the timetable.+}",
    }
    assert [entry.note for entry in (typo, correction, update, first)] == ["", "It said eight trips.", "", ""]


def test_the_page_says_it_for_eye_and_ear_and_names_nobody_of_the_desk(client, story):
    url = story.live_edition().get_history_url()
    response = client.get(url)
    page = response.content.decode()
    assert '<ins><span class="visually-hidden" lang="en"> [inserted: </span>Nine' in page
    assert '<del><span class="visually-hidden" lang="en"> [deleted: </span>Eight' in page
    assert "It said eight trips." in page
    for hidden in ("Words for engines", "Only for the log", "A slip.", "Vera", "It rained"):
        assert hidden not in page
    assert f'<link rel="canonical" href="http://testserver{url}">' in page
    assert '<meta name="robots" content="noindex, ' in page
    assert "<title>How “Trams return” changed – The Newsroom</title>" in page


def test_story_and_corrections_lead_to_the_place_of_the_change(client, story):
    url = story.live_edition().get_history_url()
    page = client.get(story.live_edition().get_absolute_url()).content.decode()
    assert f'<a href="{url}">Updated' in page
    for listed in (page, client.get("/corrections/").content.decode()):
        assert f'href="{url}?from=3#edition-3"' in listed
    assert 'id="edition-3"' in client.get(f"{url}?from=3").content.decode()
    assert 'id="edition-4"' not in client.get(f"{url}?from=3").content.decode()


def test_neither_a_draft_nor_what_waits_nor_what_is_withdrawn_is_there(client, story):
    url = story.live_edition().get_history_url()
    story.headline = "A draft of tomorrow"
    story.save_revision(create_superuser())
    waiting = story.publish(create_superuser(), at=timezone.now() + HOUR)
    page = client.get(url).content.decode()
    assert "A draft of tomorrow" not in page
    assert f"edition-{waiting.number}" not in page
    assert client.get(f"{url}?from={waiting.number}").content.decode().count('class="change"') == 4
    assert [entry.edition.number for entry in history_of(story.pk, at=ago(6)).entries] == [2, 1]
    story.cancel(create_superuser())
    story.withdraw(create_superuser(), reason="It was wrong.")
    response = client.get(url)
    assert response.status_code == 410
    assert "Eight" not in response.content.decode()
    draft = create_article(slug="never")
    assert client.get(f"/2026/11/23/{draft.slug}/history/").status_code == 404


def test_words_that_were_withdrawn_do_not_come_back_by_the_history(story):
    boss = create_superuser()
    story.withdraw(boss, reason="Checked again.")
    story.body = "<p>The quay is safe.</p>"
    story.save()
    story.publish(boss)
    entries = history_of(story.pk).entries
    assert [entry.changes for entry in entries] == [None] * 5
    assert (entries[0].is_back, entries[0].is_shut) == (True, False)
    assert all(entry.is_shut for entry in entries[1:])
    assert entries[1].reason == "Checked again."
    story.body = "<p>The quay is very safe.</p>"
    story.save()
    story.publish(boss)
    assert changed(history_of(story.pk).entries[0]) == {"Text": "The quay is {+very +}safe."}


def test_what_a_story_names_is_called_as_readers_know_it(story):
    live, draft = publish(headline="The ferry").article, create_article(headline="A secret")
    shown, unmade = create_image(title="DSC_1", alt="The quay"), create_image(title="DSC_2", alt="Not yet")
    story.body += "".join(f'<aside data-see-also="{other.pk}"></aside>' for other in (live, draft))
    story.body += "".join(f'<figure data-image="{image.pk}"></figure>' for image in (shown, unmade))
    story.save()
    for target in (live, draft):
        RelatedLink.objects.create(article=story, target=target)
    story.publish(create_superuser())
    Image.objects.filter(pk=unmade.pk).update(state=Image.State.NEW)
    told = " ".join(changed(history_of(story.pk).entries[0]).values())
    assert "{+The ferry+}" in told
    assert "{+The quay+}" in told
    for hidden in ("A secret", "DSC", "Not yet", f"story {draft.pk}", f"picture {unmade.pk}"):
        assert hidden not in told


def test_an_address_that_was_left_leads_to_the_history_at_the_new_one(client, story):
    old = story.live_edition().get_history_url()
    story.slug = "trams-are-back"
    story.save()
    new = story.publish(create_superuser()).get_history_url()
    response = client.get(f"{old}?from=2")
    assert (response.status_code, response.url) == (301, f"{new}?from=2")
    for odd in ("x", "0", "-1", "²", "9" * 30):
        assert client.get(f"{new}?from={odd}").status_code == 404


@pytest.mark.parametrize("many", [2, SIZE * 2])
def test_a_long_history_is_told_in_pages_at_the_same_cost(client, django_assert_num_queries, many):
    section, other = create_section(), publish().article
    article = create_article(section=section, lead_image=create_image())
    Citation.objects.create(article=article, source=create_source())
    for number in range(many):
        article.body = f'<p>Edition {number}.</p><aside data-see-also="{other.pk}"></aside>'
        article.save()
        edition = publish(article, at=ago(many - number))
    # publication, address, edition, authors, withdrawal, editions, sections, pictures, stories, menu
    with django_assert_num_queries(10):
        page = client.get(edition.get_history_url())
    shown, older = page.context["history"].entries, page.context["history"].older
    assert len(shown) == min(many, SIZE)
    assert older == (None if many <= SIZE else many - SIZE)
    assert all(entry.changes for entry in shown if entry.edition.number > 1)
    if older:
        rest = client.get(f"{edition.get_history_url()}?from={older}").context["history"]
        assert [entry.edition.number for entry in rest.entries] == list(range(older, 0, -1))
        assert rest.older is None


def test_a_page_of_long_texts_holds_fewer(story, monkeypatch):
    monkeypatch.setattr("articles.history.MOST", 100)
    first = history_of(story.pk)
    assert [entry.edition.number for entry in first.entries] == [4, 3]
    assert first.older == 2
    assert changed(history_of(story.pk, 2).entries[0])["Text"]
