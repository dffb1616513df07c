from django.urls import path

import articles.urls  # noqa: F401  knows what <yyyy> and <dd> are
from articles.feeds import addresses
from comments.feeds import StoryFeed
from comments.views import mail_preferences, own_comment, own_comments, posting, reports

app_name = "comments"

urlpatterns = [
    path("comments/<int:pk>/report/", reports.report, name="report"),
    path("comments/<int:pk>/reported/", reports.reported, name="reported"),
    path("comments/moderation/", reports.numbers, name="moderation"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/", posting.post, name="post"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/received/", posting.received, name="received"),
    path("comments/own/<str:token>/", own_comment.own_comment, name="own_comment"),
    path("comments/own/<str:token>/appeal/", own_comment.appeal, name="appeal"),
    path("comments/own/<str:token>/withdraw/", own_comment.withdraw, name="withdraw"),
    path("comments/all/", own_comments.ask, name="own_comments_ask"),
    path("comments/all/asked/", own_comments.asked, name="own_comments_asked"),
    path("comments/all/<str:token>/", own_comments.own_comments, name="own_comments"),
    path("comments/all/<str:token>/withdraw/", own_comments.withdraw_all, name="own_comments_withdraw"),
    path("comments/all/<str:token>/export/", own_comments.export, name="own_comments_export"),
    path("comments/all/<str:token>/erase/", own_comments.erase, name="own_comments_erase"),
    path("comments/confirm/<str:token>/", mail_preferences.confirm, name="confirm"),
    path("comments/stop/<str:token>/", mail_preferences.stop, name="stop"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/<int:pk>/", posting.thread, name="thread"),
    *addresses("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/", StoryFeed(), "feed"),
    path("comments/<int:pk>/", posting.comment, name="comment"),
    path("comments/<int:pk>/reply/", posting.reply, name="reply"),
]
