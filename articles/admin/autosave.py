"""Keeping what is typed, telling who else is there, and refusing to write over them."""

import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import get_text_list
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from articles import diffs, richtext, rights, text
from articles.admin import publishing
from articles.admin.features import Feature
from articles.admin.form_content import DESK_FIELDS, Typed, alike, desk_content, desk_value
from articles.admin.merge_versions import Merge, put_on, why_not, with_names_made
from articles.admin.names import authors_of
from articles.admin.states import clock_in_words, zone
from articles.content import CITATION_TEXTS, LINKED_FIELDS, texts_in
from articles.exceptions import Conflict, TextTooLong
from articles.models import Article, Citation, LogLine, Presence, Series, desk_index
from articles.models.workflow import shortened
from articles.richtext import captions
from articles.slugs import story_slug

RECENT = 20  # revisions of one person that a copy in their browser is looked for in
NO_VERSION = -1  # of a form that shows something older than what is saved: saving it always asks


class Autosaving(Feature):
    def feature_urls(self):
        pages = (
            ("add/autosave/", self.autosave_view, "begin"),
            ("<path:object_id>/autosave/", self.autosave_view, "autosave"),
            ("<path:object_id>/autosave/<int:number>/leave/", self.leave_view, "leave"),
            ("<path:object_id>/presence/", self.presence_view, "presence"),
            ("<path:object_id>/merge/<int:number>/", self.merge_view, "merge"),
        )
        return [
            *super().feature_urls(),
            *(
                path(route, self.admin_site.admin_view(view), name=f"articles_article_{name}")
                for route, view, name in pages
            ),
        ]

    def feature_context(self, request, article):
        """
        What the form says about autosaves and others. 2 queries for a saved story, about 10 more when something was
        typed and not saved.
        """
        context = {
            **super().feature_context(request, article),
            "autosave_seconds": settings.AUTOSAVE,
            "zone": zone(),
            "clock_in_words": clock_in_words(),
        }
        if not (article and article.pk):
            return {**context, "autosave_url": reverse("admin:articles_article_begin")}
        context |= {
            "autosave_url": reverse("admin:articles_article_autosave", args=[article.pk]),
            "presence_url": reverse("admin:articles_article_presence", args=[article.pk]),
            "others_words": others_in_words(Presence.objects.others(article, request.user)),
            "filled_from": self.revision_to_fill_in(request, article),
            "based_on_now": self.saved_number(request, article),
        }
        pending = None if request.method == "POST" or context["filled_from"] else self.pending(request, article)
        if pending and str(pending.number) != request.session.get("left", {}).get(str(article.pk)):
            context |= {"pending": pending, "pending_summary": diffs.summary(article.content(), pending.content)}
        return context

    def own_story(self, request, object_id):
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404("No story of this number is yours to see.")
        return article

    def pending(self, request, article, saved=None):
        """``article.pending_autosave()``, asked once for a request."""
        if not hasattr(request, "pending_autosave"):
            request.pending_autosave = article.pending_autosave(request.user, saved)
        return request.pending_autosave

    # -- Autosave --

    def typed(self, request, article=None, saved=None):
        """
        What was posted, as a content with those of ``DESK_FIELDS`` that were changed, and the ``Typed`` it is of. Raise
        ``TextTooLong``.
        """
        if sentence := richtext.too_long(request.POST.get("body", "")):
            raise TextTooLong(sentence)
        typed = Typed(request.POST, article, request.user, saved)
        changes = typed.desk_changes(loaded_desk(request, article or Article()))
        content = typed.content()
        if article and any(row["author"] is None for row in content["bylines"]):
            leave_out_refused(content, base_content(article, posted_number(request, "based_on")))
        return {**content, **changes}, typed

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def autosave_view(self, request, object_id=None):
        """
        Keep what was posted, the whole form, as an autosave, and answer JSON. The first one of a new story begins it.
        With ``check``: only say whether the server has it already. GET: whose session this is, and a token for it.
        """
        if object_id is None and not self.has_add_permission(request):
            raise PermissionDenied("You may not begin a story.")
        article = self.own_story(request, object_id) if object_id else None
        if request.method != "POST":
            return JsonResponse({"user": request.user.pk, "token": get_token(request)})
        if request.POST.get("user", str(request.user.pk)) != str(request.user.pk):
            return JsonResponse({"user": request.user.pk}, status=409)
        key = posted_key(request)
        if article is None and key is None:
            return HttpResponseBadRequest("A new story needs the key of its form.")
        try:
            content, typed = self.typed(request, article)
        except TextTooLong as refusal:
            return HttpResponse(str(refusal), content_type="text/plain", status=413)
        if "check" in request.POST:
            return JsonResponse(self.check_copy(request, article, content, typed.saved))
        try:
            article, revision = self.keep_of(request, article, key, content, typed.saved)
        except IntegrityError:
            return HttpResponseBadRequest("This form has begun a story of somebody else.")
        version, based_on = posted_number(request, "version"), posted_number(request, "based_on")
        at = timezone.localtime()
        return JsonResponse(
            {
                "saved_at": at.isoformat(),
                "clock": f"{at:%H:%M}, {clock_in_words()}",
                "revision": revision.number if revision else None,
                "version": article.version,
                "pk": article.pk,
                "url": reverse("admin:articles_article_change", args=[article.pk]),
                "autosave_url": reverse("admin:articles_article_autosave", args=[article.pk]),
                "presence_url": reverse("admin:articles_article_presence", args=[article.pk]),
                "changed_by_others": since(article, request.user, version, based_on) if object_id else None,
            }
        )

    def keep_of(self, request, article, key, content, saved):
        """
        Keep ``content`` for ``article``, or where that is None for the story that the form with ``key`` begins. Return
        the story and what ``keep()`` does. Raise ``IntegrityError`` when the form has begun a story of somebody else.
        """
        with transaction.atomic():
            article = article or Article.objects.begin(request.user, key, text.line(content["headline"]))
            return article, self.keep(request, article, content, saved)

    def keep(self, request, article, content, saved):
        """
        Keep ``content`` and return the ``Revision``, or None when that is what is ``saved`` and nothing else is kept.
        """
        saved = saved or article.content()
        if not self.pending(request, article, saved) and alike(content, saved):
            return None
        if not self.saved_number(request, article):
            # Never saved, so there is nothing of anybody's: lists call it by what its writer calls it.
            headline = shortened(text.line(content["headline"])) or "Untitled"
            Article.objects.filter(pk=article.pk, created_by=request.user).update(headline=headline)
            desk_index.keep(desk_index.STORIES, {article.pk: [headline, article.slug]})
        grows = posted_number(request, "grows")
        return article.autosave(
            request.user, content, based_on=posted_number(request, "based_on"), grows=0 if grows is None else grows
        )

    def check_copy(self, request, article, content, saved):
        """Whether ``content``, from a copy in the browser, is on the server, and what differs from what is saved."""
        if article is None:
            return {"same": False, "summary": ""}
        kept = article.revisions.filter(created_by=request.user)[:RECENT]
        return {
            "same": alike(content, saved) or any(alike(content, revision.content) for revision in kept),
            "summary": diffs.summary(saved, content),
        }

    @method_decorator(require_POST)
    def leave_view(self, request, object_id, number):
        """Offer this autosave no more. It stays in the history."""
        article = self.own_story(request, object_id)
        if not article.revisions.filter(number=number, autosave=True, created_by=request.user).exists():
            raise Http404("No such autosave of yours.")
        request.session["left"] = {**request.session.get("left", {}), str(article.pk): str(number)}
        if "user" in request.POST:
            return JsonResponse({})  # to a script, which stays on the page
        return redirect("admin:articles_article_change", article.pk)

    # -- Who else is there --

    @method_decorator(require_POST)
    def presence_view(self, request, object_id):
        """A heart-beat of an open form, or (``leave``) its last: who else is there, and what they saved. 6 queries."""
        article = self.own_story(request, object_id)
        if "leave" in request.POST:
            Presence.objects.leave(article, request.user)
            return HttpResponse(status=204)
        Presence.objects.beat(article, request.user)
        version, based_on = posted_number(request, "version"), posted_number(request, "based_on")
        return JsonResponse(
            {
                "user": request.user.pk,
                "others": others_in_words(Presence.objects.others(article, request.user)),
                "version": article.version,
                "changed_by_others": since(article, request.user, version, based_on),
            }
        )

    # -- The form, filled with something that is not saved --

    def revision_to_fill_in(self, request, article):
        """
        The revision that the form shows in place of what is saved (``?from=`` its number), or None. A story that was
        never saved shows what its writer typed last. 1 query at most, 4 for a story without a saved revision.
        """
        if request.method != "GET" or not (article and article.pk):
            return None
        if not hasattr(request, "fill_in"):
            number = request.GET.get("from", "")
            request.fill_in = None
            if number.isascii() and number.isdigit() and len(number) < 10:
                request.fill_in = article.revisions.filter(number=number).first()
            elif not self.saved_number(request, article):
                request.fill_in = self.pending(request, article)
        return request.fill_in

    def saved_number(self, request, article):
        """The number of the newest saved revision, or None. Asked once for a request."""
        if not hasattr(request, "saved_number"):
            saved = article.revisions.filter(autosave=False).values_list("number", flat=True)
            request.saved_number = saved.first()
        return request.saved_number

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        if revision := self.revision_to_fill_in(request, obj):
            for formset in formsets:
                fill_rows(formset, revision.content)
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def show_typed(self, request, form, obj):
        """Let ``form`` say which version it is of, and show what was typed and not saved where that is asked for."""
        if not form.is_bound and obj and obj.pk:
            number, version = self.saved_number(request, obj), obj.version
            if revision := self.revision_to_fill_in(request, obj):
                fill(form, revision.content)
                if revision.autosave and revision.based_on != number:
                    number, version = revision.based_on, NO_VERSION
            form.initial |= {"version": version, "based_on": number, "loaded_desk": json.dumps(desk_content(obj))}

    # -- Saving --

    def save_model(self, request, obj, form, change):
        key = None if change else form.cleaned_data["form_key"]
        if key and not Article.objects.filter(form_key=key).exists():
            obj.form_key = key
        super().save_model(request, obj, form, change)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The admin’s, unless the form was sent before, or somebody else has changed the story since it was opened."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with transaction.atomic():
                answer = self.answer_to_repeated(request) if object_id is None else None
                answer = answer or (object_id and self.answer_to_conflict(request, object_id))
                return answer or super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # The same form, sent twice at once: the other one was first.
            if object_id is None and (answer := self.answer_to_repeated(request)):
                return answer
            raise

    def answer_to_repeated(self, request):
        """Send the form of a new story that has begun one already on to that story."""
        key = posted_key(request)
        begun = key and self.get_queryset(request).filter(form_key=key, created_by=request.user).first()
        if not begun:
            return None
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[begun.pk]), preserve_request=True)

    def answer_to_conflict(self, request, object_id):
        """
        Return None when the form may be saved: it was made for what is saved now, or nothing that was changed
        meanwhile would be lost. Else keep what was typed, and return the way to the page that puts both together.
        """
        article = self.get_object(request, unquote(object_id))
        version = posted_number(request, "version")
        if article is None or version == article.version or not self.has_change_permission(request, article):
            return None
        saved = self.saved_number(request, article)
        if version is None and posted_key(request) == article.form_key is not None and saved is None:
            return None  # an autosave has begun it, and its answer never reached the page
        if saved is None and not article.body and article.created_by == request.user:
            request.others_change = since(article, request.user, version, None)
            return None  # never saved: there is nothing of anybody's to lose
        try:
            content, typed = self.typed(request, article)
        except TextTooLong:
            return None  # which the form says
        theirs = typed.saved
        loaded, desk = loaded_desk(request, article), desk_content(article)
        based_on = posted_number(request, "based_on")
        if alike({**desk, **content}, {**desk, **theirs}):
            return self.answer_to_nothing_new(request, article, based_on)
        base = base_content(article, based_on)
        if base == theirs and desk == loaded and not typed.has_lost_rows():
            request.others_change = since(article, request.user, version, based_on)
            return None
        mine = article.autosave(request.user, content, based_on, grows=0)
        self.keep_typed(request, article)
        return to_merge(request, article, mine, loaded, publishing.pressed(request))

    def answer_to_nothing_new(self, request, article, based_on):
        """What was typed is what is saved: there is nothing to save, and a button is not pressed twice."""
        messages.success(request, "That is saved already.")
        if button := publishing.pressed(request):
            words = since(article, request.user, NO_VERSION, based_on)["words"]
            messages.warning(
                request, f"{words} It was not {publishing.DONE[button]} by this. Look, and press once more."
            )
            self.keep_typed(request, article)
        return redirect("admin:articles_article_change", article.pk)

    def changed_meanwhile(self, request):
        """What others did to a story that was saved all the same, as ``since()`` says it, or None."""
        return getattr(request, "others_change", None)

    # -- Putting two versions together --

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    @method_decorator(csrf_protect)
    def merge_view(self, request, object_id, number):
        """
        What is saved now beside what was typed (the autosave ``number``), to choose from field by field. POST saves
        what was chosen, if the story is still at the version that was shown.
        """
        with transaction.atomic():
            article = self.own_story(request, object_id)
            mine = article.revisions.filter(number=number, created_by=request.user).first()
            saved_since = article.revisions.filter(created_by=request.user, autosave=False, number__gt=number)
            if mine is None or not mine.autosave or saved_since.exists():
                raise Http404("These two versions are put together already, or thrown away.")
            waiting = request.session.get("merges", {}).get(str(article.pk), {})
            loaded = waiting.get("loaded", {}) if waiting.get("number") == number else {}
            chosen = {name[7:]: value for name, value in request.POST.items() if name.startswith("choose-")}
            base = {**(base_content(article, mine.based_on) or {}), **loaded}
            open_ = []
            if request.method == "POST" and posted_number(request, "version") != article.version:
                return self.merge_again(request, article, mine, base, chosen)
            merge = merge_of(base, {**article.content(), **desk_content(article)}, mine.content)
            if request.method == "POST":
                content, open_ = merge.taken(chosen)
                if not open_:
                    return self.save_merged(request, article, mine, content, waiting.get("button"))
            return TemplateResponse(
                request,
                "admin/articles/article/merge_versions.html",
                {
                    **self.admin_site.each_context(request),
                    "opts": self.opts,
                    "original": article,
                    "title": "Two versions",
                    "subtitle": str(article),
                    "choices": (choices := merge.choices(request.user, chosen)),
                    "conflicts": len(merge.conflicts),
                    "open": [choice.label for choice in choices if choice.name in open_],
                    "mine": mine,
                    "since": since(article, request.user, NO_VERSION, mine.based_on),
                    "saved_number": self.saved_number(request, article),
                    "loaded_desk": json.dumps(desk_content(article)),
                    "button": publishing.DONE.get(waiting.get("button")),
                },
                status=409 if request.method == "POST" else 200,
            )

    def merge_again(self, request, article, mine, base, chosen):
        """They have saved once more: what was chosen becomes mine, against what they have now."""
        shown, desk = posted_number(request, "based_on"), loaded_desk(request, article)
        theirs = {**(base_content(article, shown) or article.content()), **desk}
        content, _ = merge_of(base, theirs, mine.content).taken(chosen)
        content = {name: value for name, value in content.items() if name not in DESK_FIELDS or value != desk[name]}
        kept = article.autosave(request.user, content, shown, grows=0)
        messages.warning(request, str(Conflict(article)))
        button = request.session.get("merges", {}).get(str(article.pk), {}).get("button")
        return to_merge(request, article, kept, desk, button)

    def save_merged(self, request, article, mine, content, button):
        version, number = article.version, self.saved_number(request, article)
        desk = desk_content(article)
        if reasons := why_not(article, content, request.user):
            content = {name: value for name, value in content.items() if name not in DESK_FIELDS or value != desk[name]}
            kept = article.autosave(request.user, content, number, grows=0)
            messages.error(request, f"The two are put together, but not saved yet. {' '.join(reasons)}")
            return redirect(f"{reverse('admin:articles_article_change', args=[article.pk])}?from={kept.number}")
        put_on(article, content)
        content = with_names_made(content, request.user, self.names_made_by(request))
        said = {name: value for name, value in content.items() if name not in DESK_FIELDS}
        lost = article.apply(said, version=version)
        if content["series"] != desk["series"]:
            article.put_in_series(Series.objects.filter(pk=content["series"]).first())
        if not alike(said, {name: value for name, value in mine.content.items() if name not in DESK_FIELDS}):
            # What was typed and not taken stays in the history for good, and is no autosave that gets thrown away.
            article.revisions.filter(pk=mine.pk).update(autosave=False)
        revision = article.save_revision(by=request.user)
        note = f"Version {number} and what was typed (autosave {mine.number}) are version {revision.number}."
        article.log.create(action=LogLine.Action.MERGED, by=request.user, note=note)
        merges = request.session.get("merges", {})
        merges.pop(str(article.pk), None)
        request.session["merges"] = merges
        messages.success(request, "The two versions are put together and saved. What was not taken is in the history.")
        if lost:
            messages.warning(request, f"Not all of it could be had. {' '.join(lost)}")
        if button:
            messages.warning(
                request, f"It is not {publishing.DONE[button]} yet: look at it, and press that button again."
            )
        if not rights.may_edit(request.user, article):
            return redirect("admin:articles_article_changelist")
        return redirect("admin:articles_article_change", article.pk)


