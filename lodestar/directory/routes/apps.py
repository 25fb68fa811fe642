from django.apps import AppConfig


class RoutesConfig(AppConfig):
    name = "lodestar.directory.routes"
    label = "routes"
