"""
The fronts at the desk: the front page, and the lead of each section's page, as they will be.

All of a front is one form with a submit button for each deed, so it works without script. What a deed changes is kept
at once as the working copy, which no reader sees, together with all that was typed; publishing is a deed of its own.
"""

import json
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from articles import front_content, front_merging, rights
from articles.admin.autosave import name_of_person
from articles.admin.base import DeskAdmin, PeekingPaginator, as_term
from articles.admin.choosers import SEARCHED, stories_with
from articles.admin.forms import linkable_by
from articles.admin.front_form import FrontForm, PublishForm, place_in, says_the_same
from articles.admin.front_places import address, in_words, place_id, shown_front
from articles.admin.states import Standing, clock_in_words, near, short
from articles.admin.widgets import is_id
from articles.exceptions import FrontConflict, Refusal
from articles.front import fill
from articles.models import Article, Front, Section
from articles.models.front import changes
from articles.views import stories_of_section

FOUND = 8  # stories at once
LINES = 8  # of the log beside the page
EARLIER = 50  # editions, and lines, on a page of all of it
ARRANGING = ("up", "down", "free", "pin", "put")  # verbs of buttons
ON_EDITIONS = ("cancel", "revert")
FIRST_PLACE = "lead 0"
MOST_ASKED = 500  # parts of one form
AROUND = ("q", "story", "to", "when", "at_0", "at_1", "note")  # typed around a front, and no part of it


