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
from pathlib import Path, PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.text import Truncator

from articles.exceptions import UnfitPicture

WIDTHS = (480, 960, 1600)
MAX_BYTES = 20 * 2**20
PATIENCE = 20  # seconds of waiting for a picture on a busy machine; its processor time has a limit of its own

DARKROOM = Path(__file__).with_name("darkroom.py")
# What a Python needs of its surroundings to start. Keys and passwords are there too, and stay out.
PASSED_ON = {"PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "LANG", "LC_ALL"}

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
    An upload that was found fit. ``width`` and ``height`` in pixels, held upright; ``caption`` and ``credit``
    as an agency wrote them into the file, or empty; ``renditions``: dict of (width, suffix) → bytes.
    """

    content: bytes
    suffix: str
    width: int
    height: int
    caption: str
    credit: str
    renditions: dict[tuple[int, str], bytes]

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()

    def fill(self, image):
        """
        Put what the file says on ``image``: type, size, hash, name, and caption and credit where it has none.

        The key becomes a new one: what browsers keep for good under the old names stays what it was.
        Doesn't save.
        """
        image.key = image._meta.get_field("key").get_default()
        image.suffix, image.sha256 = self.suffix, self.sha256
        image.width, image.height = self.width, self.height
        image.file = image.file.field.generate_filename(image, f"original.{self.suffix}")
        for name in ("caption", "credit"):
            longest = image._meta.get_field(name).max_length
            setattr(image, name, getattr(image, name) or Truncator(getattr(self, name)).chars(longest))

    def store(self, image):
        """Write original and renditions under the names that ``fill`` gave, down to the disk. All or none."""
        _write([(image.file.storage, image.file.name, self.content), *self._named(image)])

    def store_missing(self, image):
        """Write the renditions that ``image`` should have and hasn't. Return their number."""
        missing = [file for file in self._named(image) if not default_storage.exists(file[1])]
        _write(missing)
        return len(missing)

    def _named(self, image):
        return [
            (default_storage, image.rendition_name(width, suffix), content)
            for (width, suffix), content in self.renditions.items()
        ]


def read(file):
    """
    Return the ``Picture`` in ``file`` (a Django ``File`` with the name it came under). About 0.5 seconds.

    Raise ``UnfitPicture`` for what is no picture we take: other types, too large, damaged, an extension that
    says something else.
    """
    try:
        return _read(file)
    except UnfitPicture as refusal:
        logger.info("Refused an upload of %d bytes: %s", file.size, refusal)
        raise


def _read(file):
    if file.size > MAX_BYTES:
        raise UnfitPicture(
            f"The file has {file.size / 2**20:.1f} MB: {MAX_BYTES // 2**20} MB is the most. "
            "Make the picture smaller."
        )
    file.seek(0)
    content = file.read()
    if not content:
        raise UnfitPicture("The file is empty.")
    suffix = _suffix(content)
    extension = PurePath(file.name or "").suffix.lower().removeprefix(".")
    if SUFFIXES.get(extension) != suffix:
        raise UnfitPicture(
            f"The file holds a {KINDS[suffix]} picture, but its name doesn’t say so: "
            f"let it end in “.{suffix}”."
        )
    facts, renditions = _develop(content, suffix)
    iptc = {name: _one_line(text) for name, text in facts["iptc"].items()}
    credits = dict.fromkeys(iptc[name] for name in ("byline", "credit") if iptc.get(name))
    return Picture(
        content=content,
        suffix=suffix,
        width=facts["width"],
        height=facts["height"],
        caption=iptc.get("caption", ""),
        credit=" / ".join(credits) or iptc.get("copyright", ""),
        renditions=renditions,
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


def _develop(content, suffix):
    """Return the darkroom's ``(facts, renditions)``: dict of its answer, dict of (width, suffix) → bytes."""
    surroundings = {name: value for name, value in os.environ.items() if name in PASSED_ON}
    try:
        done = subprocess.run(  # noqa: S603 (our own program, no word of it from outside)
            [sys.executable, "-P", str(DARKROOM), suffix, *map(str, WIDTHS)],
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
    renditions, start = {}, 0
    for width, kind, length in facts["renditions"]:
        renditions[width, kind] = rest[start : start + length]
        start += length
    return facts, renditions


def _one_line(text):
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
