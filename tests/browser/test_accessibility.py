"""
Axe finds nothing on the library, on what sources, tags and pointers have of pages, and on a story with everything in
it; on a phone and on a desk, by day and by night. Nothing is wider than its window, or than the smallest phone.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Image, LinkCheck, RelatedLink, RightOfReply
from tests.articles.test_library import picture_file
from tests.browser.accessibility import violations
from tests.factories import create_article, create_source, create_tag, create_user, publish

# Axe writes styles of its own into a page, which the policy would refuse and count against it: ``bypass_csp``.
WIDTHS = [375, 1280]
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
            "/admin/articles/author/",
            "/admin/articles/author/add/",
            f"{images}add/",
            f"/admin/articles/tag/merge/?tag={tags[0].pk}&tag={tags[1].pk}",
            "/admin/articles/article/pointers/",
            f"/admin/articles/article/{article.pk}/replies/",
        ],
        "readers": [edition.get_absolute_url(), edition.get_history_url(), "/corrections/", "/tags/trams/"],
    }


def look(page, addresses, width):
    """Dict of address → what is wrong there; a page that is wider than its window is wrong too."""
    found = {}
    for address in addresses:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.goto(address).status == 200, address
        wrong = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{scheme}: {violation}" for violation in violations(page)]
        for narrow in {width, min(width, SMALLEST)}:
            page.set_viewport_size({"width": narrow, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > narrow:
                wrong.append(f"wider than {narrow} pixels")
        if wrong:
            found[address] = wrong
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_the_desk(site, everything, width):
    page = site.desk(None, user=everything["user"], bypass_csp=True)
    assert look(page, everything["desk"], width) == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_readers(site, everything, width):
    page = site.page(bypass_csp=True)
    assert look(page, everything["readers"], width) == {}
