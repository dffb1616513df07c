"""
Uploads become pictures: what is taken, what readers get of it, and where both are kept.

    picture = read(file)      # UnfitPicture, with a sentence for the desk, when it can't be used
    picture.fill(image)       # what the file says, on an Image that isn't saved yet
    picture.store(image)      # the original and the renditions, on the disk
    image.save()

or all four at once, ``Image.objects.add(file, by=user, title=…)``. Files come before the row, so that no row
ever lacks its files. When the row doesn't come (the transaction is rolled back), the files stay as orphans
that no page names: to delete them at that moment could take the files of a row whose commit was only not
heard of.

Pictures are decoded in a process of their own, see ``articles/darkroom.py``.
"""

import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.text import Truncator

from articles.exceptions import UnfitPicture

WIDTHS = (480, 960, 1600)
RATIOS = {"1x1": (1, 1), "4x3": (4, 3), "16x9": (16, 9)}  # of the crops for cards elsewhere, as in the darkroom
CENTRE = (50, 50)  # the focal point, in hundredths, of a picture that nobody has looked at
MAX_BYTES = 20 * 2**20
PATIENCE = 20  # seconds of waiting for a picture on a busy machine; its processor time has a limit of its own

DARKROOM = Path(__file__).with_name("darkroom.py")
# What a Python needs of its surroundings to start. Keys and passwords are there too, and stay out.
PASSED_ON = {"PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "LANG", "LC_ALL"}

MAX_NAME = 100  # characters of a person's name that a file may bring

KINDS = {"jpg": "JPEG", "png": "PNG", "webp": "WebP", "gif": "GIF"}
SUFFIXES = {"jpg": "jpg", "jpeg": "jpg", "jfif": "jpg", "png": "png", "webp": "webp", "gif": "gif"}
MARKS = [(b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF87a", "gif"), (b"GIF89a", "gif")]
FOREIGN_MARKS = [
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
    (b"8BPS", "Photoshop"),
    (b"%!PS", "EPS"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"%PDF", "PDF"),
]
FOREIGN_BRANDS = {b"avif": "AVIF", b"avis": "AVIF"}  # the other pictures of this family are HEIC

TOO_LONG = "The picture takes too long to open: make it smaller, or save it again as a plain JPEG."
UNREADABLE = "The picture can’t be read: the file is damaged. If other programs open it, save it there again."

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Picture:
    """
    An upload that was found fit. ``width`` and ``height`` in pixels, held upright; ``caption``, ``credit``, ``rights``
    (str) and ``persons`` (list of str) as an agency wrote them into the file, or empty; ``has_credentials``: a C2PA
    manifest came with it; ``renditions``: dict of (width, suffix) → bytes; ``crops``: dict of ratio → bytes of a JPEG,
    cut around ``focus`` (hundredths).
    """

    content: bytes
    suffix: str
    width: int
    height: int
    caption: str
    credit: str
    rights: str
    persons: list[str]
    has_credentials: bool
    renditions: dict[tuple[int, str], bytes]
    crops: dict[str, bytes]
    focus: tuple[int, int]

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()

    def fill(self, image):
        """
        Put what the file says on ``image``: type, size, hash, name, and caption, credit, rights and persons where it
        has none.

        The key becomes a new one: what browsers keep for good under the old names stays what it was.
        Doesn't save.
        """
        image.key = image._meta.get_field("key").get_default()
        image.suffix, image.sha256 = self.suffix, self.sha256
        image.width, image.height = self.width, self.height
        image.has_credentials = self.has_credentials
        image.file = image.file.field.generate_filename(image, f"original.{self.suffix}")
        for name, text in (("caption", self.caption), ("credit", self.credit), ("licence", self.rights)):
            longest = image._meta.get_field(name).max_length
            setattr(image, name, getattr(image, name) or Truncator(text).chars(longest))
        image.persons = image.persons or self.persons

    def store(self, image):
        """Write original and renditions under the names that ``fill`` gave, down to the disk. All or none."""
        _write([(image.file.storage, image.file.name, self.content), *self._named(image)])

    def store_missing(self, image):
        """
        Write the renditions and crops that ``image`` should have and hasn't. Return their number.

        Its focal point is the one that the picture was read with.
        """
        missing = [file for file in self._named(image) if not default_storage.exists(file[1])]
        _write(missing)
        return len(missing)

    def _named(self, image):
        return [
            (default_storage, image.rendition_name(width, suffix), content)
            for (width, suffix), content in self.renditions.items()
        ] + [(default_storage, image.crop_name(ratio, self.focus), content) for ratio, content in self.crops.items()]


def read(file, focus=CENTRE):
    """
    Return the ``Picture`` in ``file`` (a Django ``File`` with the name it came under), its crops cut around ``focus``
    (hundredths across and down). About 0.5 seconds.

    Raise ``UnfitPicture`` for what is no picture we take: other types, too large, damaged, an extension that
    says something else.
    """
    try:
        return _read(file, focus)
    except UnfitPicture as refusal:
        logger.info("Refused an upload of %d bytes: %s", file.size, refusal)
        raise


def _read(file, focus):
    if file.size > MAX_BYTES:
        raise UnfitPicture(
            f"The file has {file.size / 2**20:.1f} MB: {MAX_BYTES // 2**20} MB is the most. Make the picture smaller."
        )
    file.seek(0)
    content = file.read()
    if not content:
        raise UnfitPicture("The file is empty.")
    suffix = _suffix(content)
    extension = PurePath(file.name or "").suffix.lower().removeprefix(".")
    if SUFFIXES.get(extension) != suffix:
        raise UnfitPicture(
            f"The file holds a {KINDS[suffix]} picture, but its name doesn’t say so: let it end in “.{suffix}”."
        )
    facts, renditions, crops = _develop(content, suffix, focus)
    said = {name: [one_line(text) for text in texts] for name, texts in facts["xmp"].items()}
    # IPTC goes first: agencies write both, and what some programs put into XMP is their own name.
    said |= {name: [one_line(text)] for name, text in facts["iptc"].items()}
    said = {name: list(filter(None, texts)) for name, texts in said.items()}
    credits = dict.fromkeys(", ".join(said[name]) for name in ("byline", "credit") if said.get(name))
    caption, rights = (next(iter(said.get(name, [])), "") for name in ("caption", "copyright"))
    return Picture(
        content=content,
        suffix=suffix,
        width=facts["width"],
        height=facts["height"],
        caption=caption,
        credit=" / ".join(credits) or rights,
        rights=rights,
        persons=[name.replace(",", " ")[:MAX_NAME] for name in dict.fromkeys(said.get("persons", []))],
        has_credentials=facts["has_credentials"],
        renditions=renditions,
        crops=crops,
        focus=focus,
    )


def _suffix(content):
    """Tell ``jpg``, ``png``, ``webp`` or ``gif`` by the first bytes; refuse other kinds, by name if known."""
    for mark, suffix in MARKS:
        if content.startswith(mark):
            return suffix
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp":
        foreign = FOREIGN_BRANDS.get(content[8:12], "HEIC")
    elif b"<svg" in content[:1000].lower():
        foreign = "SVG"
    else:
        foreign = next((name for mark, name in FOREIGN_MARKS if content.startswith(mark)), None)
    if foreign:
        raise UnfitPicture(f"This is a file in {foreign} format: save it as JPEG, PNG, WebP or GIF first.")
    raise UnfitPicture("This is no picture in JPEG, PNG, WebP or GIF format.")


def _develop(content, suffix, focus):
    """Return the darkroom's ``(facts, renditions, crops)``: dict of its answer, and dicts as in ``Picture``."""
    surroundings = {name: value for name, value in os.environ.items() if name in PASSED_ON}
    try:
        done = subprocess.run(  # noqa: S603 (our own program, no word of it from outside)
            [sys.executable, "-P", str(DARKROOM), suffix, *map(str, (*focus, *WIDTHS))],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            # Without this each decoding thread would reserve 64 MB of the limit.
            env={**surroundings, "MALLOC_ARENA_MAX": "1"},
        )
    except subprocess.TimeoutExpired:
        raise UnfitPicture(TOO_LONG) from None
    if done.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise UnfitPicture(TOO_LONG)
    line, _, rest = done.stdout.partition(b"\n")
    if done.returncode or not line:
        logger.error("The darkroom ended with %s: %s", done.returncode, done.stderr.decode(errors="replace"))
        raise UnfitPicture(UNREADABLE)
    facts = json.loads(line)
    if "refused" in facts:
        raise UnfitPicture(facts["refused"])
    stream = BytesIO(rest)
    renditions = {(width, kind): stream.read(length) for width, kind, length in facts["renditions"]}
    crops = {ratio: stream.read(length) for ratio, length in facts["crops"]}
    return facts, renditions, crops


def one_line(text):
    """Return ``text`` in NFC on one line, without control characters and marks of direction."""
    words = " ".join(text.split())
    seen = "".join(char for char in words if unicodedata.category(char)[0] != "C")
    return unicodedata.normalize("NFC", seen)


def _write(files):
    """Write ``(storage, name, content)`` each and sync them; when one fails, remove those already written."""
    written = []
    try:
        for storage, name, content in files:
            saved = storage.save(name, ContentFile(content))
            if saved == name:
                written.append((storage, name))
            else:  # a second run of the same command was quicker
                storage.delete(saved)
        _sync(written)
    except BaseException:
        for storage, name in written:
            storage.delete(name)
        raise


def _sync(files):
    """See ``(storage, name)`` each, and the folders they are in, through to the disk, if it is local."""
    paths = set()
    for storage, name in files:
        try:
            path = Path(storage.path(name))
        except NotImplementedError:  # not on a disk of this machine: stored when it was sent
            continue
        root = Path(storage.location)
        paths |= {path, *(folder for folder in path.parents if folder.is_relative_to(root))}
    for path in sorted(paths, reverse=True):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
