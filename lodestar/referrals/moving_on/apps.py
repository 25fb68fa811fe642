from django.apps import AppConfig


class MovingOnConfig(AppConfig):
    name = "lodestar.referrals.moving_on"
    label = "moving_on"
