from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "lodestar.referrals"
    label = "referrals"
