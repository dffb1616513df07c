from django.db import migrations, models

import comments.models.people


def give_each_its_own(apps, schema_editor):
    for name in ("Comment", "Commenter"):
        model = apps.get_model("comments", name)
        for pk in model.objects.values_list("pk", flat=True).iterator(chunk_size=2000):
            model.objects.filter(pk=pk).update(link_key=comments.models.people.new_link_key())


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_house_rules_have_keys")]

    operations = [
        *(
            migrations.AddField(
                name,
                "link_key",
                models.CharField(default=comments.models.people.new_link_key, editable=False, max_length=22),
            )
            for name in ("comment", "commenter")
        ),
        migrations.RunPython(give_each_its_own, migrations.RunPython.noop),
    ]
