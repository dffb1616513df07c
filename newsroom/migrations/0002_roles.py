from django.db import migrations

from newsroom import roles


def make(apps, schema_editor):
    roles.sync(apps)


def unmake(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=roles.ROLES).delete()


class Migration(migrations.Migration):
    replaces = [
        ("newsroom", "0004_reporters_may_add_names"),
        ("newsroom", "0008_editors_make_series"),
    ]
    dependencies = [
        ("newsroom", "0001_initial"),
        ("articles", "0001_initial"),
        ("comments", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("flatpages", "0001_initial"),
    ]
    operations = [migrations.RunPython(make, unmake)]
