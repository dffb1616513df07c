from django.db import migrations

WARNINGS = [
    "headline_length",
    "no_standfirst",
    "too_short",
    "no_source",
    "anonymous_alone",
    "withdrawn_source",
    "no_lead_image",
    "lead_image_width",
    "picture_alt",
    "picture_gone",
    "picture_credit",
    "no_tag",
    "too_many_tags",
    "see_also_gone",
]
BLOCKING = ["lead_image_alt", "anonymous_unexplained", "picture_rights"]


def add(apps, schema_editor):
    rules = apps.get_model("articles", "ChecklistRule").objects
    for name in WARNINGS:
        rules.create(check_name=name, severity="warning")
    for name in BLOCKING:
        rules.create(check_name=name, severity="blocking")
    # A column says what its author thinks.
    rules.create(check_name="no_source", kind="opinion", is_active=False)


def take_away(apps, schema_editor):
    apps.get_model("articles", "ChecklistRule").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_workflow_notes_sharing_checklist")]
    operations = [migrations.RunPython(add, take_away)]
