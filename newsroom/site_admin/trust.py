"""The page that tells editors what readers can trust the publication by, and what is missing."""

from collections import Counter

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from newsroom.trust import STANDINGS, report

# Where something is changed: its words, its page, and the permission for it.
PLACES = {
    "settings": ("Settings", "admin:newsroom_publication_changelist", "newsroom.change_publication"),
    "pages": ("Pages and menu", "admin:flatpages_flatpage_changelist", "flatpages.change_flatpage"),
    "authors": ("Authors", "admin:articles_author_changelist", "articles.change_author"),
    "stories": ("Stories", "admin:articles_article_changelist", "articles.change_article"),
}


@require_safe
def trust(request):
    """Indicators and clauses, fulfilled and open; for who may publish. 5 queries beside those of every page."""
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied("Only an editor or an administrator sees this.")
    lists = [(title, points, summary(points)) for title, points in report(request.publication)]
    places = {
        key: (words, reverse(name) if request.user.has_perm(permission) else "")
        for key, (words, name, permission) in PLACES.items()
    }
    rows = [
        (title, said, [(point, *places.get(point.place, ("", ""))) for point in points])
        for title, points, said in lists
    ]
    context = {**admin.site.each_context(request), "title": "Trust", "lists": rows}
    return TemplateResponse(request, "admin/trust.html", context)


def summary(points):
    """How many stand how, in words: “5 fulfilled, 1 open, 2 yours to judge”."""
    numbers = Counter(point.standing for point in points)
    return ", ".join(f"{numbers[key]} {words.lower()}" for key, (_, words) in STANDINGS.items() if numbers[key])
