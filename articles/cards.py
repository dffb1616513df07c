"""
The cards of pages that have no picture (``images.card_drawing``): each at the address of its page with ``card.png``.

One is drawn when it is first asked for, kept under a name made of its words, and from then on taken from there.
"""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.conditional import unless_known
from articles.images import card_drawing
from articles.models import Author, Section, Series, Tag
from articles.views import find_edition

# Those that have a page, by the name of its URL pattern.
RECORDS = {
    "section": Section.objects.all,
    "tag": Tag.objects.accepted,
    "author": Author.objects.accepted,
    "series": Series.objects.with_live_stories,
}


def _answer(request, kicker, headline):
    """The card that says these words. Drawing takes about a tenth of a second, once."""
    publication = request.publication.name
    key = card_drawing.key(publication, kicker, headline)

    def make():
        response = HttpResponse(_stored(key, publication, kicker, headline), content_type="image/png")
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response

    return unless_known(request, make, at=timezone.now(), etag=f'"{key}"')


def drawn(before):
    """Yield ``(storage, name)`` of each card that was drawn before that (aware datetime), to be drawn again."""
    for folder in _listed("cards")[0]:
        for file in _listed(f"cards/{folder}")[1]:
            name = f"cards/{folder}/{file}"
            if default_storage.get_modified_time(name) < before:
                yield default_storage, name


def _listed(folder):
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _stored(key, *words):
    name = f"cards/{key[:2]}/{key}.png"
    try:
        with default_storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        content = card_drawing.draw(*words)
    saved = default_storage.save(name, ContentFile(content))
    if saved != name:  # another request was quicker
        default_storage.delete(saved)
    return content


@require_safe
def front(request):
    """The card of every page without one of its own. 1 query."""
    return _answer(request, request.publication.tagline, request.publication.name)


@require_safe
def record(request, slug, kind):
    """The card of a section, tag, author or series. 2 queries."""
    found = get_object_or_404(RECORDS[kind](), slug=slug)
    return _answer(request, *card_drawing.words_of(found))


@require_safe
def story(request, **address):
    """The card of the live story at ``address``, or where it leads. 4 queries."""
    edition, moved = find_edition(**address)
    if moved:
        return redirect(f"{moved.get_absolute_url()}{card_drawing.ENDING}", permanent=True)
    if edition is None:
        raise Http404("The story was withdrawn.")
    return _answer(request, edition.section.name, edition.headline)
