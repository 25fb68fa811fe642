from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "lodestar.people.sharing"
    label = "sharing"
