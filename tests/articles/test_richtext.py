import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import richtext
from tests.factories import create_image, publish

HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    '<img src="x" onerror="alert(1)">',
    '<img src="https://elsewhere.example/pixel.gif" alt="x">',
    '<img src="//elsewhere.example/pixel.gif">',
    '<img src="/media/../secret_key">',
    '<img src="data:image/png;base64,AAAA">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href=" &#1; javascript:alert(1)">x</a>',
    '<a href="//elsewhere.example/">x</a>',
    '<a href="/\\elsewhere.example/">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<p style="background:url(javascript:alert(1))" onclick="alert(1)" id="x" class="y" name="z">x</p>',
    '<svg onload="alert(1)"><script>alert(1)</script></svg>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    '<iframe src="https://elsewhere.example/"></iframe>',
    '<object data="x"></object><embed src="x"><form action="/x"><input name="y"><button>z</button></form>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<div data-embed="javascript:alert(1)"></div>',
    '<aside data-see-also="1 onmouseover=alert(1)"></aside>',
    '<figure data-image="0x1"></figure>',
    "<base href='https://elsewhere.example/'><link rel=stylesheet href=x><meta http-equiv=refresh content=0>",
    "<template><img src=x onerror=alert(1)></template>",
    "<style>*{color:red}</style><title>x</title><!-- <script>alert(1)</script> -->",
    "<p data-anything='x' data-image='1'>x</p>",
]
FORBIDDEN = re.compile(
    r"<(?:script|style|iframe|svg|math|object|embed|form|input|button|base|link|meta|template|noscript)\b"
    r"|\son\w+\s*=|javascript:|data:|elsewhere\.example/?\"|\sstyle=|\sid=|\sclass=|\sname=|<!--",
    re.IGNORECASE,
)


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_is_stored(html):
    assert not FORBIDDEN.search(richtext.clean(f"<p>before</p>{html}<p>after</p>"))


@pytest.mark.parametrize(
    "html",
    [
        "<p>One <strong>bold</strong> and <em>slanted</em> word, <sub>2</sub><sup>3</sup>.</p>",
        "<h2>A sub-heading</h2>\n<p>Text</p>\n<h3>Another</h3>",
        '<p><a href="https://example.org/a?b=1&amp;c=2" title="x" hreflang="de">out</a> <a href="/2026/">in</a> '
        '<a href="mailto:a@example.org">mail</a> <a href="#x">down</a></p>',
        '<ol start="3"><li value="5">five</li></ol><ul><li>one</li></ul>',
        '<table><caption>c</caption><thead><tr><th scope="col" colspan="2">h</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        '<blockquote cite="https://example.org/"><p>Quoted.</p></blockquote>',
        '<figure><img src="/media/images/ab/x/480.jpg" alt="own" width="480" height="320" loading="lazy">'
        "<figcaption>Caption</figcaption></figure>",
        '<p>Before</p><aside data-see-also="12"></aside><figure data-image="3"></figure><p>After</p>',
        '<p>Said so.<sup data-citation="7"></sup></p><div data-embed="https://video.example/1"></div>',
        "<p>1 &lt; 2 &amp; 3 &gt; 2, “quoted” – and 日本語</p>",
    ],
)
def test_what_a_story_may_hold_stays_as_it_is(html):
    assert richtext.clean(html) == html


def test_a_token_is_stored_empty_and_its_words_are_not_text():
    html = '<p>a</p><aside data-see-also="12" contenteditable="false">See also: <b>Title</b></aside><p>b</p>'
    assert richtext.clean(html) == '<p>a</p><aside data-see-also="12"></aside><p>b</p>'


def test_tokens_nested_in_each_other_stand_side_by_side():
    html = '<figure data-image="1">x<figure data-image="2"></figure><aside data-see-also="3"></aside></figure><p>b</p>'
    assert richtext.clean(html) == (
        '<figure data-image="1"></figure><figure data-image="2"></figure><aside data-see-also="3"></aside><p>b</p>'
    )


