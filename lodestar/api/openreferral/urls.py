"""Addresses of the feed, as the standard names them: no stroke at their end."""

from django.urls import path

from lodestar.api.openreferral import views

app_name = "open-referral"
urlpatterns = [
    path("", views.details, name="details"),
    path("openapi.json", views.openapi_document, name="openapi"),
    path("services", views.services, name="services"),
    path("services/<str:key>", views.service, name="service"),
    path("taxonomies", views.taxonomies, name="taxonomies"),
    path("taxonomies/<str:key>", views.taxonomy, name="taxonomy"),
    path("taxonomy_terms", views.taxonomy_terms, name="taxonomy-terms"),
    path("taxonomy_terms/<str:key>", views.taxonomy_term, name="taxonomy-term"),
    path("organizations", views.organizations, name="organizations"),
    path("organizations/<str:key>", views.organization, name="organization"),
    path("service_at_locations", views.service_at_locations, name="service-at-locations"),
    path("service_at_locations/<str:key>", views.service_at_location, name="service-at-location"),
]
