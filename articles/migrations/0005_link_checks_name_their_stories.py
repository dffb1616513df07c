from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_sources_tags_and_pictures_as_records")]
    operations = [
        migrations.AddField(
            model_name="linkcheck",
            name="articles",
            field=models.ManyToManyField(related_name="link_checks", to="articles.article"),
        ),
    ]
