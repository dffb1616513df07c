from django.db import migrations

from articles.fields import LineField

FAULTS = {
    "Stay with the story": "It has nothing to do with the story",
    "Be fair to people": "It insults or attacks people",
    "No private data": "It gives away private data",
    "Say what is true": "It says something untrue about people",
    "No advertising": "It is advertising",
    "Write as yourself": "Its writer passes for somebody else",
}


def name_faults(apps, schema_editor):
    """Of the rules to begin with; the newsroom changes them at its desk."""
    for name, fault in FAULTS.items():
        apps.get_model("comments", "HouseRule").objects.filter(name=name, fault="").update(fault=fault)


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_link_keys")]

    operations = [
        migrations.AddField(
            "houserule",
            "fault",
            LineField(
                "as a fault",
                max_length=120,
                blank=True,
                default="",
                help_text="What a reader chooses who reports a comment, such as “It insults or attacks people”.",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(name_faults, migrations.RunPython.noop),
    ]
