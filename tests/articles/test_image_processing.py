import errno
import json
import logging
import os
import struct
import subprocess
import sys
import zlib
from io import StringIO
from pathlib import Path
from unittest import mock

from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import SimpleTestCase, TestCase
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from articles.exceptions import UnfitPicture
from articles.images import processing, worker
from articles.models import Image
from tests.articles.image_files import added, chunk, iptc, made, opened, png, saved, scene, upload, with_segment
from tests.articles.slowness import slowness
from tests.factories import create_user

PLACE = b"52 deg 22' 12.777\""


class RefusalTests(SimpleTestCase):
    def setUp(self):
        logger = logging.getLogger("articles.images.processing")
        level = logger.level
        logger.setLevel(logging.ERROR)
        self.addCleanup(logger.setLevel, level)

    def refused(self, content, name="picture.jpg"):
        with self.assertRaises(UnfitPicture) as caught:
            processing.read(upload(content, name))
        sentence = str(caught.exception)
        self.assertRegex(sentence, r"^[A-Z].*\.$")
        return sentence

    def test_other_kinds_of_picture_are_refused_by_name(self):
        image = scene(40, 30)
        heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
        for content, kind in (
            (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "SVG"),
            (saved(image, "TIFF"), "TIFF"),
            (saved(image, "BMP"), "BMP"),
            (saved(image, "AVIF"), "AVIF"),
            (saved(image, "EPS"), "EPS"),
            (saved(image, "PDF"), "PDF"),
            (b"8BPS\0\1" + b"\0" * 20, "Photoshop"),
            (heic, "HEIC"),
        ):
            for name in ("picture.jpg", f"picture.{kind.lower()}"):
                with self.subTest(kind=kind, name=name):
                    self.assertIn(f"in {kind} format", self.refused(content, name))

    def test_what_is_no_picture_is_refused(self):
        for content in (
            b"Dear desk,\n",
            b"\0",
            b"\xff\xd8",
            b"GIF",
            b"RIFF1234WAVEfmt ",
            b"MZ" + b"\0" * 500,
        ):
            with self.subTest(content=content[:20]):
                self.assertIn("no picture", self.refused(content))

    def test_empty_file_is_refused(self):
        self.assertIn("empty", self.refused(b""))

    def test_file_over_20_mb_is_refused(self):
        self.assertIn("20 MB is the most", self.refused(saved(scene(40, 30)) + bytes(processing.MAX_BYTES)))

    def test_extension_and_content_have_to_agree(self):
        jpeg, script = saved(scene(40, 30)), b"<script>alert(1)</script>"
        for content, name in (
            (jpeg, "picture.png"),
            (jpeg, "picture.svg"),
            (jpeg, "picture"),
            (jpeg, ".jpg"),
            (jpeg, ""),
            (saved(scene(40, 30), "PNG") + script, "picture.html"),
            (saved(scene(40, 30), "GIF"), "picture.webp"),
            (saved(scene(40, 30), "WEBP"), "picture.jpg.exe"),
        ):
            with self.subTest(name=name):
                self.assertIn("its name doesn’t say so", self.refused(content, name))

    def test_a_header_that_asks_for_gigabytes_is_refused_before_decoding(self):
        gif = saved(scene(40, 30), "GIF")
        gif = gif[:6] + struct.pack("<HH", 50_000, 50_000) + gif[10:]
        vp8x = b"VP8X" + struct.pack("<I", 10) + b"\0" * 4 + (16382).to_bytes(3, "little") * 2
        webp = b"RIFF" + struct.pack("<I", len(vp8x) + 4) + b"WEBP" + vp8x
        jpeg = bytearray(saved(scene(40, 30)))
        start = jpeg.index(b"\xff\xc0")
        jpeg[start + 5 : start + 9] = struct.pack(">HH", 50_000, 50_000)
        for content, name in (
            (png(50_000, 50_000), "bomb.png"),
            (png(2**31 - 1, 2**31 - 1), "bomb.png"),
            (png(6_400, 6_400), "bomb.png"),
            (bytes(jpeg), "bomb.jpg"),
            (webp, "bomb.webp"),
            (gif, "bomb.gif"),
        ):
            with self.subTest(name=name, size=len(content)):
                self.assertIn("40 megapixels", self.refused(content, name))

    def test_a_side_of_more_than_12_000_pixels_is_refused(self):
        self.assertIn("13000 × 10 pixels", self.refused(saved(scene(13_000, 10)), "wide.jpg"))
        self.assertIn("10 × 13000 pixels", self.refused(saved(scene(10, 13_000), "PNG"), "tall.png"))

    def test_an_animation_of_more_than_200_frames_is_refused(self):
        frames = [Pillow.new("L", (8, 8), shade) for shade in range(201)]
        for kind, options in (("GIF", {}), ("WEBP", {"lossless": True}), ("PNG", {})):
            content = saved(frames[0], kind, save_all=True, append_images=frames[1:], **options)
            with self.subTest(kind=kind):
                said = self.refused(content, f"film.{kind.lower()}")
                self.assertIn("more than 200 frames. Readers would see only the first", said)

    def test_truncated_and_damaged_files_are_refused(self):
        noise = Pillow.effect_noise((300, 200), 90).convert("RGB")
        for kind in ("JPEG", "PNG", "WEBP", "GIF"):
            content = saved(noise, kind)
            suffix = kind.lower()
            for name, part in (
                ("half", content[: len(content) // 2]),
                ("head", content[:16]),
            ):
                with self.subTest(kind=kind, damage=name):
                    self.assertIn("can’t be read", self.refused(part, f"picture.{suffix}"))
        with self.subTest("progressive"):
            self.refused(saved(noise, progressive=True)[:-5000])
        whole = saved(noise, "PNG")
        with self.subTest("zeros instead of pixels"):
            self.refused(whole[:64] + bytes(len(whole) - 64), "picture.png")
        with self.subTest("one wrong byte"):
            self.refused(whole[:90_000] + bytes([whole[90_000] ^ 1]) + whole[90_001:], "picture.png")

    def test_text_that_unpacks_to_gigabytes_is_refused(self):
        bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 300_000_000))
        self.refused(png(2, 2, bomb, rows=b"\0" * 14), "picture.png")

    def test_a_picture_that_takes_too_much_memory_or_time_is_refused_and_the_process_ended(self):
        # 39 megapixels, of which its decoder keeps four copies.
        content = saved(Pillow.new("RGB", (7000, 5600)), "WEBP", method=0)
        self.assertIn("save it", self.refused(content, "large.webp").lower())

        with mock.patch.object(processing, "PATIENCE", 0.01):
            self.assertEqual(self.refused(saved(scene())), processing.TOO_LONG)

    def test_what_ends_the_worker_is_a_refusal(self):
        for code, sentence in ((-24, processing.TOO_LONG), (-9, processing.TOO_LONG), (-11, processing.UNREADABLE)):
            done = subprocess.CompletedProcess([], code, b"", b"")
            logged = self.assertLogs("articles.images.processing", "ERROR") if code == -11 else mock.MagicMock()
            with self.subTest(code=code), mock.patch.object(subprocess, "run", return_value=done), logged:
                self.assertEqual(self.refused(saved(scene())), sentence)

    def test_the_log_tells_of_a_refusal_without_the_name(self):
        logging.getLogger("articles.images.processing").setLevel(logging.INFO)
        with self.assertLogs("articles.images.processing", "INFO") as log:
            self.refused(b"Dear desk,", "letter to\nJane Roe.jpg")
        self.assertIn("Refused an upload of 10 bytes: This is no picture", log.output[0])
        self.assertNotIn("Roe", log.output[0])


