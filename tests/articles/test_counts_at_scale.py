"""What a page asks of the database is the same for ten stories and for ten thousand."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import urls
from articles.models import Article, Author, Edition, Image, Source, Tag
from articles.search.rebuild import keep_records
from benchmarks.archive import BATCH, Archive
from tests.factories import create_series, create_user, post, publish, publish_coverage

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FEW, MANY = 10, 10_000
# Answers to POST, a link that is made for one person, and a key. Cards are left out too: they are drawn.
LEFT_OUT = {"reading", "shared", "indexnow_key"}
FRONT = 15  # queries of the front page at most, whatever it shows


class SmallStories(Archive):
    """Stories in two sections, so that ten fill every page; few are written anew."""

    PERIOD = BATCH

    def _article(self, number):
        article = super()._article(number)
        article.section, article.kind = self.sections[number % 2], "news"
        return article


def readers_pages(archive, edition, series, coverage):
    """
    Dict of name → address for every page of ``articles.urls``; of one story, that of ``edition``, and the live
    ``coverage`` (address).
    """
    day, path = edition.address.day, edition.get_absolute_url()
    slugs = {"tag": archive.tags[0].slug, "series": series.slug, "section": edition.section.slug}
    slugs["author"] = edition.byline[0].slug
    pages = {}
    for name in {pattern.name for pattern in urls.urlpatterns} - LEFT_OUT:
        if name.endswith("card"):
            continue
        kind = name.partition("_feed")[0]
        if name == "article":
            pages |= {name: path, "article, live coverage": coverage}
        elif name in ("history", "live"):
            pages[name] = f"{path}history/" if name == "history" else f"{coverage}live/"
        elif name == "archive":
            for parts in (1, 2, 3):
                pages[f"{name}, {parts}"] = reverse("articles:archive", args=[day.year, day.month, day.day][:parts])
        elif kind in slugs:
            pages[name] = reverse(f"articles:{name}", args=[slugs[kind]])
        elif name == "sitemap_month":
            pages[name] = reverse(f"articles:{name}", args=[day.year, day.month])
        elif name == "api_article":
            pages[name] = reverse(f"articles:{name}", args=[edition.article_id])
        elif name == "oembed":
            pages[name] = reverse(f"articles:{name}", query={"url": f"https://testserver{path}"})
        elif name == "search":
            pages |= {f"search, {word}": reverse("articles:search", query={"q": word}) for word in ("the", "xylophone")}
        else:
            pages[name] = reverse(f"articles:{name}")
    return pages


def desk_pages(story):
    """Dict of name → address: the front page, the list of stories in its states, and what one chooses from."""
    story_list = reverse("admin:articles_article_changelist")
    pages = {"desk": reverse("admin:index"), "front at the desk": reverse("admin:articles_front_changelist")}
    pages |= {
        f"stories?{query}": f"{story_list}?{query}"
        for query in ("", "state=live", "whose=mine", "q=the", "q=xylophone")
    }
    for kind in ("story", "image", "source", "author", "tag"):
        for word in ("e", "xylophone"):
            pages[f"choose {kind}: {word}"] = reverse(f"admin:articles_article_choose_{kind}", query={"q": word})
    pages["find for the front"] = reverse("admin:articles_front_find", query={"q": "the"})
    pages["titled"] = reverse("admin:articles_article_titled", query={"title": story.headline})
    pages["a story"] = reverse("admin:articles_article_change", args=[story.pk])
    return pages


def costs(client, pages):
    """Dict of page → how many queries it makes, the second time that it is asked for."""
    found = {}
    for name, address in pages.items():
        for _ in range(2):
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address, secure=True)
        assert response.status_code == 200, (name, address, response.status_code)
        found[name] = len(queries)
    return found


def test_pages_cost_the_same_queries_for_ten_and_for_ten_thousand_stories():
    archive = SmallStories(timezone.now() - timedelta(hours=1), words=30)
    editor = create_user(role="editor")
    desk, reader = Client(), Client()
    desk.force_login(editor)
    found = []
    for size in (FEW, MANY):
        archive.grow_to(size)
        archive.keep_words()
        for model in (Article, Source, Image, Author, Tag):
            keep_records(model)
        if size == FEW:
            story = Article.objects.earliest("pk")
            edition = publish(story, kind="correction", note="It was the other quay.")
            series = create_series(parts=Article.objects.order_by("pk")[:3])
            coverage = publish_coverage(section=archive.sections[0])
            post(coverage)
            address = coverage.live_edition().get_absolute_url()
            readers, at_the_desk = readers_pages(archive, edition, series, address), desk_pages(story)
        found.append(costs(reader, readers) | costs(desk, at_the_desk))
    assert Edition.objects.live().count() > 0.97 * MANY
    few, many = found
    assert {name: (few[name], many[name]) for name in few if few[name] != many[name]} == {}
    assert many["front"] <= FRONT
