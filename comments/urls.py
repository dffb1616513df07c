from django.urls import path

import articles.urls  # noqa: F401  knows what <yyyy> and <dd> are
from comments import consent, reporting, views, yours

app_name = "comments"

urlpatterns = [
    path("comments/<int:pk>/report/", reporting.report, name="report"),
    path("comments/<int:pk>/reported/", reporting.reported, name="reported"),
    path("comments/moderation/", reporting.numbers, name="moderation"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/", views.post, name="post"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/received/", views.received, name="received"),
    path("comments/yours/<str:token>/", yours.yours, name="yours"),
    path("comments/yours/<str:token>/appeal/", yours.appeal, name="appeal"),
    path("comments/yours/<str:token>/withdraw/", yours.withdraw, name="withdraw"),
    path("comments/confirm/<str:token>/", consent.confirm, name="confirm"),
    path("comments/stop/<str:token>/", consent.stop, name="stop"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/<int:pk>/", views.thread, name="thread"),
    path("comments/<int:pk>/", views.comment, name="comment"),
    path("comments/<int:pk>/reply/", views.reply, name="reply"),
]
