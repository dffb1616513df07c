"""The tables that are no models: what readers look for, and what the desk does (articles/search/tables.py)."""

from django.db import migrations

EDITIONS = {
    "sqlite": [
        "CREATE VIRTUAL TABLE articles_search_editions USING fts5"
        "(title, names, body, marks, tokenize = \"ascii tokenchars '='\")",
    ],
    # The words of a row stand apart from it, so that many rows are looked through quickly.
    "postgresql": [
        "CREATE TABLE articles_search_editions (id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "ALTER TABLE articles_search_editions ALTER COLUMN words SET STORAGE EXTERNAL",
        "ALTER TABLE articles_search_editions SET (toast_tuple_target = 128)",
        "CREATE INDEX articles_search_editions_words ON articles_search_editions USING gin (words)",
    ],
}
DESK = ("stories", "sources", "images", "authors", "tags", "tag_aliases")


def create(apps, schema_editor):
    for statement in EDITIONS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
    for name in DESK:
        create_for_desk(schema_editor, f"articles_search_{name}")


def create_for_desk(schema_editor, table):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(parts, tokenize = \"ascii tokenchars '='\")")
    else:
        schema_editor.execute(f"CREATE TABLE {table} (id bigint PRIMARY KEY, words tsvector NOT NULL)")
        schema_editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin (words)")


def drop(apps, schema_editor):
    for name in ("editions", *DESK):
        schema_editor.execute(f"DROP TABLE articles_search_{name}")


class Migration(migrations.Migration):
    replaces = [
        ("articles", "0015_search_index"),
        ("articles", "0018_desk_index"),
        ("articles", "0022_names_in_the_desk_index"),
    ]
    dependencies = [("articles", "0002_checklist_to_begin_with")]
    operations = [migrations.RunPython(create, drop)]
