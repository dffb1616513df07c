"""What stands on the page of a story of each kind, and in which order."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from articles.models import Article, RelatedLink
from articles.story import ROW, Story
from articles.templatetags.articles import questions
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_superuser,
    create_tag,
    publish,
)

pytestmark = pytest.mark.django_db


def page_of(client, **fields):
    """The page (str) of a new story, its white space in short."""
    edition = publish(create_article(**fields))
    return re.sub(r"\s+", " ", client.get(edition.get_absolute_url()).content.decode())


def head_of(page):
    return page[page.index('<header class="article__head">') : page.index("</header>", page.index("article__head"))]


@pytest.mark.parametrize("kind", [kind for kind in Article.Kind.values if kind != "live"])
def test_every_kind_has_one_headline_its_words_and_its_way_to_the_comments(client, kind):
    page = page_of(client, kind=kind, headline="Salt", standfirst="In short.", body="<p>At length.</p>")
    assert f'class="article article--{kind}"' in page
    assert page.count("<h1") == 1
    assert "In short." in head_of(page)
    assert page.index("In short.") < page.index("At length.") < page.index('id="comments"')
    assert page.count('<a href="#comments">Comments</a>') == 2  # over the text, and below it


def test_opinion_names_its_writer_before_the_claim_and_others_after(client):
    fields = {"headline": "A loan is a tax", "authors": [create_author(name="Ines Varga")]}
    head = head_of(page_of(client, kind="opinion", **fields))
    assert head.index("Ines Varga") < head.index("<h1")
    head = head_of(page_of(client, kind="news", **fields))
    assert head.index("<h1") < head.index("Ines Varga")


def test_a_picture_stands_once_whatever_the_kind(client):
    for kind in Article.Kind.values:
        for width, height in ((1600, 1067), (800, 1000)):
            image = create_image(width=width, height=height, title=f"{kind} {width}")
            assert page_of(client, kind=kind, lead_image=image).count("<picture") == 1, (kind, width)


def test_an_interview_has_a_portrait_in_its_margin_and_a_scene_over_its_text(client):
    face, scene = create_image(width=800, height=1000), create_image(width=1600, height=1067)
    assert "article__face" in head_of(page_of(client, kind="interview", lead_image=face))
    page = page_of(client, kind="interview", lead_image=scene)
    assert "article__face" not in page
    assert "figure--lead" in page


def test_only_a_headline_that_is_a_quotation_hangs_its_mark(client):
    assert "article__headline--quoted" in page_of(client, kind="interview", headline="“Shading, and honesty”")
    assert "article__headline--quoted" not in page_of(client, kind="interview", headline="Shading")
    assert "article__headline--quoted" not in page_of(client, kind="news", headline="“Shading” is news")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p><strong>And then?</strong></p>", '<p class="question"><strong>And then?</strong></p>'),
        (
            '<p dir="rtl"><strong>A <em>die</em>?</strong></p>',
            '<p class="question" dir="rtl"><strong>A <em>die</em>?</strong></p>',
        ),
        ("<p><strong>Dr Lassen</strong> waits.</p>", "<p><strong>Dr Lassen</strong> waits.</p>"),
        ("<p>She is <strong>late</strong></p>", "<p>She is <strong>late</strong></p>"),
        (
            "<p><strong>One</strong> and <strong>two</strong></p>",
            "<p><strong>One</strong> and <strong>two</strong></p>",
        ),
    ],
)
def test_a_question_is_a_paragraph_that_is_bold_as_a_whole(html, expected):
    assert questions(mark_safe(html)) == expected  # noqa: S308 (of this file)
    assert questions(html) == html  # what nobody has cleaned is left as it is


def test_questions_are_those_of_interviews(client):
    body = "<p><strong>And then?</strong></p><p>Nothing.</p>"
    assert 'class="question"' in page_of(client, kind="interview", body=body)
    assert 'class="question"' not in page_of(client, kind="news", body=body)


def test_who_wrote_it_stands_below_it_but_not_below_a_brief(client):
    author = create_author(name="Ines Varga", role="Editor", bio="Reads minutes. " * 40, email_shown="i@example.org")
    page = page_of(client, authors=[author])
    box = page[page.index('<section class="author"') :]
    assert page.index("The first paragraph.") < page.index('<section class="author"') < page.index('id="comments"')
    for words in ("Ines Varga", "Editor", "Reads minutes.", "mailto:i@example.org", author.get_absolute_url(), "…"):
        assert words in box
    assert '<section class="author"' not in page_of(client, authors=[author], kind="brief")


def test_what_to_read_next_fills_whole_rows():
    section, tag = create_section(), create_tag()
    at = timezone.now() - timedelta(hours=9)
    others = [publish(create_article(section=section), at=at + timedelta(minutes=n)) for n in range(12)]
    article = create_article(section=section, tags=[tag.name])
    for number in range(ROW + 2):
        story = Story(publish(article))
        assert (len(story.related) + len(story.more)) % ROW == 0, number
        assert story.more
        RelatedLink.objects.create(article=article, target=others[number].article, position=number)


def test_an_address_is_copied_by_a_button_that_only_a_script_shows(client):
    page = page_of(client)
    assert "<li hidden><button" in page
    assert 'data-copy="http://testserver/' in page


def test_a_preview_has_no_way_to_comments_nor_to_pass_it_on(client):
    boss = create_superuser()
    client.force_login(boss)
    article = create_article(kind="review", work="Salt Year", verdict="Go.")
    page = client.get(reverse("admin:articles_article_preview", args=[article.pk])).content.decode()
    assert "Salt Year" in page
    assert "article--review" in page
    assert "#comments" not in page
    assert "data-copy" not in page
