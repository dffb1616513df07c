from django.db import migrations, models


def take_from_revisions(apps, schema_editor):
    editions = apps.get_model("articles", "Edition").objects.select_related("revision")
    for edition in editions.exclude(revision__content__language="").iterator():
        edition.language = edition.revision.content["language"]
        edition.save(update_fields=["language"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_log_says_what_is_left_out")]

    operations = [
        migrations.AddField(
            "edition", "language", models.CharField(blank=True, default="", max_length=12), preserve_default=False
        ),
        migrations.RunPython(take_from_revisions, migrations.RunPython.noop),
    ]
