from django.apps import AppConfig


class CommissioningConfig(AppConfig):
    name = "lodestar.commissioning"
    label = "commissioning"
