from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "lodestar.directory.assurance"
    label = "assurance"
