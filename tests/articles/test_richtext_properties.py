"""
For whatever HTML is sent: cleaning twice is cleaning once, and the tokens of a text are neither lost nor invented.

Texts are made with the list of tokens that stand in them, (attribute, value) in order, to be compared with what is
found afterwards.
"""

import re
from collections import Counter
from html import escape, unescape
from types import SimpleNamespace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles import richtext
from tests.articles.test_richtext import FORBIDDEN, HOSTILE

TAGS = richtext.TOKENS
SEVERAL = ("data-pair", "data-gallery")
BOX = 'section data-box="facts"'
BLOCK_TOKENS = ("data-image", *SEVERAL, "data-see-also", "data-embed")

often = settings(max_examples=120)


def found(html):
    """The tokens in ``html`` in order, read by other means than richtext's own."""
    pattern = r'<(figure|aside|sup|div) (data-[a-z-]+)="([^"]*)"(?: data-width="(?:wide|full)")?></\1>'
    return [(name, unescape(value)) for _, name, value in re.findall(pattern, html)]


def joined(parts):
    return "".join(html for html, _ in parts), [token for _, tokens in parts for token in tokens]


def wrapped(start, end):
    return lambda part: (f"{start}{part[0]}{end}", part[1])


# -- Tokens, as they are stored, shown in an editor, copied, written by hand --

ids = st.one_of(st.integers(1, 30), st.integers(1, 10**18 - 1)).map(str)
addresses = st.sampled_from(
    [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=5",
        "https://video.example/1?a=1&copy=2&amp;b=3",
        "HTTP://EXAMPLE.org/<>'",
        "https://example.org/ä/日本?q=%22#x y",
    ]
)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(escape)
shown_in_a_line = st.one_of(
    st.just(""), words, st.sampled_from(["[7]", "See also: <b>Title</b>", "<br>", "&nbsp;", "<img src=x>"])
)
shown = st.one_of(
    shown_in_a_line,
    st.just("<img src=x><figcaption>c</figcaption>"),
    st.just('<div class="card"><span>See also</span><a href="/2026/">Title</a></div><!-- x -->'),
)


def values(name):
    if name in SEVERAL:
        return st.lists(ids, min_size=2, max_size=2 if name == "data-pair" else 20, unique=True).map(" ".join)
    return addresses if name == "data-embed" else ids


@st.composite
def tokens(draw, attributes=(*BLOCK_TOKENS, "data-citation")):
    name = draw(st.sampled_from(attributes))
    value = draw(values(name))
    tag = draw(st.sampled_from([TAGS[name], TAGS[name].upper()]))
    written = escape(value)
    around = draw(
        st.sampled_from(
            [
                f'{name}="{written}"',
                f"{name.upper()}='{written}'",
                f'class="cke_widget_element" {name}="{written}" data-widget="x" style="color:red"',
                f'id="a>b" {name}="{written}" {name}="999"',
                f'data-width="wide" {name}="{written}"',
                f'{name}="{written}" data-width="huge" data-box="facts"',
            ]
        )
    )
    end = draw(st.sampled_from([f">{draw(shown)}</{tag}>", f" ></{tag} >", " />"]))
    return f"<{tag} {around}{end}", [(name, value)]


not_tokens = st.sampled_from(
    [
        '<figure data-image="0"></figure>',
        '<figure data-image="01"></figure>',
        '<figure data-image=" 1"></figure>',
        '<figure data-image="1234567890123456789"></figure>',
        '<figure data-image="١"></figure>',
        '<figure data-pair="1"></figure>',
        '<figure data-pair="1 2 3"></figure>',
        '<figure data-pair="1 1"></figure>',
        '<figure data-gallery="1 x"></figure>',
        f'<figure data-gallery="{" ".join(map(str, range(1, 22)))}"></figure>',
        '<figure data-width="wide"></figure>',
        '<aside data-gallery="1 2"></aside>',
        '<aside data-see-also="-1">x</aside>',
        '<aside data-see-also="">x</aside>',
        '<aside data-image="1">x</aside>',
        '<sup data-see-also="1">x</sup>',
        '<p data-citation="1">x</p>',
        '<div data-embed="//elsewhere.example/">x</div>',
        '<div data-embed="javascript:alert(1)">x</div>',
        '<p title="&lt;aside data-see-also=&quot;1&quot;>&lt;/aside>">x</p>',
        '<abbr title="<aside data-see-also=&quot;1&quot;></aside>">x</abbr>',
        "&lt;aside data-see-also=&quot;1&quot;&gt;&lt;/aside&gt;",
        '<!-- <aside data-see-also="1"></aside> -->',
        '<textarea><aside data-see-also="1"></aside></textarea>',
        '<template><aside data-see-also="1"></aside></template>',
    ]
).map(lambda html: (html, []))

