"""What the pictures that are there say of their files; and a rule about those that are still being made."""

from django.db import migrations


def tell(apps, schema_editor):
    images = apps.get_model("articles", "Image").objects
    for image in images.iterator():
        try:
            size = image.file.size
        except (OSError, ValueError):  # lost, or of another storage now: it counts for nobody
            size = 0
        crop_focus = f"{round(image.focal_x * 100)}-{round(image.focal_y * 100)}"
        images.filter(pk=image.pk).update(size=size, crop_focus=crop_focus)
    apps.get_model("articles", "ChecklistRule").objects.get_or_create(
        check_name="picture_unmade", kind="", defaults={"severity": "blocking"}
    )


def untell(apps, schema_editor):
    apps.get_model("articles", "ChecklistRule").objects.filter(check_name="picture_unmade").delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_pictures_are_made_by_a_task")]
    operations = [migrations.RunPython(tell, untell)]
