from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "lodestar.exchange"
    label = "exchange"
