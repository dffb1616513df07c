from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_editions_say_their_language")]

    operations = [
        migrations.AddField("note", "passage", models.CharField(blank=True, default="", max_length=1000), False),
        migrations.AddField("note", "passage_before", models.CharField(blank=True, default="", max_length=100), False),
        migrations.AddField("note", "passage_after", models.CharField(blank=True, default="", max_length=100), False),
    ]
