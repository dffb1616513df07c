"""The colour of a publication: read by day and night, refused at the desk where it cannot be, in a sheet of its own."""

import re

import pytest
from django.conf import settings

from articles.images import card_drawing
from newsroom import colours
from newsroom.models import Publication
from tests.articles.desk import values
from tests.factories import create_user

SETTINGS = "/admin/newsroom/publication/1/change/"


def tokens():
    """Dict of role → (by day, by night), as the style sheet has them."""
    sheet = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    return {name: pair for name, *pair in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", sheet)}


def test_contrast_is_that_of_the_standard():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert colours.contrast("#1b4f8a", "#1b4f8a") == 1


def test_grounds_are_those_of_the_style_sheet():
    roles = tokens()
    grounds = [roles[name] for name in ("paper", "tint", "voice")]
    assert [list(colours.BY_DAY), list(colours.BY_NIGHT)] == [list(side) for side in zip(*grounds, strict=True)]
    assert list(colours.INK_ON_IT) == roles["on-accent"]


@pytest.mark.django_db
def test_cards_and_the_frame_of_a_browser_have_the_colours_of_the_pages(client):
    roles = tokens()
    drawn = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in card_drawing.COLOURS]
    assert drawn == [roles["ink"][0], roles["paper"][0]]
    assert re.findall(r'name="theme-color" content="(.*?)"', client.get("/").text) == roles["paper"]


def test_roles_of_the_sheet_can_be_read_on_every_ground():
    roles = tokens()
    for name in ("ink", "soft", "accent"):
        for ink, grounds in zip(roles[name], (colours.BY_DAY, colours.BY_NIGHT), strict=True):
            assert colours.least_contrast(ink, grounds) >= colours.ENOUGH, (name, ink)


@pytest.mark.parametrize("colour", ["#000000", "#1b4f8a", "#0b5c3a", "#a4161a", "#5b2a86"])
def test_what_can_be_read_by_day_is_lightened_for_the_night(colour):
    assert colours.why_unreadable(colour) == ""
    night = colours.by_night(colour)
    assert colours.least_contrast(night, (*colours.BY_NIGHT, colours.INK_ON_IT[1])) >= colours.ENOUGH


@pytest.mark.parametrize("colour", ["#ffffff", "#ffcc00", "#7fb5e6", "#fdfaf4"])
def test_what_cannot_be_read_is_told_with_the_nearest_that_can(colour):
    reason = colours.why_unreadable(colour)
    nearest = re.search(r"read is (#\w{6})\.$", reason)[1]
    assert reason.startswith(f"{colour} is too light for letters on our paper: its contrast is ")
    assert colours.why_unreadable(nearest) == ""


def test_the_sheet_says_both_colours_and_may_be_kept_for_good(client):
    answer = client.get("/colour-1b4f8a.css")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert f"--accent: light-dark(#1b4f8a, {colours.by_night('#1b4f8a')});" in answer.text
    assert "immutable" in answer["Cache-Control"]
    assert client.post("/colour-1b4f8a.css").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("digits", ["1b4f8", "1B4F8A", "1b4f8g", "x"])
def test_an_address_that_is_no_colour_is_not_found(client, digits):
    assert client.get(f"/colour-{digits}.css").status_code == 404


@pytest.mark.django_db
class TestPublication:
    @pytest.fixture
    def desk(self, client):
        Publication.objects.create(name="The Ledger")
        client.force_login(create_user(role="administrator"))
        return client

    def save(self, desk, colour):
        """What the field says after saving (list of str)."""
        form = desk.get(SETTINGS).context["adminform"].form
        answer = desk.post(SETTINGS, {**values(form), "colour": colour})
        return [] if answer.status_code == 302 else answer.context["adminform"].form.errors["colour"]

    def test_its_colour_is_on_every_page_of_readers(self, desk, client):
        assert self.save(desk, "#1B4F8A") == []
        assert '<link rel="stylesheet" href="/colour-1b4f8a.css">' in client.get("/").text
        assert self.save(desk, "") == []
        assert "/colour-" not in client.get("/").text

    def test_one_that_cannot_be_read_is_refused_and_kept_in_the_form(self, desk):
        (words,) = self.save(desk, "#ffcc00")
        assert words == colours.why_unreadable("#ffcc00")
        assert Publication.objects.get().colour == ""

    @pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "#12345g", "1b4f8a", "rgb(0,0,0)"])
    def test_what_is_no_colour_is_refused(self, desk, colour):
        assert self.save(desk, colour)
        assert Publication.objects.get().colour == ""

    def test_what_a_command_wrote_and_is_no_colour_breaks_no_page(self, client):
        Publication.objects.create(name="The Ledger", colour="red;}")
        answer = client.get("/")
        assert answer.status_code == 200
        assert "red;}" not in answer.text
