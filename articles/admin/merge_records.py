"""Records that mean the same made one: chosen in a list, asked which of them stays, done by POST."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from articles.admin.base import NamedAdmin
from articles.exceptions import Refusal

MOST = 50  # records merged at once


class MergeAdmin(NamedAdmin):
    """
    Admin of a model that has ``absorb(others)``, which returns the list of those that were merged into it or raises
    ``Refusal``. A subclass says ``merge_effect`` (what merging does) and ``merge_reach`` (where the others lead to it
    then), and has ``mergeable(request)`` (the records with what their facts need, the one to be kept first),
    ``merge_facts(record)`` (what tells it from the others, a sentence) and ``log_merged(request, into, gone)``.
    """

    actions = ["merge_selected"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/", view, name=f"articles_{self.opts.model_name}_merge"), *super().get_urls()]

    def has_merge_permission(self, request):
        return self.has_change_permission(request) and request.user.has_perm("articles.publish_article")

    @admin.action(description="Merge into one…", permissions=["merge"])
    def merge_selected(self, request, queryset):
        pks = queryset.order_by("sort_key").values_list("pk", flat=True)[:MOST]
        address = f"admin:articles_{self.opts.model_name}_merge"
        return redirect(reverse(address, query={self.opts.model_name: list(pks)}))

    @method_decorator([require_http_methods(["GET", "HEAD", "POST"]), csrf_protect])
    def merge_view(self, request):
        """Which of several records stays, and what moves to it. As many queries to show however many they are."""
        name, several = self.opts.model_name, self.opts.verbose_name_plural
        if not self.has_merge_permission(request):
            raise PermissionDenied(f"{several.capitalize()} are merged by editors.")
        given = request.POST if request.method == "POST" else request.GET
        pks = {int(pk) for pk in given.getlist(name) if pk.isdecimal() and len(pk) <= 18}
        records = list(self.mergeable(request).filter(pk__in=sorted(pks)[:MOST]))
        if len(records) < 2:
            messages.warning(request, f"Choose two {several} or more from the list; those that were merged are gone.")
            return redirect(f"admin:articles_{name}_changelist")
        refused = ""
        if request.method == "POST":
            into = next((record for record in records if str(record.pk) == given.get("into")), None)
            try:
                if into is None:
                    raise Refusal("Say which of them stays.")
                return self.merged(request, into, [record for record in records if record != into])
            except Refusal as refusal:
                refused = str(refusal)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Merge {several}",
            "rows": [(record, self.merge_facts(record)) for record in records],
            "effect": self.merge_effect,
            "into": given.get("into", ""),
            "refused": refused,
        }
        return TemplateResponse(request, "admin/articles/merge_records.html", context, status=422 if refused else 200)

    def merged(self, request, into, others):
        gone = into.absorb(others)
        names = ", ".join(f"“{record}”" for record in gone)
        self.log_merged(request, into, gone)
        self.log_change(request, into, f"Took the place of {names}.")
        verb = "leads" if len(gone) == 1 else "lead"
        messages.success(request, f"{names} {verb} to “{into}” now, {self.merge_reach}.")
        return redirect(f"admin:articles_{self.opts.model_name}_change", into.pk)