@pytest.mark.parametrize("end", ['"/>', '" />', '">', '">words'])
def test_a_token_that_was_not_closed_takes_nothing_with_it(end):
    html = f'<p>a</p><aside data-see-also="1{end}<h2>b</h2><ul><li>c</li></ul><figure data-image="2"></figure><p>d</p>'
    assert richtext.clean(html) == (
        '<p>a</p><aside data-see-also="1"></aside><h2>b</h2><ul><li>c</li></ul><figure data-image="2"></figure><p>d</p>'
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>a <i>b</i></h1><h5>c</h5><h6>d</h6><p>e</p>", "<h2>a <i>b</i></h2><h4>c</h4><h4>d</h4><p>e</p>"),
        ('<b style="font-weight:normal;" id="docs-internal-guid-1"><p>a</p></b>', "<p>a</p>"),
        (
            '<p><span style="font-weight:700;font-style:italic">a</span> <span style="font-weight:400">b</span></p>',
            "<p><strong><em>a</em></strong> b</p>",
        ),
        (
            '<p><i style="font-style: normal">a</i><span style="vertical-align:sub">2</span> <strike>b</strike></p>',
            "<p>a<sub>2</sub> <s>b</s></p>",
        ),
        (
            '<p><span style="text-decoration:line-through">a</span><b style="color:red">b</b></p>',
            "<p><s>a</s><b>b</b></p>",
        ),
        ('<p style="font-weight:bold">a</p><td style="font-style:italic">b</td>', "<p>a</p><p>b</p>"),
        (
            '<p>a<span style="display:none">gone<b>too</b><br></span>b</p><br style="display:none">c',
            "<p>ab</p><p>c</p>",
        ),
        ('<p>a</p><div style="mso-element:comment-list"><p>Ask the lawyer!</p></div><p>b</p>', "<p>a</p><p>b</p>"),
        (
            '<div style="display:none">x<aside data-see-also="3">y</aside><p>z</p></div><p>b</p>',
            '<aside data-see-also="3"></aside><p>b</p>',
        ),
        ("<p>a</p><p><br>\n<br></p><p><b><i>&nbsp;</i></b></p><xml><w:View>Normal</w:View></xml>", "<p>a</p>"),
        (
            "<p class=MsoNormal>a<o:p></o:p></p><!--[if gte mso 9]><xml>x</xml><![endif]--><![if !vml]>b<![endif]>",
            "<p>a</p><p>b</p>",
        ),
        (
            '<a href="https://www.google.com/url?q=https%3A%2F%2Fexample.org%2F%3Fa%3D1%26b%3D2&amp;sa=D">a</a>',
            '<p><a href="https://example.org/?a=1&amp;b=2">a</a></p>',
        ),
        (
            f'<a href="{"https://www.google.com/url?q=" * 20}https://example.org/">a</a>',
            '<p><a href="https://example.org/">a</a></p>',
        ),
        (
            '<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F&amp;data=1">a</a>',
            '<p><a href="https://example.org/">a</a></p>',
        ),
        (
            '<a href="https://www.google.com/url?q=javascript:alert(1)">a</a>',
            '<p><a href="https://www.google.com/url?q=javascript:alert(1)">a</a></p>',
        ),
    ],
)
def test_what_office_programs_write_is_understood(html, expected):
    assert richtext.clean(html) == expected
    assert richtext.clean(expected) == expected


