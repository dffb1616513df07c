"""
What the editor of a story asks of the desk: pictures, stories and sources to choose from, what an address elsewhere
would be shown as, what a token in the text stands for, and ids for citations that are made while one writes.
"""

from django.core.exceptions import PermissionDenied
from django.core.paginator import EmptyPage
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.forms import modelform_factory
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from articles import rights, text
from articles.admin.base import Counted, PeekingPaginator, as_term
from articles.admin.choose_pages import ChoosePages, found
from articles.admin.forms import linkable_by, story_label, with_labels
from articles.admin.names import NamesWidget
from articles.admin.widgets import is_id
from articles.content import citation_content
from articles.models import (
    Article,
    ArticleTag,
    Author,
    Byline,
    Citation,
    Edition,
    Image,
    Source,
    Tag,
    TagAlias,
    desk_index,
)
from articles.richtext import captions, embeds, policy

AT_ONCE = 20  # records of one answer
NAMES = 8  # authors or tags that are offered while one types
COUNTED = 1000  # stories of one of them
SEARCHED = 8  # words of a headline
LONGEST_NAME = 121  # of what is looked for: one more than any name has
TOKENS = 500  # that are shown in one text
PICTURE_KINDS = ("image", "pair", "gallery")
PICTURES = max(most for _, most in policy.SEVERAL.values())
ADOPTED = 50  # citations that come over from other stories with one paste


