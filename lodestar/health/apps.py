from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "lodestar.health"
    label = "health"