def test_words_outside_of_tags_that_go_are_kept():
    html = "<div><section>One</section> <aside>two</aside> <a>three</a> <font color=red>four</font></div>"
    assert richtext.clean(html) == "<p>One</p> <p>two</p><p>three four</p>"
    assert richtext.text(html) == richtext.text(richtext.clean(html)) == "One\ntwo\nthree four"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div>one</div><div>two</div>", "<p>one</p><p>two</p>"),
        ("<article><header><h1>a</h1></header><p>b</p><footer>c</footer></article>", "<h2>a</h2><p>b</p><p>c</p>"),
        ("<p>a<div>b</div>c</p>", "<p>a</p><p>b</p><p>c</p>"),
        ("<dl><dt>a<dd>b<dt>c<dd>d</dl>", "<p>a</p><p>b</p><p>c</p><p>d</p>"),
        ("<details><summary>a</summary>b <label>c</label></details>", "<p>a</p><p>b c</p>"),
        ("<blockquote><div>a</div><div>b</div></blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("<ul><li><div>a</div><div>b</div></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
        ("<h2>a<div>b</div></h2>", "<h2>a\nb\n</h2>"),
        ("<pre><div>a</div><div>b</div></pre>", "<pre>a\n\nb\n</pre>"),
        ('<div>a<figure data-image="3"></figure>b</div>', '<p>a</p><figure data-image="3"></figure><p>b</p>'),
        ('<div><sup data-citation="3"></sup></div>', '<p><sup data-citation="3"></sup></p>'),
    ],
)
def test_blocks_that_are_none_of_a_text_are_its_paragraphs(html, expected):
    assert richtext.clean(html).replace(">\n<", "><") == expected
    assert richtext.clean(richtext.clean(html)) == richtext.clean(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("\n  One\nline. \r\n \r\n\r\nTwo.\n", "<p>One<br>line.</p>\n<p>Two.</p>"),
        ("One &amp; <b>two</b>,\n<i>three</i>\n\nfour", "<p>One &amp; <b>two</b>,<br><i>three</i></p>\n<p>four</p>"),
        ("One<br>\ntwo", "<p>One<br>two</p>"),
        ('<a href="/" title="x\ny">One\ntwo</a>', '<p><a href="/" title="x y">One two</a></p>'),
        (
            "One.\n\n<h2>Head</h2>\nTwo.\n\nThree.\n<ul>\n<li>a</li>\n</ul>\n",
            "<p>One.</p><h2>Head</h2><p>Two.</p>\n<p>Three.</p><ul>\n<li>a</li>\n</ul>",
        ),
        (
            'One.<sup data-citation="3"></sup>\n\n<figure data-image="2"></figure>\n\nTwo.',
            '<p>One.<sup data-citation="3"></sup></p><figure data-image="2"></figure><p>Two.</p>',
        ),
        ('<a href="/"><h2>a</h2></a>b', '<a href="/"><h2>a</h2></a><p>b</p>'),
        ("<p>a\nb\n\nc</p>\n\n<p>d</p>", "<p>a\nb\n\nc</p>\n\n<p>d</p>"),
        (" \n ", ""),
    ],
)
def test_words_without_a_paragraph_are_read_as_typed(html, expected):
    assert richtext.clean(html) == expected
    assert richtext.clean(expected) == expected


def test_empty_paragraphs_go():
    assert richtext.clean("<p>a</p>\n<p>&nbsp;</p><p></p> <p>b</p>") == "<p>a</p>\n<p>b</p>"


def test_tokens_are_listed_in_order():
    html = '<aside data-see-also="2"></aside><p>x</p><aside data-see-also="1"></aside><figure data-image="9"></figure>'
    found = richtext.tokens(html)
    assert found["data-see-also"] == ["2", "1"]
    assert found["data-image"] == ["9"]


def test_text_has_a_line_for_each_block_and_no_markup():
    assert richtext.text("<h2>Head</h2><p>A <b>bold</b>&nbsp;word</p><ul><li>x</li></ul>") == "Head\nA bold word\nx"