class WorkerTests(SimpleTestCase):
    def test_it_is_started_without_the_keys_and_passwords_of_the_site(self):
        stopped = mock.patch.object(subprocess, "run", side_effect=subprocess.TimeoutExpired("", 1))
        secrets = mock.patch.dict(os.environ, {"SECRET_KEY": "x", "DATABASE_URL": "y"})
        with secrets, stopped as run, self.assertRaises(UnfitPicture):
            processing.read(upload(saved(scene())))
        self.assertEqual(set(run.call_args.kwargs["env"]) - processing.PASSED_ON, {"MALLOC_ARENA_MAX"})

    def test_its_limits_are_those_that_are_promised(self):
        self.assertEqual((worker.MAX_PIXELS, worker.MAX_SIDE, worker.MAX_FRAMES), (40_000_000, 12_000, 200))
        self.assertLess(worker.SECONDS["look"], 5)

    def test_a_picture_as_large_as_may_be_takes_less_than_300_mib_and_5_seconds(self):
        packer = zlib.compressobj(1)
        row = b"\0" + os.urandom(60) * 516  # 7,740 pixels of 4 bytes
        rows = b"".join([packer.compress(row) for _ in range(5_160)] + [packer.flush()])
        content = png(7_740, 5_160, colours=6, packed=rows)
        self.assertLess(len(content), processing.MAX_BYTES)
        order = {"suffix": "png", "widths": processing.WIDTHS, "ratios": processing.RATIOS, "focus": processing.CENTRE}
        probe = (
            "import re, resource, runpy, sys; del sys.argv[0];"
            "runpy.run_path(sys.argv[0], run_name='__main__');"
            "used = resource.getrusage(resource.RUSAGE_SELF);"
            "peak = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1];"
            "print(int(peak) // 1024, used.ru_utime + used.ru_stime, file=sys.stderr)"
        )
        for task, told in (("look", b'"width": 7740'), ("cut", b'"renditions": [[480,')):
            done = subprocess.run(  # noqa: S603 (our own program)
                [sys.executable, "-P", "-c", probe, str(processing.WORKER), task, json.dumps(order)],
                input=content,
                capture_output=True,
                check=True,
            )
            mebibytes, seconds = done.stderr.split()
            with self.subTest(task=task):
                self.assertIn(told, done.stdout[:300])
                self.assertLess(int(mebibytes), 300)
                self.assertTrue(float(seconds) < 5 or float(seconds) < 5 * slowness(), seconds)


