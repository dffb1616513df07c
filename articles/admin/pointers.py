"""Which stories lead to one, beside its form; and the report on pointers of public stories that lead nowhere."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import EmptyPage
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from articles.admin.base import PeekingPaginator
from articles.admin.features import Feature
from articles.admin.forms import story_label, with_labels
from articles.models import Article, Edition
from articles.pointers import broken, linked_from, lost_pointers

STORIES = 50  # on one page of the report


class Pointers(Feature):
    def feature_urls(self):
        report = self.admin_site.admin_view(self.pointers_view)
        return [*super().feature_urls(), path("pointers/", report, name="articles_article_pointers")]

    def feature_context(self, request, article):
        """1 query for a saved story."""
        context = super().feature_context(request, article)
        if article is None or not article.pk:
            return context
        return {**context, "linked_from": linked_from(article, self.get_queryset(request))}

    @method_decorator(require_safe)
    def pointers_view(self, request):
        """What leads nowhere in the public stories that the person may edit, the newest first. 5 queries of its own."""
        if not self.has_publish_permission(request):
            raise PermissionDenied("This report is for those who publish.")
        mine = Article.objects.editable_by(request.user)
        lost = lost_pointers().filter(article__in=mine.order_by().values("pk"))
        editions = Edition.objects.filter(pk__in=lost.order_by().values("edition")).newest_first()
        number = request.GET.get("page", "1")
        try:
            if not number.isdecimal() or len(number) > 4:
                raise EmptyPage("No such page.")
            page = PeekingPaginator(editions.select_related("address"), STORIES).page(int(number))
        except EmptyPage:
            raise Http404("There is no such page.") from None

        def labels(pks):
            return {story.pk: story_label(story) for story in with_labels(request.user).filter(pk__in=pks)}

        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Links that lead nowhere",
            "stories": broken(page.object_list, labels),
            "page": page,
        }
        return TemplateResponse(request, "admin/articles/article/pointers.html", context)
