from django.db import migrations


def write_notes(apps, schema_editor):
    """Each becomes a note of who began the story; where nobody is told to have, of an administrator."""
    Note = apps.get_model("articles", "Note")
    articles = apps.get_model("articles", "Article").objects.exclude(internal_note="")
    someone = (
        apps.get_model("auth", "User").objects.order_by("-is_superuser", "pk").values_list("pk", flat=True).first()
    )
    for article in articles.only("internal_note", "created_by", "changed_at").iterator():
        by = article.created_by_id or someone
        if by:
            Note.objects.create(article=article, by_id=by, text=article.internal_note, at=article.changed_at)


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_notes_hang_on_passages"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(write_notes, migrations.RunPython.noop)]
