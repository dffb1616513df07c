from django.db import migrations

from articles.text import sort_key

MODELS = ("Author", "Series", "Source", "Tag", "TagAlias")


def fill(apps, schema_editor):
    for name in MODELS:
        rows = apps.get_model("articles", name)._base_manager.only("pk", "name").order_by("pk")
        batch = []
        for row in rows.iterator(chunk_size=1000):
            row.sort_key = sort_key(row.name)
            batch.append(row)
            if len(batch) == 1000:
                rows.model._base_manager.bulk_update(batch, ["sort_key"])
                batch = []
        rows.model._base_manager.bulk_update(batch, ["sort_key"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0023_names_in_their_order")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
