from django.db import migrations, models

from articles.text import folded

NAMED = ["author", "section", "source", "tag", "tagalias"]
UNIQUE = ["section", "tag", "tagalias"]


def add_keys(apps, schema_editor):
    """Of two that turn out to have one name, the later one gets a key of its own: its next save says so."""
    for model in NAMED:
        taken = set()
        for record in apps.get_model("articles", model).objects.order_by("pk"):
            record.name_key = folded(record.name)
            if model in UNIQUE and record.name_key in taken:
                record.name_key = f"{record.name_key[:370]} ({record.pk})"
            taken.add(record.name_key)
            record.save(update_fields=["name_key"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_checklist_to_begin_with")]

    operations = [
        migrations.RemoveConstraint("tag", "tag_name_once_whatever_case"),
        migrations.RemoveConstraint("tagalias", "tag_alias_once_whatever_case"),
        migrations.AlterField("section", "name", models.CharField(max_length=60)),
        migrations.AlterField("tag", "name", models.CharField(max_length=100)),
        migrations.AlterField("tag", "slug", models.SlugField(allow_unicode=True, max_length=100, unique=True)),
        *(
            migrations.AddField(model, "name_key", models.CharField(default="", editable=False, max_length=400))
            for model in NAMED
        ),
        migrations.RunPython(add_keys, migrations.RunPython.noop),
        *(
            migrations.AlterField(
                model,
                "name_key",
                models.CharField(editable=False, max_length=400, **{"unique" if model in UNIQUE else "db_index": True}),
            )
            for model in NAMED
        ),
    ]
