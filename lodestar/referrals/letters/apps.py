from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "lodestar.referrals.letters"
    label = "letters"
