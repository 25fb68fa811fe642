"""Addresses of the person's own pages."""

from django.urls import path

from lodestar.web.person import views

app_name = "person"
urlpatterns = [
    path("", views.today, name="today"),
    path("plan/", views.plan, name="plan"),
    path("requests/<uuid:referral_id>/", views.referral, name="referral"),
    path("people/", views.people, name="people"),
    path("sharing/", views.sharing, name="sharing"),
    path("looked/", views.looked, name="looked"),
]