def oriented(number):
    exif = Pillow.Exif()
    exif[worker.ORIENTATION] = number
    return exif


def holding(image, kind, exif=None, xmp=None):
    """The bytes of ``image`` with ``exif``, and with the orientation ``xmp`` in a packet."""
    attribute = f'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="{xmp}"'
    options = {"exif": exif} if exif else {}
    if xmp and kind == "PNG":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", packet("", attribute).decode())
    elif xmp:
        options["xmp"] = packet("", attribute)
    return saved(image, kind, **options)


class ReadTests(SimpleTestCase):
    def test_every_kind_is_read_with_its_size_and_suffix(self):
        for kind, name, suffix in (
            ("JPEG", "a.jpg", "jpg"),
            ("JPEG", "A.B.JPEG", "jpg"),
            ("PNG", "a.png", "png"),
            ("WEBP", "a.WebP", "webp"),
            ("GIF", "a.gif", "gif"),
        ):
            with self.subTest(name=name):
                picture = processing.read(upload(saved(scene(600, 400), kind), name))
                self.assertEqual((picture.suffix, picture.width, picture.height), (suffix, 600, 400))
                self.assertEqual(len(picture.sha256), 64)

    def test_renditions_are_webp_and_jpeg_in_the_widths_of_the_model(self):
        for width, widths in ((2000, [480, 960, 1600]), (1000, [480, 960, 1000]), (300, [300]), (1, [1])):
            picture = made(saved(scene(width, 700)))
            image = picture.image
            with self.subTest(width=width):
                self.assertEqual(image.widths, widths)
                self.assertEqual(len(picture.renditions), 2 * len(widths))
                for (each, kind), content in picture.renditions.items():
                    rendition = opened(content)
                    self.assertEqual(rendition.format, {"webp": "WEBP", "jpg": "JPEG"}[kind])
                    self.assertEqual(rendition.size, (each, image.height_at(each)))

    def assertUpright(self, content, name):
        """Readers get ``content``, a held ``scene(60, 40)``, as it was drawn, and the crops around its right half."""
        picture = made(content, name, focus=(100, 50))
        rendition = opened(picture.renditions[60, "jpg"]).convert("RGB")
        self.assertEqual((picture.image.width, picture.image.height), (60, 40))
        self.assertEqual(rendition.size, (60, 40))
        self.assertGreater(rendition.getpixel((8, 16))[0], 200)
        self.assertGreater(rendition.getpixel((52, 16))[2], 200)
        crop = opened(picture.crops["1x1"])
        self.assertEqual(crop.size, picture.image.crop_sizes["1x1"])
        self.assertGreater(crop.getpixel((30, 20))[2], 200)

    def test_exif_alone_turns_a_picture_upright(self):
        upright = scene(60, 40)
        for number in range(1, 9):
            held = upright.transpose(UNTURNS[number]) if number > 1 else upright
            for kind in ("JPEG", "PNG", "WEBP"):
                exif = oriented(number)
                sayings = {
                    "EXIF against XMP": holding(held, kind, exif, xmp=number % 8 + 1),
                    "XMP": holding(upright, kind, xmp=number),
                }
                if number == 6:  # as phones are held; the others would only repeat it
                    camera = Pillow.Exif()
                    camera[0x0110] = "Of some make"
                    sayings["EXIF"] = holding(held, kind, exif)
                    sayings["EXIF and XMP"] = holding(held, kind, exif, xmp=number)
                    sayings["XMP, and EXIF about something else"] = holding(upright, kind, camera, xmp=number)
                for said, content in sayings.items():
                    with self.subTest(orientation=number, kind=kind, said=said):
                        self.assertUpright(content, f"a.{kind.lower()}")

    def test_exif_in_a_text_or_at_the_end_of_a_png_is_not_asked(self):
        exif = oriented(6).tobytes()
        text = PngInfo()
        text.add_text("Raw profile type exif", f"\nexif\n{len(exif)}\n{exif.hex()}\n")
        end, whole = chunk(b"IEND", b""), saved(scene(60, 40), "PNG")
        self.assertUpright(saved(scene(60, 40), "PNG", pnginfo=text), "a.png")
        self.assertUpright(whole.removesuffix(end) + chunk(b"eXIf", exif.removeprefix(b"Exif\0\0")) + end, "a.png")

    def test_broken_exif_does_no_harm(self):
        for exif in (
            b"Exif\0\0",
            b"Exif\0\0MM\0*\xff\xff\xff\xff",
            b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 40,
        ):
            with self.subTest(exif=exif):
                self.assertEqual(processing.read(upload(saved(scene(60, 40), exif=exif))).width, 60)

    def test_nothing_that_comes_with_the_pixels_reaches_a_rendition(self):
        exif = Pillow.Exif()
        exif[0x010E] = "Jane Roe's garden"
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 22.0, 12.777), 29: PLACE.decode()})
        jpeg = saved(scene(600, 400), exif=exif, comment=b"Jane Roe", xmp=b"<x:xmpmeta>Jane Roe</x:xmpmeta>")
        jpeg = with_segment(jpeg, iptc(_120=b"Jane Roe")) + b"<script>Jane Roe</script>"
        text = chunk(b"tEXt", b"Author\0Jane Roe")
        rows = (b"\0" + b"\1\2\3" * 600) * 400
        for content, name in (
            (jpeg, "a.jpg"),
            (png(600, 400, text, chunk(b"eXIf", exif.tobytes()[6:]), rows=rows) + b"Jane Roe", "a.png"),
            (saved(scene(600, 400), "WEBP", exif=exif, xmp=b"<x:xmpmeta>Jane Roe</x:xmpmeta>"), "a.webp"),
            (saved(scene(600, 400), "GIF", comment=b"Jane Roe") + b"Jane Roe", "a.gif"),
        ):
            self.assertIn(b"Jane Roe", content)
            picture = made(content, name)
            with picture.image.file.open() as original:
                self.assertEqual(original.read(), content)
            for key, rendition in picture.renditions.items():
                with self.subTest(name=name, rendition=key):
                    image = opened(rendition)
                    self.assertEqual(dict(image.getexif()), {})
                    self.assertFalse({"exif", "xmp", "comment", "photoshop", "icc_profile"} & set(image.info))
                    self.assertNotIn(b"Jane", rendition)
                    self.assertNotIn(PLACE, rendition)
                    self.assertNotIn(b"script", rendition)

    def test_a_small_colour_profile_is_kept_and_a_large_or_false_one_is_not(self):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        large = profile + b"\0" * 10_000
        stated = struct.pack(">I", len(large)) + large[4:]
        for given, kept in (
            (profile, profile),
            (stated, None),
            (profile + b"tail", None),
            (b"no profile", None),
        ):
            picture = made(saved(scene(600, 400), icc_profile=given))
            for content in picture.renditions.values():
                rendition = opened(content)
                self.assertEqual(rendition.info.get("icc_profile"), kept)
                self.assertGreater(rendition.convert("RGB").getpixel((50, 50))[0], 200)

    def test_cmyk_becomes_rgb(self):
        picture = made(saved(scene(600, 400, "CMYK")))
        for content in picture.renditions.values():
            rendition = opened(content)
            self.assertEqual(rendition.mode, "RGB")
            red, green, blue = rendition.getpixel((50, 50))
            self.assertTrue(red > 200 and green < 60 and blue < 60)

    def test_grey_of_16_bits_keeps_its_shades(self):
        rows = (b"\0" + b"".join(struct.pack(">H", shade * 655) for shade in range(100))) * 20
        picture = made(png(100, 20, depth=16, colours=0, rows=rows), "grey.png")
        rendition = opened(picture.renditions[100, "jpg"]).convert("L")
        self.assertLess(rendition.getpixel((2, 10)), 16)
        self.assertAlmostEqual(rendition.getpixel((50, 10)), 127, delta=8)
        self.assertGreater(rendition.getpixel((97, 10)), 235)

    def test_colours_of_16_bits_are_read(self):
        rows = (b"\0" + struct.pack(">HHHH", 0xFFFF, 0, 0, 0xFFFF) * 60) * 40
        picture = made(png(60, 40, depth=16, colours=6, rows=rows), "deep.png")
        self.assertEqual(opened(picture.renditions[60, "webp"]).convert("RGB").size, (60, 40))
        self.assertGreater(opened(picture.renditions[60, "jpg"]).getpixel((30, 20))[0], 240)

    def test_transparency_stays_in_webp_and_is_white_in_jpeg(self):
        clear = scene(600, 400, "RGBA")
        clear.paste((0, 0, 0, 0), (300, 0, 600, 400))
        palette = scene(600, 400).quantize(4)
        seen_through = palette.getpixel((500, 200))
        one_colour = (b"\0" + b"\xff\0\0" * 300 + b"\0\0\xff" * 300) * 400
        for name, content in (
            ("rgba.png", saved(clear, "PNG")),
            ("la.png", saved(clear.convert("LA"), "PNG")),
            ("palette.png", saved(palette, "PNG", transparency=seen_through)),
            ("colour.png", png(600, 400, chunk(b"tRNS", b"\0\0\0\0\0\xff"), rows=one_colour)),
            ("rgba.webp", saved(clear, "WEBP", lossless=True)),
            ("palette.gif", saved(palette, "GIF", transparency=seen_through)),
        ):
            picture = made(content, name)
            webp, jpeg = opened(picture.renditions[480, "webp"]), opened(picture.renditions[480, "jpg"])
            with self.subTest(name=name):
                self.assertEqual(webp.mode, "RGBA")
                self.assertEqual(webp.getpixel((420, 160))[3], 0)
                self.assertEqual(webp.getpixel((60, 160))[3], 255)
                self.assertGreater(min(ImageOps.grayscale(jpeg).crop((260, 20, 460, 300)).getextrema()), 245)

    def test_the_edge_of_what_is_transparent_gets_no_halo(self):
        image = Pillow.new("RGBA", (1201, 800), (0, 255, 0, 0))
        image.paste((255, 0, 0, 255), (0, 0, 601, 800))
        jpeg = opened(made(saved(image, "PNG"), "a.png").renditions[480, "jpg"])
        greenest = max(green - red for red, green, blue in (jpeg.getpixel((x, 100)) for x in range(480)))
        self.assertLess(greenest, 30)

    def test_of_an_animation_the_first_frame_is_shown_and_its_sender_told(self):
        frames = [Pillow.new("RGB", (500, 300), colour) for colour in ("red", "lime", "blue")]
        for kind in ("GIF", "WEBP", "PNG"):
            content = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
            picture = made(content, f"film.{kind.lower()}")
            for key, rendition in picture.renditions.items():
                with self.subTest(kind=kind, rendition=key):
                    image = opened(rendition)
                    self.assertEqual(getattr(image, "n_frames", 1), 1)
                    self.assertGreater(image.convert("RGB").getpixel((100, 100))[0], 200)
            with self.subTest(kind=kind):
                self.assertEqual(processing.read(upload(content, f"film.{kind.lower()}")).note, processing.ANIMATED)
                still = processing.read(upload(saved(frames[0], kind), f"still.{kind.lower()}"))
                self.assertEqual(still.note, "")

    def test_a_jpeg_of_several_pictures_as_phones_make_them_is_read_as_its_first(self):
        content = saved(scene(600, 400), "MPO", save_all=True, append_images=[scene(300, 200)])
        picture = processing.read(upload(content, "phone.jpg"))
        self.assertEqual((picture.suffix, picture.width, picture.height), ("jpg", 600, 400))
        self.assertEqual(picture.note, "")

    def test_grey_and_black_and_white_are_read(self):
        for mode in ("L", "1"):
            picture = made(saved(scene(60, 40, mode), "PNG"), "grey.png")
            self.assertEqual(set(picture.renditions), {(60, "webp"), (60, "jpg")})

    def test_caption_and_credit_are_read_as_the_agency_wrote_them(self):
        jpeg = saved(scene(60, 40))
        for fields, caption, credit in (
            ({"_120": "The mayor\n at “Café”.".encode(), "_80": b"Jane Roe", "_110": b"Agency"}, None, None),
            ({"_120": b"Caf\xe9", "_116": b"(c) Roe"}, "Café", "(c) Roe"),
            ({"_80": b"Jane Roe", "_110": b"Jane Roe"}, "", "Jane Roe"),
            ({"_80": [b"Jane Roe", b"Max Poe", b"Jane Roe"], "_110": b"Agency"}, "", "Jane Roe, Max Poe / Agency"),
            ({"_120": [b"First", b"Second"]}, "First", ""),
            ({"_120": "a\u202eb\0c\u200bd".encode()}, "a\u202ebc\u200bd\u202c", ""),  # turns nothing behind it
        ):
            picture = processing.read(upload(with_segment(jpeg, iptc(**fields))))
            with self.subTest(fields=fields):
                self.assertEqual(picture.caption, "The mayor at “Café”." if caption is None else caption)
                self.assertEqual(picture.credit, "Jane Roe / Agency" if credit is None else credit)

    def test_broken_iptc_does_no_harm(self):
        broken = b"\xff\xed" + struct.pack(">H", 40) + b"Photoshop 3.0\x008BIM\x04\x04\0\0" + b"\xff" * 4 + b"\x1c" * 12
        self.assertEqual(processing.read(upload(with_segment(saved(scene(60, 40)), broken))).caption, "")


NAMESPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
)


def packet(inside, attributes="", before=""):
    """An XMP packet (bytes) with these properties."""
    return (
        f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{before}<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f"<rdf:RDF {NAMESPACES}><rdf:Description {attributes}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    ).encode()


DESCRIPTION = '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description>'


class PacketTests(SimpleTestCase):
    def test_caption_credit_rights_and_persons_are_read(self):
        xmp = packet(
            "<dc:description><rdf:Alt><rdf:li xml:lang='de'>Der Kran</rdf:li>\n"
            "<rdf:li xml:lang='x-default'>The crane &amp;\n its driver</rdf:li></rdf:Alt></dc:description>"
            "<dc:creator><rdf:Seq><rdf:li>Jane Roe</rdf:li><rdf:li>John Doe</rdf:li></rdf:Seq></dc:creator>"
            "<dc:rights><rdf:Alt><rdf:li>© Agency</rdf:li></rdf:Alt></dc:rights><Iptc4xmpExt:PersonInImage><rdf:Bag>"
            "<rdf:li>Ada Quist</rdf:li><rdf:li>Moe, Bo</rdf:li><rdf:li> </rdf:li></rdf:Bag>"
            "</Iptc4xmpExt:PersonInImage>",
            'photoshop:Credit="Agency"',
        )
        files = {"a.jpg": saved(scene(60, 40), xmp=xmp), "a.webp": saved(scene(60, 40), "WEBP", xmp=xmp)}
        text = b"XML:com.adobe.xmp\0\0\0\0\0" + xmp
        files["a.png"] = png(60, 40, chunk(b"iTXt", text), rows=(b"\0" + b"\xff\0\0" * 60) * 40)
        for name, content in files.items():
            picture = processing.read(upload(content, name))
            with self.subTest(name=name):
                self.assertEqual(picture.caption, "The crane & its driver")
                self.assertEqual(picture.credit, "Jane Roe, John Doe / Agency")
                self.assertEqual(picture.rights, "© Agency")
                self.assertEqual(picture.persons, ["Ada Quist", "Moe Bo"])
                for published in made(content, name).files:
                    self.assertNotIn(b"Roe", published)

    def test_iptc_goes_before_xmp(self):
        jpeg = saved(scene(60, 40), xmp=packet(DESCRIPTION.format("Program 1.0")))
        picture = processing.read(upload(with_segment(jpeg, iptc(_120=b"The crane"))))
        self.assertEqual(picture.caption, "The crane")

    def test_what_declares_entities_or_nests_too_deep_is_left_alone(self):
        inside = DESCRIPTION.format("&who;")
        for xmp in (
            packet(inside, before='<!DOCTYPE x [<!ENTITY who "Jane">]>'),
            packet(inside, before='<!DOCTYPE x [<!ENTITY who SYSTEM "file:///etc/passwd">]>'),
            packet(inside, before='<!DOCTYPE x SYSTEM "http://example.org/x.dtd">'),
            packet(inside),
            packet(DESCRIPTION.format("Deep" + "<rdf:li>" * 60 + "</rdf:li>" * 60)),
            packet(DESCRIPTION.format("Long"), before=f"<!--{'x' * worker.MAX_PACKET}-->"),
            packet(DESCRIPTION.format("Jane"), before="<!DOCTYPE x>").decode().encode("utf-16"),
            b"<x",
            b"\xff\xfe\0",
        ):
            with self.subTest(xmp=xmp[:120]):
                content = png(60, 40, chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp), rows=(b"\0" * 181) * 40)
                self.assertEqual(processing.read(upload(content, "a.png")).caption, "")

    def test_the_number_and_the_length_of_values_have_an_end(self):
        people = "".join(f"<rdf:li>Person {number} {'x' * 9000}</rdf:li>" for number in range(25))
        people += "".join(f"<rdf:li>Person {number}</rdf:li>" for number in range(25, 500))
        xmp = packet(f"<Iptc4xmpExt:PersonInImage><rdf:Bag>{people}</rdf:Bag></Iptc4xmpExt:PersonInImage>")
        content = png(60, 40, chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp), rows=(b"\0" * 181) * 40)
        persons = processing.read(upload(content, "a.png")).persons
        self.assertEqual(len(persons), worker.MAX_VALUES)
        self.assertLessEqual(max(map(len, persons)), 100)