class Choosers(ChoosePages):
    def feature_urls(self):
        pages = (
            ("choose/image/", self.choose_image_view, "choose_image"),
            ("choose/story/", self.choose_story_view, "choose_story"),
            ("choose/source/", self.choose_source_view, "choose_source"),
            ("choose/source/add/", self.add_source_view, "add_source"),
            ("choose/author/", self.choose_author_view, "choose_author"),
            ("choose/tag/", self.choose_tag_view, "choose_tag"),
            ("choose/embed/", self.choose_embed_view, "choose_embed"),
            ("tokens/", self.tokens_view, "tokens"),
            ("cite/", self.cite_view, "cite"),
        )
        return [
            *super().feature_urls(),
            *(
                path(route, self.admin_site.admin_view(view), name=f"articles_article_{name}")
                for route, view, name in pages
            ),
        ]

    # -- What there is to choose from: ``q`` are words, ``page`` counts from 1, newest first --

    @method_decorator(require_safe)
    def choose_image_view(self, request):
        """Pictures of the library. 2 queries beside the session’s."""
        images = self.admin_site.get_model_admin(Image)
        return self.options(request, "image", self.found_by(images, request))

    @method_decorator(require_safe)
    def choose_story_view(self, request):
        """Stories that the person may point to, without the one that is written (``for``). 2 queries."""
        stories = stories_with(request.user, as_term(request.GET.get("q", "")).split()[:SEARCHED])
        this = request.GET.get("for", "")
        return self.options(request, "story", stories.exclude(pk=this) if is_id(this) else stories, named_for)

    @method_decorator(require_safe)
    def choose_source_view(self, request):
        """Sources of the ledger; a withdrawn one is shown and can’t be chosen. 3 queries."""
        sources = self.admin_site.get_model_admin(Source)
        return self.options(request, "source", self.found_by(sources, request).order_by("-pk"))

    @method_decorator([csrf_protect, require_POST])
    def add_source_view(self, request):
        """
        Make a source while one writes (``name``, ``kind``, ``description``), or find the one of that name: JSON of
        ``source`` (id) and ``name``. What is not taken is told in ``words``, with the status 422. 5 queries.
        """
        check_writes(request)
        source, words = self.made_source(request)
        if source is None:
            return JsonResponse({"words": words}, status=422)
        return JsonResponse({"source": source.pk, "name": source.name})

    def made_source(self, request):
        """(source, "") that was posted, or the one of its name; (None, why not)."""
        if not request.user.has_perm("articles.add_source"):
            raise PermissionDenied("You may not add sources.")
        form = modelform_factory(Source, fields=["name", "kind", "description"])(request.POST)
        if not form.is_valid():
            words = [f"{form.fields[name].label}: {error}" for name, errors in form.errors.items() for error in errors]
            return None, " ".join(words)
        known = Source.objects.in_ledger().filter(
            name_key=text.folded(form.cleaned_data["name"]), status=Source.Status.ACTIVE
        )
        anonymous = Source.Kind.ANONYMOUS
        # Who is not named is nobody else of that name.
        same = None if form.cleaned_data["kind"] == anonymous else known.exclude(kind=anonymous).first()
        if same is None:
            same = form.save()
            self.admin_site.get_model_admin(Source).log_addition(request, same, [{"added": {}}])
        return same, ""

    def found_by(self, model_admin, request):
        term = as_term(request.GET.get("q", ""))
        return model_admin.get_search_results(request, model_admin.get_queryset(request), term)[0]

    def options(self, request, kind, records, prepare=None):
        """
        A page of ``records`` as JSON: ``html`` (options of a list box), their ``count``, if there is ``more``. With
        ``field``, for a browser without script: a page of ``ChoosePages``.
        """
        check_writes(request)
        number = request.GET.get("page", "1")
        try:
            if not number.isdecimal() or len(number) > 4:
                raise EmptyPage("No such page.")
            page = PeekingPaginator(records, AT_ONCE).page(int(number))
        except EmptyPage:
            raise Http404("There is no such page.") from None
        for record in page.object_list if prepare else ():
            prepare(record)
        if "field" in request.GET:
            records = [found(kind, record) for record in page.object_list]
            return self.choosing_page(request, kind, records, int(number) + 1 if page.has_next() else None)
        html = render_to_string(f"admin/articles/article/choose/{kind}.html", {"records": page.object_list})
        return JsonResponse({"html": html, "count": len(page.object_list), "more": page.has_next()})

    # -- Names: ``q`` is what is typed of one --

    @method_decorator(require_safe)
    def choose_author_view(self, request):
        """Authors, as ``names`` says."""
        return self.names(request, Author.objects.with_namesakes(), Byline, "author")

    @method_decorator(require_safe)
    def choose_tag_view(self, request):
        """Tags, found by their other names too, as ``names`` says."""
        key = text.folded(typed_name(request))
        aliases = TagAlias.objects.filter(tag=OuterRef("pk"), name_key__contains=key).order_by(
            Case(When(name_key=key, then=0), default=1), "name"
        )
        tags = Tag.objects.annotate(
            also=Subquery(aliases.values("name")[:1]), also_key=Subquery(aliases.values("name_key")[:1])
        )
        return self.names(request, tags, ArticleTag, "tag", "also_key")

    def names(self, request, records, uses, use, *other_keys):
        """
        Those of ``records`` with what is typed in ``name_key``, or with one of ``other_keys``, as JSON. ``offers``:
        list of ``value`` (what the field takes), ``label``, ``words`` that tell it from others, and ``isNew`` where
        nobody has accepted it. ``add``: the name that may be added, "" where there is one; ``note``: what becomes of
        it. 1 query beside the session’s, and those of ``with_parts``.
        """
        check_writes(request)
        typed, model = typed_name(request), records.model
        key = text.folded(typed)
        there = Q(name_key__contains=key)
        is_called = Q(name_key=key)
        for other in other_keys:
            there, is_called = there | Q(**{f"{other}__isnull": False}), is_called | Q(**{other: key})
        rank = Case(When(is_called, then=0), When(name_key__startswith=key, then=1), default=2)
        rows = uses.objects.filter(**{use: OuterRef("pk")}).order_by().values("pk")
        number = Counted(rows[: COUNTED + 1])
        is_page = "field" in request.GET
        records = (
            desk_index.among(records, model.objects.with_parts(key)).filter(there).order_by(rank, "sort_key", "pk")
        )
        first = records.values("pk")[: AT_ONCE if is_page else NAMES]  # stories are counted of no others
        records = list(records.filter(pk__in=first).annotate(story_count=number).select_related("proposed_by"))
        if is_page:
            return self.choosing_page(request, use, [found(use, one, words_on(one, key)) for one in records])
        is_known = any(key in [getattr(one, name) for name in ("name_key", *other_keys)] for one in records)
        fits = typed and len(typed) <= model._meta.get_field("name").max_length
        token = NamesWidget("", "", 0).token
        makes = f"{model._meta.model_name}s" in self.names_made_by(request)
        return JsonResponse(
            {
                "offers": [
                    {"value": token(one), "label": one.name, "words": words_on(one, key), "isNew": one.is_proposed}
                    for one in records
                ],
                "add": typed if fits and not is_known else "",
                "note": "" if makes else "An editor looks at it before it is public.",
            }
        )

    @method_decorator(require_safe)
    def choose_embed_view(self, request):
        """
        What ``url`` (or what somebody pasted as one) would be in a story, as JSON: ``as`` (“embed”, “link” or “” for
        nothing), ``words`` that say why, the ``url`` itself and the ``label`` of a link. No query.
        """
        check_writes(request)
        url = embeds.address_in(request.GET.get("url", ""))
        embed = embeds.read(url) if len(url) <= 2000 else None
        label = embed.words if embed else ""
        if embed is None:
            way, words = "", "This is no address of a page on the web. It begins with https:// or http://."
        elif embed.frame_url:
            way = "embed"
            words = f"{label}. Readers get a link; {embed.provider} is asked once they press a button, not before."
        elif embed.provider == "Mastodon":
            way, words = "link", f"{label}. It is not on a server that is trusted here: this becomes a plain link."
        else:
            way, words = "link", f"{label}. Pages of this kind can’t be shown in a story: this becomes a plain link."
        return JsonResponse({"as": way, "words": words, "label": label, "url": url})

    # -- What stands in the text --

    @method_decorator([csrf_protect, require_POST])
    def tokens_view(self, request):
        """
        What readers will see in place of tokens: ``token`` are their kinds and values (``image:12``); as JSON ``html``,
        dict of the same to what the editor shows. ``picture_words``: those of the story, as JSON. Two queries, however
        many.
        """
        check_writes(request)
        asked = [token.partition(":")[::2] for token in request.POST.getlist("token")]
        if len(asked) > TOKENS:
            return HttpResponseBadRequest(f"{TOKENS} are the most that are shown in one text.")
        pictures = {value: value.split()[:PICTURES] for kind, value in asked if kind in PICTURE_KINDS}
        named = {
            "image": {int(pk) for pks in pictures.values() for pk in pks if is_id(pk)},
            "see-also": {int(pk) for kind, pk in asked if kind == "see-also" and is_id(pk)},
        }
        stories = with_states(with_labels(request.user)).filter(pk__in=named["see-also"])
        records = {
            "image": Image.objects.in_bulk(named["image"]) if named["image"] else {},
            "see-also": {story.pk: named_for(story) for story in stories} if named["see-also"] else {},
        }
        words = captions.tidied(captions.read(request.POST.get("picture_words", "")), named["image"])
        html = {}
        for kind, value in asked:
            if kind in PICTURE_KINDS:
                context = {"pictures": [shown_picture(records["image"], pk, words) for pk in pictures[value]]}
            elif kind == "see-also":
                context = {"record": records[kind].get(int(value)) if is_id(value) else None, "value": value}
            elif kind == "embed":
                context = {"record": embeds.read(value), "value": value}
            else:
                continue
            name = "pictures" if kind in PICTURE_KINDS else kind.replace("-", "_")
            html[f"{kind}:{value}"] = render_to_string(f"admin/articles/article/tokens/{name}.html", context)
        return JsonResponse({"html": html})

    @method_decorator([csrf_protect, require_POST])
    def cite_view(self, request):
        """
        New citations for a story that is being written, as JSON ``citations``: dict of what was asked to a citation
        (``id``, ``source``, ``name``, what it says). ``source``: cite that one. ``citation``: ids of citations in other
        stories of the person, whose source is cited here in the same way; others are left out.

        Nothing is saved: the form holds the row until the story is, and the id is kept for it. 2 queries, and those
        for an id for each.
        """
        check_writes(request)
        if source := request.POST.get("source"):
            active = Source.objects.in_ledger().filter(status=Source.Status.ACTIVE)
            found = active.filter(pk=source).first() if is_id(source) else None
            if found is None:
                raise Http404("There is no such source, or it was withdrawn.")
            rows = {source: Citation(source=found)}
        else:
            asked = [int(pk) for pk in request.POST.getlist("citation")[:ADOPTED] if is_id(pk)]
            mine = Article.objects.editable_by(request.user).order_by().values("pk")
            rows = Citation.objects.filter(article__in=mine).select_related("source__merged_into").in_bulk(asked)
            for row in rows.values():
                row.source = row.source.now
        citations = {asked: {**citation_content(row), "id": Citation.objects.reserve()} for asked, row in rows.items()}
        return JsonResponse({"citations": citations})


