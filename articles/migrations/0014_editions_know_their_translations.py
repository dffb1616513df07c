from django.db import migrations


def fill(apps, schema_editor):
    """Few stories are a translation; each edition says of which story, in its own words."""
    Article, Edition = (apps.get_model("articles", name) for name in ("Article", "Edition"))
    named = Edition.objects.filter(revision__content__translation_of__gt=0)
    for pk, target in named.values_list("pk", "revision__content__translation_of"):
        if Article.objects.filter(pk=target).exists():
            Edition.objects.filter(pk=pk).update(translation_of=target)


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_topics_and_series")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
