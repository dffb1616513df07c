"""
Files that somebody could send to do harm, made here so that none has to be kept.

``HOSTILE``: dict of what a file is → ``Hostile``. What may never reach a reader holds ``PLANTED``.
"""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image as Pillow

from tests.articles.image_files import chunk, iptc, png, saved, scene, with_segment

PLANTED = b"52 deg 22' 12.777\" of Jane Roe"

TAKEN = ""
ANY = None  # whether it is taken is the decoder's to say: what counts is what it costs, and what readers get

FOREIGN = r"This is a file in {} format: save it as JPEG, PNG, WebP or GIF first\."
NO_PICTURE = r"This is no picture in JPEG, PNG, WebP or GIF format\."
UNREADABLE = r"The picture can’t be read: the file is damaged"
TOO_LARGE = r"The picture has more than 40 megapixels: make it smaller\."
TOO_WIDE = r": 12,000 a side is the most\. Make it smaller\."
FRAMES = r"The file is an animation of more than 200 frames\. Readers would see only the first of them"
TOO_LONG = r"The picture takes too long to open"
NAMED = r"but its name doesn’t say so: let it end in “\.{}”\."
EMPTY = r"The file is empty\."


@dataclass(frozen=True)
class Hostile:
    """``make`` returns the file; ``refusal``: a pattern of the sentence, ``TAKEN`` or ``ANY``."""

    make: Callable[[], bytes]
    refusal: str | None
    name: str = "picture.jpg"
    content_type: str = "image/jpeg"


HOSTILE: dict[str, Hostile] = {}


def hostile(what, refusal, name="picture.jpg", content_type="image/jpeg"):
    def register(make):
        assert what not in HOSTILE, what
        HOSTILE[what] = Hostile(make, refusal, name, content_type)
        return make

    return register


def each(kinds):
    """Register ``make(value)`` for each ``what: (refusal, name, value)``."""

    def register(make):
        for what, (refusal, name, value) in kinds.items():
            hostile(what, refusal, name)(lambda value=value: make(value))
        return make

    return register


def noise(kind="JPEG", size=(300, 200), **options):
    return saved(Pillow.effect_noise(size, 90).convert("RGB"), kind, **options)


def segment(marker, content):
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def located():
    """EXIF that says where a picture was taken, in more than one place."""
    exif = Pillow.Exif()
    exif[0x010E] = exif[0x013B] = PLANTED.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 22.0, 12.777), 29: PLANTED.decode()})
    exif.get_ifd(0x8769)[0x927C] = b"MakerNote" + PLANTED
    return exif


def packet(inside, before=""):
    return (
        f'{before}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/">'
        f"<rdf:Description>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def xmp_segment(xmp):
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp)


def small_png(*chunks):
    return png(60, 40, *chunks, rows=(b"\0" * 181) * 40)


def gif(width, height, *frames):
    """A GIF of black frames, each given as (width, height, bytes of its data or None)."""
    blocks = []
    for wide, high, data in frames:
        blocks.append(b"," + struct.pack("<HHHHB", 0, 0, wide, high, 0) + (data or b"\2\2\x4c\1\0"))
    return (
        b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + b"".join(blocks) + b";"
    )


def webp(*chunks):
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2) for name, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def with_size(jpeg, width, height, precision=8):
    start = jpeg.index(b"\xff\xc0")
    return jpeg[: start + 4] + struct.pack(">BHH", precision, height, width) + jpeg[start + 9 :]


# -- Small files that unpack to large ones -----------------------------------------------------------------


