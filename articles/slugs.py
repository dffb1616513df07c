"""The last part of an address, made of words in any script. Every slug that nobody types comes from here."""

import unicodedata
from itertools import count

from anyascii import anyascii
from django.utils.text import slugify


def _letter(char):
    """``char`` if a word can have it, a space for what parts words, else nothing: an emoji would become its name."""
    category = unicodedata.category(char)
    if category[0] in "LMN" or category == "Pc":
        return char
    return " " if char.isspace() or category in {"Zs", "Pd"} else ""


def slug_of(text, longest, empty):
    """
    Return ``text`` in Latin letters, digits and hyphens: at most ``longest`` characters, cut at a word's end unless one
    word is most of it; ``empty`` when nothing of it can be written so, as of emoji. Of ASCII it is what Django's
    ``slugify`` makes.
    """
    slug = slugify(anyascii("".join(map(_letter, unicodedata.normalize("NFC", text)))))
    if len(slug) > longest:
        whole_words = slug[: longest + 1].rpartition("-")[0]
        slug = whole_words if len(whole_words) > longest // 2 else slug[:longest]
    return slug or empty


def story_slug(headline):
    """The slug that a story gets when nobody gives it one."""
    return slug_of(headline, longest=100, empty="story")


def numbered(slug, longest):
    """Yield ``slug``, ``slug-2``, ``slug-3`` … without end, none of more than ``longest`` characters."""
    yield slug
    for number in count(2):
        yield f"{slug[: longest - len(str(number)) - 1].rstrip('-')}-{number}"


def free_slug(text, *models):
    """Return the first slug of ``text`` that no row of ``models`` has. 1 query for each of them and each try."""
    longest = min(model._meta.get_field("slug").max_length for model in models)
    slugs = numbered(slug_of(text, longest, empty="unnamed"), longest)
    return next(slug for slug in slugs if not any(model.objects.filter(slug=slug).exists() for model in models))
