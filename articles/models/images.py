"""Pictures: one upload, described and credited, with renditions of fixed widths."""

import functools
import json
import operator
import re
import secrets
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage, storages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from articles import pictures
from articles.fields import WordListField

MARK = 'data-image="'
_NAMED = re.compile(rf'{MARK}(\d{{1,18}})"')
MAX_WORDS = 10  # of a search that are looked for
ENDING = timedelta(days=30)  # in which rights count as about to end

SHARE = [MinValueValidator(0), MaxValueValidator(1)]


def originals():
    """The private storage of what was uploaded."""
    return storages["originals"]


def original_name(image, filename):
    """Return the name under which the upload is kept; nothing of the client's name is in it."""
    return f"{image.key[:2]}/{image.key}.{image.suffix}"


def new_key():
    return secrets.token_hex(12)


def in_persons(words):
    """Return the ``Q`` of the pictures with ``words`` in a person's name; needs ``with_names()``."""
    # SQLite keeps JSON as it was written, where letters beyond ASCII are escapes; PostgreSQL keeps the letters.
    return Q(names__icontains=words) | Q(names__icontains=json.dumps(words)[1:-1])


class ImageQuerySet(models.QuerySet):
    def with_names(self):
        """With ``names``: the persons as text, to look into."""
        return self.alias(names=Cast("persons", models.TextField()))

    def search(self, words):
        """The pictures that have every word of ``words`` in title, alternative text, caption, credit or persons."""
        found = self.with_names()
        for word in words.replace("\0", "").split()[:MAX_WORDS]:
            told = [Q(**{f"{name}__icontains": word}) for name in ("title", "alt", "caption", "credit")]
            found = found.filter(functools.reduce(operator.or_, told, in_persons(word)))
        return found

    def showing(self, person):
        return self.with_names().filter(in_persons(person.replace("\0", "")))

    def with_rights(self, state, on=None):
        """Those whose rights are ``over``, ``ending`` or ``open`` on a day, as ``rights_state`` says of one."""
        on = on or timezone.localdate()
        last = on + ENDING
        if state == "over":
            return self.filter(rights_until__lt=on)
        if state == "ending":
            return self.filter(rights_until__gte=on, rights_until__lte=last)
        return self.filter(Q(rights_until=None) | Q(rights_until__gt=last))

    def undescribed(self):
        return self.filter(alt="", is_decorative=False)

    def unused(self):
        """
        Those that no working copy, no edition, no author and no publication shows. 2 queries of its own, which
        read all texts with pictures in them.
        """
        Article, Edition = apps.get_model("articles", "Article"), apps.get_model("articles", "Edition")
        live = Edition.objects.live().alias(text=KeyTextTransform("body", "revision__content"))
        written = Article.objects.filter(body__contains=MARK).values_list("body", flat=True)
        shown = live.filter(text__contains=MARK).values_list(KeyTextTransform("body", "revision__content"), flat=True)
        named = {int(pk) for texts in (written, shown) for text in texts.iterator() for pk in _NAMED.findall(text)}
        found = self.exclude(pk__in=named)
        relations = self.model._meta.get_fields(include_hidden=True)  # the logo's is hidden
        for relation in (each for each in relations if each.auto_created and each.one_to_many):
            users = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            found = found.exclude(Exists(users))
        return found


class ImageManager(models.Manager.from_queryset(ImageQuerySet)):  # type: ignore[misc] # a class made by a call
    def add(self, file, *, by, **fields):
        """
        Return a new, saved image of the picture in ``file`` (a Django ``File``), uploaded by ``by``.

        Its files are on the disk before the row is. Raise ``UnfitPicture``.
        """
        image = self.model(uploaded_by=by, **fields)
        picture = pictures.read(file, image.focus)
        picture.fill(image)
        picture.store(image)
        image.save(using=self._db, force_insert=True)
        return image


