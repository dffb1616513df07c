"""
Axe finds nothing on any page of the desk, and on a story with everything in it; on a phone and on a desk, by day and by
night. Nothing is wider than its window, or than the smallest phone.
"""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import CoverageEdition, Image, LinkCheck, Reads, RelatedLink, RightOfReply, Said, Tag
from comments.models import HouseRule
from newsroom.models import Publication
from tests.articles.test_library import picture_file
from tests.browser.accessibility import violations
from tests.factories import (
    create_article,
    create_author,
    create_section,
    create_series,
    create_source,
    create_tag,
    create_user,
    post,
    publish,
    publish_coverage,
)
from tests.newsroom.desk import address_of, create_records
from tests.newsroom.test_rights import PEOPLE, rows

# Axe writes styles of its own into a page, which the policy would refuse and count against it: ``bypass_csp``.
COLOURS = "color-contrast"
# Width → colour scheme → the rule that is asked there, None for every rule.
WIDTHS = {375: {"light": COLOURS, "dark": None}, 1280: {"dark": COLOURS, "light": None}}
SMALLEST = 320
TABLE = (
    "<table><caption>Trips a day</caption><thead><tr><th scope='col'>Line</th><th scope='col'>Before</th>"
    "<th scope='col'>Now</th></tr></thead><tbody><tr><th scope='row'>Night tram to the East Bank</th><td>4</td>"
    "<td>9</td></tr></tbody></table>"
)


@pytest.fixture
def everything(site):
    """A public story with all that a story may hold, and records in every state the pages below can show."""
    editor = create_user(role="administrator", username="administrator", email="a@example.org")
    files = [picture_file(colour=colour) for colour in ("teal", "maroon")]
    lead, inside = (
        Image.objects.add(file, by=editor, title=f"Picture {number}", alt="The quay", caption="The quay.", credit="Roe")
        for number, file in enumerate(files)
    )
    Image.objects.filter(pk=inside.pk).update(rights_until=timezone.localdate() + timedelta(days=3), persons=["Ada Q."])
    target, gone = publish(headline="The ferry keeps its last crossing").article, publish(headline="Taken back").article
    article = create_article(
        headline="Night trams return to the East Bank",
        standfirst="Nine trips a day, and a ticket that holds for both.",
        lead_image=lead,
        tags=["Trams", "Night"],
    )
    office = create_source(name="The harbour office", kind="organisation", url="https://example.org/office")
    nameless = create_source(name="An official of the port", kind="anonymous", description="Fears for her post.")
    document = create_source(name="Minutes of 3 May", kind="document")
    fields = {"url": "https://example.org/minutes", "archive_url": "https://archive.example/minutes"}
    cited = article.citations.create(source=office, statement="It is closed.", quote="“We close it.”", **fields)
    article.citations.create(source=nameless, statement="It was known.", accessed_on=timezone.localdate(), position=1)
    article.citations.create(source=document, position=2)
    mark = f'<sup data-citation="{cited.pk}"></sup>'
    embeds = [
        "https://youtu.be/aqz-KE-bpKQ",
        "https://mastodon.social/@harbour/112233445566778899",
        "https://example.org/x",
    ]
    article.body = (
        f"<p>It is said so{mark}, and said again{mark}, at <a href='https://example.org/a'>the office</a>.</p>"
        f"<h2>What changes</h2><figure data-image='{inside.pk}'></figure><aside data-see-also='{target.pk}'></aside>"
        f"<aside data-see-also='{gone.pk}'></aside>{TABLE}<blockquote><p>We close it.</p></blockquote>"
        f"<ul><li>One</li></ul>{''.join(f'<div data-embed={url!r}></div>' for url in embeds)}"
    )
    article.save()
    RelatedLink.objects.create(article=article, url="https://example.org/plan", title="The plan", label="Background")
    edition = publish(article, by=editor)
    article.standfirst = "Ten trips a day, and a ticket that holds for both."
    article.body = article.body.replace("said again", "told twice")
    article.save()
    publish(article, by=editor, kind="correction", note="An earlier version had eight trips.")
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    for read in (article, target, publish(headline="A third one").article):  # as many as make a list
        Reads.objects.create(article=read, hour=hour, number=9)
    gone.withdraw(editor, reason="Checked again.")
    RightOfReply.objects.create(article=article, name="The port authority", asked_at=timezone.now())
    document.withdraw("Invented.")
    office.absorb([create_source(name="Harbour office")])
    dead = LinkCheck.objects.create(
        url=fields["url"], status=404, problem="It answered 404.", failures=3, checked_at=timezone.now()
    )
    dead.articles.add(article)
    tags = [create_tag(name="Ships"), create_tag(name="Boats")]
    tags[0].add_alias("Vessels")
    page_of_tag = {"title": "Night trams", "description": "Who rides.", "picture": inside, "lead": article}
    Tag.objects.filter(name="Trams").update(**page_of_tag)
    publish(headline="Tramways de nuit", language="fr", translation_of=article)
    series = create_series(
        name="Nine trips", description="What changes.", picture=lead, planned_parts=4, parts=[target, article, gone]
    )
    coverage = publish_coverage(headline="Storm gates close", lead_image=lead, by=editor)
    said = post(coverage, headline="Gates shut", is_key=True, authors=[create_author(name="Mara Lind")])
    said.entry.revise(editor, Said.of(said), seen=1, kind="correction", note="It was one gate at first.")
    post(coverage, body=f"<p>From the quay:</p><figure data-image='{inside.pk}'></figure>")
    post(coverage).entry.withdraw(editor, seen=1, reason="It is open.")
    post(coverage, at=timezone.now() + timedelta(hours=1))
    CoverageEdition.objects.change(coverage, editor, seen=0, summary="The gates are shut.", pinned=said.entry)
    ended = publish_coverage(headline="Yesterday’s storm", by=editor)
    for _ in range(25):
        post(ended, by=editor)
    CoverageEdition.objects.change(ended, editor, seen=0, is_ended=True)
    images, sources = "/admin/articles/image/", "/admin/articles/source/"
    return {
        "user": editor,
        "desk": [
            images,
            f"{images}?view=list",
            f"{images}upload/",
            f"{images}upload/describe/?pk={lead.pk}&pk={inside.pk}",
            f"{images}{inside.pk}/change/",
            f"{images}{inside.pk}/replace/",
            f"{images}{inside.pk}/delete/",
            f"{images}rights/",
            sources,
            f"{sources}add/",
            f"{sources}{office.pk}/change/",
            f"{sources}{document.pk}/change/",
            f"{sources}{office.pk}/withdraw/",
            f"{sources}merge/?source={office.pk}&source={nameless.pk}",
            f"{sources}links/",
            "/admin/articles/tag/",
            f"/admin/articles/tag/{tags[0].pk}/change/",
            f"/admin/articles/series/{series.pk}/change/",
            "/admin/articles/author/",
            "/admin/articles/author/add/",
            f"{images}add/",
            f"/admin/articles/tag/merge/?tag={tags[0].pk}&tag={tags[1].pk}",
            "/admin/articles/article/pointers/",
            f"/admin/articles/article/{article.pk}/replies/",
            "/admin/trust/",
            f"/admin/articles/article/{coverage.pk}/live/",
            f"/admin/articles/article/{coverage.pk}/live/1/",
        ],
        "readers": [
            "/",
            edition.get_absolute_url(),
            edition.get_history_url(),
            coverage.live_edition().get_absolute_url(),
            f"{ended.live_edition().get_absolute_url()}?entry=22",
            "/corrections/",
            "/tags/trams/",
            "/archive/",
            "/tags/",
            "/series/",
            series.get_absolute_url(),
            "/authors/",
            "/search/",
            "/search/?q=tram+bank&sort=best&section=none",
            "/search/?q=trams",
            "/search/?q=trans+east",
        ],
    }


