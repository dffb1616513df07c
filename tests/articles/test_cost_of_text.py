"""What a text costs grows with its length and no faster, whatever is in it; and its length is bounded."""

import time

import pytest

from articles import diffs, richtext
from articles.richtext import embeds, policy

N = 6000  # characters of the shorter of two texts; the other has MORE times as many
MORE = 6
# A text of MORE times the length costs as much more, on a busy machine up to twice that; a square would be 36 times.
AT_MOST = MORE * 2.5
SLIGHT = 0.004  # seconds: what costs less says nothing


def filled(piece, start="", end=""):
    return lambda size: start + piece * (size // len(piece)) + end


def nested(tag):
    return lambda size: f"<{tag}>" * (size // (2 * len(tag) + 5)) + "x" + f"</{tag}>" * (size // (2 * len(tag) + 5))


SHAPES = {
    **{f"spaces {space!r}": filled(space, "a", "b") for space in (" ", "\xa0", "\u2003", "\t", "\n", " \n", "\r\n")},
    **{f"spaces {space!r} in a paragraph": filled(space, "<p>a", "b</p>") for space in (" ", "\n", "&nbsp;", "&#32;")},
    **{
        f"repeated {piece}": filled(piece)
        for piece in (
            "< > & &# &#x <! <!-- <!----> <? </ </> <b <a <a/ <b> </b> </p> <br> <p></p> &amp; &nbsp; &#60; &lt "
            "<![CDATA[ <script> <script></script> <textarea></textare <svg> <svg/> <table> <td> <tr> <select> <rt> "
            "<ruby>a<rt>b <dl><dt>a<dd>b <ul><li> <table><tr><td> <b><i>x</b>y</i> <b><p>x <p><b>x <a><p>x "
            '<aside/data-see-also="1"> <sup/data-citation="1">x <figure/data-image="1"></figure> word a<br>\n a<x>b '
            "<i/style='font-style:normal'> <b/style='display:none'> [Source: [Picture: a. ... -- 港 a港 สวัสดี <p>a</p>"
        ).split()
    },
    "quotes that do not end": filled('<a b="'),
    "quotes of both kinds": filled("<a b='\" "),
    "attributes": filled("b=1 ", "<a ", ">x"),
    "attributes without a value": lambda size: "<a " + " ".join(f"b{i}" for i in range(size // 6)) + ">x",
    "a long link over many paragraphs": lambda size: f'<a href="/{"x" * (size // 2)}">' + "<p>x" * (size // 8),
    "a long link in crossed marks": lambda size: (
        f'<p><b><b><b><a href="/{"x" * (size // 2)}">' + "</b>y<b>" * (size // 16)
    ),
    "links that lead on": filled("https://www.google.com/url?q=", '<a href="', 'x">y</a>'),
    "a style": filled("display: ", '<b style="', '">x'),
    "a number of no character": filled("9", "&#", ";"),
    "marks on a letter": filled("\u0301\u0316", "a"),
    "joined emoji": filled("\U0001f468\u200d"),
    **{
        f"{tag} {how}": shape
        for tag in sorted({*policy.ELEMENTS, *policy.FRAMES, *policy.SWALLOWED, "font", "span", "x-y"})
        for how, shape in (("nested", nested(tag)), ("left open", filled(f"<{tag}>x")))
    },
}


def cost(function, *texts):
    """Seconds of CPU time, the least of several."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        function(*texts)
        best = min(best, time.process_time() - began)
    return best


def grows_no_faster(function, shape):
    """Whether a longer text of this ``shape`` costs ``function`` no more than its length says; measured anew if not."""
    for _ in range(4):
        short, long = cost(function, shape(N)), cost(function, shape(N * MORE))
        if long < SLIGHT or long <= AT_MOST * max(short, SLIGHT / MORE):
            return True
    return False


@pytest.mark.parametrize("name", SHAPES)
def test_cleaning_costs_the_length_of_a_text(name):
    assert grows_no_faster(richtext.clean, SHAPES[name])


@pytest.mark.parametrize("name", [name for name in SHAPES if not name.endswith(("nested", "left open"))])
def test_what_is_done_at_each_save_costs_the_length_of_a_text(name):
    def save(text):
        stored = richtext.clean(text)
        richtext.text(stored)
        richtext.length_of(stored)
        embeds.address_in(text)
        diffs.compare({"body": stored}, {"body": f"{stored}<p>More.</p>"})
        diffs.merge({"body": stored}, {"body": f"<p>One.</p>{stored}"}, {"body": f"{stored}<p>Two.</p>"})

    assert grows_no_faster(save, SHAPES[name])


@pytest.mark.parametrize(
    "piece", ["<iframe ", "<iframe src= ", "<blockquote><a ", "<blockquote data-embed-url='", "a."]
)
def test_the_code_of_an_embed_costs_its_length(piece):
    assert grows_no_faster(embeds.address_in, filled(piece))
