from django.db import migrations

POLICIES = ("about", "ethics", "corrections_policy", "ownership", "funding", "masthead", "privacy")


def fill(apps, schema_editor):
    """What readers saw until now: all sections by their position, and the pages of the publication in the footer."""
    MenuItem = apps.get_model("newsroom", "MenuItem")
    publication = apps.get_model("newsroom", "Publication").objects.first()
    pages = dict.fromkeys(getattr(publication, f"{name}_id", None) for name in POLICIES)
    sections = apps.get_model("articles", "Section").objects.order_by("position", "name")
    items = [MenuItem(place="menu", section=section) for section in sections]
    items += [MenuItem(place="footer", page_id=pk) for pk in pages if pk]
    items.append(MenuItem(place="footer", address="/corrections/", title="Corrections"))
    for position, item in enumerate(items, 1):
        item.position = position
    MenuItem.objects.bulk_create(items)


def empty(apps, schema_editor):
    apps.get_model("newsroom", "MenuItem").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0005_menu_of_readers")]
    operations = [migrations.RunPython(fill, empty)]
