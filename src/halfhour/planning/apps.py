from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "halfhour.planning"
    label = "planning"
