"""The list of stories: its tabs, filters and columns."""

import functools
import operator
from datetime import timedelta

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.contrib.auth import get_user_model
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html, format_html_join

from articles.admin.base import CappedPaginator, Counted
from articles.admin.history import with_changes
from articles.admin.notes import with_open_notes
from articles.admin.states import UNFINISHED, is_overdue, short, standing
from articles.models import Article, Author, Byline, Edition, desk_index

DUE_WITHIN = timedelta(days=7)
LATELY = 1000  # stories among which those with changes are looked for, the ones changed last


def own(user):
    """``Q`` of the stories that a person began or is named on."""
    begun = Article.objects.filter(created_by=user).order_by().values("pk")
    named = Byline.objects.filter(author__user=user).order_by().values("article")
    return Q(pk__in=begun.union(named))  # led by two indexes; an OR would be asked of every story


def due(articles, at=None):
    """Those still being written whose deadline is over, or comes within ``DUE_WITHIN``."""
    return articles.filter(state__in=UNFINISHED, deadline__lt=(at or timezone.now()) + DUE_WITHIN)


def changed(articles):
    """Those whose readers see, or will see, something older than what is saved."""
    lately = Article.objects.order_by("-changed_at", "-pk").values("pk")[:LATELY]
    shown = Exists(Edition.objects.filter(article=OuterRef("pk")).unfinished())
    return articles.filter(pk__in=with_changes(Article.objects.filter(shown, pk__in=lately)).filter(is_changed=True))


def authors_called(words):
    """Dict of each of ``words`` → ids (list) of the authors with it in their names. 1 query, none for no words."""
    if not words:
        return {}
    has = [Q(name__icontains=word) for word in words]
    named = Author.objects.order_by().filter(functools.reduce(operator.or_, has))
    rows = list(named.values_list("pk", *(Case(When(is_so, then=1), default=0) for is_so in has)))
    return {word: [pk for pk, *found in rows if found[place]] for place, word in enumerate(words)}


def stories_named(words, authors):
    """
    Set of the ids of the stories that may have each of ``words`` (list of str) in headline or address, or are by one of
    its ``authors``; None for so many that it is of no use. 1 query, 2 more for a word that has authors.
    """
    sets = [desk_index.found(desk_index.STORIES, [word for word in words if not authors[word]])]
    for word in words:
        if authors[word]:
            by = Byline.objects.filter(author__in=authors[word]).order_by().values_list("article", flat=True)
            written, by = desk_index.found(desk_index.STORIES, [word]), set(by[: desk_index.MOST + 1])
            sets.append(None if written is None or len(by) > desk_index.MOST else written | by)
    sets = [pks for pks in sets if pks is not None]
    return set.intersection(*sets) if sets else None


def in_state(articles, name):
    """Those that stand as ``name`` says, one of ``StateFilter.WORDS``; all but the trash for any other."""
    editions = Edition.objects.filter(article=OuterRef("pk"))
    match name:
        case "draft" | "in_review" | "trashed":
            return articles.filter(state=name)
        case "approved":
            return articles.filter(~Exists(editions), state=name)
        case "live":
            return articles.filter(Exists(editions.live()))
        case "changed":
            return changed(articles)
        case "set":
            # Few of many: led by the editions, not asked of every story.
            waiting = Edition.objects.filter(live_from__gt=timezone.now())
            return articles.filter(pk__in=waiting.values("article"))
        case "withdrawn":
            withdrawn = Edition.objects.filter(withdrawn_by__isnull=False, live_until__lte=timezone.now())
            return articles.filter(pk__in=withdrawn.values("article")).exclude(Exists(editions.unfinished()))
    return articles.exclude(state=Article.State.TRASHED)


class StateFilter(admin.SimpleListFilter):
    title = parameter_name = "state"
    WORDS = {
        "draft": "Draft",
        "in_review": "In review",
        "approved": "Approved",
        "set": "Set",
        "live": "Live",
        "changed": "Live, with changes",
        "withdrawn": "Withdrawn",
        "trashed": "In the trash",
    }

    def lookups(self, request, model_admin):
        return self.WORDS.items()

    def queryset(self, request, queryset):
        return in_state(queryset, self.value())


class OwnFilter(admin.SimpleListFilter):
    title, parameter_name = "author", "whose"

    def lookups(self, request, model_admin):
        return [("mine", "You"), ("assigned", "Assigned to you")]

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.filter(own(request.user))
        if self.value() == "assigned":
            return queryset.filter(assigned_to=request.user)
        return queryset


class DeadlineFilter(admin.SimpleListFilter):
    title = parameter_name = "deadline"
    is_quiet = True

    def lookups(self, request, model_admin):
        return [("due", "Over, or near"), ("overdue", "Over"), ("today", "Today"), ("week", "Within 7 days")]

    def queryset(self, request, queryset):
        now = timezone.now()
        match self.value():
            case "due":
                return due(queryset, now)
            case "overdue":
                return queryset.filter(deadline__lt=now, state__in=UNFINISHED)
            case "today":
                today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
                return queryset.filter(deadline__gte=today, deadline__lt=today + timedelta(days=1))
            case "week":
                return queryset.filter(deadline__gte=now, deadline__lt=now + DUE_WITHIN)
        return queryset


def with_ending(articles):
    """
    ``articles`` for lists of the desk, with ``began_at`` and ``ended_at``: since when readers see or saw their latest
    edition, and its end (or None); and ``is_changed``: whether they say something else than it by now.
    """
    latest = Edition.objects.filter(article=OuterRef("pk")).order_by("-live_from")
    return with_changes(articles.for_desk().defer("body")).annotate(
        began_at=Subquery(latest.values("published_at")[:1]), ended_at=Subquery(latest.values("live_until")[:1])
    )


