"""What is pasted from other programs comes out as a story's text, and nothing else of it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from articles.models import Article
from articles.richtext import policy
from tests.browser.waiting import becomes
from tests.factories import create_article, create_user, publish

SCRIPT = Path("static/js/desk/editor/paste.js")
PASTED = Path(__file__).parent / "pasted"

HEAD = "<h2>The harbour <em>after</em> the storm</h2>"
FIRST = (
    '<p>The quay is <strong>closed</strong>, says the <a href="https://example.org/port?a=1&amp;b=2">port '
    "<strong>authority</strong></a>.{mark} It <strong><em>must</em></strong> not be entered, CO<sub>2</sub> or "
    "<s>no</s> CO.{end}</p>"
)
SUBHEAD = "<h2>What is shut</h2>"
BULLETS = "<ul><li>Quays<ul><li>North <em>quay</em></li><li>South quay</li></ul></li><li>Cranes</li></ul>"
NUMBERS = "<ol{start}><li>Sweep<ol><li>by hand</li></ol></li><li>Open</li></ol>"
ROWS = (
    '<tr><td rowspan="2">Aurora</td><td>in</td><td><p>10</p><p>twice</p></td></tr><tr><td>out</td><td></td></tr>'
    "</tbody></table>"
)
HEADED = f'<table><thead><tr><th>Ship</th><th colspan="2">Tonnes</th></tr></thead><tbody>{ROWS}'

EXPECTED = {
    "word": (
        HEAD
        + FIRST.format(mark="[1]", end="")
        + "<p>First line<br>second line, 10&nbsp;000 tonnes. Added by Jo.</p>"
        + SUBHEAD
        + BULLETS
        + NUMBERS.format(start="")
        + "<blockquote><p>We will be back.</p></blockquote><ul><li>A list by its style</li></ul>"
        + HEADED
        + "<p>The last line.</p><p>Notes of the harbourmaster.</p><p>[1] Letter of 3 May.</p>"
    ),
    "google-docs": (
        HEAD
        + FIRST.format(mark="", end="")
        + "<p>First line<br>second line, 10&nbsp;000 tonnes.</p>"
        + SUBHEAD
        + BULLETS
        + NUMBERS.format(start="")
        + "<table><tbody><tr><td><strong>Ship</strong></td>"
        + f'<td colspan="2"><strong>Tonnes</strong></td></tr>{ROWS}'
        + "<p>The last line.</p>"
    ),
    "libreoffice": (
        HEAD
        + FIRST.format(mark="<sup>1</sup>", end="")
        + "<p>First line<br>second line, 10 000 tonnes.</p>"
        + SUBHEAD
        + BULLETS
        + NUMBERS.format(start="")
        + "<blockquote><p>We will be back.</p></blockquote>"
        + HEADED
        + "<p>The last line.</p><p>1 Letter of 3 May.</p>"
    ),
    "web-page": (
        HEAD
        + '<p>By <a href="https://example.net/authors/jo/">Jo Desk</a></p>'
        + FIRST.format(mark="", end="<sup>1</sup>")
        + "<p>First line<br>second line, 10&nbsp;000 tonnes.</p><p>A new paragraph, said the “port” master.</p>"
        + SUBHEAD
        + BULLETS
        + NUMBERS.format(start=' start="3"')
        + "<blockquote><p>We will<br>be back.</p><p>Soon.</p></blockquote><h4>Ships</h4>"
        + "<table><caption>Ships and <strong>tonnes</strong></caption>"
        + '<thead><tr><th scope="col">Ship</th><th colspan="2" scope="colgroup">Tonnes</th></tr></thead>'
        + '<tbody><tr><th rowspan="2" scope="row">Aurora</th><td>in</td><td>10<br>twice</td></tr>'
        + "<tr><td>out</td><td></td></tr></tbody></table>"
        + '<p>one<br>two</p><p>Mail <a href="mailto:jo@example.org">Jo</a>, not this or .</p>'
    ),
}


def open_story(site, body="", **fields):
    """A page at a new story's form, ``page.article``, the cursor in the editor."""
    user = create_user(role="administrator")
    article = create_article(created_by=user, body=body, **fields)
    article.save_revision(user)
    page = site.desk("administrator", user=user)
    page.article = article
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator(".cke_editable").first.click()
    return page


