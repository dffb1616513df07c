"""The readers' menu and footer: what stands in them, and which of it readers see now."""

from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q

from articles.fields import LineField, validate_web_address
from articles.models import Edition, Series, Tag

# What the site makes by itself and a menu may lead to: address → its words.
OWN_PAGES = {
    "/archive/": "All our stories",
    "/tags/": "Topics",
    "/series/": "Series",
    "/authors/": "Authors",
    "/corrections/": "Corrections",
    "/feeds/": "Feeds",
}

# What else an item may lead to: records that are named by their number, each by a foreign key of this name.
RECORDS = ("section", "tag", "series", "page")


class MenuItemQuerySet(models.QuerySet):
    def shown(self, at=None):
        """
        Those that readers see at ``at`` (default now): not a section, topic or series without a live story, which
        comes by itself with its first one.
        """
        stories = Edition.objects.live(at).order_by().filter(section=OuterRef("section"))
        tags, series = (model.objects.with_live_stories(at).order_by() for model in (Tag, Series))
        return self.filter(
            Q(section=None) | Exists(stories),
            Q(tag=None) | Exists(tags.filter(pk=OuterRef("tag"))),
            Q(series=None) | Exists(series.filter(pk=OuterRef("series"))),
        )

    def by_place(self):
        """Return dict of place → list of items in their order, each with what it leads to. 1 query."""
        found = {place: [] for place in self.model.Place.values}
        for item in self.select_related(*RECORDS):
            found[item.place].append(item)
        return found

    def add_section(self, section):
        """Put a new ``section`` at the end of the menu. 2 queries."""
        self.create(place=self.model.Place.MENU, position=self.next_position(), section=section)

    def next_position(self):
        return (self.aggregate(last=models.Max("position"))["last"] or 0) + 1


def _leads_to_one_thing():
    one_record = [
        Q(**{other: None for other in RECORDS if other != name}, **{f"{name}__isnull": False}, address="", title="")
        for name in RECORDS
    ]
    an_address = Q(**dict.fromkeys(RECORDS)) & ~Q(address="") & ~Q(title="")
    return reduce(or_, one_record) | an_address


class MenuItem(models.Model):
    """
    One link of the readers' menu or footer: to a section, topic (a tag), series or page, or to an address with words of
    its own.
    """

    class Place(models.TextChoices):
        MENU = "menu", "menu at the top"
        FOOTER = "footer", "footer"

    place = models.CharField(max_length=10, choices=Place.choices)
    position = models.PositiveSmallIntegerField(default=0)
    section = models.ForeignKey("articles.Section", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    tag = models.ForeignKey("articles.Tag", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    series = models.ForeignKey("articles.Series", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey("flatpages.FlatPage", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    title = LineField(max_length=60, blank=True)
    address = LineField(max_length=500, blank=True)

    objects = MenuItemQuerySet.as_manager()

    class Meta:
        ordering = ["place", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=_leads_to_one_thing(),
                name="menu_item_leads_to_one_thing",
                violation_error_message=(
                    "A link leads to a section, topic, series or page, or to an address with words to show."
                ),
            ),
            *(
                models.UniqueConstraint(fields=["place", name], name=f"menu_item_{name}_once")
                for name in ("section", "tag", "series", "page")
            ),
            models.UniqueConstraint(
                fields=["place", "address"], condition=~Q(address=""), name="menu_item_address_once"
            ),
        ]

    def __str__(self):
        record = self.record
        return self.title if record is None else record.title if self.page_id else str(record)

    @property
    def record(self):
        """The section, tag, series or page that it leads to, or None. No query for an item of ``by_place``."""
        return next((getattr(self, name) for name in RECORDS if getattr(self, f"{name}_id")), None)

    @property
    def url(self):
        """Where it leads. No query for an item of ``by_place``."""
        if self.page_id:
            return self.page.url
        record = self.record
        return self.address if record is None else record.get_absolute_url()

    @property
    def kind(self):
        """What it leads to, in a word or two."""
        if name := self.record_kind:
            return "topic" if name == "tag" else name
        return "made by itself" if self.address in OWN_PAGES else self.address

    @property
    def token(self):
        """What it leads to as one text (``from_token`` reads it), whether it is saved or not."""
        if name := self.record_kind:
            return f"{name} {getattr(self, f'{name}_id')}"
        return f"{self.address} {self.title}"

    @property
    def record_kind(self):
        """Which of ``RECORDS`` it leads to, or ""."""
        return next((name for name in RECORDS if getattr(self, f"{name}_id")), "")

    def clean(self):
        if self.address and not self.address.startswith("/"):
            validate_web_address(self.address)
        if self.address.startswith("//"):
            raise ValidationError({"address": "An address begins with https:// or with one /."})


def section_saved(sender, instance, created, raw=False, **kwargs):
    """After ``Section.save``: a new one stands in the menu, where readers see it once it has a story."""
    if created and not raw:
        MenuItem.objects.add_section(instance)


def tags_were_merged(sender, into, gone, **kwargs):
    """Links to the tags of ``gone`` lead to ``into``, each place to it once."""
    items = MenuItem.objects.filter(tag__in=gone)
    taken = set(MenuItem.objects.filter(tag=into).values_list("place", flat=True))
    for item in items.order_by("position", "pk"):
        if item.place in taken:
            item.delete()
            continue
        taken.add(item.place)
        item.tag = into
        item.save(update_fields=["tag"])
