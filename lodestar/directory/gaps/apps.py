from django.apps import AppConfig


class GapsConfig(AppConfig):
    name = "lodestar.directory.gaps"
    label = "gaps"
