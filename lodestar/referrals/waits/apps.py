from django.apps import AppConfig


class WaitsConfig(AppConfig):
    name = "lodestar.referrals.waits"
    label = "waits"
