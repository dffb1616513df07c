"""Marks in the text and the box they lead to: who says so, numbered as one reads."""

import re

import pytest

from articles import richtext
from articles.content import addresses_in
from articles.models import Source
from articles.story import Story
from tests.factories import create_article, create_source, create_superuser, publish

pytestmark = pytest.mark.django_db


def mark(citation):
    return f'<sup data-citation="{citation.pk}"></sup>'


def cite(article, **fields):
    fields = {"source": create_source(), "position": article.citations.count(), **fields}
    return article.citations.create(**fields)


def with_text(article, body):
    article.body = body
    article.save()
    return article


def box(page):
    """List of (number, name, back-links) of the sources box on a page."""
    entries = re.findall(r'<li class="source" id="source-(\d+)".*?</li>', page, re.DOTALL)
    texts = re.findall(r'<li class="source" id="source-\d+".*?</li>', page, re.DOTALL)
    names = [re.search(r"<bdi>(.*?)</bdi>", text)[1] for text in texts]
    backs = [re.findall(r'href="#(cite-[\d-]+)"', text) for text in texts]
    return list(zip(map(int, entries), names, backs, strict=True))


def test_marks_number_themselves_in_the_order_of_the_text_and_lead_there_and_back(client):
    article = create_article()
    cite(article, source=create_source(name="The general one"))
    second, first = (
        cite(article, source=create_source(name="Second")),
        cite(article, source=create_source(name="First")),
    )
    with_text(article, f"<p>One{mark(first)} two{mark(second)} three{mark(first)}.</p>")
    page = client.get(publish(article).get_absolute_url()).content.decode()
    marks = re.findall(r'<sup class="cite"><a id="(.*?)" href="#(.*?)" .*?aria-label="(.*?)">(\d+)</a></sup>', page)
    assert marks == [
        (f"cite-{first.pk}-1", "source-1", "Source 1", "1"),
        (f"cite-{second.pk}-1", "source-2", "Source 2", "2"),
        (f"cite-{first.pk}-2", "source-1", "Source 1", "1"),
    ]
    assert box(page) == [
        (1, "First", [f"cite-{first.pk}-1", f"cite-{first.pk}-2"]),
        (2, "Second", [f"cite-{second.pk}-1"]),
        (3, "The general one", []),
    ]
    assert page.count("for the story as a whole") == 1
    assert "source 1, place </span>a</a>" in page
    assert "source 1, place </span>b</a>" in page


def test_two_citations_of_one_source_have_one_number_and_one_entry(client):
    article, source = create_article(), create_source(name="TV Nord")
    early = cite(article, source=source, statement="It was closed.", url="https://example.org/a")
    other = cite(article, source=create_source(name="Port"))
    late = cite(article, source=source, statement="It opened again.", url="https://example.org/b")
    with_text(article, f"<p>a{mark(late)} b{mark(other)} c{mark(early)}</p>")
    page = client.get(publish(article).get_absolute_url()).content.decode()
    assert box(page) == [
        (1, "TV Nord", [f"cite-{late.pk}-1", f"cite-{early.pk}-1"]),
        (2, "Port", [f"cite-{other.pk}-1"]),
    ]
    assert "It was closed." in page
    assert "https://example.org/b" in page


def test_a_mark_of_a_citation_that_is_gone_renders_as_nothing(client):
    article = create_article()
    citation, elsewhere = cite(article), cite(create_article())
    with_text(article, f"<p>a{mark(citation)} b{mark(elsewhere)}</p>")
    gone = mark(citation)
    citation.delete()
    kept = cite(article)
    with_text(article, f"<p>a{gone} b{mark(elsewhere)} c{mark(kept)}</p>")
    page = client.get(publish(article).get_absolute_url()).content.decode()
    assert f'<p>a b c<sup class="cite"><a id="cite-{kept.pk}-1" href="#source-1"' in page


