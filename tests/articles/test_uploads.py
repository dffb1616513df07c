"""How much one person may send, and what becomes of it when there is no room."""

import errno
from collections import namedtuple
from datetime import timedelta
from io import StringIO
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from articles.admin import uploads
from articles.exceptions import TooManyUploads
from articles.images import processing
from articles.models import Image, Upload
from tests.articles.image_files import added, saved, scene, upload
from tests.factories import create_image, create_user

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def reporter(client):
    user = create_user(role="reporter")
    client.force_login(user)
    return user


def page(name, *args):
    return reverse(f"admin:articles_image_{name}", args=args)


def file(width=600):
    return SimpleUploadedFile("quay.jpg", saved(scene(width, 400)), "image/jpeg")


def typed(**fields):
    return {"title": "Typed with care", "alt": "What it shows", "focal_x": "0.5", "focal_y": "0.5", **fields}


def disk(free):
    """The disks have ``free`` percent left."""
    return mock.patch("shutil.disk_usage", return_value=Usage(1000, 1000 - 10 * free, 10 * free))


WAYS = ["one", "many", "script", "replace"]


def send(client, way):
    """Upload a picture in one of the ``WAYS``; a script is what drops, chooses and pastes in the browser."""
    if way == "one":
        return client.post(page("add"), typed(file=file()))
    if way == "replace":
        image = added(saved(scene(595, 400)), title="Typed before")
        return client.post(page("replace", image.pk), {"file": file()})
    return client.post(page("upload"), {"files": file()}, headers=JSON if way == "script" else {})


@pytest.mark.parametrize("way", WAYS)
def test_the_200th_file_of_an_hour_is_taken_and_the_next_is_not(client, reporter, way):
    now = timezone.now()
    Upload.objects.bulk_create(Upload(by=reporter, at=now - timedelta(minutes=50)) for _ in range(199))
    Upload.objects.create(by=create_user(), at=now)
    assert send(client, way).status_code in {200, 302}
    before = Image.objects.count()
    response = send(client, way)
    assert response.status_code == 429
    assert 540 < int(response["Retry-After"]) <= 600
    content = response.content.decode()
    assert "You have sent 200 files within an hour, which is the most. Go on in 10 minutes." in content
    assert Image.objects.count() - before == (way == "replace")  # the one that was to be replaced
    assert Image.objects.filter(state="changed").count() == (way == "replace")
    Upload.objects.filter(by=reporter).order_by("at").first().delete()
    assert send(client, way).status_code in {200, 302}


def test_refused_pictures_count_and_refusals_for_number_do_not(reporter, settings):
    settings.UPLOADS_PER_HOUR = 2
    for content in (b"Dear desk,", saved(scene(60, 40))):
        with mock.patch.object(processing, "read"):
            uploads.read(upload(content), by=reporter)
    for _ in range(3):
        with pytest.raises(TooManyUploads):
            uploads.read(upload(b"x"), by=reporter)
    assert Upload.objects.count() == 2
    Upload.objects.update(at=timezone.now() - timedelta(hours=1))
    uploads.count(reporter)
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_the_room_of_one_person_has_an_end(client, reporter, way, settings):
    settings.UPLOAD_QUOTA = 1
    create_image(uploaded_by=reporter, size=2**20 - 100)
    create_image(uploaded_by=create_user(), size=2**20)
    response = send(client, way)
    assert response.status_code == 413
    assert "Your pictures take 1 MB of the 1 MB that are yours." in response.content.decode()
    Image.objects.filter(uploaded_by=reporter).update(size=100)
    assert send(client, way).status_code in {200, 302}


def test_an_upload_is_counted_with_the_bytes_of_its_original(client, reporter):
    send(client, "script")
    image = Image.objects.get()
    assert image.size == image.file.size == len(saved(scene(600, 400)))


@pytest.mark.parametrize("way", WAYS)
def test_a_disk_that_is_nearly_full_refuses_pictures_and_nothing_else(client, reporter, way, caplog):
    with disk(free=4):
        response = send(client, way)
        (line,) = [record for record in caplog.records if record.name == "articles.admin.uploads"]
        assert (line.levelname, f"account {reporter.pk}" in line.getMessage()) == ("ERROR", True)
        assert response.status_code == 507
        assert "disk is full: no pictures can be taken now" in response.content.decode()
        assert client.get("/").status_code == 200
        assert client.get(page("changelist")).status_code == 200
    with disk(free=5):
        assert send(client, way).status_code in {200, 302}


