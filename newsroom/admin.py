"""The desk: Django's admin under the publication's name."""

from functools import cache

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView


class Suggestions(AutocompleteJsonView):
    """Django's, asking the admin of the model what it suggests (``get_suggestions``) if it has an answer of its own."""

    def process_request(self, request):
        from articles.admin.base import as_term  # registers with the site, which is made here

        term, *rest = super().process_request(request)
        return as_term(term), *rest

    def get_paginator(self, *args, **kwargs):
        from articles.admin.base import PeekingPaginator

        return PeekingPaginator(*args, **kwargs)

    def get_queryset(self):
        if hasattr(self.model_admin, "get_suggestions"):
            return self.model_admin.get_suggestions(self.request, self.term)
        return super().get_queryset()

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        if hasattr(self.model_admin, "suggestion_label"):
            result["text"] = self.model_admin.suggestion_label(obj)
        return result


class DeskSite(admin.AdminSite):
    index_title = "The desk"
    enable_nav_sidebar = False
    APPS = ("articles", "comments", "newsroom", "flatpages", "auth")

    def each_context(self, request):
        name = request.publication.name
        return {**super().each_context(request), "site_header": name, "site_title": name}

    def get_app_list(self, request, app_label=None):
        """In the order of ``APPS``, and within them as they were registered: what is used most comes first."""
        apps = super().get_app_list(request, app_label)
        models = list(self._registry)
        for app in apps:
            app["models"].sort(key=lambda entry: models.index(entry["model"]))
        order = {label: index for index, label in enumerate(self.APPS)}
        return sorted(apps, key=lambda app: order.get(app["app_label"], len(order)))

    def index(self, request, extra_context=None):
        from newsroom import dashboard  # it asks the pages of the desk, which are made after it

        panels = dashboard.panels(request.user)
        return super().index(request, {"panels": panels, **(extra_context or {})})

    def autocomplete_view(self, request):
        return Suggestions.as_view(admin_site=self)(request)


# Django asks for its site while this module is still being read (the pages imported below register with it), and
# once more when it has been: both times it must get the same one.
Desk = cache(DeskSite)

from newsroom import site_admin  # noqa: E402, F401