fragments = st.recursive(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(HOSTILE),
        st.integers(1, 10**6).map(lambda pk: f'<aside data-see-also="{pk}">words</aside>'),
        st.integers(1, 10**6).map(lambda pk: f'<figure data-image="{pk}"></figure>'),
    ),
    lambda inner: st.tuples(
        st.sampled_from("p h2 strong a div table td li blockquote figure aside sup svg font select".split()),
        st.sampled_from(["", ' href="/x"', ' class="y"', ' data-image="4"', " onclick=x", ' src="/media/a.jpg"']),
        st.lists(inner, max_size=4).map("".join),
        st.booleans(),
    ).map(lambda part: f"<{part[0]}{part[1]}>{part[2]}" + (f"</{part[0]}>" if part[3] else "")),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.lists(fragments, max_size=5).map("".join))
def test_cleaning_is_safe_and_cleaning_twice_changes_nothing(html):
    once = richtext.clean(html)
    assert richtext.clean(once) == once
    assert not re.search(r"<(?:script|svg|iframe|select|font)\b|<[^>]*\son\w+=", once, re.IGNORECASE)


@settings(max_examples=200)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=8).map(lambda word: f"<p>{word.replace('<', '')}</p>"),
            st.integers(1, 10**9).map(lambda pk: f'<aside data-see-also="{pk}"></aside>'),
        ),
        max_size=8,
    )
)
def test_tokens_between_paragraphs_are_never_lost_nor_invented(parts):
    wanted = [part.split('"')[1] for part in parts if part.startswith("<aside")]
    assert richtext.tokens(richtext.clean("".join(parts)))["data-see-also"] == wanted


@pytest.mark.django_db
def test_tokens_become_what_they_stand_for():
    edition = publish(headline="What the <harbour> master wrote")
    image = create_image(alt='Cranes "at rest"', caption="The quay", credit="N. Petrenko")
    html = richtext.render(
        f'<p>a</p><aside data-see-also="{edition.article_id}"></aside><figure data-image="{image.pk}"></figure>',
        images={image.pk: image},
        editions={edition.article_id: edition},
    )
    assert f'href="{edition.get_absolute_url()}"' in html
    assert "What the &lt;harbour&gt; master wrote" in html
    assert "Cranes &quot;at rest&quot;" in html
    assert "The quay" in html
    assert "N. Petrenko" in html
    assert "data-" not in html


def test_a_token_whose_target_is_gone_renders_as_nothing():
    html = '<p>a</p><aside data-see-also="1"></aside><figure data-image="2"></figure><sup data-citation="3"></sup>'
    assert richtext.render(html, images={}, editions={}) == "<p>a</p>"


def test_stored_text_that_was_tampered_with_is_cleaned_before_it_is_shown():
    assert "script" not in richtext.render("<p>a</p><script>alert(1)</script>", images={}, editions={})


@pytest.mark.django_db
def test_links_to_the_site_are_absolute_for_feeds():
    image = create_image()
    html = richtext.render(
        '<p><a href="/2026/">in</a> <a href="https://example.org/">out</a></p>'
        f'<figure data-image="{image.pk}"></figure>',
        images={image.pk: image},
        editions={},
        base="https://news.example",
    )
    assert 'href="https://news.example/2026/"' in html
    assert 'href="https://example.org/"' in html
    assert not re.search(r'(?:src|srcset)="/|, /media', html)


@pytest.mark.parametrize("depth", [40, 300, 5_000])
@pytest.mark.parametrize(
    ("start", "end"),
    [("<ul><li>", "</li></ul>"), ("<blockquote>", "</blockquote>"), ("<em>", "</em>"), ("<div>", "</div>")]
    + [("<table><tr><td>", "</td></tr></table>"), ("<ol><li><b>", "</b></li></ol>")],
)
def test_what_is_too_deep_loses_its_tags_and_keeps_its_words(start, end, depth):
    html = f"<p>First.</p>{start * depth}<p>one</p><p>two</p>{end * depth}<p>Last.</p>"
    once = richtext.clean(html)
    depths = [0]
    for is_end in re.findall(r"<(/?)(?!br|hr|img)[a-z]", once):
        depths.append(depths[-1] + (-1 if is_end else 1))
    assert max(depths) <= 30
    assert richtext.text(once).split() == ["First.", "one", "two", "Last."]
    assert richtext.clean(once) == once


