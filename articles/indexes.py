"""
Where everything is: the years and months with stories, the authors, the topics and tags, the series. Each lists only
what has a live story.
"""

from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from articles.models import Author, Series, Tag
from articles.pagination import paginate_names
from articles.periods import Period
from articles.sitemaps import months

# Each by its name in addresses: what it is called there.
TITLES = {"all_stories": "All our stories", "tags": "Topics", "all_series": "Series", "authors": "Authors"}
TOPICS = 30  # that stand with picture and words above all tags


def _index(request, name, **context):
    """The page of the index that has the address ``name``."""
    return TemplateResponse(request, f"articles/{name}.html", {"index": name, "title": TITLES[name], **context})


@require_safe
def archive(request):
    """
    All years with a story, the newest first, with their months and whether these have any. 2 queries, 1 more for every
    hundred years.
    """
    found = set(months())
    newest_first = sorted({month.year for month in found}, reverse=True)
    years = [(year, [(month, month in found) for month in year.parts]) for year in map(Period, newest_first)]
    return _index(request, "all_stories", years=years)


@require_safe
def tags(request):
    """The topics, those with the newest stories first, then all tags by name. 1 query, 1 more for the first page."""
    page = paginate_names(request, Tag.objects.with_live_stories())
    topics = []
    if page.number == 1:
        topics = Tag.objects.topics().with_live_stories().select_related("picture")
        topics = topics.order_by("-newest_story_at", "-pk")[:TOPICS]
    return _index(request, "tags", page=page, topics=topics)


@require_safe
def series(request):
    """All series by name. 1 query."""
    page = paginate_names(request, Series.objects.with_live_stories().with_live_parts().select_related("picture"))
    return _index(request, "all_series", page=page)


@require_safe
def authors(request):
    """All authors by name. 1 query."""
    page = paginate_names(request, Author.objects.with_live_stories().select_related("portrait"))
    return _index(request, "authors", page=page)
