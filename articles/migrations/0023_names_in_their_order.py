from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0022_names_in_the_desk_index"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="author",
            options={"ordering": ["sort_key", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="series",
            options={"ordering": ["sort_key", "pk"], "verbose_name_plural": "series"},
        ),
        migrations.AlterModelOptions(
            name="source",
            options={"ordering": ["sort_key", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="tag",
            options={"ordering": ["sort_key", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="tagalias",
            options={"ordering": ["sort_key", "pk"], "verbose_name_plural": "tag aliases"},
        ),
        migrations.RemoveIndex(
            model_name="source",
            name="source_name",
        ),
        migrations.AddField(
            model_name="author",
            name="sort_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=400),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="series",
            name="parts_changed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="series",
            name="sort_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=400),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="source",
            name="sort_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=400),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="tag",
            name="sort_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=400),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="tagalias",
            name="sort_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=400),
            preserve_default=False,
        ),
    ]
