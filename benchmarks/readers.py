"""The readers' pages in a small and in a large archive: what they cost, and which index each list walks."""

import re
from datetime import UTC, timedelta

from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Edition
from benchmarks.archive import Archive
from benchmarks.measuring import Page, Queries, measure, side_by_side, table

NOT_CUT = {"article", "sitemap of a month"}  # pages without a list that ends before the stories do
# A list of editions that is cut. The menu of every page asks for one story of each section and sorts its own few links;
# what only asks whether a record has any story sorts nothing that grows.
LIST = re.compile(
    r'SELECT (?!%s AS "a" )(?!.*FROM "newsroom_menuitem").*FROM "articles_edition" .*ORDER BY.* LIMIT \d+$', re.DOTALL
)
# What tells in a plan how editions are found.
READING = re.compile(r"(SCAN|SEARCH|Scan).* (articles_edition(tag|author)?\b|using edition_\w+)")
IN_ORDER = re.compile(r"edition_newest\w*")
OUT_OF_ORDER = re.compile(r"TEMP B-TREE|\bSort\b|Seq Scan on articles_edition")
WORDS = re.compile(r"\s*(?:->)?\s*(.*?)(?: u\d\w*)?\s*(?:\(cost=.*)?")  # without arrow, alias and cost


def run(options):
    """Yield lines: the cost of each page in both archives, then how its lists are found in the larger one."""
    newest = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0) - timedelta(hours=1)
    archive = Archive(newest, words=options.words)
    small, large = options.stories
    costs, found = {}, {}
    for size in (small, large):
        archive.grow_to(size)
        found = pages(archive)
        costs[size] = {page.name: measure(page, options.repeat) for page in found}
    yield from side_by_side(
        f"Readers’ pages on {connection.display_name}",
        [f"{small:,} stories", f"{large:,}"],
        [(page.name, costs[small][page.name], costs[large][page.name]) for page in found],
    )
    yield ""
    plans = {page.name: plan_of(page) for page in found if page.name not in NOT_CUT}
    rows = [(name, line, is_in_order(plan)) for name, plan in plans.items() for line in reading(plan)]
    yield from table([f"Lists among {large:,} stories", "how the database finds them", "in order"], rows)
    if options.plans:
        for name, plan in plans.items():
            yield from ["", name, *(f"    {line}" for line in plan)]


def pages(archive):
    """List of ``Page`` in ``archive``; those of a list begin with what is large and go on to what is rare."""
    client = Client()
    editions = Edition.objects.live()
    newest = editions.newest_first().select_related("address").first()
    deep = editions.filter(section=archive.sections[0]).newest_first()
    deep = deep[deep.count() // 2]
    month = f"{newest.published_at:%Y/%m}/"
    addresses = {
        "front": "/",
        "section": "/city/",
        "section, page 4": "/city/?page=4",
        "section, half-way down": f"/city/?before={deep.published_at.astimezone(UTC):%Y%m%d%H%M%S%f}-{deep.pk}",
        "tag": archive.tags[0].get_absolute_url(),
        "tag that few have": archive.rare.get_absolute_url(),
        "author": archive.authors[0].get_absolute_url(),
        "author of few": archive.rare_author.get_absolute_url(),
        "archive of a year": f"/{newest.published_at:%Y}/",
        "archive of a month": f"/{month}",
        "archive of a day": f"/{newest.published_at:%Y/%m/%d}/",
        "article": newest.get_absolute_url(),
        "corrections": "/corrections/",
        "feed": "/feed/",
        "feed of a section": "/city/feed/",
        "sitemaps": "/sitemap.xml",
        "sitemap of a month": f"/sitemap-{month[:-1].replace('/', '-')}.xml",
    }
    return [Page(name, lambda address=address: client.get(address)) for name, address in addresses.items()]


def plan_of(page):
    """Lines of the database's plans for the lists of editions on ``page``, each line once."""
    with Queries() as queries:
        page.ask()
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    lines = []
    with connection.cursor() as cursor:
        for sql, params in queries.all:
            if LIST.match(sql):
                cursor.execute(explain + sql, params)
                lines += [WORDS.fullmatch(row[-1])[1] for row in cursor.fetchall()]
    return list(dict.fromkeys(lines))


def reading(plan):
    """Those lines of ``plan`` that say how editions are found."""
    return [line for line in plan if READING.search(line)]


def is_in_order(plan):
    """“yes” when ``plan`` only walks along indexes that have the order of the list, so that it can stop at its end."""
    good = any(map(IN_ORDER.search, plan)) and not any(map(OUT_OF_ORDER.search, plan))
    return "yes" if good else "no"
