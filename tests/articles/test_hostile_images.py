"""
Every hostile file against the upload: taken or refused with a sentence, within 300 MiB and 5 seconds of processor time,
and nothing but pixels reaches a reader.
"""

import json
import logging
import re
import struct
import subprocess
import sys
from unittest import mock

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image as Pillow

from articles import text
from articles.images import processing
from articles.models import Image
from tests import tasks
from tests.articles.hostile_images import ANY, HOSTILE, PLANTED, TAKEN, TOO_LONG
from tests.articles.slowness import slowness
from tests.factories import create_user

pytestmark = pytest.mark.django_db

BOUNDARY = "the-end-of-what-was-sent"
MEBIBYTES = 300
SECONDS = 5  # of processor time: those of the clock depend on what else the machine does
TOO_SLOW = 1.8  # the dearest of those that are taken need more than half of the worker's time

# The worker as the child of a program that is small itself, for what the kernel tells of a process that was killed
# counts what its parent held.
LAUNCHER = """
import json, os, resource, subprocess, sys
child = subprocess.Popen(sys.argv[1:])
_, status, used = os.wait4(child.pid, 0)
code = os.waitstatus_to_exitcode(status)
print(json.dumps([code, used.ru_maxrss // 1024, used.ru_utime + used.ru_stime]), file=sys.stderr)
"""


@pytest.fixture
def costs():
    """List of (mebibytes, seconds) of each worker that ran."""
    found, run = [], subprocess.run

    def measured(command, **options):
        done = run([sys.executable, "-c", LAUNCHER, *command], **options)
        code, mebibytes, seconds = json.loads(done.stderr.splitlines()[-1])
        found.append((mebibytes, seconds))
        return subprocess.CompletedProcess(command, code, done.stdout, done.stderr)

    with mock.patch.object(subprocess, "run", measured):
        yield found


def post(client, name, content, content_type):
    """Send the file as a browser that was told to lie would: its name as it is."""
    disposition = f'Content-Disposition: form-data; name="files"; filename="{name}"'
    head = f"--{BOUNDARY}\r\n{disposition}\r\nContent-Type: {content_type}\r\n\r\n"
    return client.generic(
        "POST",
        reverse("admin:articles_image_upload"),
        head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode(),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        headers={"Accept": "application/json"},
    )


def parts_of_jpeg(content):
    """Set of the markers of a JPEG's segments; those of an application with its name. Raise when anything follows."""
    found, start = set(), 2
    assert content.startswith(b"\xff\xd8")
    while True:
        marker, length = content[start + 1], int.from_bytes(content[start + 2 : start + 4], "big")
        assert content[start] == 0xFF
        body = content[start + 4 : start + 2 + length]
        found.add((marker, body.split(b"\0")[0] if 0xE0 <= marker <= 0xEF else b""))
        start += 2 + length
        if marker == 0xDA:  # what follows is pixels, up to the next marker
            start = next(each.start() for each in re.finditer(rb"\xff[^\0\xd0-\xd7]", content) if each.start() >= start)
            if content[start + 1] == 0xD9:
                assert start + 2 == len(content)
                return found


def parts_of_webp(content):
    """Set of the names of a WebP's chunks. Raise when anything follows."""
    found, start = set(), 12
    assert content[:4] == b"RIFF"
    assert int.from_bytes(content[4:8], "little") == len(content) - 8
    while start < len(content):
        found.add(content[start : start + 4])
        length = int.from_bytes(content[start + 4 : start + 8], "little")
        start += 8 + length + length % 2
    assert start == len(content)
    return found


PICTURE = {0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xDD}  # tables, frame, scans