@each(
    {
        "a PNG that says 50,000 × 50,000": (TOO_LARGE, "bomb.png", lambda: png(50_000, 50_000)),
        "a PNG that says 2,147,483,647 a side": (TOO_LARGE, "bomb.png", lambda: png(2**31 - 1, 2**31 - 1)),
        "a PNG of 9,400² with transparency": (TOO_LARGE, "bomb.png", lambda: png(9_400, 9_400, colours=6)),
        "a JPEG that says 50,000 × 50,000": (TOO_LARGE, "bomb.jpg", lambda: with_size(saved(scene()), 50_000, 50_000)),
        "a GIF that says 50,000 × 50,000": (TOO_LARGE, "bomb.gif", lambda: gif(50_000, 50_000, (1, 1, None))),
        "a GIF whose frame is larger than itself": (ANY, "bomb.gif", lambda: gif(10, 10, (60_000, 60_000, None))),
        "a WebP that says 16,383 × 16,383": (
            TOO_LARGE,
            "bomb.webp",
            lambda: webp((b"VP8X", bytes(4) + (16_382).to_bytes(3, "little") * 2)),
        ),
        "12,001 pixels across": (TOO_WIDE, "wide.jpg", lambda: saved(scene(12_001, 10))),
        "12,001 pixels down": (TOO_WIDE, "tall.png", lambda: saved(scene(10, 12_001), "PNG")),
        "no pixels across": (UNREADABLE, "none.png", lambda: png(0, 40)),
        "a JPEG without a size": (UNREADABLE, "none.jpg", lambda: with_size(saved(scene()), 0, 0)),
        "a JPEG of 12 bits": (UNREADABLE, "deep.jpg", lambda: with_size(saved(scene()), 1200, 800, precision=12)),
    }
)
def header_bomb(make):
    return make()


@hostile("a PNG of 160 kB that unpacks to 159 MB", TAKEN, "bomb.png")
def deflated():
    packer = zlib.compressobj(9)
    row = bytes(1 + 4 * 6_300)
    return png(
        6_300, 6_300, colours=6, packed=b"".join([packer.compress(row) for _ in range(6_300)] + [packer.flush()])
    )


@each(
    {
        "text in a PNG that unpacks to 300 MB": (UNREADABLE, "text.png", (b"zTXt", b"Comment\0\0")),
        "XMP in a PNG that unpacks to 300 MB": (
            UNREADABLE,
            "text.png",
            (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0"),
        ),
        "a profile in a PNG that unpacks to 300 MB": (ANY, "text.png", (b"iCCP", b"ICC\0\0")),
    }
)
def text_bomb(where):
    kind, head = where
    packer = zlib.compressobj(9)
    block = bytes(2**20)
    return small_png(chunk(kind, head + b"".join([packer.compress(block) for _ in range(300)] + [packer.flush()])))


@each(
    {
        "a GIF of 5,000 frames": (FRAMES, "film.gif", lambda: gif(8, 8, *[(1, 1, None)] * 5_000)),
        "a GIF of 150 frames of 36 megapixels": (ANY, "film.gif", lambda: large_frames(150)),
        "an animated WebP of 201 frames": (FRAMES, "film.webp", lambda: film("WEBP", 201, lossless=True)),
        "an animated PNG of 201 frames": (FRAMES, "film.png", lambda: film("PNG", 201)),
        "an animated PNG that says 2,147,483,647 frames": (
            FRAMES,
            "film.png",
            lambda: small_png(chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))),
        ),
    }
)
def animation(make):
    return make()


def film(kind, number, **options):
    frames = [Pillow.new("L", (8, 8), shade % 256) for shade in range(number)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], **options)


def large_frames(number):
    whole = saved(Pillow.new("P", (6_000, 6_000)), "GIF")
    start = whole.index(b",", 13 + 3 * 2 ** ((whole[10] & 7) + 1))
    return whole[:start] + whole[start:-1] * number + b";"


