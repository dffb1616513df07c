"""
What a picture says in one text alone, beside what it says in the library.

It is kept beside the text, as a token says nothing but its picture: dict of image id (str) → dict of "alt" (str),
"caption" (str) and "decorative" (True). What is missing is as the library has it; a picture that stands in the text
twice says the same twice.
"""

import json

from articles.text import line

LENGTHS = {"alt": 300, "caption": 500}  # characters, as in the library


def read(text):
    """What a form sent as JSON, to be ``tidied``; None for what can’t be read."""
    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return words if isinstance(words, dict) else None


def too_long(words):
    """Sentences (list) on what in ``words`` (dict, as ``read``) is longer than it may be."""
    return [
        f"The {name} of picture {pk} has {len(_line(entry.get(name))):,} characters; {most} is the most."
        for pk, entry in words.items()
        if isinstance(entry, dict)
        for name, most in LENGTHS.items()
        if len(_line(entry.get(name))) > most
    ]


def tidied(words, pictures):
    """Return of ``words`` (anything) what can be kept: those for ``pictures`` (set of ids), in the order of the ids."""
    if not isinstance(words, dict):
        return {}
    kept = {str(pk): _entry(words.get(str(pk))) for pk in sorted(pictures)}
    return {pk: entry for pk, entry in kept.items() if entry}


def _entry(words):
    if not isinstance(words, dict):
        return {}
    texts = {name: _line(words.get(name))[:length].strip() for name, length in LENGTHS.items()}
    if words.get("decorative") is True:
        return {"decorative": True, **({"caption": texts["caption"]} if texts["caption"] else {})}
    return {name: text for name, text in texts.items() if text}


def _line(words):
    return line(words) if isinstance(words, str) else ""  # a browser may send anything


def of(content):
    """The words in ``content`` (of a revision, of whatever age)."""
    return content.get("picture_words") or {}


def alt(image, words):
    """The alternative text of ``image`` with ``words``; "" for one that decorates."""
    entry = words.get(str(image.pk), {})
    return "" if entry.get("decorative") else entry.get("alt") or image.alt


def caption(image, words):
    return words.get(str(image.pk), {}).get("caption") or image.caption


def is_bare(image, words):
    """Whether ``image`` says nothing to a blind reader though nobody has called it decorative."""
    decorates = image.is_decorative or words.get(str(image.pk), {}).get("decorative")
    return not decorates and not alt(image, words).strip()