def paste(page, html="", text=""):
    """As the browser does on Control+V: an event with what the clipboard holds."""
    page.evaluate(
        """([html, text]) => {
            const data = new DataTransfer();
            if (html) data.setData("text/html", html);
            data.setData("text/plain", text);
            document.querySelector(".cke_editable").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [html, text],
    )
    page.evaluate("() => new Promise((done) => setTimeout(done, 50))")  # CKEditor works a moment later


def written(html):
    """HTML without the line breaks between blocks that CKEditor writes, and its way to write the same."""
    html = re.sub(r"\s*\n\s*", "", html).replace("<br />", "<br>").replace("<td>&nbsp;</td>", "<td></td>")
    return html.replace("&ldquo;", "“").replace("&rdquo;", "”").replace("\xa0", "&nbsp;")


def in_editor(page):
    return written(page.evaluate("CKEDITOR.instances.id_body.getData()"))


def stored(page):
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("Saved.")
    return written(Article.objects.get(pk=page.article.pk).body)


@pytest.fixture(scope="module")
def tidy(chromium):
    """The function of the script alone: HTML → HTML."""
    page = chromium.new_page()
    page.evaluate("window.CKEDITOR = { on() {} }")
    page.add_script_tag(content=SCRIPT.read_text())
    tidied = "([html, textPolicy]) => newsroomPaste.tidy(html, textPolicy).html"
    yield lambda html: page.evaluate(tidied, [html, policy.for_scripts()])
    page.close()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_document_keeps_what_it_means_and_loses_its_clothes(site, name):
    page = open_story(site)
    paste(page, (PASTED / f"{name}.html").read_text(), "text")
    page.get_by_text(re.compile("pictures? (was|were) left out")).wait_for()
    assert in_editor(page) == EXPECTED[name]
    assert stored(page) == EXPECTED[name]


def test_a_picture_alone_is_not_pasted_and_it_is_said(site):
    page = open_story(site)
    before = in_editor(page)
    paste(page, '<img src="https://example.org/quay.jpg" alt="The quay">', "")
    page.get_by_text("A picture was left out. Upload it to the library first").wait_for()
    assert in_editor(page) == before


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # Emphasis is joined, and leaves out the spaces at its ends.
        ("<b>One</b> <b>two</b><i> three </i>four", "<strong>One two</strong> <em>three</em> four"),
        ('<b style="font-weight:normal"><span style="font-weight:700">a</span> b</b>', "<strong>a</strong> b"),
        (
            '<h3><strong>Head</strong><br>line</h3><p><span style="font-weight:600">x</span></p>',
            "<h3>Head line</h3><p><strong>x</strong></p>",
        ),
        # Line breaks and spaces.
        ("one<br><br>\n two<br>three<br>", "<p>one</p><p>two<br>three</p>"),
        (
            "<p>&nbsp;a&nbsp;&nbsp;b&nbsp;c 5&nbsp;kg «&nbsp;oui&nbsp;»&nbsp;d</p>",
            "a b c 5&nbsp;kg «&nbsp;oui&nbsp;» d",
        ),
        # Links.
        (
            '<a href="https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1%23c&sa=D">x</a>',
            '<a href="https://example.org/a?b=1#c">x</a>',
        ),
        (
            '<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2F&data=1">x</a>',
            '<a href="https://example.org/">x</a>',
        ),
        (
            '<a href="https://www.google.com/url?q=javascript:alert(1)">x</a>',
            '<a href="https://www.google.com/url?q=javascript:alert(1)">x</a>',
        ),
        ('<a href="file:///C:/x">a</a> <a href="#b">b</a> <a name="c">c</a> <a href="//e.example/">d</a>', "a b c d"),
        (
            '<a href="https://example.org/"><h3>Head</h3>Words</a>',
            '<h3><a href="https://example.org/">Head</a></h3><p><a href="https://example.org/">Words</a></p>',
        ),
        # A table that only lays out; the lists of Word on the web; headings that LibreOffice makes lists of.
        (
            "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td><p>c</p></td></tr></table>",
            "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table><p>c</p>",
        ),
        (
            '<div class="ListContainerWrapper"><ul><li data-aria-level="1"><p>a</p></li></ul></div>'
            '<div class="ListContainerWrapper"><ul><li data-aria-level="2"><p>b</p></li></ul></div>'
            '<div class="ListContainerWrapper"><ul><li data-aria-level="1"><p>c</p></li></ul></div>',
            "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
        ),
        ('<ol><li><h1 class="western">a</h1></ol><p>b</p>', "<h2>a</h2><p>b</p>"),
        ("<ul><li>a</li><ul><li>b</li></ul><li></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        # Direction, of one's own or of what stands around; how words are read.
        ('<p dir="RTL">a</p>', '<p dir="rtl">a</p>'),
        (
            '<div dir="rtl"><p>a</p><p dir="ltr">b</p><ul><li dir="auto">c</li></ul></div><p>d</p>',
            '<p dir="rtl">a</p><p dir="ltr">b</p><ul dir="rtl"><li dir="auto">c</li></ul><p>d</p>',
        ),
        ('<p style="direction:rtl">a</p><p>b</p>', '<p dir="rtl">a</p><p>b</p>'),
        (
            "<p><b><ruby><rb>東</rb><rp>(</rp><rt>とう</rt><rp>)</rp>京<rt>きょう</rt></ruby></b>です</p>",
            "<strong><ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp>京<rt>きょう</rt></ruby></strong>です",
        ),
        # Nothing is left of these.
        ('<p style="margin:0" class="x" id="y" data-x="1" onclick="z()"><font face="a">a</font><o:p></o:p></p>', "a"),
        ("<p>a</p><p>&nbsp;</p><p><br></p><p><b> </b></p><h2></h2><ul><li></li></ul><p>b</p>", "<p>a</p><p>b</p>"),
        ('<style>p{color:red}</style><script>x</script><!-- c --><img src="https://e.example/x.png">a', "a"),
        # Our own tokens, as another story's editor puts them on the clipboard; not what only looks like one.
        (
            '<p>a<sup data-citation="7" class="cke_widget_element"><span>1</span></sup></p>'
            '<div class="cke_widget_wrapper" data-cke-widget-id="0"><aside data-see-also="12" data-widget="x"><b>T</b>'
            '</aside><span class="cke_reset cke_widget_drag_handler_container"><img src="data:,"></span></div>'
            '<figure data-image="1 or 2"><img src="x"><figcaption>c</figcaption></figure>',
            '<p>a<sup data-citation="7"></sup></p><aside data-see-also="12"></aside>',
        ),
    ],
)
def test_what_a_piece_of_html_becomes(tidy, html, expected):
    pasted = tidy(html)
    assert pasted.replace("\xa0", "&nbsp;") == expected
    assert tidy(pasted) == pasted


def test_what_the_cleaner_keeps_the_editor_keeps(site):
    body = (
        "<p>H<sub>2</sub>O<sup>3</sup> <s>a</s> <u>b</u> <small>c</small> <del>d</del> <ins>e</ins> <code>f</code> "
        '<kbd>g</kbd> <q cite="https://example.org/">h</q> <cite>i</cite> <abbr title="x">j</abbr> '
        '<time datetime="2026-11-23">k</time> <a href="/2026/" hreflang="de" title="x">l</a></p><hr>'
        '<ol start="3"><li value="5">a</li></ol><blockquote cite="https://example.org/"><p>b</p></blockquote>'
        '<table><caption>c</caption><thead><tr><th scope="col">x</th><th>y</th></tr></thead><tfoot><tr><td>1</td>'
        "<td>2</td></tr></tfoot></table>"
    )
    page = open_story(site, body=body)
    assert in_editor(page).replace("<hr />", "<hr>") == body


def offer(page, words):
    return page.get_by_role("region", name="Links to stories").get_by_role("group", name=words)


@pytest.mark.parametrize(
    ("html", "plain", "before"),
    [
        ("<p>See also: <b>The Storm</b></p>", "", "See also: <strong>The Storm</strong>"),
        ("", "SEE ALSO “the storm”", "SEE ALSO &ldquo;the storm&rdquo;"),
    ],
)
def test_a_pasted_see_also_becomes_a_link_by_keyboard_and_back_by_one_undo(site, html, plain, before):
    story = publish(headline="The storm").article
    page = open_story(site, body="<p>First.</p>")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    paste(page, html, plain)
    words = re.compile("^see also:? .?the storm.?$", re.IGNORECASE)
    offer(page, words).wait_for()
    before = f"<p>First.</p><p>{before}</p>".replace("&ldquo;", "“").replace("&rdquo;", "”")
    assert in_editor(page) == before  # it is pasted as it is
    becomes(page, "document.activeElement.classList.contains('cke_editable')")
    page.keyboard.press("Tab")
    becomes(page, "document.activeElement.textContent", "Insert")
    page.keyboard.press("Enter")
    offer(page, words).wait_for(state="detached")
    token = f'<aside data-see-also="{story.pk}"></aside>'
    assert re.sub("<p>(&nbsp;)?</p>$", "", in_editor(page)) == f"<p>First.</p>{token}"
    page.keyboard.type("After.")
    assert in_editor(page) == f"<p>First.</p>{token}<p>After.</p>"
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert in_editor(page) == before
    page.keyboard.press("Control+y")
    assert stored(page) == f"<p>First.</p>{token}"


def test_a_pasted_see_also_may_stay_text(site):
    publish(headline="The storm")
    page = open_story(site)
    paste(page, "<h2>Head</h2><p>See also: The storm</p><p>Last.</p>")
    offer(page, "See also: The storm").get_by_role("button", name="Keep as text").focus()
    page.keyboard.press("Escape")
    offer(page, "See also: The storm").wait_for(state="detached")
    becomes(page, "document.activeElement.classList.contains('cke_editable')")
    assert stored(page) == "<h2>Head</h2><p>See also: The storm</p><p>Last.</p>"


def test_of_several_stories_one_is_chosen_and_several_pointers_are_offered_one_by_one(site):
    publish(headline="The storm")
    second = publish(create_article(headline="THE STORM", slug="the-other-storm")).article
    third = publish(headline="After it").article
    page = open_story(site)
    paste(page, "<p>a</p><p>See also The storm</p><p>b</p><p>See also “After it”</p><p>See also nothing known</p>")
    one, other = offer(page, "See also The storm"), offer(page, "See also “After it”")
    other.wait_for()
    one.get_by_label("Which story").select_option(str(second.pk))
    one.get_by_role("button", name="Insert").click()
    one.wait_for(state="detached")
    other.get_by_role("button", name="Insert").click()
    other.wait_for(state="detached")
    assert page.get_by_role("region", name="Links to stories").count() == 0
    assert stored(page) == (
        f'<p>a</p><aside data-see-also="{second.pk}"></aside><p>b</p><aside data-see-also="{third.pk}"></aside>'
        "<p>See also nothing known</p>"
    )


def test_nothing_is_offered_for_the_story_itself_or_within_a_paragraph_or_for_what_is_gone(site):
    publish(headline="The storm")
    page = open_story(site, headline="My own story")
    asked = []
    page.on("response", lambda response: "titled" in response.url and asked.append(response.url))
    with page.expect_response("**/titled/**"):
        paste(page, "<p>See also: My own story</p>")
    paste(page, "<p>One. See also: The storm</p><ul><li>See also: The storm</li></ul>")
    assert page.get_by_role("region", name="Links to stories").count() == 0
    assert len(asked) == 1
    paste(page, "<p>x</p><p>See also: The storm</p>")
    insert = offer(page, "See also: The storm").get_by_role("button", name="Insert")
    insert.wait_for()
    page.evaluate("new Promise(done => CKEDITOR.instances.id_body.setData('<p>New.</p>', done))")
    insert.click()
    page.get_by_text("is no longer a paragraph of the text").wait_for()
    assert in_editor(page) == "<p>New.</p>"


def test_what_is_copied_from_a_readers_page_is_a_storys_text_again(site):
    """By the keys, through the browser's own clipboard, which writes every style into what it copies."""
    body = (
        "<h2>Head</h2><p>One <strong>bold</strong> and <em>slanted</em> <a href='https://example.org/'>link</a>.</p>"
        "<ul><li>a</li><li>b</li></ul><blockquote><p>Said.</p></blockquote>"
        "<table><thead><tr><th>x</th><th>y</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )
    edition = publish(create_article(headline="The storm", body=body))
    page = open_story(site)
    reader = page.context.new_page()
    reader.goto(edition.get_absolute_url())
    reader.evaluate(
        """() => {
            const head = [...document.querySelectorAll("h2")].find((one) => one.textContent === "Head");
            getSelection().setBaseAndExtent(head, 0, document.querySelector("table td:last-child"), 1);
        }"""
    )
    reader.keyboard.press("Control+c")
    page.bring_to_front()
    page.locator(".cke_editable").click()
    page.keyboard.press("Control+v")
    page.locator(".cke_editable table").wait_for()
    assert in_editor(page) == body.replace("'", '"')


def test_tokens_copied_from_another_story_are_there_and_words_without_their_clothes(site):
    see_also = publish(headline="Elsewhere").article
    page = open_story(site, body=f'<p>One <em>two</em>.</p><aside data-see-also="{see_also.pk}"></aside><p>Three.</p>')
    other = create_article(created_by=page.user, body="<p>Last.</p>")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.goto(f"/admin/articles/article/{other.pk}/change/")
    page.locator(".cke_editable").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    page.locator(".cke_editable aside").wait_for()
    page.article = other
    token = f'<aside data-see-also="{see_also.pk}"></aside>'
    assert stored(page) == f"<p>Last.</p><p>One <em>two</em>.</p>{token}<p>Three.</p>"
