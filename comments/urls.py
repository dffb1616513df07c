from django.urls import path

import articles.urls  # noqa: F401  knows what <yyyy> and <dd> are
from comments import consent, mine, reporting, views, yours

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
    path("comments/mine/", mine.ask, name="mine_ask"),
    path("comments/mine/asked/", mine.asked, name="mine_asked"),
    path("comments/mine/<str:token>/", mine.mine, name="mine"),
    path("comments/mine/<str:token>/withdraw/", mine.withdraw_all, name="mine_withdraw"),
    path("comments/mine/<str:token>/export/", mine.export, name="mine_export"),
    path("comments/mine/<str:token>/erase/", mine.erase, name="mine_erase"),
    path("comments/confirm/<str:token>/", consent.confirm, name="confirm"),
    path("comments/stop/<str:token>/", consent.stop, name="stop"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/<int:pk>/", views.thread, name="thread"),
    path("comments/<int:pk>/", views.comment, name="comment"),
    path("comments/<int:pk>/reply/", views.reply, name="reply"),
]
