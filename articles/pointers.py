"""What stories point to: which stories lead to one, and which pointers of public stories lead nowhere."""

import re
from dataclasses import dataclass
from html import unescape

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from articles import embeds
from articles.models import Article, Edition, Image, LinkCheck, RelatedLink

# The texts of stories are searched among those changed last: the cost does not grow with the archive. Related links
# have an index and are found always.
TEXTS_SEARCHED = 2000

_TOKEN = re.compile(r' data-(image|see-also|embed)="([^"]*)"')


def linked_from(article, among):
    """
    List of the stories of ``among`` (queryset) that point to ``article`` as they are saved, newest change first, each
    with ``points_by``: “in the text”, “related” or both. 1 query.
    """
    token = f'data-see-also="{article.pk}"'
    links = RelatedLink.objects.filter(target=article)
    # Nobody can have pointed to it before it was there.
    recent = Article.objects.filter(changed_at__gte=article.created_at).order_by("-changed_at", "-pk")
    in_text = Q(pk__in=recent.values("pk")[:TEXTS_SEARCHED], body__contains=token)
    found = among.filter(in_text | Q(pk__in=links.order_by().values("article")))
    found = found.exclude(pk=article.pk).exclude(state=Article.State.TRASHED).order_by("-changed_at", "-pk")
    stories = list(found.annotate(is_related=Exists(links.filter(article=OuterRef("pk")))))
    for story in stories:
        ways = (("in the text", token in story.body), ("related", story.is_related))
        story.points_by = " and ".join(words for words, is_so in ways if is_so)
    return stories


@dataclass(frozen=True)
class Broken:
    """One pointer that leads nowhere: ``words`` say what and why; ``target`` is the story's id, or None."""

    words: str
    target: int | None = None


def broken(editions, labels, at=None):
    """
    List of (edition, list of ``Broken``) for those of ``editions`` (queryset of live ones, already cut to length) that
    have any; an edition comes with ``body`` and ``related`` of what it says. ``labels``: function that takes ids of
    stories (set) and returns dict of id → headline to be shown. 5 queries, and what ``labels`` costs.
    """
    at = at or timezone.now()
    editions = list(
        editions.annotate(body=F("revision__content__body"), related=F("revision__content__related")).select_related(
            "address"
        )
    )
    named = {edition: _named_by(edition) for edition in editions}
    targets = set().union(*(stories for _, stories, _ in named.values()))
    images = set().union(*(images for images, _, _ in named.values()))
    addresses = set().union(*(addresses for _, _, addresses in named.values()))
    there = set(Image.objects.filter(pk__in=images).values_list("pk", flat=True))
    public = set(Edition.objects.live(at).filter(article__in=targets).values_list("article", flat=True))
    once_public = Edition.objects.filter(article__in=targets - public, live_from__lte=at)
    withdrawn = set(once_public.values_list("article", flat=True))
    dead = set(LinkCheck.objects.dead().filter(url__in=addresses).values_list("url", flat=True))
    headlines = labels(targets - public)

    def problems(edition):
        images, stories, addresses = named[edition]
        for pk in sorted(images - there):
            yield Broken(f"Picture {pk} is no longer there.")
        for pk in sorted(stories - public):
            if pk not in headlines:
                yield Broken(f"Story {pk} is no longer there.")
            else:
                why = "was withdrawn" if pk in withdrawn else "is not public"
                yield Broken(f"“{headlines[pk]}” {why}.", pk)
        for url in sorted(addresses):
            if embeds.read(url) is None:
                yield Broken(f"The embed {url} is no address of the web.")
            elif url in dead:
                yield Broken(f"The embed {url} no longer answers.")

    found = ((edition, list(problems(edition))) for edition in editions)
    return [(edition, rows) for edition, rows in found if rows]


def _named_by(edition):
    """What an edition names: (ids of images, ids of stories, addresses of embeds), three sets."""
    images, stories, addresses = set(), {row["target"] for row in edition.related if row["target"]}, set()
    for kind, value in _TOKEN.findall(edition.body):
        if kind == "image":
            images.add(int(value))
        elif kind == "see-also":
            stories.add(int(value))
        else:
            addresses.add(unescape(value))
    return images, stories, addresses
