from django.db import migrations

TABLES = ("articles_search_authors", "articles_search_tags", "articles_search_tag_aliases")


def create(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(parts, tokenize = \"ascii tokenchars '='\")"
            )
        else:
            schema_editor.execute(f"CREATE TABLE {table} (id bigint PRIMARY KEY, words tsvector NOT NULL)")
            schema_editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin (words)")


def drop(apps, schema_editor):
    for table in TABLES:
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0021_corrections_are_found_by_section"),
    ]

    operations = [
        migrations.RunPython(create, drop),
    ]
