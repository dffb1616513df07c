"""What stands beside the paragraphs of a text: pull quotes, fact boxes, pictures in pairs and galleries, and widths."""

import re

import pytest

from articles import richtext
from articles.content import named_in, only
from articles.diffs.blocks import blocks
from articles.diffs.merging import merge
from articles.diffs.names import Names
from articles.models import Image
from tests.factories import create_image

BOX = '<section data-box="facts"><h2>In short</h2><p>One.</p><ul><li>a</li></ul></section>'
QUOTE = "<figure><blockquote><p>I read to page ten.</p></blockquote><figcaption>Rolf Amsel</figcaption></figure>"


@pytest.mark.parametrize(
    "html",
    [
        f"<p>a</p>{BOX}<p>b</p>",
        f"<p>a</p>\n{QUOTE}\n<p>b</p>",
        "<figure><blockquote><p>Words of nobody.</p></blockquote></figure>",
        '<section data-box="facts"><p>So.<sup data-citation="7"></sup></p><figure data-image="3"></figure></section>',
        '<figure data-image="3" data-width="wide"></figure><figure data-image="4" data-width="full"></figure>',
        '<figure data-pair="3 4"></figure><figure data-gallery="3 4 5"></figure>',
        "<p>Small: <small>print</small></p>",
    ],
)
def test_what_a_block_is_stays_as_it_is(html):
    assert richtext.clean(html) == html
    assert richtext.as_stored(html) is html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<section data-box="facts">One.\n\nTwo.</section>', "BOX<p>One.</p>\n<p>Two.</p>END"),
        ('<p>a<section data-box="facts" class="x">b</section>c', "<p>a</p>BOX<p>b</p>END<p>c</p>"),
        ('<div><section data-box="facts"><div>b</div></section></div>', "BOX<p>b</p>END"),
        ('<section data-box="facts"><section data-box="facts">b</section></section>', "BOX<p>b</p>END"),
        ('<section data-box="other">b</section>', "<p>b</p>"),
        ("<section>b</section>", "<p>b</p>"),
        ('<ul><li><section data-box="facts">b</section></li></ul>', "<ul><li><p>b</p></li></ul>"),
        ('<table><tr><td><section data-box="facts">b</section></table>', None),
        ('<h2>a<section data-box="facts">b</section></h2>', None),
        ('<section data-box="facts"><p>&nbsp;</p></section><p>b</p>', "<p>b</p>"),
        ("<figure><blockquote><p> </p></blockquote><figcaption></figcaption></figure><p>b</p>", "<p>b</p>"),
        ("<figure><blockquote><p>a</p></blockquote><figcaption> </figcaption></figure>", None),
        ('<figure data-gallery="3,4, 4 5">x</figure>', '<figure data-gallery="3 4 5"></figure>'),
        ('<figure data-width="full" data-image="3"></figure>', '<figure data-image="3" data-width="full"></figure>'),
        ('<figure data-width="huge" data-image="3"></figure>', '<figure data-image="3"></figure>'),
        ('<figure data-width="wide" data-pair="3 4"></figure>', '<figure data-pair="3 4"></figure>'),
        ('<figure data-image="3" data-gallery="4 5"></figure>', '<figure data-image="3"></figure>'),
        ('<p data-width="wide" data-box="facts">b</p>', "<p>b</p>"),
    ],
)
def test_what_is_sent_otherwise_is_put_right(html, expected):
    once = richtext.clean(html)
    if expected is None:
        assert "data-box" not in once
        assert "<figcaption>" not in once
    else:
        assert once == expected.replace("BOX", '<section data-box="facts">').replace("END", "</section>")
    assert richtext.clean(once) == once


@pytest.mark.parametrize(
    "html",
    [
        '<figure data-image="3" data-gallery="4 5"></figure>',
        '<figure data-width="wide" data-image="3"></figure>',
        '<figure data-pair="1 2 3"></figure>',
        '<figure data-gallery="1"></figure>',
        '<section data-box="facts" data-box="x"><p onclick="x()">a</p></section>',
        '<section data-box="x"><p>a</p></section>',
        "<section><p>a</p></section>",
    ],
)
def test_what_stands_in_the_database_and_is_no_block_is_none(html):
    assert richtext.as_stored(html) == richtext.clean(html) != html
    assert "data-" not in richtext.render(html, images={}, editions={})


def test_pictures_of_a_gallery_and_a_pair_are_pictures_of_the_text():
    html = '<figure data-gallery="5 4"></figure><figure data-image="3"></figure><figure data-pair="2 5"></figure>'
    assert richtext.tokens(html)["data-image"] == ["5", "4", "3", "2", "5"]
    assert richtext.pictures(html) == {2, 3, 4, 5}
    assert only(named_in({"body": html}), "image", "body") == {2, 3, 4, 5}


def test_words_in_a_box_and_a_quotation_are_words_of_the_text():
    assert richtext.text(f"{BOX}{QUOTE}") == "In short\nOne.\na\nI read to page ten.\nRolf Amsel"


# -- What readers get --


def page(html, images=(), **more):
    return richtext.render(html, images={image.pk: image for image in images}, editions={}, **more)


def test_a_box_is_named_by_its_title():
    html = page('<section data-box="facts"><h2>What &amp; <em>"who"</em></h2><p>One.</p></section>')
    assert html.startswith('<section class="box" aria-label="What &amp; &quot;who&quot;"><h2 class="box__title">What')
    assert page('<section data-box="facts"><p>One.</p></section>') == '<section class="box"><p>One.</p></section>'


