"""
The program that decodes uploads. ``articles.images.processing`` starts it once for each picture.

    python -P articles/images/worker.py look '{"suffix": "jpg", …}' < upload > answer
    python -P articles/images/worker.py cut '{"suffix": "jpg", …}' < upload > answer

``look`` decodes the picture, so that what is taken can be cut, and says what it is. ``cut`` makes the renditions and
the crops. The second argument is JSON: ``suffix`` of the file; ``widths`` of the renditions, in pixels; ``ratios`` of
the crops (name → across and down); ``focus``, the focal point in hundredths from the left and from the top.

A file of 100 kB can take gigabytes of memory or minutes of work to decode, or use a fault of a decoder written in C.
So decoding has a process of its own that ends with the picture, holds no keys, and has limits on memory and processor
time: the processes of the site go on. It imports nothing of the project, and so costs 0.1 s a picture.

The answer begins with one line of JSON. It is ``{"refused": sentence}``, or for ``look`` ``{"width", "height",
"is_animated", "has_credentials", "iptc": {…}, "xmp": {…}}``, or for ``cut`` ``{"renditions": [[width, suffix, length],
…], "crops": [[ratio, length], …]}``, and then the bytes of the renditions and of the crops follow in that order.
"""

import contextlib
import json
import resource
import sys
import warnings
from io import BytesIO
from xml.parsers import expat  # what it is given is refused when it declares anything, see _Packet

from PIL import Image, ImageCms, IptcImagePlugin
from PIL.Image import Resampling, Transpose

FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}

MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
MAX_FRAMES = 200

# Bytes of address space (the program itself takes 30 MB of it) and seconds of processor time. What passes the
# limits above fits into these (a PNG of 40 megapixels with transparency: 210 MiB, 2 to 3.5 s), but for kinds
# whose decoders keep the picture several times: WebP above 16 megapixels, and progressive JPEG in CMYK above
# 30 or, in RGB, above 25 and four times as tall as wide. They are refused with a way out.
MEMORY_TO_OPEN = 1024 * 2**20  # a WebP's decoder reserves its canvas before its size can be refused
MEMORY = 320 * 2**20
SECONDS = {"look": 4, "cut": 8}  # what could be looked at in 4 is not given up for what it takes to write it small

WEBP = {"format": "WEBP", "quality": 78, "method": 4}
JPEG = {"format": "JPEG", "quality": 80, "progressive": True}

MAX_PROFILE = 10_000  # bytes of a colour profile that travels with every rendition
BAND = 256  # rows that are reduced at a time

TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
SIDEWAYS = {Transpose.TRANSPOSE, Transpose.TRANSVERSE, Transpose.ROTATE_90, Transpose.ROTATE_270}
ORIENTATION = 0x0112

IPTC = {"caption": (2, 120), "credit": (2, 110), "byline": (2, 80), "copyright": (2, 116)}

MAX_PACKET = 256 * 2**10  # bytes of XMP that are read; more is left alone
MAX_DEPTH = 40
MAX_VALUES = 50  # of one property
MAX_TEXT = 5_000  # characters of one value
XMP = {
    "http://purl.org/dc/elements/1.1/ description": "caption",
    "http://purl.org/dc/elements/1.1/ rights": "copyright",
    "http://purl.org/dc/elements/1.1/ creator": "byline",
    "http://ns.adobe.com/photoshop/1.0/ Credit": "credit",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/ PersonInImage": "persons",
}
XML_LANGUAGE = "http://www.w3.org/XML/1998/namespace lang"

TOO_HEAVY = (
    "The picture takes too much memory to open. Save it again as a plain JPEG (RGB, not progressive), "
    "or make it smaller."
)
DAMAGED = (
    "The picture can’t be read: the file is damaged or was not copied whole. If other programs open it, "
    "save it there again as a plain JPEG (RGB, not progressive)."
)


class Refused(Exception):
    """The upload can't be used; the message is a sentence for the person who sent it."""


