from django.db import migrations


def add(apps, schema_editor):
    rules = apps.get_model("articles", "ChecklistRule").objects
    rules.get_or_create(check_name="mark_without_source", kind="", defaults={"severity": "warning"})


def take_away(apps, schema_editor):
    apps.get_model("articles", "ChecklistRule").objects.filter(check_name="mark_without_source").delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_pictures_say_their_own_words")]
    operations = [migrations.RunPython(add, take_away)]