def check_is_a_picture_alone(name, content):
    """Assert that a public file holds a picture, its colour profile perhaps, and nothing else."""
    if name.endswith(".jpg"):
        rest = {(marker, label) for marker, label in parts_of_jpeg(content) if marker not in PICTURE}
        assert rest <= {(0xE0, b"JFIF"), (0xE2, b"ICC_PROFILE")}
    else:
        assert parts_of_webp(content) <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
    for word in (b"Jane Roe", b"12.777", PLANTED, b"Exif", b"xmp", b"8BIM", b"c2pa", b"<script", b"<?php", b"PK\3\4"):
        assert word not in content


def test_there_are_more_than_40_of_them():
    assert len(HOSTILE) > 100
    assert len({each.refusal for each in HOSTILE.values()}) > 10


@pytest.mark.parametrize("what", HOSTILE)
def test_it_costs_little_and_is_taken_or_refused_in_words(
    what, client, costs, caplog, django_capture_on_commit_callbacks
):
    hostile = HOSTILE[what]
    client.force_login(create_user(role="reporter"))
    caplog.set_level(logging.ERROR)
    content = hostile.make()
    assert len(content) < processing.MAX_BYTES
    with tasks.backend("immediate"), django_capture_on_commit_callbacks(execute=True):
        response = post(client, hostile.name, content, hostile.content_type)
    assert response.status_code == 200
    (taken,) = response.json()["taken"]

    assert max((mebibytes for mebibytes, _ in costs), default=0) < MEBIBYTES
    spent = sum(seconds for _, seconds in costs)
    assert spent < SECONDS or spent < SECONDS * slowness()
    if hostile.refusal == TAKEN and re.search(TOO_LONG, taken.get("error", "")) and slowness() > TOO_SLOW:
        pytest.skip("This machine is too slow to open it in the time that the worker has.")
    if hostile.refusal is not ANY:
        assert bool(taken["pk"]) == (hostile.refusal == TAKEN), taken
    if not taken["pk"]:
        assert re.search(hostile.refusal or r"^[A-Z].*\.$", taken["error"])
        assert not Image.objects.exists()
        return

    image = Image.objects.get()
    assert image.state == "made", image.failure
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{24}\.(jpg|png|webp|gif)", image.file.name)
    told = [image.title, image.caption, image.credit, image.licence, *image.persons]
    assert told == [text.line(words) for words in told]
    assert len(image.title) <= 200
    with image.file.open() as original:
        assert original.read() == content
    for name in [*image.rendition_names, *image.crop_names]:
        with default_storage.open(name) as file:
            public = file.read()
        check_is_a_picture_alone(name, public)
        with Pillow.open(default_storage.path(name)) as shown:
            assert dict(shown.getexif()) == {}
    assert not caplog.records


def test_what_the_desk_is_told_of_a_hostile_picture_is_text(client, django_capture_on_commit_callbacks):
    client.force_login(create_user(role="reporter"))
    for what in ("IPTC with control characters and script", "a name of markup"):
        hostile = HOSTILE[what]
        post(client, hostile.name, hostile.make(), hostile.content_type)
    for url in (reverse("admin:articles_image_changelist"), *map(change_url, Image.objects.all())):
        content = client.get(url).content.decode()
        assert "<script>alert" not in content
        assert "<img src=x" not in content
    # A change of direction ends where the words end.
    assert Image.objects.filter(caption="[2J\u202eJane<script>alert(1)</script> \u202c").exists()


def change_url(image):
    return reverse("admin:articles_image_change", args=[image.pk])


def test_the_check_itself_sees_what_may_not_be_there():
    jpeg = HOSTILE["a place in EXIF"].make()
    for name, content in (
        ("a.jpg", jpeg),
        ("a.jpg", HOSTILE["a place behind the picture"].make()),
        ("a.webp", HOSTILE["a place in EXIF of a WebP"].make()),
        ("a.webp", HOSTILE["a place behind a WebP"].make()),
        ("a.jpg", HOSTILE["65,000 comments in a JPEG"].make()),
        ("a.webp", b"RIFF" + struct.pack("<I", 30) + b"WEBP"),
    ):
        with pytest.raises(AssertionError):
            check_is_a_picture_alone(name, content)
