"""Tags and filters for any page that shows stories: ``{% load articles %}``. None of them makes a query."""

import json
import re
from datetime import timedelta
from urllib.parse import urlencode, urljoin

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language_info

from articles import structured_data
from articles.feed_formats import feeds_of
from articles.front import Place
from articles.images import card_drawing
from articles.left_out import alone
from articles.models import Series
from articles.richtext import render, shortened, text

register = template.Library()

# What could end a script element or a line of JavaScript, written so that JSON still reads the same.
JSON_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})

QUESTION = re.compile(r'<p((?: dir="\w+")?)>(<strong>(?:(?!</?strong>|</p>).)*</strong>)</p>', re.DOTALL)


@register.inclusion_tag("articles/_picture.html")
def picture(image, alt=None, sizes="100vw", eager=False, shape=""):
    """
    Show ``image`` in its renditions; nothing for None, or while they are not made yet.

    ``alt`` replaces the picture's own text, ``sizes`` is the attribute of that name, ``eager`` marks the one
    picture that a page is waited for, ``shape`` adds a class. No query, no storage look-up.
    """
    if image is None or not image.is_shown:
        return {"image": None}
    renditions = image.renditions
    source, width = renditions["jpeg"][-1]
    classes = ["picture", image.focus_class, shape, "picture--tall" if image.height > image.width else ""]
    return {
        "image": image,
        "classes": " ".join(filter(None, classes)),
        "alt": image.alt if alt is None else alt,
        "webp": renditions["webp"],
        "jpeg": renditions["jpeg"],
        "source": source,
        "width": width,
        "height": round(width * image.height / image.width),
        "sizes": sizes,
        "eager": eager,
    }


# What a card shows beside its headline, by variant: kicker, picture, standfirst, byline.
SHOWN = {
    "lead": (True, True, True, True),
    "second": (True, True, True, True),
    "tall": (True, True, True, True),
    "words": (True, False, True, True),
    "large": (True, True, True, True),
    "middle": (True, True, True, False),
    "text": (True, False, True, False),
    "loud": (True, False, True, False),
    "above": (True, True, False, False),
    "next": (True, False, False, True),
    "split": (True, True, True, True),
    "feature": (True, True, True, True),
    "dated": (True, False, True, False),
    "timed": (False, False, False, False),
    "part": (False, False, True, True),
    "first": (False, False, True, False),
    "voice": (False, False, False, False),
    "small": (True, False, False, False),
    "brief": (False, False, False, False),
}
LONG_HEADLINE = 44  # characters; what is longer is set smaller where it stands largest
# The classes of those that are not called like their variant.
CLASSES = {
    "second": "card--second card--middle card--text",
    "tall": "card--second card--tall card--text",
    "words": "card--second card--text",
    "above": "card--above card--text",
    "next": "card--text",
    "split": "card--split card--text take-9 subgrid",
    "first": "card--voice card--first",
}


@register.simple_tag
def card(shown, level, variant, within=None, layout=""):
    """
    Show ``shown`` (an ``Edition`` of ``for_cards()``, or a ``Place`` of the front page) in a list; nothing for None, or
    when it can't be shown.

    ``level`` is that of its heading; ``variant`` one of ``SHOWN``: lead; second (beside it), tall (with its picture
    under its words) and words (without it); large, middle, text, loud, above (words under a picture) and split (beside
    one), in strips of the front; feature; dated, in a list; timed, in the list of a day; part, in that of a
    series; first and voice, opinion on the front; small, a headline under or beside others; brief, its headline with
    the time. ``within`` is the section whose page or strip it stands in, or the series; ``layout`` how a lead stands:
    one of the front's, or "section".
    """
    if shown is None:
        return ""
    is_placed = isinstance(shown, Place)
    edition = shown.edition if is_placed else shown
    is_large = variant in {"lead", "feature"}
    has_kicker, has_picture, has_standfirst, has_byline = SHOWN[variant]
    html = ""
    with alone(edition):
        place = shown if is_placed else Place("lead" if is_large else "", 0, edition, image=edition.lead_image)
        image = place.image if has_picture and layout != "headline" else None
        image = image if image and image.is_shown else None
        if variant == "lead" and image is None and layout != "section":
            layout = "headline"  # a larger type, never a hole
        if variant == "split" and image is None:
            variant = "large"
        context = {
            "edition": edition,
            "headline": place.headline,
            "headline_language": place.language,
            "kicker": place.kicker,
            "image": image,
            "alt": place.alt,
            "has_kicker": has_kicker,
            "has_standfirst": has_standfirst,
            "has_byline": has_byline,
            "level": level,
            "variant": variant,
            "within": within,
            "layout": layout,
            "classes": card_classes(place, variant, layout),
        }
        # Of an edition that came without it (``EditionQuerySet.with_series``), no series is told.
        slug = getattr(edition, "series_slug", None)
        if slug and edition.part and not isinstance(within, Series):
            context["series_url"] = reverse("articles:series", args=[slug])
        html = render_to_string("articles/_card.html", context)
    return html