def test_a_token_that_is_too_deep_is_kept():
    html = "<ul><li>" * 100 + '<figure data-image="7"><figcaption>x</figcaption></figure>a<sup data-citation="3"></sup>'
    assert richtext.tokens(richtext.clean(html))["data-image"] == ["7"]
    assert richtext.tokens(richtext.clean(html))["data-citation"] == ["3"]


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>" * 5_000,
        '<p onclick="x()">a</p>',
        '<aside data-see-also="1">words</aside><p>a</p>',
        "<p>a\x02</p>",
        "<p>a<script>alert(1)</script></p>",
        "<h1>a</h1>",
    ],
)
def test_what_was_written_into_the_database_by_hand_is_cleaned_before_it_is_shown(html):
    assert richtext.as_stored(html) == richtext.clean(html)
    assert richtext.render(html, images={}, editions={}) == richtext.render(
        richtext.clean(html), images={}, editions={}
    )


@pytest.mark.parametrize(
    "html",
    [
        '<p>An English paragraph.</p><p dir="rtl">قال الوزير: «نعم!» (2026).</p>',
        '<h2 dir="rtl">a</h2><ul dir="auto"><li dir="ltr">b</li></ul><blockquote dir="rtl"><p>c</p></blockquote>',
        '<table dir="rtl"><tbody><tr><th dir="auto">a</th><td dir="rtl">b</td></tr></tbody></table>',
        "<p><ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>です</p>",
        "<p><ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp></ruby> <bdi>a</bdi></p>",
    ],
)
def test_direction_and_readings_are_kept(html):
    assert richtext.clean(html) == html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<div dir="RTL">a<p>b</p><p dir="ltr">c</p></div>', '<p dir="rtl">a</p><p dir="rtl">b</p><p dir="ltr">c</p>'),
        ('<p dir="up">a</p><p style="direction: rtl">b</p>', '<p>a</p><p dir="rtl">b</p>'),
        ("<ruby><rb>東</rb><rtc><rt>とう</rt></rtc></ruby>", "<p><ruby>東<rt>とう</rt></ruby></p>"),
        ("<p>東<rt>とう</rt>京</p>", "<p>東(とう)京</p>"),
    ],
)
def test_direction_and_readings_as_others_write_them(html, expected):
    assert richtext.clean(html) == expected


def test_readings_stand_in_brackets_where_ruby_is_not_known():
    html = "<p><ruby>東<rt>とう</rt>京<rp>(</rp><rt>きょう</rt><rp>)</rp></ruby></p>"
    assert "<rp>(</rp><rt>とう</rt><rp>)</rp>京<rp>(</rp><rt>きょう</rt><rp>)</rp></ruby>" in richtext.render(
        html, images={}, editions={}, base="https://news.example"
    )


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060\ufeff", "&#x200b;", "&nbsp;\u00ad", "&#2;", "&#xD800;"])
@pytest.mark.parametrize("tag", ["p", "h2", "li", "strong"])
def test_a_text_that_nobody_sees_is_none(unseen, tag):
    assert richtext.text(f"<{tag}>{unseen}</{tag}>") == ""


@pytest.mark.parametrize(
    "unsound",
    ["\x02", "\x0b", "\ufffe", "\ud800", "\U0001ffff", "&#2;", "&#xFFFE;", "&#xD800;", "&#0;", "&#99999999999;"],
)
def test_what_no_text_has_is_gone_from_words_and_attributes(unsound):
    cleaned = richtext.clean(
        f'<p>a{unsound}b <a href="https://example.org/{unsound}" title="a{unsound}b">c</a></p>'
        f'<div data-embed="https://video.example/{unsound}1"></div>'
    )
    assert not re.search("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff\U0001ffff]", cleaned)
    assert richtext.clean(cleaned) == cleaned
    assert richtext.tokens(cleaned)["data-embed"]
