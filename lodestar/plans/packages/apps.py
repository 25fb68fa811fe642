from django.apps import AppConfig


class PackagesConfig(AppConfig):
    name = "lodestar.plans.packages"
    label = "packages"
