from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "lodestar.places"
    label = "places"
