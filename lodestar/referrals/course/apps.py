from django.apps import AppConfig


class CourseConfig(AppConfig):
    name = "lodestar.referrals.course"
    label = "course"
