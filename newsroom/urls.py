from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from newsroom import media, robots

urlpatterns = [
    path(settings.ADMIN_PATH, admin.site.urls),
    path("media/<path:name>", media.rendition, name="media"),
    path("robots.txt", robots.robots_txt, name="robots"),
    path("favicon.ico", media.favicon, name="favicon"),
    path("", include("comments.urls")),
    path("", include("articles.urls")),
]

handler400 = "newsroom.errors.bad_request"
handler403 = "newsroom.errors.permission_denied"
handler404 = "newsroom.errors.page_not_found"
handler500 = "newsroom.errors.server_error"
