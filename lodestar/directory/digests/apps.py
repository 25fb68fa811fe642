from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "lodestar.directory.digests"
    label = "digests"
