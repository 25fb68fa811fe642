"""Addresses of the figures pages."""

from django.urls import path

from lodestar.web.commissioning import views

app_name = "commissioning"

urlpatterns = [
    path("", views.indicators, name="indicators"),
    path("<slug:slug>.csv", views.indicator_csv, name="indicator-csv"),
]
