"""The pages that show staff the parts which the site's pages are made of, by day and by night, in both directions."""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from articles import richtext
from articles.models import Article, Edition

STORIES = 12  # the newest, which the cards are shown with
COLOURS = "paper tint voice ink soft rule line field accent alarm mark portrait".split()
DESK_COLOURS = "ground hover good warn bad info".split()
STEPS = range(6, -3, -1)  # of type, the largest first
CARDS = "large middle text loud small brief dated".split()  # in strips and lists
THEMES = {"": "as the device", "light": "light", "dark": "dark"}
DIRECTIONS = {"": "as the publication", "ltr": "left to right", "rtl": "right to left"}

# As the editor hands it over; it is cleaned and rendered like that of a story.
TEXT = """
<p>A paragraph with <a href="/">a link</a>, <strong>strong words</strong>, <em>stressed words</em>, H<sub>2</sub>O
and <small>a remark in small type</small>. Ruby stands above: <ruby>漢字<rt>かんじ</rt></ruby>.</p>
<h2>A heading within the text</h2>
<p>After it the text goes on.</p>
<ul><li>One of a list</li><li>Another of it</li></ul>
<blockquote><p>Words of somebody else, as they were said.</p></blockquote>
<figure><blockquote><p>A line that is worth a second look</p></blockquote>
<figcaption>Whose line it is</figcaption></figure>
<section data-box="facts"><h2>A fact box</h2><p>What is good to know beside the story.</p></section>
<table><caption>A table; columns of figures end on one line</caption>
<thead><tr><th>Quay</th><th>Ships</th><th>Tonnes</th></tr></thead>
<tbody><tr><td>North</td><td>12</td><td>1,204.5</td></tr><tr><td>South</td><td>7</td><td>982.0</td></tr></tbody></table>
<hr><p>After a break the text goes on.</p>
"""


@require_safe
def style_guide(request, side="desk"):
    """
    The parts of the desk, or with ``side`` "readers" those of the readers' pages: in the ``theme`` and ``direction`` of
    the query. For all staff. The readers' parts cost 14 queries, however many stories there are.
    """
    theme, direction = (chosen(request, name, of) for name, of in (("theme", THEMES), ("direction", DIRECTIONS)))
    context = {
        **admin.site.each_context(request),
        "title": "Style guide",
        "side": side,
        "theme": theme,
        "direction": direction,
        "choices": [
            ("Colours", "theme", links(THEMES, theme, f"direction={direction}&theme=")),
            ("Direction", "direction", links(DIRECTIONS, direction, f"theme={theme}&direction=")),
        ],
        "colours": COLOURS if side == "readers" else [*COLOURS, *DESK_COLOURS],
        "steps": STEPS,
    }
    if side == "readers":
        context |= readers_parts()
    return TemplateResponse(request, f"admin/style_guide/{side}.html", context)


def chosen(request, name, choices):
    value = request.GET.get(name, "")
    return value if value in choices else ""


def links(choices, current, query):
    """List of (words, query, whether it is shown now)."""
    return [(words, f"?{query}{key}", key == current) for key, words in choices.items()]


def readers_parts():
    """What the readers' parts are shown with: the newest stories (``Edition``), one story of each kind, a text."""
    newest = list(Edition.objects.live().for_cards().order_by("-published_at", "-pk")[:STORIES])
    cards = [(variant, newest[number % len(newest)]) for number, variant in enumerate(CARDS)] if newest else []
    kinds = [
        (label, Edition.objects.live().filter(article_kind=kind).select_related("address").first())
        for kind, label in Article.Kind.choices
    ]
    return {
        "lead": newest[0] if newest else None,
        "cards": cards,
        "kinds": kinds,
        "text": richtext.render(richtext.clean(TEXT), images={}, editions={}),
    }
