"""Sources: who says so, in which stories, what is to be done when one is withdrawn, and which links are dead."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.admin.merge_records import MergeAdmin
from articles.admin.states import standing
from articles.admin.story_list import with_ending
from articles.exceptions import Refusal
from articles.fields import LineFormField
from articles.models import Article, Citation, LinkCheck, Source, SourceReview

STORIES = 50  # a page
LINKS = 50


class WithdrawSourceForm(forms.Form):
    reason = LineFormField(
        label="Why",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For the desk: readers do not see it.",
        error_messages={"required": "Say why the source was withdrawn."},
    )


class ReviewForm(forms.ModelForm):
    class Meta:
        model = SourceReview
        fields = ["outcome", "note"]

    def __init__(self, *args, impossible=(), **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(one, one.label) for one in SourceReview.DECISIONS if one not in impossible]
        self.fields["outcome"].choices = [("", "What became of it?"), *choices]
        self.initial["outcome"] = ""
        self.fields["note"].help_text = "Needed when the story stands."


class SourceList(ChangeList):
    def get_queryset(self, request, exclude_parameters=None):
        """Sources with ``used_in``: the number of stories (int or None), counted for the rows shown alone."""
        uses = Citation.objects.filter(source=OuterRef("pk")).order_by().values("source")
        stories = uses.annotate(number=Count("article", distinct=True)).values("number")
        return super().get_queryset(request, exclude_parameters).annotate(used_in=Subquery(stories))


class NameFilter(admin.SimpleListFilter):
    title = parameter_name = "name"

    def lookups(self, request, model_admin):
        return [("again", "that another one has too")]

    def queryset(self, request, queryset):
        if self.value() != "again":
            return queryset
        named = Source.objects.in_ledger().order_by().values("name_key")
        again = named.annotate(number=Count("pk")).filter(number__gt=1).values("name_key")
        return queryset.filter(name_key__in=again)


@admin.register(Source)
class SourceAdmin(MergeAdmin):
    list_display = ["name", "kind", "description", "status", "used_in"]
    list_filter = ["kind", "status", NameFilter]
    sortable_by = ["name"]
    search_fields = ["name_key", "merged_here__name_key"]
    fields = ["name", "kind", "description", "url"]
    view_on_site = False
    merge_effect = (
        "What the stories at the desk cite from the others is cited from it, with statement, quote and links as they "
        "are. What readers were shown, and earlier versions, keep the names of then, and lead here. What was to be "
        "looked at because one was withdrawn moves to it. Their descriptions and addresses are lost."
    )
    merge_reach = "at the desk; readers see the change story by story, as each is published"

    def get_queryset(self, request):
        return super().get_queryset(request).in_ledger()

    def get_changelist(self, request, **kwargs):
        return SourceList

    def get_search_results(self, request, queryset, search_term):
        """Each source once, however many of the names that lead to it are found. 2 queries, beside the one returned."""
        found, has_doubles = super().get_search_results(request, queryset, search_term)
        return (queryset.filter(pk__in=found.order_by().values("pk")) if has_doubles else found), False

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """The page of a source that was merged leads to the one that took its place."""
        known = object_id.isdecimal() and len(object_id) <= 18
        merged = Source.objects.exclude(merged_into=None).filter(pk=object_id).first() if known else None
        if merged is None:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        messages.info(request, f"“{merged}” was merged into this source.")
        return redirect("admin:articles_source_change", merged.merged_into_id)

    @admin.display(description="stories")
    def used_in(self, source):
        return source.used_in or 0

    def get_urls(self):
        pages = [
            ("links/", self.links_view, "links"),
            ("<path:object_id>/withdraw/", self.withdraw_view, "withdraw"),
            ("<path:object_id>/reinstate/", self.reinstate_view, "reinstate"),
            ("<path:object_id>/reviews/<int:review>/", self.review_view, "review"),
        ]
        return [
            *(
                path(route, self.admin_site.admin_view(view), name=f"articles_source_{name}")
                for route, view, name in pages
            ),
            *super().get_urls(),
        ]

    # -- The page of one source --

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.pk:
            context.update(self.leaning(request, obj))
            context["may_change"] = self.has_change_permission(request, obj)
            context["may_reinstate"] = self.may_reinstate(request)
            context["merged_here"] = obj.merged_here.order_by("sort_key")
        return super().render_change_form(request, context, add, change, form_url, obj)

    def leaning(self, request, source):
        """
        Who leans on ``source``: ``rows`` (a ``page`` of dicts), first those that are to be looked at, ``elsewhere``
        (how many are other desks’) and ``to_do``. 10 queries at most, whatever their number.
        """
        known = (
            Q(pk__in=source.citations.order_by().values("article"))
            | Q(pk__in=source.reviews.order_by().values("article"))
            | Q(pk__in=source.in_editions().order_by().values("article"))
        )
        waiting = source.reviews.filter(outcome=SourceReview.Outcome.OPEN, article=OuterRef("pk"))
        mine = Article.objects.editable_by(request.user).filter(known).annotate(to_do=Exists(waiting))
        citations = Prefetch("citations", queryset=source.citations.all(), to_attr="uses_of_it")
        reviews = Prefetch(
            "source_reviews", queryset=source.reviews.select_related("decided_by"), to_attr="reviews_of_it"
        )
        stories = with_ending(mine).prefetch_related(citations, reviews).order_by("-to_do", "-changed_at", "-pk")
        page = Paginator(stories, STORIES).get_page(request.GET.get("p"))
        printed = source.printed_as([article.pk for article in page])
        return {
            "rows": [{**self.row(article), "printed_as": printed.get(article.pk)} for article in page],
            "page": page,
            "elsewhere": Article.objects.filter(known).count() - page.paginator.count,
            "to_do": mine.filter(to_do=True).count(),
        }

    def row(self, article):
        waiting = next((one for one in article.reviews_of_it if one.outcome == SourceReview.Outcome.OPEN), None)
        form = None
        if waiting:
            waiting.article = article
            known = article.unfinished, bool(article.unfinished or article.ended_at)
            impossible = [one for one in SourceReview.DECISIONS if waiting.why_untrue(one, *known)]
            form = ReviewForm(instance=waiting, prefix=f"review-{waiting.pk}", impossible=impossible)
        return {
            "article": article,
            "standing": standing(article, article.unfinished, article.ended_at, is_changed=article.is_changed),
            "uses": article.uses_of_it,
            "open": waiting,
            "decided": [one for one in article.reviews_of_it if one.outcome != SourceReview.Outcome.OPEN],
            "form": form,
        }

    def source_of(self, request, object_id):
        if not self.has_change_permission(request):
            raise PermissionDenied("You can’t change sources.")
        source = self.get_object(request, unquote(object_id))
        if source is None:
            raise Http404("No source of this number is there.")
        return source

    def page_context(self, request, title, source=None):
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": source,
            "title": title,
            "subtitle": str(source) if source else None,
        }

    # -- Merging --

    def mergeable(self, request):
        stories = Count("citations__article", distinct=True)
        return self.get_queryset(request).annotate(story_count=stories).order_by("-story_count", "pk")

    def merge_facts(self, source):
        stories = "1 story" if source.story_count == 1 else f"{source.story_count} stories"
        status = "" if source.status == Source.Status.ACTIVE else ", withdrawn"
        description = f": {source.description}" if source.description else ""
        return f"{source.get_kind_display()}{status}, {stories} at the desk{description}"

    def log_merged(self, request, into, gone):
        for source in gone:
            self.log_change(request, source, f"Merged into “{into}”.")

    # -- Actions --

    @method_decorator([csrf_protect, require_http_methods(["GET", "HEAD", "POST"])])
    def withdraw_view(self, request, object_id):
        """Say why, and see in how many stories: asked first, done by POST."""
        source = self.source_of(request, object_id)
        form = WithdrawSourceForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                number = source.withdraw(form.cleaned_data["reason"])
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                stories = "1 story cites" if number == 1 else f"{number:,} stories cite"
                self.log_change(request, source, f"Withdrawn: {source.status_reason}")
                messages.success(request, f"“{source}” is withdrawn. {stories if number else 'No story cites'} it.")
                return redirect("admin:articles_source_change", source.pk)
        context = {
            **self.page_context(request, "Withdraw a source", source),
            "form": form,
            "number": len(source.cited_by()),
        }
        return TemplateResponse(request, "admin/articles/source/withdraw.html", context)

    def may_reinstate(self, request):
        return self.has_change_permission(request) and request.user.has_perm("articles.publish_article")

    @method_decorator([csrf_protect, require_POST])
    def reinstate_view(self, request, object_id):
        """It settles what other desks were still to look at, so it is for those who publish."""
        source = self.source_of(request, object_id)
        if not self.may_reinstate(request):
            raise PermissionDenied("Sources are reinstated by editors.")
        reason = source.status_reason
        try:
            number = source.reinstate(request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            settled = f" That settled {number:,} {'story' if number == 1 else 'stories'}." if number else ""
            self.log_change(request, source, f"Reinstated; withdrawn before for: {reason}{settled}")
            messages.success(request, f"“{source}” may be relied on again.{settled}")
        return redirect("admin:articles_source_change", source.pk)

    @method_decorator([csrf_protect, require_POST])
    def review_view(self, request, object_id, review):
        """Decide on one story that leans on a withdrawn source. What was typed is not lost."""
        source = self.source_of(request, object_id)
        mine = Article.objects.editable_by(request.user).order_by().values("pk")
        review = get_object_or_404(source.reviews.select_related("article"), pk=review, article__in=mine)
        form = ReviewForm(request.POST, instance=review, prefix=f"review-{review.pk}")
        if form.is_valid():
            review.refresh_from_db(fields=["outcome", "note"])
            try:
                review.decide(request.user, form.cleaned_data["outcome"], form.cleaned_data["note"])
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"“{review.article}”: {review.get_outcome_display()}.")
                return redirect("admin:articles_source_change", source.pk)
        context = {
            **self.page_context(request, "Decide on a story", source),
            "form": form,
            "review": review,
        }
        return TemplateResponse(request, "admin/articles/source/review.html", context)

    # -- Links --

    @method_decorator(require_safe)
    def links_view(self, request):
        """Addresses that no longer answer, with the stories that one may mend. 5 queries beside the session’s."""
        if not self.has_view_permission(request):
            raise PermissionDenied("You can’t see sources.")
        mine = Article.objects.editable_by(request.user)
        dead = LinkCheck.objects.dead()
        if not request.user.has_perm("articles.edit_any_article"):
            named = LinkCheck.articles.through.objects.filter(article__in=mine.order_by().values("pk"))
            of_sources = Source.objects.in_ledger().exclude(url="").values("url")
            dead = dead.filter(pk__in=named.values("linkcheck")) | dead.filter(url__in=of_sources)
        dead = dead.annotate(stories=Count("articles")).order_by("-failures", "url")
        page = Paginator(dead, LINKS).get_page(request.GET.get("p"))
        checks = page.object_list = list(
            page.object_list.prefetch_related(
                Prefetch("articles", queryset=mine.only("pk", "headline").order_by("headline"), to_attr="mine")
            )
        )
        sources = {}
        for source in Source.objects.in_ledger().filter(url__in=[check.url for check in checks]):
            sources.setdefault(source.url, []).append(source)
        context = {
            **self.page_context(request, "Links that no longer answer"),
            "page": page,
            "rows": [
                {"check": check, "sources": sources.get(check.url, ()), "elsewhere": check.stories - len(check.mine)}
                for check in checks
            ],
            "checked_at": LinkCheck.objects.order_by("-checked_at").values_list("checked_at", flat=True).first(),
        }
        return TemplateResponse(request, "admin/articles/source/links.html", context)
