"""Cards: the picture that other sites show of a page, drawn of its words where it has none."""

import re
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.contrib.flatpages.models import FlatPage
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from articles.images import card_drawing
from articles.models import Author, Section, Series, Tag
from newsroom.models import Publication
from tests.factories import create_article, create_author, create_image, create_section, create_superuser, publish

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


@pytest.fixture
def edition():
    Publication.objects.create(name="The Harbour Ledger", tagline="Tides")
    FlatPage.objects.create(url="/about/", title="About <us>", content="<p>Who we are.</p>").sites.add(1)
    article = create_article(
        headline="Cranes & “quays”",
        slug="cranes",
        section=create_section(name="Harbour", slug="harbour"),
        authors=[create_author(name="Ines", slug="ines")],
        tags=["Port"],
    )
    Series.objects.create(name="The tide", slug="tide").add(article)
    return publish(article)


def meta(page, name):
    found = re.findall(rf'<meta (?:property|name)="{name}" content="([^"]*)">', page)
    assert len(found) <= 1, (name, found)
    return found[0] if found else None


def picture(client, address):
    response = client.get(address.removeprefix(SITE))
    assert response.status_code == 200, address
    assert response["Content-Type"] == "image/png"
    return Image.open(BytesIO(response.content))


def test_every_page_has_a_card_that_is_there_and_has_the_size_it_says(client, edition):
    day = f"/{timezone.localtime(edition.published_at):%Y/%m/%d}/"
    lists = {"/harbour/": "/harbour/", "/tags/port/": "/tags/port/", "/authors/ines/": "/authors/ines/"}
    story = edition.get_absolute_url()
    own = {**lists, "/series/tide/": "/series/tide/", story: story}
    others = dict.fromkeys(["/", day, "/corrections/", "/feeds/", "/about/", "/tags/", "/authors/", "/archive/"], "/")
    for address, of in {**own, **others}.items():
        page = client.get(address).text
        assert meta(page, "og:image").startswith(f"{SITE}{of}card.png?v="), address
        assert meta(page, "twitter:card") == "summary_large_image"
        size = tuple(int(meta(page, f"og:image:{name}")) for name in ("width", "height"))
        assert picture(client, meta(page, "og:image")).size == size == (1200, 630)
        for name in ("og:title", "og:url", "og:site_name", "og:image:alt", "description"):
            assert meta(page, name), (address, name)
    page = client.get("/about/").text
    assert (meta(page, "og:title"), meta(page, "og:description")) == ("About &lt;us&gt;", "Who we are.")


def test_the_address_of_a_card_changes_with_its_words_alone_and_the_earlier_one_leads_to_the_card_of_now(
    client, edition
):
    story = edition.get_absolute_url()
    pages = ["/", "/harbour/", "/tags/port/", story]
    first = [meta(client.get(page).text, "og:image") for page in pages]
    assert first == [meta(client.get(page).text, "og:image") for page in pages]
    assert f'"url":"{first[-1]}"' in client.get(story).text.replace('": "', '":"')  # for search engines, too
    publish(edition.article, kind="update")  # of nothing that the card says
    assert meta(client.get(story).text, "og:image") == first[-1]
    edition.article.headline = "Cranes stand still"
    edition.article.save()
    publish(edition.article, kind="update")
    Tag.objects.update(title="The port")
    Section.objects.update(name="Quays")
    Publication.objects.update(tagline="Since 1904")
    then = [meta(client.get(page).text, "og:image") for page in pages]
    assert not {*first} & {*then}
    for before, now in zip(first, then, strict=True):
        assert picture(client, before).tobytes() == picture(client, now).tobytes()


def test_a_page_with_a_picture_shows_that_and_a_portrait_small(client, edition):
    wide, tall = create_image(alt="A quay"), create_image(alt="Ines", width=1000, height=1500)
    Tag.objects.update(picture=wide)
    Author.objects.update(portrait=tall)
    found = client.get("/tags/port/").text
    assert meta(found, "og:image") == f"{SITE}{wide.crops['16x9']}"
    assert (meta(found, "og:image:alt"), meta(found, "og:image:type")) == ("A quay", "image/jpeg")
    found = client.get("/authors/ines/").text
    assert meta(found, "og:image") == f"{SITE}{tall.crops['1x1']}"
    assert meta(found, "twitter:card") == "summary"


def test_a_card_is_drawn_once_kept_under_its_words_and_swept_when_old(client, edition, monkeypatch):
    address = f"{edition.get_absolute_url()}card.png"
    first = client.get(address)
    monkeypatch.setattr(card_drawing, "draw", lambda *words: pytest.fail("drawn again"))
    assert client.get(address).content == first.content
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    name = f"cards/{first['ETag'][1:3]}/{first['ETag'].strip(chr(34))}.png"
    assert default_storage.exists(name)
    call_command("sweep_images", stdout=StringIO())
    assert default_storage.exists(name)
    monkeypatch.setattr("articles.management.commands.sweep_images.CARDS_KEPT", timedelta(0))
    call_command("sweep_images", stdout=StringIO())
    assert not default_storage.exists(name)


def test_there_is_a_card_of_what_readers_see_alone(client, edition, django_assert_num_queries):
    address = f"{edition.get_absolute_url()}card.png"
    with django_assert_num_queries(4):  # the publication, the address, the edition, its byline
        known = client.get(address)
    with django_assert_num_queries(2):
        client.get("/harbour/card.png")
    edition.article.slug = "cranes-return"
    edition.article.save()
    moved = publish(edition.article, at=timezone.now())
    assert client.get(address)["Location"] == f"{moved.get_absolute_url()}card.png"
    edition.article.withdraw(create_superuser(), reason="It was wrong.")
    for where in (address, f"{moved.get_absolute_url()}card.png", "/series/tide/card.png", "/nothing/card.png"):
        assert client.get(where, headers={"If-None-Match": known["ETag"]}).status_code == 404, where


def ink(content):
    """Share of a card that is not paper."""
    image = Image.open(BytesIO(content)).convert("L")
    return sum(image.histogram()[:128]) / (image.width * image.height)


@pytest.mark.parametrize(
    ("headline", "is_drawn"),
    [
        ("Port", True),
        ("Łódź, ß and “quays” – 1,000 €", True),
        ("Краны вернутся весной", True),
        ("港口的起重机", False),
        ("ميناء", False),
        ("Cranes 🏗", False),
    ],
)
def test_letters_that_there_are_none_of_leave_a_plain_card(headline, is_drawn):
    plain = card_drawing.draw("The Ledger", "", "The Ledger")
    found = card_drawing.draw("The Ledger", "港口", headline)
    assert (found != plain) == is_drawn
    assert ink(card_drawing.draw("港口", "", headline if not is_drawn else "港口")) > 0.02  # the sign


@pytest.mark.parametrize("headline", ["W" * 200, "word " * 40, "x", "а" * 200])
def test_the_longest_headlines_stay_on_the_paper(headline):
    image = Image.open(BytesIO(card_drawing.draw("The Harbour Ledger " * 4, "Kicker " * 10, headline))).convert("L")
    right = image.crop((1200 - 70, 20, 1200, 630))
    bottom = image.crop((0, 600, 1200, 630))
    assert right.getextrema()[0] > 200
    assert bottom.getextrema()[0] > 200
