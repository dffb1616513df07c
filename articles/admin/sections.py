"""Sections, in an order that is seen: the list is the order, and two buttons change it."""

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path

from articles.admin.base import NamedAdmin
from articles.admin.choices import Boxes
from articles.admin.taxonomy import AddressForm
from articles.models import Section

EDITORS = ("editor", "administrator")  # whom a section may have as members


class MembersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, user):
        roles = [group.name for group in user.groups.all()]
        return f"{user.get_full_name() or user.get_username()}, {' and '.join(roles) or 'no role'}"


class SectionForm(AddressForm):
    members = MembersField(
        queryset=get_user_model().objects.none(),
        required=False,
        label="Editors",
        widget=Boxes("Editors"),
        help_text="Those of this section. Nobody chosen: every editor.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "members" in self.fields:  # for those who may change it
            may = Q(groups__name__in=EDITORS, is_active=True)
            if self.instance.pk:
                may |= Q(pk__in=self.instance.members.values("pk"))
            people = get_user_model().objects.filter(may).distinct().prefetch_related("groups")
            self.fields["members"].queryset = people.order_by("first_name", "last_name", "username")


@admin.register(Section)
class SectionAdmin(NamedAdmin):
    list_display = ["name", "address", "editors"]
    form = SectionForm
    fields = ["name", "slug", "description", "members"]
    ordering = ["position", "name"]
    sortable_by = []
    actions = None
    list_per_page = 200

    def get_queryset(self, request):
        names = get_user_model().objects.order_by("first_name", "last_name", "username")
        return super().get_queryset(request).prefetch_related(Prefetch("members", names))

    def get_urls(self):
        move = self.admin_site.admin_view(self.move_view)
        return [path("move/", move, name="articles_section_move"), *super().get_urls()]

    def get_list_display(self, request):
        return [*self.list_display, "order"] if self.has_change_permission(request) else self.list_display

    @admin.display(description="address")
    def address(self, section):
        return section.get_absolute_url()

    @admin.display(description="editors")
    def editors(self, section):
        return (
            ", ".join(user.get_full_name() or user.get_username() for user in section.members.all()) or "every editor"
        )

    @admin.display(description="order")
    def order(self, section):
        return render_to_string("admin/articles/section/_order.html", {"section": section})

    def move_view(self, request):
        """Put a section one place up or down, at once. 1 query a section."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied("Only an administrator can change the order of the sections.")
        step, _, pk = request.POST.get("move", "").partition(" ")
        if step not in ("up", "down") or not pk.isdecimal() or len(pk) > 18:
            return redirect("admin:articles_section_changelist")
        section = get_object_or_404(Section, pk=pk)
        Section.objects.move(section, -1 if step == "up" else 1)
        return redirect("admin:articles_section_changelist")
