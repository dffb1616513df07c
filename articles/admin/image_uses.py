"""Where a picture is used: told on its page, stories only to those who may open them."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import cached_property

from articles.admin import front_places
from articles.admin.states import Standing, standing
from articles.admin.story_list import with_ending
from articles.models import Article, Author, Edition, EntryPicture, Front, Image, Pointer, Series, Tag

MOST = 50  # of each kind that are listed
SEEN = {"alt", "is_decorative", "caption", "credit", "focal_x", "focal_y"}  # by readers, of a picture itself


@dataclass(frozen=True)
class Use:
    """A working copy, and what the picture is in it."""

    article: Article
    standing: Standing
    words: str


@dataclass(frozen=True)
class PageUse:
    """A page that is no story’s: what it is called, where it is edited, and whether readers see the picture there."""

    words: str
    url: str
    is_public: bool = True


@dataclass(frozen=True)
class Uses:
    """
    ``editions``: live or planned (``live_from`` says which). ``hidden``: the number of working copies that are not the
    asking person’s to open.
    """

    stories: list[Use]
    hidden: int
    editions: list[Edition]
    authors: list[Author]
    pages: list[PageUse]
    is_logo: bool

    @cached_property
    def readers_see_it(self):
        """Now, or from the moment that is planned."""
        return bool(self.editions or self.authors or any(page.is_public for page in self.pages) or self.is_logo)

    def __bool__(self):
        return bool(self.stories or self.hidden or self.pages or self.readers_see_it)


def uses_of(image, user, publication):
    """
    Return the ``Uses`` of ``image``. 11 queries at most; the longest lists are cut.
    """
    pointers = Pointer.objects.filter(kind=Pointer.Kind.PICTURE, target=image.pk)
    desk = pointers.at_the_desk()
    entries = EntryPicture.objects.filter(image=image, edition__live_until=None).order_by()
    within = Q(pk__in=desk.values("article")) | Q(pk__in=entries.values("article"))
    articles = Article.objects.filter(Q(lead_image=image) | Q(social_image=image) | within)
    marked = articles.annotate(
        in_text=Exists(desk.filter(article=OuterRef("pk"))), in_entry=Exists(entries.filter(article=OuterRef("pk")))
    )
    mine = list(with_ending(marked.editable_by(user)).defer("body").order_by("-pk")[:MOST])
    stories = [Use(article, _standing(article), ", ".join(_places(article, image))) for article in mine]
    hidden = articles.count() - (len(mine) if len(mine) < MOST else articles.editable_by(user).count())
    editions = Edition.objects.unfinished().select_related("address")
    shown = Q(lead_image=image) | Q(pk__in=pointers.values("edition"))
    shown |= Q(article_kind=Article.Kind.LIVE, article__in=entries.values("article"))
    return Uses(
        stories=stories,
        hidden=hidden,
        editions=list(editions.filter(shown).order_by("-live_from")[:MOST]),
        authors=list(Author.objects.filter(portrait=image)[:MOST]),
        pages=pages_with([image.pk])[image.pk],
        is_logo=publication.logo_id == image.pk,
    )


def pinned_pictures():
    """Ids of the pictures that fronts show to readers, or are to. 2 queries."""
    return [image for image, fronts in Front.objects.with_pictures().items() if any(fronts.values())]


def pages_with(pks):
    """Dict of id → list of ``PageUse`` of each picture of ``pks`` (list): fronts, topics and series. 4 queries."""
    found = {pk: [] for pk in pks}
    fronts = Front.objects.with_pictures()
    for pk in pks:
        for front, is_public in fronts.get(pk, {}).items():
            found[pk].append(PageUse(str(front), front_places.address(front), is_public))
    for model, words, page in (
        (Tag, "Topic “{}”", "admin:articles_tag_change"),
        (Series, "Series “{}”", "admin:articles_series_change"),
    ):
        for record in model.objects.filter(picture__in=pks).order_by("sort_key")[: MOST * MOST]:
            found[record.picture_id].append(PageUse(words.format(record), reverse(page, args=[record.pk])))
    return found


def numbers_of_stories(images):
    """Return dict of id → in how many stories at the desk each of ``images`` is. 2 queries, however many."""
    pks = [image.pk for image in images]
    stories = defaultdict(set)
    fields = Article.objects.filter(Q(lead_image__in=pks) | Q(social_image__in=pks)).order_by()
    for article, *shown in fields.values_list("pk", "lead_image", "social_image"):
        for pk in shown:
            stories[pk].add(article)
    within = Pointer.objects.filter(kind=Pointer.Kind.PICTURE, target__in=pks).at_the_desk().order_by()
    for pk, article in within.values_list("target", "article"):
        stories[pk].add(article)
    return {pk: len(stories[pk]) for pk in pks}


def kept_from(user, images, publication):
    """
    Return dict of id → names (set) of the fields of ``images`` (list) that ``user`` may not change: what readers see of
    a picture, and the day its rights end once it is set, are for those who publish. 3 queries, none for those.
    """
    if user.has_perm("articles.publish_article"):
        return {image.pk: set() for image in images}
    shown = Image.objects.filter(pk__in=[image.pk for image in images]).seen_by_readers(
        publication.logo_id, pinned_pictures()
    )
    seen = set(shown.values_list("pk", flat=True))
    return {
        image.pk: (SEEN if image.pk in seen else set()) | ({"rights_until"} if image.rights_until else set())
        for image in images
    }


@dataclass(frozen=True)
class Report:
    """A picture whose rights are over, or soon are, and where readers see it, or will (``live_from`` says which)."""

    image: Image
    editions: list[Edition]
    authors: list[Author]
    pages: list[PageUse]
    is_logo: bool


def rights_report(images, publication):
    """Return a ``Report`` for each of ``images`` (list). 7 queries, however many; the longest lists are cut."""
    pks = [image.pk for image in images]
    unfinished = Edition.objects.unfinished().select_related("address").order_by("-live_from")
    pointers = Pointer.objects.filter(
        kind=Pointer.Kind.PICTURE, target__in=pks, edition__in=unfinished.order_by().values("pk")
    )
    shown = defaultdict(set)
    for image, edition in pointers.values_list("target", "edition")[: MOST * MOST]:
        shown[image].add(edition)
    named = {edition for editions in shown.values() for edition in editions}
    editions = list(unfinished.filter(Q(lead_image__in=pks) | Q(pk__in=named))[: MOST * MOST])
    authors = list(Author.objects.filter(portrait__in=pks).order_by("sort_key"))
    pages = pages_with(pks)
    return [
        Report(
            image,
            [each for each in editions if each.lead_image_id == image.pk or each.pk in shown[image.pk]][:MOST],
            [each for each in authors if each.portrait_id == image.pk],
            [page for page in pages[image.pk] if page.is_public],
            publication.logo_id == image.pk,
        )
        for image in images
    ]


def _standing(article):
    return standing(article, article.unfinished, article.ended_at, is_changed=article.is_changed)


def _places(article, image):
    if article.lead_image_id == image.pk:
        yield "lead picture"
    if article.social_image_id == image.pk:
        yield "for social media"
    if article.in_text:
        yield "in the text"
    if article.in_entry:
        yield "in a live entry"