@hostile("a progressive JPEG of 4,000 scans", TOO_LONG)
def scans():
    """Each scan goes over the whole picture once more, and takes a few hundred bytes."""
    jpeg = saved(Pillow.new("L", (4_500, 4_500), 128), progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * 4_000 + b"\xff\xd9"


# -- More beside the picture than in it --------------------------------------------------------------------


@each(
    {
        "65,000 comments in a JPEG": (TAKEN, "a.jpg", segment(0xFE, PLANTED) * 65_000),
        "13 MB of EXIF": (TAKEN, "a.jpg", segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0" + PLANTED + b"\xff" * 65_000) * 200),
        "EXIF that points at itself": (
            TAKEN,
            "a.jpg",
            segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\1\0\x69\x87\4\0\1\0\0\0\x08\0\0\0\x08\0\0\0"),
        ),
        "EXIF with 65,535 fields of 4 GB": (
            TAKEN,
            "a.jpg",
            segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\0\1\2\0\xff\xff\xff\xff\x08\0\0\0" * 5_000),
        ),
        "12 MB of a colour profile": (
            ANY,
            "a.jpg",
            b"".join(
                segment(0xE2, b"ICC_PROFILE\0" + bytes([number, 200]) + PLANTED + b"\xff" * 60_000)
                for number in range(1, 201)
            ),
        ),
        "a colour profile of lies": (
            TAKEN,
            "a.jpg",
            segment(0xE2, b"ICC_PROFILE\0\1\1" + struct.pack(">I", 5_000) + PLANTED + b"acspRGB " * 600),
        ),
        "a billion laughs in XMP": (
            TAKEN,
            "a.jpg",
            xmp_segment(
                packet(
                    "<dc:description>&j;</dc:description>",
                    "<!DOCTYPE x ["
                    + '<!ENTITY a "ha">'
                    + "".join(
                        f'<!ENTITY {name} "{f"&{before};" * 10}">'
                        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
                    )
                    + "]>",
                )
            ),
        ),
        "XMP that asks for a file of the server": (
            TAKEN,
            "a.jpg",
            xmp_segment(packet("<dc:rights>&x;</dc:rights>", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
        ),
        "XMP of 6,000 elements in each other": (TAKEN, "a.jpg", xmp_segment(packet("<a>" * 6_000 + "</a>" * 6_000))),
        "IPTC with control characters and script": (
            TAKEN,
            "a.jpg",
            iptc(_120=b"\x1b[2J\0\x07\xe2\x80\xaeJane<script>alert(1)</script>\r\n", _110=b"\xff\xfe" * 80),
        ),
        "an orientation of 9": (
            TAKEN,
            "a.jpg",
            segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\x09\0\0\0"),
        ),
        "an orientation of words": (
            TAKEN,
            "a.jpg",
            segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\2\0\4\0\0\0up!\0\0\0\0\0"),
        ),
        "content credentials": (
            TAKEN,
            "a.jpg",
            segment(
                0xEB,
                b"JP\0\1\0\0\0\1\0\0\0\x20jumb\0\0\0\x18jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\3c2pa\0"
                + PLANTED,
            ),
        ),
        "a thumbnail of something else": (
            TAKEN,
            "a.jpg",
            segment(0xE0, b"JFXX\0\x10" + saved(scene(40, 30), comment=PLANTED)),
        ),
    }
)
def laden(segments):
    return with_segment(saved(scene(600, 400)), segments)


@each(
    {
        "a place in EXIF": (TAKEN, "a.jpg", lambda: saved(scene(600, 400), exif=located())),
        "a place in EXIF of a PNG": (TAKEN, "a.png", lambda: small_png(chunk(b"eXIf", located().tobytes()[6:]))),
        "a place in EXIF of a WebP": (TAKEN, "a.webp", lambda: saved(scene(600, 400), "WEBP", exif=located())),
        "a place in XMP": (TAKEN, "a.jpg", lambda: with_segment(saved(scene(600, 400)), xmp_segment(packet(GPS)))),
        "a place in XMP of a GIF": (
            TAKEN,
            "a.gif",
            lambda: (
                saved(scene(600, 400), "GIF", comment=PLANTED)[:-1]
                + b"!\xff\x0bXMP DataXMP"
                + packet(GPS)[:250].join([b"\xfa", b"\0"])
                + b";"
                + PLANTED
            ),
        ),
        "a place in the second picture of a phone": (
            TAKEN,
            "phone.jpg",
            lambda: saved(scene(600, 400), "MPO", save_all=True, append_images=[scene(300, 200)], exif=located()),
        ),
        "a place behind the picture": (TAKEN, "a.jpg", lambda: saved(scene(600, 400)) + PLANTED),
        "a place behind a WebP": (TAKEN, "a.webp", lambda: saved(scene(600, 400), "WEBP") + b"JUNK" + PLANTED),
        "10,000 texts in a PNG": (
            TAKEN,
            "a.png",
            lambda: small_png(*[chunk(b"tEXt", b"Comment\0" + PLANTED)] * 10_000) + PLANTED,
        ),
        "an animated WebP with EXIF and XMP": (
            TAKEN,
            "a.webp",
            lambda: saved(
                scene(600, 400),
                "WEBP",
                save_all=True,
                append_images=[scene(600, 400, "L")],
                exif=located(),
                xmp=packet(GPS),
            ),
        ),
    }
)
def telling(make):
    return make()


GPS = f"<exif:GPSLatitude>{PLANTED.decode()}</exif:GPSLatitude>"


# -- Unusual, and fine -------------------------------------------------------------------------------------


@each(
    {
        "a JPEG for print": (TAKEN, "print.jpg", lambda: saved(scene(600, 400, "CMYK"))),
        "grey of 16 bits": (
            TAKEN,
            "deep.png",
            lambda: png(100, 20, depth=16, colours=0, rows=(b"\0" + b"\x80\0" * 100) * 20),
        ),
        "a palette with transparency": (
            TAKEN,
            "palette.png",
            lambda: saved(scene(600, 400).quantize(4), "PNG", transparency=0),
        ),
        "one pixel": (TAKEN, "dot.jpg", lambda: saved(scene(1, 1))),
        "one pixel of a GIF": (TAKEN, "dot.gif", lambda: saved(scene(1, 1), "GIF")),
        "a line of 12,000 pixels": (TAKEN, "line.png", lambda: saved(scene(12_000, 1), "PNG")),
    }
)
def unusual(make):
    return make()


# -- Not what they say -------------------------------------------------------------------------------------

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


@each(
    {
        "an SVG with script": (FOREIGN.format("SVG"), "logo.svg", lambda: SVG),
        "an SVG that is called a PNG": (FOREIGN.format("SVG"), "logo.png", lambda: SVG),
        "a packed SVG": (NO_PICTURE, "logo.svgz", lambda: gzip.compress(SVG)),
        "a TIFF": (FOREIGN.format("TIFF"), "scan.tif", lambda: saved(scene(40, 30), "TIFF")),
        "a TIFF that is called a JPEG": (FOREIGN.format("TIFF"), "scan.jpg", lambda: saved(scene(40, 30), "TIFF")),
        "a BMP": (FOREIGN.format("BMP"), "paint.bmp", lambda: saved(scene(40, 30), "BMP")),
        "a Photoshop file": (FOREIGN.format("Photoshop"), "layers.psd", lambda: b"8BPS\0\1" + bytes(6) + bytes(500)),
        "an EPS that would run a program": (
            FOREIGN.format("EPS"),
            "logo.jpg",
            lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n",
        ),
        "a PDF": (FOREIGN.format("PDF"), "page.jpg", lambda: b"%PDF-1.7\n1 0 obj<</S/JavaScript>>endobj\n"),
        "a HEIC": (FOREIGN.format("HEIC"), "phone.heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99)),
        "an AVIF": (FOREIGN.format("AVIF"), "web.avif", lambda: saved(scene(40, 30), "AVIF")),
        "a JPEG 2000": (NO_PICTURE, "old.jpg", lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99)),
        "an icon": (NO_PICTURE, "icon.png", lambda: saved(scene(32, 32), "ICO")),
        "a program": (NO_PICTURE, "holiday.jpg", lambda: b"MZ" + bytes(500)),
        "a web page": (NO_PICTURE, "holiday.jpg", lambda: b"<!DOCTYPE html><script>alert(1)</script>"),
        "nothing": (EMPTY, "holiday.jpg", lambda: b""),
        "a JPEG that is called a PNG": (NAMED.format("jpg"), "a.png", lambda: saved(scene(40, 30))),
        "a GIF that is called a program": (NAMED.format("gif"), "a.jpg.php", lambda: saved(scene(40, 30), "GIF")),
        "a GIF that is a web page": (
            NAMED.format("gif"),
            "a.html",
            lambda: b"GIF89a/*" + saved(scene(40, 30), "GIF")[8:] + b"*/<script>alert(1)</script>",
        ),
        "a GIF that is a script": (
            ANY,
            "a.gif",
            lambda: b"GIF89a/*" + saved(scene(40, 30), "GIF")[8:] + b"*/=1;" + PLANTED,
        ),
        "a PNG with a script behind it": (TAKEN, "a.png", lambda: small_png() + b"<script>alert(1)</script>" + PLANTED),
        "a JPEG that is an archive": (TAKEN, "a.jpg", lambda: saved(scene(60, 40)) + archive()),
        "a JPEG with a program in its comment": (
            TAKEN,
            "a.jpg",
            lambda: saved(scene(60, 40), comment=b"<?php system('id'); ?>" + PLANTED),
        ),
    }
)
def disguised(make):
    return make()


def archive():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("../../etc/cron.d/x", PLANTED)
    return file.getvalue()


# -- Names -------------------------------------------------------------------------------------------------

for what, name in {
    "a name that climbs": "../../../../etc/cron.d/holiday.jpg",
    "a name that climbs in Windows": "..\\..\\windows\\holiday.jpg",
    "a name that turns around": "holiday\u202egpj.exe.jpg",
    "a name with control characters": "holi\x1b[2Jday\x07.jpg",
    "a name of 300 characters": f"{'holiday ' * 37}.jpg",
    "a name with a NUL": "holiday.php\0.jpg",
    "a name of markup": "<img src=x onerror=alert(1)>.jpg",
    "a name of a device": "CON.jpg",
}.items():
    hostile(what, TAKEN, name)(lambda: saved(scene(60, 40)))
hostile("a name of dots", NAMED.format("jpg"), "....")(lambda: saved(scene(60, 40)))
hostile("a JPEG sent as a web page", TAKEN, content_type="text/html")(lambda: saved(scene(60, 40)))
hostile("an SVG sent as a JPEG", FOREIGN.format("SVG"), content_type="image/jpeg")(lambda: SVG)


# -- Broken ------------------------------------------------------------------------------------------------

STAGES = {"after its mark": 12, "in its header": 30, "at a tenth": 0.1, "at the half": 0.5, "near its end": 0.9}

for kind in ("JPEG", "PNG", "WEBP", "GIF"):
    for stage, share in STAGES.items():

        def cut_off(kind=kind, share=share):
            whole = noise(kind)
            return whole[: share if share > 1 else int(len(whole) * share)]

        hostile(f"a {kind} that ends {stage}", UNREADABLE, f"a.{kind.lower()}")(cut_off)


@each(
    {
        "a PNG with a wrong byte": (
            UNREADABLE,
            "a.png",
            lambda png: png[:90_000] + bytes([png[90_000] ^ 1]) + png[90_001:],
        ),
        "a PNG without pixels": (UNREADABLE, "a.png", lambda png: png[:33] + png[-12:]),
        "a PNG with two headers": (ANY, "a.png", lambda png: png[:33] + png[8:33] + png[33:]),
        "a PNG with a chunk of 4 GB": (UNREADABLE, "a.png", lambda png: png[:33] + b"\xff\xff\xff\xffIDAT" + png[41:]),
        "a PNG of zeros": (UNREADABLE, "a.png", lambda png: png[:41] + bytes(len(png) - 41)),
    }
)
def spoilt(spoil):
    return spoil(noise("PNG"))


@each(
    {
        "a JPEG with tables of nonsense": (ANY, "a.jpg", lambda: tables_of_nonsense()),
        "a GIF with an impossible code size": (ANY, "a.gif", lambda: gif(40, 40, (40, 40, b"\xff\2\xff\xff\0"))),
        "a WebP whose parts disagree": (
            ANY,
            "a.webp",
            lambda: webp(
                (b"VP8X", bytes(4) + (99).to_bytes(3, "little") * 2), (b"VP8 ", saved(scene(60, 40), "WEBP")[20:])
            ),
        ),
    }
)
def broken(make):
    return make()


def tables_of_nonsense():
    jpeg = noise()
    start = jpeg.index(b"\xff\xc4")
    return jpeg[: start + 5] + b"\xff" * 16 + jpeg[start + 21 :]
