"""The desk: Django's admin under the publication's name."""

from functools import cache, partial, wraps
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from articles import text
from newsroom import roles


class DeskSite(admin.AdminSite):
    index_title = "The desk"
    enable_nav_sidebar = False

    def admin_view(self, view, cacheable=False):
        """
        Django's, with a sound query (``sound_query``); but whose session ended before a form was sent is told so, and
        led back to where the form is.
        """
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def told(request, *args, **kwargs):
            if "\0" in request.path:
                raise Http404("No address of the desk has such a character.")  # PostgreSQL could not even look for it
            request.GET = sound_query(request.GET)
            if request.method == "POST":
                request.POST = without_nul(request.POST)
            is_form = request.method == "POST" and request.path != reverse("admin:logout")
            if not is_form or self.has_permission(request):
                return guarded(request, *args, **kwargs)
            words = "You were signed out, so what you sent was not saved. Sign in, and send it once more."
            messages.warning(request, words)
            return redirect_to_login(page_of_form(request), reverse("admin:login"))

        return told

    def each_context(self, request):
        from newsroom.desk_menu import menu  # it knows the models

        name = request.publication.name
        return {
            **super().each_context(request),
            "site_header": name,
            "site_title": name,
            "desk_menu": partial(menu, request.user, request.path),  # asked for by the frame alone
            "role_words": partial(roles.words, request.user),
            "zone_words": zone_words(),
        }

    def get_app_list(self, request, app_label=None):
        """Empty: ``newsroom/desk_menu.py`` says what there is, and Django would make this list for every page."""
        return []

    def get_urls(self):
        from newsroom.site_admin.people import own_account
        from newsroom.site_admin.style_guide import style_guide
        from newsroom.site_admin.trust import trust

        # Django's own suggestions are asked for by nothing here: the choosers have theirs.
        known = [url for url in super().get_urls() if getattr(url, "name", None) != "autocomplete"]
        return [
            path("account/", self.admin_view(own_account), name="account"),
            path("trust/", self.admin_view(trust), name="trust"),
            path("style/", self.admin_view(style_guide), name="style_guide"),
            path("style/readers/", self.admin_view(style_guide), {"side": "readers"}, name="style_guide_readers"),
            *known,
        ]

    def index(self, request, extra_context=None):
        from newsroom import dashboard  # it asks the pages of the desk, which are made after it

        return super().index(request, {**dashboard.home(request.user, request.publication), **(extra_context or {})})

    def app_index(self, request, app_label, extra_context=None):
        return redirect("admin:index")  # the menu has what a page of each app would have


def sound_query(query):
    """Return ``query`` (``QueryDict``) with sound texts in it: what is looked for as it is kept."""
    made = query.copy()
    for name, values in query.lists():
        made.setlist(name, [text.sound(value) for value in values])
    return made


def without_nul(query):
    """
    Return ``query`` (``QueryDict``) without NUL, which no page may hold: a form that is refused gives back what was
    typed. All else is left to the fields, as a password must stay as it was typed.
    """
    if not any("\0" in value for _, values in query.lists() for value in values):
        return query
    made = query.copy()
    for name, values in query.lists():
        made.setlist(name, [value.replace("\0", "") for value in values])
    return made


def zone_words(at=None):
    """The clock that every time at the desk is told by: “Oslo time (UTC+1)”."""
    at = timezone.localtime(at)
    city = timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ")
    minutes = int(at.utcoffset().total_seconds()) // 60
    hours = f"{minutes / 60:+.4g}".replace(".5", ":30").replace(".75", ":45").replace(".25", ":15")
    return f"{city} time (UTC{hours if minutes else ''})"


def page_of_form(request):
    """The address (path and query) of the page that sent the form of ``request``, as far as the browser tells."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    if not (is_ours and page.startswith("http")):
        return request.get_full_path()
    return urlsplit(page)._replace(scheme="", netloc="", fragment="").geturl()


# Django asks for its site while this module is still being read (the pages imported below register with it), and
# once more when it has been: both times it must get the same one.
Desk = cache(DeskSite)

from newsroom import site_admin  # noqa: E402, F401