def card_classes(place, variant, layout):
    classes = ["card", CLASSES.get(variant, f"card--{variant}"), f"card--of-{place.edition.article_kind}"]
    if variant == "lead":
        classes += [f"card--{layout}", "take-8 subgrid" if layout == "section" else "grid"]
    if len(place.headline) > LONG_HEADLINE:
        classes.append("card--long")
    return " ".join(classes)


@register.inclusion_tag("articles/_portrait.html")
def portrait(author, sizes="3.5rem"):
    """
    Show the face of ``author`` when the author came with it (``select_related``), else nothing. ``sizes`` is the
    attribute of that name.
    """
    return {"image": author.portrait if type(author).portrait.is_cached(author) else None, "sizes": sizes}


@register.simple_tag
def byline(authors):
    """Return the names of ``authors`` as links: “A, B and C”. Empty for nobody."""
    links = [
        format_html('<a href="{}" rel="author"><bdi>{}</bdi></a>', author.get_absolute_url(), author.name)
        for author in authors
    ]
    if len(links) < 2:
        return links[0] if links else ""
    before = format_html_join(", ", "{}", [[link] for link in links[:-1]])
    return format_html("{} and {}", before, links[-1])


@register.inclusion_tag("articles/_feed_alternates.html")
def feed_alternates(title, page):
    """Name the feeds of ``page`` (an address that ends with a slash) in the head of a page, each called ``title``."""
    return {"title": title, "feeds": feeds_of(page)}


@register.inclusion_tag("articles/_feed_links.html")
def feed_links(words, page):
    """Show the feeds of ``page`` (an address that ends with a slash) as links, after ``words``."""
    return {"words": words, "feeds": feeds_of(page)}


@register.inclusion_tag("articles/_feed_list.html")
def feed_list(name, page):
    """List the feeds of ``page`` (an address that ends with a slash), called ``name``, with their addresses to copy."""
    return {"name": name, "feeds": feeds_of(page)}


@register.inclusion_tag("articles/_kicker.html")
def kicker(edition, within=None):
    """
    Show the section of ``edition`` and its kind, leaving out what is plain: the kind “news”, a kind that is
    called like the section, and the section ``within`` whose page or strip the story stands.
    """
    kind = edition.get_article_kind_display
    is_plain = edition.article_kind == "news" or kind.casefold() == edition.section.name.casefold()
    return {
        "section": None if edition.section == within else edition.section,
        "kind": None if is_plain else kind,
        "is_live": edition.article_kind == "live",
        "has_ended": edition.article_kind == "live" and getattr(edition, "coverage_ended_at", None) is not None,
    }


def words_for(moment, now, style=""):
    """
    Return how ``moment`` is written at ``now`` (both aware, in the reader's time zone).

    “14:02” on the day itself, “Sunday 14:02” within the week, else “23 November 2026”; never “18 min ago”,
    which a stored page would keep saying. Style ``full`` is “23 November 2026, 14:02” whatever the day; style
    ``clock`` has the time of each day: “14:02”, “23 November, 14:02”, the year only when it is another one.
    """
    if style == "clock":
        form = "H:i" if moment.date() == now.date() else "j F, H:i" if moment.year == now.year else "j F Y, H:i"
        return format_date(moment, form)
    if style == "full":
        return format_date(moment, "j F Y, H:i")
    age = now.date() - moment.date()
    if age == timedelta(0):
        return format_date(moment, "H:i")
    if timedelta(0) < age < timedelta(days=7):
        return format_date(moment, "l H:i")
    return format_date(moment, "j F Y")


@register.filter
def when(moment, style=""):
    """Return ``moment`` (aware datetime or None) as a ``<time>`` element in words, see ``words_for``."""
    if moment is None:
        return ""
    moment = timezone.localtime(moment)
    words = words_for(moment, timezone.localtime(), style)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(timespec="minutes"), words)


@register.filter
def rich_text(html):
    """Return ``html`` (str) with nothing in it but what a page may hold, ready to be shown."""
    return render(html, images={}, editions={})


@register.filter
def questions(html):
    """
    Return ``html`` (SafeString, the text of an interview; anything else comes back as it is) with each paragraph that
    is bold from its first letter to its last marked as a question.
    """
    return mark_safe(QUESTION.sub(r'<p class="question"\1>\2</p>', html)) if isinstance(html, SafeString) else html  # noqa: S308 (it was safe, and still is)


@register.inclusion_tag("_form_problems.html")
def form_problems(form, title, at="id_"):
    """
    Say above a form that was sent what is wrong with it, each sentence a link to its field, whose id begins with
    ``at``; nothing for a form that is right or was not sent. It has the focus: by ``#problems``, which the form is sent
    to, and where a browser knows no such, by ``autofocus``.
    """
    if form is None or not form.errors:
        return {}
    found = getattr(form, "messages", None) or [
        (name if name in form.fields else "", error) for name, errors in form.errors.items() for error in errors
    ]
    return {"title": title, "problems": [(f"{at}{name}" if name else "", error) for name, error in found]}