# -- Texts --

plain = words.map(lambda text: (text, []))
inline = st.recursive(
    st.one_of(plain, tokens(("data-citation",)), st.just(("<br>", []))),
    lambda inner: st.builds(
        lambda wrap, parts: wrapped(*wrap)(joined(parts)),
        st.sampled_from(
            [
                (f"<{tag}>", f"</{tag}>")
                for tag in "strong em b i u s sub sup small del ins q cite code kbd span".split()
            ]
            + [
                ('<a href="/2026/?a=1&amp;b=2">', "</a>"),
                ('<a name="x">', "</a>"),
                ('<abbr title="R&amp;D &quot;x&quot;">', "</abbr>"),
                ('<span style="font-weight:700">', "</span>"),
                ('<b style="font-weight:normal">', "</b>"),
                ('<font color="red">', "</font>"),
            ]
        ),
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)
line = st.lists(inline, max_size=3).map(joined)


def blocks_of(inner):
    several = st.lists(inner, max_size=3).map(joined)
    cell = st.one_of(line, several)
    row = st.lists(
        st.builds(lambda tag, part: wrapped(f"<{tag}>", f"</{tag}>")(part), st.sampled_from(["td", "th"]), cell),
        min_size=1,
        max_size=2,
    )
    rows = st.lists(row.map(joined).map(wrapped("<tr>", "</tr>")), max_size=2).map(joined)
    item = st.one_of(line, several).map(wrapped("<li>", "</li>"))
    items = st.lists(item, max_size=3).map(joined)
    return st.one_of(
        several.map(wrapped('<blockquote cite="https://example.org/">', "</blockquote>")),
        several.map(wrapped('<div class="x">', "</div>")),
        several.map(wrapped("<section>", "</section>")),
        several.map(wrapped('<section data-box="facts">', "</section>")),
        several.map(wrapped('<section data-box="other">', "</section>")),
        st.builds(
            lambda quoted, whose: wrapped("<figure>", "</figure>")(joined([quoted, whose])),
            several.map(wrapped("<blockquote>", "</blockquote>")),
            line.map(wrapped("<figcaption>", "</figcaption>")),
        ),
        several.map(wrapped('<b style="font-weight:normal;" id="docs-internal-guid-1">', "</b>")),
        items.map(wrapped("<ul>", "</ul>")),
        items.map(wrapped('<ol start="3">', "</ol>")),
        rows.map(wrapped("<table><tbody>", "</tbody></table>")),
        st.builds(
            lambda a, b: wrapped("<table>", "</table>")(joined([a, b])),
            line.map(wrapped("<caption>", "</caption>")),
            rows.map(wrapped("<tbody>", "</tbody>")),
        ),
    )


block = st.recursive(
    st.one_of(
        st.builds(
            lambda tag, part: wrapped(f"<{tag}>", f"</{tag}>")(part), st.sampled_from("p h1 h2 h3 h6".split()), line
        ),
        tokens(),
        not_tokens,
        st.just(("<hr>\n", [])),
    ),
    blocks_of,
    max_leaves=8,
)
text = st.lists(block, max_size=4).map(joined)

# Ends without a start, starts without an end, and what is refused: what a person or a program gets wrong.
broken = st.one_of(
    text,
    st.sampled_from(HOSTILE).map(lambda html: (html, [])),
    st.sampled_from("p div b a i strong span li ul ol td tr table blockquote h2 aside figure sup font".split()).flatmap(
        lambda tag: st.sampled_from([(f"<{tag}>", []), (f"</{tag}>", [])])
    ),
    st.sampled_from(['<section data-box="facts">', "</section>", "<figcaption>"]).map(lambda html: (html, [])),
    plain,
    st.sampled_from(["\n", " \n\n", "\r\n"]).map(lambda html: (html, [])),
)

frames = st.recursive(
    st.lists(st.sampled_from(["one", "two ", "&amp;", "\n", " \n\n", "<br>", "<b>bold</b>"]), max_size=3).map("".join),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.partition(' ')[0]}>",
        st.sampled_from([*sorted(richtext.FRAMES), *"p h2 blockquote ul li pre figure figcaption".split(), BOX, BOX]),
        st.lists(inner, max_size=4),
    ),
)


