from django.apps import AppConfig


class ConnectingConfig(AppConfig):
    name = "lodestar.referrals.connecting"
    label = "connecting"
