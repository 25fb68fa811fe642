from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "lodestar.plans.goals"
    label = "goals"
