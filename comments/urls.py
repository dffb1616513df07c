from django.urls import path

import articles.urls  # noqa: F401  knows what <yyyy> and <dd> are
from comments import views

app_name = "comments"

urlpatterns = [
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/", views.post, name="post"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/comments/received/", views.received, name="received"),
]
