"""
What the editor asks of stories by their names: which one is “See also Some Title”, which ones a link could lead to.
"""

import re

from django.http import JsonResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from articles.admin.base import as_term
from articles.admin.choosers import check_writes, named_for, stories_with
from articles.admin.features import Feature
from articles.admin.widgets import is_id
from articles.models import Edition, desk_index
from articles.text import folded

AT_ONCE = 5  # stories of one answer
COMPARED = 100  # stories that have all the words of a title, newest first
SEARCHED = 4  # words of a title that the database is asked for
LINKED = 8  # stories that the field of a link offers


class Titled(Feature):
    def feature_urls(self):
        wrap = self.admin_site.admin_view
        return [
            *super().feature_urls(),
            path("titled/", wrap(self.titled_view), name="articles_article_titled"),
            path("link/", wrap(self.link_view), name="articles_article_link"),
        ]

    @method_decorator(require_safe)
    def link_view(self, request):
        """
        Stories whose headline has the words of ``q``, the newest first, as JSON ``stories``: list of ``url``, ``name``
        and ``words``. Only such as readers can open now, and not the one that is written (``for``): a link is the
        address of the page, which leads on when it changes. 2 queries beside the session’s.
        """
        check_writes(request)
        words = as_term(request.GET.get("q", "")).split()
        editions = Edition.objects.live().newest_first().select_related("address", "section")
        pks = desk_index.found(desk_index.STORIES, words[:SEARCHED])
        editions = editions if pks is None else editions.filter(article__in=pks)
        for word in words[:SEARCHED]:
            editions = editions.filter(headline__icontains=word)
        this = request.GET.get("for", "")
        if is_id(this):
            editions = editions.exclude(article=this)
        found = [
            {
                "url": edition.get_absolute_url(),
                "name": edition.headline,
                "words": f"{edition.section}, {date_format(localtime(edition.published_at), 'j M Y')}",
            }
            for edition in (editions[:LINKED] if words else ())
        ]
        told = "" if found else "No story that readers can open has these words in its headline."
        return JsonResponse({"stories": found, "words": told})

    @method_decorator(require_safe)
    def titled_view(self, request):
        """
        Stories called ``title``, as JSON ``stories``: list of ``id``, ``name`` and ``words`` that tell it from another,
        the one in the very letters first, then the newest. Only stories that the person may point to, by the headline
        they may know, and not the one that is written (``for``). 2 queries beside the session’s.
        """
        check_writes(request)
        title = as_term(request.GET.get("title", ""))
        this = request.GET.get("for", "")
        stories = self.titled(request.user, title)
        found = [story for story in stories if not (is_id(this) and story.pk == int(this))]
        found.sort(key=lambda story: story.name != title)
        return JsonResponse({"stories": [told(story) for story in found[:AT_ONCE]]})

    def titled(self, user, title):
        """Return the stories (list, from ``named_for``) whose headline is ``title``, whatever its case and marks."""
        words = sorted(set(re.findall(r"\w+", title)), key=len, reverse=True)[:SEARCHED]
        if not words:
            return []
        stories = stories_with(user, words)
        wanted = compared(title)
        return [
            named_for(story)
            for story in stories.only("headline", "state", "changed_at", "section__name")[:COMPARED]
            if wanted in {compared(story.public_headline or ""), compared(story.headline if story.is_editable else "")}
        ]


def compared(title):
    """``title`` (str) without case, marks and spaces that nobody types the same way twice."""
    return " ".join(re.findall(r"\w+", folded(title)))


def told(story):
    changed = f"changed {date_format(localtime(story.changed_at), 'j M Y')}"
    words = ", ".join(filter(None, [str(story.section or ""), changed]))
    return {"id": story.pk, "name": story.name, "words": f"{words}; {story.words}" if story.words else words}
