from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "lodestar.directory.finding"
    label = "finding"