@register.filter
def absolute(url):
    """Return ``url`` with scheme and host, for those who read it outside the site. Empty stays empty."""
    return urljoin(f"{settings.SITE_URL}/", url) if url else ""


@register.filter
def direction(language):
    """Return “rtl” or “ltr” for a language code (str; None, empty and unknown to Django count as “ltr”)."""
    try:
        return "rtl" if get_language_info(language or "")["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@register.filter
def language_name(language):
    """Return what a language (code) is called by who speaks it, “Deutsch”; a code that nobody knows as it is."""
    try:
        return capfirst(get_language_info(language or "")["name_local"])
    except KeyError:
        return language


@register.filter
def og_locale(language):
    """Return a language code as Open Graph writes it, “pt-BR” as “pt_BR”; empty for one that names no country."""
    name, *parts = (language or "").split("-")
    country = next((part.upper() for part in parts if len(part) == 2), "")
    return f"{name}_{country}" if country else ""


@register.filter
def news_language(language):
    """Return a language code as news sitemaps write it: “pt” for “pt-BR”, “zh-cn” or “zh-tw” for Chinese."""
    name, *parts = (language or "en").lower().split("-")
    if name == "zh":
        return "zh-tw" if {"tw", "hk", "mo", "hant"} & set(parts) else "zh-cn"
    return name


@register.simple_tag
def in_language(language):
    """Return the attributes that say in which language (code or empty: the page's) an element's words are."""
    return format_html('lang="{}" dir="{}"', language, direction(language)) if language else ""


@register.simple_tag
def json_ld(data):
    """Return ``data`` (dict) as a JSON-LD script element that no text in it can close. Empty for no data."""
    if not data:
        return ""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(JSON_ESCAPES)
    element = f'<script type="application/ld+json">{text}</script>'
    return mark_safe(element)  # noqa: S308 (nothing in text can end the element: JSON_ESCAPES)


@register.simple_tag(takes_context=True)
def page_data(context, title, description):
    """
    Return what machines read about a page that lists stories (``page`` or ``editions`` of the context), about an author
    (``author``), or a page of words: JSON-LD.
    """
    publication, url = context["publication"], context["request"].path
    page, author = context.get("page"), context.get("author")
    if author:
        data = structured_data.profile(publication, author)
    elif page or "editions" in context:
        editions = page.items if page else context["editions"]
        data = structured_data.collection(publication, str(title), description, url, editions)
    else:
        data = structured_data.web_page(publication, str(title), description, url)
    return json_ld(data)


LARGE_CARD, SMALL_CARD = "summary_large_image", "summary"  # as X calls them; others read them too


@register.inclusion_tag("articles/_card_image.html", takes_context=True)
def card_image(context, image, alt, page, kicker, headline, words=""):
    """
    Show in the head which picture other sites are to show of ``page`` (its address): ``image`` (with ``alt``), or where
    there is none, the card that is drawn of ``kicker`` and ``headline``; ``words`` say what else that card stands for.
    A portrait, which is taller than wide, is shown small.
    """
    if image is None or not image.is_shown:
        name = getattr(context.get("publication"), "name", "")  # an answer to an error may have none
        return {
            "url": absolute(card_drawing.address(page, name, kicker, headline)),
            "type": "image/png",
            "width": card_drawing.WIDTH,
            "height": card_drawing.HEIGHT,
            "alt": words or headline,
            "twitter": LARGE_CARD,
        }
    shape, twitter = ("1x1", SMALL_CARD) if image.height > image.width else ("16x9", LARGE_CARD)
    width, height = image.crop_sizes[shape]
    return {
        "url": absolute(image.crops[shape]),
        "type": "image/jpeg",
        "width": width,
        "height": height,
        "alt": alt,
        "twitter": twitter,
    }


@register.simple_tag(takes_context=True)
def pictured(context):
    """
    Return dict of what a list shows of itself elsewhere: ``image`` (or None) and the ``page`` (address) whose card is
    drawn else, of ``kicker`` and ``headline``: that of the front page where the page has none of its own.
    """
    for name, of in (("author", "portrait"), ("tag", "picture"), ("series", "picture"), ("section", None)):
        if isinstance(record := context.get(name), Model):
            kicker, headline = card_drawing.words_of(record)
            image = getattr(record, of) if of else None
            return {"image": image, "page": record.get_absolute_url(), "kicker": kicker, "headline": headline}
    publication = context["publication"]
    return {"image": None, "page": "/", "kicker": publication.tagline, "headline": publication.name}


@register.filter
def oembed_url(edition):
    """Return where the card of ``edition`` is that other sites may show (oEmbed)."""
    return f"{absolute(reverse('articles:oembed'))}?{urlencode({'url': absolute(edition.get_absolute_url())})}"


@register.filter
def opening(html):
    """Return how ``html`` (str) begins, as text of at most 300 characters."""
    return shortened(text(html))
