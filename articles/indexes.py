"""
Where everything is: the years and months with stories, the authors, the topics and tags, the series. Each lists only
what has a live story.
"""

from itertools import groupby

from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from articles.models import Author, Series, Tag
from articles.pagination import paginate_names
from articles.sitemaps import months

TOPICS = 30  # that stand with picture and words above all tags


@require_safe
def archive(request):
    """All years with a story, the newest first, and their months. 2 queries, 1 more for every hundred years."""
    by_year = groupby(reversed(months()), key=lambda month: month.up)
    years = [(year, list(reversed(list(found)))) for year, found in by_year]
    return TemplateResponse(request, "articles/all_stories.html", {"years": years})


@require_safe
def tags(request):
    """The topics, those with the newest stories first, then all tags by name. 1 query, 1 more for the first page."""
    page = paginate_names(request, Tag.objects.with_live_stories())
    topics = []
    if page.number == 1:
        topics = Tag.objects.topics().with_live_stories().select_related("picture")
        topics = topics.order_by("-newest_story_at", "-pk")[:TOPICS]
    return TemplateResponse(request, "articles/tags.html", {"page": page, "topics": topics})


@require_safe
def series(request):
    """All series by name. 1 query."""
    page = paginate_names(request, Series.objects.with_live_stories().with_live_parts().select_related("picture"))
    return TemplateResponse(request, "articles/all_series.html", {"page": page})


@require_safe
def authors(request):
    """All authors by name. 1 query."""
    page = paginate_names(request, Author.objects.with_live_stories().select_related("portrait"))
    return TemplateResponse(request, "articles/authors.html", {"page": page})