def posted_number(request, name):
    """The number in an input called ``name``, or None."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def posted_key(request):
    """The key (UUID) of the form of a new story, or None."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None


def loaded_desk(request, article):
    """What the form said of ``DESK_FIELDS`` when it was opened; if it does not tell, what is saved."""
    try:
        loaded = json.loads(request.POST.get("loaded_desk", ""))
    except ValueError:
        loaded = None
    return {name: loaded.get(name) for name in DESK_FIELDS} if isinstance(loaded, dict) else desk_content(article)


def base_content(article, number):
    """What the saved revision ``number`` said, or None. 1 query at most."""
    revision = number and article.revisions.filter(number=number, autosave=False).first()
    return revision.content if revision else None


def merge_of(base, theirs, typed):
    """
    The ``Merge`` of ``theirs`` (with ``DESK_FIELDS``) and ``typed`` (with those of them that were changed). A slug that
    was left empty is what saving would have made of it.
    """
    typed = {**typed, "slug": typed["slug"] or story_slug(typed["headline"])}
    return Merge(base, theirs, {**theirs, **{name: base[name] for name in DESK_FIELDS if name in base}, **typed})


def to_merge(request, article, mine, loaded, button):
    """Lead to the page that puts ``mine`` (an autosave) and what is saved together, and remember what it needs."""
    merges = request.session.get("merges", {})
    entry = {"number": mine.number, "loaded": loaded, "button": button}
    request.session["merges"] = {**merges, str(article.pk): entry}
    return redirect("admin:articles_article_merge", article.pk, mine.number)


