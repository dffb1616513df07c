"""Renditions are made by a task: what desk and readers see before it, after it, and when it fails."""

import errno
from datetime import timedelta
from io import StringIO
from unittest import mock

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.exceptions import UnfitPicture
from articles.images import processing, worker
from articles.models import ChecklistRule, Image
from articles.tasks import make_picture
from newsroom import roles
from newsroom.models import Publication
from tests import tasks
from tests.articles.image_files import added, saved, scene, upload
from tests.factories import create_article, create_author, create_image, create_superuser, create_user, publish

pytestmark = pytest.mark.django_db(transaction=True)

JSON = {"Accept": "application/json"}


@pytest.fixture(params=["immediate", "database"])
def backend(request):
    with tasks.backend(request.param):
        yield request.param


@pytest.fixture
def later():
    """Tasks wait until ``tasks.work()``."""
    with tasks.backend("database"):
        yield


@pytest.fixture
def editor(client):
    roles.sync()  # the test before has flushed them away
    user = create_user(role="editor")
    client.force_login(user)
    return user


def page(name, *args, **query):
    return reverse(f"admin:articles_image_{name}", args=args, query=query or None)


def file(name="quay.jpg", **options):
    return SimpleUploadedFile(name, saved(scene(**options)), "image/jpeg")


def fields(**others):
    return {"title": "Quay", "alt": "A quay", "focal_x": "0.5", "focal_y": "0.5", **others}


def are_there(image):
    return [default_storage.exists(name) for name in [*image.rendition_names, *image.crop_names]]


def full_disk():
    return mock.patch.object(processing, "_write", side_effect=OSError(errno.ENOSPC, "No space left on device"))


def test_every_way_of_uploading_ends_with_a_picture_that_is_made(backend, client, editor):
    client.post(page("upload"), {"files": file(width=1100)}, headers=JSON)
    client.post(page("add"), fields(file=file(width=1000)))
    Image.objects.add(upload(saved(scene(width=900))), by=editor, title="By a program")
    waiting = backend == "database"
    images = Image.objects.all()
    assert [image.state for image in images] == ["new" if waiting else "made"] * 3
    assert all(image.file.storage.exists(image.file.name) for image in images)
    if waiting:
        assert not any(any(are_there(image)) for image in images)
        tasks.work()
    assert Image.objects.unmade().count() == 0
    assert all(all(are_there(image)) for image in images)


def test_another_file_and_another_focal_point_are_shown_when_their_files_are_there(backend, client, editor):
    image = added()
    before = image.renditions, image.crops, image.file.name
    publish(create_article(lead_image=image, lead_image_alt="A quay"))
    client.post(page("replace", image.pk), {"file": file(width=1600, height=1066)})
    client.post(page("change", image.pk), fields(focal_x="0.3"))
    image = Image.objects.get()
    if backend == "database":
        assert image.state == "changed"
        assert (image.renditions, image.crops, image.file.name) == before
        assert (image.width, image.focal_x) == (1200, 0.3)
        assert all(are_there(image))
        assert "until it is there, this one is shown" in client.get(page("change", image.pk)).content.decode()
        tasks.work()
        image = Image.objects.get()
    assert (image.state, image.width, image.coming) == ("made", 1600, None)
    assert image.crops["1x1"].endswith("/1x1-30-50.jpg")
    assert all(are_there(image))
    assert before[0]["jpeg"][0][0].split("/")[-2] in image.former_keys
    assert default_storage.exists(before[0]["jpeg"][0][0].removeprefix("/media/"))  # stored pages name it


def test_the_desk_says_that_a_picture_is_being_made(later, client, editor):
    answer = client.post(page("upload"), {"files": file()}, headers=JSON).json()["taken"][0]
    image = Image.objects.get()
    assert "no-picture-yet" in answer["thumbnail"]
    grid = client.get(page("changelist")).content.decode()
    assert "Being made" in grid
    assert image.rendition_url(480) not in grid
    content = client.get(page("change", image.pk)).content.decode()
    assert "The picture is being made" in content
    assert image.rendition_url() not in content
    assert image.title in client.get(page("changelist", missing="files")).content.decode()
    tasks.work()
    assert image.title not in client.get(page("changelist", missing="files")).content.decode()
    content = client.get(page("change", image.pk)).content.decode()
    assert image.rendition_url() in content
    assert "being made" not in content


def test_readers_never_get_a_picture_that_is_not_there(later, client):
    ChecklistRule.objects.all().delete()
    image = create_image(title="Quay", state="new", credit="Roe")
    shown = create_image()
    Publication.objects.create(name="The Paper", logo=image)
    author = create_author(portrait=image)
    body = f'<p>Words.</p><figure data-image="{image.pk}"></figure><figure data-image="{shown.pk}"></figure>'
    article = create_article(body=body, lead_image=shown, social_image=shown, authors=[author])
    edition = publish(article)
    for url in ("/", edition.get_absolute_url(), author.get_absolute_url(), f"{author.get_absolute_url()}feed/"):
        content = client.get(url).content.decode()
        assert f"images/{image.key[:2]}" not in content, url
        assert "Roe" not in content, url
    assert shown.key in client.get(edition.get_absolute_url()).content.decode()
    type(shown).objects.update(state="new")
    for url in ("/", edition.get_absolute_url()):
        content = client.get(url).content.decode()
        assert "/media/images/" not in content, url
        assert "<figure" not in content, url
        assert "card.png?v=" in content, url  # the drawn one
        assert "The Paper" in content, url


