"""The table in which the desk looks for comments, built as those of articles are (articles/search/tables.py)."""

from importlib import import_module

from django.db import migrations

TABLE = "comments_search"


def create(apps, schema_editor):
    import_module("articles.migrations.0003_search_tables").create_for_desk(schema_editor, TABLE)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    replaces = [("comments", "0008_desk_index")]
    dependencies = [("comments", "0002_house_rules")]
    operations = [migrations.RunPython(create, drop)]