@admin.register(Front)
class FrontAdmin(DeskAdmin):
    what = ("front", "fronts")

    def get_urls(self):
        pages = (
            ("", self.page_view, "changelist"),
            ("find/", self.find_view, "find"),
            ("preview/", self.preview_view, "preview"),
            ("log/", self.log_view, "log"),
            ("section/<int:section_id>/", self.page_view, "section"),
            ("section/<int:section_id>/preview/", self.preview_view, "section_preview"),
            ("section/<int:section_id>/log/", self.log_view, "section_log"),
        )
        return [
            path(route, self.admin_site.admin_view(view), name=f"articles_front_{name}") for route, view, name in pages
        ]

    # Who may is decided for each front; none is made or deleted by hand.

    def has_module_permission(self, request):
        return rights.may_edit_front(request.user)

    has_view_permission = has_change_permission = lambda self, request, obj=None: rights.may_edit_front(request.user)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def front_of(self, request, section_id):
        """The front page, or the front of a section, if this person may change it; else ``PermissionDenied``."""
        if not rights.may_edit_front(request.user):
            raise PermissionDenied("The front page is for editors.")
        section = None if section_id is None else get_object_or_404(Section, pk=section_id)
        if not rights.may_edit_front(request.user, section):
            raise PermissionDenied(f"Only the editors of {section} choose what leads there.")
        return Front.objects.of(section)

    # -- The page --

    def page_view(self, request, section_id=None):
        """A front with all that fills it (GET), or a deed of its form (POST)."""
        front = self.front_of(request, section_id)
        if request.method == "POST":
            return Deed(self, request, front).answer()
        return self.page(request, front, FrontForm(None, front), PublishForm(typed(request.GET)), request.GET)

    def page(self, request, front, form, publishing, around, conflict=None, refused=""):
        """
        The page of ``front`` with what ``form`` holds. ``around`` is what was typed beside it (dict), ``conflict`` a
        ``TwoAtOnce`` where somebody else has changed the front meanwhile, ``refused`` a sentence.
        """
        here = address(front)
        content = form.content(form.arrangement()) if form.is_bound else front.content
        shown = shown_front(content, form.pins, request.user, front.section)
        live = front.live_edition()
        before = live.content if live else front_content.EMPTY
        differs = changes(before, content)
        to = around.get("to", "")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Front of {front.section}" if front.section else "Front page",
            "front_words": f"the front of {front.section}" if front.section else "the front page",
            "front": front,
            "here": here,
            "fronts": self.tabs(request, front, around),
            "form": form,
            "publishing": publishing,
            "conflict": conflict and conflict.in_words(content),
            "refused": refused,
            "version": (conflict.front if conflict else front).version,
            "shown_as": json.dumps(conflict.theirs if conflict else front.content),
            "shown": shown,
            "live": live,
            "changes": differs,
            "standing": standing(live, differs),
            "said": "" if conflict else said(front, differs),
            "waiting": front.waiting_editions().select_related("published_by"),
            "log": front.log.select_related("by")[:LINES],
            "to": to if place_in(to, of_section=front.section_id is not None) else FIRST_PLACE,
            "preview_url": address(front, "preview"),
            "log_url": address(front, "log"),
            "find_url": reverse("admin:articles_front_find", query=None if front.section else {"marks": 1}),
            "big": None if front.section else front_content.read(content).big,
            "is_finding": "find" in around,
            **self.found(request, around),
        }
        status = 409 if conflict else 200
        return TemplateResponse(request, "admin/articles/front/page.html", context, status=status)

    def tabs(self, request, front, around):
        """The fronts that the person may change: list of (words, address, whether it is this one). 1 query."""
        query = {name: around[name] for name in ("story",) if around.get(name)} or None
        found = [("Front page", reverse("admin:articles_front_changelist", query=query), front.section_id is None)]
        for section in Section.objects.decided_by(request.user):
            at = reverse("admin:articles_front_section", args=[section.pk], query=query)
            found.append((section.name, at, section.pk == front.section_id))
        return found

    # -- Finding a story --

    @method_decorator(require_safe)
    def find_view(self, request):
        """The stories with the words ``q``, for the page’s script; with ``marks``, which are big. 6 queries."""
        if not rights.may_edit_front(request.user):
            raise PermissionDenied("The front page is for editors.")
        context = {**self.found(request, request.GET), "big": None}
        if "marks" in request.GET:
            context["big"] = front_content.read(Front.objects.of().content).big
        return TemplateResponse(request, "admin/articles/front/_found.html", context)

    def found(self, request, around):
        """
        Those stories that the person may point to with the words ``around["q"]``, or the one ``around["story"]``, as
        dict of ``found``, ``has_more``, ``q`` and ``story``. 5 queries, none where nothing is looked for.
        """
        q, story = as_term(around.get("q", "")), around.get("story", "")
        story = story if is_id(story) and not q else ""
        if not (q or story):
            return {"q": q, "story": "", "found": [], "has_more": False}
        stories = stories_with(request.user, q.split()[:SEARCHED])
        if story:
            stories = stories.filter(pk=story)
        page = PeekingPaginator(stories.for_desk(), FOUND).page(1)
        return {
            "q": q,
            "story": story,
            "found": [in_words(one) for one in page.object_list],
            "has_more": page.has_next(),
        }

    # -- As readers will see it --

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def preview_view(self, request, section_id=None):
        """
        The readers’ page with what is typed (POST, the form), with what is kept (GET), or as an earlier edition had it
        (GET with ``edition``, its id), at the moment that is chosen for publishing. Nothing is saved.
        """
        front, at = self.front_of(request, section_id), None
        content, words = front.content, "This is the front as it is kept at the desk."
        if request.method == "POST":
            form, publishing = FrontForm(request.POST, front), PublishForm(request.POST)
            form.is_valid()
            content, words = form.content(form.arrangement()), "This is the front as it is typed now."
            if publishing.is_valid() and (at := publishing.cleaned_data["at"]):
                words = f"This is the front as it is typed now, on {near(at)}, {clock_in_words()}."
        elif is_id(request.GET.get("edition", "")):
            edition = get_object_or_404(front.editions, pk=request.GET["edition"])
            content, words = edition.content, f"This is edition {edition.number}, with the stories of today."
        return preview(request, front.section, content, words, at)

    # -- All that was done, and undoing it --

    @method_decorator(require_safe)
    def log_view(self, request, section_id=None):
        """The editions of a front, any of which can be brought back, and its log, both in pages. 5 queries."""
        front = self.front_of(request, section_id)
        editions = front.editions.filter(live_from__lte=timezone.now()).select_related("published_by")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Earlier fronts of {front.section}" if front.section else "Earlier front pages",
            "front": front,
            "here": address(front),
            "preview_url": address(front, "preview"),
            "live": front.live_edition(),
            "editions": Paginator(editions, EARLIER).get_page(request.GET.get("editions")),
            "log": Paginator(front.log.select_related("by"), EARLIER).get_page(request.GET.get("log")),
        }
        return TemplateResponse(request, "admin/articles/front/log.html", context)


