from django.db import migrations

from articles.text import folded

# Name, text, as a fault that a reader chooses who reports a comment.
RULES = [
    (
        "Stay with the story",
        "A comment is about the story, or about what another comment says of it.",
        "It has nothing to do with the story",
    ),
    (
        "Be fair to people",
        "No insults, no threats, nothing against people for what they are.",
        "It insults or attacks people",
    ),
    (
        "No private data",
        "No addresses, telephone numbers or secrets of others, and none of your own.",
        "It gives away private data",
    ),
    (
        "Say what is true",
        "No claims of fact about people that you know are wrong or can’t stand by.",
        "It says something untrue about people",
    ),
    (
        "No advertising",
        "Nothing for sale, no calls for donations, no links that have nothing to do with the story.",
        "It is advertising",
    ),
    (
        "Write as yourself",
        "One name for one person, and nobody else’s.",
        "Its writer passes for somebody else",
    ),
]


def add(apps, schema_editor):
    """Rules to begin with; the newsroom changes them at its desk."""
    HouseRule = apps.get_model("comments", "HouseRule")
    HouseRule.objects.bulk_create(
        HouseRule(name=name, name_key=folded(name), text=text, fault=fault, position=position)
        for position, (name, text, fault) in enumerate(RULES, 1)
    )


def remove(apps, schema_editor):
    apps.get_model("comments", "HouseRule").objects.filter(name__in=[name for name, *_ in RULES]).delete()


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
