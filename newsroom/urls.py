from django.conf import settings
from django.contrib import admin
from django.urls import include, path, register_converter

from newsroom import colours, media, robots

register_converter(colours.SixDigits, "six_digits")

urlpatterns = [
    path(settings.ADMIN_PATH, admin.site.urls),
    path("media/<path:name>", media.rendition, name="media"),
    path("robots.txt", robots.robots_txt, name="robots"),
    path("colour-<six_digits:digits>.css", colours.style, name="colour"),
    path("favicon.ico", media.favicon, name="favicon"),
    path("", include("comments.urls")),
    path("", include("articles.urls")),
]

handler400 = "newsroom.errors.bad_request"
handler403 = "newsroom.errors.permission_denied"
handler404 = "newsroom.errors.page_not_found"
handler500 = "newsroom.errors.server_error"
