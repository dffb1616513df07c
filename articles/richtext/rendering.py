"""A text as readers see it: pictures, “See also” links, source marks and embeds in place of their tokens."""

import re
from collections import Counter
from html import escape, unescape

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from articles.richtext import captions, embeds
from articles.richtext.cleaning import TOKEN, as_stored

_EMPTY_PARAGRAPH = re.compile(r"<p(?: dir=\"[a-z]+\")?>(?:\s|&nbsp;|<br>|</?(?:strong|em|b|i|u|s)>)*</p>\s*")


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
        return token[0] if token[2] not in there or int(token[3]) in there[token[2]] else ""

    return TOKEN.sub(kept, as_stored(html))


def render(html, *, images, editions, numbers=None, words=None, base="", page=""):
    """
    Return the text for readers (SafeString), its tokens resolved. No query. Stored text is not cleaned once more, but
    looked at (``as_stored``).

    ``images``: dict of image id → Image; ``editions``: dict of article id → the live Edition; ``numbers``: dict of
    citation id → the number of its source; ``words``: what pictures say in this text (``captions``). A token whose
    target is not there renders as nothing, and so does a second one for the same story. For feeds, ``base`` (the site's
    address) makes links to the site itself absolute, marks lead to the sources box on ``page``, and the reading of a
    word stands in brackets where ruby is not known.
    """
    marks, told = Counter(), set()

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
            alt, caption = captions.alt(image, words or {}), captions.caption(image, words or {})
            if base:  # those who read it elsewhere take one file, and know nothing of <picture>
                return render_to_string("articles/_feed_picture.html", {"picture": image.as_one_file(alt, caption)})
            return render_to_string("articles/_text_picture.html", {"image": image, "alt": alt, "caption": caption})
        if name == "data-see-also" and value not in told and (edition := editions.get(int(value))):
            told.add(value)
            return render_to_string("articles/_see_also.html", {"edition": edition})
        if name == "data-embed":
            return embeds.render(value, plain=bool(base))
        return ""

    html = _EMPTY_PARAGRAPH.sub("", TOKEN.sub(resolve, as_stored(html))).strip()
    if base:
        html = re.sub(r"<rt>(?<!<rp>\(</rp><rt>)([^<]*)</rt>", r"<rp>(</rp><rt>\1</rt><rp>)</rp>", html)
        html = re.sub(r'(?<= href=")/|(?<= src=")/', f"{escape(base)}/", html)
    return mark_safe(html)  # noqa: S308 (as_stored() above, and templates that escape)