class Deed:
    """
    One press of a button of a front’s form (``do``: a verb, and what it is about): what is typed and what the button
    changes is kept, or the same page comes back with all of it and the reason why not.
    """

    def __init__(self, pages, request, front):
        self.pages, self.request, self.front = pages, request, front
        self.data = request.POST
        self.verb, _, self.about = self.data.get("do", "").partition(" ")
        self.form, self.publishing = FrontForm(self.data, front), PublishForm(self.data)
        self.typed_content = self.front.content  # what the person wants the front to be
        self.goes_to = ""  # the part of the page that the person goes on at

    @property
    def of_section(self):
        return self.front.section_id is not None

    @property
    def is_whole(self):
        """Whether the form of the page was sent, and not a button of another page alone."""
        return "version" in self.data

    def answer(self):
        if self.is_whole and self.verb != "drop":
            asks = [self.form.is_valid(), self.publishing.is_valid() or self.verb != "publish"]
            if not all(asks):
                return self.again()
        elif not self.is_whole and self.verb not in ON_EDITIONS:
            return HttpResponseRedirect(address(self.front))
        try:
            with transaction.atomic():
                said = self.do()
        except TwoAtOnce as conflict:
            return self.again_with_theirs(conflict)
        except FrontConflict as conflict:  # in the very moment
            return self.again_with_theirs(self.together(conflict.front, self.typed_content))
        except Refusal as refusal:
            return self.again(refused=str(refusal))
        except ValidationError as error:
            self.form.add_error(None, error)
            return self.again()
        if said:
            messages.success(self.request, said)
        return HttpResponseRedirect(self.next_address())

    def again(self, **trouble):
        if self.verb != "publish":
            self.publishing = PublishForm(typed(self.data))
        self.front = Front.objects.select_related("section").get(pk=self.front.pk)
        return self.pages.page(self.request, self.front, self.form, self.publishing, self.data, **trouble)

    def again_with_theirs(self, conflict):
        """The page once more, with what both changed put together as far as that goes, and not saved."""
        if self.verb != "publish":
            self.publishing = PublishForm(typed(self.data))
        front = Front.objects.select_related("section").get(pk=self.front.pk)
        front.content = conflict.content  # shown, and not saved
        return self.pages.page(
            self.request, front, FrontForm(None, front), self.publishing, self.data, conflict=conflict
        )

    def do(self):
        """Do it, and return what is told of it (str). Raise ``Refusal`` or ``ValidationError`` with nothing done."""
        if self.verb == "drop":
            self.front.save_content(self.request.user, self.front.live_content(), self.seen_version())
            return "The changes are dropped: this is what readers see."
        if self.verb in ON_EDITIONS:
            return self.on_edition()
        arrangement = self.form.arrangement()
        if self.verb in ARRANGING:
            self.arrange(arrangement)
            self.form.rearrange(arrangement)  # so that a page that comes back has it
        content = self.form.content(arrangement)
        if self.verb == "unannounce":
            content["announcement"] = None
        if self.verb == "big" and is_id(self.about):
            content["big"] = sorted({*content["big"]} ^ {int(self.about)})
        self.save(content)
        return self.publish() if self.verb == "publish" else ""

    def save(self, content):
        """
        Keep ``content``. Where somebody else has changed the front since this page was shown, what they changed stays,
        and is told; raise ``TwoAtOnce`` where both changed the same, or the page was to be published unseen.
        """
        # Before what can’t be meant looks the same.
        content = front_content.checked(content, of_section=self.of_section)
        self.typed_content = content = self.with_answers(content)
        if self.seen_version() != self.front.version:
            conflict = self.together(self.front, content)
            if conflict.asked or (self.verb == "publish" and conflict.changed):
                raise conflict
            if conflict.changed and not says_the_same(self.form.shown, content):
                who = name_of_person(self.front.saved_by) if self.front.saved_by else "Somebody"
                words = f"{who} changed this front meanwhile, and you both have what you changed: {{}}."
                messages.info(self.request, format_html(words, "; ".join(conflict.changed)))
            content = conflict.content
        if not says_the_same(content, self.front.content):
            self.front.save_content(self.request.user, content, self.front.version)

    def together(self, front, content):
        """The ``TwoAtOnce`` of ``content``, made from what the page had shown, and ``front`` as it is by now."""
        merged = front_merging.merge(self.form.shown, content, front.content, of_section=self.of_section)
        return TwoAtOnce(front, merged.content, merged.asked, self.form.shown)

    def with_answers(self, content):
        """
        ``content`` with theirs where the person chose that. Raise ``TwoAtOnce`` where a part that was asked of
        (``ask``, its key) has no answer yet.
        """
        parts = (front_merging.LAYOUT, front_merging.ANNOUNCEMENT)
        asked = [
            key
            for key in self.data.getlist("ask")[:MOST_ASKED]
            if key in parts or place_in(key, of_section=self.of_section)
        ]
        answers = {key: self.data.get(f"take {key}") for key in asked}
        shown = front_content.read(self.form.shown, of_section=self.of_section).as_content()
        if None in answers.values() and self.verb != "find":
            raise TwoAtOnce(self.front, content, asked, shown, answers)
        for key, answer in answers.items():
            if answer == "theirs":
                content = front_merging.with_part(content, shown, key, of_section=self.of_section)
        return content

    def seen_version(self):
        """The version (int) that the page showed; one that nothing has where that can’t be read."""
        seen = self.data["version"]
        return int(seen) if is_id(seen) else -1

    def arrange(self, arrangement):
        """Move, pin, place or free a story in ``arrangement``. What is not there any more changes nothing."""
        words, _, article = self.about.rpartition(" ") if self.verb == "pin" else (self.about, "", "")
        if self.verb == "put":
            words, article = self.data.get("to", ""), self.about
        place = place_in(words, of_section=self.of_section)
        if place is None:
            return
        self.goes_to = place
        if self.verb == "free":
            arrangement.free(place)
        elif self.verb in ("pin", "put"):
            if not (is_id(article) and linkable_by(self.request.user).filter(pk=article).exists()):
                raise Refusal("There is no such story, or it is not yours to place.")
            arrangement.put(place, int(article))
        else:
            self.move(arrangement, place)

    def move(self, arrangement, place):
        content = self.form.content(arrangement)
        rows = shown_front(content, self.form.pins, self.request.user, self.front.section).rows
        stories = {(row.slot, row.position): row.place.edition.article_id for row in rows if row.place}
        row = next((row for row in rows if (row.slot, row.position) == place), None)
        if row and self.verb == "up" and row.above:
            arrangement.move_up(place, row.above, stories)
            self.goes_to = row.above
        elif row and self.verb == "down" and row.below:
            arrangement.move_down(place, row.below, stories)
            self.goes_to = row.below

    def on_edition(self):
        """Call off an edition that waits, or bring back an earlier one; what is typed is kept (or logged) first."""
        edition = self.front.editions.filter(pk=self.about).first() if is_id(self.about) else None
        if edition is None:
            raise Refusal("It is no longer there: somebody has called it off, or it went out.")
        if self.is_whole:
            self.save(self.form.content(self.form.arrangement()))
        if self.verb == "cancel":
            edition.cancel(self.request.user)
            return f"What was set for {near(edition.live_from)} is called off."
        self.front.revert_to(self.request.user, edition, version=self.front.version)
        return self.seen("Readers see it again as it was. What had been changed since is in the log")

    def publish(self):
        at, note = (self.publishing.cleaned_data[name] for name in ("at", "note"))
        edition = self.front.publish(self.request.user, at, note, version=self.front.version)
        if at:
            return (
                f"It goes out {near(edition.live_from)}, {clock_in_words()}. Until then readers see what they see now."
            )
        return self.seen("Published: readers see it now")

    def seen(self, words):
        section = self.front.section
        url = section.get_absolute_url() if section else reverse("articles:front")
        return format_html('{}. <a href="{}">See it</a>', words, url)

    def next_address(self):
        """Where the person goes on: at the place of what was moved, with what was typed around the front."""
        around = kept(self.data)
        if self.verb in ("publish", "drop", *ON_EDITIONS):
            around = {name: value for name, value in around.items() if name in ("q", "to")}
        if self.verb == "find":
            around["find"] = "1"
            if place_in(self.about, of_section=self.of_section):
                around["to"] = self.about
        if self.verb == "put" and self.goes_to:
            around = {name: value for name, value in around.items() if name not in ("q", "story", "to")}
            if not self.of_section:
                around["to"] = "{} {}".format(*following(self.goes_to))
        goes_to = self.goes_to
        if self.verb == "keep":
            goes_to = place_in(self.about, of_section=self.of_section)
        fragment = f"#{place_id(*goes_to)}" if goes_to else ""
        query = f"?{urlencode(around)}" if around else ""
        return f"{address(self.front)}{query}{fragment}"


