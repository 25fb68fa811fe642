from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "lodestar.directory"
    label = "directory"