@pytest.mark.parametrize("way", WAYS)
def test_a_disk_that_turns_out_to_be_full_is_told_in_the_same_words(client, reporter, way):
    save = FileSystemStorage.save

    def full(storage, name, content):
        if "original" in str(storage.location) and way != "replace" or content.size == len(saved(scene(600, 400))):
            raise OSError(errno.ENOSPC, "No space left on device")
        return save(storage, name, content)

    with mock.patch.object(FileSystemStorage, "save", full):
        response = send(client, way)
    assert response.status_code == 507
    assert "disk is full" in response.content.decode()
    assert not Image.objects.exclude(title="Typed before").exists()
    assert not Image.objects.exclude(coming=None).exists()


def test_nothing_typed_is_lost_by_a_refusal(client, reporter, settings):
    settings.UPLOADS_PER_HOUR = 1
    uploads.count(reporter)
    content = client.post(page("add"), typed(file=file(), caption="A long caption")).content.decode()
    for words in ("Typed with care", "What it shows", "A long caption", "which is the most"):
        assert words in content


def test_what_was_taken_of_many_stays_taken(client, reporter, settings):
    settings.UPLOADS_PER_HOUR = 1
    response = client.post(page("upload"), {"files": [file(), file(601)]}, headers=JSON)
    assert response.status_code == 200
    first, second = response.json()["taken"]
    assert first["pk"] == Image.objects.get().pk
    assert "which is the most" in second["error"]


@pytest.mark.parametrize("name", ["UPLOADS_PER_HOUR", "UPLOAD_QUOTA", "DISK_RESERVE"])
def test_a_bound_of_0_is_none(client, reporter, settings, name):
    setattr(settings, name, 0)
    create_image(uploaded_by=reporter, size=0)
    with disk(free=0 if name == "DISK_RESERVE" else 50):
        assert send(client, "script").status_code == 200


# -- Files that no row has ---------------------------------------------------------------------------------


def sweep(**options):
    out = StringIO()
    call_command("sweep_images", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def aged():
    """All files were stored two days ago, but those whose name holds ``aged.young``."""
    two_days_ago = timezone.now() - timedelta(days=2)
    real = FileSystemStorage.get_modified_time

    def modified(storage, name):
        return real(storage, name) if modified.young and modified.young in name else two_days_ago

    modified.young = ""
    with mock.patch.object(FileSystemStorage, "get_modified_time", modified):
        yield modified


@pytest.fixture
def empty_storage(tmp_path, monkeypatch):
    """Both storages begin empty: what is swept is of this test."""
    for name in ("default", "originals"):
        monkeypatch.setattr(storages[name], "location", str(tmp_path / name))


def stored(image):
    names = [(default_storage, name) for name in [*image.rendition_names, *image.crop_names]]
    return [*names, (storages["originals"], image.file.name)]


def are_there(files):
    return {storage.exists(name) for storage, name in files}


def test_what_no_row_has_is_swept_and_everything_else_stays(empty_storage, aged):
    assert sweep() == "Deleted 0 file(s), 0.0 MB.\n"
    image, deleted, replaced, coming = (added(saved(scene(width, 400))) for width in (600, 601, 602, 603))
    young = added(saved(scene(604, 400)))
    kept = [file for each in (image, replaced, coming) for file in stored(each)]
    for each in (replaced, coming):
        picture = processing.read(upload(saved(scene(700 + each.pk, 400))))
        picture.fill(each)
        picture.store(each)
        each.save()
    replaced.make()
    kept += [*stored(replaced), (storages["originals"], coming.wanted().file.name)]
    foreign = default_storage.save("images/ab/notes.txt", ContentFile(b"x"))
    gone = stored(deleted)
    deleted.delete()
    young_files = stored(young)
    young.delete()
    aged.young = young.key

    lines = sweep(dry_run=True).splitlines()
    assert lines[-1].startswith(f"Would delete {len(gone)} file(s), ")
    assert f"original {gone[-1][1]}" in lines
    assert are_there(gone) == {True}
    assert sweep().startswith(f"Deleted {len(gone)} file(s)")
    assert are_there(gone) == {False}
    assert are_there([*kept, *young_files, (default_storage, foreign)]) == {True}
    assert sweep().startswith("Deleted 0")
    aged.young = ""
    assert sweep().startswith(f"Deleted {len(young_files)} file(s)")


def test_an_upload_that_was_rolled_back_leaves_what_the_sweep_takes(empty_storage, aged):
    image = Image()
    picture = processing.read(upload(saved(scene(600, 400))))
    picture.fill(image)
    picture.store(image)
    assert sweep().startswith("Deleted 1 file(s)")
    with pytest.raises(CommandError, match="from 1"):
        sweep(older_than=0)
