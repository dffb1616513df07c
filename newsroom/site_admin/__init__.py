"""What of the whole site is edited at the desk: the publication, its pages and menus, accounts and roles."""

import taggit.models
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, User
from django.contrib.flatpages import admin as flatpages_admin  # noqa: F401 (registers, see below)
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites import admin as sites_admin  # noqa: F401
from django.contrib.sites.models import Site
from django_tasks_db import admin as tasks_admin  # noqa: F401
from django_tasks_db.models import DBTaskResult
from taggit import admin as taggit_admin  # noqa: F401

# What Django's apps put on the desk, and the desk shows in its own way or not at all.
for model in (FlatPage, User, Group, Site, taggit.models.Tag, DBTaskResult):
    admin.site.unregister(model)

from articles.admin.base import DeskAdmin  # noqa: E402
from newsroom.site_admin import pages, people, publication  # noqa: E402

__all__ = ["RoleAdmin", "pages", "people", "publication"]


@admin.register(Group)
class RoleAdmin(GroupAdmin, DeskAdmin):
    """The roles are data of the program (``newsroom/roles.py``): here they are only looked at."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
