from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "lodestar.directory.schools"
    label = "schools"