class TwoAtOnce(FrontConflict):
    """
    Two people changed one front. ``content`` is what both are together, with mine where both changed the same (the
    keys ``asked``, of ``front_merging``); ``before`` what the page had shown, ``answers`` what was chosen so far.
    """

    def __init__(self, front, content, asked, before, answers=None):
        super().__init__(front)
        self.theirs, self.content, self.asked, self.before = front.content, content, asked, before
        self.answers = answers or {}

    @cached_property
    def changed(self):
        """List of sentences on what they changed. 2 queries at most."""
        return changes(self.before, self.theirs)

    def in_words(self, content):
        """Dict for the page: ``front``, ``asked`` (list of dicts) and ``changes`` from theirs to ``content``."""
        of_section = self.front.section_id is not None
        said = {
            key: [front_merging.part(version, key, of_section=of_section) for version in (content, self.theirs)]
            for key in self.asked
        }
        stories = {part.article for parts in said.values() for part in parts if isinstance(part, front_content.Pin)}
        headlines = dict(Article.objects.filter(pk__in=stories).values_list("pk", "headline")) if stories else {}
        sections = dict(Section.objects.values_list("pk", "name")) if said else {}
        return {
            "front": self.front,
            "changes": changes(self.theirs, content),
            "asked": [
                {
                    "key": key,
                    "label": label_of_part(key, sections),
                    "mine": part_in_words(mine, headlines),
                    "theirs": part_in_words(theirs, headlines),
                    "answer": self.answers.get(key),
                }
                for key, (mine, theirs) in said.items()
            ],
        }


