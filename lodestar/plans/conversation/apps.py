from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "lodestar.plans.conversation"
    label = "conversation"
