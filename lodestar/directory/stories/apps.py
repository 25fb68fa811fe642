from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "lodestar.directory.stories"
    label = "stories"
