"""The page on which moderators see and change when comments appear, and the switch for a storm."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst

from articles.models import Article, Section
from comments import modes
from comments.admin.addresses import go, number_or_none, place_of
from comments.models import CommentSettings, Mode, ModeOverride
from comments.policy import policy_of

ROWS = 200  # stories with a mode of their own on the page


class ModeForm(forms.Form):
    """``INHERIT`` is for sections and stories alone."""

    mode = forms.ChoiceField(
        required=False,
        choices=[(modes.INHERIT, "As above it"), *((value, capfirst(label)) for value, label in Mode.choices)],
    )
    close_after_days = forms.IntegerField(required=False, min_value=1, max_value=3650)
    trusted_after = forms.IntegerField(required=False, min_value=1, max_value=100)


def target_of(text):
    """
    Return what ``text`` names: None for ``site``, a section for ``section:3``, a story for ``story:3``. Raise
    ``LookupError`` for anything else. At most 1 query.
    """
    if text == "site":
        return None
    kind, _, pk = text.partition(":")
    model = {"section": Section.objects, "story": Article.objects.defer("body")}.get(kind)
    found = model.filter(pk=pk).first() if model and pk.isascii() and pk.isdecimal() and len(pk) < 19 else None
    if found is None:
        raise LookupError(f"Nothing is called {text!r} here.")
    return found


def page(desk, request):
    """All modes: the site's, each section's, the story that ``story`` names and those that differ. 5 queries."""
    if request.method == "POST":
        return change(desk, request)
    site = CommentSettings.objects.current()
    of_sections = {one.section_id: one for one in ModeOverride.objects.filter(article=None)}
    stories = ModeOverride.objects.filter(section=None).select_related("article__section").defer("article__body")
    stories = list(stories.order_by("-changed_at", "-pk")[:ROWS])
    rows = [row(f"section:{one.pk}", one.name, of_sections.get(one.pk)) for one in Section.objects.all()]
    story_rows = [row(f"story:{one.article_id}", one.article.headline, one) for one in stories]
    target = request.GET.get("story", "")
    try:
        story = target_of(f"story:{target}") if target else None
    except LookupError:
        story = None
    if story:
        own = next((one for one in stories if one.article_id == story.pk), None)
        edition = story.editions.live().select_related("article").first()
        chosen = row(f"story:{story.pk}", story.headline, own)
        chosen["policy"] = policy_of(edition, request.publication) if edition else None
        story_rows = [chosen, *(one for one in story_rows if one["target"] != chosen["target"])]
    return desk.page(
        request,
        "modes",
        "When comments appear",
        site=site,
        storms=modes.storms(),
        hours=modes.HOURS,
        limits=ModeForm.base_fields,
        rows=rows,
        story_rows=story_rows,
        modes=Mode.choices,
        days=request.publication.comments_close_after_days,
        comments_open=request.publication.comments_open,
    )


def row(target, name, override):
    return {"target": target, "name": name, "override": override}


def change(desk, request):
    form = ModeForm(request.POST)
    try:
        target = target_of(request.POST.get("target", ""))
    except LookupError as error:
        desk.message_user(request, f"{error.args[0]} Nothing was changed.", messages.ERROR)
    else:
        if not form.is_valid():
            words = " ".join(error for errors in form.errors.values() for error in errors)
            desk.message_user(request, f"{words} Nothing was changed.", messages.ERROR)
        elif target is None and not form.cleaned_data["mode"]:
            desk.message_user(request, "Choose a mode for the site. Nothing was changed.", messages.ERROR)
        else:
            modes.set_mode(target, by=request.user, **form.cleaned_data)
            desk.message_user(request, f"Saved for {target or 'the whole site'}.", messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:comments_comment_modes"), status=303)


def storm(desk, request):
    """Start a storm (``storm``, ``hours``) or end it (``end``), and go back to where the button was."""
    mode, hours = request.POST.get("storm"), request.POST.get("hours", "")
    try:
        target = target_of(request.POST.get("target", ""))
    except LookupError as error:
        desk.message_user(request, f"{error.args[0]} Nothing was changed.", messages.ERROR)
    else:
        if "end" in request.POST:
            modes.end_storm(target, request.user)
        elif mode in modes.STORMS and hours in map(str, modes.HOURS):
            modes.start_storm(target, mode, int(hours), request.user)
        else:
            desk.message_user(request, "Choose what is to happen, and for how long.", messages.ERROR)
    if request.POST.get("back") == "modes":
        return HttpResponseRedirect(reverse("admin:comments_comment_modes"), status=303)
    return go(place_of(request), number_or_none(request.POST.get("at", "")))