def test_a_story_is_published_when_its_picture_is_there(later, client, editor):
    ChecklistRule.objects.update_or_create(check_name="picture_unmade", kind="", defaults={"severity": "blocking"})
    article = create_article()
    article.lead_image = Image.objects.add(upload(saved(scene())), by=editor, title="Quay", alt="A quay")
    article.save()
    article.refresh_from_db()
    url = reverse("admin:articles_article_publish", args=[article.pk])
    content = client.get(url).content.decode()
    assert "Still being made" in content or client.post(url, {"when": "now"}).status_code != 302
    assert not article.editions.exists()
    tasks.work()
    assert article.publish(create_superuser())


def test_a_failure_is_told_at_the_desk_and_made_good_there(backend, client, editor, caplog):
    lost = added(saved(scene(width=700)))
    for name in lost.rendition_names:
        default_storage.delete(name)
    if backend == "database":
        image = Image.objects.add(upload(saved(scene(width=800))), by=editor, title="Quay")
    else:
        image = lost
        Image.objects.filter(pk=lost.pk).update(state="new")
    with full_disk():
        response = client.post(page("remake", image.pk), follow=True)
        if backend == "database":
            tasks.work()
    image.refresh_from_db()
    assert "disk may be full" in image.failure
    assert not image.is_shown
    assert "No space left" in caplog.text or backend == "database"  # there, the worker says it
    content = client.get(page("change", image.pk)).content.decode()
    assert "could not be made, so no story can show it" in content
    assert "Make the files again" in content
    assert "Could not be made" in client.get(page("changelist")).content.decode()
    if backend == "immediate":
        assert "disk may be full" in response.content.decode()

    client.post(page("remake", image.pk))
    if backend == "database":
        tasks.work()
    image.refresh_from_db()
    assert (image.state, image.failure) == ("made", "")
    assert all(are_there(image))


def test_a_picture_that_can_not_be_made_again_is_shown_as_it_was(client, editor):
    image = added()
    image.file.storage.delete(image.file.name)
    with tasks.backend("immediate"):
        response = client.post(page("change", image.pk), fields(focal_x="0.3"), follow=True)
    assert "could not be made. The original is not there" in response.content.decode()
    image.refresh_from_db()
    assert (image.focal_x, image.state) == (0.3, "changed")
    assert all(are_there(image))
    assert "readers get what was there before" in client.get(page("change", image.pk)).content.decode()


def test_the_task_may_run_twice_late_and_for_a_picture_that_is_gone(later):
    image = Image.objects.add(upload(saved(scene())), by=None, title="Quay")
    make_picture.call(image.pk)
    times = [default_storage.get_modified_time(name) for name in image.rendition_names]
    with mock.patch.object(processing, "_worker", side_effect=AssertionError("nothing is missing")):
        make_picture.call(image.pk)
        tasks.work()
    assert times == [default_storage.get_modified_time(name) for name in image.rendition_names]
    image.delete()
    make_picture.call(image.pk)
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {TaskResultStatus.SUCCESSFUL}


def test_a_picture_whose_worker_was_killed_is_made_by_the_next(later):
    image = Image.objects.add(upload(saved(scene())), by=None, title="Quay")
    DBTaskResult.objects.get().claim("a worker that is killed now")
    processing.cut(image)  # it had got as far as that
    default_storage.delete(image.rendition_names[0])
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(hours=1))
    tasks.work()
    image.refresh_from_db()
    assert image.state == "new"
    call_command("requeue_tasks", stdout=StringIO())
    tasks.work()
    image.refresh_from_db()
    assert image.state == "made"
    assert all(are_there(image))


def test_a_task_that_was_overtaken_leaves_the_rest_to_the_later_one(later):
    image = added()
    stale = Image.objects.get()
    stale.focal_x, image.focal_x = 0.1, 0.9
    image.save(update_fields=["focal_x"])
    image.want_files()
    stale.make()
    image.refresh_from_db()
    assert (image.state, image.crop_focus) == ("changed", "50-50")
    tasks.work()
    image.refresh_from_db()
    assert (image.state, image.crop_focus) == ("made", "90-50")


def test_what_the_form_saves_is_no_longer_what_a_task_has_written_meanwhile(later, client, editor):
    """The form's columns alone are written: files that came while it was being saved stay."""
    image = added()
    save = Image.save

    def overtaken(self, **options):
        Image.objects.filter(pk=self.pk).update(key="f" * 24)
        save(self, **options)

    for url, data in (
        (page("change", image.pk), fields(title="New title")),
        (
            page("describe", pk=image.pk),
            {
                "form-TOTAL_FORMS": 1,
                "form-INITIAL_FORMS": 1,
                "form-0-id": image.pk,
                "form-0-title": "Newer title",
                "form-0-alt": "A quay",
            },
        ),
    ):
        with mock.patch.object(Image, "save", overtaken):
            assert client.post(url, data).status_code == 302
        image.refresh_from_db()
        assert "title" in image.title
        assert image.key == "f" * 24
        Image.objects.update(key="e" * 24)


def test_a_picture_that_could_be_looked_at_is_not_refused_by_the_task():
    """What the task decodes is decoded in the same way before the upload is taken."""
    assert worker.SECONDS["cut"] > worker.SECONDS["look"]
    content = saved(scene())[:-200]
    with pytest.raises(UnfitPicture):
        processing.read(upload(content))