def look(data, *, suffix, widths, **_):
    """Return what the picture is: dict as in the answer's first line. Raise ``Refused``."""
    image = _open(data, suffix)
    facts = {
        "is_animated": _frames(image, suffix) > 1,
        "has_credentials": has_credentials(data, suffix),
        "iptc": _read_iptc(image),
        "xmp": _read_xmp(image),
    }
    facts["width"], facts["height"] = _upright_size(image)
    _reduced_to(image, _sizes(image, widths)[-1])
    return facts


def cut(data, *, suffix, widths, ratios, focus):
    """
    Return ``(lengths, files)``: dict as in the answer's first line, and list of bytes in its order.

    A picture narrower than one of ``widths`` is not made larger. Raise ``Refused``.
    """
    image = _open(data, suffix)
    sizes = _sizes(image, widths)
    image, profile = _reduced_to(image, sizes[-1])

    renditions, files = [], []
    for size in sizes:
        rendition = image if size == image.size else image.resize(size, Resampling.LANCZOS)
        for kind, pixels, options in (("webp", rendition, WEBP), ("jpg", _on_white(rendition), JPEG)):
            content = BytesIO()
            pixels.save(content, icc_profile=profile, **options)
            renditions.append([size[0], kind, content.tell()])
            files.append(content.getvalue())

    crops, plain = [], _on_white(image)
    for name, ratio in ratios.items():
        content = BytesIO()
        plain.crop(_crop_box(plain.size, ratio, focus)).save(content, icc_profile=profile, **JPEG)
        crops.append([name, content.tell()])
        files.append(content.getvalue())
    return {"renditions": renditions, "crops": crops}, files


def _open(data, suffix):
    """Return the file as Pillow's image, not decoded yet. Raise ``Refused`` for what is beyond the limits."""
    _limit_memory(MEMORY_TO_OPEN)
    try:
        image = Image.open(BytesIO(data), formats=[FORMATS[suffix]])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused(f"The picture has more than {MAX_PIXELS // 10**6} megapixels: make it smaller.") from None
    if max(image.size) > MAX_SIDE:
        raise Refused(
            f"The picture is {image.width} × {image.height} pixels: {MAX_SIDE:,} a side is the most. Make it smaller."
        )
    _limit_memory(MEMORY)
    if suffix == "png":  # the one format with checksums, which decoding leaves unread
        Image.open(BytesIO(data), formats=["PNG"]).verify()
    if _frames(image, suffix) > MAX_FRAMES:
        raise Refused(
            f"The file is an animation of more than {MAX_FRAMES} frames. Readers would see only the first of them: "
            "save that one as a picture."
        )
    return image


def _frames(image, suffix):
    """Number of pictures that the file plays one after the other. A phone's JPEG of several pictures plays none."""
    return 1 if suffix == "jpg" else getattr(image, "n_frames", 1)


def _upright_size(image):
    return image.size[::-1] if _turn(image) in SIDEWAYS else image.size


def _sizes(image, widths):
    """List of the sizes (width, height) of the renditions, ascending."""
    width, height = _upright_size(image)
    return [(each, _height_at(each, width, height)) for each in sorted({min(wish, width) for wish in widths})]


def _reduced_to(image, size):
    """Return ``(image, profile)``: the first frame upright, in ``size``, in colours that every browser shows."""
    turn, profile = _turn(image), image.info.get("icc_profile")
    image = _reduced(image, *(size[::-1] if turn in SIDEWAYS else size))
    if turn is not None:
        image = image.transpose(turn)
    return _with_plain_colours(image, profile)


