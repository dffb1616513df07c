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
# Of one kind alone: check, kind, whether it is asked. A column says what its author thinks; a brief is short and
# stands without a standfirst.
OF_A_KIND = [
    ("no_source", "opinion", False),
    ("no_work", "review", True),
    ("too_short", "brief", False),
    ("no_standfirst", "brief", False),
]


def add(apps, schema_editor):
    """Rules to begin with; the newsroom changes them at its desk."""
    rules = apps.get_model("articles", "ChecklistRule").objects
    for name in WARNINGS:
        rules.create(check_name=name, severity="warning")
    for name in BLOCKING:
        rules.create(check_name=name, severity="blocking")
    for name, kind, is_active in OF_A_KIND:
        rules.create(check_name=name, kind=kind, severity="warning", is_active=is_active)


def take_away(apps, schema_editor):
    apps.get_model("articles", "ChecklistRule").objects.all().delete()


class Migration(migrations.Migration):
    replaces = [("articles", "0020_checklist_of_reviews_and_briefs")]
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(add, take_away)]
