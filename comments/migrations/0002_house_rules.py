from django.db import migrations

RULES = [
    ("Stay with the story", "A comment is about the story, or about what another comment says of it."),
    ("Be fair to people", "No insults, no threats, nothing against people for what they are."),
    ("No private data", "No addresses, telephone numbers or secrets of others, and none of your own."),
    ("Say what is true", "No claims of fact about people that you know are wrong or can’t stand by."),
    ("No advertising", "Nothing for sale, no calls for donations, no links that have nothing to do with the story."),
    ("Write as yourself", "One name for one person, and nobody else’s."),
]


def add(apps, schema_editor):
    """Rules to begin with; the newsroom changes them at its desk."""
    HouseRule = apps.get_model("comments", "HouseRule")
    HouseRule.objects.bulk_create(
        HouseRule(name=name, text=text, position=position) for position, (name, text) in enumerate(RULES, 1)
    )


def remove(apps, schema_editor):
    apps.get_model("comments", "HouseRule").objects.filter(name__in=[name for name, _ in RULES]).delete()


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
