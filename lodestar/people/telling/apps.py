from django.apps import AppConfig


class TellingConfig(AppConfig):
    name = "lodestar.people.telling"
    label = "telling"