def _crop_box(size, ratio, focus):
    """
    Return the largest box (left, top, right, bottom) of ``ratio`` in a picture of ``size``, with the focal point
    (hundredths across and down) as near to its middle as the edges let it.
    """
    across, down = ratio
    width = max(1, min(size[0], size[1] * across // down))
    height = max(1, min(size[1], size[0] * down // across))
    left, top = (
        min(max(0, full * share // 100 - part // 2), full - part)
        for full, part, share in zip(size, (width, height), focus, strict=True)
    )
    return left, top, left + width, top + height


def has_credentials(data, suffix):
    """Tell whether a C2PA manifest (a JUMBF box of that label) travels with the file. It is not verified."""
    try:
        return any(b"c2pa" in box[:4096] for box in _BOXES[suffix](data))
    except (IndexError, KeyError):
        return False


def _jpeg_boxes(data):
    """Yield the JUMBF segments (APP11) before the picture itself begins."""
    start = 2
    while start + 4 <= len(data) and data[start] == 0xFF and data[start + 1] not in {0xDA, 0xD9}:
        if data[start + 1] == 0xFF:  # filling
            start += 1
            continue
        length = int.from_bytes(data[start + 2 : start + 4], "big")
        if data[start + 1] == 0xEB and data[start + 4 : start + 6] == b"JP":
            yield data[start + 4 : start + 2 + length]
        start += 2 + max(2, length)


def _png_boxes(data):
    start = 8
    while start + 8 <= len(data):
        length = int.from_bytes(data[start : start + 4], "big")
        if data[start + 4 : start + 8] == b"caBX":
            yield data[start + 8 : start + 8 + length]
        start += 12 + length


def _webp_boxes(data):
    start = 12
    while start + 8 <= len(data):
        length = int.from_bytes(data[start + 4 : start + 8], "little")
        if data[start : start + 4] == b"C2PA":
            yield data[start + 8 : start + 8 + length]
        start += 8 + length + length % 2


_BOXES = {"jpg": _jpeg_boxes, "png": _png_boxes, "webp": _webp_boxes}


def _height_at(width, full_width, full_height):
    return max(1, round(width * full_height / full_width))


def _turn(image):
    """
    How to turn the picture upright (a ``Transpose``), or None when EXIF doesn't say how the camera was held.

    EXIF alone, as in browsers: Pillow's ``getexif`` goes on to XMP and to text chunks of a PNG, which they ignore.
    """
    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif", b""))
        return TURNS.get(exif.get(ORIENTATION))
    except MemoryError:
        raise
    except Exception:
        return None


def _read_iptc(image):
    """What an agency wrote into a JPEG: dict of name → list of str, as a field may be there again; no other fields."""
    try:
        found = IptcImagePlugin.getiptcinfo(image) or {}
    except MemoryError:
        raise
    except Exception:
        return {}
    texts = {}
    for name, key in IPTC.items():
        values = found.get(key, [])
        for value in (values if isinstance(values, list) else [values])[:MAX_VALUES]:
            try:
                text = value.decode("utf-8")
            except UnicodeDecodeError:
                text = value.decode("latin-1")
            if text.strip():
                texts.setdefault(name, []).append(text)
    return texts


def _read_xmp(image):
    """
    What an agency wrote into the XMP packet: dict of property → list of str in order, those of no language or of the
    default one first. Empty when there is none, when it is too long, or not as plain XML should be.
    """
    packet = image.info.get("xmp") or b""
    packet = packet.encode("utf-8", "replace") if isinstance(packet, str) else packet
    if not packet or len(packet) > MAX_PACKET:
        return {}
    try:
        return _Packet().read(packet.strip(b"\0 \t\r\n"))
    except (expat.ExpatError, _Unsafe, UnicodeError, ValueError):
        return {}


class _Unsafe(Exception):
    pass


class _Packet:
    """
    The few properties of an XMP packet that we know. A document type, and with it every entity, ends the reading, and
    so does what nests too deep.
    """

    def __init__(self):
        self.path, self.found, self.text, self.others = [], {}, None, {}

    def read(self, packet):
        parser = expat.ParserCreate("utf-8", " ")  # whatever the packet says of itself
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self.refuse
        parser.ExternalEntityRefHandler = parser.SkippedEntityHandler = self.refuse
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.write
        parser.Parse(packet, True)
        return {name: self.found.get(name, []) + self.others.get(name, []) for name in {**self.found, **self.others}}

    def refuse(self, *_):
        raise _Unsafe

    def start(self, tag, attributes):
        if len(self.path) >= MAX_DEPTH:
            raise _Unsafe
        inside = self.path[-1][0] if self.path else None
        self.path.append((XMP.get(tag) or inside, attributes.get(XML_LANGUAGE, "x-default")))
        self.text = []
        for key, value in attributes.items():
            if key in XMP:
                self.keep(XMP[key], value, "x-default")

    def write(self, text):
        if self.text is not None:
            self.text.append(text)

    def end(self, tag):
        name, language = self.path.pop()
        if name and self.text is not None:
            self.keep(name, "".join(self.text), language)
        self.text = None  # what follows is between elements

    def keep(self, name, value, language):
        values = (self.found if language == "x-default" else self.others).setdefault(name, [])
        if value.strip() and len(values) < MAX_VALUES:
            values.append(value.strip()[:MAX_TEXT])


def _reduced(image, width, height):
    """
    Return the first frame of ``image`` in ``width`` × ``height``, as L, RGB, RGBA or CMYK and nothing else.

    Only the file's own picture is whole in memory: a JPEG is decoded to a smaller one where its format can, the
    others are made narrower band by band, and then lower. Reducing the whole at once would copy it for its
    transparency, 160 MB at 40 megapixels.
    """
    image.draft(None, (width, height))
    image.load()
    if image.has_transparency_data:
        mode = "RGBA"
    elif image.mode in {"1", "L", "I", "I;16", "F"}:
        mode = "L"
    else:
        mode = image.mode if image.mode in {"RGB", "CMYK"} else "RGB"
    work = "RGBa" if mode == "RGBA" else mode  # colours weighted by opacity, so that edges get no halo

    narrow = Image.new(work, (width, image.height))
    for top in range(0, image.height, BAND):
        band = image.crop((0, top, image.width, min(top + BAND, image.height)))
        if band.mode in {"I", "I;16"}:
            band = band.point(lambda value: value / 256)
        band = band.convert(mode).convert(work)
        narrow.paste(band.resize((width, band.height), Resampling.LANCZOS), (0, top))
    image.close()
    del image
    return narrow.resize((width, height), Resampling.LANCZOS).convert(mode)


def _with_plain_colours(image, profile):
    """
    Return ``(image, profile)`` in colours that every browser shows: RGB or grey, with a small RGB profile or in sRGB.

    A profile is kept when its length is the length it states, so that nothing else travels with it.
    """
    if not profile:
        return (image.convert("RGB") if image.mode == "CMYK" else image), None
    whole = len(profile) == int.from_bytes(profile[:4], "big") and profile[36:40] == b"acsp"
    if whole and len(profile) < MAX_PROFILE and profile[16:20] == b"RGB " and image.mode in {"RGB", "RGBA"}:
        return image, profile
    target = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        image = ImageCms.profileToProfile(image, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=target)
    except (ImageCms.PyCMSError, OSError, ValueError):
        image = image.convert("RGB") if image.mode == "CMYK" else image
    return image, None


def _on_white(image):
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _limit_memory(size):
    with contextlib.suppress(ValueError, OSError):  # macOS knows this limit, but doesn't take every value
        resource.setrlimit(resource.RLIMIT_AS, (size, resource.getrlimit(resource.RLIMIT_AS)[1]))


def main(task, order):
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS[task], SECONDS[task] + 1))
    files: list[bytes] = []
    try:
        data, order = sys.stdin.buffer.read(), json.loads(order)
        if task == "look":
            answer = look(data, **order)
        else:
            answer, files = cut(data, **order)
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": TOO_HEAVY}
    except Exception:  # decoders raise whatever a hostile file makes them
        answer = {"refused": DAMAGED}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(files))


if __name__ == "__main__":
    main(*sys.argv[1:])
