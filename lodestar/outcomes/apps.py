from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "lodestar.outcomes"
    label = "outcomes"
