"""Series, with their parts in an order that is seen: buttons move a part, and save what was typed along with it."""

from django.contrib import admin, messages
from django.db.models import Count
from django.shortcuts import redirect
from django.urls import reverse

from articles.admin.base import NamedAdmin
from articles.admin.choosers import named_for, with_states
from articles.admin.forms import StoryChoiceField, with_labels
from articles.admin.points_at_stories import by_choice_or_number
from articles.admin.taxonomy import AddressForm
from articles.exceptions import Refusal
from articles.models import Series, SeriesPart


class SeriesForm(AddressForm):
    """A series; ``new_part`` is a story to put at its end. Subclasses made for a request set ``user``."""

    user = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "name" in self.fields:  # for those who may change it
            story = SeriesPart._meta.get_field("article")
            words = "One that is in another series leaves that."
            self.fields["new_part"] = StoryChoiceField(
                user=self.user, required=False, label="Add a story", help_text=words, **by_choice_or_number(story)
            )


@admin.register(Series)
class SeriesAdmin(NamedAdmin):
    form = SeriesForm
    list_display = ["name", "address", "parts", "is_finished"]
    fields = ["name", "slug", "description", "picture", ("is_finished", "planned_parts")]
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(part_count=Count("parts"))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type("SeriesForm", (form,), {"user": request.user})

    @admin.display(description="address")
    def address(self, series):
        return series.get_absolute_url()

    @admin.display(description="parts")
    def parts(self, series):
        return series.part_count

    def view_on_site(self, series):
        is_shown = Series.objects.with_live_stories().filter(pk=series.pk).exists()
        return series.get_absolute_url() if is_shown else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["parts"] = self.parts_for(request.user, obj) if obj else []
        context["moved"] = request.GET.get("moved", "")
        context["media"] = context["media"] + context["adminform"].form.media
        return super().render_change_form(request, context, add, change, form_url, obj)

    def parts_for(self, user, series):
        """The stories of ``series`` in their order, each with the ``name`` that ``user`` may know. 1 query."""
        stories = with_states(with_labels(user)).filter(series_part__series=series)
        return [named_for(story) for story in stories.order_by("series_part__position", "series_part__pk")]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        series = form.instance
        verb, story = self.pressed(request)
        if verb in ("up", "down"):
            series.move(story, -1 if verb == "up" else 1)
        elif verb == "out":
            series.remove(story)
        if new := form.cleaned_data.get("new_part"):
            try:
                series.add(new)
            except Refusal as refusal:
                messages.error(request, str(refusal))

    def pressed(self, request):
        """What a button of the parts asks for: (verb, id of a story), or ("", 0)."""
        verb, _, story = request.POST.get("do", "").partition(" ")
        return verb, int(story) if story.isascii() and story.isdecimal() and len(story) < 19 else 0

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_after_part(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self.response_after_part(request, obj) or super().response_change(request, obj)

    def response_after_part(self, request, series):
        """After a button of the parts: the same page, where the keyboard goes on at the part that was moved."""
        verb, story = self.pressed(request)
        if not verb:
            return None
        self.tell_saved(request, series)
        query = {"moved": story} if verb in ("up", "down") else None
        return redirect(f"{reverse('admin:articles_series_change', args=[series.pk], query=query)}#parts")
