"""Full-text RSS of the site and of a section, tag or author: the last 30 stories, their text as on the page."""

from copy import copy

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed

from articles.left_out import alone
from articles.models import Author, Edition, Section, Tag, TagAlias
from articles.story import summary, texts
from articles.structured_data import absolute
from articles.text import all_sound

LENGTH = 30


class FullTextRss(Rss201rev2Feed):
    """
    RSS 2.0 with ``content:encoded``, the language of each story, one ``dc:creator`` an author, and the lead picture as
    ``media:content`` (Media RSS), which asks for no size in bytes as an enclosure does. Its texts are made sound once
    more: a database may hold some from before that was done at the door, and no XML can.
    """

    def __init__(self, **channel):
        super().__init__(**all_sound(channel))

    def add_item(self, **item):
        super().add_item(**all_sound(item))

    def rss_attributes(self):
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["creators"]:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("dc:language", item["language"])
        if picture := item["picture"]:
            of_file = {name: str(picture[name]) for name in ("url", "width", "height")}
            handler.startElement("media:content", {**of_file, "type": "image/jpeg", "medium": "image"})
            for name in ("description", "credit"):
                if picture[name]:
                    handler.addQuickElement(f"media:{name}", picture[name])
            handler.endElement("media:content")
        handler.addQuickElement("content:encoded", item["text"])


def picture_of(edition):
    """Return what a feed says of the lead picture of ``edition``: dict; None where no picture is shown."""
    image = edition.lead_image
    if not image or not image.is_shown:
        return None
    width = image.widths[-1]
    return {
        "url": absolute(image.rendition_url(width)),
        "width": width,
        "height": image.height_at(width),
        "description": edition.lead_alt,
        "caption": edition.revision.content["lead_image_caption"] or image.caption,
        "credit": image.credit_line,
    }


def extra_of(edition, text, language):
    """What ``FullTextRss`` asks beyond Django's feeds; ``language`` is that of the publication."""
    picture = picture_of(edition)
    return {
        "creators": [author.name for author in edition.byline],
        "language": edition.revision.content["language"] or language,
        "picture": picture,
        "text": render_to_string("articles/_feed_text.html", {"picture": picture, "text": text}),
    }


class SiteFeed(Feed):
    """Everything. 6 queries, however many stories."""

    feed_type = FullTextRss

    def __call__(self, request, *args, **kwargs):
        # One object answers all requests. Django reads the language as an attribute, never as a method.
        feed = copy(self)
        feed.publication, feed.language = request.publication, request.publication.language
        return super(SiteFeed, feed).__call__(request, *args, **kwargs)

    def title(self):
        return self.publication.name

    def description(self):
        return self.publication.tagline or f"The stories of {self.publication.name}"

    def link(self):
        return absolute("/")

    def feed_url(self):
        return absolute(reverse("articles:feed"))

    def editions(self, obj, at=None):
        """What the feed is cut from at ``at`` (default now), newest first."""
        return Edition.objects.live(at).newest_first()

    def items(self, obj):
        editions = self.editions(obj).for_cards().select_related("revision")
        editions = list(editions.prefetch_related("tags")[:LENGTH])
        rendered = texts(editions, base=absolute("/").rstrip("/"))
        shown = []
        for edition in editions:
            with alone(edition):
                if edition.pk in rendered:
                    edition.url, edition.summary = absolute(edition.get_absolute_url()), summary(edition)
                    edition.feed_extra = extra_of(edition, rendered[edition.pk], self.language)
                    shown.append(edition)
        return shown

    def item_title(self, item):
        return item.headline

    def item_description(self, item):
        return item.summary

    def item_link(self, item):
        return item.url

    def item_guid(self, item):
        return f"{absolute('/')}#story-{item.article_id}"  # stays when the address changes

    item_guid_is_permalink = False

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.updated_at or item.published_at

    def item_categories(self, item):
        return [item.section.name, *(tag.name for tag in item.tags.all())]

    def item_extra_kwargs(self, item):
        return item.feed_extra


class ListFeed(SiteFeed):
    """What a page lists: the feed's address is the page's with ``feed/``. 1 query more."""

    model = None

    def get_object(self, request, slug):
        return get_object_or_404(self.records(), slug=slug)

    def records(self):
        """Those that have a page."""
        return self.model.objects.accepted()

    def title(self, obj):
        return f"{self.publication.name}: {obj.name}"

    def description(self, obj):
        return getattr(obj, "description", "") or f"{obj.name} in {self.publication.name}"

    def link(self, obj):
        return absolute(obj.get_absolute_url())

    def feed_url(self, obj):
        return f"{absolute(obj.get_absolute_url())}feed/"


class SectionFeed(ListFeed):
    model = Section

    def records(self):
        return Section.objects.all()

    def editions(self, obj, at=None):
        return Edition.objects.live(at).filter(section=obj).newest_first()


class TagFeed(ListFeed):
    """The address of another name of a tag leads to the feed of the tag."""

    model = Tag

    def __call__(self, request, *args, **kwargs):
        try:
            return super().__call__(request, *args, **kwargs)
        except Http404:
            alias = get_object_or_404(TagAlias.objects.select_related("tag"), slug=kwargs["slug"])
            return redirect("articles:tag_feed", alias.tag.slug, permanent=True)

    def editions(self, obj, at=None):
        return Edition.objects.live(at).tagged(obj)


class AuthorFeed(ListFeed):
    model = Author

    def editions(self, obj, at=None):
        return Edition.objects.live(at).of_author(obj)
