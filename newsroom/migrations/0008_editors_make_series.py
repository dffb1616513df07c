from django.db import migrations

from newsroom import roles


def sync(apps, schema_editor):
    roles.sync(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0007_menu_takes_topics_and_series"),
        ("newsroom", "0002_roles"),
        ("articles", "0013_topics_and_series"),
    ]
    operations = [migrations.RunPython(sync, migrations.RunPython.noop)]
