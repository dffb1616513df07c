from django.db import migrations, models

TABLES = {
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


def create(apps, schema_editor):
    for statement in TABLES[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE articles_search_editions")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_editions_know_their_translations"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("first", models.CharField(max_length=1)),
                ("length", models.PositiveSmallIntegerField()),
                ("written", models.CharField(max_length=30)),
            ],
            options={
                "indexes": [models.Index(fields=["first", "length"], name="search_word_like")],
            },
        ),
        migrations.RunPython(create, drop),
    ]