def test_what_readers_were_shown_stays_when_desk_and_record_change(client):
    article, source = create_article(), create_source(name="The harbour office")
    citation = cite(article, source=source)
    with_text(article, f"<p>a{mark(citation)}</p>")
    url = publish(article).get_absolute_url()

    def shown():
        """The page, but for the stamp of the comment form, which says when it was made."""
        return re.sub(r'<input[^>]*name="stamp"[^>]*>', "", client.get(url).content.decode())

    before = shown()
    assert 'name="stamp"' not in before
    Source.objects.update(name="Renamed", status="withdrawn", status_reason="Invented.")
    citation.delete()
    assert shown() == before


def test_the_address_of_a_source_stands_once_where_no_use_leads_to_what_it_said(client):
    article = create_article()
    source = create_source(name="TV Nord", url="https://www.tvnord.example/about")
    cite(article, source=source), cite(article, source=source)
    linked = create_source(name="The minutes", url="https://harbour.example/")
    cite(article, source=linked), cite(article, source=linked, url="https://harbour.example/minutes")
    edition = publish(article)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert page.count('href="https://www.tvnord.example/about"') == 1
    assert "<bdi>tvnord.example</bdi>" in page
    assert 'href="https://harbour.example/"' not in page
    Source.objects.update(url="https://elsewhere.example/")
    assert "elsewhere.example" not in client.get(edition.get_absolute_url()).content.decode()
    named = {"https://www.tvnord.example/about", "https://harbour.example/", "https://harbour.example/minutes"}
    assert addresses_in(edition.revision.content) == named


def test_a_text_frozen_without_addresses_of_sources_is_no_other_text():
    article = create_article()
    cite(article, source=create_source(name="TV Nord"))
    assert "source_url" not in article.content()["citations"][0]


def test_without_marks_sources_are_listed_as_they_stand(client):
    article = create_article()
    cite(article, source=create_source(name="B"))
    cite(article, source=create_source(name="A", kind="anonymous", description="Fears for her post."))
    page = client.get(publish(article).get_absolute_url()).content.decode()
    assert box(page) == [(1, "B", []), (2, "A", [])]
    assert "for the story as a whole" not in page
    assert "back to the text" not in page
    assert "not named" in page
    assert "Fears for her post." in page


def test_in_feeds_marks_lead_to_the_storys_page(client):
    article = create_article()
    citation = cite(article)
    with_text(article, f"<p>a{mark(citation)}</p>")
    url = publish(article).get_absolute_url()
    feed = client.get("/feed/").content.decode()
    assert f'a<sup><a href="http://testserver{url}#source-1">[1]</a></sup>' in feed.replace("&lt;", "<").replace(
        "&gt;", ">"
    ).replace("&quot;", '"')
    assert "cite-" not in feed


def test_the_preview_shows_marks_of_what_is_not_saved():
    article = create_article()
    citation = cite(article)
    story = Story.preview(article, {**article.content(), "body": f"<p>a{mark(citation)}</p>"})
    assert 'href="#source-1"' in story.body
    assert story.citations[0].marks == [("", f"cite-{citation.pk}-1")]


def test_many_marks_of_one_source_are_told_apart():
    article = create_article()
    citation = cite(article)
    story = Story.preview(article, {**article.content(), "body": f"<p>{mark(citation) * 28}</p>"})
    letters = [letter for letter, _ in story.citations[0].marks]
    assert letters[:2] + letters[25:] == ["a", "b", "z", "27", "28"]
    assert len({anchor for _, anchor in story.citations[0].marks}) == 28


def test_numbers_that_nobody_has_mark_nothing():
    marks = "".join(f'<sup data-citation="{number}"></sup>' for number in (1, 10**17, 7))
    html = richtext.render(f"<p>a{marks}</p>", images={}, editions={}, numbers={7: 1})
    assert html.count("<sup") == 1


def test_the_same_queries_with_one_source_and_with_twenty(client, django_assert_max_num_queries):
    def page_of(many):
        article = create_article()
        with_text(article, "".join(f"<p>a{mark(cite(article))}</p>" for _ in range(many)))
        return publish(article, by=create_superuser()).get_absolute_url()

    for many in (1, 20):
        url = page_of(many)
        with django_assert_max_num_queries(13):
            assert client.get(url).status_code == 200
