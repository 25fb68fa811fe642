from django.apps import AppConfig


class AskingConfig(AppConfig):
    name = "lodestar.referrals.asking"
    label = "asking"
