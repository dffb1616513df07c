"""Keeping anew what readers find stories by: all of it, or what one author or tag is named in."""

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from articles.models import Article, Edition, SearchWord, desk_index
from articles.models.search_index import EDITIONS, keep, pk_of
from articles.search.tables import EVER

BATCH = 200  # editions that are kept in one transaction


def keep_editions(editions, after=0):
    """
    Keep the words of those of ``editions`` (queryset) that are live or wait to be, in the order of their numbers, from
    above the number ``after``. Yield (how many are kept, the number of the last) after each ``BATCH``. 7 queries each.
    """
    number, learned = 0, set()
    editions = editions.unfinished().select_related("revision").order_by("pk")
    while True:
        with transaction.atomic():
            batch = list(editions.filter(pk__gt=after)[:BATCH])
            if not batch:
                return
            keep(batch, learned)
        number, after = number + len(batch), batch[-1].pk
        yield number, after


def rebuild(after=0):
    """
    Keep everything anew, and forget what is no longer there; search goes on meanwhile. Yields as ``keep_editions``.
    """
    if not after:
        SearchWord.objects.all().delete()
    yield from keep_editions(Edition.objects.all(), after)
    sweep()
    for model in desk_index.indexed():
        keep_records(model)


def keep_records(model):
    """Keep anew what the desk finds the records of ``model`` (``Indexed``) by. 3 or 4 queries for each ``BATCH``."""
    above, index = 0, model.desk_index
    while True:
        with transaction.atomic():  # nobody saves one between its being read and its being kept
            rows = model._base_manager.select_for_update().filter(pk__gt=above).order_by("pk")
            texts = _texts_of_stories(rows) if model is Article else {row.pk: row.desk_texts() for row in rows[:BATCH]}
            if not texts:
                break
            desk_index.keep(index, texts)
        above = max(texts)
    above = 0
    while keys := index.keys(above, 1000):
        there = set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        index.drop(key for key in keys if key not in there)
        above = keys[-1]


def _texts_of_stories(rows):
    """``desk_texts()`` of the first ``BATCH`` of them, and all headlines that readers knew them by. 2 queries."""
    texts = {pk: [headline, slug] for pk, headline, slug in rows.values_list("pk", "headline", "slug")[:BATCH]}
    headlines = Edition.objects.filter(article__in=texts).order_by().values_list("article", "headline")
    for pk, headline in headlines.distinct():
        texts[pk].append(headline)
    return texts


def sweep():
    """Forget the words of editions that have ended or are gone. 3 queries for each thousand that there are."""
    above = EVER[0]
    while keys := EDITIONS.keys(above, 1000):
        pks = [pk_of(key) for key in keys]
        there = set(Edition.objects.unfinished().filter(pk__in=pks).order_by().values_list("pk", flat=True))
        EDITIONS.drop(key for key in keys if pk_of(key) not in there)
        above = keys[-1]


def after_migrate(sender, using, **kwargs):
    """Fill what is new after a migration, and empty it with the tables of the models (``post_migrate``)."""
    if using != connection.alias:
        return
    tables = set(connection.introspection.table_names())
    for model in (Edition, *desk_index.indexed()):
        index = EDITIONS if model is Edition else model.desk_index
        if not {index.table, model._meta.db_table} <= tables:
            continue
        is_empty, is_nothing = not index.keys(EVER[0], 1), not model._base_manager.exists()
        if is_nothing and not is_empty:
            index.clear()
        elif is_empty and not is_nothing and _is_up_to_date(model._meta.app_label):
            if model is Edition:
                list(rebuild())
                return
            keep_records(model)


def _is_up_to_date(app):
    """Whether the tables of ``app`` are as its models are."""
    loader = MigrationLoader(connection)
    return {key for key in loader.disk_migrations if key[0] == app} <= set(loader.applied_migrations)
