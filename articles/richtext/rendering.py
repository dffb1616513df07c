"""A text as readers see it: pictures, “See also” links, source marks and embeds in place of their tokens."""

import re
from collections import Counter
from html import escape, unescape

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from articles.richtext import captions, embeds
from articles.richtext.cleaning import TOKEN, as_stored
from articles.richtext.policy import BOX, SEVERAL
from articles.richtext.tables import laid_out

_EMPTY_PARAGRAPH = re.compile(r"<p(?: dir=\"[a-z]+\")?>(?:\s|&nbsp;|<br>|</?(?:strong|em|b|i|u|s)>)*</p>\s*")


_BOX_START = re.compile(rf'<{BOX[0]} {BOX[1]}="{BOX[2]}">(\s*<h2((?: dir="[a-z]+")?)>(.*?)</h2>)?', re.DOTALL)
_PULL_QUOTE = re.compile(r"<figure>(?=\s*<blockquote\b)")
_TAG = re.compile(r"<[^>]*>")
_SIZES = {  # of the picture on the page, by its width
    "": "(min-width: 48rem) 38rem, 100vw",
    "wide": "(min-width: 84rem) 58rem, 100vw",
    "full": "100vw",
    "half": "(min-width: 48rem) 19rem, 50vw",
    "strip": "(min-width: 48rem) 26rem, 85vw",
}


def with_citations(html, numbers):
    """Return stored text whose citation marks name ``numbers[id]`` (dict of int → int) instead; others go."""

    def renumbered(token):
        if token[2] != "data-citation":
            return token[0]
        number = numbers.get(int(token[3]))
        return f'<sup data-citation="{number}"></sup>' if number else ""

    return TOKEN.sub(renumbered, as_stored(html))


def without_tokens(html, *, images, editions):
    """Return stored text without the pictures and “See also” links that ``render`` would leave out, given the same."""
    there = {"data-image": images, "data-see-also": editions}

    def kept(token):
        if token[2] in SEVERAL:
            return _with_pictures(token, [pk for pk in token[3].split() if int(pk) in images])
        return token[0] if token[2] not in there or int(token[3]) in there[token[2]] else ""

    return TOKEN.sub(kept, as_stored(html))


def _with_pictures(token, there):
    """The token of several pictures with those that are ``there`` (list of ids); of one alone, a picture."""
    if len(there) < 2:
        return "".join(f'<figure data-image="{pk}"></figure>' for pk in there)
    return f'<figure {token[2]}="{" ".join(there)}"></figure>'


def _box(start):
    """Where a box begins: its title (if it has one) is its heading, and its name for those who hear the page."""
    if not start[1]:
        return '<section class="box">'
    name = " ".join(unescape(_TAG.sub("", start[3])).split())
    return f'<section class="box" aria-label="{escape(name)}"><h2 class="box__title"{start[2]}>{start[3]}</h2>'


def render(html, *, images, editions, numbers=None, words=None, base="", page=""):
    """
    Return the text for readers (SafeString), its tokens resolved. No query. Stored text is not cleaned once more, but
    looked at (``as_stored``).

    ``images``: dict of image id → Image; ``editions``: dict of article id → the live Edition; ``numbers``: dict of
    citation id → the number of its source; ``words``: what pictures say in this text (``captions``). A token whose
    target is not there renders as nothing, and so does a second one for the same story. For feeds, ``base`` (the site's
    address) makes links to the site itself absolute, marks lead to the sources box on ``page``, and the reading of a
    word stands in brackets where ruby is not known; boxes, pull quotes and tables are plain, galleries single pictures.
    """
    marks, told = Counter(), set()
    words = words or {}

    def picture(image, width):
        alt, caption = captions.alt(image, words), captions.caption(image, words)
        if base:  # those who read it elsewhere take one file, and know nothing of <picture>
            return render_to_string("articles/_feed_picture.html", {"picture": image.as_one_file(alt, caption)})
        context = {"image": image, "alt": alt, "caption": caption, "width": width, "sizes": _SIZES[width]}
        return render_to_string("articles/_text_picture.html", context)

    def several(token):
        there = [image for pk in token[3].split() if (image := images.get(int(pk)))]
        if len(there) < 2 or base:
            return "".join(picture(image, "") for image in there)
        is_pair = token[2] == "data-pair"
        shown = [picture(image, "half" if is_pair else "strip") for image in there]
        return render_to_string("articles/_pair.html" if is_pair else "articles/_gallery.html", {"pictures": shown})

    def resolve(token):
        name, value = token[2], unescape(token[3])
        if name == "data-citation" and (number := (numbers or {}).get(int(value))):
            marks[value] += 1
            if page:
                return f'<sup><a href="{escape(page)}#source-{number}">[{number}]</a></sup>'
            return (
                f'<sup class="cite"><a id="cite-{value}-{marks[value]}" href="#source-{number}" role="doc-noteref"'
                f' aria-label="Source {number}">{number}</a></sup>'
            )
        if name == "data-image" and (image := images.get(int(value))):
            return picture(image, token[4].partition('"')[2].rstrip('"'))
        if name in SEVERAL:
            return several(token)
        if name == "data-see-also" and value not in told and (edition := editions.get(int(value))):
            told.add(value)
            return render_to_string("articles/_see_also.html", {"edition": edition})
        if name == "data-embed":
            return embeds.render(value, plain=bool(base))
        return ""

    html = as_stored(html)
    if base:
        html = html.replace(f' {BOX[1]}="{BOX[2]}"', "")
    else:
        html = _PULL_QUOTE.sub('<figure class="quote">', _BOX_START.sub(_box, laid_out(html)))
    html = _EMPTY_PARAGRAPH.sub("", TOKEN.sub(resolve, html)).strip()
    if base:
        html = re.sub(r"<rt>(?<!<rp>\(</rp><rt>)([^<]*)</rt>", r"<rp>(</rp><rt>\1</rt><rp>)</rp>", html)
        html = re.sub(r'(?<= href=")/|(?<= src=")/', f"{escape(base)}/", html)
    return mark_safe(html)  # noqa: S308 (as_stored() above, and templates that escape)
