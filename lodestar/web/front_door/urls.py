"""Addresses that need no account and may write into a record, each by one narrow way."""

from django.urls import path

from lodestar.web.front_door import asking, receiving

app_name = "front_door"
urlpatterns = [
    path("ask/", asking.ask, name="ask"),
    path("ask/<str:secret>/", asking.follow, name="follow"),
    path("answer/<str:secret>/", receiving.answer, name="answer"),
]
