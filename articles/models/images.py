"""Pictures: one upload, described and credited, with renditions of fixed widths."""

import copy
import functools
import json
import operator
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage, storages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Case, Exists, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.templatetags.static import static
from django.utils import timezone

from articles import tasks, text
from articles.exceptions import UnfitPicture
from articles.fields import LineField, URLField, WordListField
from articles.images import processing
from articles.locks import one_at_a_time
from articles.models.authors import Author
from articles.models.desk_index import IMAGES, Indexed, among
from articles.models.desk_index import found as found_in
from articles.models.pointers import Pointer
from articles.models.revisions import Edition
from articles.models.series import Series
from articles.models.taxonomy import Tag

MAX_WORDS = 10  # of a search that are looked for
ENDING = timedelta(days=30)  # in which rights count as about to end

# The fields that say what the file is: another file changes them all.
OF_THE_FILE = ("key", "suffix", "width", "height", "sha256", "size", "has_credentials")

# Texts that a search looks into.
DESCRIBING = ("title", "alt", "caption", "credit", "licence", "source_url")

LOST = "The original is not there; it is in the backups."
NOT_WRITTEN = "The files could not be written: the disk may be full. Make them again when there is room."
UNKNOWN = "Something went wrong; the log of the server says what."

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
        return self.alias(names=Cast("persons", TextField()))

    def search(self, words):
        """The pictures that have each of ``words`` in a text that describes them, or in the name of a person."""
        words = text.line(words).split()[:MAX_WORDS]
        found = among(self.with_names(), found_in(IMAGES, words))
        for word in words:
            told = [Q(**{f"{name}__icontains": word}) for name in DESCRIBING]
            found = found.filter(functools.reduce(operator.or_, told, in_persons(word)))
        return found

    def showing(self, person):
        return self.with_names().filter(in_persons(text.line(person)))

    def with_rights(self, state, on=None):
        """Those whose rights are ``over``, ``ending`` or ``open`` on a day, as ``rights_state`` says of one."""
        on = on or timezone.localdate()
        last = on + ENDING
        if state == "over":
            return self.filter(rights_until__lt=on)
        if state == "ending":
            return self.filter(rights_until__gte=on, rights_until__lte=last)
        return self.filter(Q(rights_until=None) | Q(rights_until__gt=last))

    def with_file(self, sha256):
        """The picture that has the file of this hash, or is to get it, or None. 2 queries at most."""
        return self.filter(sha256=sha256).first() or self.unmade().filter(coming__sha256=sha256).first()

    def with_file_locked(self, sha256):
        """The same, in a transaction until whose end everybody else who asks this waits. 3 queries at most."""
        one_at_a_time(f"image {sha256}")
        return self.with_file(sha256)

    def shown(self):
        """Those whose renditions are there: what a page may show, as ``is_shown`` says of one."""
        return self.exclude(state=Image.State.NEW)

    def unmade(self):
        """Those that wait for files, or for which making them failed."""
        return self.exclude(state=Image.State.MADE)

    def undescribed(self):
        return self.filter(alt="", is_decorative=False)

    def of_key(self, key):
        """Those that have ``key``, had it before their file was replaced, or are to get it. Looks into every row."""
        found = self.alias(said=Concat(Cast("former_keys", TextField()), Cast("coming", TextField())))
        return found.filter(Q(key=key) | Q(said__contains=key))

    def seen_by_readers(self, logo=None, pinned=()):
        """
        Those that an edition which is live or planned, an entry of a live coverage, an author, a topic, a series, the
        publication (the id of whose ``logo`` is given) or a front (``pinned``: the ids of what those show,
        ``Front.objects.with_pictures``) shows.
        """
        editions = Edition.objects.unfinished().order_by()
        pointers = Pointer.objects.filter(kind=Pointer.Kind.PICTURE, edition__in=editions.values("pk"))
        in_entries = Image.objects.filter(entry_pictures__edition__live_until=None, entry_pictures__isnull=False)
        return self.filter(
            Exists(editions.filter(lead_image=OuterRef("pk")))
            | Exists(pointers.filter(target=OuterRef("pk")))
            | Exists(Author.objects.filter(portrait=OuterRef("pk")))
            | Exists(Tag.objects.filter(picture=OuterRef("pk")))
            | Exists(Series.objects.filter(picture=OuterRef("pk")))
            | Exists(in_entries.filter(pk=OuterRef("pk")))
            | Q(pk=logo)
            | Q(pk__in=pinned)
        )

    def unused(self, pinned=()):
        """
        Those that no working copy, no edition that is live or planned, no author, topic, series, publication and no
        front (``pinned``: the ids of what those show) shows.
        """
        editions = Edition.objects.unfinished().order_by()
        here = Pointer.objects.filter(kind=Pointer.Kind.PICTURE, target=OuterRef("pk"))
        found = self.exclude(pk__in=pinned).exclude(
            Exists(here.filter(Q(edition=None) | Q(edition__in=editions.values("pk"))))
        )
        relations = self.model._meta.get_fields(include_hidden=True)  # the logo's is hidden
        for relation in (each for each in relations if each.auto_created and each.one_to_many):
            users = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            found = found.exclude(Exists(users))
        return found


