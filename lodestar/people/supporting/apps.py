from django.apps import AppConfig


class SupportingConfig(AppConfig):
    name = "lodestar.people.supporting"
    label = "supporting"
