"""Which stories lead to one, and which pointers of public stories lead nowhere: asked of rows, no text is read."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.models import Article, Edition, Image, LinkCheck, Pointer, RelatedLink

MOST = 100  # stories that are named as leading to one


def linked_from(article, among):
    """
    List of the stories of ``among`` (queryset) that point to ``article``, as they are saved or as readers see them,
    newest change first, at most ``MOST``; each with ``points_by``: “in the text”, “related”, both, or “for readers, no
    longer at the desk”. 1 query.
    """
    links = RelatedLink.objects.filter(target=article)
    pointers = Pointer.objects.to_story(article)
    live = pointers.of(Edition.objects.live())
    pointing = (rows.order_by().values("article") for rows in (links, pointers.at_the_desk(), live))
    related, in_text, public = (Q(pk__in=articles) for articles in pointing)
    found = among.filter(related | in_text | public).exclude(pk=article.pk).exclude(state=Article.State.TRASHED)
    stories = found.defer("body").annotate(
        is_in_text=Exists(pointers.at_the_desk().filter(article=OuterRef("pk"))),
        is_related=Exists(links.filter(article=OuterRef("pk"))),
    )
    stories = list(stories.order_by("-changed_at", "-pk")[:MOST])
    for story in stories:
        ways = (("in the text", story.is_in_text), ("related", story.is_related))
        words = " and ".join(words for words, is_so in ways if is_so)
        story.points_by = words or "for readers, no longer at the desk"
    return stories


def lost_pointers(at=None):
    """
    Pointers (queryset) of editions that are live at ``at`` (default now) which lead nowhere: the picture is gone, the
    story is not public, the embed is no address or no longer answers.
    """
    live = Edition.objects.live(at)
    gone = {
        Pointer.Kind.STORY: Q(~Exists(live.filter(article=OuterRef("target")))),
        Pointer.Kind.PICTURE: Q(~Exists(Image.objects.filter(pk=OuterRef("target")))),
        Pointer.Kind.EMBED: Q(url__in=LinkCheck.objects.dead().values("url")),
        Pointer.Kind.NO_ADDRESS: Q(),
    }
    lost = reduce(or_, (Q(kind=kind) & is_gone for kind, is_gone in gone.items()))
    return Pointer.objects.of(live).filter(lost)


@dataclass(frozen=True)
class Broken:
    """One pointer that leads nowhere: ``words`` say what and why; ``target`` is the story's id, or None."""

    words: str
    target: int | None = None


def broken(editions, labels, at=None):
    """
    List of (edition, list of ``Broken``) for ``editions`` (queryset, cut to length, with their address), those without
    any left out. ``labels``: function that takes ids of stories (set) and returns dict of id → headline to be shown.
    3 queries, and what ``labels`` costs.
    """
    at = at or timezone.now()
    editions = list(editions)
    lost = defaultdict(list)
    for pointer in lost_pointers(at).filter(edition__in=editions).order_by("kind", "target", "url"):
        lost[pointer.edition_id].append(pointer)
    targets = {row.target for rows in lost.values() for row in rows if row.kind == Pointer.Kind.STORY}
    once_public = Edition.objects.filter(article__in=targets, live_from__lte=at)
    withdrawn = set(once_public.values_list("article", flat=True))
    headlines = labels(targets)
    return [
        (edition, [_broken(pointer, headlines, withdrawn) for pointer in lost[edition.pk]])
        for edition in editions
        if edition.pk in lost
    ]


def _broken(pointer, headlines, withdrawn):
    match pointer.kind:
        case Pointer.Kind.PICTURE:
            return Broken(f"Picture {pointer.target} is no longer there.")
        case Pointer.Kind.EMBED:
            return Broken(f"The embed {pointer.url} no longer answers.")
        case Pointer.Kind.NO_ADDRESS:
            return Broken(f"The embed {pointer.url} is no address of the web.")
    if pointer.target not in headlines:
        return Broken(f"Story {pointer.target} is no longer there.")
    why = "was withdrawn" if pointer.target in withdrawn else "is not public"
    return Broken(f"“{headlines[pointer.target]}” {why}.", pointer.target)
