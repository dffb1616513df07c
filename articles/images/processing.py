"""
What uploads are taken as pictures, what readers get of them, and where both are kept.

    picture = read(file)      # UnfitPicture, with a sentence for the desk, when it can't be used
    picture.fill(image)       # what the file says, on an Image that isn't saved yet
    picture.store(image)      # the original, on the disk
    image.save()
    image.want_files()        # after commit a task makes what readers get (articles/tasks.py)

or all at once, ``Image.objects.add(file, by=user, title=…)``. The original is written before the row, so that no row
is without its file. When the transaction is rolled back, the file stays until ``sweep_images`` deletes it. It is not
deleted at once: a commit may have been made although the database's answer to it was lost.

What readers get is made by ``Image.make()``, which may be repeated, and shown only when it is there. Pictures are
decoded in a process of their own, see ``articles/images/worker.py``.
"""

import hashlib
import json
import logging
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path, PurePath

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.utils.text import Truncator

from articles.exceptions import UnfitPicture
from articles.text import line

WIDTHS = (480, 960, 1600)  # of the renditions, in pixels
RATIOS = {"1x1": (1, 1), "4x3": (4, 3), "16x9": (16, 9)}  # of the crops for cards elsewhere, across and down
CENTRE = (50, 50)  # the focal point, in hundredths, of a picture that nobody has looked at
MAX_BYTES = 20 * 2**20
PATIENCE = 20  # seconds of waiting for a picture on a busy machine; its processor time has a limit of its own

WORKER = Path(__file__).with_name("worker.py")
# The variables that a Python needs to start. The others have keys and passwords among them.
PASSED_ON = {"PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "LANG", "LC_ALL"}

_FIRST, _KEY = re.compile("[0-9a-f]{2}"), re.compile("[0-9a-f]{24}")  # of the names that files are stored under

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

ANIMATED = "The file is an animation: readers see its first frame, as a picture that does not move."
TOO_LONG = "The picture takes too long to open: make it smaller, or save it again as a plain JPEG."
UNREADABLE = "The picture can’t be read: the file is damaged. If other programs open it, save it there again."

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Picture:
    """
    An upload that was found fit. ``width`` and ``height`` in pixels, upright; ``caption``, ``credit``, ``rights``
    (str) and ``persons`` (list of str) as an agency wrote them into the file, or empty; ``has_credentials``: a C2PA
    manifest is in the file.
    """

    content: bytes
    suffix: str
    width: int
    height: int
    caption: str
    credit: str
    rights: str
    persons: list[str]
    is_animated: bool
    has_credentials: bool

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()

    @property
    def note(self):
        """What the person who sent the file may not expect (a sentence), or nothing."""
        return ANIMATED if self.is_animated else ""

    def words_for(self, image):
        """The words of the file, cut to the fields of ``image``: dict of field → str, or list of str."""
        texts = {"caption": self.caption, "credit": self.credit, "licence": self.rights}
        longest = {name: image._meta.get_field(name).max_length for name in texts}
        return {name: Truncator(text).chars(longest[name]) for name, text in texts.items()} | {"persons": self.persons}

    def fill(self, image, over=False):
        """
        Set on ``image`` the type, size, hash and key of the file, and the file's words where the image has none
        (with ``over``, wherever the file has some). An image that has a file already gets the new one as
        ``Image.coming``.

        The key is always a new one, as browsers keep the files of the old one for good. Doesn't save. Return the
        names (list of str) of the fields of words that changed.
        """
        image.take_file(
            key=image._meta.get_field("key").get_default(),
            suffix=self.suffix,
            width=self.width,
            height=self.height,
            sha256=self.sha256,
            size=len(self.content),
            has_credentials=self.has_credentials,
        )
        changed = []
        for name, said in self.words_for(image).items():
            here = getattr(image, name)
            if said and said != here and (over or not here):
                setattr(image, name, said)
                changed.append(name)
        return changed

    def store(self, image):
        """Write the original to the disk under the name that ``fill`` gave it. Raise ``OSError``."""
        file = image.wanted().file
        _write([(file.storage, file.name, self.content)])

    def discard(self, image):
        """Delete what ``store`` wrote."""
        file = image.wanted().file
        file.storage.delete(file.name)


def read(file):
    """
    Return the ``Picture`` in ``file`` (a Django ``File`` with the name it came under). About 0.3 seconds, 5 at most.

    Raise ``UnfitPicture`` for other types, for what is too large or damaged, and for an extension of another type.
    """
    try:
        return _read(file)
    except UnfitPicture as refusal:
        logger.info("Refused an upload of %d bytes: %s", file.size, refusal)
        raise


def _read(file):
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
    facts, _ = _worker("look", content, suffix)
    # IPTC before XMP: agencies write both, and some programs put their own name into XMP.
    said = {
        name: list(dict.fromkeys(filter(None, map(line, texts))))
        for name, texts in {**facts["xmp"], **facts["iptc"]}.items()
    }
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
        persons=[" ".join(name.replace(",", " ").split())[:MAX_NAME] for name in said.get("persons", [])],
        is_animated=facts["is_animated"],
        has_credentials=facts["has_credentials"],
    )