class CredentialsTests(SimpleTestCase):
    BOX = b"\0\0\0\x20jumb\0\0\0\x18jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0"

    def test_a_manifest_is_seen_in_every_kind_that_carries_one(self):
        segment = b"\xff\xeb" + struct.pack(">H", len(self.BOX) + 10) + b"JP\0\1\0\0\0\1" + self.BOX
        webp = saved(scene(60, 40), "WEBP") + b"C2PA" + struct.pack("<I", len(self.BOX)) + self.BOX
        webp += b"\0" * (len(self.BOX) % 2)
        webp = webp[:4] + struct.pack("<I", len(webp) - 8) + webp[8:]
        for name, content in (
            ("a.jpg", with_segment(saved(scene(60, 40)), segment)),
            ("a.png", png(60, 40, chunk(b"caBX", self.BOX), rows=(b"\0" * 181) * 40)),
            ("a.webp", webp),
        ):
            with self.subTest(name=name):
                picture = processing.read(upload(content, name))
                self.assertTrue(picture.has_credentials)
                for published in made(content, name).files:
                    self.assertNotIn(b"c2pa", published)

    def test_files_without_one_and_broken_ones_have_none(self):
        other = b"\xff\xeb" + struct.pack(">H", 12) + b"JP\0\1\0\0\0\1jb"
        for suffix, data in (
            ("jpg", saved(scene(60, 40))),
            ("jpg", with_segment(saved(scene(60, 40)), other)),
            ("jpg", b"\xff\xd8" + b"\xff" * 1000),
            ("jpg", b"\xff\xd8\xff\xeb\0\0" + b"\xff\xeb\0\0" * 1000),
            ("png", saved(scene(60, 40), "PNG")),
            ("webp", saved(scene(60, 40), "WEBP")),
            ("webp", b"RIFF\0\0\0\0WEBP" + b"C2PA\xff\xff\xff\xff"),
            ("gif", saved(scene(60, 40), "GIF") + self.BOX),
        ):
            with self.subTest(suffix=suffix, data=data[:20]):
                self.assertFalse(worker.has_credentials(data, suffix))


