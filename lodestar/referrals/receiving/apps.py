from django.apps import AppConfig


class ReceivingConfig(AppConfig):
    name = "lodestar.referrals.receiving"
    label = "receiving"
