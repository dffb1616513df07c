from django.urls import path

import articles.urls  # noqa: F401  knows what <yyyy> and <dd> are
from comments.views import mail_preferences, own_comment, own_comments, posting, reports

app_name = "comments"

urlpatterns = [
    path("comments/<int:pk>/report/", reports.report, name="report"),
    path("comments/<int:pk>/reported/", reports.reported, name="reported"),
    path("comments/moderation/", reports.numbers, name="moderation"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/", posting.post, name="post"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/received/", posting.received, name="received"),
    path("comments/yours/<str:token>/", own_comment.yours, name="yours"),
    path("comments/yours/<str:token>/appeal/", own_comment.appeal, name="appeal"),
    path("comments/yours/<str:token>/withdraw/", own_comment.withdraw, name="withdraw"),
    path("comments/mine/", own_comments.ask, name="mine_ask"),
    path("comments/mine/asked/", own_comments.asked, name="mine_asked"),
    path("comments/mine/<str:token>/", own_comments.mine, name="mine"),
    path("comments/mine/<str:token>/withdraw/", own_comments.withdraw_all, name="mine_withdraw"),
    path("comments/mine/<str:token>/export/", own_comments.export, name="mine_export"),
    path("comments/mine/<str:token>/erase/", own_comments.erase, name="mine_erase"),
    path("comments/confirm/<str:token>/", mail_preferences.confirm, name="confirm"),
    path("comments/stop/<str:token>/", mail_preferences.stop, name="stop"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/<int:pk>/", posting.thread, name="thread"),
    path("comments/<int:pk>/", posting.comment, name="comment"),
    path("comments/<int:pk>/reply/", posting.reply, name="reply"),
]
