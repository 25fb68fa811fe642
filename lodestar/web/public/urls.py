"""Addresses that anybody may open."""

from django.conf import settings
from django.urls import path

from lodestar.web.components import gallery
from lodestar.web.public import (
    board,
    faults,
    feeds,
    finder,
    place,
    programs,
    schools,
    service,
    short_list,
    standing,
    still_right,
    stories,
)

app_name = "public"
urlpatterns = [
    path("", finder.find, name="finder"),
    path("services/<uuid:service_id>/", service.show, name="service"),
    path("list/", short_list.short_list, name="short-list"),
    path("list/keep/<uuid:service_id>/", short_list.keep, name="keep"),
    path("list/<slug:code>/", short_list.shared, name="shared-list"),
    path("services/<uuid:service_id>/dates.ics", board.service_dates, name="service-dates"),
    path("services/<uuid:service_id>/fault/", faults.fault, name="fault"),
    path("still-right/<str:secret>/", still_right.still_right, name="still-right"),
    path("volunteering/", board.board, name="board"),
    path("stories/", stories.stories, name="stories"),
    path("stories/<uuid:story_id>/", stories.story, name="story"),
    path("schools/", schools.menu, name="schools"),
    path("schools/talks/<uuid:talk_id>/", schools.book, name="book-talk"),
    path("schools/talks/follow/<str:secret>/", schools.talk, name="talk"),
    path("place/shapes.json", place.shapes, name="shapes"),
    path("help/", standing.help_now, name="help"),
    path("robots.txt", programs.robots, name="robots"),
    path("favicon.ico", programs.favicon, name="favicon"),
    path("about/", standing.about, name="about"),
    path("about/feeds/", feeds.feeds, name="feeds"),
]
if settings.IS_DEMO:
    urlpatterns.append(path("components/", gallery.components, name="components"))
