"""
The only place that trusts HTML: cleaning what the editor sends, reading what is in it, rendering it for a page.

Stored text is the output of ``clean()``. Besides plain markup it may hold four tokens, elements that stand for
a record and are empty in storage::

    <figure data-image="ID">  <aside data-see-also="ARTICLE">  <sup data-citation="ID">  <div data-embed="URL">
"""

from articles.richtext.cleaning import (
    FRAMES,
    SWALLOWED,
    TOKENS,
    clean,
    links,
    pictures,
    render,
    text,
    tokens,
    with_citations,
)

__all__ = ["FRAMES", "SWALLOWED", "TOKENS", "clean", "links", "pictures", "render", "text", "tokens", "with_citations"]
