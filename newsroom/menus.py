"""The readers' menu and footer: what stands in them, and which of it readers see now."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q

from articles.fields import LineField, validate_web_address
from articles.models import Edition

# What the site makes by itself and a menu may lead to: address → its words.
OWN_PAGES = {"/corrections/": "Corrections", "/feeds/": "Feeds"}


class MenuItemQuerySet(models.QuerySet):
    def shown(self, at=None):
        """
        Those that readers see at ``at`` (default now): not a section without a live story, which comes by itself with
        its first one.
        """
        stories = Edition.objects.live(at).order_by().filter(section=OuterRef("section"))
        return self.filter(Q(section=None) | Exists(stories))

    def by_place(self):
        """Return dict of place → list of items in their order, each with what it leads to. 1 query."""
        found = {place: [] for place in self.model.Place.values}
        for item in self.select_related("section", "page"):
            found[item.place].append(item)
        return found

    def add_section(self, section):
        """Put a new ``section`` at the end of the menu. 2 queries."""
        self.create(place=self.model.Place.MENU, position=self.next_position(), section=section)

    def next_position(self):
        return (self.aggregate(last=models.Max("position"))["last"] or 0) + 1


class MenuItem(models.Model):
    """One link of the readers' menu or footer: to a section, to a page, or to an address with words of its own."""

    class Place(models.TextChoices):
        MENU = "menu", "menu at the top"
        FOOTER = "footer", "footer"

    place = models.CharField(max_length=10, choices=Place.choices)
    position = models.PositiveSmallIntegerField(default=0)
    section = models.ForeignKey("articles.Section", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey("flatpages.FlatPage", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    title = LineField(max_length=60, blank=True)
    address = LineField(max_length=500, blank=True)

    objects = MenuItemQuerySet.as_manager()

    class Meta:
        ordering = ["place", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(section__isnull=False, page=None, address="", title="")
                    | Q(section=None, page__isnull=False, address="", title="")
                    | (Q(section=None, page=None) & ~Q(address="") & ~Q(title=""))
                ),
                name="menu_item_leads_to_one_thing",
                violation_error_message="A link leads to a section, to a page, or to an address with words to show.",
            ),
            models.UniqueConstraint(fields=["place", "section"], name="menu_item_section_once"),
            models.UniqueConstraint(fields=["place", "page"], name="menu_item_page_once"),
            models.UniqueConstraint(
                fields=["place", "address"], condition=~Q(address=""), name="menu_item_address_once"
            ),
        ]

    def __str__(self):
        return str(self.section or self.title) if not self.page else self.page.title

    @property
    def url(self):
        """Where it leads. No query for an item of ``by_place``."""
        if self.section:
            return self.section.get_absolute_url()
        return self.page.url if self.page else self.address

    @property
    def kind(self):
        """What it leads to, in a word or two."""
        if self.section_id:
            return "section"
        if self.page_id:
            return "page"
        return "made by itself" if self.address in OWN_PAGES else self.address

    @property
    def token(self):
        """What it leads to as one text (``from_token`` reads it), whether it is saved or not."""
        if self.section_id:
            return f"section {self.section_id}"
        return f"page {self.page_id}" if self.page_id else f"{self.address} {self.title}"

    def clean(self):
        if self.address and not self.address.startswith("/"):
            validate_web_address(self.address)
        if self.address.startswith("//"):
            raise ValidationError({"address": "An address begins with https:// or with one /."})


def section_saved(sender, instance, created, raw=False, **kwargs):
    """After ``Section.save``: a new one stands in the menu, where readers see it once it has a story."""
    if created and not raw:
        MenuItem.objects.add_section(instance)
