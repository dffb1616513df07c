"""
The only place that trusts HTML: what may stand in a text (``policy``), cleaning what the editor sends, reading what is
in it (``reading``, ``reading_time``), rendering it for a page.

Stored text is the output of ``clean()``. Besides plain markup it may hold tokens, elements that stand for records and
are empty in storage::

    <figure data-image="ID">, also with data-width="wide" or "full"
    <figure data-pair="ID ID">  <figure data-gallery="ID ID …">
    <aside data-see-also="ARTICLE">  <sup data-citation="ID">  <div data-embed="URL">

A fact box is ``<section data-box="facts">``, its title an h2; a pull quote is a ``<figure>`` of a blockquote and of a
figcaption that says whose words they are.
"""

from articles.richtext.cleaning import as_stored, clean
from articles.richtext.policy import FRAMES, LONGEST, SWALLOWED, TOKENS
from articles.richtext.reading import links, pictures, reads_the_same, text, tokens
from articles.richtext.reading_time import length, length_of, shortened, too_long
from articles.richtext.rendering import render, with_citations, without_tokens

__all__ = [
    "FRAMES",
    "LONGEST",
    "SWALLOWED",
    "TOKENS",
    "as_stored",
    "clean",
    "length",
    "length_of",
    "links",
    "pictures",
    "reads_the_same",
    "render",
    "shortened",
    "text",
    "tokens",
    "too_long",
    "with_citations",
    "without_tokens",
]
