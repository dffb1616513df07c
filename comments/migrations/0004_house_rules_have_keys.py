from django.db import migrations, models

from articles.text import folded


def add_keys(apps, schema_editor):
    """Of two that turn out to have one name, the later one gets a key of its own: its next save says so."""
    taken = set()
    for rule in apps.get_model("comments", "HouseRule").objects.order_by("pk"):
        rule.name_key = folded(rule.name)
        if rule.name_key in taken:
            rule.name_key = f"{rule.name_key[:370]} ({rule.pk})"
        taken.add(rule.name_key)
        rule.save(update_fields=["name_key"])


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_outgoing_mail")]

    operations = [
        migrations.AddField("houserule", "name_key", models.CharField(default="", editable=False, max_length=400)),
        migrations.RunPython(add_keys, migrations.RunPython.noop),
        migrations.AlterField("houserule", "name_key", models.CharField(editable=False, max_length=400, unique=True)),
        migrations.AlterField(
            "houserule",
            "name",
            models.CharField(help_text="Short, as it is named to who broke it.", max_length=80),
        ),
    ]
