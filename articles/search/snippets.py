"""What a reader is shown of a story that was found: the place in its text, with the words marked."""

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from articles import richtext
from articles.search.asked import Query
from articles.search.words import words

LONGEST = 240  # characters of a snippet
BEFORE = 80  # of them, at most, before the first word that was found
LOOKED_AT = 20_000  # characters of a text in which such a word is looked for


def of(edition, query: Query, language: str) -> tuple[SafeString, SafeString]:
    """
    Headline and snippet of ``edition`` (with its revision); where its text has none of the words, as when an author is
    called so, the snippet is its standfirst.
    """
    text = f"{edition.standfirst}\n{richtext.text(edition.revision.content['body'])}"
    found = snippet(text, query, language) or escape(edition.standfirst)
    return marked(edition.headline, query, language), found


def marked(text: str, query: Query, language: str) -> SafeString:
    """``text`` as HTML, with the words that ``query`` asks for in ``<mark>``."""
    out, last = [], 0
    for start, end in _found(text, query, language):
        out += [escape(text[last:start]), format_html("<mark>{}</mark>", text[start:end])]
        last = end
    return mark_safe("".join([*out, escape(text[last:])]))  # noqa: S308 (every piece of it is escaped)


def snippet(text: str, query: Query, language: str) -> SafeString:
    """The part of ``text`` (plain) around the first word that ``query`` asks for, marked; "" when there is none."""
    text = text[:LOOKED_AT].replace("\n", " ")
    first = next(_found(text, query, language), None)
    if first is None:
        return SafeString("")
    start = _edge(text, max(0, first[0] - BEFORE), first[0])
    end = len(text) if len(text) <= start + LONGEST else max(text.rfind(" ", first[1], start + LONGEST), first[1])
    if end == first[1]:  # no space to end at
        end = min(len(text), start + LONGEST)
    part = marked(text[start:end].strip(), query, language)
    return format_html("{}{}{}", "… " if start else "", part, " …" if end < len(text) else "")


def _edge(text, start, end):
    """Where the first word after ``start`` begins, if that is before ``end``."""
    if not start:
        return 0
    space = text.find(" ", start, end)
    return start if space < 0 else space + 1


def _found(text, query, language):
    """Yield (start, end) of what is to be marked in ``text``, in order; pairs of letters that overlap are one."""
    whole, begins = query.words
    start = end = None
    for word in words(text, language):
        if word.text in whole or (begins and word.text.startswith(begins)):
            if end is not None and word.start < end:
                end = max(end, word.end)
                continue
            if end is not None:
                yield start, end
            start, end = word.start, word.end
            if word.text not in whole and len(word.text) > 1:  # one letter was asked for
                end = start + 1
    if end is not None:
        yield start, end
