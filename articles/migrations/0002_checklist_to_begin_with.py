from django.db import migrations

WARNINGS = [
    "headline_length",
    "no_standfirst",
    "too_short",
    "no_source",
    "anonymous_alone",
    "withdrawn_source",
    "mark_without_source",
    "no_lead_image",
    "lead_image_width",
    "picture_alt",
    "picture_gone",
    "picture_credit",
    "no_tag",
    "too_many_tags",
    "see_also_gone",
    "dead_link",
    "right_of_reply_open",
]
BLOCKING = ["lead_image_alt", "anonymous_unexplained", "picture_rights", "picture_unmade"]


def add(apps, schema_editor):
    """Rules to begin with; the newsroom changes them at its desk."""
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
    replaces = [
        ("articles", "0003_checklist_to_begin_with"),
        ("articles", "0006_check_dead_links_and_replies"),
        ("articles", "0011_sizes_and_crops_of_what_is_there"),
        ("articles", "0013_check_marks_without_source"),
    ]
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(add, take_away)]
