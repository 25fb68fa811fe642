from django.apps import AppConfig


class DoublesConfig(AppConfig):
    name = "lodestar.directory.doubles"
    label = "doubles"
