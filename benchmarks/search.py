"""
What readers and the desk look for, in a large archive: words that are rare, common, in every story, in none.

PostgreSQL is told of what was filled (VACUUM ANALYZE) as its own upkeep would in time. Beside the median of the time
that passes, the least is told and what the processor took, which other work on the machine changes less.
"""

import statistics
import time
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import richtext
from articles.models import desk_index
from articles.search import asked
from articles.search.readers import BEST, NEWEST, Filters, search
from articles.search.rebuild import keep_records
from benchmarks.archive import Archive
from benchmarks.measuring import Page, measure, processor, table

# Words put into one story of so many; all of them are in no story of the demonstration.
COMMON, RARE = "snellius", "zeppelin"
EVERY_COMMON, EVERY_RARE = 5, 6000
FEW_BODIES = 2000  # different texts


def run(options):
    """Yield lines: readers' searches among the first number of stories, then the desk's among the second."""
    readers, desk = options.stories
    archive = Words(timezone.now() - timedelta(hours=1), words=options.words)
    began = time.perf_counter()
    archive.grow_to(readers)
    filled, began = time.perf_counter() - began, time.perf_counter()
    archive.keep_words()
    analyse()
    took = time.perf_counter() - began
    yield f"Filled in {filled:.0f} s; kept the words of {readers:,} stories in {took:.0f} s."
    yield ""
    head = [f"Readers among {readers:,} stories on {connection.display_name}", "found", "ms", "least", "processor"]
    yield from table(head, [row for asks in searches(archive) for row in [searched(*asks, options.repeat)]])
    yield ""
    archive.grow_to(desk)
    for model in desk_index.indexed():
        keep_records(model)
    analyse()
    yield from table(
        [f"The desk among {desk:,} stories on {connection.display_name}", "ms", "least", "processor", "queries"],
        [
            [page.name, f"{cost.median:.0f}", f"{cost.least:.0f}", f"{cost.busy:.0f}", f"{cost.queries}"]
            for page in desk_pages(archive)
            for cost in [measure(page, options.repeat)]
        ],
    )


class Words(Archive):
    """An archive whose stories differ, and have ``COMMON`` and ``RARE`` in one of so many."""

    PERIOD = EVERY_RARE

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        halves = [body.split("</p>") for body in self.bodies]
        choice = self.chance.choice
        self.bodies = [
            richtext.clean("</p>".join([*choice(halves)[:3], *choice(halves)[3:]])) for _ in range(FEW_BODIES)
        ]

    def _article(self, number):
        article = super()._article(number)
        said = [
            word
            for word, every in ((COMMON, EVERY_COMMON), (RARE, EVERY_RARE))
            if number % every == every // 2 and number % 50 != 25  # one in fifty is withdrawn
        ]
        article.body += f"<p>The {' '.join(said)} number {number}.</p>"
        article.headline = " ".join([*said, article.headline])[:200]
        return article


def analyse():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def searches(archive):
    """Yield (name, what is typed, filters, order)."""
    yield "a rare word", RARE, Filters(), NEWEST
    yield "a rare word, best", RARE, Filters(), BEST
    yield "a word of none", "xylophone", Filters(), NEWEST
    yield "a common word, in one of five", COMMON, Filters(), NEWEST
    yield "a common word, best", COMMON, Filters(), BEST
    yield "a word of nearly all", "the", Filters(), NEWEST
    yield "a word of nearly all, best", "the", Filters(), BEST
    yield "a common and a rare word", f"{COMMON} {RARE}", Filters(), NEWEST
    yield "a phrase", '"the north quay"', Filters(), NEWEST
    yield "a common word without another", f"{COMMON} -harbour", Filters(), NEWEST
    yield "a common word, of a rare author", COMMON, Filters(author=archive.rare_author), NEWEST
    yield "a common word, of a section", COMMON, Filters(section=archive.sections[0]), NEWEST
    old = timezone.localdate() - timedelta(days=365)
    yield "a common word, until a year ago", COMMON, Filters(until=old), NEWEST


def searched(name, typed, filters, sort, repeat):
    """
    Cells of a row: how many stories ``search`` finds, and the milliseconds it takes: the median, the least, and the
    median of what the processor took.
    """
    query, times, busy = asked.query(typed, "en"), [], []
    for _ in range(repeat + 1):
        began, busy_before = time.perf_counter(), processor()
        found = search(query, filters, sort)
        times.append((time.perf_counter() - began) * 1000)
        busy.append((processor() - busy_before) * 1000)
    number = f"{len(found):,}{'+' if found.is_capped else ''}"
    return [name, number, *(f"{time:.1f}" for time in (statistics.median(times), min(times), statistics.median(busy)))]


def desk_pages(archive):
    """List of ``Page``: the lists of stories and comments, and what the editor's choosers ask."""
    client = Client()
    editor = get_user_model().objects.create_user("editor-who-searches")
    editor.groups.add(Group.objects.get(name="editor"))
    client.force_login(editor)
    reader, moderator = Client(), Client()
    user = get_user_model().objects.create_user("moderator-who-searches")
    user.groups.add(Group.objects.get(name="moderator"))
    moderator.force_login(user)

    def page(name, url, client=client, **query):
        url = reverse(url, query=query)
        return Page(name, lambda: client.get(url))

    pages = []
    for what, word in (("rare", RARE), ("nothing", "xylophone"), ("common", COMMON), ("author", "Guest")):
        pages.append(page(f"list of stories: {what}", "admin:articles_article_changelist", q=word))
        pages.append(page(f"chooser of stories: {what}", "admin:articles_article_choose_story", q=word))
    for what, word in (("some", "writer"), ("nothing", "xylophone")):
        pages.append(page(f"chooser of authors: {what}", "admin:articles_article_choose_author", q=word))
    for what, word in (("some", "subject 29"), ("nothing", "xylophone")):
        pages.append(page(f"chooser of tags: {what}", "admin:articles_article_choose_tag", q=word))
    for what, word in (("one", "199"), ("nothing", "xylophone")):
        pages.append(page(f"chooser of sources: {what}", "admin:articles_article_choose_source", q=word))
        pages.append(page(f"chooser of pictures: {what}", "admin:articles_article_choose_image", q=word))
    for what, word in (("common", "Reader 1"), ("nothing", "xylophone")):
        pages.append(page(f"list of comments: {what}", "admin:comments_comment_changelist", moderator, q=word))
    pages.append(page("a story by its title", "admin:articles_article_titled", title=f"{RARE} xylophone"))
    pages.append(page("readers’ page: rare", "articles:search", reader, q=RARE))
    pages.append(page("readers’ page: common", "articles:search", reader, q=COMMON))
    pages.append(page("readers’ page: nothing", "articles:search", reader, q="zeppelyn xylophone"))
    return pages
