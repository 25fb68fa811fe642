from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lodestar.access"
    label = "access"
