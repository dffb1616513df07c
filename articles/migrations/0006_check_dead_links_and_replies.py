from django.db import migrations

WARNINGS = ["dead_link", "right_of_reply_open"]


def add(apps, schema_editor):
    rules = apps.get_model("articles", "ChecklistRule").objects
    for name in WARNINGS:
        rules.get_or_create(check_name=name, kind="", defaults={"severity": "warning"})


def take_away(apps, schema_editor):
    apps.get_model("articles", "ChecklistRule").objects.filter(check_name__in=WARNINGS).delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_link_checks_name_their_stories")]
    operations = [migrations.RunPython(add, take_away)]
