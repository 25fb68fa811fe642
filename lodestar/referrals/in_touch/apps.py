from django.apps import AppConfig


class InTouchConfig(AppConfig):
    name = "lodestar.referrals.in_touch"
    label = "in_touch"