def leave_out_refused(content, base):
    """A new author that the form began with, and that an editor has refused since, is not proposed anew."""
    known = {text.folded(row["name"]) for row in (base or {"bylines": ()})["bylines"]}
    content["bylines"] = [row for row in content["bylines"] if row["author"] or text.folded(row["name"]) not in known]


def since(article, user, version, based_on):
    """
    What has happened to the story since a form was opened at ``version``: dict of ``who``, ``at`` and ``words``, or
    None. 2 queries at most.
    """
    if version == article.version:
        return None
    saved = article.revisions.filter(autosave=False, number__gt=based_on or 0).select_related("created_by").first()
    line = article.log.select_related("by").first()
    if line and abs((article.changed_at - line.at).total_seconds()) < 5:
        by, at, what = line.by, line.at, line.get_action_display()
        words = "{who}, {at}: {what}."
    elif saved:
        by, at, what, words = saved.created_by, saved.created_at, "", "{who} saved this story at {at}."
    else:
        by, at, what, words = None, article.changed_at, "", "{who} changed this story at {at}."
    who = "Somebody" if by is None else "You" if by == user else name_of_person(by)
    at = f"{timezone.localtime(at):%H:%M}"
    return {"who": who, "at": at, "words": words.format(who=who, at=at, what=what)}