def label_of_part(key, sections):
    if key == front_merging.LAYOUT:
        return "Shape of the lead"
    if key == front_merging.ANNOUNCEMENT:
        return "Announcement bar"
    return front_content.label_of(*place_in(key), sections)


def part_in_words(said, headlines):
    """What a part of a front says (as ``front_merging.part`` gives it), for one who chooses between two of it."""
    if isinstance(said, front_content.Pin):
        words = [f"“{said.headline or headlines.get(said.article, f'Story {said.article}')}”"]
        words += [f"under “{said.kicker}”"] if said.kicker else []
        words += ["with another picture"] if said.image else []
        words += [f"until {near(said.until)}"] if said.until else []
        return ", ".join(words)
    if isinstance(said, front_content.Announcement):
        return f"“{said.text}”" + (f" until {near(said.until)}" if said.until else "")
    return front_content.LAYOUTS[said].partition(":")[0] if said else "nothing chosen"


def kept(query):
    """Of ``query`` (``QueryDict``) what is typed around a front (dict), where it is not what the page begins with."""
    found = {name: query.get(name, "")[:200] for name in AROUND}
    return {name: value for name, value in found.items() if value not in ("", "now", FIRST_PLACE)}


def typed(query):
    """Of ``query`` what a ``PublishForm`` holds (dict)."""
    return {"when": "now", **kept(query)}


def following(place):
    """The place of the front page that is filled next by who fills one after the other."""
    slot, position = place
    if place == ("lead", 0):
        return "seconds", 0
    return slot, min(position + 1, front_content.places_of(slot) - 1)


def standing(live, differs):
    """The ``Standing`` of a front: ``live`` is the edition that readers see (or None), ``differs`` what they don’t."""
    number = f"{len(differs)} change{'' if len(differs) == 1 else 's'}"
    if live:
        return Standing("changed", f"Live, with {number}") if differs else Standing("live", "Live")
    return Standing("draft", f"Fills itself, {number} to publish" if differs else "Fills itself")


def said(front, differs):
    """What stands beside the buttons (str): whether what one sees is kept, and whether readers see it."""
    return f"Kept {short(front.saved_at)}. Readers don’t see it yet." if differs and front.saved_at else ""


def preview(request, section, content, words, at):
    """The readers’ page of a front with ``content`` at ``at`` (None: now), under a line with ``words`` on it."""
    if section:
        context = {"readers_page": "articles/section.html", **stories_of_section(request, section, content, at)}
    else:
        front = fill(content, at)
        context = {"readers_page": "articles/front.html", "front": front, "announcement": front.announcement}
    response = TemplateResponse(request, "articles/front_preview.html", {**context, "words": words})
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
