from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "lodestar.people.voice"
    label = "voice"
