from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0025_live_coverage"),
    ]

    operations = [
        migrations.AlterField(
            model_name="checklistrule",
            name="severity",
            field=models.CharField(
                choices=[("warning", "look at"), ("blocking", "needed")],
                default="warning",
                help_text="“Needed” stops publishing, “look at” is advice.",
                max_length=10,
            ),
        ),
    ]
