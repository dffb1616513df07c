"""Files of pictures for tests, made here by ``scene`` or byte by byte, and what the desk makes of them."""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Pillow

from articles.images import processing
from articles.models import Image


def scene(width=1200, height=800, mode="RGB"):
    """A picture with a red left half and a blue right half, in ``mode``."""
    image = Pillow.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image.convert(mode)


def saved(image, kind="JPEG", **options):
    """The bytes of ``image`` as a file."""
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def upload(content, name="picture.jpg"):
    return ContentFile(content, name=name)


def opened(content):
    image = Pillow.open(BytesIO(content))
    image.load()
    return image


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width, height, *chunks, depth=8, colours=2, rows=b"\0", packed=None):
    """A hand-made PNG: its header says ``width`` × ``height``, whatever ``rows`` (or ``packed``) hold."""
    header = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    pieces = [
        chunk(b"IHDR", header),
        *chunks,
        chunk(b"IDAT", packed or zlib.compress(rows)),
        chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces)


def iptc(**fields):
    """Photoshop's block of a JPEG with the IPTC ``fields`` (number → bytes, or list of bytes) of record 2."""
    records = b"".join(
        b"\x1c\x02" + bytes([int(number[1:])]) + struct.pack(">H", len(text)) + text
        for number, texts in fields.items()
        for text in (texts if isinstance(texts, list) else [texts])
    )
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records + b"\0" * (len(records) % 2)
    content = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


def with_segment(jpeg, segment):
    return jpeg[:2] + segment + jpeg[2:]


@dataclass
class Made:
    """What readers get of an upload, as bytes: by (width, suffix), and by ratio. ``image`` is not saved."""

    image: Image
    renditions: dict
    crops: dict

    @property
    def files(self):
        return [*self.renditions.values(), *self.crops.values()]


def made(content, name="picture.jpg", focus=processing.CENTRE):
    """Take ``content`` as the desk does and make what readers get of it (``Made``)."""
    image = Image(focal_x=focus[0] / 100, focal_y=focus[1] / 100)
    picture = processing.read(upload(content, name))
    picture.fill(image)
    picture.store(image)
    processing.cut(image)

    def stored(name):
        with default_storage.open(name) as file:
            return file.read()

    renditions = {
        (width, kind): stored(image.rendition_name(width, kind)) for width in image.widths for kind in ("webp", "jpg")
    }
    return Made(image, renditions, {ratio: stored(image.crop_name(ratio)) for ratio in processing.RATIOS})


def added(content=None, name="picture.jpg", *, by=None, **fields):
    """An image of ``content`` whose files are there, as after its task."""
    image = Image.objects.add(upload(content or saved(scene()), name), by=by, **{"title": "Garden", **fields})
    image.make()
    return image
