from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "lodestar.referrals.programs"
    label = "programs"