def others_in_words(presences):
    names = [name_of_person(presence.user) for presence in presences]
    if not names:
        return ""
    return f"{get_text_list(names, 'and')} {'has' if len(names) == 1 else 'have'} this story open too."


def name_of_person(user):
    return user.get_full_name() or user.get_username()


def fill(form, content):
    """Show ``content`` in an unbound ``ArticleForm`` in place of what is saved."""
    form.initial |= {**texts_in(content), **{name: content[name] for name in (*LINKED_FIELDS, "tags")}}
    form.initial["authors"] = authors_of(content["bylines"])
    form.initial["picture_words"] = captions.of(content)
    form.initial |= {name: desk_value(name, content[name]) for name in DESK_FIELDS if name in content}


def fill_rows(formset, content):
    """Show the rows of ``content`` in an unbound formset: what is saved and not in it is marked for deletion."""
    if formset.model is Citation:
        rows = [
            {"id": row["id"], "source": row["source"], **{n: row[n] for n in CITATION_TEXTS}}
            for row in content["citations"]
        ]
        key = by_number
    else:
        rows = [dict(row) for row in content["related"]]
        key = by_target
    rows = [{**row, "position": place} for place, row in enumerate(rows, 1)]
    known = {key(vars(record)): record.pk for record in formset.get_queryset()}
    found = {known[key(row)]: row for row in rows if key(row) in known}
    new = [row for row in rows if row not in found.values()]
    formset.initial_extra = new
    formset.extra += len(new)
    for form in formset.initial_forms:
        form.initial |= found.get(form.instance.pk, {"DELETE": True})


def by_number(row):
    return row["id"]


def by_target(row):
    return row.get("target") or row.get("target_id"), row["url"], row["title"], row["label"]