def look(page, addresses):
    """
    Dict of address → what is wrong there; a page that is wider than its window is wrong too. Each is loaded once. What
    depends on the colours is asked in both schemes at both widths, all else once a width.
    """
    found = {}
    for address in addresses:
        response = page.goto(address)
        assert response.status == 200, address
        if not response.text().lstrip().lower().startswith("<!doctype html"):
            continue  # an answer to a script
        wrong = []
        for width in (*WIDTHS, SMALLEST):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme, rule in WIDTHS.get(width, {}).items():
                page.emulate_media(color_scheme=scheme)
                wrong += [f"{width}, {scheme}: {violation}" for violation in violations(page, rule=rule)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"wider than {width} pixels")
        if wrong:
            found[address] = wrong
    return found


@pytest.mark.once
def test_pages_of_the_desk(site, everything):
    """Every address that answers an administrator with a page, whatever is added; those of ``everything`` besides."""
    boss, column = everything["user"], PEOPLE.index("administrator")
    Publication.objects.all().delete()
    HouseRule.objects.get_or_create(name="Stay with the story")  # those of the migration may be flushed away
    records = create_records(create_section(), create_user(role="reporter"), boss)
    open_to = [name for (name, method), codes in rows().items() if method == "GET" and codes[column] == 200]
    known = {resolve(urlsplit(address).path).url_name for address in everything["desk"]}
    others = [address_of(name, records) for name in open_to if name not in known]
    page = site.desk(None, user=boss, bypass_csp=True)
    assert look(page, [*everything["desk"], *others, "/admin/comments/comment/?status=approved"]) == {}
    page.context.clear_cookies()
    assert look(page, ["/admin/login/"]) == {}


def test_pages_of_readers(site, everything):
    page = site.page(bypass_csp=True)
    assert look(page, everything["readers"]) == {}


def test_places_of_the_desk(site):
    """The menu beside a wide page, else behind its button; rows as cards on a phone; the bar of a story in reach."""
    page = site.desk("editor")
    article = publish(headline="Night trams return", by=page.user).article
    menu, bar = page.get_by_role("navigation", name="The desk"), page.locator(".bar")
    stories, history = "/admin/articles/article/", f"/admin/articles/article/{article.pk}/history/"
    for width, is_beside, is_table, is_at_head in (
        (1440, True, True, True),
        (1024, False, True, True),
        (375, False, False, False),
    ):
        page.set_viewport_size({"width": width, "height": 667})
        page.goto(stories)
        assert menu.is_visible() == is_beside, width
        if not is_beside:
            page.get_by_role("button", name="Menu", exact=True).click()
            expect(menu).to_be_visible()
            assert menu.bounding_box()["width"] <= width
            page.keyboard.press("Escape")
        row = page.locator("#result_list tbody tr").first
        assert (row.evaluate("row => getComputedStyle(row).display") == "table-row") == is_table, width
        for address in (history, f"/admin/articles/article/{article.pk}/change/"):
            page.goto(address)
            box = bar.bounding_box()
            assert (box["y"] < 60) == is_at_head, (width, address)
            assert is_at_head or box["y"] + box["height"] == 667, (width, address)