def test_a_pull_quote_says_whose_words_it_has():
    assert page(QUOTE) == QUOTE.replace("<figure>", '<figure class="quote">')


@pytest.mark.django_db
class TestPictures:
    @pytest.fixture
    def images(self):
        return [
            create_image(title=name, alt=f"A {name}", caption=f"The {name}.", credit="Tom")
            for name in ("quay", "crane", "gull")
        ]

    @pytest.mark.parametrize(("width", "sizes"), [("wide", "58rem"), ("full", 'sizes="100vw"')])
    def test_a_wide_one_says_how_wide(self, images, width, sizes):
        quay = images[0]
        html = page(f'<figure data-image="{quay.pk}" data-width="{width}"></figure>', images)
        assert f'<figure class="figure figure--{width}">' in html
        assert sizes in html
        assert 'class="figure"' in page(f'<figure data-image="{quay.pk}"></figure>', images)

    def test_two_stand_side_by_side_each_with_its_words(self, images):
        quay, crane, _ = images
        html = page(
            f'<figure data-pair="{crane.pk} {quay.pk}"></figure>', images, words={str(quay.pk): {"caption": "Here."}}
        )
        assert html.startswith('<div class="pair">')
        assert re.findall(r"The crane\.|The quay\.|Here\.", html) == ["The crane.", "Here."]
        assert html.count("Picture: Tom") == 2

    def test_a_gallery_is_a_list_in_its_order(self, images):
        order = [images[2], images[0], images[1]]
        html = page(f'<figure data-gallery="{" ".join(str(image.pk) for image in order)}"></figure>', images)
        assert 'role="group" aria-label="Gallery of 3 pictures" tabindex="0"' in html
        assert re.findall(r'alt="A (\w+)"', html) == ["gull", "quay", "crane"]
        assert re.findall(r"\d of \d", html) == ["1 of 3", "2 of 3", "3 of 3"]

    @pytest.mark.parametrize("token", ["data-pair", "data-gallery"])
    def test_those_that_are_gone_leave_no_hole(self, images, token):
        quay, crane, _ = images
        html = f'<p>a</p><figure {token}="{quay.pk} {crane.pk}"></figure>'
        assert page(html, [quay]).count("<figure") == 1
        assert not re.search('class="(?:pair|gallery)', page(html, [quay]))
        assert page(html, []) == "<p>a</p>"

    @pytest.mark.parametrize("token", ["data-pair", "data-gallery"])
    def test_the_history_for_readers_names_those_that_are_shown(self, images, token):
        quay, crane, gull = images
        pair = f'<figure {token}="{quay.pk} {crane.pk}"></figure>'
        there = {image.pk: image for image in (quay, gull)}
        assert richtext.without_tokens(pair, images=there, editions={}) == f'<figure data-image="{quay.pk}"></figure>'
        assert richtext.without_tokens(pair, images={}, editions={}) == ""
        both = {image.pk: image for image in images}
        assert richtext.without_tokens(pair, images=both, editions={}) == pair

    def test_feeds_get_plain_pictures_quotations_boxes_and_tables(self, images):
        pks = " ".join(str(image.pk) for image in images)
        table = "<table><tbody><tr><td>a</td><td>1</td></tr></tbody></table>"
        html = page(f'<figure data-gallery="{pks}"></figure>{BOX}{QUOTE}{table}', images, base="https://news.example")
        assert html.count("<figure>") == 4
        assert "<section><h2>In short</h2>" in html
        assert QUOTE in html
        assert table in html
        assert "class=" not in html


# -- What is told of them at the desk --


def test_blocks_are_told_in_words():
    names = Names({"image": {3: "Quay", 4: "Crane"}})
    pictures = '<figure data-gallery="3 4"></figure><figure data-pair="4 3"></figure>'
    made = blocks(f"{BOX}{QUOTE}{pictures}", names)
    assert [(block.kind, block.label, block.text) for block in made] == [
        ("h2", "Sub-heading", "In short"),
        ("p", "", "One."),
        ("ul", "List item", "a"),
        ("pull", "Pull quote", "I read to page ten."),
        ("caption", "Caption", "Rolf Amsel"),
        ("data-gallery", "Gallery", "Quay, Crane"),
        ("data-pair", "Two pictures", "Crane, Quay"),
    ]
    assert [("in a fact box", "") in block.marks for block in made] == [True] * 3 + [False] * 4


def test_another_width_is_told_as_a_change():
    made = [blocks(f'<figure data-image="3"{width}></figure>')[0] for width in ("", ' data-width="wide"')]
    assert made[0].key == made[1].key
    assert made[1].marks - made[0].marks == {("width", "wide")}


def test_blocks_that_two_people_changed_apart_are_put_together():
    base = {"body": f"<p>a</p>{BOX}<p>b</p>{QUOTE}<p>c</p>"}
    theirs = {"body": base["body"].replace("One.", "Two.")}
    mine = {"body": base["body"].replace("page ten", "page nine")}
    merged, conflicts = merge(base, theirs, mine)
    assert conflicts == []
    assert "Two." in merged["body"]
    assert "page nine" in merged["body"]


@pytest.mark.django_db
def test_no_picture_that_may_not_be_shown_is_in_a_gallery():
    shown, hidden = create_image(), create_image(state=Image.State.NEW)
    there = Image.objects.shown().in_bulk([shown.pk, hidden.pk])
    html = richtext.render(f'<figure data-gallery="{shown.pk} {hidden.pk}"></figure>', images=there, editions={})
    assert html.count("<img") == 1