def shown_picture(images, value, words):
    """A picture (dict) as the editor shows it; of ``images`` (dict of id → Image), with the ``words`` of the story."""
    record = images.get(int(value)) if is_id(value) else None
    if record is None:
        return {"value": value, "record": None}
    alt, caption = captions.alt(record, words), captions.caption(record, words)
    return {"value": value, "record": record, "alt": alt, "caption": caption, "words": words.get(value)}


def typed_name(request):
    return text.name(request.GET.get("q", ""))[:LONGEST_NAME]


def words_on(one, key):
    """What tells a record from ``names`` from others."""
    also, more = getattr(one, "also", None), "+" if one.story_count > COUNTED else ""
    words = [
        f"also “{also}”" if also and key not in one.name_key else "",
        getattr(one, "role", ""),
        "1 story" if one.story_count == 1 else f"{min(one.story_count, COUNTED):,}{more} stories",
    ]
    if one.is_proposed:
        by = one.proposed_by
        words.append(f"new, proposed by {by.get_full_name() or by.get_username()}" if by else "new")
    return ", ".join(filter(None, words))


def check_writes(request):
    if not rights.may_write(request.user):
        raise PermissionDenied("This is for those who write.")


def stories_with(user, words):
    """
    Stories, the newest first, that ``user`` may point to (``linkable_by``) and whose headline, as they may know it, has
    all ``words``; with ``is_live`` (bool), for ``named_for``. 1 query beside the one returned.
    """
    stories = linkable_by(user).order_by("-changed_at", "-pk").select_related("section")
    stories = desk_index.among(stories, desk_index.found(desk_index.STORIES, words))
    for word in words:
        stories = stories.filter(Q(is_editable=True, headline__icontains=word) | Q(public_headline__icontains=word))
    return with_states(stories)


def with_states(stories):
    """``stories`` from ``with_labels`` with ``is_live`` (bool), for ``named_for``."""
    return stories.annotate(is_live=Exists(Edition.objects.live().filter(article=OuterRef("pk"))))


def named_for(story):
    """Give ``story`` (from ``with_states``) its ``name`` for this person, and in ``words`` what readers don’t get."""
    story.name = story.public_headline if story.is_live else story_label(story)
    if story.is_live:
        story.words = ""
    elif story.state == Article.State.TRASHED:
        story.words = "in the trash: readers see nothing here"
    elif story.public_headline:
        story.words = "withdrawn: readers see nothing here"
    else:
        story.words = "not public yet: readers see nothing here until it is"
    return story
