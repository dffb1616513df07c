"""A word of sixty letters, in whatever place a reader meets it, makes no page wider than a phone."""

import pytest
from django.contrib.flatpages.models import FlatPage
from django.utils import timezone

from articles.models import CoverageEdition, Image, RelatedLink, Said, ShareLink, Tag
from comments import signed_links
from comments.models import HouseRule
from newsroom.models import Publication
from tests.articles.test_library import picture_file
from tests.comments.factories import comments_url, create_comment
from tests.factories import (
    create_article,
    create_author,
    create_section,
    create_source,
    create_user,
    post,
    publish,
    publish_coverage,
)

WORD = "Wärmepumpenverordnungsänderungsgesetzentwurfsausschusssitzung"[:60]
RIGHT_TO_LEFT = "ארוכה" * 12
PHONE = 320
URL = f"https://{'a' * 50}.example.org/{'b' * 60}/{'c' * 60}?d={'e' * 60}"


@pytest.fixture(params=[WORD, RIGHT_TO_LEFT])
def addresses(site, request):
    """Addresses of readers' pages, on which every text holds the word of the parameter, and nothing else."""
    word = request.param
    language = "he" if word == RIGHT_TO_LEFT else "de"
    Publication.objects.update(name=word, tagline=word, language=language, social_links=[{"label": word, "url": URL}])
    boss = create_user(role="administrator", username="boss")
    image = Image.objects.add(picture_file(), by=boss, title=word, alt=word, caption=word, credit=word, licence=word)
    section = create_section(name=word, slug="section", description=word)
    author = create_author(
        name=word, slug="author", role=word, bio=f"{word} {URL}", portrait=image, links=[{"label": word, "url": URL}],
        languages=[word], expertise=[word], location=word,
    )  # fmt: skip
    tag = Tag.objects.create(name=word, slug="tag", description=word)
    other = publish(
        headline=word, slug="other", standfirst=word, section=section, by=boss, dateline=word, lead_image=image
    )
    article = create_article(
        headline=word,
        slug="story",
        standfirst=word,
        dateline=word,
        section=section,
        authors=[author, create_author(name=word)],
        tags=[tag],
        lead_image=image,
        lead_image_caption=f"{word} {URL}",
    )
    source = create_source(name=word, kind="person", description=word, url=URL)
    fields = {"url": URL, "archive_url": URL, "accessed_on": timezone.localdate()}
    cited = article.citations.create(source=source, statement=word, quote=word, **fields)
    cell, mark = f"<td>{word}</td>", f'<sup data-citation="{cited.pk}"></sup>'
    article.body = (
        f"<p>{word} <a href='{URL}'>{URL}</a> <b>{word}</b>{mark}</p><h2>{word}</h2><h3>{word}</h3><h4>{word}</h4>"
        f"<ul><li>{word}<ul><li>{word}<ol><li>{word}</li></ol></li></ul></li></ul><pre>{word} {word} {URL}</pre>"
        f"<blockquote><p>{word}</p><cite>{word}</cite></blockquote><p><code>{word}</code> <q>{word}</q></p>"
        f"<p>{' '.join([word] * 3)} <code>{URL}</code></p>"
        f"<table><caption>{word}</caption><tr><th>{word}</th>{cell}{cell}</tr><tr>{cell * 3}</tr></table>"
        f"<figure data-image='{image.pk}'></figure><aside data-see-also='{other.article_id}'></aside>"
        f"<div data-embed='https://youtu.be/aqz-KE-bpKQ'></div><div data-embed='{URL}'></div>"
    )
    article.save()
    RelatedLink.objects.create(article=article, url=URL, title=word, label=word[:40])
    edition = publish(article, by=boss)
    edition = publish(article, by=boss, kind="correction", note=f"{word} {URL}")
    coverage = publish_coverage(headline=word, slug="live", section=section, by=boss)
    said = post(coverage, by=boss, headline=word, body=article.body, is_key=True, authors=[author])
    said.entry.revise(boss, Said.of(said), seen=1, kind="correction", note=f"{word} {URL}")
    post(coverage, by=boss, body=f"<p>{word}</p>").entry.withdraw(boss, seen=1, reason=f"{word} {URL}")
    CoverageEdition.objects.change(coverage, boss, seen=0, summary=f"{word} {URL}", pinned=said.entry)
    gone = publish(headline=word, slug="gone", section=section, by=boss).article
    gone.withdraw(boss, reason=f"{word} {URL}")
    for number in range(3):
        publish(
            headline=word,
            slug=f"one-{number}",
            section=section,
            by=boss,
            standfirst=word,
            authors=[author],
            tags=[word],
        )
    HouseRule.objects.create(name=word, text=word)
    comment = create_comment(
        edition=edition, status="approved", name=word, body=f"{word} {URL}\n> {word}", url=URL[:190]
    )
    answer = create_comment(edition=edition, status="approved", name=word, body=word, parent=comment, by=boss)
    create_comment(edition=edition, status="approved", name=word, body=word, parent=answer)
    shared = ShareLink.make(article, boss, word)
    page = FlatPage.objects.create(title=word, url="/page/", content=f"<h2>{word}</h2><p>{word} {URL}</p>")
    page.sites.set([1])
    day = timezone.localtime(edition.published_at)
    return [
        "/",
        "/section/",
        "/tags/tag/",
        "/authors/author/",
        f"/{day:%Y}/",
        f"/{day:%Y/%m}/",
        f"/{day:%Y/%m/%d}/",
        "/archive/",
        "/tags/",
        "/series/",
        "/authors/",
        "/feeds/",
        "/corrections/",
        f"/search/?q={word}",
        f"/search/?q={word}x&author={word}",
        "/page/",
        "/no-such-page/",
        edition.get_absolute_url(),
        coverage.live_edition().get_absolute_url(),
        gone.editions.get().get_absolute_url(),
        comments_url(edition),
        f"{comments_url(edition)}{comment.pk}/",
        f"/comments/{comment.pk}/reply/",
        f"/comments/{comment.pk}/report/",
        "/comments/moderation/",
        "/comments/all/",
        signed_links.for_comment(comment),
        signed_links.for_own_comments(comment.commenter),
        shared.get_absolute_url(),
    ]


# Text at twice its size, as a browser's own setting makes it: every length that follows the letters grows with it.
@pytest.mark.parametrize("size", ["100%", "200%"])
def test_no_long_word_makes_a_page_scroll_sideways(site, addresses, size):
    page = site.page(viewport={"width": PHONE, "height": 640}, bypass_csp=True)
    wide = {}
    for address in addresses:
        page.goto(address)
        page.add_style_tag(content=f":root {{ font-size: {size} }}")
        if (width := page.evaluate("document.documentElement.scrollWidth")) > PHONE:
            wide[address] = (width, page.evaluate(WIDEST, PHONE))
    assert wide == {}, "\n".join(map(str, wide.items()))


# What reaches beyond the window and does not lie in a box that scrolls or clips by itself.
WIDEST = """(width) => [...document.querySelectorAll("body *")].filter((element) => {
  const box = element.getBoundingClientRect();
  if (box.right <= width + 1 && box.left >= -1 || !box.width) return false;
  for (let up = element.parentElement; up; up = up.parentElement) {
    if (getComputedStyle(up).overflowX !== "visible") return false;
  }
  return true;
}).map((element) => `${element.tagName}.${element.className}`).slice(-6)"""
