from django.apps import AppConfig


class CircumstancesConfig(AppConfig):
    name = "lodestar.people.circumstances"
    label = "circumstances"
