from django.apps import AppConfig


class EntriesConfig(AppConfig):
    name = "lodestar.directory.entries"
    label = "entries"