class ImageManager(models.Manager.from_queryset(ImageQuerySet)):  # type: ignore[misc] # a class made by a call
    def add(self, file, *, by, **fields):
        """
        Return a new, saved image of the picture in ``file`` (a Django ``File``), uploaded by ``by``.

        Its original is on the disk before the row is; what readers get is made by a task, after commit. Raise
        ``UnfitPicture``.
        """
        image = self.model(uploaded_by=by, **fields)
        picture = processing.read(file)
        picture.fill(image)
        picture.store(image)
        image.save(using=self._db, force_insert=True)
        image.want_files()
        return image


class Image(Indexed):
    desk_index, desk_fields = IMAGES, (*DESCRIBING, "persons")

    """
    A picture. ``key``, ``suffix``, ``width``, ``height`` … (``OF_THE_FILE``) are of the file that pages show;
    ``coming`` is a dict of the same for a file that replaces it once its renditions are made. ``crop_focus`` is the
    focal point of the crops that are there; it follows ``focal_x`` and ``focal_y`` once new ones are made.
    """

    WIDTHS = processing.WIDTHS

    class State(models.TextChoices):
        MADE = "made", "there"
        NEW = "new", "being made"  # no page shows it yet
        CHANGED = "changed", "being made again"  # pages show what was there before

    key = models.CharField(max_length=24, unique=True, default=new_key, editable=False)
    suffix = models.CharField(max_length=4, editable=False)
    file = models.FileField(storage=originals, upload_to=original_name, max_length=60)
    title = LineField(max_length=200, help_text="How the desk finds it.")
    alt = LineField(
        "alternative text",
        max_length=300,
        blank=True,
        help_text="What it shows, for those who don’t see it. Empty only for pictures that say nothing.",
    )
    is_decorative = models.BooleanField(
        "decorative", default=False, help_text="It says nothing that the text does not; it needs no alternative text."
    )
    caption = LineField(max_length=500, blank=True)
    persons = WordListField(help_text="Who is to be seen, separated by commas.")
    credit = LineField(max_length=200, blank=True, help_text="Such as “Name / Agency”.")
    licence = LineField(max_length=200, blank=True)
    source_url = URLField("where it is from", blank=True, max_length=500)
    focal_x = models.FloatField(
        "focal point, across", default=0.5, validators=SHARE, help_text="0 is the left edge, 1 the right one."
    )
    focal_y = models.FloatField(
        "focal point, down", default=0.5, validators=SHARE, help_text="0 is the top edge, 1 the bottom one."
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    size = models.PositiveIntegerField("bytes of the original", default=0, editable=False)
    has_credentials = models.BooleanField("has content credentials (C2PA)", default=False, editable=False)
    state = models.CharField(max_length=7, choices=State, default=State.MADE, editable=False)
    failure = models.CharField("why it could not be made", max_length=300, blank=True, editable=False)
    coming = models.JSONField(null=True, editable=False)
    crop_focus = models.CharField(max_length=7, default="50-50", editable=False)
    former_keys = models.JSONField(default=list, editable=False)  # whose files stay: stored pages name them
    rights_until = models.DateField("rights end on", null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ImageManager()

    class Meta:
        verbose_name = "picture"  # one name for one thing: the menu and all pages say so
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="image_newest"),
            models.Index(fields=["state"], condition=~Q(state="made"), name="image_unmade"),
        ]
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
    def rights_state(self):
        """Today: ``over``, ``ending`` (within ``ENDING``) or ``open``."""
        today = timezone.localdate()
        if self.rights_until is None or self.rights_until > today + ENDING:
            return "open"
        return "over" if self.rights_until < today else "ending"

    @property
    def credit_line(self):
        """Whose it is and under which licence, as it stands under the picture; empty when neither is known."""
        return ", ".join(filter(None, [self.credit, self.licence]))

    # -- The files ---------------------------------------------------------------------------------------------

    def take_file(self, **facts):
        """Take the file of these ``facts`` (each of ``OF_THE_FILE``): a new image at once, others as ``coming``."""
        self.failure = ""
        if self._state.adding:
            for name, value in facts.items():
                setattr(self, name, value)
            self.file = original_name(self, "")
            self.state, self.crop_focus = self.State.NEW, "{}-{}".format(*self.focus)
        else:
            self.coming = facts
            self.state = self.State.CHANGED if self.is_shown else self.State.NEW

    def wanted(self):
        """Return a copy, never to be saved, with the file and crops it should have: of ``coming`` if there is one."""
        other = copy.copy(self)
        for name, value in (self.coming or {}).items():
            setattr(other, name, value)
        if self.coming:
            other.file = original_name(other, "")
        other.crop_focus = "{}-{}".format(*other.focus)
        return other

    def want_files(self):
        """
        Mark the picture as one whose files are to be made, and after commit let a task make those that are missing.
        1 query.
        """
        new = When(state=self.State.NEW, then=Value(self.State.NEW))
        state = Case(new, default=Value(self.State.CHANGED))
        type(self).objects.filter(pk=self.pk).update(failure="", state=state)
        transaction.on_commit(functools.partial(tasks.make_picture.enqueue, self.pk), robust=True)

    def make(self):
        """
        Make the renditions and crops that are missing, then show them. Return their number. Safe to repeat: files that
        are there are not made again, and what somebody changes meanwhile is left to the task of that change.

        A failure is kept in ``failure`` and raised; ``DoesNotExist`` when the picture was deleted meanwhile.
        """
        wanted = self.wanted()
        try:
            number = processing.cut(wanted)
        except Exception as error:
            why = LOST if isinstance(error, FileNotFoundError) else NOT_WRITTEN if isinstance(error, OSError) else ""
            self.failure = (str(error) if isinstance(error, UnfitPicture) else why or UNKNOWN)[:300]
            type(self).objects.filter(pk=self.pk).update(failure=self.failure)
            raise
        if number or self.state != self.State.MADE or self.failure:
            with transaction.atomic():
                now = type(self).objects.select_for_update().get(pk=self.pk)
                if now.wanted().crop_names == wanted.crop_names:
                    now._show(wanted)
            self.refresh_from_db()
        return number

    def _show(self, wanted):
        """Save the file and crops of ``wanted``, which are made, as those that pages show."""
        if self.coming:
            self.former_keys = [*self.former_keys, self.key]
            for name in (*OF_THE_FILE, "file"):
                setattr(self, name, getattr(wanted, name))
        self.coming, self.failure, self.state, self.crop_focus = None, "", self.State.MADE, wanted.crop_focus
        names = (*OF_THE_FILE, "file", "coming", "failure", "state", "crop_focus", "former_keys")
        self.save(update_fields=names)

    @property
    def is_shown(self):
        """Whether its renditions are there. No look-up."""
        return self.state != self.State.NEW

    @property
    def focus(self):
        """The focal point in hundredths, across and down."""
        return round(self.focal_x * 100), round(self.focal_y * 100)

    @property
    def widths(self):
        """Rendition widths in pixels, ascending; a small picture is not made larger."""
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
        """URL of the smallest rendition, for the desk; of a stand-in while there is none."""
        return self.rendition_url(self.WIDTHS[0]) if self.is_shown else static("img/no-picture-yet.svg")

    @property
    def desk_url(self):
        """URL of the largest rendition, for the desk; of a stand-in while there is none."""
        return self.rendition_url() if self.is_shown else self.thumbnail_url

    def crop_name(self, ratio):
        """Storage name of the crop of ``ratio`` (a key of ``RATIOS``), around ``crop_focus``."""
        return f"images/{self.key[:2]}/{self.key}/{ratio}-{self.crop_focus}.jpg"

    @property
    def crop_names(self):
        """List of the storage names of all crops."""
        return [self.crop_name(ratio) for ratio in processing.RATIOS]

    @property
    def crops(self):
        """Dict of ratio (``1x1``, ``4x3``, ``16x9``) → URL of a JPEG for cards elsewhere. No query, no look-up."""
        return {ratio: default_storage.url(self.crop_name(ratio)) for ratio in processing.RATIOS}

    @property
    def crop_sizes(self):
        """Dict of ratio → (width, height) of the crop in pixels."""
        width, height = self.widths[-1], self.height_at(self.widths[-1])
        return {
            ratio: (max(1, min(width, height * across // down)), max(1, min(height, width * down // across)))
            for ratio, (across, down) in processing.RATIOS.items()
        }

    def height_at(self, width):
        """Height in pixels of the rendition that is ``width`` pixels wide."""
        return max(1, round(width * self.height / self.width))

    def as_one_file(self, alt, caption):
        """
        What those show of it who know no choice of files: dict of ``url`` (of its largest JPEG), ``width``, ``height``,
        ``alt``, ``caption``, ``credit``. No look-up.
        """
        width = self.widths[-1]
        url, height = self.rendition_url(width), self.height_at(width)
        words = {"alt": alt, "caption": caption, "credit": self.credit_line}
        return {"url": url, "width": width, "height": height, **words}

    @property
    def focus_class(self):
        """CSS classes that keep the focal point in sight when the picture is cropped (in tenths)."""
        return f"focus-x-{round(self.focal_x * 10)} focus-y-{round(self.focal_y * 10)}"


class Upload(models.Model):
    """That somebody sent a file, taken or not. What is older than an hour is deleted when they send the next one."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["by", "at"], name="upload_recent")]

    def __str__(self):
        return f"{self.by}, {self.at}"
