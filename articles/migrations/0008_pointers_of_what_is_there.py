import re
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from django.db import migrations

TOKEN = re.compile(r'<(?:figure|aside|div) data-(image|see-also|embed)="([^"]*)"></')


def is_address(url):
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (it raises for a port that is none)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def in_text(body):
    found = set()
    for name, value in TOKEN.findall(body):
        if name == "embed":
            url = unescape(value)
            found.add(("embed" if is_address(url) else "no address", None, url))
        else:
            found.add(("picture" if name == "image" else "story", int(value), ""))
    return found


def in_content(content):
    found = in_text(content["body"])
    found |= {("story", row["target"], "") for row in content["related"] if row["target"]}
    found |= {("source", row["source"], "") for row in content["citations"]}
    return found | ({("picture", content["social_image"], "")} if content["social_image"] else set())


def add(apps, schema_editor):
    """Whatever is there, a thousand rows at a time. Safe to repeat: what was made before goes first."""
    Pointer = apps.get_model("articles", "Pointer")
    Pointer.objects.all().delete()

    def rows():
        bodies = apps.get_model("articles", "Article").objects.filter(body__contains=" data-")
        for article, body in bodies.values_list("pk", "body").iterator(chunk_size=200):
            for kind, target, url in in_text(body):
                yield Pointer(article_id=article, kind=kind, target=target, url=url)
        editions = apps.get_model("articles", "Edition").objects.values_list("pk", "article", "revision__content")
        for edition, article, content in editions.iterator(chunk_size=200):
            for kind, target, url in in_content(content):
                yield Pointer(article_id=article, edition_id=edition, kind=kind, target=target, url=url)

    made = rows()
    while some := list(islice(made, 1000)):
        Pointer.objects.bulk_create(some)


def take_away(apps, schema_editor):
    apps.get_model("articles", "Pointer").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_pointers_as_rows")]
    operations = [migrations.RunPython(add, take_away)]