def cut(image):
    """
    Write the renditions and crops of ``image`` that are missing to the disk. Return their number.

    About 0.6 seconds; only look-ups when none is missing. Raise ``UnfitPicture`` or ``OSError``, and then none of
    them is there.
    """
    missing = {name for name in [*image.rendition_names, *image.crop_names] if not default_storage.exists(name)}
    if not missing:
        return 0
    with image.file.open() as original:
        lengths, rest = _worker("cut", original.read(), image.suffix, image.focus)
    stream, made = BytesIO(rest), {}
    for width, kind, length in lengths["renditions"]:
        made[image.rendition_name(width, kind)] = stream.read(length)
    for ratio, length in lengths["crops"]:
        made[image.crop_name(ratio)] = stream.read(length)
    _write([(default_storage, name, content) for name, content in made.items() if name in missing])
    return len(missing)


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


def _worker(task, content, suffix, focus=CENTRE):
    """Let the worker do ``task`` (``look`` or ``cut``). Return its answer: dict of the first line, and the bytes."""
    order = {"suffix": suffix, "widths": WIDTHS, "ratios": RATIOS, "focus": focus}
    environment = {name: value for name, value in os.environ.items() if name in PASSED_ON}
    try:
        done = subprocess.run(  # noqa: S603 (our own program, no word of it from outside)
            [sys.executable, "-P", str(WORKER), task, json.dumps(order)],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            # Without this each decoding thread would reserve 64 MB of the limit.
            env={**environment, "MALLOC_ARENA_MAX": "1"},
        )
    except subprocess.TimeoutExpired:
        raise UnfitPicture(TOO_LONG) from None
    if done.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise UnfitPicture(TOO_LONG)
    line, _, rest = done.stdout.partition(b"\n")
    if done.returncode or not line:
        logger.error("The image worker ended with %s: %s", done.returncode, done.stderr.decode(errors="replace"))
        raise UnfitPicture(UNREADABLE)
    answer = json.loads(line)
    if "refused" in answer:
        raise UnfitPicture(answer["refused"])
    return answer, rest


def orphans(before):
    """
    Yield ``(storage, name)`` of each file that is older than ``before`` (aware datetime) and whose key no row has, had,
    or is to get: of uploads that failed, and of pictures that were deleted. Only names that the library makes.

    1 query for each thousand keys, and 1 more for each key that no picture has now.
    """
    images = apps.get_model("articles", "Image").objects
    for storage, root in ((default_storage, "images"), (storages["originals"], "")):
        stored = _stored(storage, root)
        while batch := dict(islice(stored, 1000)):
            kept = set(images.filter(key__in=batch).values_list("key", flat=True))
            for key, names in batch.items():
                if key in kept or images.of_key(key).exists():
                    continue
                if all(storage.get_modified_time(name) < before for name in names):
                    yield from ((storage, name) for name in names)


def _stored(storage, root):
    """Yield ``(key, names)`` of the library's files under ``root``."""
    for first in _listed(storage, root)[0]:
        if not _FIRST.fullmatch(first):
            continue
        folder = f"{root}/{first}" if root else first
        folders, files = _listed(storage, folder)
        for key in folders if root else ():
            if _KEY.fullmatch(key):
                yield key, [f"{folder}/{key}/{name}" for name in _listed(storage, f"{folder}/{key}")[1]]
        for name in () if root else files:
            if _KEY.fullmatch(key := name.partition(".")[0]):
                yield key, [f"{folder}/{name}"]


def _listed(storage, folder):
    try:
        return storage.listdir(folder)
    except FileNotFoundError:  # nothing was stored yet, or another run was quicker
        return [], []


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
    """Wait until the files ``(storage, name)`` and their folders are on the disk, if it is one of this machine."""
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
