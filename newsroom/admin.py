"""The desk: Django's admin under the publication's name."""

from django.contrib import admin


class Desk(admin.AdminSite):
    site_header = "Newsroom"
    site_title = "Newsroom"
    index_title = "The desk"