class Image(models.Model):
    WIDTHS = pictures.WIDTHS

    key = models.CharField(max_length=24, unique=True, default=new_key, editable=False)
    suffix = models.CharField(max_length=4, editable=False)
    file = models.FileField(storage=originals, upload_to=original_name, max_length=60)
    title = models.CharField(max_length=200, help_text="How the desk finds it.")
    alt = models.CharField(
        "alternative text",
        max_length=300,
        blank=True,
        help_text="What it shows, for those who don’t see it. Empty only for pictures that say nothing.",
    )
    is_decorative = models.BooleanField(
        "decorative", default=False, help_text="It says nothing that the text does not; it needs no alternative text."
    )
    caption = models.CharField(max_length=500, blank=True)
    persons = WordListField(help_text="Who is to be seen, separated by commas.")
    credit = models.CharField(max_length=200, blank=True, help_text="Such as “Name / Agency”.")
    licence = models.CharField(max_length=200, blank=True)
    source_url = models.URLField("where it is from", blank=True, max_length=500)
    focal_x = models.FloatField(
        "focal point, across", default=0.5, validators=SHARE, help_text="0 is the left edge, 1 the right one."
    )
    focal_y = models.FloatField(
        "focal point, down", default=0.5, validators=SHARE, help_text="0 is the top edge, 1 the bottom one."
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    has_credentials = models.BooleanField("has content credentials (C2PA)", default=False, editable=False)
    rights_until = models.DateField("rights end on", null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ImageManager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="image_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
                name="image_focal_point_inside",
                violation_error_message="The focal point lies between 0 and 1 in both directions.",
            )
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if self.is_decorative and self.alt:
            raise ValidationError({"alt": "A decorative picture has no alternative text: empty it, or untick the box."})

    @property
    def token(self):
        """What stands for it in a text, as far as it is the same everywhere."""
        return f'{MARK}{self.pk}"'

    @property
    def rights_state(self):
        """Today: ``over``, ``ending`` (within 30 days) or ``open``."""
        today = timezone.localdate()
        if self.rights_until is None or self.rights_until > today + ENDING:
            return "open"
        return "over" if self.rights_until < today else "ending"

    @property
    def focus(self):
        """The focal point in hundredths, across and down."""
        return round(self.focal_x * 100), round(self.focal_y * 100)

    @property
    def widths(self):
        """Rendition widths in pixels, ascending; a small picture is not blown up."""
        return sorted({min(width, self.width) for width in self.WIDTHS})

    def rendition_name(self, width, suffix):
        """Storage name of one rendition; ``suffix`` is ``webp`` or ``jpg``."""
        return f"images/{self.key[:2]}/{self.key}/{width}.{suffix}"

    @property
    def rendition_names(self):
        """List of the storage names of all renditions."""
        return [self.rendition_name(width, suffix) for width in self.widths for suffix in ("webp", "jpg")]

    @property
    def renditions(self):
        """Dict ``{"webp": [(url, width), …], "jpeg": […]}``, ascending. No query, no storage look-up."""
        return {
            kind: [(default_storage.url(self.rendition_name(width, suffix)), width) for width in self.widths]
            for kind, suffix in (("webp", "webp"), ("jpeg", "jpg"))
        }

    def rendition_url(self, width=WIDTHS[-1]):
        """URL of the JPEG rendition nearest to ``width`` pixels from below, or the smallest. No look-up."""
        fitting = [known for known in self.widths if known <= width] or self.widths[:1]
        return default_storage.url(self.rendition_name(fitting[-1], "jpg"))

    @property
    def thumbnail_url(self):
        """URL of the smallest rendition, for the desk."""
        return self.rendition_url(self.WIDTHS[0])

    def crop_name(self, ratio, focus=None):
        """Storage name of the crop of ``ratio`` (a key of ``RATIOS``) around ``focus``, by default the present one."""
        across, down = focus or self.focus
        return f"images/{self.key[:2]}/{self.key}/{ratio}-{across}-{down}.jpg"

    @property
    def crop_names(self):
        """List of the storage names of all crops around the present focal point."""
        return [self.crop_name(ratio) for ratio in pictures.RATIOS]

    @property
    def crops(self):
        """Dict of ratio (``1x1``, ``4x3``, ``16x9``) → URL of a JPEG for cards elsewhere. No query, no look-up."""
        return {ratio: default_storage.url(self.crop_name(ratio)) for ratio in pictures.RATIOS}

    @property
    def crop_sizes(self):
        """Dict of ratio → (width, height) of the crop in pixels."""
        width, height = self.widths[-1], self.height_at(self.widths[-1])
        return {
            ratio: (max(1, min(width, height * across // down)), max(1, min(height, width * down // across)))
            for ratio, (across, down) in pictures.RATIOS.items()
        }

    def height_at(self, width):
        """Height in pixels of the rendition that is ``width`` pixels wide."""
        return max(1, round(width * self.height / self.width))

    @property
    def focus_class(self):
        """CSS classes that keep the focal point in sight when the picture is cropped (in tenths)."""
        return f"focus-x-{round(self.focal_x * 10)} focus-y-{round(self.focal_y * 10)}"