@st.composite
def unclosed(draw):
    """A token that nobody closed, and text after it."""
    name = draw(st.sampled_from(BLOCK_TOKENS))
    value = draw(values(name))
    after = draw(text)
    return f'<{TAGS[name]} {name}="{escape(value)}">{after[0]}', [(name, value), *after[1]]


nested = st.builds(
    lambda outer, inner: (f'<figure data-image="{outer}">{inner[0]}</figure>', [("data-image", outer), *inner[1]]),
    ids,
    st.lists(tokens(BLOCK_TOKENS), min_size=1, max_size=3).map(joined),
)


@often
@given(text)
def test_the_tokens_of_a_text_stay_in_their_order(made):
    html, written = made
    once = richtext.clean(html)
    assert found(once) == written
    assert richtext.clean(once) == once
    named = {name: [] for name in TAGS if name not in SEVERAL}
    for name, value in written:
        named["data-image" if name in SEVERAL else name] += value.split() if name in SEVERAL else [value]
    assert named == richtext.tokens(html)


@often
@given(st.lists(broken, max_size=8).map(joined))
@example(('<table><tr><td><aside data-see-also="1"></aside>', [("data-see-also", "1")]))
def test_broken_html_loses_no_token_and_invents_none(made):
    html, written = made
    once = richtext.clean(html)
    assert Counter(found(once)) == Counter(written)
    assert richtext.clean(once) == once
    assert not FORBIDDEN.search(re.sub(r'(?:title|data-embed)="[^"]*"|>[^<]*', "", once))


@often
@given(st.lists(st.one_of(unclosed(), nested, text), max_size=3).map(joined))
def test_tokens_in_each_other_or_never_closed_stay_all(made):
    html, written = made
    once = richtext.clean(html)
    assert Counter(found(once)) == Counter(written)
    assert richtext.clean(once) == once


@often
@given(
    st.lists(st.one_of(broken, unclosed(), nested, st.text(max_size=20).map(lambda raw: (raw, []))), max_size=6).map(
        joined
    )
)
def test_cleaning_again_changes_nothing_whatever_was_sent(made):
    html, written = made
    once = richtext.clean(html)
    assert richtext.clean(once) == once
    assert not Counter(found(once)) - Counter(written)


@often
@given(st.lists(frames, max_size=4).map("".join))
@example("<pre>" + "<address></address>" * 5 + "</pre>")
@example("<pre>" + "\n" * 12 + "a\n\nb</pre>")
def test_no_word_is_lost_or_grows_together_with_that_of_another_block(html):
    once = richtext.clean(html)
    assert richtext.text(once).split() == richtext.text(html).split()
    assert richtext.clean(once) == once


@often
@given(text, st.data())
def test_what_an_editor_shows_in_a_token_is_not_stored(made, data):
    stored = richtext.clean(made[0])

    def show(match):
        content = data.draw(shown_in_a_line if match[1] == "sup" else shown)
        return match[0].replace("></", f' contenteditable="false">{content}</')

    edited = re.sub(r"<(figure|aside|sup|div) data-[^>]*></\1>", show, stored)
    assert richtext.clean(edited) == stored


@often
@given(text, st.dictionaries(st.integers(1, 30), st.integers(1, 99)))
def test_citations_are_renumbered_and_nothing_else(made, numbers):
    html, written = made
    expected = [
        (name, str(numbers[int(value)])) if name == "data-citation" else (name, value)
        for name, value in written
        if name != "data-citation" or int(value) in numbers
    ]
    assert found(richtext.with_citations(html, numbers)) == expected


@often
@given(text, st.dictionaries(st.integers(1, 30), st.integers(1, 99)), st.sets(st.integers(1, 30)))
def test_readers_get_each_token_that_leads_somewhere_and_no_other(made, numbers, public):
    html, written = made
    editions = {
        pk: SimpleNamespace(headline=f"Story {pk}", get_absolute_url=lambda pk=pk: f"/story-{pk}/") for pk in public
    }
    page = richtext.render(html, images={}, editions=editions, numbers=numbers)
    marks = [numbers[int(value)] for name, value in written if name == "data-citation" and int(value) in numbers]
    told = [int(value) for name, value in written if name == "data-see-also" and int(value) in public]
    assert [int(number) for number in re.findall(r'href="#source-(\d+)"', page)] == marks
    assert [int(pk) for pk in re.findall(r'href="/story-(\d+)/"', page)] == list(dict.fromkeys(told))
    assert not found(page)
