from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_internal_notes_are_notes")]

    operations = [migrations.RemoveField("article", "internal_note")]
