from django.db import migrations

# Check, kind, whether it is asked: a brief is short and stands without a standfirst.
RULES = [("no_work", "review", True), ("too_short", "brief", False), ("no_standfirst", "brief", False)]


def add(apps, schema_editor):
    """Rules to begin with; the newsroom changes them at its desk."""
    rules = apps.get_model("articles", "ChecklistRule").objects
    for name, kind, is_active in RULES:
        rules.get_or_create(check_name=name, kind=kind, defaults={"severity": "warning", "is_active": is_active})


def take_away(apps, schema_editor):
    rules = apps.get_model("articles", "ChecklistRule").objects
    for name, kind, _ in RULES:
        rules.filter(check_name=name, kind=kind).delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0019_reviews_name_their_work")]

    operations = [migrations.RunPython(add, take_away)]
