from django.apps import AppConfig


class WaysConfig(AppConfig):
    name = "lodestar.plans.ways"
    label = "ways"
