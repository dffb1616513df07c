"""The publication itself: what it is called, how it looks, which pages state its policies."""

import uuid
import zoneinfo
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from articles import front_content
from articles.fields import EmailField, LineField, LinkListField, NameField
from articles.models import FrontEdition
from newsroom import colours, robots
from newsroom.menus import MenuItem

__all__ = ["MenuItem", "Publication"]

POLICIES = {
    "about": "About us",
    "mission": "What we cover, and why",
    "ethics": "Ethics",
    "verification": "How we check facts",
    "unnamed_sources": "Sources without a name",
    "diversity": "Diverse voices",
    "corrections_policy": "Corrections policy",
    "ownership": "Who owns us",
    "funding": "Who funds us",
    "masthead": "Masthead",
    "feedback": "Tell us what is wrong",
    "privacy": "Privacy",
}


def default_time_zone():
    return settings.TIME_ZONE


def default_feed_space():
    """The host of now, as a name space for ids: the same as long as nothing is saved, and kept from then on."""
    return uuid.uuid5(uuid.NAMESPACE_DNS, urlsplit(settings.SITE_URL).hostname)


def publication_language():
    """Code of the language that the publication is written in. 1 query."""
    language = Publication.objects.values_list("language", flat=True).first()
    return language or Publication._meta.get_field("language").default


class PublicationManager(models.Manager):
    def current(self):
        """
        Return the publication with its logo, its policy pages and what is announced, or one with the default values
        when none was set up yet (not saved). 1 query.
        """
        announced = FrontEdition.objects.said_of(key="content__announcement")
        texts = [f"{name}__content" for name in POLICIES]  # of which no page needs more than the address
        found = self.select_related("logo", *POLICIES).defer(*texts)
        return found.annotate(announced=announced).first() or self.model()


class Publication(models.Model):
    """One row: the publication that this site is."""

    class Robots(models.TextChoices):
        OPEN = "open", "everybody: search engines, AI search, training of AI"
        SEARCH = "search", "search engines and AI search; no training of AI"
        ENGINES = "engines", "search engines alone; no AI"
        CLOSED = "closed", "nobody"

    name = NameField(max_length=80, default="The Newsroom")
    tagline = LineField(max_length=160, blank=True)
    language = LineField(
        max_length=12,
        default="en",
        validators=[RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "Such as “en” or “pt-BR”.")],
    )
    time_zone = LineField(
        "time zone shown", max_length=64, default=default_time_zone, help_text="Such as “Europe/Oslo”."
    )
    logo = models.ForeignKey("articles.Image", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    colour = LineField(
        max_length=7,
        blank=True,
        validators=[RegexValidator(colours.COLOUR, "“#” and six digits or letters from a to f, such as #1b4f8a.")],
        help_text="Of kickers, links pointed at and marks, such as “#1b4f8a”; by night it is lightened. Empty: red.",
    )
    contact_email = EmailField("contact e-mail", blank=True)
    social_links = LinkListField()
    (  # in the order of POLICIES
        about,
        mission,
        ethics,
        verification,
        unnamed_sources,
        diversity,
        corrections_policy,
        ownership,
        funding,
        masthead,
        feedback,
        privacy,
    ) = (
        models.ForeignKey(
            "flatpages.FlatPage",
            verbose_name=f"page: {title}",
            null=True,
            blank=True,
            on_delete=models.SET_NULL,
            related_name="+",
        )
        for title in POLICIES.values()
    )
    reporters_may_add_authors = models.BooleanField("reporters may make authors", default=False)
    reporters_may_add_tags = models.BooleanField("reporters may make tags", default=False)
    counts_reads = models.BooleanField(
        "count how often stories are read",
        default=True,
        help_text="By story and hour, without a cookie or anything about who reads. Off: no “Most read”.",
    )
    comments_open = models.BooleanField(default=True, help_text="Off: no story takes new comments.")
    comments_close_after_days = models.PositiveSmallIntegerField(
        "comments close after", null=True, blank=True, help_text="Days after publication. Empty: never."
    )
    robots = models.CharField(
        "who may read by machine",
        max_length=10,
        choices=Robots.choices,
        default=Robots.SEARCH,
        help_text=(
            "What /robots.txt and every page ask crawlers for. It is a request, not a wall: honest ones keep to it, "
            "others read what is public all the same."
        ),
    )
    feed_space = models.UUIDField(default=default_feed_space, editable=False)

    objects = PublicationManager()

    class Meta:
        verbose_name_plural = "publication"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="publication_is_one")]

    announced = None  # by the front page that is live, as ``current()`` found it

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)

    def clean(self):
        if self.time_zone not in zoneinfo.available_timezones():
            raise ValidationError({"time_zone": "No time zone of that name is known."})
        if colours.is_colour(self.colour) and (reason := colours.why_unreadable(self.colour)):
            raise ValidationError({"colour": reason})

    def permanent_id(self, kind, key):
        """
        Return what a record is called in feeds for good (``urn:uuid:…``), whatever its address becomes: made of
        ``feed_space``, the ``kind`` (str) and the ``key`` (its number, say) that no other of the kind has.
        """
        return uuid.uuid5(self.feed_space, f"{kind} {key}").urn

    @property
    def colour_url(self):
        """Where the style sheet of its colour is, empty where it has none of its own or one that is none."""
        return reverse("colour", args=[self.colour[1:].lower()]) if colours.is_colour(self.colour) else ""

    def feedback_on(self, headline, url):
        """Where readers say that something in a story is wrong: the page for it, else a mail, else ""."""
        if self.feedback:
            return self.feedback.url
        mail = f"subject={quote(f'About “{headline}”')}&body={quote(url)}"
        return f"mailto:{self.contact_email}?{mail}" if self.contact_email else ""

    @property
    def machines(self):
        """What machines are asked for (``newsroom.robots.Policy``)."""
        return robots.POLICIES[self.robots]

    @property
    def announcement(self):
        """
        The ``Announcement`` over every readers' page now, or None. On all of them: most readers come by a link to one
        story and never see the front page.
        """
        found = front_content.read({"announcement": self.announced}).announcement
        return None if found is None or found.is_over(timezone.now()) else found
