from django.apps import AppConfig


class DecidingConfig(AppConfig):
    name = "lodestar.plans.deciding"
    label = "deciding"
