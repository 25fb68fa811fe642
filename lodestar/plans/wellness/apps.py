from django.apps import AppConfig


class WellnessConfig(AppConfig):
    name = "lodestar.plans.wellness"
    label = "wellness"
