"""The picture library at the desk."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow

from articles.models import Image
from tests.factories import create_user

pytestmark = pytest.mark.django_db


def picture_file(name="holiday.jpg", size=(1200, 800), colour="teal", **options):
    content = io.BytesIO()
    Pillow.new("RGB", size, colour).save(content, "JPEG", **options)
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


@pytest.fixture
def reporter(client):
    """A reporter, signed in."""
    user = create_user(role="reporter")
    client.force_login(user)
    return user


def described(**fields):
    return {"title": "The crane", "alt": "A crane", "focal_x": "0.5", "focal_y": "0.5", **fields}


def test_a_file_may_have_a_long_name_on_the_senders_disk(client, reporter):
    name = f"{'North quay crane four before it fell ' * 5}.jpg"
    response = client.post(reverse("admin:articles_image_add"), described(file=picture_file(name)))
    assert response.status_code == 302
    assert "quay" not in Image.objects.get().file.name
