from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "lodestar.directory.feeds"
    label = "feeds"