class ArticleList(ChangeList):
    def get_queryset(self, request, exclude_parameters=None):
        return with_open_notes(with_ending(super().get_queryset(request, exclude_parameters)))


class StoryList:
    """What ``ArticleAdmin`` has for its list."""

    list_display = ["headline", "standing", "section", "bylines", "changed", "public"]
    list_display_links = ["headline"]
    list_filter = [StateFilter, "section", OwnFilter, "kind", DeadlineFilter]
    list_select_related = ["section", "assigned_to"]
    plain_columns = ["standing", "section", "bylines"]
    sortable_by: tuple = ()
    search_fields = ["headline"]
    search_help_text = "Headline, address or author"
    what = ("story", "stories")
    pages_are = ("Newer", "Older")

    # Words → filters of the list; the number of the trash is nothing to act on.
    TABS = {
        "All": {},
        "Mine": {"whose": "mine"},
        "In review": {"state": "in_review"},
        "Due": {"deadline": "due"},
        "Live, with changes": {"state": "changed"},
        "Set": {"state": "set"},
        "Trash": {"state": "trashed"},
    }

    def get_changelist(self, request, **kwargs):
        return ArticleList

    def changelist_view(self, request, extra_context=None):
        tabs = SimpleLazyObject(lambda: self.tabs(request))
        return super().changelist_view(request, {"tabs": tabs, **(extra_context or {})})

    def tabs(self, request):
        """
        List of dicts ``words``, ``url``, ``number`` (str, counted no further than the list is) and ``is_current``.
        1 query; none beside what was searched for, of which these are not the numbers.
        """
        numbers = {} if request.GET.get(SEARCH_VAR) else self.numbers(request)
        cap, asked = CappedPaginator.CAP, request.GET.dict()
        current = next((words for words, query in self.TABS.items() if query and query.items() <= asked.items()), "All")
        return [
            {
                "words": words,
                "url": reverse("admin:articles_article_changelist", query=query or None),
                "number": "" if words not in numbers else f"{min(numbers[words], cap):,}{'+' * (numbers[words] > cap)}",
                "is_current": words == current,
            }
            for words, query in self.TABS.items()
        ]

    def numbers(self, request):
        """Dict of the words of a tab → the stories in it, counted to one more than the list is. 1 query."""
        stories = self.get_queryset(request).order_by()
        shown = in_state(stories, None)
        counted = {
            "All": shown,
            "Mine": shown.filter(own(request.user)),
            "In review": in_state(stories, "in_review"),
            "Due": due(stories),
            "Live, with changes": in_state(stories, "changed"),
            "Set": in_state(stories, "set"),
        }
        numbers = [Counted(found.values("pk")[: CappedPaginator.CAP + 1]) for found in counted.values()]
        person = get_user_model().objects.filter(pk=request.user.pk).values_list(*numbers).get()
        return dict(zip(counted, person, strict=True))

    def get_ordering(self, request):
        return ["deadline", "pk"] if request.GET.get("deadline") else super().get_ordering(request)

    def get_search_results(self, request, queryset, search_term):
        """Every word in headline, address or an author’s name. 2 queries, 2 more a name, beside the one returned."""
        words = search_term.split()[:8]
        authors = authors_called(words)
        has_all = Q()
        for word in words:
            written = Q(headline__icontains=word) | Q(slug__icontains=word)
            by = Q(pk__in=Byline.objects.filter(author__in=authors[word]).order_by().values("article"))
            has_all &= written | by if authors[word] else written
        return desk_index.having(queryset, stories_named(words, authors), has_all) if words else queryset, False

    def beside_link(self, article):
        """What stands behind the headline: whose task it is and until when, and how many notes are open."""
        has_task = article.assigned_to_id and article.state in UNFINISHED
        words = [f"for {article.assigned_to.get_full_name() or article.assigned_to}"] if has_task else []
        if article.deadline and article.state in UNFINISHED:
            words.append(f"{'was due' if is_overdue(article) else 'due'} {short(article.deadline)}")
        if number := article.open_notes:
            url = reverse("admin:articles_article_notes", args=[article.pk])
            words.append(format_html('<a href="{}">{} note{}</a>', url, number, "" if number == 1 else "s"))
        return format_html_join(", ", "{}", [[part] for part in words])

    @admin.display(description="state")
    def standing(self, article):
        mark, words = standing(article, article.unfinished, article.ended_at, is_changed=article.is_changed)
        if article.is_changed and article.unfinished:
            url = reverse("admin:articles_article_changes", args=[article.pk])
            return format_html('<a class="state state--{}" href="{}">{}</a>', mark, url, words)
        return format_html('<span class="state state--{}">{}</span>', mark, words)

    @admin.display(description="by")
    def bylines(self, article):
        return ", ".join(byline.author.name for byline in article.bylines.all())

    @admin.display(description="changed")
    def changed(self, article):
        return article.changed_at

    @admin.display(description="public")
    def public(self, article):
        if article.unfinished:
            return article.began_at if article.unfinished[0].live_from <= timezone.now() else None
        return article.ended_at and days(article.began_at, article.ended_at)


def days(first, last):
    """The days from ``first`` to ``last`` (aware) in words: “24 to 26 Nov”."""
    first, last = timezone.localtime(first), timezone.localtime(last)
    words = format_date(last, "j M" if last.year == timezone.localdate().year else "j M Y")
    if first.date() == last.date():
        return words
    is_same_month = (first.year, first.month) == (last.year, last.month)
    return f"{format_date(first, 'j' if is_same_month else 'j M')} to {words}"