class CropTests(SimpleTestCase):
    def test_crops_have_their_shape_and_hold_the_focal_point(self):
        for size in ((1200, 800), (800, 1200), (60, 40), (2000, 1333), (900, 2), (1, 1)):
            for focus in ((50, 50), (0, 100), (100, 0)):
                picture = made(saved(scene(*size)), focus=focus)
                for ratio, content in picture.crops.items():
                    with self.subTest(size=size, focus=focus, ratio=ratio):
                        self.assertEqual(opened(content).size, picture.image.crop_sizes[ratio])
        left, right = (made(saved(scene()), focus=focus).crops["1x1"] for focus in ((0, 50), (100, 50)))
        self.assertGreater(opened(left).getpixel((700, 400))[2], 200)
        self.assertLess(opened(left).getpixel((500, 400))[2], 60)
        self.assertGreater(opened(right).getpixel((300, 400))[2], 200)
        self.assertLess(opened(right).getpixel((100, 400))[2], 60)


UNTURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_90,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_270,
}


class StoreTests(TestCase):
    def add(self, content=None, name="Jane Roe’s garden.jpg", **fields):
        return added(content, name, by=self.user, **fields)

    @classmethod
    def setUpTestData(cls):
        cls.user = create_user()

    def test_add_keeps_the_original_as_it_came_and_makes_every_rendition(self):
        content = saved(scene()) + b"tail"
        image = self.add(content)

        image.refresh_from_db()
        self.assertEqual((image.width, image.height, image.suffix), (1200, 800, "jpg"))
        self.assertEqual(image.uploaded_by, self.user)
        with image.file.open() as original:
            self.assertEqual(original.read(), content)
        for name in image.rendition_names:
            self.assertTrue(default_storage.exists(name))
        addresses = {url for kind in image.renditions.values() for url, width in kind}
        self.assertEqual(addresses, {f"/media/{name}" for name in image.rendition_names})

    def test_the_original_is_kept_apart_from_what_is_served_and_for_the_owner_alone(self):
        path = Path(self.add().file.path)
        self.assertFalse(path.is_relative_to(default_storage.location))
        self.assertEqual(path.stat().st_mode & 0o077, 0)

    def test_nothing_of_the_clients_name_is_in_a_name_of_ours(self):
        image = self.add(name="../../Jane Roe\u202e.JPEG")
        for name in (image.file.name, *image.rendition_names):
            self.assertRegex(name, r"\A(images/)?[0-9a-f]{2}/[0-9a-f]{24}[./][0-9a-z.]+\Z")

    def test_files_are_on_the_disk_before_the_row_is_saved(self):
        synced, save, told = set(), Image.save, []

        def watched_sync(descriptor):
            synced.add(os.fstat(descriptor).st_ino)

        def watched_save(image, **options):
            # First that there is a picture, then that there is something to show.
            told.append(image.state)
            names = image.rendition_names if image.is_shown else []
            for path in (image.file.path, *map(default_storage.path, names)):
                self.assertGreater(os.stat(path).st_size, 0)
                self.assertLessEqual({os.stat(path).st_ino, os.stat(Path(path).parent).st_ino}, synced)
            save(image, **options)

        with mock.patch.object(os, "fsync", watched_sync), mock.patch.object(Image, "save", watched_save):
            self.assertTrue(self.add().pk)
        self.assertEqual(told, ["new", "made"])

    def test_an_original_that_can_not_be_written_leaves_no_row(self):
        full = mock.patch.object(FileSystemStorage, "save", side_effect=OSError(errno.ENOSPC, "No space left"))
        with full, self.assertRaises(OSError):
            self.add()
        self.assertFalse(Image.objects.exists())

    def test_when_a_rendition_can_not_be_written_none_stays_and_the_row_says_so(self):
        image = Image.objects.add(upload(saved(scene())), by=self.user, title="Garden")
        written, save = [], FileSystemStorage.save

        def save_until_full(storage, name, content):
            if len(written) == 3:
                raise OSError(errno.ENOSPC, "No space left on device")
            written.append((storage, save(storage, name, content)))
            return name

        with mock.patch.object(FileSystemStorage, "save", save_until_full), self.assertRaises(OSError):
            image.make()
        self.assertEqual(len(written), 3)
        for storage, name in written:
            self.assertFalse(storage.exists(name))
        image.refresh_from_db()
        self.assertIn("disk may be full", image.failure)
        self.assertFalse(image.is_shown)
        self.assertEqual(image.make(), 9)
        self.assertTrue(image.is_shown)
        self.assertEqual(image.failure, "")

    def test_a_refused_file_leaves_nothing(self):
        with self.assertLogs("articles.images.processing", "INFO"), self.assertRaises(UnfitPicture):
            self.add(b"Dear desk,")
        self.assertFalse(Image.objects.exists())

    def test_a_row_that_is_rolled_back_leaves_files_but_files_never_lack(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            image = self.add()
            raise ZeroDivisionError
        self.assertFalse(Image.objects.exists())
        self.assertTrue(all(default_storage.exists(name) for name in image.rendition_names))

    def test_caption_and_credit_of_the_file_fill_what_the_desk_left_empty(self):
        content = with_segment(saved(scene(60, 40)), iptc(_120=b"From the file " * 60, _110=b"Agency"))
        image = self.add(content, credit="Jane Roe / Agency")
        self.assertEqual(image.credit, "Jane Roe / Agency")
        self.assertEqual(len(image.caption), 500)
        self.assertTrue(image.caption.endswith("…"))

    def test_another_file_for_an_image_gets_names_of_its_own(self):
        image = self.add()
        before = {image.file.name, *image.rendition_names}
        picture = processing.read(upload(saved(scene(1100, 900), "PNG"), "b.png"))
        picture.fill(image)
        picture.store(image)
        image.save()
        self.assertEqual((image.suffix, image.width), ("jpg", 1200))
        image.make()
        self.assertEqual((image.suffix, image.width), ("png", 1100))
        self.assertFalse(before & {image.file.name, *image.rendition_names})


class RemakeRenditionsTests(TestCase):
    def remake(self):
        out = StringIO()
        call_command("remake_renditions", stdout=out, stderr=out)
        return out.getvalue()

    def test_missing_renditions_are_made_again_and_others_left_alone(self):
        image, other = added(), added(saved(scene(300, 200)))
        lost, kept = image.rendition_names[:2], image.rendition_names[2:]
        lost.append(image.crop_name("4x3"))
        for name in lost:
            default_storage.delete(name)
        times = {name: default_storage.get_modified_time(name) for name in [*kept, *other.rendition_names]}

        self.assertEqual(self.remake(), "Made 3 rendition(s).\n")
        self.assertTrue(all(default_storage.size(name) for name in image.rendition_names))
        self.assertEqual(times, {name: default_storage.get_modified_time(name) for name in times})
        self.assertEqual(self.remake(), "Made 0 rendition(s).\n")

    def test_a_lost_original_is_reported_and_the_rest_is_done(self):
        lost, found = added(saved(scene(300, 200))), added(saved(scene(300, 201)))
        lost.file.storage.delete(lost.file.name)
        for name in [*lost.rendition_names, *found.rendition_names]:
            default_storage.delete(name)

        with self.assertRaisesMessage(CommandError, "1 picture(s) could not be done"):
            self.remake()
        self.assertTrue(default_storage.exists(found.rendition_names[0]))
